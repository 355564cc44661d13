// Works out expressions as far as the code states what they need. Never throws; what cannot be told is Unresolved.
import type { Expression, ForExpression, Place } from "./expression.js";
import { callFunction } from "./functions.js";
import {
  Encoded,
  hasMark,
  isList,
  isMap,
  Missing,
  markOf,
  placed,
  plain,
  textOfValue,
  Unresolved,
  type Value,
} from "./value.js";

export type Step = string | number;

/** What names mean where an expression stands. */
export interface Frame {
  /**
   * Value of a reference. `used`: how many of the steps it took; the rest is looked up in the value.
   */
  resolve(root: string, steps: readonly Step[]): { readonly value: Value; readonly used: number };
  /** Text of a file of the checkout, for `file` and `templatefile`. */
  fileText(path: string): string | undefined;
  /** Parses the text of a template. */
  template(text: string, place: Place): Expression;
}

const DEEPEST = 60;
const MOST_ELEMENTS = 2000;

/** What an expression comes to. `frame` says what names stand for; `depth` counts how deep it is nested already. */
export function evaluate(expression: Expression, frame: Frame, depth = 0): Value {
  if (depth > DEEPEST) return new Unresolved("an expression that is nested too deep");
  const next = (one: Expression): Value => evaluate(one, frame, depth + 1);
  const { place } = expression;
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return joined(expression.parts.map(next));
    case "list":
      return placed(expression.elements.map(next), place);
    case "map":
      return placed(toMap(expression.entries.map(([key, value]) => [next(key), next(value)])), place);
    case "name":
    case "index":
      return reference(expression, frame, depth);
    case "splat":
      return splat(next(expression.of), expression, frame, depth);
    case "call":
      return call(expression, frame, depth);
    case "conditional": {
      const test = next(expression.test);
      if (test === true || test === "true") return next(expression.yes);
      return test === false || test === "false"
        ? next(expression.no)
        : new Unresolved(`the condition ${wordsOf(expression.test)}`);
    }
    case "operation":
      return operate(expression.operator, expression.operands.map(next)) ?? new Unresolved(wordsOf(expression));
    case "for":
      return comprehension(expression, place, frame, depth);
    case "unread":
      return new Unresolved(expression.text);
  }
}

function joined(parts: readonly Value[]): Value {
  // A template of one part is that part.
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return parts.map((part) => textOfValue(part) ?? markOf("a list or map in a text")).join("");
}

function toMap(entries: readonly (readonly [Value, Value])[]): { [key: string]: Value } {
  return Object.fromEntries(entries.map(([key, value]) => [textOfValue(key) ?? markOf("key"), value]));
}

/** A chain of names and indexes: its root and its steps together decide. */
function reference(expression: Expression, frame: Frame, depth: number): Value {
  const steps: Step[] = [];
  let at: Expression = expression;
  while (at.kind === "index") {
    const key = evaluate(at.key, frame, depth + 1);
    if (typeof key === "number" || (typeof key === "string" && !hasMark(key))) steps.unshift(key);
    else return new Unresolved(wordsOf(expression));
    at = at.of;
  }
  if (at.kind !== "name") return lookUp(evaluate(at, frame, depth + 1), steps, expression);
  const { value, used } = frame.resolve(at.name, steps);
  return lookUp(value, steps.slice(used), expression);
}

function lookUp(value: Value, steps: readonly Step[], expression: Expression): Value {
  let found = value;
  for (const step of steps) {
    if (found instanceof Unresolved) return found instanceof Missing ? found : new Unresolved(wordsOf(expression));
    if (found instanceof Encoded || typeof found !== "object" || found === null)
      return new Missing(wordsOf(expression));
    const inner: Value | undefined = isList(found)
      ? found[Number(step)]
      : Object.hasOwn(found, step)
        ? found[step]
        : undefined;
    if (inner === undefined) return new Missing(wordsOf(expression));
    found = inner;
  }
  return found;
}

function splat(list: Value, expression: Extract<Expression, { kind: "splat" }>, frame: Frame, depth: number): Value {
  if (list instanceof Unresolved) return list;
  const elements = isList(list) ? list : list === null ? [] : [list];
  return elements.map((element) => evaluate(expression.rest, bound(frame, new Map([["*", element]])), depth + 1));
}

/** A frame with more names: those of `for`, of an iterator, of each. */
export function bound(frame: Frame, names: ReadonlyMap<string, Value>): Frame {
  return {
    resolve(root, steps) {
      const value = names.get(root);
      return value === undefined ? frame.resolve(root, steps) : { value, used: 0 };
    },
    fileText: (path) => frame.fileText(path),
    template: (text, place) => frame.template(text, place),
  };
}

function call(expression: Extract<Expression, { kind: "call" }>, frame: Frame, depth: number): Value {
  const { name, isSpread, place } = expression;
  if (name === "try") {
    for (const arg of expression.args) {
      const value = evaluate(arg, frame, depth + 1);
      if (!(value instanceof Missing)) return value;
    }
    return new Unresolved("try()");
  }
  let args = expression.args.map((arg) => evaluate(arg, frame, depth + 1));
  if (isSpread) {
    const last = args.at(-1);
    if (!isList(last)) return new Unresolved(`${name}()`);
    args = [...args.slice(0, -1), ...last];
  }
  if (name === "file" || name === "templatefile") return fromFile(name, args, place, frame, depth);
  const made = callFunction(name, args);
  if (made !== undefined) return made;
  const open = args.find((arg) => arg instanceof Unresolved);
  return new Unresolved(open instanceof Unresolved ? open.what : `${name}()`);
}

function fromFile(name: string, args: readonly Value[], place: Place, frame: Frame, depth: number): Value {
  const path = textOfValue(args[0]);
  const text = path === undefined || hasMark(path) ? undefined : frame.fileText(path);
  if (text === undefined) return new Unresolved(`${name}()`);
  if (name === "file") return text;
  const names = args[1];
  if (!isMap(names)) return new Unresolved("templatefile()");
  return evaluate(frame.template(text, place), bound(frame, new Map(Object.entries(names))), depth + 1);
}

function operate(operator: string, [left, right]: readonly Value[]): Value | undefined {
  if (left === undefined) return undefined;
  if (right === undefined) {
    if (operator === "!") return typeof left === "boolean" ? !left : undefined;
    return operator === "-" && typeof left === "number" ? -left : undefined;
  }
  // One side may decide alone.
  if (operator === "&&")
    return left === false || right === false ? false : left === true && right === true ? true : undefined;
  if (operator === "||")
    return left === true || right === true ? true : left === false && right === false ? false : undefined;
  if (operator === "==" || operator === "!=") {
    const same = equal(left, right);
    return same === undefined ? undefined : same === (operator === "==");
  }
  return typeof left === "number" && typeof right === "number" ? calculate(operator, left, right) : undefined;
}

function equal(left: Value, right: Value): boolean | undefined {
  const texts = [left, right].map((value) => JSON.stringify(plain(value)));
  return texts.some((text) => text !== undefined && hasMark(text)) ? undefined : texts[0] === texts[1];
}

function calculate(operator: string, left: number, right: number): Value | undefined {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case ">":
      return left > right;
    case "<":
      return left < right;
    case ">=":
      return left >= right;
    case "<=":
      return left <= right;
    default:
      return undefined;
  }
}

function comprehension(expression: ForExpression, place: Place, frame: Frame, depth: number): Value {
  const source = evaluate(expression.source, frame, depth + 1);
  const pairs = pairsOf(source);
  if (pairs === undefined || pairs.length > MOST_ELEMENTS)
    return new Unresolved(`for … in ${wordsOf(expression.source)}`);
  const list: Value[] = [];
  const map: { [key: string]: Value } = {};
  for (const [key, value] of pairs) {
    const [first = "", second] = expression.names;
    const names =
      second === undefined
        ? [[first, value] as const]
        : ([
            [first, key],
            [second, value],
          ] as const);
    const inner = bound(frame, new Map<string, Value>(names));
    if (expression.test !== undefined) {
      const test = evaluate(expression.test, inner, depth + 1);
      if (test === false) continue;
      if (test !== true) return new Unresolved(`for … if ${wordsOf(expression.test)}`);
    }
    const made = evaluate(expression.value, inner, depth + 1);
    if (expression.key === undefined) list.push(made);
    else {
      const name = textOfValue(evaluate(expression.key, inner, depth + 1));
      if (name === undefined) return new Unresolved("for");
      const before = map[name];
      map[name] = expression.isGrouped ? [...(isList(before) ? before : []), made] : made;
    }
  }
  return placed(expression.key === undefined ? list : map, place);
}

/** Keys and values of what `for` and `for_each` go over; undefined when it is not stated. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isList(value)) return value.map((one, i) => [i, one]);
  if (isMap(value))
    return Object.keys(value)
      .sort()
      .map((key) => [key, value[key] ?? null]);
  return undefined;
}

/** An expression in a few words, without any of its texts: `var.repository`, `merge()`. */
function wordsOf(expression: Expression): string {
  switch (expression.kind) {
    case "name":
      return expression.name;
    case "index": {
      const { key } = expression;
      const of = wordsOf(expression.of);
      if (key.kind !== "literal") return `${of}[${wordsOf(key)}]`;
      return typeof key.value === "string" ? `${of}.${key.value}` : `${of}[${String(key.value)}]`;
    }
    case "call":
      return `${expression.name}()`;
    case "splat":
      return `${wordsOf(expression.of)}[*]`;
    case "operation":
      return expression.operands.map(wordsOf).join(` ${expression.operator} `);
    case "literal":
      return typeof expression.value === "string" ? "…" : String(expression.value);
    default:
      return "an expression";
  }
}
