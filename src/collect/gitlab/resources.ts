// What is read of a group, in this order. A resource more is one file and one line.
import type { GitLabResource } from "./resource.js";
import { agents } from "./resources/agents.js";
import { approvalSettings } from "./resources/approval-settings.js";
import { deployKeys } from "./resources/deploy-keys.js";
import { environments, groupProtectedEnvironments } from "./resources/environments.js";
import { groups } from "./resources/groups.js";
import { groupHooks, integrations, projectHooks } from "./resources/hooks.js";
import { jobTokenScope } from "./resources/job-token.js";
import { members } from "./resources/members.js";
import { personalTokens } from "./resources/personal-tokens.js";
import { pipelines } from "./resources/pipelines.js";
import { projects } from "./resources/projects.js";
import { approvalRules, protectedBranches, protectedTags } from "./resources/protection.js";
import { runners } from "./resources/runners.js";
import { pipelineSchedules, pipelineTriggers } from "./resources/schedules.js";
import {
  groupDeployTokens,
  groupTokens,
  projectDeployTokens,
  projectTokens,
  serviceAccounts,
} from "./resources/tokens.js";
import { groupVariables, instanceVariables, projectVariables } from "./resources/variables.js";

export const RESOURCES: readonly GitLabResource[] = [
  groups,
  projects,
  members,
  serviceAccounts,
  personalTokens,
  groupTokens,
  groupDeployTokens,
  instanceVariables,
  groupVariables,
  groupHooks,
  groupProtectedEnvironments,
  runners,
  pipelines,
  agents,
  projectVariables,
  protectedBranches,
  protectedTags,
  approvalRules,
  approvalSettings,
  environments,
  jobTokenScope,
  projectTokens,
  projectDeployTokens,
  deployKeys,
  pipelineSchedules,
  pipelineTriggers,
  projectHooks,
  integrations,
];
