// The edges that paths walk, collected and derived, and what is known of the nodes at their ends.
import type { AccessPath, FirstFix, PathEdge } from "../../model/analysis.js";
import { peopleOf } from "../../model/signature.js";
import type { Capability, ConditionState, EdgeKind, JsonRecord, NodeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { BY_LIST, edgeEnd, visible } from "../views/current.js";
import { rowRanges } from "./row-ranges.js";

interface EdgeRow {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state: ConditionState;
  readonly confidence: number;
  readonly capability: Capability | null;
  readonly hops: 0 | 1 | null;
  readonly technique: string | null;
  readonly condition: string | null;
  readonly because: string;
}

// Evidence only, or, on AWS, worked out whole in derived edges: a policy or group leads nowhere by itself.
const LEFT_OUT = `('owned_by', 'issued_to', 'sends_to', 'references')`;
const ON_AWS = `('has_grant', 'member_of', 'permits')`;

// What a group is eligible for, its people activate; only edges that wait for somebody say so.
const BY_PEOPLE = `e.state = 'needs-actor' AND json_extract(e.properties, '$.by_people')`;
const FROM = `${edgeEnd("e", "from")} || CASE WHEN ${BY_PEOPLE} THEN '${peopleOf("")}' ELSE '' END`;

const COLLECTED = `SELECT e.kind, ${FROM} AS "from", ${edgeEnd("e", "to")} AS "to", e.state, e.confidence,
  e.capability, NULL AS hops, NULL AS technique,
  CASE WHEN e.state <> 'none' THEN json_extract(e.properties, '$.why') END AS condition, '[]' AS because
FROM edge_row e JOIN data_set_row d ON d.id = e.data_set
WHERE ${visible("e")} AND e.kind NOT IN ${LEFT_OUT} AND NOT (e.kind IN ${ON_AWS} AND d.scope LIKE 'aws:%')`;

const DERIVED = `SELECT kind, from_id AS "from", to_id AS "to", state, confidence, capability, hops, technique, condition, because
FROM derived_edge_row WHERE closed_in IS NULL`;

/** Every edge that a path may walk, blocked ones included, sorted by from, to and kind. */
export function* pathEdges(connection: Connection): IterableIterator<PathEdge> {
  const sql = `${COLLECTED} UNION ALL ${DERIVED} ORDER BY 2, 3, 1`;
  for (const row of connection.readEach(() => connection.db.prepare<[], EdgeRow>(sql).iterate())) yield toPathEdge(row);
}

/** The same edges in no order, those of so many rows at a time: none of the reads takes long, and none is open between two. */
export function* pathEdgePieces(connection: Connection): IterableIterator<readonly PathEdge[]> {
  for (const [table, sql] of [
    ["edge_row", `${COLLECTED} AND e.row`],
    ["derived_edge_row", `${DERIVED} AND row`],
  ] as const) {
    for (const [first, last] of rowRanges(connection, table)) {
      const rows = connection.read(() =>
        connection.db.prepare<[number, number], EdgeRow>(`${sql} BETWEEN ? AND ?`).all(first, last),
      );
      yield rows.map(toPathEdge);
    }
  }
}

function toPathEdge(row: EdgeRow): PathEdge {
  const { kind, from, to, state, confidence, capability, hops, technique, condition, because } = row;
  return {
    kind,
    from,
    to,
    state,
    confidence,
    because: JSON.parse(because) as string[],
    ...(capability !== null && { capability }),
    ...(hops !== null && { hops }),
    ...(technique !== null && { technique }),
    ...(condition !== null && { condition }),
  };
}

export interface KnownNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  readonly properties: JsonRecord;
}

/** Looks a node up, collected or derived; undefined when it is neither. */
export function toNodeReader(connection: Connection): (id: string) => KnownNode | undefined {
  const find = connection.db.prepare<{ id: string }, Omit<KnownNode, "properties"> & { properties: string }>(
    `SELECT n.id, n.kind, n.type, n.name, d.scope, n.properties FROM node_row n JOIN data_set_row d ON d.id = n.data_set
     WHERE n.id = @id AND ${BY_LIST.node("n")}
     UNION ALL SELECT id, kind, type, name, scope, properties FROM derived_node_row WHERE id = @id AND closed_in IS NULL
     LIMIT 1`,
  );
  return (id) => {
    const row = connection.read(() => find.get({ id }));
    return row && { ...row, properties: JSON.parse(row.properties) as JsonRecord };
  };
}

interface PathRow {
  readonly source: string;
  readonly sourceClass: AccessPath["sourceClass"];
  readonly target: string;
  readonly tier: 0 | 1;
  readonly hops: number;
  readonly confidence: number;
  readonly state: ConditionState;
  readonly exposure: AccessPath["exposure"] | null;
  readonly steps: string;
}

const PATHS = `SELECT source, source_class AS sourceClass, target, tier, hops, confidence, state, exposure, steps
  FROM access_path_row WHERE closed_in IS NULL AND source = coalesce(?, source) ORDER BY source, target`;

/** Access paths that the current analysis found, sorted by source and target; with `source`, those from there. */
export function* accessPaths(connection: Connection, source?: string): IterableIterator<AccessPath> {
  const open = () => connection.db.prepare<[string | null], PathRow>(PATHS).iterate(source ?? null);
  for (const row of connection.readEach(open)) {
    const { exposure, steps, ...rest } = row;
    yield {
      ...rest,
      ...(exposure !== null && exposure !== undefined && { exposure }),
      steps: JSON.parse(steps) as AccessPath["steps"],
    };
  }
}

/** What the latest analysis says to change first; undefined when it says nothing. */
export function firstFix(connection: Connection): FirstFix | undefined {
  const latest = "SELECT first_fix FROM analysis_row ORDER BY id DESC LIMIT 1";
  const text = connection.read(() => connection.db.prepare<[], string | null>(latest).pluck().get());
  return text === null || text === undefined ? undefined : (JSON.parse(text) as FirstFix);
}

/** Ids of nodes of a kind, or of a kind and type, collected or derived, in no order; some more than once. */
export function* nodeIds(connection: Connection, kind: NodeKind, type?: string): IterableIterator<string> {
  const fits = `kind = @kind AND type = coalesce(@type, type)`;
  const sql = `SELECT n.id FROM node_row n WHERE ${fits} AND ${visible("n")}
    UNION ALL SELECT id FROM derived_node_row WHERE ${fits} AND closed_in IS NULL`;
  const open = () =>
    connection.db
      .prepare<{ kind: string; type: string | null }, string>(sql)
      .pluck()
      .iterate({ kind, type: type ?? null });
  yield* connection.readEach(open);
}
