// Streams rows of the public node views for rules and for the inventory.
import type { InventoryRow } from "../../model/report.js";
import type { View } from "../../model/views/column.js";
import { viewNamed } from "../../model/views/index.js";
import type { Json } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { compileView } from "../views/compile.js";

/** Booleans are 0 or 1, times ISO text, JSON columns JSON text; NULL means what the column's `null_means` says. */
export type ViewRow = Record<string, string | number | null>;

export interface RowsRequest {
  /** Vendor types; every type of the view when empty. */
  readonly types: readonly string[];
  readonly columns: readonly string[];
  readonly scope?: string;
}

/** Rows of a view, sorted by id, read as they are asked for. The store cannot be written to before the last one. */
export function viewRows(connection: Connection, view: View, request: RowsRequest): IterableIterator<ViewRow> {
  return connection.readEach(() => {
    const { sql, parameters } = compileView(view, { ...request, order: ["id"] });
    return connection.db.prepare<readonly string[], ViewRow>(sql).iterate(parameters);
  });
}

/** Every principal with all columns of the `identity` view, sorted by scope and id; booleans and JSON as such. */
export function* inventoryRows(connection: Connection): IterableIterator<InventoryRow> {
  const view = viewNamed("identity");
  if (view === undefined) throw new Error("there is no identity view");
  const { sql } = compileView(view, { order: ["scope", "id"] });
  const rows = connection.readEach(() => connection.db.prepare<[], ViewRow>(sql).iterate());
  for (const row of rows) {
    yield Object.fromEntries(view.columns.map(({ name, type }) => [name, toJsonValue(row[name] ?? null, type)]));
  }
}

function toJsonValue(value: string | number | null, type: View["columns"][number]["type"]): Json {
  if (value === null) return null;
  if (type === "boolean") return value === 1;
  return type === "json" ? (JSON.parse(String(value)) as Json) : value;
}
