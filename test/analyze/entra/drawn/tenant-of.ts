// A drawn tenant as Microsoft Graph answers of it.
import { type DirectoryRole, TenantBundle } from "../../../truth/azure/tenant-bundle.js";
import { TABLES } from "../octo.js";
import { UNITS, type Unit } from "./plan.js";
import type { Held, TenantApplication, TenantPlan } from "./tenant-plan.js";

const ELSEWHERE = "0e0e0e0e-0000-4000-8000-000000000001";
const TEMPLATES = new Map(TABLES.directoryRoles?.map(({ role, template }) => [role, template]));
const KINDS = {
  security: { isAssignableToRole: false },
  unified: { isAssignableToRole: false, groupTypes: ["Unified"] },
  dynamic: {
    isAssignableToRole: false,
    groupTypes: ["DynamicMembership"],
    membershipRule: 'user.department -eq "IT"',
    membershipRuleProcessingState: "On",
  },
  role: {},
};

export interface Built {
  readonly tenant: TenantBundle;
  /** `user-0` → its object id. */
  readonly ids: ReadonlyMap<string, string>;
}

/** The plan as a bundle, with everything of it read. */
export function tenantOf(plan: TenantPlan): Built {
  const tenant = new TenantBundle(1);
  const ids = new Map<string, string>();
  plan.users.forEach(({ isEnabled }, at) => {
    ids.set(`user-${at}`, tenant.user(`user-${at}`, { accountEnabled: isEnabled }));
  });
  plan.groups.forEach(({ kind }, at) => {
    ids.set(`group-${at}`, tenant.group(`group-${at}`, KINDS[kind]));
  });
  plan.applications.forEach((one, at) => {
    addApplication(one, at, tenant, ids);
  });
  const idOf = (name: string): string => ids.get(name) ?? "";
  addUnits(plan, tenant, ids);
  for (const { who, of } of plan.members) tenant.member(idOf(of), idOf(who));
  for (const { who, of } of plan.owners) tenant.owner(ownedAs(of), idOf(of), idOf(who));
  plan.held.forEach((one, at) => {
    addHeld(one, at, tenant, idOf);
  });
  for (const { who, of, access } of plan.eligible) {
    tenant.eligibleMembers.push({ groupId: idOf(of), principalId: idOf(who), accessId: access });
  }
  const [graph] = tenant.principals;
  const consents = plan.consents.map(({ who, isForAll, scope }, at) => ({
    ...{ id: `consent-${at}`, clientId: idOf(who), resourceId: graph?.id, scope },
    ...(isForAll ? { consentType: "AllPrincipals" } : { consentType: "Principal", principalId: idOf("user-0") }),
  }));
  tenant.more.set("v1.0/oauth2PermissionGrants", consents);
  tenant.more.set("v1.0/identity/conditionalAccess/policies", []);
  return { tenant, ids };
}

function addApplication(one: TenantApplication, at: number, tenant: TenantBundle, ids: Map<string, string>): void {
  const { kind, isEnabled, isForAll, isLocked } = one;
  if (kind === "managed") {
    const id = tenant.managedIdentity(`principal-${at}`);
    Object.assign(tenant.principals.at(-1) ?? {}, { accountEnabled: isEnabled });
    ids.set(`principal-${at}`, id);
    return;
  }
  const signInAudience = isForAll ? "AzureADMultipleOrgs" : "AzureADMyOrg";
  const more = { accountEnabled: isEnabled, signInAudience };
  const isOthers = kind === "others";
  const made = tenant.application(`principal-${at}`, {
    ...more,
    ...(isOthers && { appOwnerOrganizationId: ELSEWHERE, signInAudience: "AzureADMultipleOrgs" }),
  });
  ids.set(`principal-${at}`, made.principal);
  if (isOthers) tenant.applications.pop();
  else {
    const servicePrincipalLockConfiguration = { isEnabled: isLocked, allProperties: isLocked };
    Object.assign(tenant.applications.at(-1) ?? {}, { signInAudience, servicePrincipalLockConfiguration });
    ids.set(`application-${at}`, made.application);
  }
}

const unitId = (unit: Unit): string => `00000000-0000-4000-9000-00000000000${UNITS.indexOf(unit)}`;

function addUnits({ users, groups }: TenantPlan, tenant: TenantBundle, ids: ReadonlyMap<string, string>): void {
  const list = UNITS.map((unit) => ({
    ...{ id: unitId(unit), displayName: unit, isMemberManagementRestricted: unit === "restricted-unit" },
  }));
  tenant.more.set("v1.0/directory/administrativeUnits", list);
  for (const unit of UNITS) {
    const within = [
      ...users.flatMap((one, at) => (one.units.includes(unit) ? [`user-${at}`] : [])),
      ...groups.flatMap((one, at) => (one.units.includes(unit) ? [`group-${at}`] : [])),
    ];
    const members = within.map((name) => ({ id: ids.get(name) }));
    tenant.more.set(`v1.0/directory/administrativeUnits/${unitId(unit)}/members`, members);
  }
}

function ownedAs(name: string): "applications" | "servicePrincipals" | "groups" {
  if (name.startsWith("group-")) return "groups";
  return name.startsWith("application-") ? "applications" : "servicePrincipals";
}

function addHeld(
  { who, kind, name, at, isEligible }: Held,
  index: number,
  tenant: TenantBundle,
  idOf: (name: string) => string,
): void {
  if (kind === "permission") {
    tenant.permission(idOf(who), [`00000000-0000-4000-a000-00000000000${index}`, name]);
    return;
  }
  const role: DirectoryRole =
    kind === "role"
      ? [TEMPLATES.get(name) ?? "", name]
      : [`00000000-0000-4000-b000-00000000000${index}`, `of its own ${index}`, [`microsoft.directory/${name}`]];
  const unit = UNITS.find((one) => one === at);
  const scope = at === "/" ? "/" : unit ? `/administrativeUnits/${unitId(unit)}` : `/${idOf(at)}`;
  // a role is known of its assignments alone, also where there is none but an eligible one
  tenant.role(idOf(who), role, scope);
  if (isEligible) {
    tenant.assignments.pop();
    tenant.eligible.push({
      ...{ id: `eligible-${index}`, principalId: idOf(who), roleDefinitionId: role[0], directoryScopeId: scope },
    });
  }
}
