// What is read of an owner, in this order. A resource more is one file and one line.
import type { GitHubResource } from "./resource.js";
import { organizationActions, repositoryActions } from "./resources/actions-permissions.js";
import { agents } from "./resources/agents.js";
import { auditLogStreams } from "./resources/audit-log-streams.js";
import { branchProtection } from "./resources/branch-protection.js";
import { calledWorkflows } from "./resources/called-workflows.js";
import { collaborators } from "./resources/collaborators.js";
import { credentialAuthorizations } from "./resources/credential-authorizations.js";
import { customRoles } from "./resources/custom-roles.js";
import { deployKeys } from "./resources/deploy-keys.js";
import { enterprise } from "./resources/enterprise.js";
import { environments } from "./resources/environments.js";
import { files } from "./resources/files.js";
import { organizationHooks, repositoryHooks } from "./resources/hooks.js";
import { installations } from "./resources/installations.js";
import { members } from "./resources/members.js";
import { organizationSubject, repositorySubject } from "./resources/oidc-subject.js";
import { owner } from "./resources/owner.js";
import { repositories } from "./resources/repositories.js";
import { organizationRulesets, repositoryRulesets } from "./resources/rulesets.js";
import { repositoryRunners, runnerGroups } from "./resources/runners.js";
import { secretScanning } from "./resources/secret-scanning.js";
import { organizationSecrets, repositorySecrets } from "./resources/secrets.js";
import { teams } from "./resources/teams.js";
import { tokens } from "./resources/tokens.js";
import { organizationVariables, repositoryVariables } from "./resources/variables.js";

export const RESOURCES: readonly GitHubResource[] = [
  owner,
  enterprise,
  auditLogStreams,
  repositories,
  members,
  teams,
  customRoles,
  installations,
  ...tokens,
  credentialAuthorizations,
  organizationHooks,
  organizationActions,
  runnerGroups,
  organizationSubject,
  organizationRulesets,
  ...organizationSecrets,
  ...organizationVariables,
  secretScanning,
  repositoryActions,
  files,
  calledWorkflows,
  agents,
  repositoryRunners,
  repositorySubject,
  environments,
  ...repositorySecrets,
  ...repositoryVariables,
  deployKeys,
  repositoryHooks,
  collaborators,
  branchProtection,
  repositoryRulesets,
];
