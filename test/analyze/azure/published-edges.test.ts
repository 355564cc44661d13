// The edges that BloodHound knows of resources of Azure: each is a small subscription with the answer by thought, beside the one with
// the single thing changed that decides. What roles give is as Microsoft's reference has it, shortened to what bears on the edge.
// https://bloodhound.specterops.io/resources/edges/overview
// https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles
import { describe, expect, test } from "vitest";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";
import type { AzureRole, ResourceKind, SubscriptionBundle } from "../../truth/azure/subscription-bundle.js";
import type { TenantBundle } from "../../truth/azure/tenant-bundle.js";

type Build = (tenant: TenantBundle, subscription: SubscriptionBundle) => readonly [from: string, to: string];

/** State of the best path, `-` where there is none. */
async function reached(build: Build): Promise<string> {
  return inTenant(911, build, (store, [from, to]) => bestBetween(store, from, to)?.state ?? "-");
}

interface Role {
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const COMPUTE = "Microsoft.Compute/virtualMachines";
const AKS = "Microsoft.ContainerService/managedClusters";
const R = {
  avereContributor: { actions: ["Microsoft.Compute/*/read", `${COMPUTE}/*`, "Microsoft.Compute/disks/*"] },
  avereOperator: { actions: [`${COMPUTE}/read`, "Microsoft.Network/networkInterfaces/read"] },
  adminLogin: {
    actions: [`${COMPUTE}/*/read`],
    dataActions: [`${COMPUTE}/login/action`, `${COMPUTE}/loginAsAdmin/action`],
  },
  /** The same words as operations of management, where they give nothing. */
  adminLoginMisplaced: { actions: [`${COMPUTE}/login/action`, `${COMPUTE}/loginAsAdmin/action`] },
  clusterContributor: { actions: [`${AKS}/*`, "Microsoft.Resources/deployments/*"] },
  clusterAdminRole: { actions: [`${AKS}/listClusterAdminCredential/action`, `${AKS}/read`] },
  clusterUserRole: { actions: [`${AKS}/listClusterUserCredential/action`, `${AKS}/read`] },
  identityOperator: { actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"] },
  newMachines: { actions: [`${COMPUTE}/write`, "Microsoft.Network/networkInterfaces/join/action"] },
} satisfies { readonly [name: string]: Role };

type By = AzureRole | keyof typeof R;
type On = "resource" | "group" | "subscription" | "other";

function give(by: By, scope: string, who: string, subscription: SubscriptionBundle): void {
  const role = by in R ? subscription.role(by, R[by as keyof typeof R]) : (by as AzureRole);
  subscription.assign(who, role, scope, { type: "User" });
}

/** Somebody with a role on a resource, or on what holds it; the goal is the identity that the resource has. */
const toIdentity =
  (kind: ResourceKind, by: By, on: On = "resource", more: object = {}): Build =>
  (tenant, subscription) => {
    const dana = tenant.user("dana");
    const runner = subscription.withIdentity(kind, "runner", more);
    const other = subscription.withIdentity(kind, "other", more);
    const scopes = {
      resource: runner.id,
      group: subscription.group("main"),
      subscription: subscription.scope,
      other: other.id,
    };
    give(by, scopes[on], dana, subscription);
    return [tenant.address(dana), tenant.address(runner.principal)];
  };

/** Somebody with a role, or an access policy, on a vault; the goal is a secret of it. */
const toSecret =
  (
    usesRoles: boolean,
    held: { readonly role?: By; readonly secrets?: readonly string[]; readonly keys?: readonly string[] },
  ): Build =>
  (tenant, subscription) => {
    const dana = tenant.user("dana");
    const { role, secrets = [], keys = [] } = held;
    const permissions = { secrets, keys, certificates: [] };
    const policies = role === undefined ? [{ tenantId: tenant.tenant, objectId: dana, permissions }] : [];
    const vault = subscription.vault("shop", usesRoles, policies);
    subscription.secret(vault, "database");
    if (role !== undefined) give(role, vault, dana, subscription);
    return [tenant.address(dana), subscription.address(`${vault}/secrets/database`)];
  };

const toAdmin =
  (by: By, on: "group" | "subscription"): Build =>
  (tenant, subscription) => {
    const dana = tenant.user("dana");
    subscription.resource("machine", "web");
    give(by, on === "group" ? subscription.group("main") : subscription.scope, dana, subscription);
    return [tenant.address(dana), "admin"];
  };

/** A machine itself, with an identity of its own, one that was assigned, or none; the goal is that identity. */
const fromMachine =
  (how: "own" | "assigned" | "none"): Build =>
  (tenant, subscription) => {
    const principal = tenant.managedIdentity("robot");
    const identity = subscription.resource("identity", "robot", { properties: { principalId: principal } });
    if (how === "own") {
      const { id, principal: own } = subscription.withIdentity("machine", "web");
      return [subscription.address(id), tenant.address(own)];
    }
    const carried = { identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } } };
    const id = subscription.resource("machine", "web", how === "assigned" ? carried : {});
    return [subscription.address(id), tenant.address(principal)];
  };

/** Somebody who may attach an identity, and make machines, or one of both. */
const attach =
  (...roles: readonly By[]): Build =>
  (tenant, subscription) => {
    const [dana, principal] = [tenant.user("dana"), tenant.managedIdentity("robot")];
    subscription.resource("identity", "robot", { properties: { principalId: principal } });
    for (const role of roles) give(role, subscription.group("main"), dana, subscription);
    return [tenant.address(dana), tenant.address(principal)];
  };

const CASES: readonly (readonly [string, Build, string])[] = [
  ["AZVMContributor", toIdentity("machine", "Virtual Machine Contributor"), "none"],
  ["AZVMContributor: of another machine", toIdentity("machine", "Virtual Machine Contributor", "other"), "-"],
  ["AZVMContributor: reads the machine", toIdentity("machine", "Reader"), "-"],
  ["AZVMContributor on the resource group", toIdentity("machine", "Virtual Machine Contributor", "group"), "none"],
  [
    "AZVMContributor: nothing of an automation account",
    toIdentity("automation", "Virtual Machine Contributor", "group"),
    "-",
  ],
  ["AZAvereContributor", toIdentity("machine", "avereContributor", "group"), "none"],
  ["AZAvereContributor: Avere Operator", toIdentity("machine", "avereOperator", "group"), "-"],
  ["AZVMAdminLogin", toIdentity("machine", "adminLogin"), "unknown"],
  ["AZVMAdminLogin: as operations of management", toIdentity("machine", "adminLoginMisplaced"), "-"],
  ["AZAutomationContributor", toIdentity("automation", "Automation Contributor"), "none"],
  ["AZAutomationContributor: starts jobs of others", toIdentity("automation", "Automation Job Operator"), "-"],
  ["AZAutomationContributor: of another account", toIdentity("automation", "Automation Contributor", "other"), "-"],
  ["AZLogicAppContributor", toIdentity("logic", "Logic App Contributor"), "none"],
  ["AZLogicAppContributor: Operator", toIdentity("logic", "Logic App Operator"), "-"],
  ["AZWebsiteContributor", toIdentity("site", "Website Contributor"), "none"],
  [
    "AZWebsiteContributor: functions",
    toIdentity("site", "Website Contributor", "resource", { kind: "functionapp,linux" }),
    "none",
  ],
  ["AZWebsiteContributor: reads the app", toIdentity("site", "Reader"), "-"],
  ["AZContributor", toIdentity("machine", "Contributor"), "none"],
  ["AZContributor of the subscription", toIdentity("logic", "Contributor", "subscription"), "none"],
  ["AZContributor of the subscription controls nothing of it", toAdmin("Contributor", "subscription"), "-"],
  ["AZOwns", toIdentity("machine", "Owner"), "none"],
  ["AZOwns: of another machine", toIdentity("machine", "Owner", "other"), "-"],
  ["AZOwns of the subscription", toAdmin("Owner", "subscription"), "none"],
  ["AZOwns of a resource group is no control of the subscription", toAdmin("Owner", "group"), "-"],
  ["AZUserAccessAdministrator", toIdentity("machine", "User Access Administrator"), "none"],
  ["AZUserAccessAdministrator: of another machine", toIdentity("machine", "User Access Administrator", "other"), "-"],
  ["AZUserAccessAdministrator of the subscription", toAdmin("User Access Administrator", "subscription"), "none"],
  ["AZUserAccessAdministrator of a vault by roles", toSecret(true, { role: "User Access Administrator" }), "none"],
  ["AZKeyVaultKVContributor", toSecret(false, { role: "Key Vault Contributor" }), "none"],
  ["AZKeyVaultKVContributor: a vault that goes by roles", toSecret(true, { role: "Key Vault Contributor" }), "-"],
  ["AZGetSecrets", toSecret(false, { secrets: ["get"] }), "none"],
  ["AZGetSecrets: lists them", toSecret(false, { secrets: ["list"] }), "-"],
  ["AZGetSecrets: a policy of a vault that goes by roles", toSecret(true, { secrets: ["get"] }), "-"],
  ["AZGetKeys opens no secret", toSecret(false, { keys: ["get"] }), "-"],
  ["AZManagedIdentity", fromMachine("own"), "none"],
  ["AZManagedIdentity that was assigned", fromMachine("assigned"), "none"],
  ["AZManagedIdentity: the machine carries none", fromMachine("none"), "-"],
  ["attaches an identity to a machine of its own", attach("identityOperator", "newMachines"), "none"],
  ["attaches an identity and makes no machine", attach("identityOperator"), "-"],
  ["makes machines and attaches no identity", attach("newMachines"), "-"],
];

test.each(CASES)("%s", async (_name, build, expected) => {
  expect(await reached(build)).toBe(expected);
});

describe("AZAKSContributor and AZNodeResourceGroup", () => {
  /** A cluster whose machines, in a resource group of their own, carry an identity: the goal. */
  const cluster =
    (by: By, where: "its own" | "another" = "its own", localAccounts: boolean | "not said" = true): Build =>
    (tenant, subscription) => {
      const [dana, principal] = [tenant.user("dana"), tenant.managedIdentity("nodes")];
      const identity = subscription.resource("identity", "nodes", { properties: { principalId: principal } });
      const said = localAccounts === "not said" ? {} : { disableLocalAccounts: !localAccounts };
      const properties = { nodeResourceGroup: "MC_main_shop", ...said };
      const id = subscription.resource("cluster", "shop", {
        properties,
        identity: { type: "SystemAssigned", principalId: tenant.managedIdentity("plane"), tenantId: tenant.tenant },
      });
      const carried = { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } };
      const group = where === "its own" ? "MC_main_shop" : "MC_main_other";
      subscription.resource("scaleSet", "nodes", { group, identity: carried });
      give(by, id, dana, subscription);
      return [tenant.address(dana), tenant.address(principal)];
    };

  test.each<[string, Build, string]>([
    ["its contributor has what its machines have", cluster("clusterContributor"), "none"],
    ["machines of another cluster", cluster("clusterContributor", "another"), "-"],
    ["who reads it", cluster("Reader"), "-"],
    ["who takes the credential of its administrator", cluster("clusterAdminRole"), "none"],
    [
      "who would, where it does not say whether there is one",
      cluster("clusterAdminRole", "its own", "not said"),
      "unknown",
    ],
    ["who would, where there is none", cluster("clusterAdminRole", "its own", false), "-"],
    ["who takes that of its users", cluster("clusterUserRole"), "unknown"],
  ])("%s", async (_name, build, expected) => {
    expect(await reached(build)).toBe(expected);
  });
});
