// Who administers groups of the domain may put itself into one, and has what the group has, here and on Google Cloud. Locked groups are
// left to who takes the lock off, groups whose members a query gives to nobody.
// https://support.google.com/a/answer/15634160 https://cloud.google.com/identity/docs/concepts/auth
import type { StoredNode } from "../../model/analysis.js";
import { oncePer } from "../../model/once.js";
import type { DrawFrame, DrawnCustomer } from "./draw-frame.js";
import { drawTo, type Judged, judged, type Verdict } from "./draw-sets.js";
import type { CloudGroup, CloudSide, Customer } from "./estate.js";
import { wordOf } from "./estate.js";
import { createAllPrivilegesOf, privilegesOf } from "./privileges.js";

/** Privileges to change who is in groups, as the API names them. */
const CHANGES_MEMBERS = ["GROUPS_ALL", "GROUPS_UPDATE"];
/** Takes the lock off a group; Google's own roles that change members have it. */
const UNLOCKS = "GROUPS_MANAGE_LOCKED_LABEL";
/** The two conditions that an assignment can have: on groups for security alone, or on all others. */
const ON_SECURITY =
  /^(!?)\s*api\.getAttribute\('cloudidentity\.googleapis\.com\/groups\.labels',\s*\[\]\)\.hasAny\(\['groups\.security'\]\)\s*&&\s*resource\.type\s*==\s*'cloudidentity\.googleapis\.com\/Group'$/;

/** Draws ways from roles over groups to the groups of the domain. */
export function drawGroupAdmins({ customer, cloud }: DrawFrame, drawn: DrawnCustomer): void {
  const changing = customer.assignments.filter(changesMembers);
  if (changing.length === 0) return;
  const groups = groupsOf(customer, cloud);
  const allPrivilegesOf = createAllPrivilegesOf(customer);
  for (const assignment of changing) {
    const unlocks = allPrivilegesOf(assignment).has(UNLOCKS);
    const found = judgedGroups(groups, (group) => judgeGroup(assignment, unlocks, group));
    drawToGroups(assignment.id, reachOf(assignment, unlocks), found, { customer, drawn });
  }
}

/** Draws ways to the groups of the domain, of whoever acts for a super administrator: all but those that a query decides. */
export function drawAllGroups(from: string, frame: DrawFrame, drawn: DrawnCustomer): void {
  drawToGroups(from, "any", allGroupsOf(frame), { customer: frame.customer, drawn });
}

/** The same for whoever does so. */
const allGroupsOf = oncePer(({ customer, cloud }: DrawFrame) =>
  judgedGroups(groupsOf(customer, cloud), (group) => (group.isDynamic === true ? undefined : openly(group))),
);

function judgedGroups(groups: readonly CloudGroup[], judge: (group: CloudGroup) => Verdict | undefined) {
  return judged(groups, judge, ({ id }) => id);
}

function drawToGroups(
  from: string,
  reach: string,
  found: readonly Judged[],
  { customer, drawn }: { readonly customer: Customer; readonly drawn: DrawnCustomer },
): void {
  const because = from === customer.scope ? [] : [`${from}#grant`];
  drawTo(from, reach, found, because, { customer, drawn, kind: "groups", called: CALLED });
}

const CALLED = "groups of the domain with a role or with something on Google Cloud";

/** Those that Google Cloud names, and those that hold a role here. */
function groupsOf(customer: Customer, cloud: CloudSide): readonly CloudGroup[] {
  return [...cloud.groups.filter((group) => isOf(group, customer)), ...roleGroups(customer, cloud)];
}

/** Groups that hold a role. They are for security, or Google would give them none; the rest is known where Google Cloud names them. */
function roleGroups({ groups }: Customer, cloud: CloudSide): readonly CloudGroup[] {
  return groups.map(({ id, name }) => {
    const { isLocked, isDynamic } = cloud.groups.find(({ email }) => email.toLowerCase() === name) ?? {};
    return { id, email: name, customer: undefined, isSecurity: true, isLocked, isDynamic };
  });
}

/** Which groups a role is over, in a word: roles of one reach are judged alike. */
function reachOf(assignment: StoredNode, unlocks: boolean): string {
  const condition = wordOf(assignment.properties["condition"]);
  const [, not] = ON_SECURITY.exec(condition.trim()) ?? [];
  const which = condition === "" ? "" : not === undefined ? "-some" : not === "" ? "-security" : "-others";
  return `${unlocks ? "all" : "unlocked"}${which}`;
}

function changesMembers(assignment: StoredNode): boolean {
  const { is_super_admin_role: isSuper, role_scope: scope } = assignment.properties;
  if (isSuper === true || scope === "ORG_UNIT") return false;
  return privilegesOf(assignment).some((one) => CHANGES_MEMBERS.includes(one));
}

function openly({ isDynamic }: CloudGroup): Verdict {
  return isDynamic === undefined
    ? { state: "unknown", condition: "whether a query decides who is in the group was not read" }
    : { state: "none" };
}

/** Undefined where the role does not reach the group for sure. */
function judgeGroup(assignment: StoredNode, unlocks: boolean, group: CloudGroup): Verdict | undefined {
  if (group.isDynamic === true || (group.isLocked === true && !unlocks)) return undefined;
  const open = openConditions(wordOf(assignment.properties["condition"]), group);
  if (open === undefined) return undefined;
  if (group.isLocked === undefined && !unlocks)
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
