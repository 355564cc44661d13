// What an expression refers to: paths of contexts, and whether their text flows into the result. Expressions are parsed, never
// evaluated.
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
import { addAll } from "../../../model/add-all.js";

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

/** The path that an expression is, in lower case; undefined where it is more than a path. */
export function pathOf(expr: Expr): string | undefined {
  if (!(expr instanceof IndexAccess)) return undefined;
  const found: ContextPath[] = [];
  collectPath(expr, true, found);
  return found.length === 1 ? found[0]?.names.join(".").toLowerCase() : undefined;
}

/** The expression that a text is as a whole, without its braces; undefined where it is anything else. */
export function wholeExpression(text: string): string | undefined {
  return /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim())?.[1]?.trim();
}

/** What an expression looks up in a context by, where that is no name: `secrets[format('{0}_KEY', matrix.stage)]`. */
export function computedIndexes(text: string, context: string): readonly Expr[] {
  const found: Expr[] = [];
  const tree = parseExpression(text);
  const pending = tree === undefined ? [] : [tree];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    if (expr instanceof IndexAccess) {
      const isOf = expr.expr instanceof ContextAccess && expr.expr.name.lexeme.toLowerCase() === context;
      if (isOf && !(expr.index instanceof Literal || expr.index instanceof Star)) found.push(expr.index);
    }
    addAll(pending, partsOf(expr));
  }
  return found;
}

function partsOf(expr: Expr): readonly Expr[] {
  if (expr instanceof IndexAccess) return [expr.expr, expr.index];
  if (expr instanceof FunctionCall || expr instanceof Logical) return expr.args;
  if (expr instanceof Grouping) return [expr.group];
  if (expr instanceof Unary) return [expr.expr];
  return expr instanceof Binary ? [expr.left, expr.right] : [];
}

/** Names of the functions that an expression calls, in lower case. */
export function callsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\b([A-Za-z]+)\s*\(/g)].map(([, name = ""]) => name.toLowerCase()));
}
