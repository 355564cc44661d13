// Edges that give access or hand it on, as they were for two analyses.
import type { AccessEdge } from "../../model/history.js";
import type { Capability, ConditionState, EdgeKind } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { edgeEnd } from "../views/current.js";
import { IS, IS_DERIVED, WAS, WAS_DERIVED } from "./pairs.js";

interface Ids {
  readonly before: number;
  readonly after: number;
}

interface EdgeRow {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly capability: Capability | null;
  readonly state: ConditionState;
  readonly was: 0 | 1;
  readonly is: 0 | 1;
}

const KINDS = `('permits', 'includes', 'member_of', 'has_grant', 'has_session')`;
// On AWS worked out whole in derived edges, as for paths: a policy or group leads nowhere by itself.
const READ = `FROM edge_row r JOIN temp.compared_data_set c ON c.id = r.data_set JOIN data_set_row d ON d.id = r.data_set
  WHERE r.kind IN ${KINDS} AND NOT (r.kind IN ('has_grant', 'member_of', 'permits') AND d.scope LIKE 'aws:%')`;
const DERIVED = `FROM derived_edge_row r WHERE r.kind IN ${KINDS}`;

const ANY_CHANGE = `SELECT EXISTS (SELECT 1 ${READ} AND ${WAS} <> ${IS})
  OR EXISTS (SELECT 1 ${DERIVED} AND ${WAS_DERIVED} <> ${IS_DERIVED})`;

const ALL = `SELECT r.kind, ${edgeEnd("r", "from")} AS "from", ${edgeEnd("r", "to")} AS "to", r.capability, r.state,
    ${WAS} AS was, ${IS} AS "is" ${READ} AND (${WAS} OR ${IS})
  UNION ALL SELECT r.kind, r.from_id, r.to_id, r.capability, r.state, ${WAS_DERIVED}, ${IS_DERIVED}
  ${DERIVED} AND (${WAS_DERIVED} OR ${IS_DERIVED})`;

/** See History.accessEdges. After `layBeside` of the same two analyses. */
export function* accessEdges(connection: Connection, ids: Ids): IterableIterator<AccessEdge> {
  const { db } = connection;
  if (connection.read(() => db.prepare<Ids, 0 | 1>(ANY_CHANGE).pluck().get(ids)) !== 1) return;
  for (const row of connection.readEach(() => db.prepare<Ids, EdgeRow>(ALL).iterate(ids))) {
    const { kind, from, to, capability, state, was, is } = row;
    yield {
      kind,
      from,
      to,
      capability: capability ?? undefined,
      before: was === 1 ? state : undefined,
      after: is === 1 ? state : undefined,
    };
  }
}
