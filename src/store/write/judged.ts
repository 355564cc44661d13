// The latest evaluation, for one that would come to the same: its findings are the open ones, the rest is kept here.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { NotCompared } from "../../model/change.js";
import type { NotEvaluated, RuleCount } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { currentSnapshots, latestAnalysis } from "./keep-analysis.js";

/** An evaluation without its findings. */
export interface JudgedRest {
  readonly notEvaluated: readonly NotEvaluated[];
  readonly counts: readonly RuleCount[];
  /** Where drift rules had nothing earlier; absent in rows of before. */
  readonly nothingEarlier?: readonly NotCompared[];
  /** What it was made with besides the clock, and when; absent in rows of before. */
  readonly of?: string;
  readonly at?: string;
  /** Whether messages of open findings may be of an earlier day: those that have an age in them. */
  readonly isAged?: boolean;
}

/** What an evaluation was made with, in a text of the caller's own, and what came of it besides findings. */
export interface JudgedMade extends JudgedRest {
  readonly key: string;
}

/** The rest of the evaluation with this key, if no row has changed since; its findings are then the open ones. */
export function judgedBefore(connection: Connection, key: string): JudgedRest | undefined {
  return restWhere(connection, "key = ?", key);
}

/** The rest of the latest evaluation, whatever it was made with, if no row has changed since. */
export function judgedLast(connection: Connection): JudgedRest | undefined {
  return restWhere(connection, "? = ''", "");
}

function restWhere(connection: Connection, condition: string, value: string): JudgedRest | undefined {
  return connection.read(() => {
    const latest = latestAnalysis(connection);
    if (latest === undefined || latest.snapshots !== currentSnapshots(connection)) return undefined;
    const rest = connection.db
      .prepare<[string, number], Buffer>(`SELECT rest FROM judged_row WHERE ${condition} AND analysis = ?`)
      .pluck()
      .get(value, latest.id);
    return rest === undefined ? undefined : (JSON.parse(inflateRawSync(rest).toString("utf8")) as JudgedRest);
  });
}

/** Keeps an evaluation of the current analysis in place of the last one. Within a transaction. */
export function keepJudged(connection: Connection, { key, ...kept }: JudgedMade): void {
  const latest = latestAnalysis(connection);
  if (latest === undefined || latest.snapshots !== currentSnapshots(connection)) return;
  const rest = deflateRawSync(JSON.stringify(kept), { level: 1 });
  connection.db.prepare("INSERT INTO judged_row (key, analysis, rest) VALUES (?, ?, ?)").run(key, latest.id, rest);
}

/** The rows, or the findings, are others now. Within a transaction. */
export function forgetJudged({ db }: Connection): void {
  db.prepare("DELETE FROM judged_row").run();
}
