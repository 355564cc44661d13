// Expressions of admission (CEL) on a pod that somebody would make: true, false, or not known where one asks for what was not read,
// or for what the API server adds to the language. kubernetes.io/docs/reference/using-api/cel
import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { oncePerWord } from "../../model/once.js";
import type { Shown } from "./takeover-pods.js";

export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** The result of an expression; undefined where it is not known. */
export type Result = boolean | undefined;

const LONGEST = 10_000;
/** Nested macros over lists: the exponent of what an expression may cost. */
const DEEPEST = 3;
const LIMITS = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 100, maxMapEntries: 100 };
const LOOPS = new Set<unknown>(["all", "exists", "exists_one", "map", "filter"]);

/** Who asks, what the API server would answer, parameters and annotations: with has() they would seem not to be there. */
const UNREAD = /\b(?:userInfo|authorizer|params|annotations|oldObject|options|dryRun|uid)\b/;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: LIMITS,
});

const compiled = oncePerWord((text): ParseResult | undefined => {
  if (text.length > LONGEST || UNREAD.test(text)) return undefined;
  try {
    const parsed = environment.parse(text);
    // `matches` would run on the expressions of JavaScript, which others could make to hang
    if (depthOf(parsed.ast) > DEEPEST || /\bmatches\s*\(/.test(text)) return undefined;
    return parsed.check().valid ? parsed : undefined;
  } catch {
    return undefined;
  }
});

/** Whether all hold of what is shown, in order, with the variables that they may name. */
export function holdsAll(texts: readonly string[], shown: Shown, variables: readonly Variable[] = []): Result {
  const known: { [name: string]: unknown } = {};
  const unknown: string[] = [];
  const scope = { ...shown, variables: known };
  for (const { name, expression } of variables) {
    const value = unknown.some((one) => expression.includes(one)) ? undefined : resultOf(expression, scope);
    if (value === undefined) unknown.push(name);
    else known[name] = value;
  }
  let answer: Result = true;
  for (const text of texts) {
    const value = unknown.some((one) => text.includes(one)) ? undefined : resultOf(text, scope);
    if (value === false) return false;
    if (value !== true) answer = undefined;
  }
  return answer;
}

/** Undefined where it cannot be told: an error of it may come from what was not read. */
function resultOf(text: string, scope: Shown): unknown {
  try {
    return compiled(text)?.(scope);
  } catch {
    return undefined;
  }
}

/** How deep macros over lists are nested. */
function depthOf(node: unknown): number {
  if (Array.isArray(node)) return Math.max(0, ...node.map(depthOf));
  if (typeof node !== "object" || node === null || !("op" in node) || !("args" in node)) return 0;
  if (node.op !== "rcall" || !Array.isArray(node.args)) return depthOf(node.args);
  const [name, receiver, inner] = node.args as readonly unknown[];
  return Math.max(depthOf(receiver), depthOf(inner) + (LOOPS.has(name) ? 1 : 0));
}
