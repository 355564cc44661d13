// Reviewed facts in rules/tables/*.yaml: a list of rows each, every row with the source it was taken from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { addAll } from "../model/add-all.js";
import type { AgentClientRow, AgentServerRow } from "../model/agent-tables.js";
import type {
  CiAgentCommandRow,
  CiAgentRow,
  CiLoginRow,
  CiLoginSignRow,
  CiTables,
  CiTriggerRow,
  CodeInputRow,
  GitHubScopeRow,
  SecretNameRow,
  TokenFormatRow,
  UntrustedContextRow,
} from "../model/ci-tables.js";
import type { DirectoryRoleRow, OauthPermissionRow } from "../model/entra-tables.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { RotationRow } from "../model/rotation.js";
import type {
  AdmissionWebhookRow,
  EksAccessPolicyRow,
  IssuerRow,
  Tables,
  TierRow,
  VendorAccountRow,
} from "../model/tables.js";
import type { WorkspaceClientRow, WorkspaceRoleRow, WorkspaceScopeRow } from "../model/workspace-tables.js";
import {
  ciAgentCommands,
  ciAgents,
  ciLoginSigns,
  ciLogins,
  codeInputs,
  githubScopes,
  secretNames,
  tokenFormats,
  triggers,
  untrustedContexts,
} from "./ci-table-rows.js";
import { type Problem, toRuleError } from "./problem.js";
import { schemaProblems } from "./schema-problems.js";
import { shownPath } from "./shown-path.js";
import { type SourceFile, toSourceFile } from "./source-file.js";
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

/** Files of the folder, without .yaml, with what makes a row one of a kind. */
const TABLES = {
  issuers: { schema: issuers, key: (row: unknown) => (row as IssuerRow).issuer },
  "vendor-accounts": { schema: vendorAccounts, key: (row: unknown) => (row as VendorAccountRow).account },
  tiers: { schema: tiers, key: (row: unknown) => `${(row as TierRow).type} ${(row as TierRow).capability}` },
  "eks-access-policies": { schema: eksAccessPolicies, key: (row: unknown) => (row as EksAccessPolicyRow).policy },
  "admission-webhooks": {
    schema: admissionWebhooks,
    key: (row: unknown) => (row as AdmissionWebhookRow).webhook,
  },
  rotation: { schema: rotations, key: (row: unknown) => (row as RotationRow).type },
  "oauth-permissions": {
    schema: oauthPermissions,
    key: (row: unknown) => `${(row as OauthPermissionRow).api} ${(row as OauthPermissionRow).permission}`,
  },
  "directory-roles": { schema: directoryRoles, key: (row: unknown) => (row as DirectoryRoleRow).template },
  "workspace-scopes": { schema: workspaceScopes, key: (row: unknown) => (row as WorkspaceScopeRow).scope },
  "workspace-clients": { schema: workspaceClients, key: (row: unknown) => (row as WorkspaceClientRow).project },
  "workspace-roles": { schema: workspaceRoles, key: (row: unknown) => (row as WorkspaceRoleRow).role },
  "agent-servers": { schema: agentServers, key: (row: unknown) => (row as AgentServerRow).name },
  "agent-clients": {
    schema: agentClients,
    key: (row: unknown) => `${(row as AgentClientRow).client} ${(row as AgentClientRow).tools}`,
  },
  "ci-logins": { schema: ciLogins, key: (row: unknown) => (row as CiLoginRow).action },
  "ci-login-signs": { schema: ciLoginSigns, key: (row: unknown) => (row as CiLoginSignRow).pattern },
  "ci-triggers": { schema: triggers, key: (row: unknown) => (row as CiTriggerRow).event },
  "ci-untrusted-contexts": { schema: untrustedContexts, key: (row: unknown) => (row as UntrustedContextRow).context },
  "ci-code-inputs": {
    schema: codeInputs,
    key: (row: unknown) => `${(row as CodeInputRow).action} ${(row as CodeInputRow).input}`,
  },
  "ci-agent-commands": { schema: ciAgentCommands, key: (row: unknown) => (row as CiAgentCommandRow).command },
  "ci-agents": { schema: ciAgents, key: (row: unknown) => (row as CiAgentRow).action },
  "github-scopes": { schema: githubScopes, key: (row: unknown) => (row as GitHubScopeRow).scope },
  "secret-names": { schema: secretNames, key: (row: unknown) => (row as SecretNameRow).pattern },
  "token-formats": { schema: tokenFormats, key: (row: unknown) => (row as TokenFormatRow).format },
} as const;

/** Those that make up `ci`. */
const CI_TABLES = new Set([
  ...Object.keys(TABLES).filter((name) => name.startsWith("ci-")),
  "secret-names",
  "token-formats",
  "github-scopes",
]);

/**
 * Tables of a folder. Throws RuleError with every problem as file:line:column (a row without a source, a row twice, a
 * file that is no table); UsageError when the folder cannot be read. A table without a file is empty.
 */
export async function loadTables(dir: string): Promise<Tables> {
  const problems: Problem[] = [];
  const names = await tableNames(dir, problems);
  const rows = async <T>(name: keyof typeof TABLES, schema: z.ZodType<readonly T[]>): Promise<readonly T[]> => {
    if (!names.includes(name)) return [];
    const file = join(dir, `${name}.yaml`);
    return readTable(toSourceFile(shownPath(file), await readFile(file, "utf8")), schema, TABLES[name].key, problems);
  };
  const tables = {
    issuers: await rows("issuers", TABLES.issuers.schema),
    vendorAccounts: await rows("vendor-accounts", TABLES["vendor-accounts"].schema),
    ...(names.includes("tiers") && { tiers: await rows("tiers", TABLES.tiers.schema) }),
    ...(names.includes("rotation") && { rotations: await rows("rotation", TABLES.rotation.schema) }),
    ...(names.includes("eks-access-policies") && {
      eksAccessPolicies: await rows("eks-access-policies", TABLES["eks-access-policies"].schema),
    }),
    ...(names.includes("admission-webhooks") && {
      admissionWebhooks: await rows("admission-webhooks", TABLES["admission-webhooks"].schema),
    }),
    ...(names.includes("oauth-permissions") && {
      oauthPermissions: await rows("oauth-permissions", TABLES["oauth-permissions"].schema),
    }),
    ...(names.includes("directory-roles") && {
      directoryRoles: await rows("directory-roles", TABLES["directory-roles"].schema),
    }),
    ...(names.some((name) => name.startsWith("workspace-")) && {
      workspace: {
        scopes: await rows("workspace-scopes", TABLES["workspace-scopes"].schema),
        clients: await rows("workspace-clients", TABLES["workspace-clients"].schema),
        roles: await rows("workspace-roles", TABLES["workspace-roles"].schema),
      },
    }),
    ...(names.some((name) => name.startsWith("agent-")) && {
      agents: {
        servers: await rows("agent-servers", TABLES["agent-servers"].schema),
        clients: await rows("agent-clients", TABLES["agent-clients"].schema),
      },
    }),
    ...(names.some((name) => CI_TABLES.has(name)) && {
      ci: await ciTables(rows),
    }),
  };
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  return tables;
}

type ReadRows = <T>(name: keyof typeof TABLES, schema: z.ZodType<readonly T[]>) => Promise<readonly T[]>;

async function ciTables(rows: ReadRows): Promise<CiTables> {
  return {
    logins: await rows("ci-logins", TABLES["ci-logins"].schema),
    loginSigns: await rows("ci-login-signs", TABLES["ci-login-signs"].schema),
    triggers: await rows("ci-triggers", TABLES["ci-triggers"].schema),
    untrustedContexts: await rows("ci-untrusted-contexts", TABLES["ci-untrusted-contexts"].schema),
    codeInputs: await rows("ci-code-inputs", TABLES["ci-code-inputs"].schema),
    agentCommands: await rows("ci-agent-commands", TABLES["ci-agent-commands"].schema),
    agents: await rows("ci-agents", TABLES["ci-agents"].schema),
    secretNames: await rows("secret-names", TABLES["secret-names"].schema),
    tokenFormats: await rows("token-formats", TABLES["token-formats"].schema),
    githubScopes: await rows("github-scopes", TABLES["github-scopes"].schema),
  };
}

async function tableNames(dir: string, problems: Problem[]): Promise<string[]> {
  const files = await readdir(dir).catch((cause: unknown) => {
    throw new UsageError(`${dir}: no such folder of tables`, { cause });
  });
  const names = files.filter((file) => file.endsWith(".yaml")).map((file) => file.slice(0, -".yaml".length));
  for (const name of names.filter((known) => !(known in TABLES))) {
    const message = `no table is called "${name}"${didYouMean(name, Object.keys(TABLES))}`;
    problems.push({ file: shownPath(join(dir, `${name}.yaml`)), line: 1, column: 1, message, level: "error" });
  }
  return names;
}

function readTable<T>(
  file: SourceFile,
  schema: z.ZodType<readonly T[]>,
  keyOf: (row: T) => string,
  problems: Problem[],
): readonly T[] {
  if (file.problems.length > 0) {
    addAll(problems, file.problems);
    return [];
  }
  const parsed = schema.safeParse(file.value ?? [], { reportInput: true });
  if (!parsed.success) {
    addAll(problems, schemaProblems(file, schema, parsed.error.issues));
    return [];
  }
  const seen = new Set<string>();
  parsed.data.forEach((row, index) => {
    const key = keyOf(row);
    if (seen.has(key)) problems.push(file.problemAt([index], `"${key}" is in the table twice`));
    seen.add(key);
  });
  return parsed.data;
}
