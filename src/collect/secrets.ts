// Keeps secret values out: what stands in for one, the known token formats, and the replacing. The only place in collect
// that looks at a secret's text; it never returns it.
import { createHmac } from "node:crypto";
import type { Page } from "./page.js";
import { standsForSecret } from "./references.js";

/** Where a secret sits in an answer: keys joined by dots; `*` is any key or index, `**` any depth, and at the end every value below. */
export type SecretPath = string;

/** What is kept of a secret. `join` lets equal secrets in two places meet; it is never printed. */
export interface SecretMark {
  /** Known token format, or `text`. */
  readonly type: string;
  /** Characters. */
  readonly length: number;
  /** HMAC-SHA256 of the value with the join key, hexadecimal. */
  readonly join: string;
  /** Last four, only of known formats of 16 characters and more. */
  readonly last4?: string;
  /** Public part that names it elsewhere: the id of an AWS access key, which opens nothing without its secret. */
  readonly id?: string;
}

/**
 * Replaces what only a vendor's own reader can tell to be a secret. What it has cleaned it leaves alone when it sees it again,
 * from a recording.
 */
export type Cleaner = (page: Page, mark: (value: unknown) => { readonly $secret: SecretMark }) => Page;

/** Token formats that name themselves by a prefix. */
const FORMATS: readonly (readonly [type: string, pattern: string])[] = [
  ["anthropic-key", "sk-ant-[A-Za-z0-9_-]{20,}"],
  ["github-token", "(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"],
  ["gitlab-token", "gl(?:pat|ptt|dt|rt|cbt|soat|agent)-[A-Za-z0-9_-]{20,}"],
  ["google-api-key", "AIza[A-Za-z0-9_-]{35}"],
  ["google-client-secret", "GOCSPX-[A-Za-z0-9_-]{28}"],
  ["jwt", "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"],
  ["npm-token", "npm_[A-Za-z0-9]{36}"],
  ["openai-key", "sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,}"],
  ["private-key", "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"],
  ["sendgrid-key", "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"],
  ["slack-token", "xox[abeoprs]-[A-Za-z0-9-]{10,}"],
  ["stripe-key", "[rs]k_live_[A-Za-z0-9]{16,}"],
];

/** Values that stand where secrets stand and are none; their type says what they are. */
export const HARMLESS = ["address", "placeholder", "public-key", "reference"] as const;

// Only as whole values: in running text they would match too much. The first that fits counts.
const WHOLE: readonly (readonly [type: string, pattern: RegExp])[] = [
  ...FORMATS.map(([type, pattern]) => [type, new RegExp(`^${pattern}$`)] as const),
  ["aws-access-key-id", /^A(?:KIA|SIA)[A-Z0-9]{16}$/],
  ["aws-secret-access-key", /^(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9/+]*[0-9/+])[A-Za-z0-9/+]{40}$/],
  ["url-with-password", /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@\S+$/i],
  ["address", /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i],
  ["public-key", /^(?:-----BEGIN (?:[A-Z ]*PUBLIC KEY|CERTIFICATE)-----|ssh-(?:rsa|ed25519) )/],
];
const NAMED: ReadonlySet<string> = new Set(FORMATS.map(([type]) => type));
const ACCESS_KEY_ID = "aws-access-key-id";
/** Formats whose last four may be shown: they are random to the end, and no address or sentence. */
const SHOWN = new Set([...FORMATS.map(([type]) => type), ACCESS_KEY_ID, "aws-secret-access-key"]);
SHOWN.delete("private-key");
const ANY = new RegExp(`(?<![A-Za-z0-9])(?:${FORMATS.map(([, pattern]) => `(${pattern})`).join("|")})`, "g");
const LAST_FOUR_FROM = 16;

// Names of fields that hold a secret in some answer of some call: the net under the tables of the calls, for recordings.
const SECRET_NAME =
  /^(?:secret_?access_?key|session_?token|private_?key|privatekeydata|client_?secret|service_?password|service_?credential_?secret|password|passphrase|base32stringseed|qrcodepng|connection_?string|primary_?key|secondary_?key|api_?key|access_?token|refresh_?token|id_?token|secret_?text|secretstring|secretbinary)$/i;

/** The mark of a value; a value that is already a mark (from a recording) stays what it was. */
export function toSecretMark(value: unknown, joinKey: Buffer): SecretMark {
  const recorded = asRecorded(value);
  if (recorded !== undefined) return recorded;
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const format = WHOLE.find(([, pattern]) => pattern.test(text))?.[0] ?? "text";
  // Tokens that name themselves are secrets whatever stands beside them.
  const type = !NAMED.has(format) ? (standsForSecret(text) ?? format) : format;
  return {
    type,
    length: text.length,
    join: createHmac("sha256", joinKey).update(text).digest("hex"),
    ...(SHOWN.has(type) && text.length >= LAST_FOUR_FROM ? { last4: text.slice(-4) } : {}),
    ...(type === ACCESS_KEY_ID ? { id: text } : {}),
  };
}

/** The page of a question as everyone after the seam sees it. */
export function cleanPage(
  page: Page,
  question: { readonly clean?: Cleaner; readonly secrets?: readonly SecretPath[] },
  joinKey: Buffer,
): Page {
  const cleaned = question.clean?.(page, (value) => marked(value, joinKey)) ?? page;
  return redact(cleaned, question.secrets ?? [], joinKey);
}

/** The page with every value at the paths replaced by `{"$secret": mark}`. Null and absent values stay. */
export function redact(page: Page, paths: readonly SecretPath[], joinKey: Buffer): Page {
  return paths.reduce((before, path) => replaceAt(before, path.split("."), joinKey) as Page, page);
}

/** The page with every field replaced whose name says that it holds a secret, at any depth. */
export function redactByName(page: Page, joinKey: Buffer): Page {
  return replaceNamed(page, joinKey) as Page;
}

/** The text with known tokens in it replaced by their type: for names, tags and descriptions that people write. */
export function scrubText(text: string): string {
  if (text.length < LAST_FOUR_FROM) return text;
  return text.replace(ANY, (...groups: unknown[]) => {
    const index = FORMATS.findIndex((_, at) => groups[at + 1] !== undefined);
    return `[secret: ${FORMATS[index]?.[0] ?? "text"}]`;
  });
}

/** Known tokens in a running text, each with the name of its format. */
export function knownFormatsIn(text: string): readonly { readonly name: string; readonly value: string }[] {
  return [...text.matchAll(ANY)].map((match) => {
    const index = FORMATS.findIndex((_, at) => match[at + 1] !== undefined);
    return { name: FORMATS[index]?.[0] ?? "text", value: match[0] };
  });
}

/** The page with known tokens replaced in every text of it, whatever the field: for answers that people write into. */
export function scrubPage(page: Page): Page {
  return scrubAll(page) as Page;
}

function scrubAll(value: unknown): unknown {
  if (typeof value === "string") return scrubText(value);
  if (Array.isArray(value)) return value.map(scrubAll);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, scrubAll(member)]));
}

function replaceAt(value: unknown, path: readonly string[], joinKey: Buffer): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value === null || value === undefined ? value : marked(value, joinKey);
  if (step === "**" && rest.length === 0) return replaceBelow(value, joinKey);
  if (Array.isArray(value)) {
    const inner = step === "*" ? rest : path;
    return step === "*" || step === "**" ? value.map((element) => replaceAt(element, inner, joinKey)) : value;
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    if (step === "**") {
      const here = rest[0] === key || rest[0] === "*" ? replaceAt(member, rest.slice(1), joinKey) : member;
      return [key, here === member ? replaceAt(member, path, joinKey) : here];
    }
    return [key, step === "*" || step === key ? replaceAt(member, rest, joinKey) : member];
  });
  return Object.fromEntries(entries);
}

/** Keys stay: they say what each mark stands for. */
function replaceBelow(value: unknown, joinKey: Buffer): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((element) => replaceBelow(element, joinKey));
  if (!isRecord(value) || asRecorded(value) !== undefined) return marked(value, joinKey);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaceBelow(member, joinKey)]));
}

function replaceNamed(value: unknown, joinKey: Buffer): unknown {
  if (Array.isArray(value)) return value.map((element) => replaceNamed(element, joinKey));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    const isSecret = typeof member === "string" && member !== "" && SECRET_NAME.test(key);
    return [key, isSecret ? marked(member, joinKey) : replaceNamed(member, joinKey)];
  });
  return Object.fromEntries(entries);
}

function marked(value: unknown, joinKey: Buffer): { $secret: SecretMark } {
  return { $secret: toSecretMark(value, joinKey) };
}

/** The mark that stands for a value in a page; undefined when none does. */
export function secretMarkOf(value: unknown): SecretMark | undefined {
  return asRecorded(value);
}

function asRecorded(value: unknown): SecretMark | undefined {
  if (!isRecord(value) || !isRecord(value["$secret"])) return undefined;
  const { type, length, join, last4, id } = value["$secret"];
  if (typeof type !== "string" || typeof length !== "number" || typeof join !== "string") return undefined;
  return {
    type,
    length,
    join,
    ...(typeof last4 === "string" && last4.length === 4 ? { last4 } : {}),
    ...(typeof id === "string" && type === ACCESS_KEY_ID ? { id } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
