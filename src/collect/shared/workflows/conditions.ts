// What the conditions of a job say: by which events it runs at all, and which of them look at who caused the event.
import { parseExpression, pathsOf, truthForEvent } from "./expressions.js";
import { type TemplateToken, textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";

/** Words of `gate`: what a condition asks of the person or the change behind an event. */
type Gate = "author_association" | "actor" | "label" | "same_repository" | "merged" | "approved";

const SIGNS: readonly (readonly [gate: Gate, path: RegExp])[] = [
  ["author_association", /\.author_association$/],
  [
    "actor",
    /^github\.(?:actor|actor_id|triggering_actor|event\.sender\.(?:login|id)|event\.(?:\w+\.)?user\.(?:login|id))$/,
  ],
  ["label", /^github\.event\.(?:label\.name|(?:pull_request|issue)\.labels(?:\..*)?)$/],
  [
    "same_repository",
    /^github\.event\.(?:pull_request\.head\.repo\.(?:full_name|fork|owner\.login|id)|workflow_run\.head_repository\.(?:full_name|fork|owner\.login|id))$/,
  ],
  ["merged", /^github\.event\.pull_request\.merged$/],
  ["approved", /^github\.event\.review\.state$/],
];

/** Text of a condition, without braces; undefined when there is none. */
export function conditionOf(token: TemplateToken | undefined): string | undefined {
  const text = textOf(token)?.trim();
  if (text === undefined || text === "") return undefined;
  const whole = /^\$\{\{((?:(?!\$\{\{).)*)\}\}$/s.exec(text)?.[1];
  return (whole ?? text).trim();
}

/** Gates that a condition names. A condition that is always true, or one that an event alone decides, names none. */
export function gatesOf(condition: string | undefined): readonly Gate[] {
  if (condition === undefined || parseExpression(condition) === undefined) return [];
  const paths = pathsOf(condition).map(({ names }) => names.join(".").toLowerCase());
  return SIGNS.filter(([, sign]) => paths.some((path) => sign.test(path))).map(([gate]) => gate);
}

/** Triggers by which a condition can be true. */
export function passing(triggers: readonly TriggerFact[], condition: string | undefined): readonly TriggerFact[] {
  if (condition === undefined) return triggers;
  return triggers.filter(({ event }) => truthForEvent(condition, event) !== false);
}

/** Whether a job runs although one that it needs was skipped. */
export function runsRegardless(condition: string | undefined): boolean {
  return condition !== undefined && /\b(?:always|failure|cancelled)\s*\(/i.test(condition);
}
