// What Microsoft's tables say for certain of a drawn tenant, read off them without looking at the techniques.
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-reset-passwords
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management#who-can-modify-objects
import type { DrawnApplication, DrawnGroup, DrawnUser, EntraPlan, Unit } from "./plan.js";

export const TENANT = ["Global Administrator", "Privileged Role Administrator"];
export const TENANT_PERMISSIONS = ["RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All"];
const [PASSWORD, HELPDESK, AUTHENTICATION, USERS] = ["Password", "Helpdesk", "Authentication", "User"].map(
  (one) => `${one} Administrator`,
) as [string, string, string, string];
/** Columns of the table, each with its rows. */
const RESETS: { readonly [column: string]: readonly string[] } = {
  [PASSWORD]: ["Directory Readers", "Guest Inviter", PASSWORD],
  [HELPDESK]: ["Directory Readers", "Guest Inviter", HELPDESK, "Message Center Reader", PASSWORD, "Reports Reader"],
  [AUTHENTICATION]: [
    ...[AUTHENTICATION, "Directory Readers", "Guest Inviter", "Message Center Reader", PASSWORD, "Reports Reader"],
  ],
  [USERS]: [
    ...["Directory Readers", "Groups Administrator", "Guest Inviter", HELPDESK, "Message Center Reader", PASSWORD],
    ...["Reports Reader", USERS],
  ],
};
const ALL_GROUPS = ["Groups Administrator", USERS, "Directory Writers", "Identity Governance Administrator"];
const UNIFIED = ["Teams Administrator", "SharePoint Administrator", "Exchange Administrator"];
const APPLICATIONS = ["Application Administrator", "Cloud Application Administrator"];

export type Grant = EntraPlan["grant"];

/** Within the scope of the grant, and in no restricted unit but that one. */
export function isOpen(name: string, units: readonly Unit[], at: string): boolean {
  if (at !== "/" && at !== name && !units.some((unit) => unit === at)) return false;
  return !units.includes("restricted-unit") || at === "restricted-unit";
}

export function resets({ kind, name, at }: Grant, { roles, inRoleGroup, isEnabled }: DrawnUser): boolean {
  if (!isEnabled) return false;
  if (kind === "role" && name === "Privileged Authentication Administrator") return true;
  const rows = kind === "role" ? RESETS[name] : undefined;
  const isAction = name === "users/password/update" || name === "User-PasswordProfile.ReadWrite.All";
  if ((rows === undefined && !isAction) || inRoleGroup) return false;
  // whom a role protects that is only eligible, the table does not say
  if (roles.some(({ isEligible }) => isEligible)) return false;
  if (roles.length === 0) return true;
  const isLimited = at !== "/" && name !== USERS;
  return !isLimited && roles.every((one) => one.at !== "restricted-unit" && rows?.includes(one.role) === true);
}

/** Members of a group that may hold roles, and of one with a rule, are nobody's to change. */
export function joins({ kind, name }: Grant, group: DrawnGroup): boolean {
  const isUnified = group.kind === "unified";
  if (!isUnified && group.kind !== "security") return false;
  if (kind === "role")
    return ALL_GROUPS.includes(name) || (isUnified ? UNIFIED.includes(name) : name === "Intune Administrator");
  // no application is in a group of Microsoft 365
  if (kind === "permission") return !isUnified && ["Group.ReadWrite.All", "GroupMember.ReadWrite.All"].includes(name);
  const [, of] = /^groups(\.security|\.unified)?(?:\.assignedMembership)?\/(?:members|allProperties)\/update$/.exec(
    name,
  ) ?? ["", "-"];
  return of === undefined || of === (isUnified ? ".unified" : ".security");
}

/** Whether another tenant's application may be given credentials here depends on its lock. */
export function signsInAs(
  { kind, name, at }: Grant,
  { isOthers, isEnabled }: DrawnApplication,
  index: number,
): boolean {
  if (!isEnabled || isOthers) return false;
  const isIt = at === "/" || at.endsWith(`-${index}`);
  if (kind === "permission") return name === "Application.ReadWrite.All";
  if (kind === "role") return isIt && APPLICATIONS.includes(name);
  const [, of] = /^(application|servicePrincipal)s\/(?:credentials|owners|allProperties)\/update$/.exec(name) ?? [];
  return of !== undefined && isIt && (at === "/" || at.startsWith("application") === (of === "application"));
}

/** Everything that the grant leads to for certain. */
export function told({ users, groups, applications, grant }: EntraPlan): readonly string[] {
  const { kind, name, at } = grant;
  const isWhole = kind === "role" ? TENANT.includes(name) : kind === "permission" && TENANT_PERMISSIONS.includes(name);
  if (isWhole) return ["tenant"];
  return [
    ...users.flatMap((one, index) =>
      isOpen(`user-${index}`, one.units, at) && resets(grant, one) ? [`user-${index}`] : [],
    ),
    ...groups.flatMap((one, index) =>
      isOpen(`group-${index}`, one.units, at) && joins(grant, one) ? [`group-${index}`] : [],
    ),
    ...applications.flatMap((one, index) => (signsInAs(grant, one, index) ? [`principal-${index}`] : [])),
  ].sort();
}
