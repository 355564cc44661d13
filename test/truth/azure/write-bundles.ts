// Writes one small tenant for each published attack path through Entra and Azure, with a decoy beside it and the answers by thought. Run
// by hand, before nhi is run on them: node --import tsx test/truth/azure/write-bundles.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { abuse, theft } from "./resource-specs.js";
import { SubscriptionBundle } from "./subscription-bundle.js";
import { type Permission, ROLES, TenantBundle } from "./tenant-bundle.js";

const root = fileURLToPath(new URL("./tenants", import.meta.url));

/** Who starts, where it must get, and pairs that must not connect. */
export interface Answers {
  readonly start: string;
  readonly targets: readonly string[];
  readonly mustNotReach: readonly (readonly [string, string])[];
}

type Role = keyof typeof ROLES;
/** What the application at the end holds, and what reaching it means. */
export type Prize = { readonly role: Role } | { readonly permissions: readonly Permission[] };

const ADMIN: Prize = { role: "globalAdministrator" };

function prize(
  tenant: TenantBundle,
  held: Prize,
  proof?: "secret" | "certificate",
): { application: string; principal: string; goals: readonly string[] } {
  const app = tenant.application("finance-sync", {}, proof);
  const goals = [tenant.address(app.principal)];
  if ("role" in held) {
    tenant.role(app.principal, ROLES[held.role]);
    if (held.role === "globalAdministrator") goals.push("admin");
  } else {
    for (const permission of held.permissions) tenant.permission(app.principal, permission);
    const isMail = held.permissions.includes("full_access_as_app");
    const isHarmless = held.permissions.every((one) => one === "User.Read.All");
    if (!isHarmless) goals.push(isMail ? `${tenant.tenant}/mailboxes` : "admin");
  }
  return { ...app, goals };
}

/** An owner of the application adds a credential; the owner of a harmless one gets nowhere, and a disabled one neither. */
function ownership(start: "user" | "principal", held: Prize) {
  return (tenant: TenantBundle): Answers => {
    const target = prize(tenant, held);
    const other = tenant.application("wiki");
    const owner = start === "user" ? tenant.user("dana") : tenant.application("release-bot").principal;
    const decoy = tenant.user("erin");
    tenant.owner("applications", target.application, owner);
    tenant.owner("applications", other.application, decoy);
    tenant.permission(other.principal, "User.Read.All");
    const disabled = tenant.application("old-sync", { accountEnabled: false });
    tenant.role(disabled.principal, ROLES.globalAdministrator);
    tenant.owner("applications", disabled.application, decoy);
    return {
      start: tenant.address(owner),
      targets: target.goals,
      mustNotReach: target.goals.map((goal) => [tenant.address(decoy), goal] as const),
    };
  };
}

interface Administered {
  readonly role: Role;
  readonly held: Prize;
  readonly start?: "user" | "principal";
  readonly through?: "member" | "owner";
  readonly isScoped?: boolean;
  readonly more?: Role;
}

/** Who administers applications adds a credential; who does so for another application, or only helps users, does not. */
function administered({ role, held, start = "user", through, isScoped = false, more }: Administered) {
  return (tenant: TenantBundle): Answers => {
    const target = prize(tenant, held);
    if (more !== undefined) tenant.role(target.principal, ROLES[more]);
    const other = tenant.application("wiki");
    const one = start === "user" ? tenant.user("dana") : tenant.application("release-bot").principal;
    const decoy = tenant.user("erin");
    const group = through === undefined ? undefined : tenant.group("app-admins");
    tenant.role(group ?? one, ROLES[role], isScoped ? `/${target.application}` : "/");
    if (group !== undefined && through === "member") tenant.member(group, one);
    if (group !== undefined && through === "owner") tenant.owner("groups", group, one);
    if (through === undefined) {
      // the same role, for another application
      tenant.role(decoy, ROLES[role], `/${other.application}`);
    } else {
      // a group whose rule decides: its owner cannot let himself in
      const closed = tenant.group("app-admins-by-rule", {
        groupTypes: ["DynamicMembership"],
        membershipRule: 'user.department -eq "IT"',
        membershipRuleProcessingState: "On",
      });
      tenant.role(closed, ROLES[role]);
      tenant.owner("groups", closed, decoy);
    }
    const helper = tenant.user("frank");
    tenant.role(helper, ROLES.helpdeskAdministrator);
    return {
      start: tenant.address(one),
      targets: target.goals,
      mustNotReach: [decoy, helper].flatMap((id) => target.goals.map((goal) => [tenant.address(id), goal] as const)),
    };
  };
}

const RM: Prize = { permissions: ["RoleManagement.ReadWrite.Directory"] };
const MAIL: Prize = { permissions: ["full_access_as_app"] };

const RISE: Prize = { permissions: ["AppRoleAssignment.ReadWrite.All"] };
const DIRECTORY: Prize = { permissions: ["AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All"] };

type Build = (tenant: TenantBundle, subscription: SubscriptionBundle) => Answers;

const ofPrize =
  (held: Prize, build: ReturnType<typeof theft>, proof?: "secret" | "certificate"): Build =>
  (tenant, subscription) =>
    build(tenant, subscription, prize(tenant, held, proof).goals);

/** Specs through Entra alone have no subscription. */
const SPECS: { readonly [id: string]: Build } = {
  app_ownership_user_role: ownership("user", ADMIN),
  app_ownership_sp_api: ownership("principal", {
    permissions: ["AppRoleAssignment.ReadWrite.All", "RoleManagement.ReadWrite.Directory"],
  }),
  app_ownership_sp_exchange: ownership("principal", MAIL),
  // the spec leaves the role of the target open: one that leads nowhere, so that the application itself is what counts
  app_admin_user_role: administered({ role: "applicationAdministrator", held: { role: "directoryReaders" } }),
  app_admin_sp_scoped: administered({
    role: "applicationAdministrator",
    held: ADMIN,
    start: "principal",
    isScoped: true,
  }),
  app_admin_group_member: administered({ role: "applicationAdministrator", held: ADMIN, through: "member" }),
  app_admin_group_owner: administered({ role: "applicationAdministrator", held: RM, through: "owner" }),
  app_admin_multi_role: administered({
    role: "applicationAdministrator",
    held: ADMIN,
    more: "applicationAdministrator",
  }),
  app_admin_exchange: administered({ role: "applicationAdministrator", held: MAIL }),
  cloud_app_admin_user: administered({ role: "cloudApplicationAdministrator", held: ADMIN }),
  cloud_app_admin_sp: administered({ role: "cloudApplicationAdministrator", held: RM, start: "principal" }),
  cloud_app_admin_scoped: administered({ role: "cloudApplicationAdministrator", held: ADMIN, isScoped: true }),
  kv_theft_user: ofPrize(ADMIN, theft({ store: "vault", role: "Key Vault Contributor" })),
  kv_theft_sp: ofPrize(DIRECTORY, theft({ store: "vault", role: "Key Vault Secrets User", start: "principal" })),
  kv_theft_group_member: ofPrize(RISE, theft({ store: "vault", role: "Key Vault Contributor", through: "member" })),
  kv_theft_group_owner: ofPrize(ADMIN, theft({ store: "vault", role: "Key Vault Contributor", through: "owner" })),
  storage_theft_user: ofPrize(ADMIN, theft({ store: "storage", role: "Storage Blob Data Reader" }), "certificate"),
  storage_theft_sp: ofPrize(
    DIRECTORY,
    theft({ store: "storage", role: "Storage Account Key Operator", start: "principal" }),
    "certificate",
  ),
  storage_theft_group: ofPrize(
    RISE,
    theft({ store: "storage", role: "Storage Blob Data Reader", through: "member" }),
    "certificate",
  ),
  cosmos_theft_user: ofPrize(ADMIN, theft({ store: "cosmos", role: "data" })),
  cosmos_theft_sp: ofPrize(RM, theft({ store: "cosmos", role: "DocumentDB Account Contributor", start: "principal" })),
  // the spec leaves the permission of the target open: one that leads nowhere, so that the application itself is what counts
  cosmos_theft_group: ofPrize(
    { permissions: ["User.Read.All"] },
    theft({ store: "cosmos", role: "data", through: "member" }),
  ),
  mi_abuse_vm_user: ofPrize(DIRECTORY, abuse({ source: "machine", store: "vault" })),
  mi_abuse_logicapp_sp: ofPrize(ADMIN, abuse({ source: "logic", store: "storage", start: "principal" })),
  mi_abuse_functionapp_cert: ofPrize(RISE, abuse({ source: "site", store: "vault" }), "certificate"),
  mi_abuse_automation_cert: ofPrize(ADMIN, abuse({ source: "automation", store: "storage" }), "certificate"),
  mi_abuse_vm_group: ofPrize(RISE, abuse({ source: "machine", store: "vault", through: "member" })),
  mi_abuse_vm_cosmos: ofPrize(ADMIN, abuse({ source: "machine", store: "cosmos" })),
  mi_abuse_automation_cosmos_sp: ofPrize(
    RM,
    abuse({ source: "automation", store: "cosmos", start: "principal", through: "owner" }),
  ),
};
const FIRST_OF_AZURE = Object.keys(SPECS).indexOf("kv_theft_user");

for (const [index, [id, build]] of Object.entries(SPECS).entries()) {
  const tenant = new TenantBundle(index + 1);
  const subscription = new SubscriptionBundle(tenant, index + 1);
  const answers = build(tenant, subscription);
  const folder = join(root, id);
  tenant.write(join(folder, "bundle"));
  if (index >= FIRST_OF_AZURE) subscription.write(join(folder, "bundle"));
  writeFileSync(join(folder, "expected.json"), `${JSON.stringify({ spec: id, ...answers }, null, 1)}\n`);
}
