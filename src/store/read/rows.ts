// Streams rows of the public node views for rules and for the inventory.
import type { InventoryRow } from "../../model/report.js";
import type { View } from "../../model/views/column.js";
import { viewNamed } from "../../model/views/index.js";
import type { Json } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { compileView } from "../views/compile.js";
import { BY_LIST } from "../views/current.js";

/** Booleans are 0 or 1, times ISO text, JSON columns JSON text; NULL means what the column's `null_means` says. */
export type ViewRow = Record<string, string | number | null>;

type Values = readonly (string | number | null)[];

export interface RowsRequest {
  /** Vendor types; every type of the view when empty. */
  readonly types: readonly string[];
  readonly columns: readonly string[];
  readonly scope?: string;
}

/** Rows of a view, sorted by id, read as they are asked for. The store cannot be written to before the last one. */
export function viewRows(connection: Connection, view: View, request: RowsRequest): IterableIterator<ViewRow> {
  return connection.readEach(() => {
    const { sql, parameters } = compileView(view, { ...request, order: ["id"], currency: BY_LIST });
    return named(request.columns, connection.db.prepare<readonly string[], Values>(sql).raw().iterate(parameters));
  });
}

/** Every row of a view with all its columns, sorted by scope and id; booleans and JSON as such. */
export function* wholeRows(connection: Connection, name: "identity" | "account"): IterableIterator<InventoryRow> {
  const view = viewNamed(name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  const { sql } = compileView(view, { order: ["scope", "id"], currency: BY_LIST });
  const rows = connection.readEach(() => connection.db.prepare<[], Values>(sql).raw().iterate());
  for (const values of rows) {
    const row: { [column: string]: Json } = {};
    for (const [at, { name, type }] of view.columns.entries()) row[name] = toJsonValue(values[at] ?? null, type);
    yield row;
  }
}

/** Rows by column name, made here: a fifth cheaper than letting the driver do it. */
function* named(columns: readonly string[], rows: Iterable<Values>): Iterable<ViewRow> {
  for (const values of rows) {
    const row: ViewRow = {};
    for (let at = 0; at < columns.length; at++) row[columns[at] ?? ""] = values[at] ?? null;
    yield row;
  }
}

function toJsonValue(value: string | number | null, type: View["columns"][number]["type"]): Json {
  if (value === null) return null;
  if (type === "boolean") return value === 1;
  return type === "json" ? (JSON.parse(String(value)) as Json) : value;
}
