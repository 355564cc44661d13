// Reviewed facts in rules/tables/*.yaml: a list of rows each, every row with the source it was taken from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RE2JS } from "re2js";
import { z } from "zod";
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
import { type Problem, toRuleError } from "./problem.js";
import { schemaProblems } from "./schema-problems.js";
import { shownPath } from "./shown-path.js";
import { type SourceFile, toSourceFile } from "./source-file.js";

const text = z.string().trim().min(1);
const words = z.array(text).default([]);
const source = text.regex(/\S{4}/, "say where the fact was read: an address, or a document and its section");

const issuers = z.array(
  z.strictObject({
    vendor: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a vendor word (lower case, kebab-case)"),
    name: text,
    issuer: text.regex(/^[a-z0-9.*-]+(:\d+)?(\/\S*)?$/, "not an issuer: host and path, without scheme"),
    sharing: z.enum(["shared", "tenant"]),
    grammar: text,
    always_claims: words,
    tenant_claims: words,
    aws_claim_keys: words,
    source,
  }),
) satisfies z.ZodType<readonly IssuerRow[]>;

const vendorAccounts = z.array(
  z.strictObject({
    account: text.regex(/^\d{12}$/, "not an AWS account id (12 digits, in quotes)"),
    vendor: text,
    source,
  }),
) satisfies z.ZodType<readonly VendorAccountRow[]>;

const tiers = z.array(
  z.strictObject({
    type: text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.secret)"),
    tier: z.union([z.literal(0), z.literal(1)]),
    capability: z.enum(["read", "write", "admin"]),
    environments: words,
    source,
  }),
) satisfies z.ZodType<readonly TierRow[]>;

const pattern = text.refine(isPattern, "no regular expression that RE2 knows");
const word = text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a word (lower case, kebab-case)");
const event = text.regex(/^[a-z_]+$/, "not an event (lower case, underscores)");
const action = text.regex(/^[a-z0-9._-]+\/[a-z0-9._/-]+$/, "not an action: owner/name in lower case");
const cloud = z.enum(["aws", "azure", "gcp", "other"]);
const mode = z.enum(["static", "oidc", "ambient"]);

const ciLogins = z.array(
  z.strictObject({
    action,
    cloud,
    service: text,
    static_inputs: words,
    oidc_inputs: words,
    decided_by: z.array(z.strictObject({ input: text, value: text, mode })).default([]),
    otherwise: mode.optional(),
    facts: z.record(text.regex(/^[a-z_]+$/, "not a fact (lower case, underscores)"), text).default({}),
    source,
  }),
) satisfies z.ZodType<readonly CiLoginRow[]>;

const ciLoginSigns = z.array(
  z.strictObject({ sign: z.enum(["command", "variable"]), pattern, cloud, service: text, mode, source }),
) satisfies z.ZodType<readonly CiLoginSignRow[]>;

const secretNames = z.array(
  z.strictObject({ pattern, provider: word, holds: word, static: z.boolean(), source }),
) satisfies z.ZodType<readonly SecretNameRow[]>;

const githubScopes = z.array(
  z.strictObject({
    scope: text,
    gives: z.array(z.enum(["code", "public-code", "workflows", "organization", "runners"])),
    source,
  }),
) satisfies z.ZodType<readonly GitHubScopeRow[]>;

const untrustedContexts = z.array(
  z.strictObject({
    context: text.regex(/^[a-z_]+(\.([a-z_]+|\*))*$/, "not a path of a context: github.event.issue.title"),
    events: z.array(event).min(1),
    text: z.boolean(),
    head: z.boolean(),
    source,
  }),
) satisfies z.ZodType<readonly UntrustedContextRow[]>;

const codeInputs = z.array(z.strictObject({ action, input: text, source })) satisfies z.ZodType<
  readonly CodeInputRow[]
>;

const ciAgents = z.array(
  z.strictObject({
    action,
    prompts: z.array(text).min(1),
    reads_event: z.boolean(),
    opened_by: text.optional(),
    commands: z.enum(["matched", "unless_limited"]),
    commands_inputs: z.array(text).min(1),
    commands_pattern: pattern,
    limits_pattern: pattern.optional(),
    source,
  }),
) satisfies z.ZodType<readonly CiAgentRow[]>;

const ciAgentCommands = z.array(z.strictObject({ command: pattern, agent: text, source })) satisfies z.ZodType<
  readonly CiAgentCommandRow[]
>;

const triggers = z.array(
  z.strictObject({
    event,
    by: z.enum(["anyone", "relayed", "writer", "schedule", "caller"]),
    privileged: z.boolean(),
    member_types: words,
    source,
  }),
) satisfies z.ZodType<readonly CiTriggerRow[]>;

const tokenFormats = z.array(
  z.strictObject({
    format: word,
    name: text,
    provider: word,
    // Trees are large: these run as plain regular expressions too.
    pattern: pattern.refine(isPlainPattern, "no regular expression that JavaScript knows"),
    keywords: z.array(text.regex(/^[^A-Z]+$/, "keywords are in lower case")).min(1),
    source,
  }),
) satisfies z.ZodType<readonly TokenFormatRow[]>;

const guid = text.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "not an id (a GUID in lower case)");

const oauthPermissions = z.array(
  z.strictObject({
    permission: text.regex(/^[A-Za-z][\w.-]+$/, "not a permission (Mail.Read)"),
    api: guid,
    id: guid.optional(),
    risk: z.enum(["admin", "step", "data"]),
    data: word.optional(),
    capabilities: z.array(z.enum(["read", "write"])).default([]),
    source,
  }),
) satisfies z.ZodType<readonly OauthPermissionRow[]>;

const directoryRoles = z.array(
  z.strictObject({
    role: text,
    template: guid,
    tier: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    reset_by: z.array(text).min(1).optional(),
    source,
  }),
) satisfies z.ZodType<readonly DirectoryRoleRow[]>;

const workspaceScopes = z.array(
  z.strictObject({
    scope: text.regex(/^https:\/\/\S+$/, "not a scope: https://www.googleapis.com/auth/…"),
    class: z.enum(["admin", "restricted", "sensitive"]),
    leads: z.enum(["control", "cloud"]).optional(),
    data: word.optional(),
    capabilities: z.array(z.enum(["read", "write"])).default([]),
    source,
  }),
) satisfies z.ZodType<readonly WorkspaceScopeRow[]>;

const workspaceClients = z.array(
  z.strictObject({ project: text.regex(/^\d+$/, "not the number of a project, in quotes"), name: text, source }),
) satisfies z.ZodType<readonly WorkspaceClientRow[]>;

const workspaceRoles = z.array(
  z.strictObject({ role: text, tier: z.union([z.literal(0), z.literal(1), z.literal(2)]), source }),
) satisfies z.ZodType<readonly WorkspaceRoleRow[]>;

const eksAccessPolicies = z.array(
  z.strictObject({
    policy: text,
    rules: z
      .array(
        z.strictObject({
          groups: z.array(z.string()).min(1),
          resources: z.array(text).min(1),
          verbs: z.array(text).min(1),
        }),
      )
      .min(1),
    source,
  }),
) satisfies z.ZodType<readonly EksAccessPolicyRow[]>;

const admissionWebhooks = z.array(
  z.strictObject({
    webhook: text.regex(/^[a-z0-9.*-]+$/, "not the name of a webhook (lower case, dots)"),
    name: text,
    refuses: z.boolean(),
    source,
  }),
) satisfies z.ZodType<readonly AdmissionWebhookRow[]>;

const toolClasses = z.array(z.enum(["untrusted", "private", "sends", "writes", "runs"]));

const servers = z.array(text.regex(/^(?:npm|pypi|docker|host):\S+$/, "not a server (npm:package, host:name)")).min(1);

const agentServers = z.array(
  z.strictObject({
    name: text,
    servers,
    classes: toolClasses,
    read_only: z.strictObject({ servers: servers.optional(), classes: toolClasses }).optional(),
    source,
  }),
) satisfies z.ZodType<readonly AgentServerRow[]>;

const agentClients = z.array(
  z.strictObject({ client: text, tools: text, classes: toolClasses, asks: z.boolean(), source }),
) satisfies z.ZodType<readonly AgentClientRow[]>;

function isPlainPattern(value: string): boolean {
  try {
    return new RegExp(value).source !== "";
  } catch {
    return false;
  }
}

function isPattern(value: string): boolean {
  try {
    RE2JS.compile(value);
    return true;
  } catch {
    return false;
  }
}

const rotations = z.array(
  z.strictObject({
    type: text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.access-key)"),
    steps: z.array(text).min(2),
    better: text.optional(),
    source,
  }),
) satisfies z.ZodType<readonly RotationRow[]>;

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
