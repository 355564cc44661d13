// Runs and the snapshots they open: which unfinished one is gone on with, which are forgotten.
import type { ScopeNode } from "../../model/batch.js";
import type { Connection } from "../connection.js";
import { guard } from "../errors.js";
import { forgetSnapshot, sweepDocuments } from "./forget.js";
import type { Ledger } from "./ledger.js";
import { prepared } from "./prepared.js";
import { type SnapshotWriter, toSnapshotWriter } from "./snapshot-writer.js";

/** An unfinished snapshot older than this is not gone on with: its answers describe another day. */
const RESUME_WITHIN_MS = 24 * 60 * 60 * 1000;

export interface RunStart {
  readonly command: string;
  /** Version of nhi. */
  readonly version: string;
  readonly now: Date;
}

export type RunOutcome = "done" | "failed" | "interrupted";

interface Unfinished {
  readonly id: number;
  readonly opened_at: string;
  readonly scope_node: string;
  readonly read_anew: number;
}

/** Opens a run; returns its number. */
export function beginRun(ledger: Ledger, { command, version, now }: RunStart): number {
  return ledger.write(() => {
    const insert = "INSERT INTO run_row (command, version, started_at) VALUES (?, ?, ?)";
    return Number(ledger.connection.db.prepare(insert).run(command, version, now.toISOString()).lastInsertRowid);
  });
}

/** When the latest run began by its clock, ISO 8601. Read past the indexes, which a first load is still without. */
export function lastRunStart({ db, path }: Connection): string | undefined {
  const sql = "SELECT started_at FROM run_row ORDER BY id DESC LIMIT 1";
  return guard(path, () => db.prepare<[], string>(sql).pluck().get());
}

/** Ends a run. Snapshots that it leaves unfinished can be gone on with. */
export function finishRun(ledger: Ledger, run: number, outcome: RunOutcome, now: Date): void {
  ledger.write(() => {
    const { db } = ledger.connection;
    db.prepare("UPDATE run_row SET finished_at = ?, outcome = ? WHERE id = ?").run(now.toISOString(), outcome, run);
    sweepDocuments(db);
  });
}

/** Goes on with the scope's unfinished snapshot, if it is young enough and what it read is not read anew. */
export function resumeSnapshot(ledger: Ledger, run: number, scope: string, now: Date): SnapshotWriter | undefined {
  const latest = unfinishedSnapshots(ledger, scope).at(-1);
  if (latest === undefined || latest.read_anew === 1 || !isYoung(latest, now)) return undefined;
  const node = JSON.parse(latest.scope_node) as ScopeNode;
  return toSnapshotWriter(ledger, { id: latest.id, run, resumed: true, scope: node });
}

/** Opens a new snapshot of the scope; unfinished ones are forgotten. */
export function beginSnapshot(ledger: Ledger, run: number, scope: ScopeNode, now: Date): SnapshotWriter {
  const id = ledger.write(() => {
    const { db } = ledger.connection;
    for (const older of unfinishedSnapshots(ledger, scope.id)) forgetSnapshot(db, older.id, scope.id);
    const insert =
      "INSERT INTO snapshot_row (run, scope, state, opened_at, scope_node) VALUES (?, ?, 'unfinished', ?, ?)";
    return Number(prepared(db, insert).run(run, scope.id, now.toISOString(), JSON.stringify(scope)).lastInsertRowid);
  });
  return toSnapshotWriter(ledger, { id, run, resumed: false, scope });
}

/** From now on nobody goes on with it: some of it is of files, which may change. */
export function markReadAnew(ledger: Ledger, snapshot: number): void {
  ledger.write(() =>
    prepared(ledger.connection.db, "UPDATE snapshot_row SET read_anew = 1 WHERE id = ?").run(snapshot),
  );
}

function unfinishedSnapshots(ledger: Ledger, scope: string): Unfinished[] {
  const sql =
    "SELECT id, opened_at, scope_node, read_anew FROM snapshot_row WHERE scope = ? AND state = 'unfinished' ORDER BY id";
  return prepared(ledger.connection.db, sql).all(scope) as Unfinished[];
}

/** One from the future (another clock) is not trusted either. */
function isYoung(snapshot: Unfinished, now: Date): boolean {
  const age = now.getTime() - Date.parse(snapshot.opened_at);
  return age >= 0 && age < RESUME_WITHIN_MS;
}
