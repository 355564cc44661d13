// Who administers groups of the domain may put itself into one, and has on Google Cloud what the group has. Locked groups are left to
// the roles that Google names, groups whose members a query gives to nobody.
// https://support.google.com/a/answer/15634160 https://cloud.google.com/identity/docs/concepts/auth
import type { StoredNode } from "../../model/analysis.js";
import { listedTexts } from "../properties.js";
import type { DrawFrame, DrawnCustomer } from "./draw.js";
import type { CloudGroup, Customer } from "./estate.js";
import { wordOf } from "./estate.js";

/** Privileges to change who is in groups, as the API names them. */
const CHANGES_MEMBERS = ["GROUPS_ALL", "GROUPS_UPDATE"];
/** Roles of Google's own that change members, of locked groups as well. */
const EDITORS = ["_GROUPS_ADMIN_ROLE", "_GROUPS_EDITOR_ROLE"];
/** The two conditions that an assignment can have: on groups for security alone, or on all others. */
const ON_SECURITY =
  /^(!?)\s*api\.getAttribute\('cloudidentity\.googleapis\.com\/groups\.labels',\s*\[\]\)\.hasAny\(\['groups\.security'\]\)\s*&&\s*resource\.type\s*==\s*'cloudidentity\.googleapis\.com\/Group'$/;

interface Verdict {
  readonly state: "none" | "unknown";
  readonly condition?: string;
}

/** Draws ways from roles over groups, and from control of the domain, to the groups of it that Google Cloud names. */
export function drawGroupAdmins({ customer, cloud }: DrawFrame, drawn: DrawnCustomer): void {
  const groups = cloud.groups.filter((group) => isOf(group, customer));
  if (groups.length === 0) return;
  // a super administrator may change all but what a query decides
  const ofSuper = judged(groups, (group) => (group.isDynamic === true ? undefined : openly(group)));
  drawTo(customer.scope, "all", ofSuper, [], { customer, drawn });
  for (const assignment of customer.assignments) {
    if (!changesMembers(assignment)) continue;
    const found = judged(groups, (group) => judgeGroup(assignment, group));
    drawTo(assignment.id, reachOf(assignment), found, [`${assignment.id}#grant`], { customer, drawn });
  }
}

interface Judged {
  readonly verdict: Verdict;
  readonly ids: string[];
}

/** Groups that can be reached, those of one verdict together. */
function judged(groups: readonly CloudGroup[], judge: (group: CloudGroup) => Verdict | undefined): readonly Judged[] {
  const found = new Map<string, Judged>();
  for (const group of groups) {
    const verdict = judge(group);
    if (verdict === undefined) continue;
    const key = verdict.condition ?? "";
    const known = found.get(key) ?? { verdict, ids: [] };
    found.set(key, known);
    known.ids.push(group.id);
  }
  return [...found.values()];
}

interface Place {
  readonly customer: Customer;
  readonly drawn: DrawnCustomer;
}

/** One group stands for itself; several are a set, the same for all roles of one reach. */
function drawTo(
  from: string,
  reach: string,
  found: readonly Judged[],
  because: readonly string[],
  { customer: { scope }, drawn: { nodes, edges } }: Place,
): void {
  for (const { verdict, ids } of found) {
    const confidence = verdict.state === "none" ? 1 : 0.6;
    const [only = ""] = ids;
    const set = `set:${scope}/groups/${reach}${verdict.condition === undefined ? "" : `/${verdict.condition}`}`;
    const to = ids.length === 1 ? only : set;
    edges.push({ kind: "escalates_to", from, to, because, ...verdict, confidence });
    if (to === only || nodes.some(({ id }) => id === set)) continue;
    const name = `${ids.length} groups of the domain with something on Google Cloud`;
    nodes.push({ id: set, kind: "set", type: "workspace.groups", name, scope, properties: {} });
    for (const id of ids)
      edges.push({ kind: "includes", from: set, to: id, state: "none", confidence: 1, because: [] });
  }
}

/** Which groups a role is over, in a word: roles of one reach are judged alike. */
function reachOf(assignment: StoredNode): string {
  const condition = wordOf(assignment.properties["condition"]);
  const [, not] = ON_SECURITY.exec(condition.trim()) ?? [];
  const which = condition === "" ? "" : not === undefined ? "-some" : not === "" ? "-security" : "-others";
  return `${isEditor(assignment) ? "all" : "unlocked"}${which}`;
}

function changesMembers({ properties }: StoredNode): boolean {
  const { privileges, is_super_admin_role: isSuper, role, role_scope: scope } = properties;
  if (isSuper === true || scope === "ORG_UNIT") return false;
  return (
    (properties["is_system_role"] === true && EDITORS.includes(wordOf(role))) ||
    listedTexts(privileges).some((one) => CHANGES_MEMBERS.includes(one))
  );
}

function openly({ isDynamic }: CloudGroup): Verdict {
  return isDynamic === undefined
    ? { state: "unknown", condition: "whether a query decides who is in the group was not read" }
    : { state: "none" };
}

function isEditor({ properties }: StoredNode): boolean {
  return properties["is_system_role"] === true && EDITORS.includes(wordOf(properties["role"]));
}

/** Undefined where the role does not reach the group for sure. */
function judgeGroup(assignment: StoredNode, group: CloudGroup): Verdict | undefined {
  if (group.isDynamic === true || (group.isLocked === true && !isEditor(assignment))) return undefined;
  const open = openConditions(wordOf(assignment.properties["condition"]), group);
  if (open === undefined) return undefined;
  if (group.isLocked === undefined && !isEditor(assignment))
    return { state: "unknown", condition: "whether the group is locked was not read" };
  return open === "" ? openly(group) : { state: "unknown", condition: open };
}

/** What the condition of the assignment leaves open about the group: nothing (""), something, or undefined where it does not hold. */
function openConditions(condition: string, { isSecurity }: CloudGroup): string | undefined {
  if (condition === "") return "";
  const [, not] = ON_SECURITY.exec(condition.trim()) ?? [];
  if (not === undefined) return "the condition of the assignment was not evaluated";
  if (isSecurity === undefined) return "whether the group is one for security was not read";
  return isSecurity === (not === "") ? "" : undefined;
}

/** By whose it says that it is, else by its address. */
function isOf({ customer, email }: CloudGroup, { customer: own, domain }: Customer): boolean {
  if (customer !== undefined && own !== undefined) return customer === own;
  return domain !== undefined && email.toLowerCase().endsWith(`@${domain.toLowerCase()}`);
}
