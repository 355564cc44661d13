// What is read of a tenant, management group or subscription, in this order. A resource more is one file and one line.
import type { AzureResource } from "./resource.js";
import { appSettings } from "./resources/app-settings.js";
import {
  cosmosAccounts,
  cosmosAssignments,
  cosmosDatabases,
  cosmosRoles,
  storageAccounts,
  storageContainers,
} from "./resources/data.js";
import { activityLogSettings, directoryLogSettings } from "./resources/diagnostic-settings.js";
import { keyVaults, vaultKeys, vaultSecrets } from "./resources/key-vaults.js";
import { delegations } from "./resources/lighthouse.js";
import { federatedCredentials, managedIdentities } from "./resources/managed-identities.js";
import { policyAssignments } from "./resources/policy-assignments.js";
import { roleAssignments, roleEligibility, roleSchedules } from "./resources/role-assignments.js";
import { denyAssignments, roleDefinitions } from "./resources/role-definitions.js";
import { rolePolicies } from "./resources/role-policies.js";
import { managementGroups, subscription, subscriptions } from "./resources/scopes.js";
import { codeRunners, identityCarriers } from "./resources/workloads.js";

export const RESOURCES: readonly AzureResource[] = [
  subscriptions,
  managementGroups,
  subscription,
  roleDefinitions,
  roleAssignments,
  roleEligibility,
  rolePolicies,
  roleSchedules,
  denyAssignments,
  delegations,
  activityLogSettings,
  directoryLogSettings,
  managedIdentities,
  federatedCredentials,
  ...codeRunners,
  identityCarriers,
  policyAssignments,
  appSettings,
  keyVaults,
  vaultSecrets,
  vaultKeys,
  storageAccounts,
  storageContainers,
  cosmosAccounts,
  cosmosDatabases,
  cosmosRoles,
  cosmosAssignments,
];
