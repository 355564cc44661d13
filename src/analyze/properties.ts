// Properties of nodes as typed values; what is absent or of another type was not read.
import type { JsonRecord } from "../model/words.js";

/** A text as it stands; undefined where it is empty or no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** True or false; undefined of anything else. */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Texts of a list; undefined when it is none. */
export function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : undefined;
}

/** Texts of a list; none where there is no list. */
export function listedTexts(value: unknown): readonly string[] {
  return textsOf(value) ?? [];
}

/** Numbers and texts as texts: ids. */
export function idOf(value: unknown): string | undefined {
  return typeof value === "number" ? String(value) : textOf(value);
}

/** Ids in a list, those that are none left out; undefined where there is no list. */
export function idsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.flatMap((one) => idOf(one) ?? []) : undefined;
}

/** Records of a list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Whether it is a record, and neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
