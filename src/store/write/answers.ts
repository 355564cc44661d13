// Recorded answers that were read before: the snapshots they led to are repeated without a row being looked at.
import type { Connection } from "../connection.js";
import { completeSnapshot } from "./complete.js";
import type { Ledger } from "./ledger.js";

/** Notes that these answers led to these snapshots, and to nothing else. */
export function rememberAnswers(ledger: Ledger, digest: string, snapshots: readonly number[]): void {
  ledger.write(() => {
    const { connection } = ledger;
    for (const known of knownAnswers(connection)) {
      if (!known.snapshots.every((snapshot) => scopeOfLatest(connection, snapshot) !== undefined)) {
        connection.db.prepare("DELETE FROM answers_row WHERE digest = ?").run(known.digest);
      }
    }
    connection.db
      .prepare("INSERT OR REPLACE INTO answers_row (digest, snapshots) VALUES (?, ?)")
      .run(digest, JSON.stringify(snapshots));
  });
}

/**
 * Repeats the snapshots that these answers led to, as of this run. Returns their scopes; undefined when the answers are
 * not known, or one of the scopes has been read otherwise since, to its end or not.
 */
export function takeOverAnswers(ledger: Ledger, run: number, digest: string, now: Date): readonly string[] | undefined {
  const { connection } = ledger;
  const known = knownAnswers(connection).find((answers) => answers.digest === digest);
  const scopes = known?.snapshots.map((snapshot) => scopeOfLatest(connection, snapshot));
  if (known === undefined || scopes === undefined || !scopes.every((scope) => scope !== undefined)) return undefined;
  ledger.write(() => {
    const repeated = known.snapshots.map((snapshot, at) => repeat(connection, snapshot, scopes[at] ?? "", run, now));
    connection.db
      .prepare("UPDATE answers_row SET snapshots = ? WHERE digest = ?")
      .run(JSON.stringify(repeated), digest);
  });
  return scopes;
}

interface KnownAnswers {
  readonly digest: string;
  readonly snapshots: readonly number[];
}

function knownAnswers({ db }: Connection): KnownAnswers[] {
  return db
    .prepare<[], [string, string]>("SELECT digest, snapshots FROM answers_row")
    .raw()
    .all()
    .map(([digest, snapshots]) => ({ digest, snapshots: JSON.parse(snapshots) as number[] }));
}

/** Scope of a complete snapshot that no other one of the scope follows. */
function scopeOfLatest({ db }: Connection, snapshot: number): string | undefined {
  return db
    .prepare<[number], string>(
      `SELECT scope FROM snapshot_row s WHERE id = ? AND state = 'complete'
      AND NOT EXISTS (SELECT 1 FROM snapshot_row newer WHERE newer.scope = s.scope AND newer.id > s.id)`,
    )
    .pluck()
    .get(snapshot);
}

/** A snapshot of the same data sets, read as well as in `snapshot`. Returns its number. */
function repeat({ db }: Connection, snapshot: number, scope: string, run: number, now: Date): number {
  const at = now.toISOString();
  const insert = "INSERT INTO snapshot_row (run, scope, state, opened_at) VALUES (?, ?, 'unfinished', ?)";
  const id = Number(db.prepare(insert).run(run, scope, at).lastInsertRowid);
  db.prepare(
    `INSERT INTO coverage_row (snapshot, data_set, state, code, message, permission)
    SELECT ?, data_set, state, code, message, permission FROM coverage_row WHERE snapshot = ?`,
  ).run(id, snapshot);
  completeSnapshot(db, id, run, now);
  return id;
}
