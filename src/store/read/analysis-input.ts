// The graph as analysis reads it: streams of nodes and edges, a row at a time.
import type {
  AnalysisInput,
  EstateConfig,
  StoredEdge,
  StoredHolder,
  StoredLink,
  StoredNode,
} from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import type { Tables } from "../../model/tables.js";
import type { Capability, ConditionState, EdgeKind, JsonRecord, NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { BY_LIST, edgeEnd, visible } from "../views/current.js";
import { toDocumentReader } from "./documents.js";
import { openTypes } from "./open-types.js";
import { storedScopes } from "./scopes.js";
import { supplementingDataSets } from "./supplementing.js";

/** Values in the order of the SELECT: a fifth cheaper than rows by name. */
type NodeValues = readonly [
  id: string,
  kind: NodeKind,
  type: string,
  name: string,
  dataSet: number,
  incarnation: string | null,
  parent: string | null,
  document: string | null,
  properties: string,
  supplements: string | null,
];

type HolderValues = readonly [id: string, dataSet: number, document: string | null];

type EdgeValues = readonly [
  kind: EdgeKind,
  from: string,
  to: string,
  scope: string,
  state: ConditionState,
  confidence: number,
  capability: Capability | null,
  properties: string,
];

/** Everything analysis may read. Each walk of an iterable is one pass over the database; the store waits with writes. */
export function toAnalysisInput(
  connection: Connection,
  config: EstateConfig,
  tables: Tables,
  now: Date,
): AnalysisInput {
  const contents = once(() => connection.read(() => readContents(connection)));
  return {
    now,
    config,
    tables,
    scopes: once(() => storedScopes(connection)),
    nodes: (types) => ({ [Symbol.iterator]: () => readNodes(connection, contents(), types) }),
    types: (kind) =>
      [...contents().kindsOfType].flatMap(([type, kinds]) => (kinds.includes(kind) ? [type] : [])).sort(),
    edges: (kinds) => ({ [Symbol.iterator]: () => readEdges(connection, contents(), kinds) }),
    links: (kinds) => ({ [Symbol.iterator]: () => readLinks(connection, contents(), kinds) }),
    holders: (types) => ({ [Symbol.iterator]: () => readHolders(connection, contents(), types) }),
    supplements: (dataSet) => contents().supplementing.has(dataSet),
    document: toDocumentReader(connection),
  };
}

/** What there is to read: analysis asks for many types and kinds that an estate has none of. */
interface Contents {
  readonly dataSets: ReadonlyMap<number, { readonly scope: string; readonly region: string }>;
  readonly kindsOfType: ReadonlyMap<string, readonly string[]>;
  readonly edgeKinds: ReadonlySet<string>;
  /** Data sets that have supplements. */
  readonly supplementing: ReadonlySet<string>;
}

function readContents({ db }: Connection): Contents {
  const dataSets = db.prepare<[], [number, string, string]>("SELECT id, scope, region FROM data_set_row").raw().all();
  const kindsOfType = new Map<string, string[]>();
  for (const [kind, type] of openTypes(db)) {
    addTo(kindsOfType, type, kind);
  }
  const edgeKinds = db.prepare<[], string>("SELECT DISTINCT kind FROM edge_row WHERE closed_in IS NULL").pluck().all();
  return {
    dataSets: new Map(dataSets.map(([id, scope, region]) => [id, { scope, region }])),
    kindsOfType,
    edgeKinds: new Set(edgeKinds),
    supplementing: supplementingDataSets(db),
  };
}

const SUPPLEMENTS = `(SELECT json_group_object(sd.name, json(s.properties))
  FROM supplement_row s JOIN data_set_row sd ON sd.id = s.data_set WHERE s.node = n.id AND ${BY_LIST.supplement("s")})`;

function* readNodes(
  connection: Connection,
  contents: Contents,
  types: readonly string[],
): IterableIterator<StoredNode> {
  const rows = nodeRows<NodeValues>(
    connection,
    contents,
    types,
    `n.id, n.kind, n.type, n.name, n.data_set, n.incarnation, n.parent, n.document, n.properties,
    ${contents.supplementing.size > 0 ? SUPPLEMENTS : "NULL"}`,
  );
  for (const [id, kind, type, name, dataSet, incarnation, parent, document, properties, supplements] of rows) {
    const { scope = "", region = "" } = contents.dataSets.get(dataSet) ?? {};
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
      properties: toRecord(properties),
      supplements: supplements === null ? {} : (JSON.parse(supplements) as StoredNode["supplements"]),
    };
  }
}

function* readHolders(
  connection: Connection,
  contents: Contents,
  types: readonly string[],
): IterableIterator<StoredHolder> {
  const rows = nodeRows<HolderValues>(connection, contents, types, "n.id, n.data_set, n.document");
  for (const [id, dataSet, document] of rows) {
    yield { id, scope: contents.dataSets.get(dataSet)?.scope ?? "", document: document ?? undefined };
  }
}

/** Columns of the current nodes of some types, of all types when there are none; sorted by id. */
function nodeRows<Values>(
  connection: Connection,
  contents: Contents,
  types: readonly string[],
  columns: string,
): Iterable<Values> {
  const present =
    types.length === 0 ? [...contents.kindsOfType.keys()] : types.filter((type) => contents.kindsOfType.has(type));
  if (present.length === 0) return [];
  // The kinds are there for the index, which begins with them.
  const kinds = [...new Set(present.flatMap((type) => contents.kindsOfType.get(type) ?? []))];
  const sql = `SELECT ${columns} FROM node_row n
    WHERE n.kind IN (${places(kinds)}) AND n.type IN (${places(present)}) AND ${BY_LIST.node("n")} ORDER BY n.id`;
  const { db } = connection;
  return connection.readEach(() =>
    db
      .prepare<readonly string[], Values>(sql)
      .raw()
      .iterate([...kinds, ...present]),
  );
}

function* readLinks(
  connection: Connection,
  contents: Contents,
  kinds: readonly EdgeKind[],
): IterableIterator<StoredLink> {
  const present = kinds.filter((kind) => contents.edgeKinds.has(kind));
  if (present.length === 0) return;
  const sql = `SELECT e.kind, ${edgeEnd("e", "from")}, ${edgeEnd("e", "to")} FROM edge_row e
    WHERE ${visible("e")} AND e.kind IN (${places(present)}) ORDER BY 1, 2, 3`;
  const { db } = connection;
  yield* connection.readEach(() => db.prepare<readonly string[], StoredLink>(sql).raw().iterate(present));
}

function* readEdges(
  connection: Connection,
  contents: Contents,
  kinds: readonly EdgeKind[],
): IterableIterator<StoredEdge> {
  const present = kinds.filter((kind) => contents.edgeKinds.has(kind));
  if (present.length === 0) return;
  const sql = `SELECT e.kind, ${edgeEnd("e", "from")}, ${edgeEnd("e", "to")}, d.scope,
    e.state, e.confidence, e.capability, e.properties
    FROM edge_row e JOIN data_set_row d ON d.id = e.data_set
    WHERE ${visible("e")} AND e.kind IN (${places(present)}) ORDER BY 1, 2, 3, d.scope, e.hash`;
  const { db } = connection;
  const rows = connection.readEach(() => db.prepare<readonly string[], EdgeValues>(sql).raw().iterate(present));
  for (const [kind, from, to, scope, state, confidence, capability, properties] of rows) {
    const gives = capability === null ? {} : { capability };
    yield { kind, from, to, scope, state, confidence, ...gives, properties: toRecord(properties) };
  }
}

const EMPTY: JsonRecord = {};

/** Most edges have no properties at all. */
function toRecord(text: string): JsonRecord {
  return text === "{}" ? EMPTY : (JSON.parse(text) as JsonRecord);
}

function places(values: readonly string[]): string {
  return values.map(() => "?").join(", ");
}
