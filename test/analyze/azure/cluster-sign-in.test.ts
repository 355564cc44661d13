// Who becomes administrator of a cluster of AKS by operations of Azure: what the cluster says of local accounts, Entra, roles of Azure
// and run command decides, and what it does not say stays open. learn.microsoft.com/en-us/azure/aks/concepts-identity
import { describe, expect, test } from "vitest";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";

const OF = "Microsoft.ContainerService/managedClusters";
const ENTRA = { enableAzureRBAC: false };
const ROLES = { enableAzureRBAC: true };

/** How surely whoever holds the operation gets to the identity of the cluster's machines. */
function way(operation: string, properties: object, isData = false): Promise<string> {
  return inTenant(
    1,
    (tenant, subscription) => {
      const kubelet = tenant.managedIdentity("kubelet");
      const identity = subscription.resource("identity", "kubelet", { properties: { principalId: kubelet } });
      subscription.resource("cluster", "shop", {
        identity: { type: "SystemAssigned", principalId: tenant.managedIdentity("shop"), tenantId: tenant.tenant },
        properties: { identityProfile: { kubeletidentity: { resourceId: identity } }, ...properties },
      });
      const dana = tenant.user("dana");
      const role = isData ? { dataActions: [`${OF}/${operation}`] } : { actions: [`${OF}/${operation}`] };
      subscription.assign(dana, subscription.role("held", role), subscription.scope, { type: "User" });
      return [tenant.address(dana), subscription.address(identity)] as const;
    },
    (store, [from, to]) => bestBetween(store, from, to)?.state ?? "no way",
  );
}

describe.each<[operation: string, isData: boolean, cases: readonly (readonly [object, string])[]]>([
  [
    "listClusterAdminCredential/action",
    false,
    [
      [{ disableLocalAccounts: false, aadProfile: ROLES }, "none"],
      [{ disableLocalAccounts: true }, "no way"],
      [{}, "unknown"],
    ],
  ],
  [
    "listClusterUserCredential/action",
    false,
    [
      [{ aadProfile: null }, "none"],
      [{ aadProfile: ENTRA }, "no way"],
      [{}, "unknown"],
    ],
  ],
  [
    "pods/write",
    true,
    [
      [{ aadProfile: ROLES }, "none"],
      [{ aadProfile: ENTRA }, "no way"],
      [{ aadProfile: null }, "no way"],
      [{}, "unknown"],
    ],
  ],
  [
    "runCommand/action",
    false,
    [
      [{ aadProfile: null }, "none"],
      [{ aadProfile: ENTRA }, "unknown"],
      [{ aadProfile: null, apiServerAccessProfile: { disableRunCommand: true } }, "no way"],
      [{ apiServerAccessProfile: { disableRunCommand: true } }, "no way"],
      [{}, "unknown"],
    ],
  ],
])("%s", (operation, isData, cases) => {
  test.each(cases)("in a cluster with %j: %s", async (properties, expected) => {
    expect(await way(operation, properties, isData)).toBe(expected);
  });
});
