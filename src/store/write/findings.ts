// Findings with their history: when each was seen first, and which are closed because their rule looked and did not flag.
import type { Finding } from "../../model/finding.js";
import type { Json } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { canonicalJson } from "./hash.js";

/** A rule that was evaluated in a scope: its findings there that are not found again are closed. */
export interface EvaluatedPair {
  readonly rule: string;
  readonly scope: string;
  /** Subject ids that could not be judged: their findings stay open. */
  readonly except?: readonly string[];
}

interface OpenFinding {
  readonly row: number;
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  readonly subject: string;
  readonly json: string;
}

/** Open findings by fingerprint, each with the time of the run that saw it first. */
export function openFindings(connection: Connection): Finding[] {
  return connection.read(() => {
    const rows = connection.db
      .prepare<[], { json: string; started_at: string }>(
        `SELECT f.json, r.started_at FROM finding_row f JOIN run_row r ON r.id = f.opened_in
        WHERE f.closed_in IS NULL ORDER BY f.fingerprint`,
      )
      .all();
    return rows.map(({ json, started_at }) => {
      return { ...(JSON.parse(json) as Finding), carried: false, firstSeen: started_at };
    });
  });
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
      const json = toJson(finding);
      if (row === undefined) statements.insert.run({ ...toKeys(finding), run, json });
      else if (!finding.carried && row.json !== json) statements.update.run({ ...toKeys(finding), row: row.row, json });
    }
    const isGone = toGoneTest(evaluated, seen);
    for (const row of known.values()) if (isGone(row)) statements.close.run(run, row.row);
  });
}

function toGoneTest(evaluated: readonly EvaluatedPair[], seen: ReadonlySet<string>): (row: OpenFinding) => boolean {
  const pairs = new Map(evaluated.map((pair) => [`${pair.rule} ${pair.scope}`, new Set(pair.except)]));
  return (row) => {
    const except = pairs.get(`${row.rule} ${row.scope}`);
    return except !== undefined && !except.has(row.subject) && !seen.has(row.fingerprint);
  };
}

function openRows(connection: Connection): OpenFinding[] {
  return connection.db
    .prepare<[], OpenFinding>(
      "SELECT row, fingerprint, rule, scope, subject, json FROM finding_row WHERE closed_in IS NULL",
    )
    .all();
}

function prepareStatements(connection: Connection) {
  const { db } = connection;
  return {
    insert: db.prepare(
      `INSERT INTO finding_row (fingerprint, rule, scope, subject, severity, opened_in, json)
      VALUES (@fingerprint, @rule, @scope, @subject, @severity, @run, @json)`,
    ),
    update: db.prepare(
      "UPDATE finding_row SET rule = @rule, scope = @scope, subject = @subject, severity = @severity, json = @json WHERE row = @row",
    ),
    close: db.prepare("UPDATE finding_row SET closed_in = ? WHERE row = ?"),
  };
}

function toKeys(finding: Finding) {
  const { fingerprint, rule, scope, severity } = finding;
  return { fingerprint, rule, scope, severity, subject: finding.subject.id };
}

/** Without what depends on the run that looks at it. */
function toJson(finding: Finding): string {
  const { firstSeen: _firstSeen, carried: _carried, isNew: _isNew, newRule: _newRule, ...lasting } = finding;
  return canonicalJson(JSON.parse(JSON.stringify(lasting)) as Json);
}
