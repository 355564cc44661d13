// One CEL expression of a rule: parsed, checked against the row and params, ready to run.
import type { ParseResult } from "@marcbachmann/cel-js";
import { addAll } from "../../model/add-all.js";
import { RuleError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import { once, oncePer } from "../../model/once.js";
import type { ClockUse } from "../../model/prepared.js";
import { rowFields } from "../../model/row-field.js";
import type { ExpressionProblem, Rule } from "../../model/rule.js";
import type { View } from "../../model/views/column.js";
import { clockUse, joinClockUse } from "./clock.js";
import { toRuleEnvironment, type ViewEnvironment } from "./environment.js";
import { asWritten, makeMatchesSafe, regexProblems } from "./functions.js";
import { bareUses, fieldRead, hasTests, macroDepth, nodesOf } from "./syntax.js";

export interface Expression {
  readonly path: readonly string[];
  /** Runs on a context of row, params and now. Throws where CEL has an error. */
  readonly run: (context: object) => unknown;
  /** Columns of the view that it reads. */
  readonly columns: () => readonly string[];
  /** When its answer may change by the clock alone. */
  readonly clock: () => ClockUse;
}

export interface CompiledExpressions {
  readonly when: Expression;
  readonly unless: Expression | undefined;
  readonly severities: { readonly [severity: string]: Expression };
  readonly params: object;
  readonly problems: readonly ExpressionProblem[];
}

interface Draft {
  readonly path: readonly string[];
  readonly text: string;
}

/**
 * Compiles every expression of a rule; `problems` says what is wrong, and then nothing of it may run. Of one that `isKnownGood`
 * (the build has checked it) nothing is looked for but what running it needs, and what decides its severity is compiled when it
 * runs: most rows never ask. Should it be wrong all the same, running it throws RuleError.
 */
export function compileExpressions(rule: Rule, shared: ViewEnvironment, isKnownGood = false): CompiledExpressions {
  const { environment, params } = toRuleEnvironment(shared, rule);
  const problems: ExpressionProblem[] = [];
  const compile = (draft: Draft): Expression => {
    const parsed = parse(environment, draft, problems);
    if (parsed === undefined) return { path: draft.path, run: () => false, columns: () => [], clock: () => [] };
    // Checking also tells the evaluator the types, so that it is not left out.
    addAll(problems, (isKnownGood ? typeProblems : problemsOf)(parsed, draft, shared, rule));
    return {
      path: draft.path,
      run: (context): unknown => parsed(context),
      columns: () => columnsOf(parsed, shared),
      clock: () => clockUse(parsed.ast, { view: shared.view.name, fields: fieldsOf(shared.view), params: rule.params }),
    };
  };
  const compileLater = (draft: Draft): Expression => {
    const compiled = once(() => {
      const expression = compile(draft);
      refuseFaults(rule, problems);
      return expression;
    });
    return {
      path: draft.path,
      run: (context): unknown => compiled().run(context),
      columns: () => compiled().columns(),
      clock: () => compiled().clock(),
    };
  };
  const severities = Object.entries(rule.severity_when).map(([severity, text]) => [
    severity,
    (isKnownGood ? compileLater : compile)({ path: ["severity_when", severity], text }),
  ]);
  return {
    when: compile({ path: ["when"], text: rule.when }),
    unless: rule.unless === undefined ? undefined : compile({ path: ["unless"], text: rule.unless }),
    severities: Object.fromEntries(severities),
    params,
    problems,
  };
}

/** Throws RuleError for the first of the problems that is an error. */
export function refuseFaults(rule: Rule, problems: readonly ExpressionProblem[]): void {
  const fault = problems.find(({ level }) => level === "error");
  if (fault === undefined) return;
  throw new RuleError(`rule ${rule.id}: ${fault.path.join(".")}: ${fault.message}`, { ruleId: rule.id });
}

/** Columns that any of the conditions reads. */
export function columnsRead(compiled: CompiledExpressions): string[] {
  return allOf(compiled).flatMap(({ columns }) => columns());
}

/** When what the conditions come to may change by the clock alone. */
export function clockRead(compiled: CompiledExpressions): ClockUse {
  return joinClockUse(allOf(compiled).map(({ clock }) => clock()));
}

function allOf({ when, unless, severities }: CompiledExpressions): Expression[] {
  return [when, ...(unless === undefined ? [] : [unless]), ...Object.values(severities)];
}

type RuleEnvironment = ReturnType<typeof toRuleEnvironment>["environment"];

function parse(environment: RuleEnvironment, draft: Draft, problems: ExpressionProblem[]): ParseResult | undefined {
  try {
    const parsed = environment.parse(draft.text);
    // Most conditions match nothing, and walking their trees takes a tenth of compiling them.
    if (draft.text.includes("matches")) makeMatchesSafe(parsed.ast);
    return parsed;
  } catch (error) {
    problems.push(toProblem(draft.path, error));
    return undefined;
  }
}

function problemsOf(parsed: ParseResult, draft: Draft, shared: ViewEnvironment, rule: Rule): ExpressionProblem[] {
  const wrong = (message: string, at: Place): ExpressionProblem => toError(draft, message, at);
  for (const variable of [shared.view.name, "params"]) {
    const bare = bareUses(parsed.ast, variable)[0];
    if (bare) return [wrong(`name a field of it: ${variable}.<${variable === "params" ? "param" : "column"}>`, bare)];
  }
  const typed = typeProblems(parsed, draft, shared, rule);
  if (typed.length > 0) return typed;
  const depth = macroDepth(parsed.ast);
  const most = shared.limits.macroDepth;
  if (depth > most) return [wrong(`list macros nested ${depth} deep, at most ${most}`, whole(draft))];
  return [
    ...regexProblems(parsed.ast).map((problem) => wrong(problem.message, problem)),
    ...nullWarnings(parsed, draft, shared),
  ];
}

function typeProblems(parsed: ParseResult, draft: Draft, shared: ViewEnvironment, rule: Rule): ExpressionProblem[] {
  const checked = parsed.check();
  if (!checked.valid) return [toProblem(draft.path, checked.error, suggestion(checked.error, shared, rule))];
  if (checked.type === "bool" || checked.type === "dyn") return [];
  return [toError(draft, `is ${checked.type}, not true or false`, whole(draft))];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function toError({ path }: Draft, message: string, { start, end }: Place): ExpressionProblem {
  return { path, message, start, end, level: "error" };
}

function whole(draft: Draft): Place {
  return { start: 0, end: draft.text.length };
}

interface CelError {
  readonly code?: string;
  readonly summary?: string;
  readonly range?: { readonly start: number; readonly end: number };
  readonly node?: unknown;
}

function toProblem(path: readonly string[], error: unknown, message?: string): ExpressionProblem {
  const { summary, range } = error as CelError;
  const text = message ?? summary ?? (error instanceof Error ? error.message : "not CEL");
  return { path, message: asWritten(text), start: range?.start ?? 0, end: range?.end ?? 0, level: "error" };
}

/** A better text for a mistyped column, param or variable. */
function suggestion(error: unknown, shared: ViewEnvironment, rule: Rule): string | undefined {
  const { code, node } = error as CelError;
  const view = shared.view.name;
  if (code === "unknown_variable") {
    const name = String((node as { args?: unknown }).args);
    return `unknown name "${name}"${didYouMean(name, [view, "params", "now"]) || `; known: ${view}, params, now`}`;
  }
  const column = fieldRead(node, view);
  if (code === "no_such_key" && column !== undefined) {
    return `unknown column "${column}" of ${view}${didYouMean(
      column,
      rowFields(shared.view).map(({ name }) => name),
    )}`;
  }
  const param = fieldRead(node, "params");
  if (code === "no_such_key" && param !== undefined) {
    return `unknown param "${param}"${didYouMean(param, Object.keys(rule.params))}`;
  }
  return undefined;
}

const fieldsOf = oncePer((view: View) => new Map(rowFields(view).map((field) => [field.name, field])));

function columnsOf(parsed: ParseResult, shared: ViewEnvironment): string[] {
  const fields = fieldsOf(shared.view);
  const read = nodesOf(parsed.ast).flatMap((node) => fields.get(fieldRead(node, shared.view.name) ?? "") ?? []);
  const names = read.flatMap(({ column }) => [
    column.name,
    ...(column.known_by === undefined ? [] : [column.known_by]),
  ]);
  return [...new Set(names)].sort();
}

/** has() on a column whose NULL is "not read" makes unknown look clean. Harmless in severity_when. */
function nullWarnings(parsed: ParseResult, draft: Draft, shared: ViewEnvironment): ExpressionProblem[] {
  if (draft.path[0] === "severity_when") return [];
  const fields = fieldsOf(shared.view);
  return hasTests(parsed.ast, shared.view.name).flatMap(({ field, node }) => {
    if (fields.get(field)?.column.null_means !== "unread") return [];
    const message = `has(${field}) counts "could not be read" as "is not so"; use the column without has()`;
    return [{ path: draft.path, message, start: node.start, end: node.end, level: "warning" as const }];
  });
}
