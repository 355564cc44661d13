// Which snapshot of each scope an analysis saw, and whether later ones changed anything.
import type { Database } from "better-sqlite3";
import { CRAWLED_TABLES } from "../write/tables.js";

/**
 * SQL for the `snapshot` of each `scope` among a JSON list of them. To be joined by scope: asked once for each scope, the
 * list is gone through as many times as it is long.
 */
export const SEEN_IN = (list: string): string => `SELECT s.scope, max(s.id) AS snapshot FROM json_each(${list}) used
  JOIN snapshot_row s ON s.id = used.value GROUP BY s.scope`;

/** The same of the analysis with this number. */
export const SEEN_BY = (analysis: string): string =>
  SEEN_IN(`(SELECT a.snapshots FROM analysis_row a WHERE a.id = ${analysis})`);

/** Whether one of these snapshots opened or closed any row. */
export function hasTouched(db: Database, snapshots: readonly number[]): boolean {
  if (snapshots.length === 0) return false;
  const among = "IN (SELECT value FROM json_each(@snapshots))";
  return CRAWLED_TABLES.some(({ name }) => {
    const sql = `SELECT 1 FROM ${name} WHERE opened_in ${among} OR closed_in ${among} LIMIT 1`;
    return db.prepare<{ snapshots: string }>(sql).get({ snapshots: JSON.stringify(snapshots) }) !== undefined;
  });
}
