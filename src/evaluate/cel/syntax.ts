// The syntax tree of cel-js, as much of it as we read: walking it, naming the columns it uses, measuring macros.
// The library hides expanded macros behind `meta`; they are walked as well, so that nothing in them escapes a check.
import { addAll } from "../../model/add-all.js";
export interface SyntaxNode {
  op: string;
  args: unknown;
  readonly start: number;
  readonly end: number;
  readonly meta: { readonly alternate?: unknown; readonly macro?: unknown };
}

/** Every node of a tree, parents first, each once. */
export function nodesOf(root: unknown): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const seen = new Set<object>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (value === null || typeof value !== "object" || seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) addAll(waiting, (value as unknown[]).toReversed());
    else if (isNode(value)) {
      found.push(value);
      waiting.push(value.meta.macro, value.meta.alternate, value.args);
    } else if (isPlain(value)) addAll(waiting, Object.values<unknown>(value as Record<string, unknown>).toReversed());
  }
  return found;
}

function isNode(value: object): value is SyntaxNode {
  return "op" in value && "args" in value && "meta" in value && typeof value.op === "string";
}

/** Whether anything is a node of a tree. */
export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return value !== null && typeof value === "object" && isNode(value);
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Name of the field when a node reads `variable.field` or `variable["field"]`, else undefined. */
export function fieldRead(node: unknown, variable: string): string | undefined {
  if (!isSyntaxNode(node)) return undefined;
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [of, key] = node.args as [unknown, unknown];
  if (!isVariable(of, variable)) return undefined;
  if (typeof key === "string") return key;
  return isSyntaxNode(key) && key.op === "value" ? String(key.args) : undefined;
}

function isVariable(node: unknown, variable: string): boolean {
  return isSyntaxNode(node) && node.op === "id" && node.args === variable;
}

/** Places where a variable is used other than by naming one of its fields: `f(row)`, `row[key]`. */
export function bareUses(root: unknown, variable: string): SyntaxNode[] {
  const nodes = nodesOf(root);
  const owned = new Set(
    nodes.filter((node) => fieldRead(node, variable) !== undefined).map((node) => (node.args as unknown[])[0]),
  );
  return nodes.filter((node) => isVariable(node, variable) && !owned.has(node));
}

/** Fields of a variable that an expression tests with has(). */
export function hasTests(root: unknown, variable: string): { readonly field: string; readonly node: SyntaxNode }[] {
  return nodesOf(root).flatMap((node) => {
    if (node.op !== "call") return [];
    const [name, args] = node.args as [string, unknown[]];
    const field = name === "has" ? fieldRead(args[0], variable) : undefined;
    return field === undefined ? [] : [{ field, node }];
  });
}

const LOOPS: readonly string[] = ["all", "exists", "exists_one", "map", "filter"];

/** How deep list macros (all, exists, map, …) are nested: the exponent of what an expression may cost. A chain is not nested. */
export function macroDepth(node: unknown): number {
  if (node === null || typeof node !== "object") return 0;
  if (Array.isArray(node)) return Math.max(0, ...node.map(macroDepth));
  if (!isNode(node)) return 0;
  if (node.op !== "rcall") return macroDepth(node.args);
  const [name, receiver, inner] = node.args as [string, unknown, unknown];
  const isLoop = LOOPS.includes(name);
  return Math.max(macroDepth(receiver), macroDepth(inner) + (isLoop ? 1 : 0));
}
