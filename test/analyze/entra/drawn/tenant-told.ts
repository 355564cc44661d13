// How surely anybody of a drawn tenant comes to be anybody else, by Microsoft's pages: 2 for certain, 1 where something that is not
// known or has to be done first decides, 0 not at all. Steps are read off the plan; ways are the best of all that they make up.
// https://learn.microsoft.com/en-us/graph/api/application-addpassword https://learn.microsoft.com/en-us/graph/api/group-post-members
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/custom-available-permissions
// https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/concept-pim-for-groups
// https://learn.microsoft.com/en-us/entra/identity-platform/howto-configure-app-instance-property-locks
import { type Grant, isOpen, joins, resets, signsInAs, TENANT, TENANT_PERMISSIONS } from "./oracle.js";
import type { DrawnGroup, DrawnUser } from "./plan.js";
import { type Held, indexOf, type TenantPlan } from "./tenant-plan.js";

export type Sureness = 0 | 1 | 2;
export const ADMIN = "admin";

interface Step {
  readonly from: string;
  readonly to: string;
  readonly sure: Sureness;
}

const WHOLE = [...TENANT_PERMISSIONS, "RoleAssignmentSchedule.ReadWrite.Directory"];
/** Let into groups that hold no directory role; the last one into any. */
const INTO_GROUPS = ["Group.ReadWrite.All", "GroupMember.ReadWrite.All", "Directory.ReadWrite.All"];
const INTO_ANY = "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup";
const BESIDE = [
  ...["Intune Administrator", "Hybrid Identity Administrator", "Domain Name Administrator", "Security Administrator"],
];
const RULES = ["Groups Administrator", "User Administrator", "Directory Writers"];
const isUser = (name: string): boolean => name.startsWith("user-");
const isApplication = (name: string): boolean => name.startsWith("principal-");
const least = (...all: readonly Sureness[]): Sureness => Math.min(...all) as Sureness;

/** `from to` → how surely. Who cannot sign in comes nowhere. */
export function toldOfTenant(plan: TenantPlan): ReadonlyMap<string, Sureness> {
  const starts = [...plan.users.map((_, at) => `user-${at}`), ...plan.applications.map((_, at) => `principal-${at}`)];
  const ends = [...starts, ...plan.groups.map((_, at) => `group-${at}`), ADMIN];
  const steps = stepsOf(plan).filter(({ from, sure }) => sure > 0 && isOn(from, plan));
  return new Map(
    starts.flatMap((from) => {
      const found = waysFrom(from, steps);
      const admin = found.get(ADMIN) ?? 0;
      return ends.flatMap((to) =>
        to === from ? [] : [[`${from} ${to}`, Math.max(found.get(to) ?? 0, admin) as Sureness]],
      );
    }),
  );
}

function waysFrom(start: string, steps: readonly Step[]): ReadonlyMap<string, Sureness> {
  const best = new Map<string, Sureness>([[start, 2]]);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { from, to, sure } of steps) {
      const now = least(best.get(from) ?? 0, sure);
      if (now <= (best.get(to) ?? 0)) continue;
      best.set(to, now);
      isNew = true;
    }
  }
  return best;
}

function isOn(name: string, { users, applications }: TenantPlan): boolean {
  if (isUser(name)) return users[indexOf(name)]?.isEnabled === true;
  return !isApplication(name) || applications[indexOf(name)]?.isEnabled === true;
}

/** The people of a group activate what it is eligible for; they are in it. */
const peopleOf = (group: string): string => group.replace("group-", "people-");

function stepsOf(plan: TenantPlan): readonly Step[] {
  const { groups, members, eligible, held } = plan;
  return [
    ...groups.map((_, at): Step => ({ from: `people-${at}`, to: `group-${at}`, sure: 2 })),
    ...members.flatMap(({ who, of }): Step[] => [
      { from: who, to: of, sure: 2 },
      ...(isUser(who) ? [{ from: who, to: peopleOf(of), sure: 2 as const }] : []),
    ]),
    ...eligible.filter(({ who }) => isUser(who)).map(({ who, of }): Step => ({ from: who, to: peopleOf(of), sure: 1 })),
    ...plan.owners.flatMap(({ who, of }) => ownerSteps(who, of, plan)),
    ...held.flatMap((one) => heldSteps(one, plan)),
  ];
}

/** What is owned: a group that no rule fills and no restricted unit holds, or an application or service principal. */
function ownerSteps(who: string, of: string, plan: TenantPlan): readonly Step[] {
  if (!of.startsWith("group-")) {
    const at = indexOf(of);
    const sure = credentialSure(at, plan, of.startsWith("principal-"));
    const isPermitted = plan.held.some((one) => one.who === who && one.name === "Application.ReadWrite.OwnedBy");
    return [{ from: who, to: `principal-${at}`, sure: isUser(who) || isPermitted ? sure : least(sure, 1) }];
  }
  const group = plan.groups[indexOf(of)];
  if (group === undefined || group.kind === "dynamic" || group.units.includes("restricted-unit")) return [];
  if (isUser(who)) return [{ from: who, to: peopleOf(of), sure: 2 }];
  // an application is let into no group of Microsoft 365, changes those that may hold roles by a permission, and activates nothing
  return [
    { from: who, to: of, sure: group.kind === "security" ? 2 : 1 },
    { from: who, to: peopleOf(of), sure: 1 },
  ];
}

/** How surely a credential makes one the application: one of another tenant may have locked its instances, as may one of this. */
function credentialSure(at: number, { applications }: TenantPlan, isOfInstance: boolean): Sureness {
  const one = applications[at];
  if (one === undefined || one.kind === "managed" || !one.isEnabled) return 0;
  return one.kind === "own" && !(isOfInstance && one.isLocked) ? 2 : 1;
}

function heldSteps({ who, isEligible, ...grant }: Held, plan: TenantPlan): readonly Step[] {
  if (isEligible && isApplication(who)) return [];
  const from = isEligible && who.startsWith("group-") ? peopleOf(who) : who;
  return targetsOf(grant, who, plan).map(([to, sure]) => ({ from, to, sure: isEligible ? least(sure, 1) : sure }));
}

function targetsOf(grant: Grant, who: string, plan: TenantPlan): readonly (readonly [to: string, sure: Sureness])[] {
  const { kind, name, at } = grant;
  // what Intune runs on a device, and how a domain signs in, changes nothing of a user, so that no restricted unit stops it
  const isBeside = kind === "role" && BESIDE.includes(name);
  const isWhole = kind === "role" ? TENANT.includes(name) : kind === "permission" && WHOLE.includes(name);
  if (isWhole) return [[ADMIN, 2]];
  return [
    // what is consented to for everybody is had once an administrator signs in
    ...(name === "Directory.ReadWrite.All" ? [[ADMIN, 1] as const] : []),
    ...plan.users.flatMap((one, index) => {
      if (isBeside) return [[`user-${index}`, one.isEnabled ? 1 : 0] as const];
      return isOpen(`user-${index}`, one.units, at) ? [[`user-${index}`, resetSure(grant, index, plan)] as const] : [];
    }),
    ...plan.groups.flatMap((one, index): readonly (readonly [string, Sureness])[] => {
      // attributes are the users': what they let into is changed by nobody
      if (name === "User.ReadWrite.All") return [[`group-${index}`, one.kind === "dynamic" ? 1 : 0]];
      if (!isOpen(`group-${index}`, one.units, at)) return [];
      const sure = joinSure(grant, index, who, plan);
      if (one.kind !== "role") return [[`group-${index}`, sure] as const];
      // an application is let in and activates nothing, unless through a user
      const asPeople = isApplication(who) ? least(sure, 1) : sure;
      return [[`group-${index}`, sure] as const, [`people-${index}`, asPeople] as const];
    }),
    ...plan.applications.map((_, index) => [`principal-${index}`, applicationSure(grant, index, plan)] as const),
  ];
}

/** Whom a role protects that is only eligible, the table does not say. */
function resetSure(grant: Grant, index: number, plan: TenantPlan): Sureness {
  const name = `user-${index}`;
  const own = plan.held.filter(({ who, kind }) => who === name && kind !== "permission");
  const active = own.filter(({ isEligible }) => !isEligible);
  const isAdmins = ({ who, of }: { readonly who: string; readonly of: string }) =>
    who === name && plan.groups[indexOf(of)]?.kind === "role" && of.startsWith("group-");
  const user: DrawnUser = {
    ...{ units: [], isEnabled: plan.users[index]?.isEnabled === true },
    inRoleGroup: plan.members.some(isAdmins) || plan.owners.some(isAdmins),
    roles: active.map((one) => ({ role: one.name, at: one.at as DrawnUser["roles"][number]["at"], isEligible: false })),
  };
  if (grant.name === "UserAuthenticationMethod.ReadWrite.All") return user.isEnabled ? 2 : 0;
  if (!resets(grant, user)) return 0;
  const isAnybodys = grant.name === "Privileged Authentication Administrator";
  return isAnybodys || own.length === active.length ? 2 : 1;
}

/** A group that holds the role counts as people here: an application in it, which is in no group of Microsoft 365, is not told apart. */
function joinSure(grant: Grant, index: number, who: string, { groups }: TenantPlan): Sureness {
  const group = groups[index];
  if (group === undefined) return 0;
  const { kind, name } = grant;
  if (kind === "permission") return permittedSure(name, group.kind);
  if (joins(grant, group)) return group.kind === "unified" && isApplication(who) ? 1 : 2;
  if (group.kind === "unified") return 0;
  // access packages let into any group that is in a catalogue
  if (group.kind === "role") return kind === "role" && name === "Identity Governance Administrator" ? 1 : 0;
  // whoever rewrites the rule lets in a user that it controls
  const rewrites =
    kind === "role"
      ? RULES.includes(name) || name === "Intune Administrator"
      : /^groups(\.security)?\/allProperties\/update$/.test(name);
  return group.kind === "dynamic" && rewrites ? 1 : 0;
}

/** An application lets itself into groups, and a user that it controls into those of Microsoft 365, and into dynamic ones by their rule. */
function permittedSure(name: string, kind: DrawnGroup["kind"]): Sureness {
  const isAny = name === INTO_ANY;
  if (kind === "role") return isAny ? 2 : 0;
  if (kind === "dynamic") return ["Group.ReadWrite.All", "Directory.ReadWrite.All"].includes(name) ? 1 : 0;
  if (!isAny && !INTO_GROUPS.includes(name)) return 0;
  return kind === "unified" ? 1 : 2;
}

/** Actions on applications are about what is registered here, those of `myOrganization` about what is for this tenant alone. */
function applicationSure(grant: Grant, index: number, plan: TenantPlan): Sureness {
  const one = plan.applications[index];
  if (one === undefined || one.kind === "managed") return 0;
  // that one makes itself an owner of service principals
  if (grant.name === "Hybrid Identity Administrator") return credentialSure(index, plan, true);
  const name = grant.name.replace("applications.myOrganization/", "applications/");
  if (name !== grant.name && one.isForAll) return 0;
  const isSo = signsInAs({ ...grant, name }, { isOthers: false, isEnabled: one.isEnabled }, index);
  if (!isSo || (one.kind === "others" && name.startsWith("applications/"))) return 0;
  return credentialSure(index, plan, name.startsWith("servicePrincipals/") || grant.at.startsWith("principal-"));
}
