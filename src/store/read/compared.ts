// Lays two analyses beside each other: which snapshot of each data set they saw, how well it was read, which rows differ.
import type { CoverageState } from "../../model/batch.js";
import type { AnalysisStamp, ComparedDataSet } from "../../model/history.js";
import type { Connection } from "../connection.js";
import { SCOPE_DATA_SET } from "../views/current.js";
import { missingOf } from "./missing.js";
import { IS, IS_DERIVED, WAS, WAS_DERIVED } from "./pairs.js";
import { SEEN_BY } from "./seen-snapshots.js";

/** Scratch tables of this connection; nothing of them is ever in the file. */
const TABLES = `
CREATE TEMP TABLE IF NOT EXISTS compared_data_set (id INTEGER PRIMARY KEY, before INTEGER NOT NULL, after INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS changed_node (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS past_node (id TEXT, row INTEGER, PRIMARY KEY (id, row)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS past_derived (id TEXT, row INTEGER, PRIMARY KEY (id, row)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS past_fact (node TEXT, row INTEGER, PRIMARY KEY (node, row)) WITHOUT ROWID;
DELETE FROM temp.compared_data_set;
DELETE FROM temp.changed_node;
DELETE FROM temp.past_node;
DELETE FROM temp.past_derived;
DELETE FROM temp.past_fact;`;

/** Fills the scratch tables for two analyses: one pass over the rows that are, or were, there. */
export function layBeside({ db, read }: Connection, before: AnalysisStamp, after: AnalysisStamp): void {
  read(() => {
    db.exec(TABLES);
    const ids = { before: before.id, after: after.id };
    db.prepare(
      `WITH was AS MATERIALIZED (${SEEN_BY("@before")}), seen AS MATERIALIZED (${SEEN_BY("@after")})
      INSERT INTO temp.compared_data_set SELECT d.id, coalesce(was.snapshot, 0), coalesce(seen.snapshot, 0)
      FROM data_set_row d LEFT JOIN was ON was.scope = d.scope LEFT JOIN seen ON seen.scope = d.scope`,
    ).run(ids);
    db.exec(`INSERT OR IGNORE INTO temp.changed_node
      SELECT r.id FROM node_row r JOIN temp.compared_data_set c ON c.id = r.data_set WHERE ${WAS} <> ${IS}`);
    db.exec(`INSERT INTO temp.past_node SELECT r.id, r.row FROM node_row r
      JOIN temp.compared_data_set c ON c.id = r.data_set WHERE r.closed_in IS NOT NULL AND (${WAS} OR ${IS})`);
    db.prepare(
      `INSERT INTO temp.past_derived SELECT r.id, r.row FROM derived_node_row r WHERE ${WAS_DERIVED} OR ${IS_DERIVED}`,
    ).run(ids);
    db.prepare(
      `INSERT INTO temp.past_fact SELECT r.node, r.row FROM fact_row r WHERE r.closed_in IS NOT NULL AND ${IS_DERIVED}`,
    ).run({ after: after.id });
  });
}

interface DataSetRow {
  readonly id: number;
  readonly scope: string;
  readonly name: string;
  readonly region: string;
  readonly before: CoverageState | null;
  readonly after: CoverageState | null;
  readonly reread: 0 | 1;
  readonly message_before: string | null;
  readonly message_after: string | null;
  readonly permission_before: string | null;
  readonly permission_after: string | null;
}

/** State of the latest attempt that an analysis could see, and its snapshot. */
const ATTEMPT = (side: string) => `SELECT v.data_set, max(v.snapshot) AS snapshot, v.state, v.message, v.permission
  FROM coverage_row v
  JOIN temp.compared_data_set c ON c.id = v.data_set WHERE v.snapshot <= c.${side} GROUP BY v.data_set`;

/** Data sets by their number, sorted by scope, name and region, as the two analyses saw them. After `layBeside`. */
export function comparedDataSets(connection: Connection): Map<number, ComparedDataSet> {
  const sql = `SELECT d.id, d.scope, d.name, d.region, b.state AS before, a.state AS after,
      b.snapshot IS NOT a.snapshot AS reread, b.message AS message_before, a.message AS message_after,
      b.permission AS permission_before, a.permission AS permission_after
    FROM data_set_row d LEFT JOIN (${ATTEMPT("before")}) b ON b.data_set = d.id
    LEFT JOIN (${ATTEMPT("after")}) a ON a.data_set = d.id
    ORDER BY d.scope, d.name, d.region`;
  const rows = connection.read(() => connection.db.prepare<[], DataSetRow>(sql).all());
  const missing = missingOf(
    connection,
    rows.filter(({ before, after, reread }) => reread === 1 && before === "partial" && after === "partial"),
  );
  return new Map(
    rows.map(({ id, scope, name, region, before, after, reread }) => {
      // The scope's own node is written with every snapshot, and asks nothing of anyone.
      const own = name === SCOPE_DATA_SET;
      const states = own
        ? { before: "complete" as const, after: "complete" as const }
        : { before: before ?? undefined, after: after ?? undefined };
      const lacks = missing.get(id);
      return [id, { scope, name, region, ...states, isReread: reread === 1, ...(lacks && { missing: lacks }) }];
    }),
  );
}

/** See History.cameIntoView. After `layBeside`. */
export function cameIntoView({ db, read }: Connection): number[] {
  // Materialized: else SQLite goes through the snapshots of every analysis once for each data set.
  const sql = `WITH seen AS MATERIALIZED (SELECT s.scope, s.id AS snapshot, min(a.id) AS analysis
      FROM analysis_row a, json_each(a.snapshots) used JOIN snapshot_row s ON s.id = used.value GROUP BY s.id)
    SELECT DISTINCT (SELECT min(analysis) FROM seen WHERE scope = d.scope AND snapshot >= f.first) AS analysis
    FROM (SELECT v.data_set, min(v.snapshot) AS first FROM coverage_row v
      JOIN temp.compared_data_set c ON c.id = v.data_set LEFT JOIN (${ATTEMPT("before")}) b ON b.data_set = v.data_set
      WHERE v.state = 'complete' AND v.snapshot > c.before AND v.snapshot <= c.after AND b.state IS NOT 'complete'
      GROUP BY v.data_set
      UNION ALL SELECT g.data_set, max(g.closed_in) FROM gap_row g JOIN temp.compared_data_set c ON c.id = g.data_set
      JOIN coverage_row v ON v.data_set = g.data_set AND v.snapshot = g.closed_in AND v.state = 'partial'
      WHERE g.closed_in > c.before AND g.closed_in <= c.after AND NOT EXISTS (SELECT 1 FROM gap_row other
        WHERE other.data_set = g.data_set AND other.subject = g.subject AND other.opened_in = g.closed_in)
      GROUP BY g.data_set) f JOIN data_set_row d ON d.id = f.data_set
    ORDER BY analysis`;
  return read(() => db.prepare<[], number>(sql).pluck().all());
}
