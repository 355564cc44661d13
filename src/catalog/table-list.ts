// The files that rules/tables may hold: the rows of each, and what makes a row one of a kind.
import type { z } from "zod";
import {
  actionOutputs,
  actorChecks,
  cacheActions,
  ciAgentCommands,
  ciAgents,
  ciLoginSigns,
  ciLogins,
  codeInputs,
  githubScopes,
  mergeActions,
  secretNames,
  tokenFormats,
  triggers,
  untrustedContexts,
} from "./ci-table-rows.js";
import {
  admissionWebhooks,
  agentClients,
  agentServers,
  directoryRoles,
  eksAccessPolicies,
  issuers,
  oauthPermissions,
  rotations,
  tiers,
  vendorAccounts,
  workspaceClients,
  workspaceRoles,
  workspaceScopes,
} from "./table-rows.js";

export interface Table<Row> {
  /** Its file, without .yaml. */
  readonly name: string;
  readonly schema: z.ZodType<readonly Row[]>;
  /** Two rows of one key are one too many. */
  keyOf(row: Row): string;
}

/** A table whose rows are told apart by the columns of `key`. */
function table<Row>(
  name: string,
  schema: z.ZodType<readonly Row[]>,
  ...key: readonly (keyof Row & string)[]
): Table<Row> {
  return {
    name,
    schema,
    keyOf: (row) => key.flatMap((column) => (row[column] === undefined ? [] : String(row[column]))).join(" "),
  };
}

export const CLOUD_TABLES = {
  issuers: table("issuers", issuers, "issuer", "subject"),
  vendorAccounts: table("vendor-accounts", vendorAccounts, "account"),
  tiers: table("tiers", tiers, "type", "capability"),
  eksAccessPolicies: table("eks-access-policies", eksAccessPolicies, "policy"),
  admissionWebhooks: table("admission-webhooks", admissionWebhooks, "webhook"),
  rotations: table("rotation", rotations, "type"),
  oauthPermissions: table("oauth-permissions", oauthPermissions, "api", "permission"),
  directoryRoles: table("directory-roles", directoryRoles, "template"),
};

export const WORKSPACE_TABLES = {
  scopes: table("workspace-scopes", workspaceScopes, "scope"),
  clients: table("workspace-clients", workspaceClients, "project"),
  roles: table("workspace-roles", workspaceRoles, "role"),
};

export const AGENT_TABLES = {
  servers: table("agent-servers", agentServers, "name"),
  clients: table("agent-clients", agentClients, "client", "tools"),
};

export const CI_TABLES = {
  logins: table("ci-logins", ciLogins, "action"),
  loginSigns: table("ci-login-signs", ciLoginSigns, "pattern"),
  triggers: table("ci-triggers", triggers, "event"),
  untrustedContexts: table("ci-untrusted-contexts", untrustedContexts, "context"),
  codeInputs: table("ci-code-inputs", codeInputs, "action", "input"),
  actionOutputs: table("ci-action-outputs", actionOutputs, "action", "holds"),
  cacheActions: table("ci-cache-actions", cacheActions, "action"),
  mergeActions: table("ci-merge-actions", mergeActions, "action"),
  actorChecks: table("ci-actor-checks", actorChecks, "action"),
  agentCommands: table("ci-agent-commands", ciAgentCommands, "command"),
  agents: table("ci-agents", ciAgents, "action"),
  githubScopes: table("github-scopes", githubScopes, "scope"),
  secretNames: table("secret-names", secretNames, "pattern"),
  tokenFormats: table("token-formats", tokenFormats, "format"),
};

const GROUPS: readonly { readonly [key: string]: { readonly name: string } }[] = [
  CLOUD_TABLES,
  WORKSPACE_TABLES,
  AGENT_TABLES,
  CI_TABLES,
];

/** Names of all of them. */
export const TABLE_NAMES: readonly string[] = GROUPS.flatMap((group) => Object.values(group).map(({ name }) => name));
