// Tags as the services write them: a map, or a list of pairs with keys in either case. Pure.
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { type Fields, fieldsOf, isFields, proseOf, textOf } from "../fields.js";

/** Tags as a map, in the order of their keys, in which they are stored; undefined when the answer does not speak of tags. */
export function toTags(raw: unknown): JsonRecord | undefined {
  if (Array.isArray(raw)) return toMap(raw.map(fieldsOf).flatMap(toPair));
  if (!isFields(raw)) return undefined;
  return toMap(Object.entries(raw).map(([key, value]) => [key, proseOf(value) ?? ""]));
}

type Pair = [key: string, value: string];

function toPair(tag: Fields): Pair[] {
  const key = textOf(tag["Key"]) ?? textOf(tag["key"]) ?? textOf(tag["TagKey"]);
  return key === undefined ? [] : [[key, proseOf(tag["Value"] ?? tag["value"] ?? tag["TagValue"]) ?? ""]];
}

function toMap(pairs: Pair[]): JsonRecord {
  return Object.fromEntries(pairs.sort(([a], [b]) => compareText(a, b)));
}
