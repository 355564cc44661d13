// Secrets in the text of a script or a cloud-init document: what is assigned to a name, what is given to commands that set passwords,
// addresses with one, and known formats wherever they stand.
// Values leave only to be marked; see secrets.ts.
import { gunzipSync } from "node:zlib";
import { addAll } from "../model/add-all.js";
import { loginsIn } from "./script-logins.js";
import { announcesSecret, isSecretLike } from "./secret-like.js";
import { knownFormatsIn, type SecretMark } from "./secrets.js";

/** A value in a text, by the name that it is given there. */
export interface NamedText {
  readonly name: string;
  readonly value: string;
}

/** The mark of a value, as a cleaner makes it. */
type Marker = (value: unknown) => { readonly $secret: SecretMark };

/** What is left of a script: how long it was, and the marks of its secrets. */
export interface ScriptMarks {
  readonly $script: {
    readonly length: number;
    readonly secrets: readonly { readonly name: string; readonly value: { readonly $secret: SecretMark } }[];
  };
}

/** Texts within texts: a file that cloud-init writes, within a part of a message, within user data. */
const DEEPEST = 3;
/** User data has 16 KB; unpacked it may be much longer, but what is read of it ends somewhere. */
const LONGEST = 1 << 20;
const SHORTEST = 6;

const VALUE = `(?:"([^"\\r\\n]{1,2000})"|'([^'\\r\\n]{1,2000})'|([^\\s"'#;,&|<>(]{1,2000})(?![^\\s"'#;,&|<>]))`;
/** DB_PASSWORD=x, export TOKEN="x", $env:API_KEY = 'x', "password": "x", password: x, --token=x, -e KEY=x */
const ASSIGNED = new RegExp(
  `(?:\\$env:)?([A-Za-z_][\\w.-]{1,80})["']?[ \\t]*(?:=>|:=|[:=])[ \\t]*(?:ConvertTo-SecureString[ \\t]+(?:-String[ \\t]+)?)?${VALUE}`,
  "g",
);
/** --token x */
const FLAG = new RegExp(`--([A-Za-z][\\w-]{1,80})[ \\t]+(?!-)${VALUE}`, "g");
/** What a shell, a template or a batch file would put in place of it: the secret itself is elsewhere. */
const STANDS_FOR = /^(?:%[A-Za-z_]\w*%|<[^>]*>|!(?:Ref|Sub)\b.*|`.*|ConvertTo-.*|Get-.*)$|^\$|\{\{/;
/** In double quotes, or in none, a shell puts something in place of it. */
const EXPANDED = /\$[A-Za-z_{(]/;
/** Long enough to be a text of some lines. */
const PACKED =
  /[A-Za-z0-9+/]{40,}(?:\r?\n[ \t]*[A-Za-z0-9+/]{20,})*(?:\r?\n[ \t]*[A-Za-z0-9+/]{1,76}(?=={1,2}))?={0,2}/g;

/**
 * What is kept of user data: base64 of a script, a cloud-init document or a message of several, perhaps compressed. A text
 * that no base64 is taken as it stands. What was cleaned before stays.
 */
export function toScriptMarks(value: unknown, mark: Marker): unknown {
  if (typeof value !== "string") return value;
  const text = unpack(value) ?? value;
  const secrets = namedTextsIn(text).flatMap(({ name, value: found }) => {
    const marked = mark(found);
    return isSecretLike(name, marked.$secret) || marked.$secret.id !== undefined ? [{ name, value: marked }] : [];
  });
  const marks: ScriptMarks = { $script: { length: text.length, secrets } };
  return marks;
}

/** Marks that stand where a script stood; undefined when nobody looked into it. */
export function scriptMarksOf(value: unknown): ScriptMarks["$script"] | undefined {
  const script = isMap(value) ? value["$script"] : undefined;
  if (!isMap(script) || !Array.isArray(script["secrets"])) return undefined;
  return script as unknown as ScriptMarks["$script"];
}

/**
 * Values with the names that they are assigned to, in the order of the text; what has a known format and no name is called by
 * its format. The same name with another value gets a number.
 */
export function namedTextsIn(text: string): readonly NamedText[] {
  const found: NamedText[] = [];
  for (const part of withPacked(text)) {
    const assigned = [...part.matchAll(ASSIGNED), ...part.matchAll(FLAG)].sort((a, b) => a.index - b.index);
    const named = assigned.flatMap(([, name = "", double, single, bare]): NamedText[] => {
      const value = double ?? single ?? bare ?? "";
      if (!isGiven(value)) return [];
      return single === undefined && EXPANDED.test(value) ? [] : [{ name, value }];
    });
    const known = knownFormatsIn(part);
    const logins = loginsIn(part)
      .filter(({ value, isLiteral }) => isGiven(value) && (isLiteral || !EXPANDED.test(value)))
      .filter(
        ({ value }) => !named.some((one) => isFound(one, value)) && !known.some((one) => value.includes(one.value)),
      )
      .sort((a, b) => a.index - b.index)
      .map(({ name, value }) => ({ name, value }));
    const rest = known.filter(({ value }) => !named.some((one) => one.value === value));
    addAll(found, named, logins, rest);
  }
  return numbered(found);
}

/** Long enough for a secret, and nothing that another stands behind. */
function isGiven(value: string): boolean {
  return value.length >= SHORTEST && !STANDS_FOR.test(value);
}

/** An address that has a name, and a password whose name says what it is, are found by that. */
function isFound({ name, value }: NamedText, login: string): boolean {
  return login.includes("://") ? value.includes(login) : value === login && announcesSecret(name);
}

function numbered(texts: readonly NamedText[]): readonly NamedText[] {
  const seen = new Map<string, string[]>();
  return texts.flatMap(({ name, value }) => {
    const values = seen.get(name) ?? [];
    if (values.includes(value)) return [];
    seen.set(name, [...values, value]);
    return [{ name: values.length === 0 ? name : `${name}-${values.length + 1}`, value }];
  });
}

/** The text, and the texts that are packed into it. */
function withPacked(text: string, depth = 1): readonly string[] {
  if (depth > DEEPEST) return [text];
  const packed = [...text.matchAll(PACKED)].flatMap(([run]) => {
    const inner = unpack(run);
    return inner === undefined ? [] : withPacked(inner, depth + 1);
  });
  return [text, ...packed];
}

/** The text behind base64, unpacked where it is compressed; undefined where it is no text. */
function unpack(encoded: string): string | undefined {
  const compact = encoded.replace(/\s+/g, "");
  if (compact.length < 4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  let bytes = Buffer.from(compact, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: LONGEST });
    } catch {
      return undefined;
    }
  }
  const text = bytes.toString("utf8");
  // Control characters, and what stands for bytes that are no text.
  return /[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text) ? undefined : text;
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
