// Takes rows apart that were read with their properties whole: one JSON.parse a row costs a quarter of what as many
// `->>` in SQL do.
import type { Database } from "better-sqlite3";
import { addTo } from "../../model/group-by.js";
import type { Json, JsonRecord } from "../../model/words.js";
import type { CompiledRows, ValuePlace } from "../views/compile.js";
import { canonicalJson } from "../write/hash.js";

export type Value = string | number | null;
export type ViewRow = Record<string, Value>;

type RowColumn = CompiledRows["columns"][number];

/** Facts of nodes that are alike are one text; no more of them than this are kept taken apart. */
const MOST_KEPT = 10_000;

/** A place that holds JSON, or the number of facts, and the columns that are found only there. */
interface JsonPlace {
  readonly at: number;
  readonly columnsOf: ReadonlyMap<string, readonly RowColumn[]>;
  readonly factsOf: (number: number) => Facts | undefined;
}

/** Facts with what they give to a row. */
interface Facts {
  readonly record: JsonRecord;
  /** Columns, and their values in the same order: lists of pairs would take three times the memory. */
  readonly names: readonly string[];
  readonly values: readonly Value[];
}

/** Makes view rows from the values that the statement of `compileRows` gives: what the SQL of compileView would. */
export function toRowReader(db: Database, { columns }: CompiledRows): (values: readonly Value[]) => ViewRow {
  const jsonPlaces = toJsonPlaces(db, columns);
  const plain = columns.flatMap(({ name, places: [place, ...others] }) =>
    place === undefined || place.key !== undefined || others.length > 0 ? [] : [{ name, at: place.at }],
  );
  const several = columns.filter(({ places }) => places.length > 1);
  const records: (JsonRecord | undefined)[] = [];
  // Cloned for each row: objects that grow by computed keys end up as slow dictionaries.
  const empty: ViewRow = JSON.parse(JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, null]))));
  return (values) => {
    const row = { ...empty };
    for (const { name, at } of plain) row[name] = values[at] ?? null;
    for (const place of jsonPlaces) records[place.at] = fill(row, place, values[place.at]);
    for (const { name, isJson, places } of several) row[name] = firstOf(places, isJson, values, records);
    return row;
  };
}

/** Puts what is at a place into the row, and says what that was. */
function fill(row: ViewRow, { columnsOf, factsOf }: JsonPlace, value: Value | undefined): JsonRecord | undefined {
  if (typeof value === "number") {
    const facts = factsOf(value);
    if (facts === undefined) return undefined;
    const { names, values } = facts;
    // Indexed: at each of a hundred thousand rows an iterator costs as much as what it gives.
    for (let at = 0; at < names.length; at++) row[names[at] ?? ""] = values[at] ?? null;
    return facts.record;
  }
  if (typeof value !== "string") return undefined;
  const record = JSON.parse(value) as JsonRecord;
  // By the keys that are there: a view has ten times as many columns, most of them of other types of node.
  for (const key in record) {
    const columns = columnsOf.get(key);
    if (columns === undefined) continue;
    for (const { name, isJson } of columns) row[name] = toSqlValue(record[key], isJson);
  }
  return record;
}

function firstOf(
  places: readonly ValuePlace[],
  isJson: boolean,
  values: readonly Value[],
  records: readonly (JsonRecord | undefined)[],
): Value {
  for (const { at, key } of places) {
    const value = key === undefined ? values[at] : toSqlValue(records[at]?.[key], isJson);
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function toJsonPlaces(db: Database, columns: readonly RowColumn[]): JsonPlace[] {
  const all = new Set(
    columns.flatMap(({ places }) => places.flatMap(({ at, key }) => (key === undefined ? [] : [at]))),
  );
  return [...all].map((at) => {
    const columnsOf = new Map<string, RowColumn[]>();
    for (const column of columns) {
      const [place, ...others] = column.places;
      if (place?.at !== at || place.key === undefined || others.length > 0) continue;
      addTo(columnsOf, place.key, column);
    }
    return { at, columnsOf, factsOf: toFactReader(db, columnsOf) };
  });
}

/** Facts by the number of their text; they are shared and only read. */
function toFactReader(db: Database, columnsOf: JsonPlace["columnsOf"]): JsonPlace["factsOf"] {
  const find = db.prepare<[number], string>("SELECT columns FROM fact_text_row WHERE id = ?").pluck();
  const kept = new Map<number, Facts>();
  return (number) => {
    const known = kept.get(number);
    if (known !== undefined) return known;
    const text = find.get(number);
    if (text === undefined) return undefined;
    const record = JSON.parse(text) as JsonRecord;
    const names: string[] = [];
    const values: Value[] = [];
    for (const key of Object.keys(record)) {
      for (const { name, isJson } of columnsOf.get(key) ?? []) {
        names.push(name);
        values.push(toSqlValue(record[key], isJson));
      }
    }
    if (kept.size >= MOST_KEPT) kept.clear();
    const facts = { record, names, values };
    kept.set(number, facts);
    return facts;
  };
}

/** A JSON value as SQL's `->>` gives it, or, for JSON columns, as `->` does: stored texts are canonical, so this is too. */
function toSqlValue(value: Json | undefined, isJson: boolean): Value {
  if (value === null || value === undefined) return null;
  if (isJson || typeof value === "object") return canonicalJson(value);
  return typeof value === "boolean" ? Number(value) : value;
}
