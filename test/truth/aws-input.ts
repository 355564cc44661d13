// Reads recorded AWS answers straight into an AnalysisInput: for measuring the evaluator without collectors and store.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnalysisInput, StoredEdge, StoredNode, StoredScope } from "../../src/model/analysis.js";
import { hashText } from "../../src/model/hash.js";
import type { EdgeKind, JsonRecord, NodeKind } from "../../src/model/words.js";
import { wholeInput } from "../analyze/whole-input.js";

type Raw = { readonly [key: string]: unknown };

export interface Fragment {
  readonly nodes: StoredNode[];
  readonly edges: StoredEdge[];
  readonly scopes: StoredScope[];
  readonly documents: Map<string, string>;
}

export function emptyFragment(): Fragment {
  return { nodes: [], edges: [], scopes: [], documents: new Map() };
}

function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

/** The fragment as analysis reads it. */
export function toInput(fragment: Fragment, now = new Date("2026-01-15T00:00:00Z")): AnalysisInput {
  const byType = groupBy(fragment.nodes, (node) => node.type);
  for (const nodes of byType.values()) nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  const byKind = groupBy(fragment.edges, (edge) => edge.kind);
  return wholeInput({
    now,
    config: { knownAccounts: {}, environments: {}, ownerTags: [], environmentTags: [], owners: {} },
    tables: { issuers: [], vendorAccounts: [] },
    scopes: () => fragment.scopes,
    types: (kind) => [...new Set(fragment.nodes.flatMap((node) => (node.kind === kind ? [node.type] : [])))].sort(),
    nodes: (types) => (types.length === 0 ? fragment.nodes : types.flatMap((type) => byType.get(type) ?? [])),
    edges: (kinds) => kinds.flatMap((kind) => byKind.get(kind) ?? []),
    document: (hash) => fragment.documents.get(hash),
  });
}

export function addNode(
  fragment: Fragment,
  kind: NodeKind,
  type: string,
  id: string,
  more: {
    scope: string;
    name?: string;
    document?: unknown;
    parent?: string;
    incarnation?: string;
    properties?: JsonRecord;
  },
): void {
  fragment.nodes.push({
    id,
    kind,
    type,
    name: more.name ?? id,
    scope: more.scope,
    region: "",
    incarnation: more.incarnation,
    parent: more.parent,
    document: more.document === undefined ? undefined : addDocument(fragment, more.document),
    properties: more.properties ?? {},
    supplements: {},
  });
}

export function addEdge(
  fragment: Fragment,
  kind: EdgeKind,
  from: string,
  to: string,
  properties: JsonRecord = {},
): void {
  fragment.edges.push({ kind, from, to, scope: "", state: "none", confidence: 1, properties });
}

function addDocument(fragment: Fragment, document: unknown): string {
  const text = typeof document === "string" ? decode(document) : JSON.stringify(document);
  const hash = hashText(text);
  fragment.documents.set(hash, text);
  return hash;
}

const decode = (text: string) => (text.startsWith("{") ? text : decodeURIComponent(text));
const list = (value: unknown): Raw[] => (Array.isArray(value) ? (value as Raw[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const tagsOf = (value: unknown): JsonRecord =>
  Object.fromEntries(list(value).map((tag) => [text(tag["Key"]), text(tag["Value"])]));

/** Principals and policies of one account. */
export function addAccountDetails(fragment: Fragment, account: string, details: Raw): void {
  const scope = `aws:${account}`;
  for (const policy of list(details["Policies"])) {
    const version = list(policy["PolicyVersionList"]).find((one) => one["IsDefaultVersion"] === true);
    addNode(fragment, "grant", "aws.managed-policy", text(policy["Arn"]), {
      scope,
      name: text(policy["PolicyName"]),
      document: version?.["Document"],
    });
  }
  const groups = new Map(
    list(details["GroupDetailList"]).map((group) => [text(group["GroupName"]), text(group["Arn"])]),
  );
  for (const [listName, kind] of [
    ["UserDetailList", "User"],
    ["GroupDetailList", "Group"],
    ["RoleDetailList", "Role"],
  ] as const) {
    for (const holder of list(details[listName])) addHolder(fragment, scope, kind, holder, groups);
  }
}

function addHolder(
  fragment: Fragment,
  scope: string,
  kind: "User" | "Group" | "Role",
  holder: Raw,
  groups: Map<string, string>,
): void {
  const arn = text(holder["Arn"]);
  addNode(fragment, "principal", `aws.iam-${kind.toLowerCase()}`, arn, {
    scope,
    name: text(holder[`${kind}Name`]),
    incarnation: text(holder[`${kind}Id`]),
    document: holder["AssumeRolePolicyDocument"],
    properties: { path: text(holder["Path"]), tags: tagsOf(holder["Tags"]) },
  });
  for (const policy of list(holder[`${kind}PolicyList`])) {
    const id = `${arn}/inline/${text(policy["PolicyName"])}`;
    addNode(fragment, "grant", "aws.inline-policy", id, { scope, parent: arn, document: policy["PolicyDocument"] });
    addEdge(fragment, "has_grant", arn, id);
  }
  for (const policy of list(holder["AttachedManagedPolicies"]))
    addEdge(fragment, "has_grant", arn, text(policy["PolicyArn"]));
  for (const name of (holder["GroupList"] as string[] | undefined) ?? [])
    addEdge(fragment, "member_of", arn, groups.get(name) ?? name);
  const boundary = (holder["PermissionsBoundary"] as Raw | undefined)?.["PermissionsBoundaryArn"];
  if (typeof boundary === "string") addEdge(fragment, "references", arn, boundary, { role: "boundary" });
}

function readJson(path: string): Raw {
  return JSON.parse(readFileSync(path, "utf8")) as Raw;
}

function filesOf(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder).filter((file) => file.endsWith(".json") && !file.endsWith(".error.json"))
    : [];
}

/** A whole bundle: principals, resources with their policies, the organisation. */
export function readBundle(folder: string): Fragment {
  const fragment = emptyFragment();
  for (const account of readdirSync(join(folder, "aws"))) {
    const place = join(folder, "aws", account);
    fragment.scopes.push({
      id: `aws:${account}`,
      type: "aws.account",
      name: account,
      parent: undefined,
      properties: {},
      coverage: [],
    });
    const details = join(place, "iam/get-account-authorization-details.json");
    if (existsSync(details)) addAccountDetails(fragment, account, readJson(details));
    addBuckets(fragment, account, place);
    for (const region of readdirSync(place)) addRegion(fragment, account, region, join(place, region));
    if (existsSync(join(place, "organizations"))) addOrganization(fragment, join(place, "organizations"));
  }
  return fragment;
}

function addBuckets(fragment: Fragment, account: string, place: string): void {
  const buckets = join(place, "s3api/list-buckets.json");
  if (!existsSync(buckets)) return;
  for (const bucket of list(readJson(buckets)["Buckets"])) {
    const name = text(bucket["Name"]);
    const file = join(place, `s3api/get-bucket-policy/${name}.json`);
    const document = existsSync(file) ? readJson(file)["Policy"] : undefined;
    addNode(fragment, "resource", "aws.s3-bucket", `arn:aws:s3:::${name}`, { scope: `aws:${account}`, name, document });
  }
}

function addRegion(fragment: Fragment, account: string, region: string, place: string): void {
  const scope = `aws:${account}`;
  const add = (folder: string, type: string, read: (name: string, answer: Raw) => { id: string; policy: unknown }) => {
    for (const file of filesOf(join(place, folder))) {
      const { id, policy } = read(
        decodeURIComponent(file.slice(0, -".json".length)),
        readJson(join(place, folder, file)),
      );
      addNode(fragment, "resource", type, id, { scope, document: policy });
    }
  };
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  add("lambda/get-policy", "aws.lambda-function", (name, answer) => ({
    id: arn("lambda", `function:${name}`),
    policy: answer["Policy"],
  }));
  add("kms/get-key-policy", "aws.kms-key", (name, answer) => ({
    id: arn("kms", `key/${name}`),
    policy: answer["Policy"],
  }));
  add("secretsmanager/get-resource-policy", "aws.secret", (_, answer) => ({
    id: text(answer["ARN"]),
    policy: answer["ResourcePolicy"],
  }));
  add("sqs/get-queue-attributes", "aws.sqs-queue", (name, answer) => {
    return { id: arn("sqs", name), policy: (answer["Attributes"] as Raw | undefined)?.["Policy"] };
  });
}

function addOrganization(fragment: Fragment, place: string): void {
  const organization = readJson(join(place, "describe-organization.json"))["Organization"] as Raw;
  const scope = `aws:${text(organization["Id"])}`;
  const properties = { management_account: text(organization["MasterAccountId"]) };
  fragment.scopes.push({
    id: scope,
    type: "aws.organization",
    name: scope,
    parent: undefined,
    properties,
    coverage: [],
  });
  for (const root of list(readJson(join(place, "list-roots.json"))["Roots"])) {
    addNode(fragment, "scope", "aws.organization-root", text(root["Id"]), { scope });
  }
  const toTarget = (id: string) => (/^\d{12}$/.test(id) ? `aws:${id}` : id);
  for (const file of filesOf(join(place, "list-parents"))) {
    const parent = text(list(readJson(join(place, "list-parents", file))["Parents"])[0]?.["Id"]);
    addEdge(fragment, "contains", parent, toTarget(file.slice(0, -".json".length)));
  }
  for (const file of filesOf(join(place, "describe-policy"))) {
    const policy = readJson(join(place, "describe-policy", file))["Policy"] as Raw;
    const summary = policy["PolicySummary"] as Raw;
    const type = summary["Type"] === "SERVICE_CONTROL_POLICY" ? "aws.scp" : "aws.rcp";
    addNode(fragment, "grant", type, text(summary["Id"]), { scope, document: policy["Content"] });
  }
  for (const file of filesOf(join(place, "list-policies-for-target"))) {
    const target = file.slice(0, file.indexOf("@"));
    for (const policy of list(readJson(join(place, "list-policies-for-target", file))["Policies"])) {
      addEdge(fragment, "references", text(policy["Id"]), toTarget(target));
    }
  }
}
