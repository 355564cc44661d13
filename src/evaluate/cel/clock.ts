// When the clock alone can change what a condition answers: at known distances from times in the row, at any moment, or never.
import type { ClockLimit, ClockUse } from "../../model/prepared.js";
import type { RowField } from "../../model/row-field.js";
import type { Rule } from "../../model/rule.js";
import { fieldRead, isSyntaxNode, nodesOf, type SyntaxNode } from "./syntax.js";

/** What a side of a comparison adds up to. */
interface Sum {
  /** How often now is in it; less than zero where it is taken away. */
  readonly now: number;
  /** Columns whose times are in it, each once with its sign. */
  readonly times: readonly { readonly column: string; readonly sign: number }[];
  /** Fixed lengths in it, in milliseconds; null: some length that is not known here. */
  readonly fixed: number | null;
}

const COMPARISONS: readonly string[] = ["<", "<=", ">", ">=", "==", "!="];
const UNKNOWN_LENGTH: Sum = { now: 0, times: [], fixed: null };

export interface ClockContext {
  /** Name under which the row is known. */
  readonly view: string;
  readonly fields: ReadonlyMap<string, RowField>;
  readonly params: Rule["params"];
}

/** In: the tree of a condition. Out: when its answer may change by the clock alone; "any" where it is not sure, so never too few. */
export function clockUse(tree: unknown, context: ClockContext): ClockUse {
  const limits: ClockLimit[] = [];
  return addLimits(limits, tree, context) ? joinClockUse([limits]) : "any";
}

/** The same for several conditions together: each limit once. */
export function joinClockUse(uses: readonly ClockUse[]): ClockUse {
  const limits = new Map<string, ClockLimit>();
  for (const use of uses) {
    if (use === "any") return "any";
    for (const limit of use) limits.set(`${limit.column} ${limit.after}`, limit);
  }
  return [...limits.values()];
}

/** Adds the limits of all comparisons in a part of the tree; false where now or an age is in anything else. */
function addLimits(limits: ClockLimit[], value: unknown, context: ClockContext): boolean {
  if (Array.isArray(value)) return value.every((part) => addLimits(limits, part, context));
  if (!isSyntaxNode(value)) return !hasClock(value, context);
  if (isNow(value) || isAge(value, context)) return false;
  if (!COMPARISONS.includes(value.op) || !hasClock(value, context)) return addLimits(limits, value.args, context);
  const [left, right] = (value.args as unknown[]).map((side) => sumsOf(limits, side, context));
  // counts and the like: they change where what they are made of does
  if (left === undefined || right === undefined) return addLimits(limits, value.args, context);
  return left.every((one) => right.every((other) => addLimit(limits, add(one, other, -1))));
}

/** Of a sum that is compared with nothing: it is nought when now is so long after the one time in it. */
function addLimit(limits: ClockLimit[], { now, times, fixed }: Sum): boolean {
  if (now === 0) return true;
  const [time, second] = times;
  if (Math.abs(now) !== 1 || time === undefined || second !== undefined || time.sign !== -now) return false;
  limits.push({ column: time.column, after: fixed === null ? null : -fixed * now || 0 });
  return true;
}

function hasClock(tree: unknown, context: ClockContext): boolean {
  return nodesOf(tree).some((node) => isNow(node) || isAge(node, context));
}

function isNow({ op, args }: SyntaxNode): boolean {
  return op === "id" && args === "now";
}

function isAge(node: SyntaxNode, { view, fields }: ClockContext): boolean {
  return fields.get(fieldRead(node, view) ?? "")?.type === "duration";
}

/** What a side may come to, one for each way through its choices; undefined: it is no such sum. */
function sumsOf(limits: ClockLimit[], value: unknown, context: ClockContext): readonly Sum[] | undefined {
  if (!isSyntaxNode(value)) return undefined;
  if (isNow(value)) return [{ now: 1, times: [], fixed: 0 }];
  const field = context.fields.get(fieldRead(value, context.view) ?? "");
  if (field !== undefined) return ofField(field);
  const param = context.params[fieldRead(value, "params") ?? ""];
  if (param !== undefined)
    return param.kind === "duration" ? [{ ...UNKNOWN_LENGTH, fixed: param.milliseconds }] : undefined;
  const args = value.args as unknown[];
  if (value.op === "call") return ofCall(args, context);
  if (value.op === "?:") {
    const [one, other] = args.slice(1).map((part) => sumsOf(limits, part, context));
    return one && other && addLimits(limits, args[0], context) ? [...one, ...other] : undefined;
  }
  if (value.op !== "+" && value.op !== "-") return undefined;
  const [left, right] = args.map((part) => sumsOf(limits, part, context));
  return left?.flatMap((one) => (right ?? []).map((other) => add(one, other, value.op === "+" ? 1 : -1)));
}

function ofField({ type, kind, column: { name } }: RowField): readonly Sum[] | undefined {
  if (type === "time") return [{ now: 0, times: [{ column: name, sign: 1 }], fixed: 0 }];
  const now = kind === "since" ? 1 : -1;
  return type === "duration" ? [{ now, times: [{ column: name, sign: -now }], fixed: 0 }] : undefined;
}

function ofCall([name, given]: readonly unknown[], context: ClockContext): readonly Sum[] | undefined {
  if (hasClock(given, context)) return undefined;
  if (name === "days" || name === "hours" || name === "duration") return [UNKNOWN_LENGTH];
  const columns = nodesOf(given).flatMap(
    (node) => context.fields.get(fieldRead(node, context.view) ?? "")?.column ?? [],
  );
  const [column, second] = columns;
  // times in a list or map of the row; of several columns it is not known which one
  if (name !== "timestamp" || column === undefined || second !== undefined) return undefined;
  return [{ now: 0, times: [{ column: column.name, sign: 1 }], fixed: 0 }];
}

function add(one: Sum, other: Sum, sign: number): Sum {
  return {
    now: one.now + sign * other.now,
    times: [...one.times, ...other.times.map(({ column, sign: own }) => ({ column, sign: own * sign }))],
    fixed: one.fixed === null || other.fixed === null ? null : one.fixed + sign * other.fixed,
  };
}
