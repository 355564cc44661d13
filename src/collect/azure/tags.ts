// Tags as a map of texts, with known tokens taken out. Tags that hide a value from people are Azure's own.
import type { JsonRecord } from "../../model/words.js";
import { fieldsOf, proseOf } from "../fields.js";

/** Tags of a resource; undefined where none is left. */
export function tagsOf(value: unknown): JsonRecord | undefined {
  const tags = Object.entries(fieldsOf(value)).flatMap(([key, one]) => {
    const text = proseOf(one);
    return text === undefined || key.startsWith("hidden-") ? [] : [[key, text] as const];
  });
  return tags.length === 0 ? undefined : Object.fromEntries(tags);
}
