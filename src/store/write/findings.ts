// Findings with their history: when each was seen first, and which are closed because their rule looked and did not flag.
import type { Finding } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { rowHash } from "./hash.js";

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

/** Open findings with these fingerprints, or all of them; sorted by fingerprint. */
export function openFindings(connection: Connection, fingerprints?: ReadonlySet<string>): Finding[] {
  return connection.read(() => {
    const wanted = fingerprints === undefined ? "" : " AND f.fingerprint IN (SELECT value FROM json_each(?))";
    const rows = connection.db
      .prepare<string[], [json: string, startedAt: string]>(
        `SELECT f.json, r.started_at FROM finding_row f JOIN run_row r ON r.id = f.opened_in
        WHERE f.closed_in IS NULL${wanted} ORDER BY f.fingerprint`,
      )
      .raw()
      .iterate(...(fingerprints === undefined ? [] : [JSON.stringify([...fingerprints])]));
    const findings: Finding[] = [];
    for (const [json, firstSeen] of rows) {
      findings.push(Object.assign(JSON.parse(json) as Finding, { carried: false, firstSeen }));
    }
    return findings;
  });
}

interface OpenRow {
  readonly row: number;
  readonly hash: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  readonly subject: string;
}

/**
 * Writes the findings of a run: new ones open, known ones keep their first run, and those of an evaluated pair that
 * are not there any more close. A carried finding stays as it is.
 */
export function writeFindings(
  connection: Connection,
  run: number,
  findings: readonly Finding[],
  evaluated: readonly EvaluatedPair[],
): void {
  connection.write(() => {
    const known = new Map(openRows(connection).map((row) => [row.fingerprint, row]));
    const statements = prepareStatements(connection);
    const seen = new Set<string>();
    for (const finding of findings) {
      if (seen.has(finding.fingerprint)) continue;
      seen.add(finding.fingerprint);
      const row = known.get(finding.fingerprint);
      const hash = toHash(finding);
      if (row === undefined) statements.insert.run({ ...toColumns(finding), hash, run });
      else if (!finding.carried && row.hash !== hash) {
        statements.update.run({ ...toColumns(finding), hash, row: row.row });
      }
    }
    const isGone = toGoneTest(evaluated, seen);
    for (const row of known.values()) if (isGone(row)) statements.close.run(run, row.row);
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
      "SELECT row, hash, fingerprint, rule, scope, subject FROM finding_row WHERE closed_in IS NULL",
    )
    .all();
}

function prepareStatements(connection: Connection) {
  const { db } = connection;
  return {
    insert: db.prepare(
      `INSERT INTO finding_row (hash, fingerprint, rule, scope, subject, severity, opened_in, json)
      VALUES (@hash, @fingerprint, @rule, @scope, @subject, @severity, @run, @json)`,
    ),
    update: db.prepare(
      `UPDATE finding_row SET hash = @hash, rule = @rule, scope = @scope, subject = @subject, severity = @severity, json = @json
      WHERE row = @row`,
    ),
    close: db.prepare("UPDATE finding_row SET closed_in = ? WHERE row = ?"),
  };
}

function toColumns(finding: Finding) {
  const { fingerprint, rule, scope, severity } = finding;
  return { fingerprint, rule, scope, severity, subject: finding.subject.id, json: JSON.stringify(toLasting(finding)) };
}

/** Over what the finding says, but not its message: an age in it grows every day, and that is no news to write. */
function toHash(finding: Finding): string {
  return rowHash([JSON.stringify({ ...toLasting(finding), message: "" })]);
}

/** Without what depends on the run that looks at it. */
function toLasting(finding: Finding) {
  const { firstSeen: _firstSeen, carried: _carried, isNew: _isNew, newRule: _newRule, ...lasting } = finding;
  return lasting;
}
