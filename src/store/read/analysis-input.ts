// The graph as analysis reads it: streams of nodes and edges, a row at a time.
import type { AnalysisInput, EstateConfig, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { Tables } from "../../model/tables.js";
import type { ConditionState, EdgeKind, JsonRecord, NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { currentNode, currentSupplement, edgeEnd, visible } from "../views/current.js";
import { storedScopes } from "./scopes.js";

/** Values in the order of the SELECT: a fifth cheaper than rows by name. */
type NodeValues = readonly [
  id: string,
  kind: NodeKind,
  type: string,
  name: string,
  scope: string,
  region: string,
  incarnation: string | null,
  parent: string | null,
  document: string | null,
  properties: string,
  supplements: string | null,
];

type EdgeValues = readonly [
  kind: EdgeKind,
  from: string,
  to: string,
  scope: string,
  state: ConditionState,
  confidence: number,
  properties: string,
];

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
  const { db } = connection;
  const rows = connection.readEach(() => db.prepare<readonly string[], NodeValues>(sql).raw().iterate(types));
  for (const [id, kind, type, name, scope, region, incarnation, parent, document, properties, supplements] of rows) {
    yield {
      id,
      kind,
      type,
      name,
      scope,
      region,
      incarnation: incarnation ?? undefined,
      parent: parent ?? undefined,
      document: document ?? undefined,
      properties: JSON.parse(properties) as JsonRecord,
      supplements: supplements === null ? {} : (JSON.parse(supplements) as StoredNode["supplements"]),
    };
  }
}

function* readEdges(connection: Connection, kinds: readonly EdgeKind[]): IterableIterator<StoredEdge> {
  const sql = `SELECT e.kind, ${edgeEnd("e", "from")}, ${edgeEnd("e", "to")}, d.scope,
    e.state, e.confidence, e.properties
    FROM edge_row e JOIN data_set_row d ON d.id = e.data_set
    WHERE ${visible("e")} AND e.kind IN (${kinds.map(() => "?").join(", ")}) ORDER BY 1, 2, 3, d.scope, e.hash`;
  const { db } = connection;
  const rows = connection.readEach(() => db.prepare<readonly string[], EdgeValues>(sql).raw().iterate(kinds));
  for (const [kind, from, to, scope, state, confidence, properties] of rows) {
    yield { kind, from, to, scope, state, confidence, properties: JSON.parse(properties) as JsonRecord };
  }
}

function toDocumentReader(connection: Connection): (hash: string) => string | undefined {
  const text = connection.db.prepare<[string], string>("SELECT text FROM document_row WHERE hash = ?").pluck();
  return (hash) => connection.read(() => text.get(hash));
}
