// Which kinds and types of nodes there are, without looking at each node.
import type { Database } from "better-sqlite3";

/** Steps through the index from each pair to the next one: DISTINCT would read all of it. */
const OPEN_TYPES = `WITH RECURSIVE pair (row, kind, type) AS (
  SELECT * FROM (SELECT row, kind, type FROM node_row WHERE closed_in IS NULL ORDER BY kind, type LIMIT 1)
  UNION ALL
  SELECT n.row, n.kind, n.type FROM pair JOIN node_row n ON n.row = (
    SELECT m.row FROM node_row m WHERE m.closed_in IS NULL AND (m.kind, m.type) > (pair.kind, pair.type)
    ORDER BY m.kind, m.type LIMIT 1)
) SELECT kind, type FROM pair`;

/** Kind and type of the open nodes, each pair once, sorted. */
export function openTypes(db: Database): readonly (readonly [kind: string, type: string])[] {
  return db.prepare<[], [string, string]>(OPEN_TYPES).raw().all();
}
