// The order everything is printed in: no locale, no reliance on the order of the source.
import type { Finding, NotEvaluated, PassedRow, RuleCount } from "../model/finding.js";
import type { ReportSource } from "../model/report.js";
import { SEVERITIES, type Severity } from "../model/words.js";

/** By UTF-16 code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 0 is the worst. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Severity, rule, scope, subject id, fingerprint. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.scope, b.scope) ||
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** Findings of every state: severity, rule, scope, subject id, fingerprint. */
export function sortedFindings(source: ReportSource): Finding[] {
  return [...source.findings].sort(compareFindings);
}

/** Findings that are neither waived nor known to the baseline, in order. */
export function openFindings(source: ReportSource): Finding[] {
  return source.findings.filter((finding) => finding.state === "finding").sort(compareFindings);
}

/** Rule, scope, data set, subject id, reason, permission. */
export function sortedNotEvaluated(source: Pick<ReportSource, "notEvaluated">): NotEvaluated[] {
  return [...source.notEvaluated].sort(
    (a, b) =>
      compareText(a.rule, b.rule) ||
      compareText(a.scope, b.scope) ||
      compareText(a.dataSet ?? "", b.dataSet ?? "") ||
      compareText(a.subject?.id ?? "", b.subject?.id ?? "") ||
      compareText(a.reason, b.reason) ||
      compareText(a.permission ?? "", b.permission ?? ""),
  );
}

/** Rule, scope, subject id. */
export function sortedPassed(source: ReportSource): PassedRow[] {
  return [...(source.passed ?? [])].sort(
    (a, b) => compareText(a.rule, b.rule) || compareText(a.scope, b.scope) || compareText(a.subject.id, b.subject.id),
  );
}

/** Rule, scope. */
export function sortedCounts(source: ReportSource): RuleCount[] {
  return [...source.counts].sort((a, b) => compareText(a.rule, b.rule) || compareText(a.scope, b.scope));
}

/** Anything with an id, by id. */
export function byId<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => compareText(a.id, b.id));
}

/** How many open findings have each severity; by counting, so that a filtered source counts what it holds. */
export function countBySeverity(findings: readonly Finding[]): { readonly [severity in Severity]: number } {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}
