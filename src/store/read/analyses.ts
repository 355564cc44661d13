// Analyses that the database holds, each the state of the estate at one time.
import type { AnalysisStamp } from "../../model/history.js";
import type { Connection } from "../connection.js";
import { hasTouched, SEEN_BY } from "./seen-snapshots.js";

interface AnalysisRow {
  readonly id: number;
  readonly at: string;
  readonly made_with: string | null;
  readonly runs: string;
  readonly read_at: string | null;
}

const SQL = `SELECT a.id, a.at, a.made_with,
  (SELECT json_group_array(run) FROM (SELECT DISTINCT s.run FROM json_each(a.snapshots) used
    JOIN snapshot_row s ON s.id = used.value ORDER BY s.run)) AS runs,
  (SELECT max(r.started_at) FROM json_each(a.snapshots) used JOIN snapshot_row s ON s.id = used.value
    JOIN run_row r ON r.id = s.run) AS read_at
FROM analysis_row a ORDER BY a.id`;

/** Snapshots of the scopes of @after, later than what @before saw of the same scope. */
const NEWER = `WITH was AS MATERIALIZED (${SEEN_BY("@before")}), seen AS MATERIALIZED (${SEEN_BY("@after")})
  SELECT s.id FROM seen LEFT JOIN was ON was.scope = seen.scope
    CROSS JOIN snapshot_row s ON s.scope = seen.scope AND s.id <= seen.snapshot AND s.id > coalesce(was.snapshot, 0)`;

/** Every analysis, the oldest first. */
export function analyses({ db, read }: Connection): AnalysisStamp[] {
  const rows = read(() => db.prepare<[], AnalysisRow>(SQL).all());
  return rows.map(({ id, at, made_with, runs, read_at }) => ({
    id,
    at,
    readAt: read_at ?? at,
    runs: JSON.parse(runs) as number[],
    madeWith: made_with ?? undefined,
  }));
}

/**
 * Whether two analyses say the same of the same: nothing opened or closed between them, and no data set was read better or
 * worse. False where that was not noted.
 */
export function isSameState({ db, read }: Connection, before: AnalysisStamp, after: AnalysisStamp): boolean {
  return read(() => {
    const basis = db.prepare<[number], string | null>("SELECT basis FROM analysis_row WHERE id = ?").pluck();
    const was = basis.get(before.id) ?? null;
    if (was === null || was !== (basis.get(after.id) ?? null)) return false;
    const ids = { before: before.id, after: after.id };
    const derived = ["fact_row", "derived_node_row", "access_path_row"].map(
      (name) => `SELECT 1 FROM ${name} WHERE (opened_in > @before AND opened_in <= @after)
        OR (closed_in > @before AND closed_in <= @after)`,
    );
    const has = (sql: string) => db.prepare<typeof ids>(`${sql} LIMIT 1`).get(ids) !== undefined;
    return !derived.some(has) && !hasTouched(db, db.prepare<typeof ids, number>(NEWER).pluck().all(ids));
  });
}
