// Reading what people write in tags and names, and writing columns.
import type { Json, JsonRecord } from "../../model/words.js";

/** What a person wrote, without white space around it; undefined where nothing is left or the value is no text. */
export function writtenText(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Columns without those that are not known. */
export function knownColumns(columns: { readonly [column: string]: Json | undefined }): JsonRecord {
  return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** A time with milliseconds, so that times compare as text; undefined when it is none. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A time as columns show it: milliseconds only when there are some. */
export function shownTime(time: string): string {
  return time.replace(".000Z", "Z");
}

/** What people write where they have nothing to say. */
const BLANKS = new Set(["-", "n/a", "na", "none", "null", "nobody", "tbd", "todo", "unknown", "undefined", "?"]);

/** Tags of a node by key; nothing when they are no map. */
export type Tags = { readonly [key: string]: unknown };

/** Tags of a node; none where it has none. */
export function tagsOf(value: unknown): Tags {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tags) : NO_TAGS;
}

const NO_TAGS: Tags = {};

/** The first of the keys that a tag states something under; a key as written wins over one in another case. */
export function statedTag(
  raw: unknown,
  keys: readonly string[],
): { readonly key: string; readonly value: string } | undefined {
  const tags = tagsOf(raw);
  const written = Object.keys(tags);
  if (written.length === 0) return undefined;
  for (const wanted of keys) {
    const key = Object.hasOwn(tags, wanted) ? wanted : inAnotherCase(written, wanted.toLowerCase());
    const value = key === undefined ? undefined : writtenText(tags[key]);
    if (key !== undefined && value !== undefined && !BLANKS.has(value.toLowerCase())) return { key, value };
  }
  return undefined;
}

function inAnotherCase(written: readonly string[], wanted: string): string | undefined {
  let first: string | undefined;
  for (const key of written) {
    if (key.length !== wanted.length || key.toLowerCase() !== wanted) continue;
    if (first === undefined || key < first) first = key;
  }
  return first;
}
