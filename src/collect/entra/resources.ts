// What is read of a tenant, in this order. A resource more is one file and one line.
import type { EntraResource } from "./resource.js";
import { administrativeUnits } from "./resources/administrative-units.js";
import { agentIdentities } from "./resources/agent-identities.js";
import { agentUsers } from "./resources/agent-users.js";
import { appManagementPolicies, appManagementPolicy } from "./resources/app-management.js";
import { appRoleAssignments } from "./resources/app-role-assignments.js";
import { applications } from "./resources/applications.js";
import { delegatedGrants } from "./resources/delegated-grants.js";
import { roleAssignments, roleDefinitions, roleEligibility, roleSchedules } from "./resources/directory-roles.js";
import { federatedCredentials } from "./resources/federated-credentials.js";
import { groupEligibility } from "./resources/group-eligibility.js";
import { groupPolicies } from "./resources/group-policies.js";
import { groupMembers, groups } from "./resources/groups.js";
import { inheritablePermissions } from "./resources/inheritable-permissions.js";
import { organization } from "./resources/organization.js";
import { applicationOwners, groupOwners, servicePrincipalOwners } from "./resources/owners.js";
import { authorizationPolicy, conditionalAccess, consentPolicies } from "./resources/policies.js";
import { rolePolicies } from "./resources/role-policies.js";
import { servicePrincipalDates, servicePrincipals } from "./resources/service-principals.js";
import { credentialSignIns, servicePrincipalSignIns } from "./resources/sign-ins.js";
import { userSignIns, users } from "./resources/users.js";

export const RESOURCES: readonly EntraResource[] = [
  organization,
  servicePrincipals,
  servicePrincipalDates,
  users,
  userSignIns,
  applications,
  federatedCredentials,
  applicationOwners,
  servicePrincipalOwners,
  appRoleAssignments,
  delegatedGrants,
  groups,
  groupMembers,
  roleDefinitions,
  rolePolicies,
  roleAssignments,
  roleEligibility,
  roleSchedules,
  administrativeUnits,
  groupOwners,
  groupPolicies,
  groupEligibility,
  authorizationPolicy,
  consentPolicies,
  appManagementPolicy,
  appManagementPolicies,
  conditionalAccess,
  servicePrincipalSignIns,
  credentialSignIns,
  agentIdentities,
  agentUsers,
  inheritablePermissions,
];
