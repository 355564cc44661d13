// Fields of Microsoft Graph's answers that decide what is found, by call. https://learn.microsoft.com/graph/api/overview
import type { Shape, Shapes } from "../shape.js";

/** Secrets and certificates of an application or service principal. */
const CREDENTIALS: Shape = {
  "value.*.passwordCredentials": "list",
  "value.*.passwordCredentials.*.keyId": "id",
  "value.*.passwordCredentials.*.startDateTime": "text",
  "value.*.passwordCredentials.*.endDateTime": "text",
  "value.*.keyCredentials": "list",
  "value.*.keyCredentials.*.keyId": "id",
  "value.*.keyCredentials.*.usage": "text",
  "value.*.keyCredentials.*.type": "text",
  "value.*.keyCredentials.*.startDateTime": "text",
  "value.*.keyCredentials.*.endDateTime": "text",
};

const FEDERATED: Shape = {
  "value.*.issuer": "text",
  "value.*.subject": "text",
  "value.*.audiences": "list",
  "value.*.audiences.*": "text",
  "value.*.claimsMatchingExpression": "fields",
};

/** Kinds of sign-ins of an application that the report tells apart. */
const SIGN_INS = [
  "lastSignInActivity",
  "delegatedClientSignInActivity",
  "delegatedResourceSignInActivity",
  "applicationAuthenticationClientSignInActivity",
  "applicationAuthenticationResourceSignInActivity",
];

export const SHAPES: Shapes = {
  "GET /v1.0/organization": { "value.*.verifiedDomains": "records" },
  "GET /v1.0/applications": {
    ...CREDENTIALS,
    "value.*.appId": "text",
    "value.*.signInAudience": "text",
    "value.*.web": "fields",
    "value.*.web.redirectUris": "texts",
    "value.*.web.implicitGrantSettings": "fields",
    "value.*.web.implicitGrantSettings.enableAccessTokenIssuance": "flag",
    "value.*.web.implicitGrantSettings.enableIdTokenIssuance": "flag",
    "value.*.spa": "fields",
    "value.*.spa.redirectUris": "texts",
    "value.*.publicClient": "fields",
    "value.*.publicClient.redirectUris": "texts",
    "value.*.isFallbackPublicClient": "flag",
    "value.*.servicePrincipalLockConfiguration": "fields",
    "value.*.servicePrincipalLockConfiguration.isEnabled": "flag",
    "value.*.verifiedPublisher": "fields",
    "value.*.owners": "records",
  },
  "GET /v1.0/servicePrincipals": {
    ...CREDENTIALS,
    "value.*.appId": "text",
    "value.*.accountEnabled": "flag",
    "value.*.servicePrincipalType": "text",
    "value.*.appOwnerOrganizationId": "text",
    "value.*.appRoles": "records",
    "value.*.tags": "texts",
    "value.*.verifiedPublisher": "fields",
    "value.*.owners": "records",
  },
  "GET /beta/servicePrincipals": { "value.*.id": "id", "value.*.createdDateTime": "text" },
  "GET /beta/reports/servicePrincipalSignInActivities": {
    "value.*.appId": "id",
    ...Object.fromEntries(
      SIGN_INS.flatMap((name) => [
        [`value.*.${name}`, "fields"],
        [`value.*.${name}.lastSignInDateTime`, "text"],
      ]),
    ),
  },
  "GET /beta/reports/appCredentialSignInActivities": {
    "value.*.keyId": "id",
    "value.*.signInActivity": "fields",
    "value.*.signInActivity.lastSignInDateTime": "text",
  },
  "GET /v1.0/users": {
    "value.*.accountEnabled": "flag",
    "value.*.userType": "text",
    "value.*.onPremisesSyncEnabled": "flag",
  },
  "GET /v1.0/groups": {
    "value.*.isAssignableToRole": "flag",
    "value.*.securityEnabled": "flag",
    "value.*.onPremisesSyncEnabled": "flag",
    "value.*.groupTypes": "list",
    "value.*.groupTypes.*": "text",
    "value.*.membershipRule": "text",
    "value.*.owners": "records",
  },
  "GET /v1.0/groups/{id}/members": { "value.*.id": "id" },
  "GET /v1.0/roleManagement/directory/roleDefinitions": {
    "value.*.isBuiltIn": "flag",
    "value.*.isEnabled": "flag",
    "value.*.rolePermissions": "list",
    "value.*.rolePermissions.*.allowedResourceActions": "list",
    "value.*.rolePermissions.*.allowedResourceActions.*": "text",
    "value.*.rolePermissions.*.condition": "text",
  },
  "GET /v1.0/roleManagement/directory/roleAssignments": {
    "value.*.principalId": "id",
    "value.*.roleDefinitionId": "id",
    "value.*.directoryScopeId": "text",
  },
  "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances": {
    "value.*.principalId": "id",
    "value.*.roleDefinitionId": "id",
    "value.*.directoryScopeId": "text",
  },
  "GET /v1.0/oauth2PermissionGrants": {
    "value.*.consentType": ["AllPrincipals", "Principal"],
    "value.*.principalId": "text",
    "value.*.scope": "text",
  },
  "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo": {
    "value.*.principalId": "id",
    "value.*.principalType": "text",
    "value.*.appRoleId": "text",
  },
  "GET /v1.0/servicePrincipals/{id}/appRoleAssignments": {
    "value.*.resourceId": "id",
    "value.*.appRoleId": "text",
  },
  "GET /v1.0/applications/{id}/federatedIdentityCredentials": FEDERATED,
  "GET /beta/applications/{id}/federatedIdentityCredentials": FEDERATED,
  "GET /v1.0/identity/conditionalAccess/policies": {
    "value.*.state": ["enabled", "disabled", "enabledForReportingButNotEnforced"],
    "value.*.conditions": "fields",
    "value.*.grantControls": "fields",
  },
  "GET /v1.0/policies/authorizationPolicy": {
    defaultUserRolePermissions: "fields",
    "defaultUserRolePermissions.allowedToCreateApps": "flag",
    "defaultUserRolePermissions.allowedToCreateTenants": "flag",
    "defaultUserRolePermissions.permissionGrantPoliciesAssigned": "list",
    "defaultUserRolePermissions.permissionGrantPoliciesAssigned.*": "text",
    allowUserConsentForRiskyApps: "flag",
    guestUserRoleId: "text",
    allowInvitesFrom: "text",
  },
  "GET /v1.0/policies/permissionGrantPolicies": { "value.*.includes": "list", "value.*.includes.*": "fields" },
};
