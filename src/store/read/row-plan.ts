// Takes rows apart that were read with their properties whole: one JSON.parse a row costs a quarter of what as many
// `->>` in SQL do.
import type { Database } from "better-sqlite3";
import type { Json, JsonRecord } from "../../model/words.js";
import type { CompiledRows, ValuePlace } from "../views/compile.js";
import { canonicalJson } from "../write/hash.js";

export type Value = string | number | null;
export type ViewRow = Record<string, Value>;

/** Facts of nodes that are alike are one text; no more of them than this are kept parsed. */
const MOST_KEPT = 10_000;

/** Makes view rows from the values that the statement of `compileRows` gives: what the SQL of compileView would. */
export function toRowReader(db: Database, { columns }: CompiledRows): (values: readonly Value[]) => ViewRow {
  const jsonPlaces = [...new Set(columns.flatMap(({ places }) => places.filter(hasKey).map(({ at }) => at)))];
  const factOf = toFactReader(db);
  const records: (JsonRecord | undefined)[] = [];
  // Cloned for each row: objects that grow by computed keys end up as slow dictionaries.
  const empty: ViewRow = JSON.parse(JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, null]))));
  return (values) => {
    for (const at of jsonPlaces) {
      const value = values[at];
      if (typeof value === "number") records[at] = factOf(value);
      else records[at] = typeof value === "string" ? (JSON.parse(value) as JsonRecord) : undefined;
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

/** Facts by the number of their text; records are shared and only read. */
function toFactReader(db: Database): (text: number) => JsonRecord | undefined {
  const find = db.prepare<[number], string>("SELECT columns FROM fact_text_row WHERE id = ?").pluck();
  const kept = new Map<number, JsonRecord>();
  return (number) => {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const text = find.get(number);
    if (text === undefined) return undefined;
    const record = JSON.parse(text) as JsonRecord;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(number, record);
    return record;
  };
}

/** A JSON value as SQL's `->>` gives it, or, for JSON columns, as `->` does: stored texts are canonical, so this is too. */
function toSqlValue(value: Json | undefined, isJson: boolean): Value {
  if (value === null || value === undefined) return null;
  if (isJson || typeof value === "object") return canonicalJson(value);
  return typeof value === "boolean" ? Number(value) : value;
}
