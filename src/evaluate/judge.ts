// Judges one row by one rule, three-valued: what cannot be decided is never passed.
import { RuleError } from "../model/errors.js";
import { placeholdersOf } from "../model/placeholder.js";
import { fieldOfPlaceholder, rowFields } from "../model/row-field.js";
import { type Rule, requiredDataSets } from "../model/rule.js";
import type { Column, View } from "../model/views/column.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import type { ViewEnvironment } from "./cel/environment.js";
import { compileExpressions, type Expression } from "./cel/expression.js";
import { asWritten, UnknownRow } from "./cel/functions.js";
import { fieldRead } from "./cel/syntax.js";
import { dataSetsOf } from "./data-sets.js";
import { rememberVerdicts } from "./remember.js";
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
  readonly texts: RuleTexts;
  judge(row: BoundRow, now: Date): Verdict;
}

const PASSED: Verdict = { state: "passed" };
const NOT_APPLICABLE: Verdict = { state: "not-applicable" };

/** A rule made ready. Throws RuleError when its conditions do not check (the loader has said so before, with the place). */
export function toJudge(rule: Rule, shared: ViewEnvironment): Judge {
  const { when, unless, severities, params, problems } = compileExpressions(rule, shared, rule.source === "built-in");
  const fault = problems.find(({ level }) => level === "error");
  if (fault !== undefined) {
    throw new RuleError(`rule ${rule.id}: ${fault.path.join(".")}: ${fault.message}`, { ruleId: rule.id });
  }
  const conditions = [when, ...(unless === undefined ? [] : [unless]), ...Object.values(severities)];
  // One context a rule, refilled a row: making one each time is a fifth of the cost of judging.
  const context: Record<string, unknown> = { params };
  const severityOrder = SEVERITIES.flatMap((severity) => {
    const expression = severities[severity];
    return expression === undefined ? [] : [{ severity, expression }];
  });
  const read = sorted(conditions.flatMap(({ columns }) => columns));
  const judge = rememberVerdicts(read, (row: BoundRow, now: Date): Verdict => {
    context[shared.view.name] = row;
    context["now"] = now;
    return decide(
      ask(when, context, shared),
      () => ask(unless, context, shared),
      () => {
        const worst = severityOrder.find(({ expression }) => ask(expression, context, shared) === true);
        return worst?.severity ?? rule.severity;
      },
    );
  });
  const columns = sorted([...read, ...rule.identity, ...textColumns(rule, shared.view)]);
  const viewColumns = shared.view.columns.filter(({ name }) => columns.includes(name));
  const required = requiredDataSets(rule);
  const dataSets = sorted([...required, ...viewColumns.flatMap(dataSetsOf)]);
  return { rule, view: shared.view, columns, viewColumns, dataSets, texts: toRuleTexts(rule), judge };
}

type Answer = boolean | Extract<Verdict, { state: "unknown" }>;

// A row that `when` leaves alone passes whatever `unless` would say, unless that clearly says "does not apply".
function decide(when: Answer, unless: () => Answer | undefined, severity: () => Severity): Verdict {
  const exempt = unless();
  if (exempt === true) return NOT_APPLICABLE;
  if (when === false) return PASSED;
  if (when !== true) return when;
  if (exempt !== undefined && exempt !== false) return exempt;
  return { state: "flagged", severity: severity() };
}

function ask(expression: Expression, context: object, shared: ViewEnvironment): Answer;
function ask(expression: Expression | undefined, context: object, shared: ViewEnvironment): Answer | undefined;
function ask(expression: Expression | undefined, context: object, shared: ViewEnvironment): Answer | undefined {
  if (expression === undefined) return undefined;
  try {
    const answer = expression.run(context);
    if (typeof answer === "boolean") return answer;
    return { state: "unknown", why: `${expression.path.join(".")} is neither true nor false` };
  } catch (error) {
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

function textColumns(rule: Rule, view: View): string[] {
  const fields = rowFields(view);
  return [rule.message, rule.fix]
    .flatMap(placeholdersOf)
    .flatMap(({ names }) => names.flatMap((name) => fieldOfPlaceholder(fields, name)?.column.name ?? []));
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
