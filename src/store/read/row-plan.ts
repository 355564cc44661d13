// Takes rows apart that were read with their properties whole: one JSON.parse a row costs a quarter of what as many
// `->>` in SQL do.
import type { Json, JsonRecord } from "../../model/words.js";
import type { CompiledRows, ValuePlace } from "../views/compile.js";
import { canonicalJson } from "../write/hash.js";

export type Value = string | number | null;
export type ViewRow = Record<string, Value>;

/** Facts of nodes that are alike are the same text; no more of them than this are kept parsed. */
const MOST_KEPT = 5_000;

/** Makes view rows from the values that the statement of `compileRows` gives: what the SQL of compileView would. */
export function toRowReader({ columns }: CompiledRows): (values: readonly Value[]) => ViewRow {
  const jsonPlaces = [...new Set(columns.flatMap(({ places }) => places.filter(hasKey).map(({ at }) => at)))];
  const parsers = jsonPlaces.map((at) => ({ at, parse: toParser() }));
  const records: (JsonRecord | undefined)[] = [];
  // Cloned for each row: objects that grow by computed keys end up as slow dictionaries.
  const empty: ViewRow = JSON.parse(JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, null]))));
  return (values) => {
    for (const { at, parse } of parsers) {
      const text = values[at];
      records[at] = typeof text === "string" ? parse(text) : undefined;
    }
    const row = { ...empty };
    for (const { name, isJson, places } of columns) {
      for (const { at, key } of places) {
        const value = key === undefined ? values[at] : toSqlValue(records[at]?.[key], isJson);
        if (value === null || value === undefined) continue;
        row[name] = value;
        break;
      }
    }
    return row;
  };
}

function hasKey({ key }: ValuePlace): boolean {
  return key !== undefined;
}

/** JSON.parse with the latest distinct texts kept; records are only read. */
function toParser(): (text: string) => JsonRecord {
  const kept = new Map<string, JsonRecord>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const record = JSON.parse(text) as JsonRecord;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, record);
    return record;
  };
}

/** A JSON value as SQL's `->>` gives it, or, for JSON columns, as `->` does: stored texts are canonical, so this is too. */
function toSqlValue(value: Json | undefined, isJson: boolean): Value {
  if (value === null || value === undefined) return null;
  if (isJson || typeof value === "object") return canonicalJson(value);
  return typeof value === "boolean" ? Number(value) : value;
}
