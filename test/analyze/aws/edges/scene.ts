// Small AWS accounts for tests of access: principals, trusts and workloads in a few words, read back as analysis does.

import type { AnalysisInput, StoredEdge, StoredNode, StoredScope } from "../../../../src/model/analysis.js";
import type { Coverage } from "../../../../src/model/batch.js";
import { hashText } from "../../../../src/model/hash.js";
import type { Technique } from "../../../../src/model/technique.js";
import type { EdgeKind, JsonRecord, NodeKind } from "../../../../src/model/words.js";
import { wholeInput } from "../../whole-input.js";

/** A vendor that many accounts trust. */
export const VENDOR = { account: "464622532012", vendor: "Datadog", source: "https://docs.datadoghq.com" };

export const ACCOUNT = "111122223333";
export const OTHER = "444455556666";

type Statement = { readonly [element: string]: unknown };

/** `Allow` of actions on resources, everything when left out. */
export function allow(
  actions: string | readonly string[],
  resources: string | readonly string[] = "*",
  more: Statement = {},
): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources, ...more };
}

export function deny(
  actions: string | readonly string[],
  resources: string | readonly string[] = "*",
  more: Statement = {},
): Statement {
  return { Effect: "Deny", Action: actions, Resource: resources, ...more };
}

/** Trust statement for sts:AssumeRole. */
export function trusts(principal: Statement | string, condition?: Statement): Statement {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...(condition && { Condition: condition }),
  };
}

export const root = (account = ACCOUNT) => ({ AWS: `arn:aws:iam::${account}:root` });
export const service = (...names: readonly string[]) => ({ Service: names.map((name) => `${name}.amazonaws.com`) });
export const arn = (rest: string, account = ACCOUNT) => `arn:aws:iam::${account}:${rest}`;
export const EVERYTHING = allow("*");

/** An access policy of EKS that makes pods, as far as that. */
const EDITING = [
  {
    policy: "AmazonEKSEditPolicy",
    rules: [{ groups: [""], resources: ["pods"], verbs: ["create"] }],
    source: "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html",
  },
];

export interface Holder {
  readonly inline?: readonly Statement[];
  /** Names of managed policies of the account. */
  readonly managed?: readonly string[];
  readonly groups?: readonly string[];
  readonly boundary?: string;
  readonly tags?: JsonRecord;
}

/**
 * What a caller, and the group that it is in, hold where an action of `iam:` takes a Deny away from it: `policy/denial`, another version
 * of which denies nothing, or an inline policy with the statements.
 */
export function heldDenial(
  action: string,
  statements: readonly Statement[],
): { own: Holder; group: Holder; label: string } {
  const isInline = action.startsWith("iam:Delete");
  const holder: Holder = isInline ? { inline: statements } : { managed: ["denial"] };
  const isExchanged = action === "iam:SetDefaultPolicyVersion";
  const label = isInline ? "inline/own" : isExchanged ? "policy/denial@v1" : "policy/denial";
  if (!action.includes("Group")) return { own: holder, group: {}, label };
  return { own: {}, group: holder, label: action.includes("Remove") ? "group/own" : `group/own/${label}` };
}

export class Scene {
  readonly nodes: StoredNode[] = [];
  readonly edges: StoredEdge[] = [];
  readonly scopes = new Map<string, StoredScope>();
  readonly documents = new Map<string, string>();

  account(id = ACCOUNT, coverage: readonly Coverage[] = DETAILS): this {
    this.scopes.set(id, {
      id: `aws:${id}`,
      type: "aws.account",
      name: id,
      parent: undefined,
      properties: { account: id },
      coverage,
    });
    return this;
  }

  user(name: string, holder: Holder = {}, account = ACCOUNT): this {
    return this.#holder("aws.iam-user", arn(`user/${name}`, account), name, holder, account);
  }

  group(name: string, holder: Holder = {}, account = ACCOUNT): this {
    return this.#holder("aws.iam-group", arn(`group/${name}`, account), name, holder, account);
  }

  role(name: string, trust: readonly Statement[], holder: Holder = {}, account = ACCOUNT): this {
    return this.#holder("aws.iam-role", arn(`role/${name}`, account), name, holder, account, trust);
  }

  /** An organisation of accounts that are there: its scope, and its root, which they are below. */
  organized(accounts: readonly string[], id = "o-1", rootId = "r-1"): this {
    for (const account of accounts) {
      const own = this.scopes.get(account);
      if (own) this.scopes.set(account, { ...own, properties: { ...own.properties, account, organization: id } });
    }
    this.scopes.set(id, {
      id: `aws:${id}`,
      type: "aws.organization",
      name: id,
      parent: undefined,
      properties: { management_account: "999988887777" },
      coverage: [],
    });
    this.node("scope", "aws.organization-root", rootId, { account: id });
    for (const account of accounts) this.edge("contains", rootId, `aws:${account}`);
    return this;
  }

  managed(name: string, statements: readonly Statement[], account = ACCOUNT): this {
    this.node("grant", "aws.managed-policy", arn(`policy/${name}`, account), { document: statements, account });
    return this;
  }

  /** A version of a managed policy that is not in force. */
  version(policy: string, statements: readonly Statement[], name = "v1", account = ACCOUNT): this {
    const parent = arn(`policy/${policy}`, account);
    const id = `${parent}/version/${name}`;
    return this.node("grant", "aws.policy-version", id, { name, parent, document: statements, account });
  }

  instanceProfile(role: string, account = ACCOUNT): this {
    const properties = { role: arn(`role/${role}`, account) };
    return this.node("resource", "aws.instance-profile", arn(`instance-profile/${role}`, account), {
      properties,
      account,
    });
  }

  workload(type: string, id: string, role: string | undefined, properties: JsonRecord = {}): this {
    this.node("workload", type, id, { properties, region: id.split(":")[3] ?? "" });
    return role === undefined ? this : this.edge("runs_as", id, arn(`role/${role}`));
  }

  node(
    kind: NodeKind,
    type: string,
    id: string,
    more: {
      readonly name?: string;
      readonly document?: readonly Statement[];
      readonly properties?: JsonRecord;
      readonly parent?: string;
      readonly account?: string;
      readonly supplements?: StoredNode["supplements"];
      readonly incarnation?: string;
      readonly region?: string;
    } = {},
  ): this {
    this.nodes.push({
      id,
      kind,
      type,
      name: more.name ?? id.slice(id.lastIndexOf("/") + 1),
      scope: `aws:${more.account ?? ACCOUNT}`,
      region: more.region ?? "",
      incarnation: more.incarnation,
      parent: more.parent,
      document: more.document && this.#document(more.document),
      properties: more.properties ?? {},
      supplements: more.supplements ?? {},
    });
    return this;
  }

  edge(kind: EdgeKind, from: string, to: string, properties: JsonRecord = {}): this {
    this.edges.push({ kind, from, to, scope: `aws:${ACCOUNT}`, state: "none", confidence: 1, properties });
    return this;
  }

  input(techniques: readonly Technique[] = []): AnalysisInput {
    if (this.scopes.size === 0) this.account();
    const sorted = [...this.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
    return wholeInput({
      now: new Date("2026-01-15T00:00:00Z"),
      config: { knownAccounts: {}, environments: {}, ownerTags: [], environmentTags: [], owners: {} },
      tables: { issuers: [], vendorAccounts: [VENDOR], techniques, eksAccessPolicies: EDITING },
      scopes: () => this.scopes.values(),
      types: (kind) => [...new Set(sorted.flatMap((node) => (node.kind === kind ? [node.type] : [])))].sort(),
      nodes: (types) => sorted.filter(({ type }) => types.length === 0 || types.includes(type)),
      edges: (kinds) => this.edges.filter(({ kind }) => kinds.includes(kind)),
      document: (hash) => this.documents.get(hash),
    });
  }

  #holder(type: string, id: string, name: string, holder: Holder, account: string, trust?: readonly Statement[]): this {
    this.node("principal", type, id, {
      name,
      account,
      incarnation: `ID${hashText(id).slice(0, 18).toUpperCase()}`,
      ...(trust && { document: trust }),
      ...(holder.tags && { properties: { tags: holder.tags } }),
    });
    if (holder.inline) {
      this.node("grant", "aws.inline-policy", `${id}/inline/own`, { parent: id, document: holder.inline, account });
      this.edge("has_grant", id, `${id}/inline/own`);
    }
    for (const policy of holder.managed ?? []) this.edge("has_grant", id, arn(`policy/${policy}`, account));
    for (const group of holder.groups ?? []) this.edge("member_of", id, arn(`group/${group}`, account));
    if (holder.boundary !== undefined) {
      this.edge("references", id, arn(`policy/${holder.boundary}`, account), { role: "boundary" });
    }
    return this;
  }

  #document(statements: readonly Statement[]): string {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    const hash = hashText(text);
    this.documents.set(hash, text);
    return hash;
  }
}

const DETAILS: readonly Coverage[] = [
  { dataSet: "aws/iam:account-authorization-details", state: "complete" },
  { dataSet: "aws/iam:access-keys", state: "complete" },
];

/** An account of which the functions were listed as well. */
export const WITH_FUNCTIONS: readonly Coverage[] = [...DETAILS, { dataSet: "aws/lambda:functions", state: "complete" }];

/** Below an organisation whose service control policy denies the actions. */
export function controlled(scene: Scene, denied: readonly string[]): Scene {
  scene.account();
  scene.scopes.set("o-1", {
    id: "aws:o-1",
    type: "aws.organization",
    name: "o-1",
    parent: undefined,
    properties: { management_account: OTHER },
    coverage: [],
  });
  scene.scopes.set(ACCOUNT, {
    ...(scene.scopes.get(ACCOUNT) ?? { id: "", type: "", name: "", parent: undefined, coverage: [] }),
    properties: { account: ACCOUNT, organization: "o-1" },
  });
  scene.node("scope", "aws.organization-root", "r-1", { account: "o-1" });
  scene.edge("contains", "r-1", `aws:${ACCOUNT}`);
  scene.node("grant", "aws.scp", "arn:aws:organizations::1:policy/p-1", {
    account: "o-1",
    document: [allow("*"), deny(denied)],
  });
  return scene.edge("references", "arn:aws:organizations::1:policy/p-1", "r-1");
}
