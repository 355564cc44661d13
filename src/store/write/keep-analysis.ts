// Whether the stored analysis is what another one would come to: then it stands for the snapshots that are current now.
import type { ClockSpan } from "../../model/clock.js";
import type { Connection } from "../connection.js";
import { storedScopes } from "../read/scopes.js";
import { hasTouched, SEEN_IN } from "../read/seen-snapshots.js";
import { rowHash } from "./hash.js";

interface LatestAnalysis {
  readonly id: number;
  readonly snapshots: string;
  readonly basis: string | null;
  readonly clock: string | null;
}

/** The analysis that was written last, with what it was made of; undefined where there is none. */
export function latestAnalysis({ db }: Connection): LatestAnalysis | undefined {
  return db
    .prepare<[], LatestAnalysis>("SELECT id, snapshots, basis, clock FROM analysis_row ORDER BY id DESC LIMIT 1")
    .get();
}

/** Key of an analysis: the latest complete snapshot of each scope, as a JSON list of numbers. */
export function currentSnapshots({ db }: Connection): string {
  const latest = "SELECT max(id) FROM snapshot_row WHERE state = 'complete' GROUP BY scope ORDER BY 1";
  return JSON.stringify(db.prepare<[], number>(latest).pluck().all());
}

/**
 * Hash over what an analysis reads besides rows that open and close: what the caller says (code, tables, configuration),
 * scopes with their coverage, and which of several rows about one node count.
 */
export function basisOf(connection: Connection, given: string): string {
  const { db } = connection;
  const scopes = JSON.stringify(storedScopes(connection));
  const hidden = ["hidden_node", "hidden_supplement"].map((list) =>
    JSON.stringify(db.prepare<[], number>(`SELECT row FROM temp.${list} ORDER BY row`).pluck().all()),
  );
  return rowHash([given, scopes, ...hidden]);
}

/**
 * Makes the latest analysis that of the current snapshots, when nothing it was made of has changed since. False when it
 * has to be made again.
 */
export function keepAnalysis(connection: Connection, given: string, now: Date): boolean {
  const latest = connection.read(() => latestAnalysis(connection));
  if (latest === undefined || latest.basis === null) return false;
  if (!holdsAt(latest.clock, now)) return false;
  if (latest.basis !== connection.read(() => basisOf(connection, given))) return false;
  if (connection.read(() => hasChangedSince(connection, latest.snapshots))) return false;
  const snapshots = currentSnapshots(connection);
  connection.write(() => {
    if (snapshots === latest.snapshots) {
      connection.db.prepare("UPDATE analysis_row SET at = ? WHERE id = ?").run(now.toISOString(), latest.id);
      return;
    }
    const kept = connection.db
      .prepare(
        `INSERT INTO analysis_row (at, snapshots, basis, clock, first_fix, made_with)
         SELECT ?, ?, basis, clock, first_fix, made_with FROM analysis_row WHERE id = ?`,
      )
      .run(now.toISOString(), snapshots, latest.id);
    // The same rows: what was judged of them stands too.
    connection.db.prepare("UPDATE judged_row SET analysis = ? WHERE analysis = ?").run(kept.lastInsertRowid, latest.id);
  });
  return true;
}

/**
 * Whether the latest analysis is of the current snapshots and was made of the same, by the clock of the same day (UTC). Writes
 * nothing: for who looks, and does not judge.
 */
export function analysisStands(connection: Connection, given: string, now: Date): boolean {
  return connection.read(() => {
    const latest = latestAnalysis(connection);
    if (latest === undefined || latest.snapshots !== currentSnapshots(connection)) return false;
    if (!holdsAt(latest.clock, now) && dayOf(latest.clock) !== dayOf(now.toISOString())) return false;
    return latest.basis !== null && latest.basis === basisOf(connection, given);
  });
}

/** The time of an analysis that holds at no other. */
function dayOf(clock: string | null): string | undefined {
  return clock?.slice(0, 10);
}

/**
 * How an analysis says when it holds: NULL at any time, one time at that alone, two with a slash between them between these (either
 * may be missing).
 */
export function clockText(span: ClockSpan | undefined, now: Date): string | null {
  if (span === undefined) return now.toISOString();
  const { after, before } = span;
  if (after === null && before === null) return null;
  return [after, before].map((time) => (time === null ? "" : new Date(time).toISOString())).join("/");
}

function holdsAt(clock: string | null, now: Date): boolean {
  if (clock === null || clock === now.toISOString()) return true;
  const [after = "", before] = clock.split("/");
  if (before === undefined) return false;
  return (after === "" || Date.parse(after) < now.getTime()) && (before === "" || now.getTime() < Date.parse(before));
}

/** Whether a snapshot that completed after those of the analysis opened or closed any row. */
function hasChangedSince({ db }: Connection, snapshots: string): boolean {
  const newer = `WITH seen AS MATERIALIZED (${SEEN_IN("?")}) SELECT s.id FROM snapshot_row s
    LEFT JOIN seen ON seen.scope = s.scope WHERE s.state = 'complete' AND s.id > coalesce(seen.snapshot, 0)`;
  return hasTouched(db, db.prepare<[string], number>(newer).pluck().all(snapshots));
}
