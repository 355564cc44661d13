// Runs rules over rows: one pass a view, all its rules on each row.
import { RuleError } from "../model/errors.js";
import { preparedOf } from "../model/prepared.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { viewNamed } from "../model/views/index.js";
import { BUILT_IN_LIMITS, type ExpressionLimits, toViewEnvironment, type ViewEnvironment } from "./cel/environment.js";
import { indexCoverage } from "./coverage.js";
import type { Evaluation } from "./evaluation.js";
import { findingColumns } from "./finding.js";
import { type Judge, toJudge } from "./judge.js";
import { judgePath, type PathRow } from "./path-rules.js";
import type { RowQuery, RowSource } from "./row-source.js";
import { scopeNotes } from "./scope-notes.js";
import { type RuleInScope, Tally, type TallyOptions } from "./tally.js";

export interface EvaluateInput extends TallyOptions {
  readonly rules: readonly Rule[];
  readonly rows: RowSource;
  /** Scopes with their coverage; a rule is judged in a scope only when what it requires was read there. */
  readonly scopes: readonly ReportScope[];
  /** Access paths, for path rules; they are not evaluated without. */
  readonly paths?: () => Iterable<PathRow>;
}

/**
 * Judges every row of the views that the rules name, and every access path by the path rules. A rule that
 * faults stands alone: its rows are not evaluated, the others go on. Throws RuleError only for a rule that never loaded.
 */
export function evaluateRules(input: EvaluateInput): Evaluation {
  const coverage = indexCoverage(input.scopes);
  const tally = new Tally(coverage, input);
  for (const pass of toPasses(withRows(input), BUILT_IN_LIMITS)) runPass(pass, input, tally);
  const judged = new Set([...input.rules.filter(({ path }) => path === undefined), ...runPaths(input, tally)]);
  const notes = scopeNotes(
    [...judged].map((rule) => ({ rule })),
    coverage,
  );
  return tally.result(notes);
}

/** Loads what only some rules need, where one of those has rows. To be awaited before rules are evaluated. */
export async function makeReady(input: Pick<EvaluateInput, "rules" | "rows">): Promise<void> {
  if (withRows(input).every((rule) => preparedOf(rule)?.hasRegex === false)) return;
  const { makeRegexReady } = await import("./cel/regex.js");
  makeRegexReady();
}

/** Rules that there are rows for: making one ready takes longer than judging a hundred rows. */
export function withRows({ rules, rows }: Pick<EvaluateInput, "rules" | "rows">): readonly Rule[] {
  const typesOf = rows.types?.bind(rows);
  if (typesOf === undefined) return rules;
  const views = [...new Set(rules.flatMap(({ path, from }) => (path === undefined ? [from] : [])))];
  const present = new Map(views.map((from) => [from, new Set(typesOf(from))]));
  return rules.filter(({ from, types }) => {
    const there = present.get(from);
    return there !== undefined && (types.length === 0 ? there.size > 0 : types.some((type) => there.has(type)));
  });
}

/** Judges the paths by the path rules, which are data alone: those of users need no process of their own. */
export function runPaths(input: EvaluateInput, tally: Tally): readonly Rule[] {
  const rules = input.rules.filter(({ path }) => path !== undefined);
  if (rules.length === 0) return [];
  if (input.paths === undefined) {
    for (const { id } of rules) tally.failed(id, "a path rule: no access paths were worked out");
    return [];
  }
  for (const row of input.paths()) {
    for (const rule of rules) {
      if (!rule.path || !tally.admits(tally.inScope({ rule }, row.scope))) continue;
      tally.addPath(rule, row, judgePath(rule, rule.path, row, input.now, input));
    }
  }
  return rules;
}

/** Rules of one view, and what to read for them. */
export interface Pass {
  readonly shared: ViewEnvironment;
  readonly judges: readonly Judge[];
  readonly query: RowQuery;
}

/** One pass a view, in the order of names. Throws RuleError for a rule whose view or conditions do not check. */
export function toPasses(rules: readonly Rule[], limits: ExpressionLimits): Pass[] {
  const ordinary = rules.filter(({ path }) => path === undefined);
  return [...new Set(ordinary.map(({ from }) => from))].sort().map((from) => {
    const view = viewNamed(from);
    if (view === undefined) throw new RuleError(`no view "${from}" for the rules that are from it`);
    const shared = toViewEnvironment(view, limits);
    const judges = ordinary.filter((rule) => rule.from === from).map((rule) => toJudge(rule, shared));
    return { shared, judges, query: toQuery(shared, judges) };
  });
}

function toQuery({ view }: ViewEnvironment, judges: readonly Judge[]): RowQuery {
  const columns = new Set([...findingColumns(view), ...judges.flatMap((judge) => judge.columns)]);
  const all = judges.some(({ rule }) => rule.types.length === 0);
  const types = all ? [] : [...new Set(judges.flatMap(({ rule }) => rule.types))].sort();
  return { types, columns: [...columns].sort() };
}

function runPass({ shared, judges, query }: Pass, { rows, now }: EvaluateInput, tally: Tally): void {
  const rulesFor = rulesInScopes(judges, tally);
  const clock = now.getTime();
  withoutStacks(() => {
    for (const row of rows.rows(shared.view.name, query)) {
      const bound = new shared.rowClass(row, clock);
      for (const one of rulesFor(String(row["type"] ?? ""), String(row["scope"] ?? ""))) {
        if (tally.admits(one)) tally.add(one, row, one.judge.judge(bound, now));
      }
    }
  });
}

/** Rules that look at rows of a type, in a scope. */
function rulesInScopes(
  judges: readonly Judge[],
  tally: Tally,
): (type: string, scope: string) => readonly RuleInScope[] {
  const forType = judgesByType(judges);
  const known = new Map<string, Map<string, readonly RuleInScope[]>>();
  return (type, scope) => {
    const ofScope = known.get(scope) ?? new Map<string, readonly RuleInScope[]>();
    const found = ofScope.get(type);
    if (found !== undefined) return found;
    const made = forType(type).map((judge) => tally.inScope(judge, scope));
    known.set(scope, ofScope.set(type, made));
    return made;
  };
}

/** Judges that look at rows of a type. */
export function judgesByType(judges: readonly Judge[]): (type: string) => readonly Judge[] {
  const known = new Map<string, readonly Judge[]>();
  return (type) => {
    const found = known.get(type) ?? judges.filter(({ rule }) => rule.types.length === 0 || rule.types.includes(type));
    known.set(type, found);
    return found;
  };
}

/** Runs without stack traces: an absent column is an Error inside CEL, and traces would cost more than all judging. */
export function withoutStacks<T>(run: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = before;
  }
}
