// Rows of the tables about CI: sign-ins of workflows, what strangers choose, agents in jobs, names and formats of secrets.
import { z } from "zod";
import type {
  CiActionOutputRow,
  CiActorCheckRow,
  CiAgentCommandRow,
  CiAgentRow,
  CiCacheActionRow,
  CiLoginRow,
  CiLoginSignRow,
  CiMergeActionRow,
  CiTriggerRow,
  CodeInputRow,
  GitHubScopeRow,
  SecretNameRow,
  TokenFormatRow,
  UntrustedContextRow,
} from "../model/ci-tables.js";
import { pattern, source, text, word, words } from "./table-fields.js";

const event = text.regex(/^[a-z_]+$/, "not an event (lower case, underscores)");
const action = text.regex(/^[a-z0-9._-]+\/[a-z0-9._/-]+$/, "not an action: owner/name in lower case");
const cloud = z.enum(["aws", "azure", "gcp", "other"]);
const mode = z.enum(["static", "oidc", "ambient"]);

export const ciLogins = z.array(
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

export const ciLoginSigns = z.array(
  z.strictObject({ sign: z.enum(["command", "variable"]), pattern, cloud, service: text, mode, source }),
) satisfies z.ZodType<readonly CiLoginSignRow[]>;

export const secretNames = z.array(
  z.strictObject({ pattern, provider: word, holds: word, static: z.boolean(), source }),
) satisfies z.ZodType<readonly SecretNameRow[]>;

export const githubScopes = z.array(
  z.strictObject({
    scope: text,
    gives: z.array(z.enum(["code", "public-code", "workflows", "organization", "runners"])),
    source,
  }),
) satisfies z.ZodType<readonly GitHubScopeRow[]>;

export const untrustedContexts = z.array(
  z.strictObject({
    context: text.regex(/^[a-z_]+(\.([a-z_]+|\*))*$/, "not a path of a context: github.event.issue.title"),
    events: z.array(event).min(1),
    text: z.boolean(),
    head: z.boolean(),
    source,
  }),
) satisfies z.ZodType<readonly UntrustedContextRow[]>;

export const codeInputs = z.array(z.strictObject({ action, input: text, source })) satisfies z.ZodType<
  readonly CodeInputRow[]
>;

export const cacheActions = z.array(
  z.strictObject({
    action,
    input: text.optional(),
    off: words,
    holds: text.optional(),
    otherwise: z.boolean(),
    since: z.number().int().optional(),
    source,
  }),
) satisfies z.ZodType<readonly CiCacheActionRow[]>;

export const mergeActions = z.array(
  z.strictObject({ action, does: z.enum(["merge", "approve"]), token_input: text.optional(), source }),
) satisfies z.ZodType<readonly CiMergeActionRow[]>;

export const actorChecks = z.array(
  z.strictObject({
    action,
    level_input: text.optional(),
    enough: words,
    otherwise: z.boolean(),
    outputs: words,
    levels: words,
    stops: z.boolean(),
    turned_by: z.strictObject({ input: text, value: text }).optional(),
    source,
  }),
) satisfies z.ZodType<readonly CiActorCheckRow[]>;

export const actionOutputs = z.array(
  z.strictObject({
    action,
    outputs: z.array(text.regex(/^(?:\*_)?[a-z0-9_-]+$/, "not an output: a name in lower case, or *_name")).min(1),
    holds: text,
    raw_input: text.optional(),
    raw_values: words,
    quoted_since: z.number().int().optional(),
    source,
  }),
) satisfies z.ZodType<readonly CiActionOutputRow[]>;

export const ciAgents = z.array(
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

export const ciAgentCommands = z.array(z.strictObject({ command: pattern, agent: text, source })) satisfies z.ZodType<
  readonly CiAgentCommandRow[]
>;

export const triggers = z.array(
  z.strictObject({
    event,
    by: z.enum(["anyone", "relayed", "writer", "schedule", "caller"]),
    privileged: z.boolean(),
    member_types: words,
    source,
  }),
) satisfies z.ZodType<readonly CiTriggerRow[]>;

export const tokenFormats = z.array(
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

function isPlainPattern(value: string): boolean {
  try {
    return new RegExp(value).source !== "";
  } catch {
    return false;
  }
}
