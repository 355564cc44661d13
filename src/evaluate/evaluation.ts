// Order of what an evaluation yields, and two evaluations as one.
import { compareText } from "../model/compare.js";
import type { Finding, NotEvaluated, PassedRow, RuleCount } from "../model/finding.js";
import { SEVERITIES } from "../model/words.js";

export interface Evaluation {
  /** Sorted: severity, rule, scope, subject id, fingerprint. */
  readonly findings: readonly Finding[];
  /** Sorted: rule, scope, subject id (whole scopes first), reason. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** Sorted: rule, scope. */
  readonly counts: readonly RuleCount[];
  /** Sorted: rule, scope, subject id; only when asked for. */
  readonly passed?: readonly PassedRow[];
}

/** The same, in order. */
export function sortEvaluation({ findings, notEvaluated, counts, passed }: Evaluation): Evaluation {
  return {
    findings: sortFindings(findings),
    notEvaluated: [...notEvaluated].sort(compareNotEvaluated),
    counts: [...counts].sort(compareCounts),
    ...(passed !== undefined && { passed: [...passed].sort(comparePassed) }),
  };
}

/** Evaluations of different rules as one. */
export function mergeEvaluations(parts: readonly Evaluation[]): Evaluation {
  const passed = parts.flatMap((part) => part.passed ?? []);
  return sortEvaluation({
    findings: parts.flatMap((part) => part.findings),
    notEvaluated: parts.flatMap((part) => part.notEvaluated),
    counts: parts.flatMap((part) => part.counts),
    ...(parts.some((part) => part.passed !== undefined) && { passed }),
  });
}

/** Order of findings everywhere: severity, rule, scope, subject id, fingerprint. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.scope, b.scope) ||
    compareWithinRule(a, b)
  );
}

function compareWithinRule(a: Finding, b: Finding): number {
  return (
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.fingerprint, b.fingerprint) ||
    compareText(a.message, b.message)
  );
}

/**
 * The same order: findings of one severity, rule and scope first, so that among the tens of thousands of one rule only the
 * subjects are left to compare.
 */
function sortFindings(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  let last: Finding[] = [];
  for (const finding of findings) {
    if (!isOfGroup(finding, last)) {
      const key = `${finding.severity} ${finding.rule} ${finding.scope}`;
      last = groups.get(key) ?? [];
      groups.set(key, last);
    }
    last.push(finding);
  }
  return [...groups.values()]
    .map((group) => group.sort(compareWithinRule))
    .sort(([a], [b]) => (a === undefined || b === undefined ? 0 : compareFindings(a, b)))
    .flat();
}

function isOfGroup({ severity, rule, scope }: Finding, [first]: readonly Finding[]): boolean {
  return first !== undefined && first.severity === severity && first.rule === rule && first.scope === scope;
}

function compareNotEvaluated(a: NotEvaluated, b: NotEvaluated): number {
  return (
    compareText(a.rule, b.rule) ||
    compareText(a.scope, b.scope) ||
    compareText(a.subject?.id ?? "", b.subject?.id ?? "") ||
    compareText(a.reason, b.reason)
  );
}

function compareCounts(a: RuleCount, b: RuleCount): number {
  return compareText(a.rule, b.rule) || compareText(a.scope, b.scope);
}

function comparePassed(a: PassedRow, b: PassedRow): number {
  return compareText(a.rule, b.rule) || compareText(a.scope, b.scope) || compareText(a.subject.id, b.subject.id);
}
