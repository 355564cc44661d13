// All views built from nodes. Others (gap, finding, run, edge, …) are plain SQL in the store.
import { account } from "./account.js";
import { agent } from "./agent.js";
import { agentServer } from "./agent-server.js";
import { change } from "./change.js";
import { ciContext } from "./ci-context.js";
import { ciSecret } from "./ci-secret.js";
import type { View } from "./column.js";
import { credential } from "./credential.js";
import { entraApplication } from "./entra-application.js";
import { entraTenant } from "./entra-tenant.js";
import { environment } from "./environment.js";
import { githubApp } from "./github-app.js";
import { githubOrganization } from "./github-organization.js";
import { gitlabProject } from "./gitlab-project.js";
import { gitlabRunner } from "./gitlab-runner.js";
import { identity } from "./identity.js";
import { kubernetesAccount } from "./kubernetes-account.js";
import { permissionGrant } from "./permission-grant.js";
import { repository } from "./repository.js";
import { resource } from "./resource.js";
import { runnerGroup } from "./runner-group.js";
import { spireEntry } from "./spire-entry.js";
import { spireFederation } from "./spire-federation.js";
import { trustRule } from "./trust-rule.js";
import { webhook } from "./webhook.js";
import { workflowJob } from "./workflow-job.js";
import { workload } from "./workload.js";
import { workspaceCustomer } from "./workspace-customer.js";

export const VIEWS: readonly View[] = [
  account,
  agent,
  agentServer,
  ciContext,
  ciSecret,
  credential,
  entraApplication,
  entraTenant,
  environment,
  githubApp,
  githubOrganization,
  gitlabProject,
  gitlabRunner,
  identity,
  kubernetesAccount,
  permissionGrant,
  repository,
  resource,
  runnerGroup,
  spireEntry,
  spireFederation,
  trustRule,
  webhook,
  workflowJob,
  workload,
  workspaceCustomer,
];

/** Views that rules read: those of the database, and the one that is made by comparing. */
export const RULE_VIEWS: readonly View[] = [...VIEWS, change].sort((a, b) => (a.name < b.name ? -1 : 1));

/** View that rules read by name, undefined when there is none. */
export function viewNamed(name: string): View | undefined {
  return RULE_VIEWS.find((view) => view.name === name);
}
