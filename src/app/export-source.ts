// What the exports of the whole graph read, straight from the store.
import type { ExportNode, ExportSource, ViewRecord } from "../model/export.js";
import { VERSION } from "../model/version.js";
import type { Column } from "../model/views/column.js";
import { VIEWS, viewNamed } from "../model/views/index.js";
import type { JsonRecord } from "../model/words.js";
import type { Store } from "../store/index.js";
import { PUBLIC_VIEWS } from "../store/views/public.js";
import { HOME_PAGE } from "./report-source.js";
import { toJson } from "./store-rows.js";

const NODES = `SELECT id, kind, type, name, scope FROM node
WHERE kind IN ('principal', 'credential', 'workload', 'scope') ORDER BY id`;
/** Columns that a view is sorted by; views have keys of at most five. */
const SORTED_BY = 6;

/** What an export says of nhi itself. */
export const TOOL: ExportSource["tool"] = { name: "nhi", version: VERSION, informationUri: HOME_PAGE };

/** The source over what the store holds now. */
export function toExportSource(store: Store, now: Date): ExportSource {
  return {
    tool: TOOL,
    now: now.toISOString(),
    scopes: store.scopes(),
    nodes: () => nodes(store),
    node: (id) => store.node(id),
    edges: () => store.pathEdges(),
    identities: () => store.inventory(),
    credentials: () => rowsOf(store, "credential", viewNamed("credential")?.columns ?? [], "id"),
    views: () => viewRecords(store),
  };
}

function* nodes(store: Store): Generator<ExportNode> {
  for (const [id, kind, type, name, scope] of store.query(NODES).rows) {
    yield {
      id: String(id),
      kind: String(kind),
      type: String(type),
      name: String(name ?? ""),
      scope: String(scope ?? ""),
    };
  }
}

function* viewRecords(store: Store): Generator<ViewRecord> {
  const views = [...PUBLIC_VIEWS, ...VIEWS].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, columns } of views) {
    const order = columns.slice(0, SORTED_BY).map((_, at) => String(at + 1));
    for (const row of rowsOf(store, name, columns, order.join(", "))) yield { view: name, row };
  }
}

/** Every row of a view, with booleans and JSON as what they are. */
function* rowsOf(
  store: Store,
  view: string,
  columns: readonly Omit<Column, "source">[],
  order: string,
): Generator<JsonRecord> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const { columns: names, rows } = store.query(`SELECT * FROM "${view}" ORDER BY ${order}`);
  for (const values of rows) {
    yield Object.fromEntries(names.map((name, at) => [name, toJson(values[at] ?? null, types.get(name))]));
  }
}
