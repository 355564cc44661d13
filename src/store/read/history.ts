// What changed between two analyses, read from the rows that opened or closed between them.
import type { AccessPath } from "../../model/analysis.js";
import type {
  AnalysisStamp,
  ComparedDataSet,
  EdgeChange,
  FactPair,
  History,
  Pair,
  SupplementPair,
} from "../../model/history.js";
import type { JsonRecord } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { edgeEnd } from "../views/current.js";
import { accessEdges } from "./access-edges.js";
import { cameIntoView, comparedDataSets, layBeside } from "./compared.js";
import { historicNodes } from "./historic-nodes.js";
import { IS, IS_DERIVED, inPairs, type Sided, WAS, WAS_DERIVED } from "./pairs.js";

/** Two analyses of this database. Scratch tables hold one comparison at a time: open the next when done with this one. */
export function openHistory(connection: Connection, before: AnalysisStamp, after: AnalysisStamp): History {
  layBeside(connection, before, after);
  const dataSets = comparedDataSets(connection);
  const ids = { before: before.id, after: after.id };
  const text = connection.db.prepare<[string], string>("SELECT text FROM document_row WHERE hash = ?").pluck();
  return {
    before,
    after,
    dataSets: () => [...dataSets.values()].filter(({ name }) => name !== "scope"),
    cameIntoView: () => cameIntoView(connection),
    ...historicNodes(connection, dataSets, ids),
    supplements: () => supplements(connection, dataSets),
    edges: (kinds) => edges(connection, dataSets, kinds),
    accessEdges: () => accessEdges(connection, ids),
    facts: () => facts(connection, ids),
    paths: () => paths(connection, ids),
    factsOf: factReader(connection, ids),
    document: (hash) => connection.read(() => text.get(hash)),
  };
}

interface Ids {
  readonly before: number;
  readonly after: number;
}

interface SupplementRow extends Sided {
  readonly node: string;
  readonly data_set: number;
  readonly properties: string;
}

function* supplements(
  connection: Connection,
  dataSets: ReadonlyMap<number, ComparedDataSet>,
): IterableIterator<SupplementPair> {
  const sql = `SELECT r.node, r.data_set, r.properties, ${WAS} AS was, ${IS} AS "is" FROM supplement_row r
    JOIN temp.compared_data_set c ON c.id = r.data_set WHERE ${WAS} <> ${IS} ORDER BY r.node, r.data_set, r.row`;
  const rows = connection.readEach(() => connection.db.prepare<[], SupplementRow>(sql).iterate());
  const key = ({ node, data_set }: SupplementRow) => `${data_set} ${node}`;
  for (const { before, after, row } of inPairs(rows, key, toRecord)) {
    const dataSet = dataSets.get(row.data_set);
    if (dataSet !== undefined) yield { node: row.node, dataSet, before, after };
  }
}

interface EdgeRow extends Sided {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly capability: string | null;
  readonly data_set: number;
}

/** An edge that only says more of itself than before is on both sides, and no change. */
function* edges(
  connection: Connection,
  dataSets: ReadonlyMap<number, ComparedDataSet>,
  kinds: readonly string[],
): IterableIterator<EdgeChange> {
  const sql = `SELECT kind, "from", "to", capability, data_set, max(was) AS was, max("is") AS "is" FROM (
      SELECT r.kind, ${edgeEnd("r", "from")} AS "from", ${edgeEnd("r", "to")} AS "to", r.capability, r.data_set,
        ${WAS} AS was, ${IS} AS "is"
      FROM edge_row r JOIN temp.compared_data_set c ON c.id = r.data_set
      WHERE ${WAS} <> ${IS} AND r.kind IN (SELECT value FROM json_each(?)))
    GROUP BY kind, "from", "to", capability HAVING max(was) <> max("is") ORDER BY kind, "from", "to", capability`;
  const { db } = connection;
  for (const row of connection.readEach(() => db.prepare<[string], EdgeRow>(sql).iterate(JSON.stringify(kinds)))) {
    const dataSet = dataSets.get(row.data_set);
    if (dataSet === undefined) continue;
    const { kind, from, to, capability, is } = row;
    yield { kind, from, to, capability: capability ?? undefined, side: is === 1 ? "after" : "before", dataSet };
  }
}

interface FactRow extends Sided {
  readonly node: string;
  readonly properties: string;
}

function* facts(connection: Connection, ids: Ids): IterableIterator<FactPair> {
  const sql = `SELECT r.node, t.columns AS properties, ${WAS_DERIVED} AS was, ${IS_DERIVED} AS "is"
    FROM fact_row r JOIN fact_text_row t ON t.id = r.text WHERE ${WAS_DERIVED} <> ${IS_DERIVED} ORDER BY r.node`;
  const rows = connection.readEach(() => connection.db.prepare<Ids, FactRow>(sql).iterate(ids));
  for (const { before, after, row } of inPairs(rows, ({ node }) => node, toRecord)) {
    yield { node: row.node, before, after };
  }
}

function factReader(connection: Connection, { after }: Ids): History["factsOf"] {
  const find = connection.db.prepare<
    { readonly node: string; readonly after: number },
    { readonly properties: string }
  >(
    `SELECT t.columns AS properties FROM fact_row r JOIN fact_text_row t ON t.id = r.text
      WHERE r.node = @node AND r.closed_in IS NULL AND ${IS_DERIVED}
    UNION ALL SELECT t.columns FROM fact_row r JOIN fact_text_row t ON t.id = r.text
      WHERE r.row IN (SELECT row FROM temp.past_fact WHERE node = @node) LIMIT 1`,
  );
  return (node) => {
    const row = connection.read(() => find.get({ node, after }));
    return row && toRecord(row);
  };
}

interface PathRow extends Sided, Omit<AccessPath, "steps" | "exposure"> {
  readonly exposure: AccessPath["exposure"] | null;
  readonly steps: string;
}

function paths(connection: Connection, ids: Ids): Iterable<Pair<AccessPath>> {
  const sql = `SELECT source, source_class AS sourceClass, target, tier, hops, confidence, state, exposure, steps,
      ${WAS_DERIVED} AS was, ${IS_DERIVED} AS "is"
    FROM access_path_row r WHERE ${WAS_DERIVED} <> ${IS_DERIVED} ORDER BY source, target`;
  const rows = connection.readEach(() => connection.db.prepare<Ids, PathRow>(sql).iterate(ids));
  return inPairs(rows, ({ source, target }) => JSON.stringify([source, target]), toPath);
}

function toPath({ was: _was, is: _is, exposure, steps, ...rest }: PathRow): AccessPath {
  return { ...rest, ...(exposure && { exposure }), steps: JSON.parse(steps) as AccessPath["steps"] };
}

function toRecord({ properties }: { readonly properties: string }): JsonRecord {
  return JSON.parse(properties) as JsonRecord;
}
