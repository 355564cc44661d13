// Identity of a row's content: canonical JSON and a short hash, cheap enough for every row of every crawl.
import { hash } from "node:crypto";
import type { Json, JsonRecord } from "../../model/words.js";
import { HASH_LENGTH } from "./hash-table.js";

/** JSON text with sorted keys, so that the order in which a vendor lists tags is no change. */
export function canonicalJson(value: Json): string {
  // Most values are sorted already, and checking costs a tenth of rebuilding.
  return isSorted(value) ? JSON.stringify(value) : sortedText(value);
}

/** Hash (SHA-256, cut to 120 bits) over the parts of a row, in order; each part is delimited, so no two lists of parts run together. */
export function rowHash(parts: readonly (string | null | undefined)[]): string {
  let text = "";
  for (const part of parts) text += part === undefined || part === null ? "-" : `${part.length}:${part}`;
  return hash("sha256", text, "base64url").slice(0, HASH_LENGTH);
}

function isSorted(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (isArray(value)) return value.every(isSorted);
  let before = "";
  for (const key in value) {
    if (key < before || !isSorted(value[key])) return false;
    before = key;
  }
  return true;
}

function sortedText(value: Json): string {
  if (isArray(value)) return `[${value.map(sortedText).join(",")}]`;
  return typeof value === "object" && value !== null ? sortedRecord(value) : JSON.stringify(value);
}

function sortedRecord(record: JsonRecord): string {
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const value = record[key];
    if (value !== undefined) text += `${text === "" ? "" : ","}${quoted(key)}:${sortedText(value)}`;
  }
  return `{${text}}`;
}

/** Keys as JSON: few, and each in thousands of rows. Those of tags are the vendor's customers' own, so not all are kept. */
const quotedKeys = new Map<string, string>();
const MOST_KEYS = 2_000;

function quoted(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (quotedKeys.size < MOST_KEYS) quotedKeys.set(key, text);
  return text;
}

/** Array.isArray does not narrow readonly arrays. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
