// Static secrets in a text: formats that name themselves, generic ones by secretlint, and assignments in files that are
// made of them. What leaves is a mark; the value is only compared.
import { createHmac } from "node:crypto";
import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import type { JsonRecord } from "../../model/words.js";
import { openedBy } from "../opened-by.js";
import { announcesSecret } from "../secret-like.js";
import { type Detector, formatHits, type Hit, isInvented } from "../token-formats.js";
import { type WrittenValue, writtenSecrets } from "./code-secrets.js";
import { commandPasswords } from "./command-passwords.js";
import { mayHoldGeneric } from "./generic-signs.js";
import { keptSecrets } from "./kept-secrets.js";

// It measures itself: each of its marks is looked up among all earlier ones, which in a checkout of thousands of files takes
// ten times as long as the search.
secretLintProfiler.mark = () => undefined;

export interface FoundSecret {
  /** Format of the table, `generic-<kind>`, or `assignment`. */
  readonly detector: string;
  /** What people call it. */
  readonly what: string;
  readonly provider: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly join: string;
  /** Only of formats that name themselves, of 16 characters and more. */
  readonly last4?: string;
  /** Name that it is assigned to, where there is one. */
  readonly variable?: string;
  /** Public part that names it elsewhere: the id of an access key. */
  readonly publicPart?: string;
  /** What the text says that it opens. */
  readonly opens?: JsonRecord;
}

const LAST_FOUR_FROM = 16;
const ACCESS_KEY_ID = "aws-access-key-id";

/** Secrets of a file in the order of the text. */
export async function secretsIn(
  path: string,
  text: string,
  detectors: readonly Detector[],
  joinKey: Buffer,
): Promise<readonly FoundSecret[]> {
  const hits = [
    ...formatHits(text, detectors),
    ...(await genericHits(path, text)),
    ...assignmentHits(path, text),
    ...[...writtenSecrets(path, text), ...commandPasswords(path, text)].map(toAssignment),
    ...keptSecrets(path, text),
  ];
  const kept: Hit[] = [];
  // The first that covers a place counts: a format of its own before a generic guess.
  for (const hit of hits) {
    if (
      !isInvented(hit.value ?? text.slice(hit.start, hit.end)) &&
      !kept.some((one) => hit.start < one.end && one.start < hit.end)
    )
      kept.push(hit);
  }
  kept.sort((a, b) => a.start - b.start);
  return withoutLoneIds(kept).map((hit) => toSecret(hit, kept, text, joinKey));
}

/** Rules of secretlint's preset: the kind as a word, what people call it, whose it is. */
const GENERIC: { readonly [rule: string]: readonly [kind: string, what: string, provider: string] } = {
  "secretlint-rule-aws": ["aws", "AWS secret access key", "aws"],
  "secretlint-rule-gcp": ["gcp", "Google service account key", "gcp"],
  "secretlint-rule-privatekey": ["private-key", "Private key", "key"],
  "secretlint-rule-npm": ["npm", "npm access token", "npm"],
  "secretlint-rule-slack": ["slack", "Slack token", "slack"],
  "secretlint-rule-basicauth": ["url-password", "URL with a password", "any"],
  "secretlint-rule-openai": ["openai", "OpenAI API key", "openai"],
  "secretlint-rule-anthropic": ["anthropic", "Anthropic API key", "anthropic"],
  "secretlint-rule-linear": ["linear", "Linear API key", "linear"],
  "secretlint-rule-sendgrid": ["sendgrid", "SendGrid API key", "sendgrid"],
  "secretlint-rule-shopify": ["shopify", "Shopify token", "shopify"],
  "secretlint-rule-github": ["github", "GitHub token", "github"],
  "secretlint-rule-1password": ["1password", "1Password service account token", "1password"],
  "secretlint-rule-database-connection-string": [
    "database-url",
    "Database connection string with a password",
    "database",
  ],
  "secretlint-rule-databricks": ["databricks", "Databricks token", "databricks"],
  "secretlint-rule-docker": ["docker", "Docker access token", "docker"],
  "secretlint-rule-figma": ["figma", "Figma access token", "figma"],
  "secretlint-rule-gitlab": ["gitlab", "GitLab token", "gitlab"],
  "secretlint-rule-grafana": ["grafana", "Grafana token", "grafana"],
  "secretlint-rule-groq": ["groq", "Groq API key", "groq"],
  "secretlint-rule-hashicorp-vault": ["vault", "HashiCorp Vault token", "vault"],
  "secretlint-rule-huggingface": ["huggingface", "Hugging Face token", "huggingface"],
  "secretlint-rule-notion": ["notion", "Notion integration token", "notion"],
  "secretlint-rule-vercel": ["vercel", "Vercel token", "vercel"],
};
const CONFIG = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator as never, options: {} }] };

async function genericHits(path: string, text: string): Promise<Hit[]> {
  if (!mayHoldGeneric(text)) return [];
  const source = { content: text, filePath: path, ext: "", contentType: "text" as const };
  const { messages } = await lintSource({ source, options: { config: CONFIG, noPhysicFilePath: true } });
  return messages.map(({ ruleId, range: [start, end] }) => {
    const rule = ruleId.split("/").at(-1) ?? ruleId;
    const [kind, what, provider] = GENERIC[rule] ?? [rule.replace(/^secretlint-rule-/, ""), "Secret", "any"];
    return { start, end, detector: `generic-${kind}`, what, provider, isFormat: false };
  });
}

/** Files that are lists of assignments and are meant to hold secrets; those that show how one looks are not. */
const ASSIGNMENTS = /(?:^|\/)(?:\.env(?:\.[\w-]+)?|[\w.-]+\.env|[\w.-]*\.tfvars|credentials)$/i;
const EXAMPLE = /(?:example|sample|template|dist|default|schema|test)s?(?:\.|$)/i;

function assignmentHits(path: string, text: string): Hit[] {
  if (!ASSIGNMENTS.test(path) || EXAMPLE.test(path.slice(path.lastIndexOf("/") + 1))) return [];
  return [
    ...text.matchAll(
      /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]{1,80})[ \t]*=[ \t]*(?:"([^"\n]{6,500})"|'([^'\n]{6,500})'|([^\s#"'][^\s#]{5,500}))/gm,
    ),
  ].flatMap((match): Hit[] => {
    const [whole, name = "", ...values] = match;
    const value = values.find((one) => one !== undefined) ?? "";
    if (!announcesSecret(name) || /^(?:\$\{|\$\(|<|%|\{\{|op:\/\/|vault:|arn:|https?:\/\/[^@]*$)/.test(value))
      return [];
    const start = match.index + whole.lastIndexOf(value);
    return [toAssignment({ start, end: start + value.length })];
  });
}

function toAssignment({ start, end }: WrittenValue): Hit {
  return { start, end, detector: "assignment", what: "Secret", provider: "any", isFormat: false };
}

/** The id of an access key opens nothing: it counts where its secret stands in the same file. */
function withoutLoneIds(hits: readonly Hit[]): readonly Hit[] {
  return hits.filter(({ detector }) => detector !== ACCESS_KEY_ID);
}

function toSecret(hit: Hit, all: readonly Hit[], text: string, joinKey: Buffer): FoundSecret {
  const value = hit.value ?? text.slice(hit.start, hit.end);
  const lineStart = text.lastIndexOf("\n", hit.start - 1) + 1;
  const before = text.slice(Math.max(lineStart, hit.start - 200), hit.start);
  const [, written] = /([A-Za-z_][\w.-]{0,80})["'`]?\s*(?::=|=>|[:=])\s*["'`]?\s*$/.exec(before) ?? [];
  const variable = hit.variable ?? written;
  const publicPart = hit.provider === "aws" ? nearestId(hit, all, text) : undefined;
  const opens = openedBy({ value, detector: hit.detector, text, start: hit.start, around: text });
  return {
    detector: hit.detector,
    what: hit.what,
    provider: hit.provider,
    line: lineOf(text, hit.start),
    column: hit.start - lineStart + 1,
    length: value.length,
    join: createHmac("sha256", joinKey).update(value).digest("hex"),
    ...(hit.isFormat && value.length >= LAST_FOUR_FROM && hit.detector !== "private-key" && { last4: value.slice(-4) }),
    ...(variable !== undefined && { variable }),
    ...(publicPart !== undefined && { publicPart }),
    ...(opens !== undefined && { opens }),
  };
}

/** The access key id that stands closest to a secret access key. */
function nearestId({ start }: Hit, all: readonly Hit[], text: string): string | undefined {
  const ids = all.filter(({ detector }) => detector === ACCESS_KEY_ID);
  const [nearest] = ids.toSorted((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start));
  return nearest === undefined ? undefined : text.slice(nearest.start, nearest.end);
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
