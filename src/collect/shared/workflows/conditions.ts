// What the condition of a job or step is, and which gates it names.
import { parseExpression, pathsOf } from "./expressions.js";
import { type Gate, gateOf } from "./outsiders.js";
import { type TemplateToken, textOf } from "./tokens.js";

/**
 * Text of a condition, without braces; undefined when there is none. Text around the braces, be it the end of a line, makes a
 * text of the whole, which is always true: it stays as written, and is no expression.
 * https://docs.zizmor.sh/audits/#unsound-condition
 */
export function conditionOf(token: TemplateToken | undefined): string | undefined {
  const text = textOf(token);
  if (text === undefined || text.trim() === "") return undefined;
  return /^\$\{\{((?:(?!\$\{\{).)*)\}\}$/s.exec(text)?.[1]?.trim() ?? text.trim();
}

/** Gates that a condition names. A condition that is always true, or one that an event alone decides, names none. */
export function gatesOf(condition: string | undefined): readonly Gate[] {
  if (condition === undefined || parseExpression(condition) === undefined) return [];
  const gates = pathsOf(condition).map(({ names }) => gateOf(names.join(".").toLowerCase()));
  return [...new Set(gates.filter((gate) => gate !== undefined))];
}

/** Whether a job runs although one that it needs was skipped. */
export function runsRegardless(condition: string | undefined): boolean {
  return condition !== undefined && /\b(?:always|failure|cancelled)\s*\(/i.test(condition);
}
