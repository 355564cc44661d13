// What the condition of a job or step is, and which gates it names.
import type { CompiledTables } from "./context.js";
import { parseExpression, pathsOf } from "./expressions.js";
import { type Gate, gateOf } from "./outsiders.js";
import { type TemplateToken, textOf } from "./tokens.js";
import { gateOfType, type TriggerFact } from "./triggers.js";

/**
 * Text of a condition, without braces; undefined when there is none. Text around the braces, be it the end of a line, makes a
 * text of the whole, which is always true: it stays as written, and is no expression.
 * https://docs.zizmor.sh/audits/#unsound-condition
 */
export function conditionOf(token: TemplateToken | undefined): string | undefined {
  const text = textOf(token);
  return text === undefined || text.trim() === "" ? undefined : conditionOfText(text);
}

/** The same of a text that is there. */
export function conditionOfText(text: string): string {
  return /^\$\{\{((?:(?!\$\{\{).)*)\}\}$/s.exec(text)?.[1]?.trim() ?? text.trim();
}

/** Gates that a condition names. A condition that is always true, or one that an event alone decides, names none. */
export function gatesOf(condition: string | undefined): readonly Gate[] {
  if (condition === undefined || parseExpression(condition) === undefined) return [];
  const gates = pathsOf(condition).map(({ names }) => gateOf(names.join(".").toLowerCase()));
  return [...new Set(gates.filter((gate) => gate !== undefined))];
}

/**
 * Gates of a condition in one event: acts of members that it asks for are among them, and a label that was set before lasts
 * where the event comes with every push.
 * https://codeql.github.com/codeql-query-help/actions/actions-untrusted-checkout-toctou-critical/
 */
export function gatesIn(condition: string, fact: TriggerFact, tables: CompiledTables): readonly Gate[] {
  const paths = new Set(pathsOf(condition).map(({ names }) => names.join(".").toLowerCase()));
  const row = tables.triggers.get(fact.event);
  const words = paths.has("github.event.action") ? [...condition.matchAll(/'(\w+)'/g)] : [];
  const acts = words.flatMap(([, word = ""]) => gateOfType(word.toLowerCase(), row) ?? []);
  const isSetBefore = [...paths].some((path) => /\.labels\b/.test(path));
  const lasts = isSetBefore && acts.length === 0 && fact.gate === undefined && !paths.has("github.event.label.name");
  const named = gatesOf(condition).map((gate) => (gate === "label" && lasts ? "lasting_label" : gate));
  return [...new Set([...named, ...acts])];
}

/** Whether a job runs although one that it needs was skipped. */
export function runsRegardless(condition: string | undefined): boolean {
  return condition !== undefined && /\b(?:always|failure|cancelled)\s*\(/i.test(condition);
}
