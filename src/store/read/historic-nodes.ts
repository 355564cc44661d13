// Nodes as they were at one of two times: those that changed, and any other by id.
import type { ComparedDataSet, HistoricNode, History, Pair, Side } from "../../model/history.js";
import type { JsonRecord, NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { IS, IS_DERIVED, inPairs, WAS, WAS_DERIVED } from "./pairs.js";

interface NodeRow {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: string;
  readonly name: string;
  /** NULL when derived. */
  readonly data_set: number | null;
  readonly scope: string | null;
  readonly incarnation: string | null;
  readonly parent: string | null;
  readonly document: string | null;
  readonly properties: string;
  readonly was: 0 | 1;
  readonly is: 0 | 1;
}

interface Ids {
  readonly before: number;
  readonly after: number;
}

type DataSets = ReadonlyMap<number, ComparedDataSet>;

const READ = `SELECT r.id, r.kind, r.type, r.name, r.data_set, NULL AS scope, r.incarnation, r.parent, r.document,
  r.properties, ${WAS} AS was, ${IS} AS "is" FROM node_row r JOIN temp.compared_data_set c ON c.id = r.data_set`;
const DERIVED = `SELECT r.id, r.kind, r.type, r.name, NULL AS data_set, r.scope, NULL AS incarnation, NULL AS parent,
  NULL AS document, r.properties, ${WAS_DERIVED} AS was, ${IS_DERIVED} AS "is" FROM derived_node_row r`;

/** After `layBeside` of the same two analyses. */
export function historicNodes(
  connection: Connection,
  dataSets: DataSets,
  ids: Ids,
): Pick<History, "nodes" | "trustsOf" | "node"> {
  const toNode = (row: NodeRow) => toHistoricNode(row, dataSets);
  return { nodes: () => changedNodes(connection, ids, toNode), trustsOf, node: toReader(connection, ids, toNode) };

  function trustsOf(principals: ReadonlySet<string>): ReturnType<History["trustsOf"]> {
    const sql = `${READ} WHERE r.kind = 'trust' AND r.parent IN (SELECT value FROM json_each(?)) AND (${WAS} OR ${IS})
      ORDER BY r.id, r.row`;
    const found = new Map<string, { readonly [side in Side]: HistoricNode[] }>();
    const { db } = connection;
    for (const row of connection.readEach(() =>
      db.prepare<[string], NodeRow>(sql).iterate(JSON.stringify([...principals])),
    )) {
      const known = found.get(row.parent ?? "") ?? { before: [], after: [] };
      found.set(row.parent ?? "", known);
      if (row.was === 1) known.before.push(toNode(row));
      if (row.is === 1) known.after.push(toNode(row));
    }
    return found;
  }
}

type Reading<T> = (row: NodeRow) => T;

function* changedNodes(
  connection: Connection,
  ids: Ids,
  toNode: Reading<HistoricNode>,
): IterableIterator<Pair<HistoricNode>> {
  const { db } = connection;
  const read = `${READ} WHERE r.id IN (SELECT id FROM temp.changed_node) AND (${WAS} OR ${IS}) ORDER BY r.id, r.row`;
  let group: NodeRow[] = [];
  for (const row of connection.readEach(() => db.prepare<[], NodeRow>(read).iterate())) {
    if (group[0] !== undefined && group[0].id !== row.id) {
      yield* toPair(group, toNode);
      group = [];
    }
    group.push(row);
  }
  yield* toPair(group, toNode);
  const derived = `${DERIVED} WHERE ${WAS_DERIVED} <> ${IS_DERIVED} ORDER BY r.id`;
  const rows = connection.readEach(() => db.prepare<Ids, NodeRow>(derived).iterate(ids));
  for (const { before, after } of inPairs(rows, ({ id }) => id, toNode)) yield { before, after };
}

/**
 * Several data sets may declare one node (a policy of AWS, seen by each account). It is new or gone only when none of
 * them had or has it; changed where one and the same says something else now.
 */
function* toPair(rows: readonly NodeRow[], toNode: Reading<HistoricNode>): IterableIterator<Pair<HistoricNode>> {
  const before = rows.filter(({ was }) => was === 1);
  const after = rows.filter(({ is }) => is === 1);
  const closed = before.filter(({ is }) => is === 0);
  const opened = after.filter(({ was }) => was === 0);
  if (before.length > 0 && after.length > 0) {
    for (const old of closed) {
      const same = opened.find(({ data_set }) => data_set === old.data_set);
      if (same === undefined) continue;
      yield { before: toNode(old), after: toNode(same) };
      return;
    }
    // Another data set has taken it over.
    const [old, now] = [closed[0], opened[0]];
    const isMoved = closed.length === before.length && opened.length === after.length;
    if (isMoved && old !== undefined && now !== undefined) yield { before: toNode(old), after: toNode(now) };
    return;
  }
  const [old, now] = [before[0], after[0]];
  if (old !== undefined || now !== undefined) {
    yield { before: old && toNode(old), after: now && toNode(now) };
  }
}

function toReader(connection: Connection, ids: Ids, toNode: Reading<HistoricNode>): History["node"] {
  const { db } = connection;
  const at = (is: string, isDerived: string) =>
    db.prepare<Ids & { readonly id: string }, NodeRow>(
      `SELECT * FROM (${READ} WHERE r.id = @id AND r.closed_in IS NULL AND ${is}
       UNION ALL ${READ} WHERE r.row IN (SELECT row FROM temp.past_node WHERE id = @id) AND ${is}
       UNION ALL ${DERIVED} WHERE r.row IN (SELECT row FROM temp.past_derived WHERE id = @id) AND ${isDerived}) LIMIT 1`,
    );
  const readers = { before: at(WAS, WAS_DERIVED), after: at(IS, IS_DERIVED) };
  return (id, side) => {
    const row = connection.read(() => readers[side].get({ ...ids, id }));
    return row && toNode(row);
  };
}

function toHistoricNode(row: NodeRow, dataSets: DataSets): HistoricNode {
  const dataSet = row.data_set === null ? undefined : dataSets.get(row.data_set);
  const { id, kind, type, name, incarnation, parent, document, properties } = row;
  return {
    id,
    kind,
    type,
    name,
    scope: dataSet?.scope ?? row.scope ?? "",
    region: dataSet?.region ?? "",
    incarnation: incarnation ?? undefined,
    parent: parent ?? undefined,
    document: document ?? undefined,
    properties: JSON.parse(properties) as JsonRecord,
    dataSet,
  };
}
