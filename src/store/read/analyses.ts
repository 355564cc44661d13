// Analyses that the database holds, each the state of the estate at one time.
import type { AnalysisStamp } from "../../model/history.js";
import type { Connection } from "../connection.js";

interface AnalysisRow {
  readonly id: number;
  readonly at: string;
  readonly made_with: string | null;
  readonly runs: string;
}

const SQL = `SELECT a.id, a.at, a.made_with,
  (SELECT json_group_array(run) FROM (SELECT DISTINCT s.run FROM json_each(a.snapshots) used
    JOIN snapshot_row s ON s.id = used.value ORDER BY s.run)) AS runs
FROM analysis_row a ORDER BY a.id`;

/** Every analysis, the oldest first. */
export function analyses({ db, read }: Connection): AnalysisStamp[] {
  const rows = read(() => db.prepare<[], AnalysisRow>(SQL).all());
  return rows.map(({ id, at, made_with, runs }) => ({
    id,
    at,
    runs: JSON.parse(runs) as number[],
    madeWith: made_with ?? undefined,
  }));
}
