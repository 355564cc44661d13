// The statements by which a snapshot becomes the current one of its scope. All within one transaction.
import type { Database } from "better-sqlite3";
import type { Coverage, CoverageState } from "../../model/batch.js";
import { SCOPE_DATA_SET } from "../views/current.js";
import { prepared } from "./prepared.js";
import { CRAWLED_TABLES } from "./tables.js";

/** How well a data set was read, best first: where several sources answer, the best answer counts. */
const BEST_FIRST: readonly CoverageState[] = ["complete", "partial", "unlicensed", "denied", "failed"];

/** Records how a data set ended in this snapshot, unless it ended better before; returns the state that counts. */
export function recordCoverage(
  db: Database,
  snapshot: number,
  dataSet: number,
  coverage: Omit<Coverage, "dataSet">,
): CoverageState {
  const { state, code, message, permission } = coverage;
  const asked = "SELECT state FROM coverage_row WHERE snapshot = ? AND data_set = ?";
  const before = prepared(db, asked).get(snapshot, dataSet) as { state: CoverageState } | undefined;
  if (before !== undefined && BEST_FIRST.indexOf(before.state) <= BEST_FIRST.indexOf(state)) return before.state;
  const insert = `INSERT OR REPLACE INTO coverage_row (snapshot, data_set, state, code, message, permission)
    VALUES (?, ?, ?, ?, ?, ?)`;
  prepared(db, insert).run(snapshot, dataSet, state, code ?? null, message ?? null, permission ?? null);
  return state;
}

/** Closes the rows whose closing waited, moves the data sets on, and makes the snapshot visible. Returns rows closed by table. */
export function completeSnapshot(db: Database, snapshot: number, run: number, now: Date): Map<string, number> {
  const closed = new Map<string, number>();
  for (const { name } of CRAWLED_TABLES) {
    const close = prepared(
      db,
      `UPDATE ${name} SET closed_in = ? WHERE row IN (SELECT row FROM closing_row WHERE snapshot = ? AND "table" = '${name}')`,
    );
    closed.set(name, close.run(snapshot, snapshot).changes);
  }
  prepared(db, "DELETE FROM closing_row WHERE snapshot = ?").run(snapshot);
  const covered = "SELECT data_set FROM coverage_row WHERE snapshot = ?";
  prepared(db, `UPDATE data_set_row SET attempted_in = ? WHERE id IN (${covered})`).run(snapshot, snapshot);
  prepared(
    db,
    `UPDATE data_set_row SET completed_in = ?, completed_run = ? WHERE id IN (${covered} AND state = 'complete')`,
  ).run(snapshot, run, snapshot);
  prepared(
    db,
    "UPDATE snapshot_row SET state = 'complete', run = ?, completed_at = ?, scope_node = NULL WHERE id = ?",
  ).run(run, now.toISOString(), snapshot);
  return closed;
}

/** Data sets of a scope that earlier snapshots read and this one did not ask for. */
export function unaskedDataSets(db: Database, snapshot: number, scope: string): { name: string; number: number }[] {
  const sql = "SELECT name, id AS number FROM data_set_row WHERE scope = ? AND attempted_in IS NOT ? AND name <> ?";
  return prepared(db, sql).all(scope, snapshot, SCOPE_DATA_SET) as { name: string; number: number }[];
}

/** Nodes that the open rows of a data set speak of. */
export function openNodes(db: Database, dataSet: number): ReadonlySet<string> {
  const nodes = db
    .prepare<{ dataSet: number }, string>(
      `SELECT id FROM node_row WHERE data_set = @dataSet AND closed_in IS NULL
      UNION SELECT node FROM supplement_row WHERE data_set = @dataSet AND closed_in IS NULL`,
    )
    .pluck();
  return new Set(nodes.all({ dataSet }));
}
