// The graph as analysis reads it: streams of nodes and edges, a row at a time.
import type { AnalysisInput, EstateConfig, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { Tables } from "../../model/tables.js";
import type { EdgeKind, JsonRecord } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { currentNode, currentSupplement, edgeEnd, visible } from "../views/current.js";
import { storedScopes } from "./scopes.js";

interface NodeRow extends Omit<StoredNode, "incarnation" | "parent" | "document" | "properties" | "supplements"> {
  readonly incarnation: string | null;
  readonly parent: string | null;
  readonly document: string | null;
  readonly properties: string;
  readonly supplements: string | null;
}

interface EdgeRow extends Omit<StoredEdge, "properties"> {
  readonly properties: string;
}

/** Everything analysis may read. Each walk of an iterable is one pass over the database; the store waits with writes. */
export function toAnalysisInput(
  connection: Connection,
  config: EstateConfig,
  tables: Tables,
  now: Date,
): AnalysisInput {
  return {
    now,
    config,
    tables,
    scopes: () => storedScopes(connection),
    nodes: (types) => ({ [Symbol.iterator]: () => readNodes(connection, types) }),
    edges: (kinds) => ({ [Symbol.iterator]: () => readEdges(connection, kinds) }),
    document: toDocumentReader(connection),
  };
}

function* readNodes(connection: Connection, types: readonly string[]): IterableIterator<StoredNode> {
  const typed = types.length === 0 ? "" : ` AND n.type IN (${types.map(() => "?").join(", ")})`;
  const sql = `SELECT n.id, n.kind, n.type, n.name, d.scope, d.region, n.incarnation, n.parent, n.document, n.properties,
    (SELECT json_group_object(sd.name, json(s.properties)) FROM supplement_row s JOIN data_set_row sd ON sd.id = s.data_set
      WHERE s.node = n.id AND ${currentSupplement("s")}) AS supplements
    FROM node_row n JOIN data_set_row d ON d.id = n.data_set WHERE ${currentNode("n")}${typed} ORDER BY n.id`;
  const rows = connection.readEach(() => connection.db.prepare<readonly string[], NodeRow>(sql).iterate(types));
  for (const row of rows) {
    yield {
      ...row,
      incarnation: row.incarnation ?? undefined,
      parent: row.parent ?? undefined,
      document: row.document ?? undefined,
      properties: JSON.parse(row.properties) as JsonRecord,
      supplements: row.supplements === null ? {} : (JSON.parse(row.supplements) as StoredNode["supplements"]),
    };
  }
}

function* readEdges(connection: Connection, kinds: readonly EdgeKind[]): IterableIterator<StoredEdge> {
  const sql = `SELECT e.kind, ${edgeEnd("e", "from")} AS "from", ${edgeEnd("e", "to")} AS "to", d.scope,
    e.state, e.confidence, e.properties
    FROM edge_row e JOIN data_set_row d ON d.id = e.data_set
    WHERE ${visible("e")} AND e.kind IN (${kinds.map(() => "?").join(", ")}) ORDER BY 1, 2, 3, d.scope, e.hash`;
  const rows = connection.readEach(() => connection.db.prepare<readonly string[], EdgeRow>(sql).iterate(kinds));
  for (const row of rows) yield { ...row, properties: JSON.parse(row.properties) as JsonRecord };
}

function toDocumentReader(connection: Connection): (hash: string) => string | undefined {
  const text = connection.db.prepare<[string], string>("SELECT text FROM document_row WHERE hash = ?").pluck();
  return (hash) => connection.read(() => text.get(hash));
}
