// Names of secrets that an expression works out from what the file states: `secrets[format('{0}_KEY', matrix.stage)]`.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#format
import type { Expr } from "@actions/expressions";
import { FunctionCall, Grouping, IndexAccess, Literal } from "@actions/expressions/ast";
import { computedIndexes, pathOf } from "./expressions.js";
import { nameOf } from "./truth.js";

/** Values that a path such as `matrix.stage` may have; undefined where a run knows more of them. */
export type ValuesOf = (path: string) => readonly string[] | undefined;

/** More names than that are not written out. */
const MOST = 200;

/** Names by which an expression looks up secrets that it does not name itself; undefined where they cannot be told. */
export function computedSecrets(text: string, valuesOf: ValuesOf): readonly string[] | undefined {
  const found = computedIndexes(text, "secrets").map((index) => textsOf(index, valuesOf));
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap((names) => names ?? []))];
}

function textsOf(expr: Expr, valuesOf: ValuesOf): readonly string[] | undefined {
  if (expr instanceof Grouping) return textsOf(expr.group, valuesOf);
  if (expr instanceof Literal) return [expr.literal.coerceString()];
  if (expr instanceof IndexAccess) {
    const path = pathOf(expr);
    return path === undefined ? undefined : valuesOf(path);
  }
  return expr instanceof FunctionCall && nameOf(expr) === "format" ? formatted(expr.args, valuesOf) : undefined;
}

/** `{0}` is the first argument, `{{` a brace. */
function formatted([pattern, ...args]: readonly Expr[], valuesOf: ValuesOf): readonly string[] | undefined {
  if (!(pattern instanceof Literal)) return undefined;
  let rows: readonly (readonly string[])[] = [[]];
  for (const arg of args) {
    const texts = textsOf(arg, valuesOf);
    if (texts === undefined || rows.length * texts.length > MOST) return undefined;
    rows = rows.flatMap((row) => texts.map((text) => [...row, text]));
  }
  const text = pattern.literal.coerceString();
  return rows.map((row) =>
    text.replace(/\{\{|\}\}|\{(\d+)\}/g, (whole, index?: string) =>
      index === undefined ? whole.charAt(0) : (row[Number(index)] ?? ""),
    ),
  );
}
