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
  "value.*.properties.audiences.*": "text",
};

/** Of calls that are asked of a subscription and of a management group. */
function both(resource: string, shape: Shape): Shapes {
  const provider = "providers/Microsoft.Authorization";
  return {
    [`GET /subscriptions/{subscription}/${provider}/${resource}`]: shape,
    [`GET /providers/Microsoft.Management/managementGroups/{group}/${provider}/${resource}`]: shape,
  };
}

/** What carries an identity, or runs code and may be given one. */
const WORKLOAD: Shape = {
  "value.*.id": "id",
  "value.*.type": "text",
  "value.*.kind": "text",
  "value.*.identity": "fields",
  "value.*.identity.principalId": "text",
  "value.*.identity.userAssignedIdentities": "fields",
};
const WORKLOADS = [
  "resources",
  "providers/Microsoft.Compute/virtualMachines",
  "providers/Microsoft.Compute/virtualMachineScaleSets",
  "providers/Microsoft.Web/sites",
  "providers/Microsoft.Logic/workflows",
  "providers/Microsoft.Automation/automationAccounts",
];
/** Of a role, as the API tells it or as az prints it; of a deny assignment. */
const PERMISSIONS: Shape = Object.fromEntries(
  ["value.*", "value.*.properties"].flatMap((place) => [
    [`${place}.permissions`, "list"],
    ...["actions", "notActions", "dataActions", "notDataActions"].flatMap((name) => [
      [`${place}.permissions.*.${name}`, "list"],
      [`${place}.permissions.*.${name}.*`, "text"],
    ]),
  ]),
);
const DENIED: Shape = {
  ...PERMISSIONS,
  "value.*.properties": "fields",
  "value.*.properties.doNotApplyToChildScopes": "flag",
  "value.*.properties.principals": "list",
  "value.*.properties.principals.*": "fields",
  "value.*.properties.excludePrincipals": "list",
  "value.*.properties.excludePrincipals.*": "fields",
};

export const SHAPES: Shapes = {
  ...Object.fromEntries(WORKLOADS.map((path) => [`GET /subscriptions/{subscription}/${path}`, WORKLOAD])),
  ...both("roleDefinitions", {
    ...PERMISSIONS,
    "value.*.assignableScopes": "list",
    "value.*.assignableScopes.*": "text",
    "value.*.properties": "fields",
  }),
  ...both("denyAssignments", DENIED),
  "GET /subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments": {
    "value.*.properties": "fields",
    "value.*.properties.registrationDefinition": "fields",
    "value.*.properties.registrationDefinition.properties": "fields",
    "value.*.properties.registrationDefinition.properties.managedByTenantId": "text",
    "value.*.properties.registrationDefinition.properties.authorizations": "records",
    "value.*.properties.registrationDefinition.properties.authorizations.*.principalId": "text",
    "value.*.properties.registrationDefinition.properties.authorizations.*.roleDefinitionId": "text",
    "value.*.properties.registrationDefinition.properties.eligibleAuthorizations": "records",
  },
  "GET /subscriptions/{subscription}/providers/Microsoft.DocumentDB/databaseAccounts": {
    "value.*.properties": "fields",
    "value.*.properties.disableLocalAuth": "flag",
  },
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
    "value.*.properties.accessPolicies": "records",
  },
  "GET /subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts": {
    "value.*.properties": "fields",
    "value.*.properties.allowSharedKeyAccess": "flag",
    "value.*.properties.allowBlobPublicAccess": "flag",
  },
};
