// Findings with their history: when each was seen first, and which are closed because their rule looked and did not flag.

import type { ChangedFinding } from "../../model/change.js";
import type { Finding } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { FindingTexts, fixFor } from "./finding-texts.js";
import { rowHash } from "./hash.js";
import { forgetJudged, type JudgedMade, keepJudged } from "./judged.js";
import { RowInserter, type RowTable, type SqlValue } from "./rows.js";

const FINDINGS: RowTable = {
  name: "finding_row",
  columns: ["fingerprint", "rule", "scope", "subject", "severity", "json", "message", "fix"],
};

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

interface OpenRow {
  readonly row: number;
  readonly hash: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  readonly subject: string;
  readonly message: string | null;
}

/**
 * Writes the findings of a run: new ones open, known ones keep their first run, and those of an evaluated pair that
 * are not there any more close. A carried finding stays as it is. `made` is kept when the open findings are word for
 * word those of the evaluation.
 */
export function writeFindings(
  connection: Connection,
  run: number,
  findings: readonly Finding[],
  evaluated: readonly EvaluatedPair[],
  made?: JudgedMade,
): void {
  connection.write(() => {
    forgetJudged(connection);
    let isWordForWord = true;
    const known = new Map(openRows(connection).map((row) => [row.fingerprint, row]));
    const texts = new FindingTexts(connection);
    const inserter = new RowInserter(connection.db, FINDINGS);
    const { update, close } = prepareStatements(connection);
    const seen = new Set<string>();
    for (const finding of findings) {
      if (seen.has(finding.fingerprint)) continue;
      seen.add(finding.fingerprint);
      const row = known.get(finding.fingerprint);
      if (finding.carried) isWordForWord = false;
      if (row !== undefined && finding.carried) continue;
      const json = toJson(finding);
      const hash = rowHash([json, finding.fix]);
      if (row === undefined) inserter.add(hash, run, toValues(finding, json, texts));
      else if (row.hash !== hash) update.run(hash, ...toValues(finding, json, texts), row.row);
      else if (row.message !== finding.message) isWordForWord = false;
    }
    inserter.flush();
    const isGone = toGoneTest(evaluated, seen);
    for (const row of known.values()) {
      if (isGone(row)) close.run(run, row.row);
      else if (!seen.has(row.fingerprint)) isWordForWord = false;
    }
    if (made !== undefined && isWordForWord) keepJudged(connection, made);
  });
}

function toGoneTest(evaluated: readonly EvaluatedPair[], seen: ReadonlySet<string>): (row: OpenRow) => boolean {
  const pairs = new Map(evaluated.map((pair) => [`${pair.rule} ${pair.scope}`, new Set(pair.except)]));
  return (row) => {
    const except = pairs.get(`${row.rule} ${row.scope}`);
    return except !== undefined && !except.has(row.subject) && !seen.has(row.fingerprint);
  };
}

function openRows(connection: Connection): OpenRow[] {
  return connection.db
    .prepare<[], OpenRow>(
      "SELECT row, hash, fingerprint, rule, scope, subject, message FROM finding_row WHERE closed_in IS NULL",
    )
    .all();
}

function prepareStatements({ db }: Connection) {
  const set = FINDINGS.columns.map((name) => `${name} = ?`).join(", ");
  return {
    update: db.prepare<SqlValue[]>(`UPDATE finding_row SET hash = ?, ${set} WHERE row = ?`),
    close: db.prepare("UPDATE finding_row SET closed_in = ? WHERE row = ?"),
  };
}

function toValues(finding: Finding, json: string, texts: FindingTexts): SqlValue[] {
  const { fingerprint, rule, scope, subject, severity, message } = finding;
  return [fingerprint, rule, scope, subject.id, severity, json, message, texts.share(finding)];
}

/** What of a finding depends on the run that looks at it, or is kept beside the rest. */
type Apart = "message" | "fix" | "carried" | "firstSeen" | "isNew" | "newRule";
type Lasting = Required<Omit<Finding, Apart>>;

/**
 * What a finding says, without what depends on the run that looks at it, without its message (an age in it grows every
 * day, and that is no news to write) and without its fix, most of which is that of others.
 */
function toJson(finding: Finding): string {
  const { fingerprint, formerly, rule, severity, title, subject, scope, region } = finding;
  const { location, evidence, columns, state, note, path } = finding;
  // Named one by one, in the order in which findings are made: a copy by spreading costs twice what the text does. What is
  // undefined is left out of JSON.
  const lasting: { readonly [key in keyof Lasting]: Finding[key] } = {
    fingerprint,
    formerly,
    rule,
    severity,
    title,
    subject,
    scope,
    region,
    location,
    evidence,
    columns,
    state,
    note,
    path,
  };
  return JSON.stringify(lasting);
}
