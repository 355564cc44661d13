// What is read of a container, in this order. A resource more is one file and one line.
import type { GcpResource } from "./resource.js";
import { activity } from "./resources/activity.js";
import { auditConfigs } from "./resources/audit-configs.js";
import { buildTriggers } from "./resources/build-triggers.js";
import { container, folders, projects } from "./resources/containers.js";
import { holdings } from "./resources/data.js";
import { dialogflowAgents } from "./resources/dialogflow-agents.js";
import { entitlements } from "./resources/entitlements.js";
import { geminiApps } from "./resources/gemini-apps.js";
import { groupLabels } from "./resources/group-labels.js";
import { groups } from "./resources/groups.js";
import { placedWorkloads } from "./resources/places.js";
import { otherWorkloads } from "./resources/plain-workloads.js";
import { policies } from "./resources/policies.js";
import { reasoningEngines } from "./resources/reasoning-engines.js";
import { customRoles, predefinedRoles } from "./resources/roles.js";
import { accessBoundaries, denyPolicies, organizationPolicies } from "./resources/safeguards.js";
import { serviceAccountKeys, serviceAccounts } from "./resources/service-accounts.js";
import { services } from "./resources/services.js";
import { workloadIdentityPools } from "./resources/workload-identity.js";
import { functions, instances, runJobs, runServices } from "./resources/workloads.js";

export const RESOURCES: readonly GcpResource[] = [
  container,
  folders,
  projects,
  services,
  policies,
  entitlements,
  auditConfigs,
  denyPolicies,
  accessBoundaries,
  organizationPolicies,
  customRoles,
  predefinedRoles,
  groups,
  groupLabels,
  serviceAccounts,
  serviceAccountKeys,
  ...activity,
  workloadIdentityPools,
  instances,
  functions,
  runServices,
  runJobs,
  buildTriggers,
  ...placedWorkloads,
  ...otherWorkloads,
  reasoningEngines,
  dialogflowAgents,
  geminiApps,
  ...holdings,
];
