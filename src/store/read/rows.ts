// Streams rows of the public node views for rules and for the inventory.
import type { InventoryRow } from "../../model/report.js";
import type { View } from "../../model/views/column.js";
import { viewNamed } from "../../model/views/index.js";
import type { Json } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { compileRows } from "../views/compile.js";
import { BY_LIST } from "../views/current.js";
import { openTypes } from "./open-types.js";
import { toRowReader, type Value, type ViewRow } from "./row-plan.js";
import { supplementingDataSets } from "./supplementing.js";

/** Booleans are 0 or 1, times ISO text, JSON columns JSON text; NULL means what the column's `null_means` says. */
export type { ViewRow } from "./row-plan.js";

export interface RowsRequest {
  /** Vendor types; every type of the view when empty. */
  readonly types: readonly string[];
  readonly columns: readonly string[];
  readonly scope?: string;
  /** Rows carry ROW_UNIT too, for `evidenceOf`. */
  readonly withUnit?: boolean;
}

/** Rows of a view, sorted by id, read as they are asked for. The store cannot be written to before the last one. */
export function viewRows(connection: Connection, view: View, request: RowsRequest): IterableIterator<ViewRow> {
  return rowsIn(connection, view, request, ["id"]);
}

/** Vendor types of open nodes of the view's kinds. */
export function viewTypes(connection: Connection, view: View): string[] {
  const kinds: readonly string[] = view.kinds;
  const types = connection.read(() => openTypes(connection.db)).filter(([kind]) => kinds.includes(kind));
  return [...new Set(types.map(([, type]) => type))].sort();
}

/** Every row of a view with all its columns, sorted by scope and id; booleans and JSON as such. */
export function* wholeRows(connection: Connection, name: "identity" | "account"): IterableIterator<InventoryRow> {
  const view = viewNamed(name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  const columns = view.columns.map((column) => column.name);
  for (const values of rowsIn(connection, view, { types: [], columns }, ["scope", "id"])) {
    const row: { [column: string]: Json } = {};
    for (const column of view.columns) row[column.name] = toJsonValue(values[column.name] ?? null, column.type);
    yield row;
  }
}

function rowsIn(
  connection: Connection,
  view: View,
  request: RowsRequest,
  order: readonly string[],
): IterableIterator<ViewRow> {
  return connection.readEach(() => {
    const { db } = connection;
    const supplementing = connection.once("supplementing", () => supplementingDataSets(db));
    const compiled = compileRows(view, { ...request, order, currency: BY_LIST, supplementing });
    const statement = db.prepare<readonly string[], readonly Value[]>(compiled.sql).raw();
    return rowsOf(statement.iterate(compiled.parameters), toRowReader(db, compiled));
  });
}

function* rowsOf(rows: Iterable<readonly Value[]>, toRow: (values: readonly Value[]) => ViewRow): Iterable<ViewRow> {
  for (const values of rows) yield toRow(values);
}

function toJsonValue(value: string | number | null, type: View["columns"][number]["type"]): Json {
  if (value === null) return null;
  if (type === "boolean") return value === 1;
  return type === "json" ? (JSON.parse(String(value)) as Json) : value;
}
