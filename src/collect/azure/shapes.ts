// Fields of Azure's answers that decide what is found, by call. https://learn.microsoft.com/rest/api/azure
import type { Shape, Shapes } from "../shape.js";

const ASSIGNED: Shape = {
  "value.*.id": "id",
  "value.*.properties": "fields",
  "value.*.properties.principalId": "id",
  "value.*.properties.roleDefinitionId": "id",
  "value.*.properties.scope": "id",
  "value.*.properties.condition": "text",
};
const FEDERATED: Shape = {
  "value.*.properties": "fields",
  "value.*.properties.issuer": "text",
  "value.*.properties.subject": "text",
  "value.*.properties.audiences": "list",
};

/** Of calls that are asked of a subscription and of a management group. */
function both(resource: string, shape: Shape): Shapes {
  const provider = "providers/Microsoft.Authorization";
  return {
    [`GET /subscriptions/{subscription}/${provider}/${resource}`]: shape,
    [`GET /providers/Microsoft.Management/managementGroups/{group}/${provider}/${resource}`]: shape,
  };
}

export const SHAPES: Shapes = {
  ...both("roleAssignments", ASSIGNED),
  ...both("roleEligibilityScheduleInstances", ASSIGNED),
  "GET /{identity}/federatedIdentityCredentials": FEDERATED,
  "GET /subscriptions/{subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities": {
    "value.*.id": "id",
    "value.*.properties": "fields",
    "value.*.properties.principalId": "text",
  },
  "GET /subscriptions/{subscription}/providers/Microsoft.KeyVault/vaults": {
    "value.*.properties": "fields",
    "value.*.properties.enableRbacAuthorization": "flag",
    "value.*.properties.enablePurgeProtection": "flag",
    "value.*.properties.accessPolicies": "list",
  },
  "GET /subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts": {
    "value.*.properties": "fields",
    "value.*.properties.allowSharedKeyAccess": "flag",
    "value.*.properties.allowBlobPublicAccess": "flag",
  },
};
