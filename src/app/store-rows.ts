// Rows of the public views by statements of our own, for commands that say all about something.
import type { Column } from "../model/views/column.js";
import { VIEWS } from "../model/views/index.js";
import type { Json, JsonRecord } from "../model/words.js";
import type { Store } from "../store/index.js";

export type Row = { readonly [column: string]: string | number | null };

/** Rows of one of our own statements over the public views. */
export function* ask(store: Store, sql: string): Generator<Row> {
  const { columns, rows } = store.query(sql);
  for (const row of rows) yield Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]));
}

/** A text as a literal of SQL; statements here take no parameters. */
export function sqlText(text: string): string {
  return `'${text.replace(/\0/g, "").replace(/'/g, "''")}'`;
}

/** Rows of a view with a value in a column, by id. */
export function rowsWith(store: Store, view: string, column: string, value: string): Row[] {
  return [...ask(store, `SELECT * FROM ${view} WHERE ${column} = ${sqlText(value)} ORDER BY id`)];
}

/** The row of a node in the view that has it; its id alone where none has. */
export function rowOf(store: Store, id: string): Row {
  const kind = store.node(id)?.kind;
  for (const { name, kinds } of VIEWS) {
    if (kind !== undefined && !kinds.includes(kind)) continue;
    const [row] = rowsWith(store, name, "id", id);
    if (row !== undefined) return row;
  }
  return { id };
}

const TYPES = new Map(VIEWS.flatMap(({ columns }) => columns.map(({ name, type }) => [name, type] as const)));

/** A row for programs: booleans and JSON columns as what they are, which SQLite keeps as numbers and texts. */
export function asJson(row: Row): JsonRecord {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value, TYPES.get(name))]));
}

/** A value of a column as what it is. */
export function toJson(value: string | number | null, type: Column["type"] | undefined): Json {
  if (value === null) return null;
  if (type === "boolean") return value === 1;
  return type === "json" ? (JSON.parse(String(value)) as Json) : value;
}

/** Properties of a row, which SQL gives as text; none where there is no text. */
export function parsed(text: Json | undefined): JsonRecord {
  return typeof text === "string" ? (JSON.parse(text) as JsonRecord) : {};
}
