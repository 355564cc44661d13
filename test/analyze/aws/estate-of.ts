// Small AWS estates for tests, written as policies on principals, resources and organisations.

import { buildEstate, type Estate } from "../../../src/analyze/aws/estate.js";
import { createEvaluator, type Evaluator } from "../../../src/analyze/aws/evaluator.js";
import type { AnalysisInput, StoredEdge, StoredNode, StoredScope } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import type { EdgeKind, JsonRecord, NodeKind } from "../../../src/model/words.js";
import { wholeInput } from "../whole-input.js";

export const ACCOUNT = "111122223333";
export const OTHER = "444455556666";
export const NOW = new Date("2026-03-01T12:00:00Z");

/** A statement, or a whole document when it has a Statement or is a text. */
export type Written = object | string;

export interface HolderSpec {
  readonly policies?: readonly Written[];
  /** Document of the boundary. */
  readonly boundary?: Written;
  readonly groups?: readonly string[];
  readonly trust?: Written;
  readonly tags?: { readonly [key: string]: string };
  readonly path?: string;
  readonly account?: string;
  /** `aws` when left out. */
  readonly partition?: string;
  readonly hasMfa?: boolean;
  readonly hasPassword?: boolean;
}

export interface ResourceSpec {
  readonly type: string;
  readonly account?: string;
  readonly policy?: Written;
  readonly properties?: JsonRecord;
  /** Documents of the grants of a key. */
  readonly grants?: readonly Written[];
}

export interface OrganizationSpec {
  readonly management: string;
  /** Root, unit or account id → the one above. */
  readonly parents: { readonly [id: string]: string };
  /** Root, unit or account id → documents. */
  readonly scp?: { readonly [id: string]: readonly Written[] };
  readonly rcp?: { readonly [id: string]: readonly Written[] };
}

export interface EstateSpec {
  readonly users?: { readonly [name: string]: HolderSpec };
  readonly roles?: { readonly [name: string]: HolderSpec };
  readonly groups?: { readonly [name: string]: HolderSpec };
  readonly resources?: { readonly [arn: string]: ResourceSpec };
  readonly organization?: OrganizationSpec;
  /** Data sets that were read whole, of the account. */
  readonly complete?: readonly string[];
  /** Managed policies that are attached but whose document was not read. */
  readonly unread?: { readonly [holder: string]: string };
}

/** A document of one or many statements. */
export function document(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(action: string | string[], resource: string | string[] = "*", more: object = {}): object {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function deny(action: string | string[], resource: string | string[] = "*", more: object = {}): object {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

export const userArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:user/${name}`;
export const roleArn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

class Drawing {
  readonly nodes: StoredNode[] = [];
  readonly edges: StoredEdge[] = [];
  readonly scopes: StoredScope[] = [];
  readonly documents = new Map<string, string>();

  node(kind: NodeKind, type: string, id: string, more: Partial<StoredNode> = {}): void {
    const empty = { name: id, scope: `aws:${ACCOUNT}`, region: "", incarnation: undefined, parent: undefined };
    this.nodes.push({ id, kind, type, ...empty, document: undefined, properties: {}, supplements: {}, ...more });
  }

  edge(kind: EdgeKind, from: string, to: string, properties: JsonRecord = {}): void {
    this.edges.push({ kind, from, to, scope: `aws:${ACCOUNT}`, state: "none", confidence: 1, properties });
  }

  keep(written: Written | undefined): string | undefined {
    if (written === undefined) return undefined;
    const whole = typeof written === "string" || "Statement" in written ? written : document(written);
    const text = typeof whole === "string" ? whole : JSON.stringify(whole);
    const hash = hashText(text);
    this.documents.set(hash, text);
    return hash;
  }

  holder(kind: "user" | "role" | "group", name: string, spec: HolderSpec): void {
    const account = spec.account ?? ACCOUNT;
    const id = `arn:${spec.partition ?? "aws"}:iam::${account}:${kind}${spec.path ?? "/"}${name}`;
    const scope = `aws:${account}`;
    this.node("principal", `aws.iam-${kind}`, id, {
      name,
      scope,
      incarnation: `${kind === "role" ? "AROA" : "AIDA"}${name.toUpperCase()}`,
      document: this.keep(spec.trust),
      properties: { tags: spec.tags ?? {}, path: spec.path ?? "/" },
      supplements: toReport(spec),
    });
    for (const [i, policy] of (spec.policies ?? []).entries()) {
      const grant = `${id}/inline/p${i}`;
      this.node("grant", "aws.inline-policy", grant, { scope, parent: id, document: this.keep(policy) });
      this.edge("has_grant", id, grant);
    }
    if (spec.boundary !== undefined) {
      const boundary = `arn:aws:iam::${account}:policy/boundary-of-${name}`;
      this.node("grant", "aws.managed-policy", boundary, { scope, document: this.keep(spec.boundary) });
      this.edge("references", id, boundary, { role: "boundary" });
    }
    for (const group of spec.groups ?? []) this.edge("member_of", id, `arn:aws:iam::${account}:group/${group}`);
  }

  organization({ management, parents, scp = {}, rcp = {} }: OrganizationSpec): void {
    const scope = "aws:o-acme";
    const target = (id: string) => (/^\d{12}$/.test(id) ? `aws:${id}` : id);
    const properties = { management_account: management };
    this.scopes.push({
      id: scope,
      type: "aws.organization",
      name: "acme",
      parent: undefined,
      properties,
      coverage: [],
    });
    this.node("scope", "aws.organization-root", "r-root", { scope });
    for (const [child, parent] of Object.entries(parents)) this.edge("contains", target(parent), target(child));
    for (const [type, attached] of [
      ["aws.scp", scp],
      ["aws.rcp", rcp],
    ] as const) {
      for (const [place, documents] of Object.entries(attached)) {
        for (const [i, written] of documents.entries()) {
          const id = `${type}/${place}/${i}`;
          this.node("grant", type, id, { scope, document: this.keep(written) });
          this.edge("references", id, target(place));
        }
      }
    }
  }
}

export function inputOf(spec: EstateSpec): AnalysisInput {
  const drawing = new Drawing();
  for (const [name, group] of Object.entries(spec.groups ?? {})) drawing.holder("group", name, group);
  for (const [name, user] of Object.entries(spec.users ?? {})) drawing.holder("user", name, user);
  for (const [name, role] of Object.entries(spec.roles ?? {})) drawing.holder("role", name, role);
  for (const [arn, { type, account = ACCOUNT, policy, properties = {}, grants = [] }] of Object.entries(
    spec.resources ?? {},
  )) {
    const scope = `aws:${account}`;
    drawing.node("resource", type, arn, { scope, document: drawing.keep(policy), properties });
    for (const [i, written] of grants.entries()) {
      const id = `${arn}/grant/${i}`;
      drawing.node("grant", "aws.kms-grant", id, { scope, parent: arn, document: drawing.keep(written) });
    }
  }
  for (const [holder, policy] of Object.entries(spec.unread ?? {})) drawing.edge("has_grant", holder, policy);
  if (spec.organization) drawing.organization(spec.organization);
  if (spec.complete) {
    drawing.scopes.push({
      id: `aws:${ACCOUNT}`,
      type: "aws.account",
      name: ACCOUNT,
      parent: undefined,
      properties: {},
      coverage: spec.complete.map((dataSet) => ({ dataSet, state: "complete" as const })),
    });
  }
  return wholeInput({
    now: NOW,
    config: { knownAccounts: {}, environments: {}, ownerTags: [], environmentTags: [], owners: {} },
    tables: { issuers: [], vendorAccounts: [] },
    scopes: () => drawing.scopes,
    types: (kind) => [...new Set(drawing.nodes.flatMap((node) => (node.kind === kind ? [node.type] : [])))].sort(),
    nodes: (types) => drawing.nodes.filter(({ type }) => types.length === 0 || types.includes(type)),
    edges: (kinds) => drawing.edges.filter(({ kind }) => kinds.includes(kind)),
    document: (hash) => drawing.documents.get(hash),
  });
}

export function estateOf(spec: EstateSpec): Estate {
  return buildEstate(inputOf(spec));
}

export function evaluatorOf(spec: EstateSpec): Evaluator {
  return createEvaluator(estateOf(spec));
}

function toReport({ hasMfa, hasPassword }: Pick<HolderSpec, "hasMfa" | "hasPassword">): StoredNode["supplements"] {
  if (hasMfa === undefined) return {};
  return {
    "aws/iam:credential-report": {
      mfa_active: hasMfa,
      ...(hasPassword !== undefined && { password_enabled: hasPassword }),
    },
  };
}
