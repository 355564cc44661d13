// Gathers the verdicts of a run: findings, rows not evaluated, counts per rule and scope, passed rows when asked for.
import type { Finding, NotEvaluated, PassedRow, RuleCount } from "../model/finding.js";
import { SEVERITIES } from "../model/words.js";
import { appliesTo, type CoverageIndex } from "./coverage.js";
import { type FindingSources, lacksIdentity, toFinding, toSubject } from "./finding.js";
import type { Judge, Verdict } from "./judge.js";
import { toReason } from "./reason.js";
import type { Row } from "./row.js";

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

export interface TallyOptions extends FindingSources {
  readonly now: Date;
  readonly includePassed?: boolean;
}

type Counts = { passed: number; flagged: number; notEvaluated: number; notApplicable: number };

export interface Tally {
  /** Whether a rule may be judged on a row of this scope; if not, the row is counted as not evaluated. */
  admits(judge: Judge, scope: string): boolean;
  add(judge: Judge, row: Row, verdict: Verdict): void;
  /** Rule and scopes that could not be judged at all, for a reason that lies with the rule. */
  failed(rule: string, reason: string): void;
  result(): Evaluation;
}

export function toTally(coverage: CoverageIndex, options: TallyOptions): Tally {
  const findings = new Map<string, Finding>();
  const notEvaluated: NotEvaluated[] = [];
  const passed: PassedRow[] = [];
  const counts = new Map<string, Map<string, Counts>>();
  const listed = new Set(coverage.scopes.map(({ id }) => id));
  const unlisted = new Map<string, NotEvaluated>();
  const countsOf = (rule: string, scope: string): Counts => {
    const ofRule = counts.get(rule) ?? new Map<string, Counts>();
    counts.set(rule, ofRule);
    const known = ofRule.get(scope) ?? { passed: 0, flagged: 0, notEvaluated: 0, notApplicable: 0 };
    ofRule.set(scope, known);
    return known;
  };
  const flag = (finding: Finding): void => {
    const other = findings.get(finding.fingerprint);
    if (other === undefined || compareFindings(finding, other) < 0) findings.set(finding.fingerprint, finding);
  };
  return {
    admits(judge, scope) {
      const { state, reason = "not read" } = coverage.requirement(judge.rule, scope);
      if (state !== "unmet") return true;
      // Listed scopes are noted for every rule (see scopeNotes), with rows or without.
      if (!listed.has(scope)) unlisted.set(`${judge.rule.id} ${scope}`, { rule: judge.rule.id, scope, reason });
      countsOf(judge.rule.id, scope).notEvaluated += 1;
      return false;
    },
    add(judge, row, verdict) {
      const scope = String(row["scope"] ?? "");
      const count = countsOf(judge.rule.id, scope);
      const unknown = (reason: Omit<NotEvaluated, "rule" | "scope" | "subject">): void => {
        count.notEvaluated += 1;
        notEvaluated.push({ rule: judge.rule.id, scope, subject: toSubject(row), ...reason });
      };
      switch (verdict.state) {
        case "passed":
          count.passed += 1;
          if (options.includePassed === true) passed.push({ rule: judge.rule.id, scope, subject: toSubject(row) });
          return;
        case "not-applicable":
          count.notApplicable += 1;
          return;
        case "flagged":
          if (lacksIdentity(judge, row)) {
            unknown({ reason: `nothing of what identifies it is known: ${judge.rule.identity.join(", ")}` });
            return;
          }
          count.flagged += 1;
          flag(toFinding(judge, row, verdict.severity, options.now, options));
          return;
        case "unknown":
          unknown(toReason(verdict, judge, scope, coverage));
      }
    },
    failed(rule, reason) {
      for (const scope of coverage.scopes) notEvaluated.push({ rule, scope: scope.id, reason });
      if (coverage.scopes.length === 0) notEvaluated.push({ rule, scope: "", reason });
    },
    result: () => ({
      findings: [...findings.values()].sort(compareFindings),
      notEvaluated: [...notEvaluated, ...unlisted.values()].sort(compareNotEvaluated),
      counts: [...counts]
        .flatMap(([rule, ofRule]) => [...ofRule].map(([scope, count]) => ({ rule, scope, ...count })))
        .sort(compareCounts),
      ...(options.includePassed === true && { passed: passed.sort(comparePassed) }),
    }),
  };
}

/** Rules that a scope does not let judge, or only in part: one entry a rule and scope, whether it has rows or not. */
export function scopeNotes(judges: readonly Pick<Judge, "rule">[], coverage: CoverageIndex): NotEvaluated[] {
  return judges.flatMap(({ rule }) =>
    coverage.scopes.flatMap((scope) => {
      if (!appliesTo(rule, scope)) return [];
      const { state, dataSet, reason, permission } = coverage.requirement(rule, scope.id);
      if (state === "met") return [];
      return [
        {
          rule: rule.id,
          scope: scope.id,
          reason: reason ?? "not read",
          ...(dataSet !== undefined && { dataSet }),
          ...(permission !== undefined && { permission }),
        },
      ];
    }),
  );
}

/** Two evaluations of different rules as one. */
export function mergeEvaluations(a: Evaluation, b: Evaluation): Evaluation {
  const passed =
    a.passed === undefined && b.passed === undefined ? undefined : [...(a.passed ?? []), ...(b.passed ?? [])];
  return {
    findings: [...a.findings, ...b.findings].sort(compareFindings),
    notEvaluated: [...a.notEvaluated, ...b.notEvaluated].sort(compareNotEvaluated),
    counts: [...a.counts, ...b.counts].sort(compareCounts),
    ...(passed !== undefined && { passed: passed.sort(comparePassed) }),
  };
}

/** Order of findings everywhere: severity, rule, scope, subject id, fingerprint. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.rule, b.rule) ||
    compare(a.scope, b.scope) ||
    compare(a.subject.id, b.subject.id) ||
    compare(a.fingerprint, b.fingerprint) ||
    compare(a.message, b.message)
  );
}

function compareNotEvaluated(a: NotEvaluated, b: NotEvaluated): number {
  return (
    compare(a.rule, b.rule) ||
    compare(a.scope, b.scope) ||
    compare(a.subject?.id ?? "", b.subject?.id ?? "") ||
    compare(a.reason, b.reason)
  );
}

function compareCounts(a: RuleCount, b: RuleCount): number {
  return compare(a.rule, b.rule) || compare(a.scope, b.scope);
}

function comparePassed(a: PassedRow, b: PassedRow): number {
  return compare(a.rule, b.rule) || compare(a.scope, b.scope) || compare(a.subject.id, b.subject.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
