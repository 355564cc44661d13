// What an expression refers to: paths of contexts, whether their text flows into the result, and what a condition says
// when only the event is known. Expressions are parsed, never evaluated.
import { type Expr, Lexer, Parser } from "@actions/expressions";
import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from "@actions/expressions/ast";
import { TokenType } from "@actions/expressions/lexer";

/** A path of names as written, such as github.event.issue.title; `*` is any element, `?` a name that is worked out. */
export interface ContextPath {
  readonly names: readonly string[];
  /** Its text becomes part of the result: an argument of contains() only decides. */
  readonly flows: boolean;
}

const CONTEXTS = [
  "github",
  "env",
  "vars",
  "job",
  "jobs",
  "steps",
  "runner",
  "secrets",
  "strategy",
  "matrix",
  "needs",
  "inputs",
  "gitea",
  "forgejo",
];
const ANY_ARGUMENTS = { minArgs: 0, maxArgs: 255 };
const FUNCTIONS = ["hashfiles", "always", "success", "failure", "cancelled", "case"].map((name) => ({
  name,
  ...ANY_ARGUMENTS,
}));
/** Results of these are true, false or a hash, never the text of an argument. */
const DECIDING = new Set([
  "contains",
  "startswith",
  "endswith",
  "hashfiles",
  "always",
  "success",
  "failure",
  "cancelled",
]);
/** Longer expressions are not parsed. */
const LONGEST = 21_000;

export type Truth = boolean | undefined;

/** The tree of an expression; undefined when it is none that GitHub knows. */
export function parseExpression(text: string): Expr | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return new Parser(new Lexer(text).lex().tokens, CONTEXTS, FUNCTIONS).parse();
  } catch {
    return undefined;
  }
}

/** Every path of contexts in an expression. One that does not parse is looked through for the names of secrets. */
export function pathsOf(text: string): readonly ContextPath[] {
  const tree = parseExpression(text);
  if (tree === undefined) return secretsInText(text);
  const found: ContextPath[] = [];
  collect(tree, true, found);
  return found;
}

function secretsInText(text: string): readonly ContextPath[] {
  const names = [...text.matchAll(/\bsecrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\])?/gi)];
  return names.map(([, dotted, quoted]) => {
    const name = dotted ?? quoted;
    return { names: name === undefined ? ["secrets"] : ["secrets", name], flows: true };
  });
}

function collect(expr: Expr, flows: boolean, found: ContextPath[]): void {
  if (expr instanceof ContextAccess || expr instanceof IndexAccess) collectPath(expr, flows, found);
  else if (expr instanceof FunctionCall) {
    const passes = flows && !DECIDING.has(expr.functionName.lexeme.toLowerCase());
    for (const argument of expr.args) collect(argument, passes, found);
  } else if (expr instanceof Grouping) collect(expr.group, flows, found);
  else if (expr instanceof Unary) collect(expr.expr, false, found);
  else if (expr instanceof Binary) {
    collect(expr.left, false, found);
    collect(expr.right, false, found);
  } else if (expr instanceof Logical) {
    // `a && b` is b or something falsy; `a || b` may be either.
    const isAnd = expr.operator.type === TokenType.AND;
    for (const [index, part] of expr.args.entries()) {
      collect(part, flows && (!isAnd || index === expr.args.length - 1), found);
    }
  }
}

function collectPath(expr: Expr, flows: boolean, found: ContextPath[]): void {
  const names: string[] = [];
  let here: Expr = expr;
  while (here instanceof IndexAccess) {
    names.push(nameOf(here.index));
    if (!(here.index instanceof Literal || here.index instanceof Star)) collect(here.index, false, found);
    here = here.expr;
  }
  if (here instanceof ContextAccess) found.push({ names: [here.name.lexeme, ...names.reverse()], flows });
  // fromJSON(secrets.X).password and the like.
  else collect(here, flows, found);
}

function nameOf(index: Expr): string {
  if (index instanceof Star) return "*";
  return index instanceof Literal ? index.literal.coerceString() : "?";
}

/** Names of the functions that an expression calls, in lower case. */
export function callsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\b([A-Za-z]+)\s*\(/g)].map(([, name = ""]) => name.toLowerCase()));
}

/** What a condition comes to when nothing but the event is known. */
export function truthForEvent(text: string, event: string): Truth {
  const tree = parseExpression(text);
  return tree === undefined ? undefined : decide(tree, event);
}

function decide(expr: Expr, event: string): Truth {
  if (expr instanceof Grouping) return decide(expr.group, event);
  if (expr instanceof Unary) return negate(decide(expr.expr, event));
  if (expr instanceof Literal)
    return expr.token.type === TokenType.TRUE ? true : expr.token.type === TokenType.FALSE ? false : undefined;
  if (expr instanceof Binary) return compare(expr, event);
  if (expr instanceof FunctionCall) return listed(expr, event);
  if (!(expr instanceof Logical)) return undefined;
  const parts = expr.args.map((part) => decide(part, event));
  const settles = expr.operator.type === TokenType.OR;
  if (parts.includes(settles)) return settles;
  return parts.includes(undefined) ? undefined : !settles;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** `github.event_name == 'push'`, either way round. */
function compare(expr: Binary, event: string): Truth {
  const isEqual = expr.operator.type === TokenType.EQUAL_EQUAL;
  if (!isEqual && expr.operator.type !== TokenType.BANG_EQUAL) return undefined;
  const sides = [expr.left, expr.right];
  if (!sides.some(isEventName)) return undefined;
  const literal = sides.find((side): side is Literal => side instanceof Literal);
  if (literal === undefined) return undefined;
  return (literal.literal.coerceString().toLowerCase() === event) === isEqual;
}

/** `contains(fromJSON('["push"]'), github.event_name)` and the plain-text forms of it. */
function listed(expr: FunctionCall, event: string): Truth {
  const [where, what] = expr.args;
  if (expr.functionName.lexeme.toLowerCase() !== "contains" || where === undefined || what === undefined)
    return undefined;
  if (isEventName(where) && what instanceof Literal) return event.includes(what.literal.coerceString().toLowerCase());
  if (!isEventName(what)) return undefined;
  if (where instanceof Literal) return where.literal.coerceString().toLowerCase().includes(event);
  const [json] =
    where instanceof FunctionCall && where.functionName.lexeme.toLowerCase() === "fromjson" ? where.args : [];
  if (!(json instanceof Literal)) return undefined;
  try {
    const list: unknown = JSON.parse(json.literal.coerceString());
    return Array.isArray(list) ? list.some((one) => String(one).toLowerCase() === event) : undefined;
  } catch {
    return undefined;
  }
}

function isEventName(expr: Expr): boolean {
  const found: ContextPath[] = [];
  if (!(expr instanceof IndexAccess)) return false;
  collectPath(expr, true, found);
  return found.length === 1 && found[0]?.names.join(".").toLowerCase() === "github.event_name";
}
