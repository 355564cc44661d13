// Makes text from outside (names, tags, messages of APIs) harmless in each kind of output. Knows no report; never shortens.
import type { Json, JsonRecord } from "../model/words.js";

// Controls, bidirectional and other format characters, line and paragraph separators, lone surrogates, and whatever
// else Unicode says a reader does not see (zero-width, variation selectors, tags, fillers).
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const PLAIN = /^[\x20-\x7e]*$/;
const SHORT_ESCAPES: { readonly [char: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// Build servers take lines of a log for commands: `::error …::` at the start of a line, `##[…]` and `##vso[…]` anywhere.
const RUNNER_COMMANDS =
  /##(?=(?:vso)?\[)|::(?=(?:error|warning|notice|debug|(?:end)?group|echo|stop-commands|(?:add|remove)-(?:mask|matcher|path)|set-(?:output|env)|save-state|internal-[a-z-]+)\b)/gi;

function codePointEscape(char: string): string {
  return SHORT_ESCAPES[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * One line for a terminal: every character that moves the cursor, changes colours, reorders or hides text is shown as
 * a visible escape (`\n`, `\u{202e}`), and so is what a build server would take for a command. Two names that differ only
 * in unseen characters stay different.
 */
export function terminalText(text: string): string {
  const quiet = text.includes("::") || text.includes("##") ? text.replace(RUNNER_COMMANDS, firstEscaped) : text;
  return PLAIN.test(quiet) ? quiet : quiet.replace(UNSEEN, codePointEscape);
}

function firstEscaped(mark: string): string {
  return codePointEscape(mark.charAt(0)) + mark.slice(1);
}

/** The lines of a text of ours (a fix with commands), each harmless by itself; no empty lines at either end. */
export function terminalLines(text: string): string[] {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== "");
  return lines.slice(Math.max(0, first)).map(terminalText);
}

/**
 * A CSV cell before quoting. Unseen characters are shown as escapes, so none can hide a formula sign from the writer's
 * own check; a sign behind leading spaces, which spreadsheets trim, is defused here. `lines` keeps line breaks.
 */
export function csvText(text: string, lines: "one" | "many" = "one"): string {
  const shown = lines === "many" ? terminalLines(text).join("\n") : terminalText(text);
  return /^\s+[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(shown) ? `'${shown}` : shown;
}

/** Text for XML 1.0 content and attributes in double quotes; `lines` keeps line breaks (content only). */
export function xmlText(text: string, lines: "one" | "many" = "one"): string {
  const shown = lines === "many" ? terminalLines(text).join("\n") : terminalText(text);
  return shown
    .replace(/[\ufffe\uffff]/g, codePointEscape)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&apos;");
}

/**
 * A plain-text SARIF message. Brackets that would read as an embedded link are escaped as the format says; an empty
 * text, which GitHub refuses, becomes `fallback`. `lines` keeps line breaks.
 */
export function sarifText(text: string, fallback: string, lines: "one" | "many" = "one"): string {
  const shown = lines === "many" ? terminalLines(text).join("\n") : terminalText(text);
  if (shown.trim() === "") return fallback;
  return shown.includes("](") ? shown.replace(/[\\[\]]/g, "\\$&") : shown;
}

/** JSON of a part of a SARIF log: no text in it is empty or holds unseen characters, line breaks apart. */
export function sarifJson(value: object): string {
  return JSON.stringify(value, (_, field: unknown) => {
    if (typeof field !== "string") return field;
    if (field === "") return "(empty)";
    return PLAIN.test(field) ? field : field.split("\n").map(terminalText).join("\n");
  });
}

/** At most `length` UTF-16 units, ending in `…` when cut; no character is cut in half. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text
    .slice(0, length - 1)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd()}…`;
}

/**
 * Compact JSON of the exact value, written so that printing it is harmless: unseen characters stand as `\uXXXX`.
 * Keys keep the order given, see `sorted`.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return PLAIN.test(text) ? text : text.replace(UNSEEN, unitEscapes);
}

/** The same for people to read, indented by two; no line end of its own. */
export function indentedJson(value: unknown): string {
  // The line ends between members are ours: those inside texts are escaped already.
  return JSON.stringify(value, null, 2).replace(UNSEEN, (char) => (char === "\n" ? char : unitEscapes(char)));
}

function unitEscapes(char: string): string {
  let escapes = "";
  for (let unit = 0; unit < char.length; unit++) {
    escapes += `\\u${char.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return escapes;
}

/** The same JSON value with the keys of every record in code-unit order: same facts, same bytes. */
export function sorted(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  return isList(value) ? value.map(sorted) : sortedRecord(value);
}

/** `sorted` for a record; keys whose value is undefined are left out. */
export function sortedRecord(value: JsonRecord): JsonRecord {
  const fields: [string, Json][] = [];
  for (const key of Object.keys(value).sort()) {
    const field = value[key];
    if (field !== undefined) fields.push([key, sorted(field)]);
  }
  return Object.fromEntries(fields);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
