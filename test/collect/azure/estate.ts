// A small tenant of Azure as its APIs answer: one management group, one subscription, a vault, an identity and what runs as it.
// What may hold a secret holds a marker, which nobody must find anywhere.
import type { Answers } from "./server.js";

export const TENANT = "0c0c0c0c-0000-4000-8000-0000000000aa";
export const SUB = "0a0a0a0a-1111-4222-8333-444444444444";
export const MARKER = "MARKER-EXAMPLE-secret-7Hq2";
export const GROUP = "/subscriptions/0a0a0a0a-1111-4222-8333-444444444444/resourceGroups/Shop";
const OF = `/subscriptions/${SUB}/providers`;
const AUTH = `${OF}/Microsoft.Authorization`;

export const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
export const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
export const PRINCIPAL = "00000000-0000-4000-8000-000000000901";
/** A user who may activate a role. */
export const MAYBE = "00000000-0000-4000-8000-000000000904";
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Deployer`;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/Shop-Keys`;
export const STORE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/shopdata`;
export const COSMOS = `${GROUP}/providers/Microsoft.DocumentDB/databaseAccounts/orders`;
const NIGHTLY = `${GROUP}/providers/Microsoft.Automation/automationAccounts/nightly`;
const VM = `${GROUP}/providers/Microsoft.Compute/virtualMachines/Web-1`;

const identity = {
  type: "SystemAssigned, UserAssigned",
  principalId: "00000000-0000-4000-8000-000000000902",
  tenantId: TENANT,
  userAssignedIdentities: { [IDENTITY]: { principalId: PRINCIPAL, clientId: "00000000-0000-4000-8000-000000000903" } },
};

function assignment(name: string, principal: string, role: string, scope: string, more: object = {}): object {
  return {
    id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: "Microsoft.Authorization/roleAssignments",
    properties: {
      principalId: principal,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${SUB}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: "2025-01-02T03:04:05.678Z",
      ...more,
    },
  };
}

function role(id: string, roleName: string, actions: readonly string[]): object {
  return {
    id: `/subscriptions/${SUB}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    name: id,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName,
      type: "BuiltInRole",
      assignableScopes: ["/"],
      permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
    },
  };
}

const ROOT_GROUP = `/providers/Microsoft.Management/managementGroups/${TENANT}`;

const LANDING = "/providers/Microsoft.Management/managementGroups/landing";

/** Somebody who may activate the role of an owner. */
function eligible(name: string, scope: string): object {
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/${name}`,
    name,
    properties: {
      principalId: MAYBE,
      principalType: "User",
      roleDefinitionId: `${AUTH}/roleDefinitions/${OWNER}`,
      scope,
      memberType: "Direct",
      endDateTime: "2027-01-01T00:00:00Z",
    },
  };
}

interface Policy {
  readonly asks?: readonly string[];
  /** Object ids; undefined where no approval is required. Those that begin with `group:` are groups. */
  readonly approvers?: readonly string[];
}

/** What PIM asks for one role at one scope, as Azure tells it. */
export function policy(scope: string, roleId: string, { asks = [], approvers }: Policy): object {
  const place = `${scope}/providers/Microsoft.Authorization`;
  const target = (caller: string) => ({ caller, operations: ["All"], level: "Assignment" });
  const named = (one: string) => {
    const id = one.replace("group:", "");
    const userType = one === id ? "User" : "Group";
    return { id, description: `approver ${id.slice(-3)}`, isBackup: false, userType };
  };
  return {
    id: `${place}/roleManagementPolicyAssignment/p1_${roleId}`,
    name: `p1_${roleId}`,
    type: "Microsoft.Authorization/RoleManagementPolicyAssignment",
    properties: {
      scope,
      roleDefinitionId: `${place}/roleDefinitions/${roleId}`,
      policyId: `${place}/roleManagementPolicies/p1`,
      effectiveRules: [
        {
          id: "Enablement_Admin_Assignment",
          ruleType: "RoleManagementPolicyEnablementRule",
          enabledRules: ["Justification"],
          target: target("Admin"),
        },
        {
          id: "Enablement_EndUser_Assignment",
          ruleType: "RoleManagementPolicyEnablementRule",
          enabledRules: asks,
          target: target("EndUser"),
        },
        {
          id: "Approval_EndUser_Assignment",
          ruleType: "RoleManagementPolicyApprovalRule",
          target: target("EndUser"),
          setting: {
            isApprovalRequired: approvers !== undefined,
            approvalMode: "SingleStage",
            approvalStages: [{ isEscalationEnabled: false, primaryApprovers: (approvers ?? []).map(named) }],
          },
        },
      ],
    },
  };
}

export function estate(): Answers {
  const subscription = {
    id: `/subscriptions/${SUB}`,
    subscriptionId: SUB,
    tenantId: TENANT,
    displayName: "Shop production",
    state: "Enabled",
    tags: { env: "production" },
  };
  const vm = {
    id: VM,
    name: "Web-1",
    type: "Microsoft.Compute/virtualMachines",
    location: "westeurope",
    tags: { app: "web" },
    identity,
  };
  return {
    "/subscriptions": [subscription],
    [`/subscriptions/${SUB}`]: subscription,
    [ROOT_GROUP]: {
      id: ROOT_GROUP,
      type: "Microsoft.Management/managementGroups",
      name: TENANT,
      properties: {
        tenantId: TENANT,
        displayName: "Tenant Root Group",
        children: [
          {
            id: "/providers/Microsoft.Management/managementGroups/Landing",
            type: "Microsoft.Management/managementGroups",
            name: "Landing",
            displayName: "Landing zones",
            children: [
              { id: `/subscriptions/${SUB}`, type: "/subscriptions", name: SUB, displayName: "Shop production" },
            ],
          },
        ],
      },
    },
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/roleAssignments`]: [],
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/roleDefinitions`]: [role(OWNER, "Owner", ["*"])],
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/denyAssignments`]: [],
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`]: [eligible("e2", ROOT_GROUP)],
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/roleManagementPolicyAssignments`]: [
      policy(ROOT_GROUP, OWNER, {}),
    ],
    [`${ROOT_GROUP}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances`]: [],
    ...Object.fromEntries(
      ["roleAssignments", "denyAssignments", "roleAssignmentScheduleInstances"].map((list) => [
        `${LANDING}/providers/Microsoft.Authorization/${list}`,
        [],
      ]),
    ),
    [`${LANDING}/providers/Microsoft.Authorization/roleDefinitions`]: [role(OWNER, "Owner", ["*"])],
    [`${LANDING}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`]: [eligible("e3", LANDING)],
    [`${LANDING}/providers/Microsoft.Authorization/roleManagementPolicyAssignments`]: [policy(LANDING, OWNER, {})],
    [`${AUTH}/roleAssignments`]: [
      assignment("a1", PRINCIPAL, OWNER, `/subscriptions/${SUB}`),
      assignment("a2", "00000000-0000-4000-8000-000000000904", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "/", {
        principalType: "User",
      }),
      assignment("a3", PRINCIPAL, READER, "/providers/Microsoft.Management/managementGroups/Landing", {
        condition: "@Resource[Microsoft.Storage/storageAccounts:Name] StringEquals 'x'",
        conditionVersion: "2.0",
      }),
    ],
    [`${AUTH}/roleDefinitions`]: [
      role(OWNER, "Owner", ["*"]),
      role(READER, "Reader", ["*/read"]),
      role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", [
        "*/read",
        "Microsoft.Authorization/*",
      ]),
    ],
    [`${AUTH}/denyAssignments`]: [],
    [`${AUTH}/policyAssignments`]: [
      {
        id: `${AUTH}/policyAssignments/deploys`,
        ...{ name: "deploys", type: "Microsoft.Authorization/policyAssignments", location: "westeurope" },
        identity: { type: "SystemAssigned", principalId: "00000000-0000-4000-8000-000000000908", tenantId: TENANT },
        properties: {
          displayName: "Deploys agents",
          policyDefinitionId: `${AUTH}/policyDefinitions/d`,
          scope: `/subscriptions/${SUB}`,
        },
      },
    ],
    [`${AUTH}/roleEligibilityScheduleInstances`]: [
      eligible("e1", `/subscriptions/${SUB}`),
      // inherited
      eligible("e3", LANDING),
    ],
    [`${AUTH}/roleManagementPolicyAssignments`]: [
      policy(`/subscriptions/${SUB}`, READER, { approvers: [PRINCIPAL] }),
      policy(`/subscriptions/${SUB}`, OWNER, { asks: ["MultiFactorAuthentication"] }),
    ],
    [`${AUTH}/roleAssignmentScheduleInstances`]: [
      {
        id: `${AUTH}/roleAssignmentScheduleInstances/s1`,
        name: "s1",
        properties: {
          originRoleAssignmentId: `/subscriptions/${SUB}/providers/Microsoft.Authorization/roleAssignments/a1`,
          assignmentType: "Activated",
          endDateTime: "2026-06-01T08:00:00Z",
        },
      },
    ],
    [`${OF}/Microsoft.Insights/diagnosticSettings`]: [
      {
        // as Microsoft's example has it: no slash at the start, and another provider
        id: `subscriptions/${SUB}/providers/AzureResourceManager/diagnosticSettings/Activity`,
        name: "Activity",
        properties: {
          workspaceId: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`,
          storageAccountId: "",
          logs: [
            { category: "Administrative", enabled: true },
            { category: "Alert", enabled: false },
          ],
        },
      },
    ],
    "/providers/microsoft.aadiam/diagnosticSettings": [
      {
        id: "/providers/microsoft.aadiam/providers/microsoft.insights/diagnosticSettings/Directory",
        name: "Directory",
        properties: {
          eventHubAuthorizationRuleId: `${GROUP}/providers/Microsoft.EventHub/namespaces/logs/authorizationrules/send`,
          eventHubName: "directory",
          logs: [
            { category: "AuditLogs", enabled: true, retentionPolicy: { enabled: false, days: 0 } },
            { category: "ServicePrincipalSignInLogs", enabled: true, retentionPolicy: { enabled: false, days: 0 } },
            { category: "SignInLogs", enabled: false, retentionPolicy: { enabled: false, days: 0 } },
          ],
        },
      },
    ],
    [`${OF}/Microsoft.ManagedServices/registrationAssignments`]: [
      {
        id: `${OF}/Microsoft.ManagedServices/registrationAssignments/r1`,
        properties: {
          registrationDefinition: {
            properties: {
              registrationDefinitionName: "Managed by Fabrikam",
              managedByTenantId: "0d0d0d0d-0000-4000-8000-000000000001",
              authorizations: [
                {
                  principalId: "00000000-0000-4000-8000-000000000905",
                  principalIdDisplayName: "Operators",
                  roleDefinitionId: "b24988ac-6180-42a0-ab88-20f7382dd24c",
                },
              ],
            },
          },
        },
      },
    ],
    [`${OF}/Microsoft.ManagedIdentity/userAssignedIdentities`]: [
      {
        id: IDENTITY,
        name: "Deployer",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        location: "westeurope",
        properties: { principalId: PRINCIPAL, clientId: "00000000-0000-4000-8000-000000000903", tenantId: TENANT },
      },
    ],
    [`${IDENTITY}/federatedIdentityCredentials`]: [
      {
        id: `${IDENTITY}/federatedIdentityCredentials/ci`,
        name: "ci",
        properties: {
          issuer: "https://token.actions.githubusercontent.com",
          subject: "repo:octo/shop:environment:prod",
          audiences: ["api://AzureADTokenExchange"],
        },
      },
    ],
    [`${OF}/Microsoft.Compute/virtualMachines`]: [
      { ...vm, properties: { osProfile: { customData: MARKER }, userData: MARKER } },
    ],
    [`${OF}/Microsoft.Compute/virtualMachineScaleSets`]: [],
    [`${OF}/Microsoft.Web/sites`]: [
      {
        id: `${GROUP}/providers/Microsoft.Web/sites/api`,
        name: "api",
        type: "Microsoft.Web/sites",
        kind: "functionapp,linux",
        identity: { type: "SystemAssigned", principalId: "00000000-0000-4000-8000-000000000906", tenantId: TENANT },
        properties: { siteConfig: { appSettings: [{ name: "KEY", value: MARKER }] } },
      },
    ],
    [`${GROUP}/providers/Microsoft.Web/sites/api/config/configreferences/appsettings`]: [
      {
        name: "DB_PASSWORD",
        properties: {
          reference: "@Microsoft.KeyVault(VaultName=Shop-Keys;SecretName=db)",
          status: "Resolved",
          vaultName: "Shop-Keys",
          secretName: "db",
        },
      },
    ],
    [`${GROUP}/providers/Microsoft.Web/sites/api/config/configreferences/connectionstrings`]: [],
    [`${GROUP}/providers/Microsoft.Web/sites/api/config/slotConfigNames`]: {
      properties: { appSettingNames: ["DB_PASSWORD", "QUEUE"], connectionStringNames: ["Orders"] },
    },
    [`${OF}/Microsoft.Logic/workflows`]: [
      {
        id: `${GROUP}/providers/Microsoft.Logic/workflows/sync`,
        name: "sync",
        type: "Microsoft.Logic/workflows",
        properties: { definition: { actions: { call: { inputs: { headers: { key: MARKER } } } } } },
      },
    ],
    [`${OF}/Microsoft.Automation/automationAccounts`]: [
      { id: NIGHTLY, name: "nightly", type: "Microsoft.Automation/AutomationAccounts", location: "westeurope" },
      // may be given an identity, and has none yet
      { id: `${GROUP}/providers/Microsoft.Automation/automationAccounts/idle`, name: "idle" },
    ],
    "/providers/Microsoft.ResourceGraph/resources": [
      {
        ...{ id: NIGHTLY, name: "nightly", type: "microsoft.automation/automationaccounts" },
        identity: { type: "UserAssigned", userAssignedIdentities: identity.userAssignedIdentities },
      },
      vm,
      {
        id: `${GROUP}/providers/Microsoft.Cache/redis/cache`,
        name: "cache",
        type: "microsoft.cache/redis",
        identity: { type: "SystemAssigned", principalId: "00000000-0000-4000-8000-000000000907", tenantId: TENANT },
      },
    ],
    [`${OF}/Microsoft.KeyVault/vaults`]: [
      {
        id: VAULT,
        name: "Shop-Keys",
        properties: {
          tenantId: TENANT,
          enableRbacAuthorization: false,
          accessPolicies: [
            {
              tenantId: TENANT,
              objectId: PRINCIPAL,
              permissions: { keys: [], secrets: ["Get", "List"], certificates: [] },
            },
          ],
        },
      },
    ],
    [`${VAULT}/secrets`]: [
      {
        id: `${VAULT}/secrets/db`,
        name: "db",
        properties: {
          value: MARKER,
          contentType: "text/plain",
          attributes: { enabled: true, created: 1735689600, updated: 1735689600 },
        },
      },
      {
        id: `${VAULT}/secrets/old`,
        name: "old",
        properties: { attributes: { enabled: false, exp: 1767225600, created: 1735689600 } },
      },
    ],
    [`${VAULT}/keys`]: [
      { id: `${VAULT}/keys/sign`, name: "sign", properties: { attributes: { enabled: true, created: 1735689600 } } },
    ],
    [`${OF}/Microsoft.Storage/storageAccounts`]: [
      {
        id: STORE,
        name: "shopdata",
        properties: {
          allowSharedKeyAccess: null,
          creationTime: "2024-01-01T00:00:00Z",
          keyCreationTime: { key1: "2024-01-01T00:00:00.5Z", key2: "2026-05-01T00:00:00Z" },
        },
      },
    ],
    [`${STORE}/blobServices/default/containers`]: [
      { id: `${STORE}/blobServices/default/containers/exports`, name: "exports" },
    ],
    [`${OF}/Microsoft.DocumentDB/databaseAccounts`]: [
      { id: COSMOS, name: "orders", properties: { disableLocalAuth: true } },
    ],
    [`${COSMOS}/sqlDatabases`]: [{ id: `${COSMOS}/sqlDatabases/main`, name: "main" }],
    [`${COSMOS}/sqlRoleDefinitions`]: [
      {
        id: `${COSMOS}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
        properties: {
          roleName: "Cosmos DB Built-in Data Contributor",
          permissions: [
            {
              dataActions: ["Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/*"],
              notDataActions: [],
            },
          ],
        },
      },
    ],
    [`${COSMOS}/sqlRoleAssignments`]: [
      {
        id: `${COSMOS}/sqlRoleAssignments/x1`,
        properties: {
          principalId: PRINCIPAL,
          roleDefinitionId: `${COSMOS}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
          scope: `${COSMOS}/dbs/main`,
        },
      },
    ],
  };
}
