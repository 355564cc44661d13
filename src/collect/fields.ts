// Reads single fields of answers from outside: the allow-list style of converters. A field of another type than expected
// counts as not there.
import type { JsonRecord } from "../model/words.js";
import { scrubText } from "./secrets.js";

export type Fields = { readonly [key: string]: unknown };

/** Whether it is an object, and neither a list nor null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** Elements of a list; none when it is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A whole number that arithmetic keeps exact; undefined of anything else. */
export function integerOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

/** Text that people wrote, with known tokens taken out. */
export function proseOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : scrubText(text);
}

/**
 * Properties without those that are undefined. They are stored in the order of their names: where a large estate has tens of
 * thousands of nodes of a kind, they are named in it, which saves putting each in order.
 */
export function properties(all: { readonly [key: string]: JsonRecord[string] | undefined }): JsonRecord {
  const known: Record<string, JsonRecord[string]> = {};
  for (const key in all) {
    const value = all[key];
    if (value !== undefined) known[key] = value;
  }
  return known;
}
