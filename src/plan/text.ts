// Text from outside inside HCL, YAML and file names: nothing in a name ends a literal, starts a template or leaves a folder.
import type { Json } from "../model/words.js";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** A quoted string of HCL. Template marks are doubled, so that they stand for themselves. */
export function hclString(text: string): string {
  const escaped = text
    .replace(/\\/g, "\\\\")
    .replace(/"/g, '\\"')
    .replace(/\$\{/g, "$$${")
    .replace(/%\{/g, "%%{")
    .replace(UNSEEN, unicodeEscape);
  return `"${escaped}"`;
}

/** A JSON value as an expression of HCL. */
export function hclValue(value: Json, indent = ""): string {
  if (typeof value === "string") return hclString(value);
  if (typeof value !== "object" || value === null) return String(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (list.length === 0) return "[]";
    return `[\n${list.map((one) => `${deeper}${hclValue(one, deeper)},\n`).join("")}${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, one]) => `${deeper}${hclString(key)} = ${hclValue(one, deeper)}\n`).join("")}${indent}}`;
}

/** A comment that stays on its line, in HCL and YAML alike. */
export function comment(text: string): string {
  return `# ${text.replace(UNSEEN, unicodeEscape)}`;
}

/** A double-quoted scalar of YAML: the escapes of JSON are among its own. */
export function yamlString(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, unicodeEscape);
}

function unicodeEscape(char: string): string {
  if (char === "\n") return "\\n";
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** A word for labels of Terraform and names of roles: letters, digits, hyphens; never empty. */
export function safeWord(text: string, longest = 48): string {
  const word = text
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, longest)
    .replace(/-+$/, "");
  return /^[A-Za-z]/.test(word) ? word : `x${word === "" ? "" : `-${word}`}`;
}

/** A label of Terraform. */
export function hclLabel(text: string): string {
  return safeWord(text).replace(/-/g, "_").toLowerCase();
}

/** A property that is a text with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list; none when it is no list. */
export function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string" && one !== "") : [];
}
