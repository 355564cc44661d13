// The statements by which a snapshot becomes the current one of its scope. All within one transaction.
import type { Database } from "better-sqlite3";
import type { Coverage } from "../../model/batch.js";
import { CRAWLED_TABLES } from "./tables.js";

/** Records how a data set ended in this snapshot. */
export function recordCoverage(
  db: Database,
  snapshot: number,
  dataSet: number,
  coverage: Omit<Coverage, "dataSet">,
): void {
  const { state, code = null, message = null, permission = null } = coverage;
  db.prepare(
    "INSERT INTO coverage_row (snapshot, data_set, state, code, message, permission) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(snapshot, dataSet, state, code, message, permission);
}

/** Closes the rows whose closing waited, moves the data sets on, and makes the snapshot visible. */
export function completeSnapshot(db: Database, snapshot: number, run: number, now: Date): void {
  for (const { name } of CRAWLED_TABLES) {
    db.prepare(
      `UPDATE ${name} SET closed_in = ? WHERE row IN (SELECT row FROM closing_row WHERE snapshot = ? AND "table" = '${name}')`,
    ).run(snapshot, snapshot);
  }
  db.prepare("DELETE FROM closing_row WHERE snapshot = ?").run(snapshot);
  const covered = "SELECT data_set FROM coverage_row WHERE snapshot = ?";
  db.prepare(`UPDATE data_set_row SET attempted_in = ? WHERE id IN (${covered})`).run(snapshot, snapshot);
  db.prepare(
    `UPDATE data_set_row SET completed_in = ?, completed_run = ? WHERE id IN (${covered} AND state = 'complete')`,
  ).run(snapshot, run, snapshot);
  db.prepare(
    "UPDATE snapshot_row SET state = 'complete', run = ?, completed_at = ?, scope_node = NULL WHERE id = ?",
  ).run(run, now.toISOString(), snapshot);
}
