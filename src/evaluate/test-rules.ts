// Runs the cases of rules: what must be flagged is, what must be spared is, what cannot be judged is not evaluated.
import type { ReportScope } from "../model/report.js";
import { type Rule, type RuleCase, requiredDataSets } from "../model/rule.js";
import type { View } from "../model/views/column.js";
import { viewNamed } from "../model/views/index.js";
import { toCaseRow, toPathRow } from "./case-row.js";
import { makeRegexReady } from "./cel/regex.js";
import { dataSetsOf } from "./data-sets.js";
import { evaluateRules } from "./evaluate.js";
import type { Evaluation } from "./evaluation.js";
import type { Row } from "./row.js";

export type CaseKind = keyof Rule["cases"];

export interface CaseResult {
  readonly rule: string;
  readonly kind: CaseKind;
  readonly name: string;
  /** What came instead of what was expected; undefined when the case holds. */
  readonly problem?: string;
}

/** Clock of a case that states none. */
export const CASE_NOW = "2026-01-01T00:00:00Z";

const KINDS: readonly CaseKind[] = ["flagged", "spared", "unknown"];

/** Results of all cases of all rules, in their order. */
export function testRules(rules: readonly Rule[]): CaseResult[] {
  makeRegexReady();
  return rules.flatMap((rule) => {
    const view = viewNamed(rule.from);
    if (view === undefined && rule.path === undefined) return [];
    return KINDS.flatMap((kind) =>
      rule.cases[kind].map((ruleCase) => {
        const problem = view === undefined ? runPathCase(rule, kind, ruleCase) : runCase(rule, view, kind, ruleCase);
        return { rule: rule.id, kind, name: ruleCase.name, ...(problem !== undefined && { problem }) };
      }),
    );
  });
}

/** What the cases of a rule lack: at least one flagged and one spared, and an unknown one where it requires data. */
export function missingCases(rule: Rule): CaseKind[] {
  return KINDS.filter((kind) => rule.cases[kind].length === 0 && (kind !== "unknown" || rule.requires.length > 0));
}

function runCase(rule: Rule, view: View, kind: CaseKind, ruleCase: RuleCase): string | undefined {
  const now = new Date(ruleCase.now ?? CASE_NOW);
  let row: Row;
  try {
    row = toCaseRow(view, { ...defaultRow(rule, view), ...ruleCase.row }, now);
  } catch (error) {
    return error instanceof Error ? error.message : "row cannot be read";
  }
  const evaluation = evaluateRules({
    rules: [rule],
    rows: { rows: () => [row] },
    scopes: [toScope(rule, view, row, ruleCase)],
    now,
    includePassed: true,
  });
  return kind === "flagged" ? flaggedProblem(evaluation, ruleCase) : otherProblem(evaluation, kind);
}

/** A case of a path rule says what it is a path of: source, source_class, target, tier, state, edges. */
function runPathCase(rule: Rule, kind: CaseKind, ruleCase: RuleCase): string | undefined {
  const scope = `${providerOf(rule)}:111122223333`;
  const coverage = rule.requires
    .flatMap((entry) => entry.split(" | "))
    .map((dataSet) => ({
      dataSet,
      state: ruleCase.unread?.includes(dataSet) ? ("denied" as const) : ("complete" as const),
    }));
  const evaluation = evaluateRules({
    rules: [rule],
    rows: { rows: () => [] },
    scopes: [{ id: scope, type: `${providerOf(rule)}.account`, name: "case", coverage, gaps: [], identities: 1 }],
    now: new Date(ruleCase.now ?? CASE_NOW),
    includePassed: true,
    paths: () => [toPathRow(ruleCase.row, scope)],
  });
  return kind === "flagged" ? flaggedProblem(evaluation, ruleCase) : otherProblem(evaluation, kind);
}

// What a case need not say: who it is about. Columns of the identity are filled in as well.
function defaultRow(rule: Rule, view: View): { [column: string]: unknown } {
  const row: { [column: string]: unknown } = {};
  for (const { name, type } of view.columns.filter((column) => rule.identity.includes(column.name))) {
    if (type === "text") row[name] = "case";
    if (type === "integer") row[name] = 0;
  }
  const scope = `${providerOf(rule)}:111122223333`;
  return { ...row, id: "case", type: rule.types[0] ?? "case", name: "case", scope };
}

function providerOf(rule: Rule): string {
  return rule.requires[0]?.split("/", 1)[0] ?? rule.types[0]?.split(".", 1)[0] ?? "aws";
}

function toScope(rule: Rule, view: View, row: Row, { unread = [] }: RuleCase): ReportScope {
  const required = requiredDataSets(rule);
  const dataSets = [...new Set([...required, ...view.columns.flatMap(dataSetsOf)])].sort();
  return {
    id: String(row["scope"]),
    type: `${providerOf(rule)}.account`,
    name: "case",
    coverage: dataSets.map((dataSet) => ({ dataSet, state: unread.includes(dataSet) ? "denied" : "complete" })),
    gaps: [],
    identities: 1,
  };
}

function flaggedProblem(evaluation: Evaluation, { severity, message }: RuleCase): string | undefined {
  const finding = evaluation.findings[0];
  if (finding === undefined) return `expected a finding, was ${outcome(evaluation)}`;
  if (severity !== undefined && finding.severity !== severity) {
    return `expected severity ${severity}, was ${finding.severity}`;
  }
  if (message !== undefined && finding.message !== message) {
    return `expected message ${JSON.stringify(message)}, was ${JSON.stringify(finding.message)}`;
  }
  return undefined;
}

function otherProblem(evaluation: Evaluation, kind: "spared" | "unknown"): string | undefined {
  const was = outcome(evaluation);
  const fits = kind === "spared" ? was === "passed" || was === "not applicable" : was.startsWith("not evaluated");
  if (fits) return undefined;
  return `expected ${kind === "spared" ? "to pass" : "not evaluated"}, was ${was}`;
}

function outcome({ findings, counts, notEvaluated }: Evaluation): string {
  const [finding] = findings;
  if (finding !== undefined) return `a finding (${finding.severity}: ${finding.message})`;
  const [count] = counts;
  if (count !== undefined && count.notEvaluated > 0) return `not evaluated (${notEvaluated[0]?.reason ?? "no reason"})`;
  if (count !== undefined && count.passed > 0) return "passed";
  return count === undefined ? "not looked at: its type is none of the rule's" : "not applicable";
}
