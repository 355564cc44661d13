// Who sets the passwords of users signs in as them, and has what they have on Google Cloud. Nobody but a super administrator changes
// anything of whoever administers something; a second step at sign-in stops who cannot take it off.
// https://support.google.com/a/answer/2405986
// https://knowledge.workspace.google.com/kb/how-to-create-an-admin-role-to-manage-2-step-verification-backup-codes-000006321
import type { StoredNode } from "../../model/analysis.js";
import type { DrawFrame, DrawnCustomer } from "./draw-frame.js";
import { drawTo, judged, type Verdict } from "./draw-sets.js";
import { type Customer, factsOf, isWhole } from "./estate.js";
import { onCloud } from "./holders.js";
import { createAllPrivilegesOf, privilegesOf } from "./privileges.js";

/** Privileges to set a password, as the API names them; the wider ones include the narrower. */
const RESETS = ["USERS_ALL", "USERS_UPDATE", "USERS_RESET_PASSWORD"];
/** Takes off the second step, and makes codes that pass it. */
const SECURITY = "USER_SECURITY_ALL";

interface Target {
  /** The user where Google Cloud names it, else whoever stands for everybody of the domain. */
  readonly id: string;
  /** Undefined is not known. */
  readonly isAdministrator: boolean | undefined;
  readonly hasTwoSteps: unknown;
}

/** Draws ways from roles that set passwords to users with something on Google Cloud. */
export function drawUserAdmins(frame: DrawFrame, drawn: DrawnCustomer): void {
  const { customer } = frame;
  const resetting = customer.assignments.filter(setsPasswords);
  if (resetting.length === 0) return;
  const targets = targetsOf(frame);
  const allPrivilegesOf = createAllPrivilegesOf(customer);
  for (const assignment of resetting) {
    const reach = reachOf(assignment, allPrivilegesOf(assignment).has(SECURITY));
    const found = judged(
      targets,
      (target) => judgeUser(reach, target),
      ({ id }) => id,
    );
    const called = "users of the domain with something on Google Cloud";
    drawTo(assignment.id, reach, found, [`${assignment.id}#grant`], { customer, drawn, kind: "users", called });
  }
}

function setsPasswords(assignment: StoredNode): boolean {
  if (assignment.properties["is_super_admin_role"] === true) return false;
  return privilegesOf(assignment).some((one) => RESETS.includes(one));
}

type Reach = "all" | "password" | "unit" | "condition";

/** How far a role reaches, in a word: roles of one reach are judged alike. */
function reachOf({ properties }: StoredNode, isSecurity: boolean): Reach {
  if (properties["role_scope"] === "ORG_UNIT") return "unit";
  if (typeof properties["condition"] === "string") return "condition";
  return isSecurity ? "all" : "password";
}

const OPEN: { readonly [reach in Reach]?: string } = {
  unit: "which users the unit of the assignment holds was not read",
  condition: "the condition of the assignment was not evaluated",
};

function judgeUser(reach: Reach, { isAdministrator, hasTwoSteps }: Target): Verdict | undefined {
  if (isAdministrator === true) return undefined;
  if (isAdministrator === undefined)
    return { state: "unknown", condition: "whether the user administers anything was not read" };
  const open = OPEN[reach];
  if (open !== undefined) return { state: "unknown", condition: open };
  if (reach === "all" || hasTwoSteps === false) return { state: "none" };
  const condition =
    hasTwoSteps === true
      ? "the second step at sign-in is passed, too"
      : "whether there is a second step at sign-in was not read";
  return { state: "unknown", condition };
}

/** Users who can sign in and have something there. */
function targetsOf({ customer, cloud }: DrawFrame): readonly Target[] {
  const administrators = administratorsOf(customer);
  const isKnown = isWhole(customer);
  return customer.users.flatMap((user) => {
    const person = onCloud(user.name, customer, cloud);
    if (person === undefined || user.properties["status"] === "inactive") return [];
    const { two_step_enrolled: hasTwoSteps, is_delegated_admin: isDelegated } = factsOf(user);
    const isNamed = cloud.people.has(user.name.toLowerCase());
    const isAdministrator = administrators.has(user.id) || (isKnown || isDelegated === false ? false : undefined);
    return [{ id: isNamed ? user.id : person, isAdministrator, hasTwoSteps }];
  });
}

/** Whoever says so himself, holds a role, or is in a group that does. */
function administratorsOf({ users, assignments, members }: Customer): ReadonlySet<string> {
  const found = new Set<string>();
  for (const user of users) {
    const { is_super_admin: isSuper, is_delegated_admin: isDelegated } = factsOf(user);
    if (isSuper === true || isDelegated === true) found.add(user.id);
  }
  for (const { parent = "" } of assignments) {
    found.add(parent);
    for (const member of members.get(parent) ?? []) found.add(member);
  }
  return found;
}
