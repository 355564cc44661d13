// Open findings for who shows a screen of them at a time: what they are sorted and found by, in pieces, and one in full.
import type { Finding } from "../../model/finding.js";
import type { Severity } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { FINDING_VALUES, type FindingValues, toFinding } from "../write/findings.js";
import { rowRanges } from "./row-ranges.js";

/** What an open finding is sorted and filtered by. */
export interface FindingLine {
  /** Number of its row, by which it is read. */
  readonly row: number;
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  /** Id of the node that it is about. */
  readonly subject: string;
  readonly severity: Severity;
}

/** What a search looks for besides, and what its subject belongs to. */
export interface FindingText {
  readonly row: number;
  readonly message: string;
  readonly name: string;
  readonly parent: string | null;
}

const OPEN = "f.closed_in IS NULL AND f.row BETWEEN ? AND ?";
const LINES = `SELECT f.row, f.fingerprint, f.rule, f.scope, f.subject, f.severity FROM finding_row f WHERE ${OPEN}`;
// Rows of before have the message in their JSON.
const TEXTS = `SELECT f.row, coalesce(f.message, f.json ->> '$.message', '') AS message,
  coalesce(f.json ->> '$.subject.name', '') AS name, f.json ->> '$.subject.parent' AS parent
FROM finding_row f WHERE ${OPEN}`;

/** Open findings, so many rows at a time, in no order. */
export function findingLines(connection: Connection): IterableIterator<readonly FindingLine[]> {
  return pieces<FindingLine>(connection, LINES);
}

/** Texts of open findings, likewise: three times the cost of the lines. */
export function findingTexts(connection: Connection): IterableIterator<readonly FindingText[]> {
  return pieces<FindingText>(connection, TEXTS);
}

function* pieces<Row>(connection: Connection, sql: string): IterableIterator<readonly Row[]> {
  for (const [first, last] of rowRanges(connection, "finding_row")) {
    yield connection.read(() => connection.db.prepare<[number, number], Row>(sql).all(first, last));
  }
}

/** Reads a finding by the number of its row; undefined when there is no such row. */
export function toFindingReader({ db, read }: Connection): (row: number) => Finding | undefined {
  const find = db.prepare<[number], FindingValues>(`SELECT ${FINDING_VALUES} FROM finding_row f WHERE f.row = ?`).raw();
  const findText = db.prepare<[number], string>("SELECT text FROM text_row WHERE id = ?").pluck();
  return (row) =>
    read(() => {
      const values = find.get(row);
      return values === undefined ? undefined : toFinding(values, (number) => findText.get(number));
    });
}
