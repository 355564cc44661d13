// Judges one row by one rule, three-valued: what cannot be decided is never passed.
import { RuleError } from "../model/errors.js";
import { once } from "../model/once.js";
import { type ClockUse, preparedOf } from "../model/prepared.js";
import { rowFields } from "../model/row-field.js";
import type { Rule } from "../model/rule.js";
import type { Column, View } from "../model/views/column.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import type { ViewEnvironment } from "./cel/environment.js";
import { type CompiledExpressions, compileExpressions, type Expression, refuseFaults } from "./cel/expression.js";
import { asWritten, UnknownRow } from "./cel/functions.js";
import { fieldRead } from "./cel/syntax.js";
import { toPrepared } from "./prepare.js";
import { rememberAnswers } from "./remember.js";
import { type BoundRow, UnreadColumn } from "./row.js";
import { type RuleTexts, toRuleTexts } from "./text.js";

export type Verdict =
  | { readonly state: "passed" | "not-applicable" }
  | { readonly state: "flagged"; readonly severity: Severity }
  /**
   * `column` is the absent one that stood in the way, `unread` that it was not read although its NULL usually means none;
   * `why` is any other fault, for people.
   */
  | { readonly state: "unknown"; readonly column?: string; readonly unread?: true; readonly why?: string };

export interface Judge {
  readonly rule: Rule;
  readonly view: View;
  /** Columns that judging and the texts of a finding read, sorted. */
  readonly columns: readonly string[];
  /** The same as they stand in the view, in its order. */
  readonly viewColumns: readonly Column[];
  /** Data sets that a finding rests on: those required, and those behind the columns. Sorted. */
  readonly dataSets: readonly string[];
  /** When its verdicts may change by the clock alone. */
  readonly clock: ClockUse;
  /** Message and fix, taken apart when a finding needs them. */
  readonly texts: () => RuleTexts;
  judge(row: BoundRow, now: Date): Verdict;
}

const PASSED: Verdict = { state: "passed" };
const NOT_APPLICABLE: Verdict = { state: "not-applicable" };

/**
 * A rule made ready. Its conditions are compiled when there is a row for them, where the build has found out the rest. Throws
 * RuleError when they do not check (the loader has said so before, with the place).
 */
export function toJudge(rule: Rule, shared: ViewEnvironment): Judge {
  const { view } = shared;
  const conditions = once(() => toConditions(rule, shared));
  const { columns, dataSets, clock } = preparedOf(rule) ?? toPrepared(rule, view, conditions().compiled);
  const judge = (row: BoundRow, now: Date): Verdict => conditions().judge(row, now);
  const viewColumns = view.columns.filter(({ name }) => columns.includes(name));
  const texts = once(() => toRuleTexts(rule));
  return { rule, view, columns, viewColumns, dataSets, clock, texts, judge };
}

interface Conditions {
  readonly compiled: CompiledExpressions;
  judge(row: BoundRow, now: Date): Verdict;
}

function toConditions(rule: Rule, shared: ViewEnvironment): Conditions {
  const compiled = compileExpressions(rule, shared, rule.source === "built-in");
  const { when, unless, severities, params, problems } = compiled;
  refuseFaults(rule, problems);
  // One context a rule, refilled a row: making one each time is a fifth of the cost of judging.
  const context: Record<string, unknown> = { params };
  const toAsk = (expression: Expression): ((row: BoundRow, now: Date) => Answer) =>
    rememberAnswers((row, now) => {
      context[shared.view.name] = row;
      context["now"] = now;
      return ask(expression, context, shared);
    });
  const isSo = toAsk(when);
  const isExempt = unless && toAsk(unless);
  const severityOrder = SEVERITIES.flatMap((severity) => {
    const expression = severities[severity];
    return expression === undefined ? [] : [{ severity, applies: toAsk(expression) }];
  });
  const judge = (row: BoundRow, now: Date): Verdict =>
    decide(isSo(row, now), isExempt?.(row, now), () => {
      const worst = severityOrder.find(({ applies }) => applies(row, now) === true);
      return worst?.severity ?? rule.severity;
    });
  return { compiled, judge };
}

type Answer = boolean | Extract<Verdict, { state: "unknown" }>;

// A row that `when` leaves alone passes whatever `unless` would say, unless that clearly says "does not apply".
function decide(when: Answer, exempt: Answer | undefined, severity: () => Severity): Verdict {
  if (exempt === true) return NOT_APPLICABLE;
  if (when === false) return PASSED;
  if (when !== true) return when;
  if (exempt !== undefined && exempt !== false) return exempt;
  return { state: "flagged", severity: severity() };
}

function ask(expression: Expression, context: object, shared: ViewEnvironment): Answer {
  try {
    const answer = expression.run(context);
    if (typeof answer === "boolean") return answer;
    return { state: "unknown", why: `${expression.path.join(".")} is neither true nor false` };
  } catch (error) {
    if (error instanceof RuleError) throw error;
    return toUnknown(error, expression, shared);
  }
}

function toUnknown(error: unknown, expression: Expression, shared: ViewEnvironment): Answer {
  if (error instanceof UnreadColumn) return { state: "unknown", column: error.column, unread: true };
  if (error instanceof UnknownRow) return { state: "unknown", why: error.message };
  const { code, summary, node } = error as { code?: string; summary?: string; node?: unknown };
  const field = code === "no_such_key" ? fieldRead(node, shared.view.name) : undefined;
  const column = rowFields(shared.view).find(({ name }) => name === field)?.column.name;
  if (column !== undefined) return { state: "unknown", column };
  const why = summary ?? (error instanceof Error ? error.message : "fault");
  return { state: "unknown", why: `${expression.path.join(".")}: ${asWritten(why)}` };
}
