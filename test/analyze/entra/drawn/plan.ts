// Drawn tenants: people with roles, in groups and units, and one grant of somebody's.
import fc from "fast-check";

export const ROLES = [
  ...["Password Administrator", "Helpdesk Administrator", "Authentication Administrator", "User Administrator"],
  ...["Privileged Authentication Administrator", "Groups Administrator", "Directory Readers", "Guest Inviter"],
  ...["Message Center Reader", "Reports Reader", "Global Administrator", "Privileged Role Administrator"],
  ...["Directory Writers", "Application Administrator"],
] as const;
/** Roles that units may be given for, and those for the tenant or an application alone. */
const FOR_UNITS = [...ROLES.slice(0, 6), "Teams Administrator", "SharePoint Administrator"];
const FOR_TENANT = [
  ...[...FOR_UNITS, ...ROLES.slice(6), "Exchange Administrator", "Intune Administrator"],
  ...["Cloud Application Administrator", "Identity Governance Administrator"],
];
const PERMISSIONS = [
  ...["RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"],
  ...["Group.ReadWrite.All", "GroupMember.ReadWrite.All", "User-PasswordProfile.ReadWrite.All", "User.Read.All"],
];
export const OF_GROUPS = ["groups", "groups.security", "groups.unified", "groups.security.assignedMembership"].flatMap(
  (one) => [`${one}/members/update`, `${one}/allProperties/update`],
);
export const OF_APPLICATIONS = ["applications", "servicePrincipals"].flatMap((one) => [
  `${one}/credentials/update`,
  `${one}/owners/update`,
  `${one}/allProperties/update`,
  `${one}/standard/read`,
]);

export const UNITS = ["plain-unit", "restricted-unit"] as const;
export type Unit = (typeof UNITS)[number];

export interface DrawnUser {
  readonly roles: readonly { readonly role: string; readonly at: "/" | Unit; readonly isEligible: boolean }[];
  readonly inRoleGroup: boolean;
  readonly units: readonly Unit[];
  readonly isEnabled: boolean;
}

export interface DrawnGroup {
  readonly kind: "security" | "unified" | "dynamic" | "role";
  readonly units: readonly Unit[];
}

export interface DrawnApplication {
  readonly isOthers: boolean;
  readonly isEnabled: boolean;
}

export interface EntraPlan {
  readonly users: readonly DrawnUser[];
  readonly groups: readonly DrawnGroup[];
  readonly applications: readonly DrawnApplication[];
  /** `/`, a unit, or an object. */
  readonly grant: { readonly kind: "role" | "action" | "permission"; readonly name: string; readonly at: string };
}

const units = fc.subarray([...UNITS]);
const held = fc.record({
  role: fc.oneof(fc.constantFrom(...ROLES), fc.constantFrom(...ROLES.slice(0, 10))),
  at: fc.oneof({ weight: 5, arbitrary: fc.constant("/" as const) }, fc.constantFrom(...UNITS)),
  isEligible: fc.integer({ min: 0, max: 7 }).map((one) => one === 0),
});
const user = fc.record({
  roles: fc.oneof(fc.constant([]), fc.array(held, { minLength: 1, maxLength: 2 })),
  inRoleGroup: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  units,
  isEnabled: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
});
// No group of Microsoft 365 is in a restricted unit.
const group = fc
  .record({
    kind: fc.constantFrom("security" as const, "unified" as const, "dynamic" as const, "role" as const),
    units,
  })
  .map((one) => (one.kind === "unified" ? { ...one, units: one.units.filter((unit) => unit === "plain-unit") } : one));
const application = fc.record({
  isOthers: fc.boolean(),
  isEnabled: fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
});
const grantOf = (kind: EntraPlan["grant"]["kind"], names: readonly string[], places: readonly string[]) =>
  fc.record({ kind: fc.constant(kind), name: fc.constantFrom(...names), at: fc.constantFrom(...places) });

export const plans: fc.Arbitrary<EntraPlan> = fc.record({
  users: fc.array(user, { minLength: 2, maxLength: 4 }),
  groups: fc.array(group, { minLength: 2, maxLength: 4 }),
  applications: fc.array(application, { minLength: 1, maxLength: 3 }),
  grant: fc.oneof(
    grantOf("role", ROLES.slice(0, 4), ["/", ...UNITS]),
    grantOf("role", FOR_TENANT, ["/"]),
    grantOf("role", FOR_UNITS, UNITS),
    grantOf("role", ["Application Administrator", "Cloud Application Administrator"], ["application-0", "principal-0"]),
    grantOf("action", ["users/password/update", ...OF_GROUPS, ...OF_APPLICATIONS], ["/"]),
    grantOf("action", OF_GROUPS, [...UNITS, "group-0"]),
    grantOf("action", OF_APPLICATIONS, ["application-0", "principal-0"]),
    grantOf("permission", PERMISSIONS, ["/"]),
  ),
});
