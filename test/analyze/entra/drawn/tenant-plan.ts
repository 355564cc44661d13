// Drawn tenants in which several things come together: owners, members, roles of people, groups and applications, permissions,
// places that are only eligible. What Entra does not let anybody set up is left out.
import fc from "fast-check";
import { type DrawnGroup, OF_APPLICATIONS, OF_GROUPS, ROLES, UNITS, type Unit } from "./plan.js";

export interface TenantUser {
  readonly isEnabled: boolean;
  readonly units: readonly Unit[];
}

export interface TenantApplication {
  /** `others`: registered elsewhere, with a service principal here alone. */
  readonly kind: "own" | "others" | "managed";
  readonly isEnabled: boolean;
  readonly isForAll: boolean;
  /** Credentials of its service principals are locked. */
  readonly isLocked: boolean;
}

export interface Held {
  /** `user-0`, `principal-0`, `group-0`. */
  readonly who: string;
  readonly kind: "role" | "action" | "permission";
  readonly name: string;
  /** `/`, a unit, an object. */
  readonly at: string;
  readonly isEligible: boolean;
}

export interface Place {
  readonly who: string;
  /** A group, a service principal or an application. */
  readonly of: string;
}

export interface TenantPlan {
  readonly users: readonly TenantUser[];
  readonly groups: readonly DrawnGroup[];
  readonly applications: readonly TenantApplication[];
  readonly members: readonly Place[];
  readonly owners: readonly Place[];
  readonly held: readonly Held[];
  /** Places in groups that PIM lets somebody activate. */
  readonly eligible: readonly (Place & { readonly access: "member" | "owner" })[];
  /** Scopes that were consented to. */
  readonly consents: readonly { readonly who: string; readonly isForAll: boolean; readonly scope: string }[];
}

const COUNT = 3;
const named = (kind: string) => fc.integer({ min: 0, max: COUNT - 1 }).map((at) => `${kind}-${at}`);
const [USER, GROUP, PRINCIPAL, APPLICATION] = ["user", "group", "principal", "application"].map(named) as [
  fc.Arbitrary<string>,
  fc.Arbitrary<string>,
  fc.Arbitrary<string>,
  fc.Arbitrary<string>,
];
const oneIn = (count: number) => fc.integer({ min: 1, max: count }).map((one) => one === 1);
const units = fc.subarray([...UNITS]);
const FOR_UNITS = [...ROLES.slice(0, 6), "Teams Administrator", "SharePoint Administrator"];
const FOR_TENANT = [
  ...[...FOR_UNITS, ...ROLES.slice(6), "Exchange Administrator", "Intune Administrator"],
  ...["Cloud Application Administrator", "Identity Governance Administrator", "Hybrid Identity Administrator"],
  ...["Domain Name Administrator", "Security Administrator"],
];
const ADMINISTRATORS = ["Application Administrator", "Cloud Application Administrator"];
const PERMISSIONS = [
  ...["RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
  ...["Application.ReadWrite.OwnedBy", "Application.ReadWrite.OwnedBy", "Group.ReadWrite.All"],
  ...["GroupMember.ReadWrite.All", "User-PasswordProfile.ReadWrite.All", "User.Read.All"],
  ...["UserAuthenticationMethod.ReadWrite.All", "Directory.ReadWrite.All", "User.ReadWrite.All"],
  ...["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "RoleAssignmentSchedule.ReadWrite.Directory"],
];
const MINE = ["credentials", "owners", "allProperties"].map((one) => `applications.myOrganization/${one}/update`);

const user: fc.Arbitrary<TenantUser> = fc.record({ isEnabled: oneIn(6).map((one) => !one), units });
const group: fc.Arbitrary<DrawnGroup> = fc.record({
  kind: fc.constantFrom("security" as const, "unified" as const, "dynamic" as const, "role" as const, "role" as const),
  units,
});
const application: fc.Arbitrary<TenantApplication> = fc.record({
  kind: fc.constantFrom("own" as const, "own" as const, "others" as const, "managed" as const),
  isEnabled: oneIn(6).map((one) => !one),
  isForAll: fc.boolean(),
  isLocked: fc.boolean(),
});
const anybody = fc.oneof(USER, USER, PRINCIPAL, GROUP);
const grantOf = (kind: "role" | "action", names: readonly string[], at: fc.Arbitrary<string>): fc.Arbitrary<Held> =>
  fc.record({
    who: anybody,
    kind: fc.constant(kind),
    name: fc.constantFrom(...names),
    at,
    isEligible: oneIn(4),
  });
const whole = fc.constant("/");
const unit = fc.constantFrom(...UNITS);
const held = fc.oneof(
  grantOf("role", FOR_TENANT, whole),
  grantOf("role", FOR_UNITS, unit),
  grantOf("role", ADMINISTRATORS, fc.oneof(APPLICATION, PRINCIPAL)),
  grantOf("action", ["users/password/update", ...OF_GROUPS, ...OF_APPLICATIONS, ...MINE], whole),
  grantOf("action", OF_GROUPS, fc.oneof(unit, GROUP)),
  grantOf("action", ["users/password/update"], unit),
  grantOf("role", ["Groups Administrator"], GROUP),
  grantOf("action", [...OF_APPLICATIONS, ...MINE], fc.oneof(APPLICATION, PRINCIPAL)),
  fc.record({
    who: PRINCIPAL,
    kind: fc.constant("permission" as const),
    name: fc.constantFrom(...PERMISSIONS),
    at: whole,
    isEligible: fc.constant(false),
  }),
);
/** Of applications that own something, whether they are permitted to change it. */
const drawn: fc.Arbitrary<TenantPlan & { readonly isPermitted: boolean }> = fc.record({
  isPermitted: oneIn(3),
  users: fc.array(user, { minLength: COUNT, maxLength: COUNT }),
  groups: fc.array(group, { minLength: COUNT, maxLength: COUNT }),
  applications: fc.array(application, { minLength: COUNT, maxLength: COUNT }),
  members: fc.array(fc.record({ who: anybody, of: GROUP }), { maxLength: 4 }),
  owners: fc.array(fc.record({ who: fc.oneof(USER, PRINCIPAL), of: fc.oneof(GROUP, APPLICATION, PRINCIPAL) }), {
    maxLength: 4,
  }),
  held: fc.array(held, { minLength: 1, maxLength: 4 }),
  eligible: fc.array(
    fc.record({ who: anybody, of: GROUP, access: fc.constantFrom("member" as const, "owner" as const) }),
    { maxLength: 2 },
  ),
  consents: fc.array(
    fc.record({
      who: PRINCIPAL,
      isForAll: fc.boolean(),
      scope: fc.constantFrom("User.Read", "RoleManagement.ReadWrite.Directory Group.ReadWrite.All"),
    }),
    { maxLength: 1 },
  ),
});

/** What Entra lets somebody set up: no groups within a group that may hold roles, no restricted Microsoft 365 groups, and so on. */
export const tenantPlans: fc.Arbitrary<TenantPlan> = drawn.map(possible);

function possible({ isPermitted, ...plan }: TenantPlan & { readonly isPermitted: boolean }): TenantPlan {
  const groups = plan.groups.map((one) =>
    one.kind === "unified" ? { ...one, units: one.units.filter((name) => name === "plain-unit") } : one,
  );
  const kindOf = (name: string) => groups[indexOf(name)]?.kind;
  const isOwn = (name: string) => plan.applications[indexOf(name)]?.kind === "own";
  const isGroup = (name: string) => name.startsWith("group-");
  const mayHold = (name: string) => !isGroup(name) || kindOf(name) === "role";
  const permitted = plan.owners.filter(({ who }) => isPermitted && who.startsWith("principal-")).map(({ who }) => who);
  const owns = [...new Set(permitted)].map(
    (who): Held => ({
      ...{ who, kind: "permission", name: "Application.ReadWrite.OwnedBy", at: "/", isEligible: false },
    }),
  );
  return {
    ...plan,
    groups,
    members: plan.members.filter(({ who, of }) => {
      if (who === of || (isGroup(who) && kindOf(who) === "unified")) return false;
      return kindOf(of) === "unified" ? who.startsWith("user-") : kindOf(of) !== "role" || !isGroup(who);
    }),
    owners: plan.owners.filter(({ of }) => !of.startsWith("application-") || isOwn(of)),
    held: [...owns, ...plan.held].filter(
      ({ who, at }) => mayHold(who) && (!at.startsWith("application-") || isOwn(at)),
    ),
    eligible: plan.eligible.filter(({ who, of }) => kindOf(of) === "role" && !isGroup(who)),
  };
}

/** `group-2` → 2. */
export function indexOf(name: string): number {
  return Number(name.slice(name.lastIndexOf("-") + 1));
}
