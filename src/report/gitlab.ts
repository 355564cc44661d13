// GitLab code quality: one array, an entry for each open finding; what was not judged or read is `info`.
import type { Finding } from "../model/finding.js";
import { hashText } from "../model/hash.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import type { JsonRecord, Severity } from "../model/words.js";
import { cutText, jsonText, terminalText } from "./escape.js";
import { openFindings } from "./order.js";
import { fileUri, nodeUri, subjectUri } from "./sarif-place.js";
import { writeAll } from "./stream.js";
import { type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

const SEVERITY_WORDS: { readonly [severity in Severity]: string } = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
};
const MAX_DESCRIPTION = 1000;

interface Entry {
  readonly check: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly path: string;
  readonly line: number;
}

/** Reporter `gitlab`: waived and baselined findings are left out, since GitLab knows no accepted ones. */
export async function gitlab(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, documentTexts(source));
}

function* documentTexts(source: ReportSource): Generator<string> {
  const seen = new Map<string, number>();
  let separator = "\n";
  yield "[";
  for (const entry of entriesOf(source)) {
    const uses = (seen.get(entry.fingerprint) ?? 0) + 1;
    seen.set(entry.fingerprint, uses);
    // GitLab merges entries of one fingerprint: a second use gets one of its own.
    const fingerprint = uses === 1 ? entry.fingerprint : hashText(`${entry.fingerprint} ${uses}`);
    yield separator + jsonText(toRecord(entry, fingerprint));
    separator = ",\n";
  }
  yield separator === "\n" ? "]\n" : "\n]\n";
}

function toRecord(entry: Entry, fingerprint: string): JsonRecord {
  return {
    description: cutText(terminalText(entry.description), MAX_DESCRIPTION) || entry.check,
    check_name: entry.check,
    fingerprint,
    severity: entry.severity,
    location: { path: entry.path, lines: { begin: entry.line } },
  };
}

function* entriesOf(source: ReportSource): Generator<Entry> {
  for (const finding of openFindings(source)) yield findingEntry(finding);
  for (const group of notEvaluatedGroups(source)) yield* notEvaluatedEntries(group);
  for (const gap of gapRows(source)) yield gapEntry(gap);
}

function findingEntry(finding: Finding): Entry {
  const { location, scope } = finding;
  return {
    check: finding.rule,
    description: finding.message,
    fingerprint: finding.fingerprint,
    severity: SEVERITY_WORDS[finding.severity],
    path: location === undefined ? subjectUri(finding.subject, scope) : fileUri(location.file, scope),
    line: location === undefined || location.line < 1 ? 1 : location.line,
  };
}

function info(check: string, scope: string, description: string, cause: readonly unknown[]): Entry {
  const fingerprint = hashText(JSON.stringify([check, scope, ...cause]));
  return { check, description, fingerprint, severity: "info", path: nodeUri(scope, scope), line: 1 };
}

function notEvaluatedEntries(group: NotEvaluatedGroup): Entry[] {
  const { scope, dataSet, reason, permission } = group;
  const needs = `${permission === undefined ? "" : ` (needs ${permission})`}${acceptedText(group)}`;
  return group.rules.map((rule) =>
    info(rule, scope, `${rule} not evaluated in ${scope}: ${reason}${needs}`, [dataSet, reason, permission]),
  );
}

function gapEntry(gap: GapRow): Entry {
  const place = [gap.scope, gap.dataSet, gap.region, gap.subject].filter((part) => part !== undefined).join(" ");
  return info("gap", gap.scope, `not read: ${place}: ${gap.message}${acceptedText(gap)}`, [
    gap.dataSet,
    gap.region,
    gap.subject,
  ]);
}

function acceptedText({ accepted }: { readonly accepted?: string }): string {
  return accepted === undefined ? "" : ` (accepted: ${accepted})`;
}
