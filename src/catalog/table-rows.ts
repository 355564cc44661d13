// Rows of the tables about clouds, directories, clusters and agents.
import { z } from "zod";
import type { AgentClientRow, AgentServerRow } from "../model/agent-tables.js";
import type { DirectoryRoleRow, OauthPermissionRow } from "../model/entra-tables.js";
import type { RotationRow } from "../model/rotation.js";
import type { AdmissionWebhookRow, EksAccessPolicyRow, IssuerRow, TierRow, VendorAccountRow } from "../model/tables.js";
import type { WorkspaceClientRow, WorkspaceRoleRow, WorkspaceScopeRow } from "../model/workspace-tables.js";
import { source, text, word, words } from "./table-fields.js";

export const issuers = z.array(
  z.strictObject({
    vendor: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a vendor word (lower case, kebab-case)"),
    name: text,
    issuer: text.regex(/^[a-z0-9.*-]+(:\d+)?(\/\S*)?$/, "not an issuer: host and path, without scheme"),
    subject: text.optional(),
    sharing: z.enum(["shared", "tenant"]),
    issuer_names: word.optional(),
    grammar: text,
    always_claims: words,
    tenant_claims: words,
    aws_claim_keys: words,
    source,
  }),
) satisfies z.ZodType<readonly IssuerRow[]>;

export const vendorAccounts = z.array(
  z.strictObject({
    account: text.regex(/^\d{12}$/, "not an AWS account id (12 digits, in quotes)"),
    vendor: text,
    source,
  }),
) satisfies z.ZodType<readonly VendorAccountRow[]>;

export const tiers = z.array(
  z.strictObject({
    type: text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.secret)"),
    tier: z.union([z.literal(0), z.literal(1)]),
    capability: z.enum(["read", "write", "admin"]),
    environments: words,
    source,
  }),
) satisfies z.ZodType<readonly TierRow[]>;

const guid = text.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "not an id (a GUID in lower case)");

export const oauthPermissions = z.array(
  z.strictObject({
    permission: text.regex(/^[A-Za-z][\w.-]+$/, "not a permission (Mail.Read)"),
    api: guid,
    id: guid.optional(),
    risk: z.enum(["admin", "step", "data"]),
    data: word.optional(),
    capabilities: z.array(z.enum(["read", "write"])).default([]),
    condition: text.optional(),
    source,
  }),
) satisfies z.ZodType<readonly OauthPermissionRow[]>;

export const directoryRoles = z.array(
  z.strictObject({
    role: text,
    template: guid,
    tier: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    reset_by: z.array(text).min(1).optional(),
    source,
  }),
) satisfies z.ZodType<readonly DirectoryRoleRow[]>;

export const workspaceScopes = z.array(
  z.strictObject({
    scope: text.regex(/^https:\/\/\S+$/, "not a scope: https://www.googleapis.com/auth/…"),
    class: z.enum(["admin", "restricted", "sensitive"]),
    leads: z.enum(["control", "cloud", "groups"]).optional(),
    data: word.optional(),
    capabilities: z.array(z.enum(["read", "write"])).default([]),
    source,
  }),
) satisfies z.ZodType<readonly WorkspaceScopeRow[]>;

export const workspaceClients = z.array(
  z.strictObject({ project: text.regex(/^\d+$/, "not the number of a project, in quotes"), name: text, source }),
) satisfies z.ZodType<readonly WorkspaceClientRow[]>;

export const workspaceRoles = z.array(
  z.strictObject({ role: text, tier: z.union([z.literal(0), z.literal(1), z.literal(2)]), source }),
) satisfies z.ZodType<readonly WorkspaceRoleRow[]>;

export const eksAccessPolicies = z.array(
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

export const admissionWebhooks = z.array(
  z.strictObject({
    webhook: text.regex(/^[a-z0-9.*-]+$/, "not the name of a webhook (lower case, dots)"),
    name: text,
    refuses: z.boolean(),
    source,
  }),
) satisfies z.ZodType<readonly AdmissionWebhookRow[]>;

const toolClasses = z.array(z.enum(["untrusted", "private", "sends", "writes", "runs"]));

const servers = z.array(text.regex(/^(?:npm|pypi|docker|host):\S+$/, "not a server (npm:package, host:name)")).min(1);

export const agentServers = z.array(
  z.strictObject({
    name: text,
    servers,
    classes: toolClasses,
    read_only: z.strictObject({ servers: servers.optional(), classes: toolClasses }).optional(),
    source,
  }),
) satisfies z.ZodType<readonly AgentServerRow[]>;

export const agentClients = z.array(
  z.strictObject({ client: text, tools: text, classes: toolClasses, asks: z.boolean(), source }),
) satisfies z.ZodType<readonly AgentClientRow[]>;

export const rotations = z.array(
  z.strictObject({
    type: text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.access-key)"),
    steps: z.array(text).min(2),
    better: text.optional(),
    source,
  }),
) satisfies z.ZodType<readonly RotationRow[]>;
