// Findings with their history: when each was seen first, and which are closed because their rule looked and did not flag.

import type { ChangedFinding } from "../../model/change.js";
import type { Finding } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { fixFor } from "./finding-texts.js";
import { FindingWriter, type OpenRow } from "./finding-writer.js";
import { forgetJudged, type JudgedMade, keepJudged } from "./judged.js";

/** A rule that was evaluated in a scope: its findings there that are not found again are closed. */
export interface EvaluatedPair {
  readonly rule: string;
  readonly scope: string;
  /** Subject ids that could not be judged: their findings stay open. */
  readonly except?: readonly string[];
}

/** What identifies an open finding, without its text. */
export interface FindingKey {
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  /** Id of the node that it is about. */
  readonly subject: string;
  /** ISO time of the run that saw it first. */
  readonly firstSeen: string;
}

/** Keys of the open findings, sorted by fingerprint: a tenth of the cost of the findings themselves. */
export function findingKeys(connection: Connection): FindingKey[] {
  return connection.read(() =>
    connection.db
      .prepare<[], FindingKey>(
        `SELECT f.fingerprint, f.rule, f.scope, f.subject, r.started_at AS firstSeen
        FROM finding_row f JOIN run_row r ON r.id = f.opened_in WHERE f.closed_in IS NULL ORDER BY f.fingerprint`,
      )
      .all(),
  );
}

export type FindingValues = readonly [
  json: string,
  startedAt: string,
  message: string | null,
  fix: string | number | null,
];

/** Columns of `finding_row f` that a finding is made of. */
export const FINDING_VALUES = "f.json, (SELECT r.started_at FROM run_row r WHERE r.id = f.opened_in), f.message, f.fix";

/** The finding of a row; `textOf` gives the shared text of a number. */
export function toFinding(
  [json, firstSeen, message, fix]: FindingValues,
  textOf: (number: number) => string | undefined,
): Finding {
  // Set one by one: a copy by spreading costs twice what parsing does.
  const finding = JSON.parse(json) as { -readonly [key in keyof Finding]: Finding[key] };
  finding.carried = false;
  finding.firstSeen = firstSeen;
  // NULL: written before these had columns of their own
  if (message !== null) finding.message = message;
  if (fix !== null) finding.fix = typeof fix === "string" ? fix : fixFor(textOf(fix) ?? "", finding.subject);
  return finding;
}

/** Open findings with these fingerprints, sorted by them; or all of them, as they lie in the file. */
export function openFindings(connection: Connection, fingerprints?: ReadonlySet<string>): Finding[] {
  return connection.read(() => {
    const { db } = connection;
    // All of them as they lie in the file: by the index each would be looked up on a page of its own.
    const from = fingerprints === undefined ? "finding_row f NOT INDEXED" : "finding_row f";
    const wanted =
      fingerprints === undefined
        ? " ORDER BY f.row"
        : " AND f.fingerprint IN (SELECT value FROM json_each(?)) ORDER BY f.fingerprint";
    const texts = new Map(db.prepare<[], [number, string]>("SELECT id, text FROM text_row").raw().all());
    const rows = db
      .prepare<string[], FindingValues>(`SELECT ${FINDING_VALUES} FROM ${from} WHERE f.closed_in IS NULL${wanted}`)
      .raw()
      .iterate(...(fingerprints === undefined ? [] : [JSON.stringify([...fingerprints])]));
    return Array.from(rows, (values) => toFinding(values, (number) => texts.get(number)));
  });
}

/** Findings that runs after this one closed, and that are not open again; worst first, then by rule and fingerprint. */
export function findingsClosedSince(connection: Connection, run: number): ChangedFinding[] {
  return connection.read(() =>
    connection.db
      .prepare<[number], ChangedFinding>(
        `SELECT f.fingerprint, f.rule, f.severity, f.scope, coalesce(max(f.message), json_extract(f.json, '$.title')) AS message
        FROM finding_row f WHERE f.closed_in > ?
        AND NOT EXISTS (SELECT 1 FROM finding_row o WHERE o.fingerprint = f.fingerprint AND o.closed_in IS NULL)
        GROUP BY f.fingerprint
        ORDER BY instr('critical high medium low', f.severity), f.rule, f.fingerprint`,
      )
      .all(run),
  );
}

/**
 * Writes the findings of a run: new ones open, known ones keep their first run, and those of an evaluated pair that
 * are not there any more close. A carried finding stays as it is. `made` is kept when the open findings are those of the
 * evaluation. Messages of `agedRules`, which have an age in them, may be of an earlier day then: it grows, and is no news to write.
 */
export function writeFindings(
  connection: Connection,
  run: number,
  findings: readonly Finding[],
  evaluated: readonly EvaluatedPair[],
  made?: JudgedMade,
  agedRules: ReadonlySet<string> = new Set(),
): void {
  connection.write(() => {
    forgetJudged(connection);
    const known = new Map(openRows(connection).map((row) => [row.fingerprint, row]));
    const writer = new FindingWriter(connection, run, agedRules);
    const seen = new Set<string>();
    let isAll = true;
    for (const finding of findings) {
      if (seen.has(finding.fingerprint)) continue;
      seen.add(finding.fingerprint);
      const row = known.get(finding.fingerprint);
      if (finding.carried) isAll = false;
      if (row === undefined || !finding.carried) writer.write(finding, row);
    }
    const isGone = toGoneTest(evaluated, seen);
    for (const row of known.values()) {
      if (isGone(row)) writer.close(row);
      else if (!seen.has(row.fingerprint)) isAll = false;
    }
    writer.end();
    if (made !== undefined && isAll) keepJudged(connection, writer.isAged ? { ...made, isAged: true } : made);
  });
}

/** What an evaluation differs in from the one that is kept. */
export interface FindingChanges {
  readonly flagged: readonly Finding[];
  /** Fingerprints. */
  readonly gone: readonly string[];
}

/** Writes what the findings of a run differ in from the open ones, and keeps the evaluation in place of the last one. */
export function writeChanges(
  connection: Connection,
  run: number,
  { flagged, gone }: FindingChanges,
  made: JudgedMade,
): void {
  connection.write(() => {
    forgetJudged(connection);
    keepJudged(connection, { ...made, isAged: true });
    if (flagged.length + gone.length === 0) return;
    const wanted = [...flagged.map(({ fingerprint }) => fingerprint), ...gone];
    const known = new Map(openRows(connection, wanted).map((row) => [row.fingerprint, row]));
    const writer = new FindingWriter(connection, run);
    for (const finding of flagged) writer.write(finding, known.get(finding.fingerprint));
    for (const fingerprint of gone) {
      const row = known.get(fingerprint);
      if (row !== undefined) writer.close(row);
    }
    writer.end();
  });
}

function toGoneTest(evaluated: readonly EvaluatedPair[], seen: ReadonlySet<string>): (row: OpenRow) => boolean {
  const pairs = new Map(evaluated.map((pair) => [`${pair.rule} ${pair.scope}`, new Set(pair.except)]));
  return (row) => {
    const except = pairs.get(`${row.rule} ${row.scope}`);
    return except !== undefined && !except.has(row.subject) && !seen.has(row.fingerprint);
  };
}

function openRows(connection: Connection, fingerprints?: readonly string[]): OpenRow[] {
  const wanted = fingerprints === undefined ? "" : " AND fingerprint IN (SELECT value FROM json_each(?))";
  return connection.db
    .prepare<string[], OpenRow>(
      `SELECT row, hash, fingerprint, rule, scope, subject, message FROM finding_row WHERE closed_in IS NULL${wanted}`,
    )
    .all(...(fingerprints === undefined ? [] : [JSON.stringify(fingerprints)]));
}
