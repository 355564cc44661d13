// What a condition comes to when only some of what it looks at is known: true, false, or undefined where the rest decides.
import type { Expr } from "@actions/expressions";
import { Binary, FunctionCall, Grouping, Literal, Logical, Unary } from "@actions/expressions/ast";
import { TokenType } from "@actions/expressions/lexer";
import { parseExpression, pathOf } from "./expressions.js";

export type Truth = boolean | undefined;

/** What is known of a comparison, a call or a path; undefined where nothing is. */
export type Known = (expr: Expr) => Truth;

/** What a condition comes to by what is known; undefined also when it is no expression. */
export function truthOf(text: string, known: Known): Truth {
  const tree = parseExpression(text);
  return tree === undefined ? undefined : decide(tree, known);
}

/** Text that `a && 'x' || 'y'` comes to by what is known of its conditions; undefined where the rest decides. */
export function choiceOf(text: string, known: Known): string | undefined {
  const tree = parseExpression(text);
  return tree === undefined ? undefined : choose(tree, known);
}

/** What a condition comes to when nothing but the event is known. */
export function truthForEvent(text: string, event: string): Truth {
  return truthOf(text, knownOfEvent(event));
}

/** What the name of the event decides. */
export function knownOfEvent(event: string): Known {
  return (expr) => {
    if (expr instanceof Binary) return equality(expr, (one, other) => isEvent(one, other, event));
    return expr instanceof FunctionCall ? listed(expr, event) : undefined;
  };
}

/** `==` and `!=` by what equality of the two sides comes to; undefined for other operators. */
export function equality(expr: Binary, areEqual: (left: Expr, right: Expr) => Truth): Truth {
  const isEqual = expr.operator.type === TokenType.EQUAL_EQUAL;
  if (!isEqual && expr.operator.type !== TokenType.BANG_EQUAL) return undefined;
  const truth = areEqual(expr.left, expr.right);
  return isEqual ? truth : negate(truth);
}

/** What a literal that is true or false says. */
export function booleanOf(expr: Expr): Truth {
  if (!(expr instanceof Literal)) return undefined;
  return expr.token.type === TokenType.TRUE ? true : expr.token.type === TokenType.FALSE ? false : undefined;
}

/** Text of a literal, in lower case, as expressions compare it; undefined where it is none. */
export function textIn(expr: Expr): string | undefined {
  return expr instanceof Literal ? expr.literal.coerceString().toLowerCase() : undefined;
}

/** Elements of `fromJSON('["a"]')`, in lower case; undefined where it is no such list. */
export function listIn(expr: Expr): readonly string[] | undefined {
  return jsonIn(expr, (list) => (Array.isArray(list) ? list.map((one) => String(one).toLowerCase()) : undefined));
}

/** What `fromJSON('…')` says, as `read` takes it; undefined where it is anything else, or `read` throws. */
export function jsonIn<T>(expr: Expr, read: (json: unknown) => T): T | undefined {
  const [json] = expr instanceof FunctionCall && nameOf(expr) === "fromjson" ? expr.args : [];
  if (!(json instanceof Literal)) return undefined;
  try {
    return read(JSON.parse(json.literal.coerceString()));
  } catch {
    return undefined;
  }
}

/** Name of the function that is called, in lower case. */
export function nameOf(call: FunctionCall): string {
  return call.functionName.lexeme.toLowerCase();
}

function decide(expr: Expr, known: Known): Truth {
  if (expr instanceof Grouping) return decide(expr.group, known);
  if (expr instanceof Unary) return negate(decide(expr.expr, known));
  if (expr instanceof Literal) return booleanOf(expr);
  if (!(expr instanceof Logical)) return known(expr);
  const parts = expr.args.map((part) => decide(part, known));
  const settles = expr.operator.type === TokenType.OR;
  if (parts.includes(settles)) return settles;
  return parts.includes(undefined) ? undefined : !settles;
}

/** The text that an expression is; empty where it is false. */
function choose(expr: Expr, known: Known): string | undefined {
  if (expr instanceof Grouping) return choose(expr.group, known);
  if (expr instanceof Literal) return booleanOf(expr) === false ? "" : expr.literal.coerceString();
  if (!(expr instanceof Logical)) return decide(expr, known) === false ? "" : undefined;
  const isOr = expr.operator.type === TokenType.OR;
  for (const [index, part] of expr.args.entries()) {
    const isLast = index === expr.args.length - 1;
    if (isOr || isLast) {
      const chosen = choose(part, known);
      if (chosen !== "" || isLast) return chosen;
    } else {
      const truth = decide(part, known);
      if (truth !== true) return truth === false ? "" : undefined;
    }
  }
  return undefined;
}

/**
 * Texts that an expression may come to: literals as they are, what only a run knows as an expression again; undefined where it is no
 * choice between several. What is false names nothing.
 */
export function outcomesOf(text: string): readonly string[] | undefined {
  const tree = parseExpression(text);
  return tree instanceof Logical || tree instanceof Grouping ? outcomes(tree) : undefined;
}

function outcomes(expr: Expr): readonly string[] | undefined {
  if (expr instanceof Grouping) return outcomes(expr.group);
  if (expr instanceof Literal) return booleanOf(expr) === false ? [] : [expr.literal.coerceString()].filter(Boolean);
  if (!(expr instanceof Logical)) {
    const path = pathOf(expr);
    return path === undefined ? undefined : [`\${{ ${path} }}`];
  }
  // of `a && b` it is b, or nothing; of `a || b` either
  const parts = expr.operator.type === TokenType.OR ? expr.args : expr.args.slice(-1);
  const found = parts.map(outcomes);
  return found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** `github.event_name == 'push'`, either way round. */
function isEvent(left: Expr, right: Expr, event: string): Truth {
  if (![left, right].some(isEventName)) return undefined;
  const text = textIn(left) ?? textIn(right);
  return text === undefined ? undefined : text === event;
}

/** `contains(fromJSON('["push"]'), github.event_name)` and the plain-text forms of it. */
function listed(expr: FunctionCall, event: string): Truth {
  const [where, what] = expr.args;
  if (nameOf(expr) !== "contains" || where === undefined || what === undefined) return undefined;
  const part = textIn(what);
  if (isEventName(where) && part !== undefined) return event.includes(part);
  if (!isEventName(what)) return undefined;
  return (textIn(where) ?? listIn(where))?.includes(event);
}

function isEventName(expr: Expr): boolean {
  return pathOf(expr) === "github.event_name";
}
