// aws/organizations:policies: the tree of an organisation and the control policies that hang in it. Live they are asked for by
// policy; a bundle may hold them by target instead.
import { addAll } from "../../model/add-all.js";
import type { Coverage, GraphBatch } from "../../model/batch.js";
import { compareText } from "../../model/compare.js";
import { wholeOf } from "../answers.js";
import { isAccountId } from "../arn.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../fields.js";
import { type Part, PartBuilder } from "../part.js";
import type { Detail } from "../reader.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";
import { toOrganizationScope } from "./organization.js";
import type { OrganizationView } from "./organization-view.js";
import { Reader } from "./reader.js";

export const ORGANIZATION_POLICIES = "aws/organizations:policies";

const FILTERS: { readonly [filter: string]: string } = {
  SERVICE_CONTROL_POLICY: "aws.scp",
  RESOURCE_CONTROL_POLICY: "aws.rcp",
};

const LIST_ROOTS = toCall("ListRoots", "list-roots", "1", "Roots");
const LIST_UNITS = toCall(
  "ListOrganizationalUnitsForParent",
  "list-organizational-units-for-parent",
  "1 per organizational unit",
  "OrganizationalUnits",
);
const LIST_MEMBERS = toCall(
  "ListAccountsForParent",
  "list-accounts-for-parent",
  "1 per organizational unit",
  "Accounts",
);
const LIST_POLICIES = toCall("ListPolicies", "list-policies", "1 per kind of policy", "Policies");
const LIST_TARGETS = toCall(
  "ListTargetsForPolicy",
  "list-targets-for-policy",
  "1 per policy and 20 targets",
  "Targets",
);
const DESCRIBE_POLICY = toCall("DescribePolicy", "describe-policy", "1 per policy");
/** From bundles only. */
const LIST_PARENTS = toCall("ListParents", "list-parents", "none", "Parents");
const LIST_POLICIES_FOR_TARGET = toCall("ListPoliciesForTarget", "list-policies-for-target", "none", "Policies");

/** Calls that are made live. */
export const ORGANIZATION_POLICY_CALLS = [
  LIST_ROOTS,
  LIST_UNITS,
  LIST_MEMBERS,
  LIST_POLICIES,
  LIST_TARGETS,
  DESCRIBE_POLICY,
];

function toCall(operation: string, command: string, count: string, list?: string): AwsCall {
  return {
    call: `organizations:${operation}`,
    path: ["organizations", command],
    dataSet: ORGANIZATION_POLICIES,
    count,
    ...(list === undefined ? {} : { lists: [list], next: "NextToken" }),
  };
}

/** What was read of the control policies, or why nothing was. */
export type PolicyReading = { readonly part: Part; readonly coverage: Partial<Coverage> } | AnswerFault;

/** Reads tree and policies with the eyes of one account. */
export async function readPolicies(account: AccountCrawl, view: OrganizationView): Promise<PolicyReading> {
  const reader = new Reader(account, ORGANIZATION_POLICIES);
  const out = new PartBuilder();
  try {
    const roots = listOf((await wholeOf(account.ask(LIST_ROOTS)))["Roots"]).map(fieldsOf);
    const tree = await readTree(reader, roots);
    addTree(tree, out);
    const lost = view.accounts.filter(({ id, status }) => status === "ACTIVE" && !tree.parents.has(id));
    if (lost.length > 0) reader.note(`${lost.length} of ${view.accounts.length} accounts: not known where they are`);
    const policies = await readAttached(reader);
    for (const policy of policies.values()) await addPolicy(reader, policy, out);
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
  const { coverage, gaps } = reader.outcome();
  addAll(out.gaps, gaps);
  return { part: out, coverage };
}

/** The batch of the organisation. */
export function toPoliciesBatch(account: AccountCrawl, view: OrganizationView, reading: PolicyReading): GraphBatch {
  const batch =
    reading instanceof AnswerFault
      ? account.closeAfter(ORGANIZATION_POLICIES, LIST_ROOTS, reading, false)
      : account.close(ORGANIZATION_POLICIES, LIST_ROOTS, reading.coverage, reading.part);
  return { ...batch, scope: toOrganizationScope(view) };
}

/** The data set of one account of the organisation: whether the policies that bind it could be read. */
export function toAccountBatch(account: AccountCrawl): GraphBatch {
  const { fault, policies } = account.organization;
  const problem = fault ?? (policies instanceof AnswerFault ? policies : undefined);
  if (problem !== undefined) return account.closeAfter(ORGANIZATION_POLICIES, LIST_ROOTS, problem, false);
  return account.close(ORGANIZATION_POLICIES, LIST_ROOTS, policies instanceof AnswerFault ? {} : policies);
}

interface Tree {
  readonly roots: readonly Fields[];
  /** Units by id, with their names where these are known. */
  readonly units: ReadonlyMap<string, string>;
  /** Account or unit → unit or root. */
  readonly parents: ReadonlyMap<string, string>;
}

async function readTree(reader: Reader, roots: readonly Fields[]): Promise<Tree> {
  const units = new Map<string, string>();
  const parents = new Map<string, string>();
  const waiting = roots.flatMap((root) => textOf(root["Id"]) ?? []);
  for (let parent = waiting.shift(); parent !== undefined; parent = waiting.shift()) {
    const about = { subject: parent, name: parent, input: { ParentId: parent } };
    for (const unit of await listed(reader, LIST_UNITS, about)) {
      const id = textOf(unit["Id"]);
      if (id === undefined || parents.has(id)) continue;
      units.set(id, textOf(unit["Name"]) ?? id);
      parents.set(id, parent);
      waiting.push(id);
    }
    for (const member of await listed(reader, LIST_MEMBERS, about)) {
      const id = textOf(member["Id"]);
      if (id !== undefined) parents.set(id, parent);
    }
  }
  for (const child of await reader.unlisted(LIST_PARENTS, new Set(parents.keys()))) {
    const [parent] = await listed(reader, LIST_PARENTS, { subject: child, name: child });
    const id = textOf(parent?.["Id"]);
    if (id === undefined) continue;
    parents.set(child, id);
    if (child.startsWith("ou-")) units.set(child, units.get(child) ?? child);
    if (id.startsWith("ou-")) units.set(id, units.get(id) ?? id);
  }
  return { roots, units, parents };
}

/** Elements of a list about one thing; none where a bundle has no answer of the call at all. */
async function listed(
  reader: Reader,
  call: AwsCall,
  about: Parameters<Reader["detail"]>[1],
): Promise<readonly Fields[]> {
  if (!(await reader.account.hasAny([call]))) return [];
  return elements(call, await reader.detail(call, about));
}

function elements(call: AwsCall, answer: Detail): readonly Fields[] {
  return listOf(fieldsOf(answer)[call.lists?.[0] ?? ""]).map(fieldsOf);
}

function addTree({ roots, units, parents }: Tree, out: PartBuilder): void {
  for (const root of roots) {
    const id = textOf(root["Id"]);
    if (id === undefined) continue;
    const arn = textOf(root["Arn"]);
    out.nodes.push({
      id,
      kind: "set",
      type: "aws.organization-root",
      name: textOf(root["Name"]) ?? id,
      ...(arn === undefined ? {} : { aliases: [arn] }),
      properties: {},
    });
  }
  for (const [id, name] of [...units].sort(byKey)) {
    out.nodes.push({ id, kind: "set", type: "aws.organizational-unit", name, properties: {} });
  }
  for (const [child, parent] of [...parents].sort(byKey)) out.edge("contains", parent, toTarget(child));
}

interface Attached {
  /** `p-…` */
  readonly id: string;
  readonly type: string;
  readonly summary: Fields;
  /** Roots, units and accounts. */
  readonly targets: Set<string>;
}

async function readAttached(reader: Reader): Promise<ReadonlyMap<string, Attached>> {
  const found = new Map<string, Attached>();
  const add = (summary: Fields, filter: string): Attached | undefined => {
    const id = textOf(summary["Id"]);
    // moto answers with policies of every kind.
    if (id === undefined || (textOf(summary["Type"]) ?? filter) !== filter) return undefined;
    const known = found.get(id) ?? { id, type: FILTERS[filter] ?? "", summary, targets: new Set<string>() };
    found.set(id, known);
    return known;
  };
  const names = await reader.account.names(LIST_POLICIES_FOR_TARGET);
  let isListed = names.length > 0;
  for (const filter of Object.keys(FILTERS)) {
    const param = ["filter", filter] as const;
    const about = { subject: filter, param, input: { Filter: filter } };
    if (reader.account.answers.isLive || (await reader.account.has(LIST_POLICIES, about))) {
      isListed = true;
      for (const summary of elements(LIST_POLICIES, await reader.detail(LIST_POLICIES, about))) {
        const policy = add(summary, filter);
        if (policy !== undefined) await addTargets(reader, policy);
      }
    }
    for (const name of names) {
      const asking = { subject: name, name, param };
      if (!(await reader.account.has(LIST_POLICIES_FOR_TARGET, asking))) continue;
      const policies = elements(LIST_POLICIES_FOR_TARGET, await reader.detail(LIST_POLICIES_FOR_TARGET, asking));
      for (const summary of policies) add(summary, filter)?.targets.add(name);
    }
  }
  if (!isListed) reader.note(`${LIST_POLICIES.call}: not in the bundle`);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function addTargets(reader: Reader, { id, targets }: Attached): Promise<void> {
  const about = { subject: id, name: id, input: { PolicyId: id } };
  for (const target of await listed(reader, LIST_TARGETS, about)) {
    const name = textOf(target["TargetId"]);
    if (name !== undefined) targets.add(name);
  }
}

async function addPolicy(reader: Reader, policy: Attached, out: PartBuilder): Promise<void> {
  const { id, type, summary, targets } = policy;
  const node = textOf(summary["Arn"]) ?? id;
  const answer = await reader.detail(DESCRIBE_POLICY, { subject: node, name: id, input: { PolicyId: id } });
  const content = fieldsOf(fieldsOf(answer)["Policy"])["Content"];
  const document = reader.account.documents.keep(content, "aws.policy", out.documents);
  if (document === undefined && typeof answer !== "string")
    reader.gap(node, "its content is missing or does not parse");
  const managed = summary["AwsManaged"];
  out.nodes.push({
    id: node,
    kind: "grant",
    type,
    name: textOf(summary["Name"]) ?? id,
    ...(document === undefined ? {} : { document: document.hash }),
    aliases: [id],
    properties: properties({ vendor_managed: typeof managed === "boolean" ? managed : undefined }),
  });
  for (const target of [...targets].sort()) out.edge("references", node, toTarget(target));
}

/** Node of a root, unit or account. */
function toTarget(id: string): string {
  return isAccountId(id) ? `aws:${id}` : id;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}
