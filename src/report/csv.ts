// Findings as CSV for auditors: one row a finding, and one for everything that was not judged or not read.
import type { Finding, FindingPath, FindingSubject, NotEvaluated, PassedRow } from "../model/finding.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { csvTexts } from "./csv-writer.js";
import { csvText } from "./escape.js";
import { sortedFindings, sortedNotEvaluated, sortedPassed } from "./order.js";
import { nodeName } from "./path-names.js";
import { rulesById } from "./rule-page.js";
import { writeAll } from "./stream.js";
import { type GapRow, gapRows } from "./unknown.js";

/** Stable: columns may be added at the end, none renamed, removed or moved. See docs/output-formats.md. */
export const CSV_COLUMNS = [
  "status",
  "severity",
  "rule",
  "title",
  "owasp_nhi",
  "subject_id",
  "subject_type",
  "subject_name",
  "scope",
  "region",
  "message",
  "fix",
  "evidence",
  "location",
  "path",
  "first_seen",
  "carried",
  "new",
  "fingerprint",
  "data_set",
  "reason",
  "permission",
  "accepted",
  "path_names",
] as const;

type Cells = { readonly [column in (typeof CSV_COLUMNS)[number]]?: string | undefined };

/** Reporter `csv`: findings (finding, waived, baselined), then not-evaluated, gap and, when asked for, passed rows. */
export async function csv(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, csvTexts(CSV_COLUMNS, rowsOf(source)));
}

function* rowsOf(source: ReportSource): Generator<string[]> {
  const rules = rulesById(source);
  for (const finding of sortedFindings(source)) yield toRow(findingCells(finding, rules.get(finding.rule)));
  for (const row of sortedNotEvaluated(source)) yield toRow(notEvaluatedCells(row, rules.get(row.rule)));
  for (const gap of gapRows(source)) yield toRow(gapCells(gap));
  for (const row of sortedPassed(source)) yield toRow(passedCells(row, rules.get(row.rule)));
}

function toRow(cells: Cells): string[] {
  return CSV_COLUMNS.map((column) => {
    const text = cells[column];
    return text === undefined ? "" : csvText(text, column === "fix" ? "many" : "one");
  });
}

function ruleCells(rule: Rule | undefined): Cells {
  return rule === undefined ? {} : { title: rule.title, owasp_nhi: rule.mappings.owasp_nhi.join(" ") };
}

function subjectCells(subject: FindingSubject | undefined): Cells {
  if (subject === undefined) return {};
  return { subject_id: subject.id, subject_type: subject.type, subject_name: subject.name };
}

function findingCells(finding: Finding, rule: Rule | undefined): Cells {
  const { location, path } = finding;
  return {
    ...ruleCells(rule),
    ...subjectCells(finding.subject),
    status: finding.state,
    severity: finding.severity,
    rule: finding.rule,
    title: finding.title,
    scope: finding.scope,
    region: finding.region,
    message: finding.message,
    fix: finding.fix,
    evidence: finding.evidence.map(({ call, file }) => (file === undefined ? call : `${call} (${file})`)).join("; "),
    location:
      location && [location.file, location.line, location.column].filter((part) => part !== undefined).join(":"),
    path: path && pathText(path, (id) => id),
    path_names: path && pathText(path, (id) => nodeName(path, id)),
    first_seen: finding.firstSeen,
    carried: String(finding.carried),
    new: finding.isNew === undefined ? undefined : String(finding.isNew),
    fingerprint: finding.fingerprint,
    data_set: [...new Set(finding.evidence.map((note) => note.dataSet))].join("; "),
    reason: finding.note,
  };
}

function pathText({ source, hops }: FindingPath, say: (id: string) => string): string {
  return [say(source), ...hops.map((hop) => `-${hop.edge}-> ${say(hop.to)}`)].join(" ");
}

function notEvaluatedCells(row: NotEvaluated, rule: Rule | undefined): Cells {
  return {
    ...ruleCells(rule),
    ...subjectCells(row.subject),
    status: "not-evaluated",
    rule: row.rule,
    scope: row.scope,
    data_set: row.dataSet,
    reason: row.reason,
    permission: row.permission,
    accepted: row.accepted,
  };
}

function gapCells(gap: GapRow): Cells {
  return {
    status: "gap",
    subject_id: gap.subject,
    scope: gap.scope,
    region: gap.region,
    data_set: gap.dataSet,
    reason: gap.message,
    permission: gap.permission,
    accepted: gap.accepted,
  };
}

function passedCells(row: PassedRow, rule: Rule | undefined): Cells {
  return { ...ruleCells(rule), ...subjectCells(row.subject), status: "passed", rule: row.rule, scope: row.scope };
}
