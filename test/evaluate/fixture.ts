// What the tests of evaluation share: a small rule, rows, a scope that was read.
import { evaluateRules } from "../../src/evaluate/evaluate.js";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import type { Row } from "../../src/evaluate/row.js";
import type { RowQuery, RowSource } from "../../src/evaluate/row-source.js";
import type { Coverage } from "../../src/model/batch.js";
import type { Finding } from "../../src/model/finding.js";
import type { ReportScope } from "../../src/model/report.js";
import type { Rule } from "../../src/model/rule.js";

export const NOW = new Date("2026-01-01T00:00:00Z");
export const DAY = 86_400_000;
export const ACCOUNT = "aws:111122223333";
export const REPORT = "aws/iam:credential-report";

/** ISO time so many milliseconds before NOW. */
export function ago(milliseconds: number): string {
  return new Date(NOW.getTime() - milliseconds).toISOString();
}

export function toRule(parts: Partial<Rule> = {}): Rule {
  return {
    id: "TST-001",
    name: "test-rule",
    title: "A test",
    severity: "medium",
    mappings: { owasp_nhi: ["NHI7"], agentic: [], mcp: [], attack: [], csf: [], sp800_53: [], cis: [], ai_rmf: [] },
    requires: [REPORT],
    params: {},
    from: "credential",
    types: ["aws.access-key"],
    when: 'credential.status == "active"',
    severity_when: {},
    identity: ["id"],
    message: "Key {id}",
    why: "why",
    fix: "fix {id}",
    false_positives: "none",
    cases: { flagged: [], spared: [], unknown: [] },
    source: "built-in",
    ...parts,
  };
}

export function toKey(parts: { readonly [column: string]: string | number | null } = {}): Row {
  return { id: "AKIA1", type: "aws.access-key", name: "key", scope: ACCOUNT, status: "active", ...parts };
}

export function toScope(coverage: readonly Coverage[] = [], parts: Partial<ReportScope> = {}): ReportScope {
  return { id: ACCOUNT, type: "aws.account", name: "prod", coverage, gaps: [], identities: 1, ...parts };
}

export const READ: ReportScope = toScope([{ dataSet: REPORT, state: "complete" }]);

/** Rows of one view that honour the types of the query, and note what was asked. */
export function rowsOf(rows: readonly Row[]): RowSource & { readonly asked: (RowQuery & { view: string })[] } {
  const asked: (RowQuery & { view: string })[] = [];
  return {
    asked,
    rows(view, query) {
      asked.push({ view, ...query });
      return rows.filter(({ type }) => query.types.length === 0 || query.types.includes(String(type)));
    },
  };
}

/** Evaluates rules on rows in a scope where everything was read. */
export function evaluate(rules: readonly Rule[], rows: readonly Row[], scopes = [READ]): Evaluation {
  return evaluateRules({ rules, rows: rowsOf(rows), scopes, now: NOW, includePassed: true });
}

/** `flagged high`, `passed`, `not applicable`, or `not evaluated: <reason>` for one rule on one row. */
export function outcome(rule: Rule, row: Row, scopes = [READ]): string {
  const { findings, counts, notEvaluated } = evaluate([rule], [row], scopes);
  const [finding] = findings;
  if (finding !== undefined) return `flagged ${finding.severity}`;
  const [count] = counts;
  if (count === undefined) return "not looked at";
  if (count.passed === 1) return "passed";
  return count.notApplicable === 1
    ? "not applicable"
    : `not evaluated: ${notEvaluated.map(({ reason }) => reason).join("; ")}`;
}

export function toFinding(parts: Partial<Finding> = {}): Finding {
  return {
    fingerprint: "0123456789abcdef0123456789abcdef",
    rule: "AWS-001",
    severity: "high",
    title: "Old key",
    message: "Key AKIA1 is old",
    subject: { id: "AKIA1", type: "aws.access-key", name: "key of ci" },
    scope: ACCOUNT,
    evidence: [],
    columns: {},
    state: "finding",
    carried: false,
    firstSeen: "2025-06-01T00:00:00.000Z",
    fix: "rotate",
    ...parts,
  };
}
