// The edges that BloodHound knows of Entra, and what Microsoft's reference gives permissions and roles: each case is a small tenant
// with the answer by thought, beside the one with the single thing changed that decides.
// https://bloodhound.specterops.io/resources/edges/overview
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEstate } from "../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { resolveSettings } from "../../../src/app/settings.js";
import { type DirectoryRole, ROLES, TenantBundle } from "../../truth/azure/tenant-bundle.js";
import { silent } from "../../truth/silent.js";

type Build = (tenant: TenantBundle) => readonly [from: string, to: string];

/** State of the best path, `-` where there is none. */
async function reached(build: Build): Promise<string> {
  const tenant = new TenantBundle(901);
  const [from, to] = build(tenant);
  const folder = mkdtempSync(join(tmpdir(), "nhi-entra-"));
  tenant.write(folder);
  const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
  const { store } = await openEstate(settings, silent());
  try {
    const edges = [...store.pathEdges()];
    const end = toEnd(to === "admin" ? to : tenant.address(to), store, edges);
    const path = bestPath(searchPaths(edges, end, undefined), toStarts(tenant.address(from), store));
    return path?.state ?? "-";
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SECURITY = {};
const UNIFIED = { groupTypes: ["Unified"] };
const NO_ROLES = { isAssignableToRole: false };
const DYNAMIC = {
  groupTypes: ["DynamicMembership"],
  membershipRule: 'user.department -eq "IT"',
  membershipRuleProcessingState: "On",
};

/** An application with the permission, or a user with the role. */
type By = readonly [id: string, name: string] | DirectoryRole;
const start = (tenant: TenantBundle, by: By, kind: "permission" | "role"): string => {
  if (kind === "role") {
    const user = tenant.user("dana");
    tenant.role(user, by as DirectoryRole);
    return user;
  }
  const { principal } = tenant.application("sync");
  tenant.permission(principal, by as readonly [string, string]);
  return principal;
};

const toGroup =
  (kind: "permission" | "role", by: By, group: object): Build =>
  (tenant) => [start(tenant, by, kind), tenant.group("target", { ...NO_ROLES, ...group })];

/** A user, who may hold a role or be in a group, or own one, that may hold some. */
const toUser =
  (kind: "permission" | "role", by: By, more: "plain" | "admin" | "owner" | "member" = "plain"): Build =>
  (tenant) => {
    const target = tenant.user("gus");
    if (more === "admin") tenant.role(target, ROLES.globalAdministrator);
    const group = tenant.group("admins");
    if (more === "owner") tenant.owner("groups", group, target);
    if (more === "member") tenant.member(group, target);
    return [start(tenant, by, kind), target];
  };

const toApplication =
  (kind: "permission" | "role", by: By, more: object = {}): Build =>
  (tenant) => [start(tenant, by, kind), tenant.application("strong", more).principal];

const toOwned =
  (who: "user" | "application", group: object): Build =>
  (tenant) => {
    const one = who === "user" ? tenant.user("dana") : tenant.application("sync").principal;
    const target = tenant.group("target", { ...NO_ROLES, ...group });
    tenant.owner("groups", target, one);
    return [one, target];
  };

const toAdmin =
  (kind: "permission" | "role", by: By): Build =>
  (tenant) => [start(tenant, by, kind), "admin"];

const toMail =
  (by: By): Build =>
  (tenant) => [start(tenant, by, "permission"), "mailboxes"];

const P = {
  user: ["df021288-bdef-4463-88db-98f22de89214", "User.Read.All"],
  application: ["1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Application.ReadWrite.All"],
  endpoint: ["89c8469c-83ad-45f7-8ff2-6e3d4285709e", "ServicePrincipalEndpoint.ReadWrite.All"],
  group: ["62a82d76-70ea-41e2-9197-370581804d09", "Group.ReadWrite.All"],
  groupMember: ["dbaae8cf-10b5-4b86-a4a1-f871c94c6695", "GroupMember.ReadWrite.All"],
  directory: ["19dbc75e-c2e2-444c-a770-ec69d8559fc7", "Directory.ReadWrite.All"],
  role: ["9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "RoleManagement.ReadWrite.Directory"],
  appRole: ["06b708a9-e830-4db3-a914-8e69da51d44f", "AppRoleAssignment.ReadWrite.All"],
  methods: ["50483e42-d915-4231-9639-7fdb7fd190e5", "UserAuthenticationMethod.ReadWrite.All"],
  password: ["cc117bb9-00cf-4eb8-b580-ea2a878fe8f7", "User-PasswordProfile.ReadWrite.All"],
  pimGroup: ["41202f2c-f7ab-45be-b001-85c9728b9d69", "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"],
  team: ["0121dc95-1b9f-4aed-8bac-58c5ac466691", "TeamMember.ReadWrite.All"],
  teamNonOwner: ["4437522e-9a86-4a41-a7da-e380edd4a97d", "TeamMember.ReadWriteNonOwnerRole.All"],
  readUpdate: ["5639c449-cfd9-4088-bc48-3e16da108bf8", "User.ReadUpdate.All"],
  exchangeRoles: ["025d3225-3f02-4882-b4c0-cd5b541a4e80", "RoleManagement.ReadWrite.Exchange"],
  exchangeRolesRead: ["c769435f-f061-4d0b-8ff1-3d39870e5f85", "RoleManagement.Read.Exchange"],
  cloudPcRoles: ["274d0592-d1b6-44bd-af1d-26d259bcb43a", "RoleManagement.ReadWrite.CloudPC"],
  cloudPcRolesRead: ["031a549a-bb80-49b6-8032-2068448c6a3c", "RoleManagement.Read.CloudPC"],
  defenderRoles: ["8b7e8c0a-7e9d-4049-97ec-04b5e1bcaf05", "RoleManagement.ReadWrite.Defender"],
  defenderRolesRead: ["4d6e30d1-e64e-4ae7-bf9d-c706cc928cef", "RoleManagement.Read.Defender"],
  intuneRoles: ["e330c4f0-4170-414e-a55a-2f022ec2b57b", "DeviceManagementRBAC.ReadWrite.All"],
  identities: ["c529cfca-c91b-489c-af2b-d92990b66ce6", "User.ManageIdentities.All"],
} as const;

const MEMBERS = "members/update";
const R = {
  globalAdministrator: ROLES.globalAdministrator,
  applicationAdministrator: ROLES.applicationAdministrator,
  helpdesk: ROLES.helpdeskAdministrator,
  readers: ROLES.directoryReaders,
  privilegedRole: ["e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"],
  privilegedAuthentication: ["7be44c8a-adaf-4e2a-84d6-ab2649e08a13", "Privileged Authentication Administrator"],
  authentication: ["c4e39bd9-1100-46d3-8c65-fb160da0071f", "Authentication Administrator"],
  groups: ["fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator"],
  intune: ["3a2c62db-5318-420d-8d74-23affee5d9d5", "Intune Administrator"],
  securityOperator: [
    "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
    "Security Operator",
    ["microsoft.directory/auditLogs/allProperties/read", "microsoft.directory/users/password/update"],
  ],
  securityAdministrator: [
    "194ae4cb-b126-40b2-bd5b-6091b380977d",
    "Security Administrator",
    ["microsoft.directory/domains/federation/update", "microsoft.directory/users/password/update"],
  ],
  responder: [
    "58f930cc-fcf4-4152-852c-1d7dbf502139",
    "Entra SOC Identity Responder",
    ["microsoft.directory/users/disable", "microsoft.directory/users/password/update"],
  ],
  knowledge: [
    "b5a8dcf3-09d5-43a9-a639-8e29ef291470",
    "Knowledge Administrator",
    [`microsoft.directory/groups.security/${MEMBERS}`, "microsoft.directory/groups.security/owners/update"],
  ],
  cloudPc: [
    "11451d60-acb2-45eb-a7d6-43d0f0125c13",
    "Windows 365 Administrator",
    [
      `microsoft.directory/groups.security/${MEMBERS}`,
      "microsoft.directory/groups.security/dynamicMembershipRule/update",
    ],
  ],
  yammer: [
    "810a2642-a034-447f-a5e8-41beaa378541",
    "Yammer Administrator",
    [`microsoft.directory/groups.unified/${MEMBERS}`, "microsoft.directory/groups.unified/owners/update"],
  ],
  lifecycle: [
    "59d46f88-662b-457b-bceb-5c3809e5908f",
    "Lifecycle Workflows Administrator",
    ["microsoft.directory/lifecycleWorkflows/workflows/allProperties/allTasks"],
  ],
} as const satisfies { readonly [name: string]: DirectoryRole };

/** Name, tenant, state of the way. What takes an administrator who signs in leads to everything in the tenant. */
const CASES: readonly (readonly [string, Build, string])[] = [
  ["AZMGAddSecret", toApplication("permission", P.application), "none"],
  ["AZMGAddSecret: reads users", toApplication("permission", P.user), "-"],
  ["AZMGAddSecret: none by Directory.ReadWrite.All", toApplication("permission", P.directory), "needs-actor"],
  ["AZMGAddOwner by the endpoint permission", toApplication("permission", P.endpoint), "unknown"],
  ["AZMGAddOwner and AZMGAddMember on a group", toGroup("permission", P.group, SECURITY), "none"],
  ["AZMGAddMember", toGroup("permission", P.groupMember, SECURITY), "none"],
  ["AZMGAddMember by Directory.ReadWrite.All", toGroup("permission", P.directory, SECURITY), "none"],
  [
    "AZMGAddMember: a group that may hold roles",
    toGroup("permission", P.groupMember, { isAssignableToRole: true }),
    "-",
  ],
  ["AZMGAddMember: any group by RoleManagement", toGroup("permission", P.role, { isAssignableToRole: true }), "none"],
  [
    "AZMGAddMember: no application is in a Microsoft 365 group",
    toGroup("permission", P.groupMember, UNIFIED),
    "unknown",
  ],
  ["the same by Group.ReadWrite.All", toGroup("permission", P.group, UNIFIED), "unknown"],
  // what it consents to for everybody, somebody has to sign in for: that way is certain but for the person
  ["the same by Directory.ReadWrite.All", toGroup("permission", P.directory, UNIFIED), "needs-actor"],
  ["PIM for groups", toGroup("permission", P.pimGroup, { isAssignableToRole: true }), "none"],
  ["PIM for groups: of Microsoft 365", toGroup("permission", P.pimGroup, UNIFIED), "unknown"],
  ["members of teams", toGroup("permission", P.team, UNIFIED), "unknown"],
  ["members of teams that are no owners", toGroup("permission", P.teamNonOwner, UNIFIED), "unknown"],
  ["members of teams: a security group is none", toGroup("permission", P.team, SECURITY), "-"],
  ["AZMGGrantRole", toAdmin("permission", P.role), "none"],
  ["AZMGGrantAppRoles", toAdmin("permission", P.appRole), "none"],
  ["AZMGGrantAppRoles: reads users", toAdmin("permission", P.user), "-"],
  ["Directory.ReadWrite.All consents for everybody", toAdmin("permission", P.directory), "needs-actor"],
  ["Group.ReadWrite.All does not", toAdmin("permission", P.group), "-"],
  ["Directory.ReadWrite.All sets no password", toUser("permission", P.directory), "needs-actor"],
  ["UserAuthenticationMethod.ReadWrite.All", toUser("permission", P.methods, "admin"), "none"],
  ["User-PasswordProfile.ReadWrite.All", toUser("permission", P.password), "none"],
  ["User-PasswordProfile.ReadWrite.All: a user with a role", toUser("permission", P.password, "admin"), "-"],
  ["User.ManageIdentities.All", toUser("permission", P.identities), "unknown"],
  ["User.ReadUpdate.All: dynamic groups", toGroup("permission", P.readUpdate, DYNAMIC), "unknown"],
  ["User.ReadUpdate.All: a group with assigned members", toGroup("permission", P.readUpdate, SECURITY), "-"],
  ["AZExecuteCommand", toUser("role", R.intune), "unknown"],
  ["AZExecuteCommand by Groups Administrator", toUser("role", R.groups), "-"],
  ["roles of Exchange: Microsoft 365", toGroup("permission", P.exchangeRoles, UNIFIED), "unknown"],
  ["roles of Exchange: a security group", toGroup("permission", P.exchangeRoles, SECURITY), "-"],
  ["roles of Exchange: reads them", toGroup("permission", P.exchangeRolesRead, UNIFIED), "-"],
  ["roles of Exchange: mail of everybody", toMail(P.exchangeRoles), "unknown"],
  ["roles of Exchange: reads them, no mail", toMail(P.exchangeRolesRead), "-"],
  ["roles of Exchange do not make an administrator", toAdmin("permission", P.exchangeRoles), "-"],
  ["roles of Intune", toUser("permission", P.intuneRoles), "unknown"],
  ["roles of Windows 365", toUser("permission", P.cloudPcRoles), "unknown"],
  ["roles of Windows 365: reads them", toUser("permission", P.cloudPcRolesRead), "-"],
  ["roles of Defender", toUser("permission", P.defenderRoles), "unknown"],
  ["roles of Defender: reads them", toUser("permission", P.defenderRolesRead), "-"],
  ["AZGlobalAdmin", toAdmin("role", R.globalAdministrator), "none"],
  ["AZPrivilegedRoleAdmin", toAdmin("role", R.privilegedRole), "none"],
  ["AZPrivilegedAuthAdmin", toUser("role", R.privilegedAuthentication, "admin"), "none"],
  ["AZAppAdmin", toApplication("role", R.applicationAdministrator), "none"],
  [
    "AZAppAdmin: a managed identity",
    toApplication("role", R.applicationAdministrator, { servicePrincipalType: "ManagedIdentity" }),
    "-",
  ],
  ["AZResetPassword", toUser("role", R.helpdesk), "none"],
  ["AZResetPassword: holds a role", toUser("role", R.helpdesk, "admin"), "-"],
  ["AZResetPassword: in a group that may hold roles", toUser("role", R.helpdesk, "member"), "-"],
  ["AZResetPassword: owns a group that may hold roles", toUser("role", R.helpdesk, "owner"), "-"],
  ["AZResetPassword by Security Operator", toUser("role", R.securityOperator), "none"],
  ["AZResetPassword by Security Operator: holds a role", toUser("role", R.securityOperator, "admin"), "-"],
  ["AZResetPassword by Security Administrator", toUser("role", R.securityAdministrator), "none"],
  ["AZResetPassword by Entra SOC Identity Responder", toUser("role", R.responder), "none"],
  ["AZResetPassword by Directory Readers", toUser("role", R.readers), "-"],
  ["AZAddMembers by Groups Administrator", toGroup("role", R.groups, UNIFIED), "none"],
  ["AZAddMembers by Knowledge Administrator", toGroup("role", R.knowledge, SECURITY), "none"],
  ["AZAddMembers by Knowledge Administrator: Microsoft 365", toGroup("role", R.knowledge, UNIFIED), "-"],
  ["AZAddMembers by Windows 365 Administrator", toGroup("role", R.cloudPc, SECURITY), "none"],
  ["AZAddMembers by Windows 365 Administrator: dynamic", toGroup("role", R.cloudPc, DYNAMIC), "unknown"],
  ["AZAddMembers by Windows 365 Administrator: Microsoft 365", toGroup("role", R.cloudPc, UNIFIED), "-"],
  ["AZAddMembers by Yammer Administrator", toGroup("role", R.yammer, UNIFIED), "none"],
  ["AZAddMembers by Yammer Administrator: security", toGroup("role", R.yammer, SECURITY), "-"],
  ["AZAddMembers by Intune Administrator", toGroup("role", R.intune, SECURITY), "none"],
  ["AZAddMembers by Intune Administrator: Microsoft 365", toGroup("role", R.intune, UNIFIED), "-"],
  ["AZOwns of a group", toOwned("user", UNIFIED), "none"],
  ["AZOwns of a group by an application", toOwned("application", SECURITY), "none"],
  ["AZOwns of a group of Microsoft 365 by an application", toOwned("application", UNIFIED), "unknown"],
  ["AZOwns of a dynamic group", toOwned("user", DYNAMIC), "-"],
  ["AZAddMembers by Lifecycle Workflows Administrator", toGroup("role", R.lifecycle, SECURITY), "unknown"],
];

test.each(CASES)("%s", async (_name, build, expected) => {
  expect(await reached(build)).toBe(expected);
});

const eligible =
  (who: "user" | "user in a group" | "application" | "application in a group", holds: "eligible" | "active"): Build =>
  (tenant) => {
    const one = who.startsWith("user") ? tenant.user("dana") : tenant.application("sync").principal;
    const group = who.endsWith("group") ? tenant.group("admins") : undefined;
    if (group !== undefined) tenant.member(group, one);
    if (holds === "eligible") tenant.mayActivate(group ?? one, ROLES.globalAdministrator);
    else tenant.role(group ?? one, ROLES.globalAdministrator);
    return [one, "admin"];
  };

test.each<[string, Build, string]>([
  ["a user activates", eligible("user", "eligible"), "needs-actor"],
  ["a member of a group activates", eligible("user in a group", "eligible"), "needs-actor"],
  ["an application activates nothing", eligible("application", "eligible"), "-"],
  ["nor what its group is eligible for", eligible("application in a group", "eligible"), "-"],
  ["an application that holds it", eligible("application", "active"), "none"],
  ["what its group holds it has", eligible("application in a group", "active"), "none"],
])("eligible roles: %s", async (_name, build, expected) => {
  expect(await reached(build)).toBe(expected);
});

/** Lists that were not recorded: who is protected is not known then. */
test.each<[string, readonly string[], "plain" | "member", string]>([
  ["all was read", [], "plain", "none"],
  ["role assignments were not", ["roleManagement/directory/roleAssignments"], "plain", "unknown"],
  ["groups were not", ["groups"], "plain", "unknown"],
])("who may be reset: %s", async (_name, unread, more, expected) => {
  const build: Build = (tenant) => {
    for (const path of unread) tenant.unread.add(path);
    return toUser("permission", P.password, more)(tenant);
  };
  expect(await reached(build)).toBe(expected);
});
