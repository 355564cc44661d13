// Tags as the services write them: a map, or a list of pairs with keys in either case. Pure.
import type { JsonRecord } from "../../model/words.js";
import { fieldsOf, isFields, proseOf, textOf } from "../fields.js";

/** Tags as a map; undefined when the answer does not speak of tags. */
export function toTags(raw: unknown): JsonRecord | undefined {
  if (Array.isArray(raw)) {
    const tags = raw.map(fieldsOf).flatMap((tag): [string, string][] => {
      const key = textOf(tag["Key"]) ?? textOf(tag["key"]) ?? textOf(tag["TagKey"]);
      return key === undefined ? [] : [[key, proseOf(tag["Value"] ?? tag["value"] ?? tag["TagValue"]) ?? ""]];
    });
    return Object.fromEntries(tags);
  }
  if (!isFields(raw)) return undefined;
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, proseOf(value) ?? ""]));
}
