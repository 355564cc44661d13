// A small estate in memory, as analysis reads it.

import type { AnalysisInput, EstateConfig, StoredEdge, StoredNode, StoredScope } from "../../src/model/analysis.js";
import type { Coverage } from "../../src/model/batch.js";
import { hashText } from "../../src/model/hash.js";
import type { Tables } from "../../src/model/tables.js";
import type { JsonRecord, NodeKind } from "../../src/model/words.js";
import { wholeInput } from "./whole-input.js";

export const ACCOUNT = "111122223333";
export const SCOPE = `aws:${ACCOUNT}`;

export const NO_CONFIG: EstateConfig = {
  knownAccounts: {},
  environments: {},
  ownerTags: ["owner", "team"],
  environmentTags: ["environment", "env"],
  owners: {},
};

export const EVERYTHING = [
  "aws/iam:account-authorization-details",
  "aws/iam:credential-report",
  "aws/iam:access-keys",
  "aws/iam:access-key-last-used",
  "aws/iam:service-specific-credentials",
  "aws/iam:ssh-public-keys",
  "aws/iam:signing-certificates",
  "aws/iam:open-id-connect-providers",
  "aws/iam:saml-providers",
  "aws/organizations:accounts",
];

export function complete(...dataSets: readonly string[]): Coverage[] {
  return dataSets.map((dataSet) => ({ dataSet, state: "complete" }));
}

export function account(id = ACCOUNT, more: Partial<StoredScope> = {}): StoredScope {
  return { id: `aws:${id}`, type: "aws.account", name: id, parent: undefined, properties: {}, coverage: [], ...more };
}

export function node(id: string, type: string, more: Partial<StoredNode> = {}): StoredNode {
  return {
    id,
    kind: kindOf(type),
    type,
    name: id.split("/").at(-1) ?? id,
    scope: SCOPE,
    region: "",
    incarnation: undefined,
    parent: undefined,
    document: undefined,
    properties: {},
    supplements: {},
    ...more,
  };
}

function kindOf(type: string): NodeKind {
  if (type.endsWith("trust")) return "trust";
  if (type.endsWith("provider")) return "resource";
  return /(?:key|password|certificate|credential)$/.test(type) ? "credential" : "principal";
}

export function user(name: string, more: Partial<StoredNode> = {}): StoredNode {
  return node(`arn:aws:iam::${ACCOUNT}:user/${name}`, "aws.iam-user", { name, ...more });
}

export function role(name: string, more: Partial<StoredNode> = {}): StoredNode {
  return node(`arn:aws:iam::${ACCOUNT}:role/${name}`, "aws.iam-role", { name, ...more });
}

export interface TrustNode {
  readonly kind: string;
  readonly provider: string;
  readonly statement?: number;
  readonly account?: string;
  readonly providerArn?: string;
}

/** A role with its trust policy and the trust nodes that a collector makes of it. */
export function trusting(name: string, policy: unknown, trusts: readonly TrustNode[]): StoredNode[] {
  const holder = role(name, { document: hashText(textOf(policy)) });
  const nodes = trusts.map((trust, i) => {
    const properties: JsonRecord = {
      ordinal: i,
      statement: trust.statement ?? 0,
      provider_kind: trust.kind,
      provider: trust.provider,
      ...(trust.account !== undefined && { account: trust.account }),
      ...(trust.providerArn !== undefined && { provider_arn: trust.providerArn }),
    };
    const id = `${holder.id}#trust/${trust.provider}/${i}`;
    return node(id, "aws.role-trust", { parent: holder.id, document: holder.document, properties });
  });
  return [holder, ...nodes];
}

export function textOf(policy: unknown): string {
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

export interface Estate {
  readonly scopes?: readonly StoredScope[];
  readonly nodes?: readonly StoredNode[];
  readonly edges?: readonly StoredEdge[];
  /** Policies that nodes name by the hash of their text. */
  readonly documents?: readonly unknown[];
  readonly config?: Partial<EstateConfig>;
  readonly tables?: Partial<Tables>;
  readonly now?: Date;
}

export function toInput(estate: Estate): AnalysisInput {
  const nodes = [...(estate.nodes ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const texts = new Map((estate.documents ?? []).map((policy) => [hashText(textOf(policy)), textOf(policy)]));
  return wholeInput({
    now: estate.now ?? new Date("2026-11-25T12:00:00Z"),
    config: { ...NO_CONFIG, ...estate.config },
    tables: { issuers: [], vendorAccounts: [], ...estate.tables },
    scopes: () => estate.scopes ?? [account()],
    types: (kind) => [...new Set(nodes.flatMap((node) => (node.kind === kind ? [node.type] : [])))].sort(),
    nodes: (types) => nodes.filter(({ type }) => types.length === 0 || types.includes(type)),
    edges: (kinds) => (estate.edges ?? []).filter(({ kind }) => kinds.includes(kind)),
    document: (hash) => texts.get(hash),
  });
}
