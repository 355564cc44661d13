// A small tenant as Microsoft Graph answers about it, with a marker in every field that can hold a secret.
import type { Answers } from "./server.js";

export const TENANT = "0a0a0a0a-0000-4000-8000-000000000001";
export const MARKER = "MARKER-0-secret";
/** A known token format, for text that people write. */
const TOKEN = `ghp_${"MARKER0".repeat(6)}`;

/** An id that is a number at a glance. */
export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
export const nodeId = (number: number): string => `${TENANT}/${uuid(number)}`;

export const GRAPH_SP = 1;
const GRAPH_ROLES = [
  ["9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "RoleManagement.ReadWrite.Directory"],
  ["1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Application.ReadWrite.All"],
  ["810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Mail.Read"],
] as const;

/** Service principals are numbered from 1, applications from 100, users from 200, groups from 300. */
export function tenant(): Answers {
  return {
    "/v1.0/organization": [
      {
        id: TENANT,
        displayName: "Octo",
        verifiedDomains: [
          { name: "octo.example", isDefault: true },
          { name: "octo.onmicrosoft.com", isDefault: false },
        ],
        createdDateTime: "2020-01-01T00:00:00Z",
        technicalNotificationMails: ["ops@octo.example"],
      },
    ],
    "/v1.0/servicePrincipals": [
      {
        id: uuid(GRAPH_SP),
        appId: "00000003-0000-0000-c000-000000000000",
        displayName: "Microsoft Graph",
        appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        servicePrincipalType: "Application",
        accountEnabled: true,
        appRoles: GRAPH_ROLES.map(([id, value]) => ({ id, value, allowedMemberTypes: ["Application"] })),
      },
      {
        id: uuid(2),
        appId: uuid(1002),
        displayName: "deployer",
        appOwnerOrganizationId: TENANT,
        servicePrincipalType: "Application",
        accountEnabled: true,
        tags: ["owner:platform"],
        notes: `written by hand ${TOKEN}`,
      },
      {
        id: uuid(3),
        appId: uuid(1003),
        displayName: "Mail Archiver",
        appOwnerOrganizationId: "0b0b0b0b-0000-4000-8000-000000000002",
        servicePrincipalType: "Application",
        accountEnabled: true,
        verifiedPublisher: { displayName: null, verifiedPublisherId: null },
        passwordCredentials: [
          {
            keyId: uuid(901),
            displayName: "added here",
            hint: "a1~",
            secretText: MARKER,
            startDateTime: "2026-01-01T00:00:00Z",
            endDateTime: "2027-01-01T00:00:00Z",
          },
        ],
      },
      {
        id: uuid(4),
        appId: uuid(1004),
        displayName: "web-identity",
        servicePrincipalType: "ManagedIdentity",
        accountEnabled: true,
        alternativeNames: [
          "isExplicit=True",
          "/subscriptions/5/resourcegroups/web/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web-identity",
        ],
        keyCredentials: [{ keyId: uuid(902), type: "AsymmetricX509Cert", usage: "Verify", key: MARKER }],
      },
    ],
    "/beta/servicePrincipals": [{ id: uuid(2), createdDateTime: "2024-02-03T04:05:06Z" }],
    "/v1.0/applications": [
      {
        id: uuid(100),
        appId: uuid(1002),
        displayName: "deployer",
        createdDateTime: "2024-02-03T04:05:06Z",
        signInAudience: "AzureADMyOrg",
        serviceManagementReference: null,
        isFallbackPublicClient: null,
        web: {
          redirectUris: [`https://user:${MARKER}@octo.example/cb?token=${MARKER}`],
          implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: true },
        },
        passwordCredentials: [
          {
            keyId: uuid(903),
            displayName: "ci",
            hint: "b2~",
            startDateTime: "2025-01-01T00:00:00Z",
            endDateTime: "2027-01-01T00:00:00Z",
          },
          {
            keyId: uuid(904),
            displayName: null,
            startDateTime: "2020-01-01T00:00:00Z",
            endDateTime: "2021-01-01T00:00:00Z",
          },
        ],
        keyCredentials: [
          {
            keyId: uuid(905),
            type: "AsymmetricX509Cert",
            usage: "Verify",
            customKeyIdentifier: "AAAA",
            startDateTime: "2026-01-01T00:00:00Z",
            endDateTime: "2027-01-01T00:00:00Z",
          },
        ],
      },
      {
        "@odata.type": "#microsoft.graph.agentIdentityBlueprint",
        id: uuid(101),
        appId: uuid(1010),
        displayName: "helper blueprint",
      },
    ],
    [`/v1.0/applications/${uuid(101)}/microsoft.graph.agentIdentityBlueprint/inheritablePermissions`]: [
      {
        resourceAppId: "00000003-0000-0000-c000-000000000000",
        inheritableScopes: {
          "@odata.type": "#microsoft.graph.enumeratedScopes",
          kind: "enumerated",
          scopes: ["User.Read"],
        },
        inheritableRoles: { "@odata.type": "#microsoft.graph.allAllowedRoles", kind: "allAllowed" },
      },
      { resourceAppId: uuid(1011), inheritableScopes: { "@odata.type": "#microsoft.graph.noScopes", kind: "none" } },
    ],
    [`/v1.0/applications/${uuid(100)}/owners`]: [{ "@odata.type": "#microsoft.graph.user", id: uuid(200) }],
    [`/beta/applications/${uuid(100)}/federatedIdentityCredentials`]: [
      {
        id: uuid(906),
        name: "gh-main",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:octo/web:ref:refs/heads/main",
        audiences: ["api://AzureADTokenExchange"],
      },
      {
        id: uuid(907),
        name: "gh-any",
        issuer: "https://token.actions.githubusercontent.com",
        subject: null,
        audiences: ["api://AzureADTokenExchange"],
        claimsMatchingExpression: { value: "claims['sub'] matches 'repo:octo/*'", languageVersion: 1 },
      },
    ],
    "/beta/applications": [{ id: uuid(100) }],
    [`/v1.0/servicePrincipals/${uuid(GRAPH_SP)}/appRoleAssignedTo`]: [
      {
        id: "a1",
        principalId: uuid(2),
        principalType: "ServicePrincipal",
        resourceId: uuid(GRAPH_SP),
        appRoleId: GRAPH_ROLES[0][0],
        createdDateTime: "2026-05-02T09:14:00Z",
      },
      { id: "a2", principalId: uuid(200), principalType: "User", resourceId: uuid(GRAPH_SP), appRoleId: uuid(1) },
    ],
    "/v1.0/oauth2PermissionGrants": [
      {
        id: "g1",
        clientId: uuid(3),
        consentType: "AllPrincipals",
        principalId: null,
        resourceId: uuid(GRAPH_SP),
        scope: " Mail.Read offline_access  User.Read",
      },
      {
        id: "g2",
        clientId: uuid(3),
        consentType: "Principal",
        principalId: uuid(200),
        resourceId: uuid(GRAPH_SP),
        scope: "Files.Read",
      },
    ],
    "/v1.0/users": [
      {
        id: uuid(200),
        displayName: "Ada",
        userPrincipalName: "ada@octo.example",
        accountEnabled: true,
        userType: "Member",
      },
      { id: uuid(201), displayName: "svc-backup", userPrincipalName: "svc-backup@octo.example", accountEnabled: false },
      {
        "@odata.type": "#microsoft.graph.agentUser",
        id: uuid(202),
        displayName: "helper agent",
        userPrincipalName: "helper@octo.example",
        accountEnabled: true,
      },
    ],
    "/v1.0/users?$select=id,signInActivity&$top=500": [
      { id: uuid(200), signInActivity: { lastSignInDateTime: "2026-05-30T00:00:00Z" } },
      { id: uuid(201) },
    ],
    "/v1.0/groups": [
      { id: uuid(300), displayName: "admins", securityEnabled: true, groupTypes: [], isAssignableToRole: true },
      {
        id: uuid(301),
        displayName: "everybody",
        securityEnabled: true,
        groupTypes: ["DynamicMembership"],
        membershipRule: 'user.department -eq "IT"',
        membershipRuleProcessingState: "On",
      },
    ],
    [`/v1.0/groups/${uuid(300)}/owners`]: [{ "@odata.type": "#microsoft.graph.user", id: uuid(200) }],
    [`/v1.0/groups/${uuid(301)}/owners`]: [{ "@odata.type": "#microsoft.graph.user", id: uuid(200) }],
    "/v1.0/groups/delta": [
      { id: uuid(300), "members@delta": [{ "@odata.type": "#microsoft.graph.user", id: uuid(200) }] },
      { id: uuid(300), "members@delta": [{ "@odata.type": "#microsoft.graph.servicePrincipal", id: uuid(2) }] },
      { id: uuid(301) },
    ],
    "/v1.0/roleManagement/directory/roleDefinitions": [
      {
        id: "62e90394-69f5-4237-9190-012177145e10",
        templateId: "62e90394-69f5-4237-9190-012177145e10",
        displayName: "Global Administrator",
        isBuiltIn: true,
        isEnabled: true,
        rolePermissions: [{ allowedResourceActions: ["microsoft.directory/applications/allProperties/allTasks"] }],
      },
      {
        id: "fe930be7-5e62-47db-91af-98c3a49a38b1",
        templateId: "fe930be7-5e62-47db-91af-98c3a49a38b1",
        displayName: "User Administrator",
        isBuiltIn: true,
        isEnabled: true,
      },
    ],
    "/v1.0/roleManagement/directory/roleAssignments": [
      {
        id: "r1",
        principalId: uuid(300),
        roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
        directoryScopeId: "/",
      },
      {
        id: "r2",
        principalId: uuid(2),
        roleDefinitionId: "fe930be7-5e62-47db-91af-98c3a49a38b1",
        directoryScopeId: `/administrativeUnits/${uuid(400)}`,
      },
    ],
    "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances": [
      {
        id: "e1",
        principalId: uuid(200),
        roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
        directoryScopeId: "/",
      },
    ],
    "/v1.0/policies/roleManagementPolicyAssignments": [
      rolePolicy("62e90394-69f5-4237-9190-012177145e10", { asks: ["MultiFactorAuthentication", "Justification"] }),
      groupPolicy(uuid(300), "member", { asks: ["Justification"] }),
    ],
    "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances": [
      mayJoin(uuid(300), uuid(201), "member"),
    ],
    "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances": [
      {
        id: "r1",
        principalId: uuid(300),
        roleDefinitionId: "62e90394-69f5-4237-9190-012177145e10",
        directoryScopeId: "/",
        assignmentType: "Assigned",
        endDateTime: null,
      },
    ],
    "/v1.0/directory/administrativeUnits": [{ id: uuid(400), displayName: "Branch office" }],
    [`/v1.0/directory/administrativeUnits/${uuid(400)}/members`]: [{ id: uuid(201) }],
    "/v1.0/policies/authorizationPolicy": {
      id: "authorizationPolicy",
      defaultUserRolePermissions: {
        allowedToCreateApps: true,
        permissionGrantPoliciesAssigned: ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
      },
    },
    "/v1.0/policies/permissionGrantPolicies": [
      { id: "microsoft-user-default-low", includes: [{ permissionType: "delegated" }] },
    ],
    "/v1.0/policies/defaultAppManagementPolicy": {
      isEnabled: false,
      applicationRestrictions: { passwordCredentials: [] },
    },
    "/v1.0/policies/appManagementPolicies": [
      {
        id: uuid(820),
        displayName: "old connectors",
        isEnabled: true,
        restrictions: { passwordCredentials: [], keyCredentials: [] },
      },
    ],
    [`/v1.0/policies/appManagementPolicies/${uuid(820)}/appliesTo`]: [
      { "@odata.type": "#microsoft.graph.application", id: uuid(100) },
    ],
    "/v1.0/identity/conditionalAccess/policies": [
      {
        id: "ca1",
        displayName: "workloads from the office",
        state: "enabled",
        conditions: { clientApplications: { includeServicePrincipals: [uuid(2)] } },
      },
      {
        id: "ca2",
        displayName: "only reported",
        state: "enabledForReportingButNotEnforced",
        conditions: { clientApplications: { includeServicePrincipals: [uuid(2)] } },
      },
      {
        id: "ca3",
        displayName: "every workload but one",
        state: "enabled",
        conditions: {
          clientApplications: {
            includeServicePrincipals: ["ServicePrincipalsInMyTenant"],
            excludeServicePrincipals: [uuid(2)],
          },
        },
      },
    ],
    "/beta/reports/servicePrincipalSignInActivities": [
      { id: "s1", appId: uuid(1002), lastSignInActivity: { lastSignInDateTime: "2026-05-01T00:00:00Z" } },
    ],
    "/beta/reports/appCredentialSignInActivities": [
      {
        id: "c1",
        appObjectId: uuid(100),
        keyId: uuid(903),
        signInActivity: { lastSignInDateTime: "2026-04-01T00:00:00Z" },
      },
    ],
    "/v1.0/servicePrincipals/microsoft.graph.agentIdentity": [
      { id: uuid(5), displayName: "helper agent", agentIdentityBlueprintId: uuid(1002), accountEnabled: true },
    ],
    [`/v1.0/servicePrincipals/${uuid(5)}/microsoft.graph.agentIdentity/sponsors`]: [{ id: uuid(200) }],
    "/v1.0/users/microsoft.graph.agentUser": [{ id: uuid(202), identityParentId: uuid(5) }],
  };
}

interface RolePolicy {
  /** Rules that are switched on: MultiFactorAuthentication, Justification, Ticketing. */
  readonly asks?: readonly string[];
  /** Claim of an authentication context. */
  readonly context?: string;
  /** Object ids; undefined where no approval is required. Those that begin with `group:` are groups. */
  readonly approvers?: readonly string[];
}

/** Somebody who may let themselves into a group. */
export function mayJoin(groupId: string, principalId: string, accessId: "member" | "owner"): object {
  return {
    id: `${groupId}-${accessId}-${principalId.slice(-3)}`,
    groupId,
    principalId,
    accessId,
    memberType: "direct",
  };
}

/** Policy of a directory role, as Graph tells it with its rules. */
export function rolePolicy(role: string, policy: RolePolicy): object {
  return policyOf({ scopeId: "/", scopeType: "DirectoryRole", role }, policy);
}

/** The same of a group: one policy for members, one for owners. */
export function groupPolicy(group: string, access: "member" | "owner", policy: RolePolicy): object {
  return policyOf({ scopeId: group, scopeType: "Group", role: access }, policy);
}

interface Place {
  readonly scopeId: string;
  readonly scopeType: string;
  readonly role: string;
}

function policyOf({ scopeId, scopeType, role }: Place, { asks = [], context, approvers }: RolePolicy): object {
  const target = (caller: string) => ({
    caller,
    operations: ["all"],
    level: "Assignment",
    inheritableSettings: [],
    enforcedSettings: [],
  });
  const type = (name: string) => ({ "@odata.type": `#microsoft.graph.unifiedRoleManagementPolicy${name}Rule` });
  const policyId = `${scopeType}_${TENANT}_${role}`;
  const stage = {
    approvalStageTimeOutInDays: 1,
    isApproverJustificationRequired: true,
    escalationTimeInMinutes: 0,
    isEscalationEnabled: false,
    primaryApprovers: (approvers ?? []).map((id) =>
      id.startsWith("group:")
        ? {
            "@odata.type": "#microsoft.graph.groupMembers",
            groupId: id.slice(6),
            description: "Approvers",
          }
        : {
            "@odata.type": "#microsoft.graph.singleUser",
            userId: id,
            description: `person ${id.slice(-3)}`,
          },
    ),
    escalationApprovers: [],
  };
  const rules = [
    {
      ...type("Enablement"),
      id: "Enablement_Admin_Assignment",
      enabledRules: ["Justification"],
      target: target("Admin"),
    },
    { ...type("Enablement"), id: "Enablement_EndUser_Assignment", enabledRules: asks, target: target("EndUser") },
    {
      ...type("Approval"),
      id: "Approval_EndUser_Assignment",
      target: target("EndUser"),
      setting: {
        isApprovalRequired: approvers !== undefined,
        isApprovalRequiredForExtension: false,
        isRequestorJustificationRequired: true,
        approvalMode: "SingleStage",
        approvalStages: [stage],
      },
    },
    {
      ...type("AuthenticationContext"),
      id: "AuthenticationContext_EndUser_Assignment",
      isEnabled: context !== undefined,
      claimValue: context ?? "",
      target: target("EndUser"),
    },
  ];
  return {
    id: `${policyId}_${role}`,
    policyId,
    scopeId,
    scopeType,
    roleDefinitionId: role,
    policy: {
      id: policyId,
      displayName: scopeType,
      description: scopeType,
      isOrganizationDefault: false,
      scopeId,
      scopeType,
      rules,
    },
  };
}
