// Messages of rules: a text with placeholders, and parts in brackets that are left out where there is nothing to say. Pure.
import { fillTemplate, type Placeholder, placeholdersOf, type Template, toTemplate } from "./placeholder.js";

/** `[with {x}|without any]`: the first of these whose placeholders all have something to show; none of them, nothing. */
export interface Choice {
  readonly alternatives: readonly Template[];
}

export type Message = readonly (Template | Choice)[];

/** What a placeholder shows: undefined when its value is absent, in a choice also for an empty list, no, and none. */
export type LookUp = (placeholder: Placeholder, inChoice: boolean) => string | undefined;

const BRACKETS = /\[((?:[^[\]{}]|\{[^{}]*\})*)\]/g;
// A bar inside braces belongs to a placeholder.
const BAR = /\|(?![^{}]*\})/;

/** A message taken apart once, to be filled many times. Brackets without a placeholder are what they look like. */
export function toMessage(text: string): Message {
  const parts: (Template | Choice)[] = [];
  let at = 0;
  for (const { 0: whole, 1: inside = "", index } of text.matchAll(BRACKETS)) {
    if (placeholdersOf(inside).length === 0) continue;
    parts.push(toTemplate(text.slice(at, index)), { alternatives: inside.split(BAR).map(toTemplate) });
    at = index + whole.length;
  }
  return [...parts, toTemplate(text.slice(at))];
}

/** What is outside of brackets, and so always said. */
export function alwaysSaid(message: Message): Template {
  return message.flatMap((part) => ("alternatives" in part ? [] : part));
}

/** The text of a message. Outside of brackets an absent value is told by its fallback, or as unknown. */
export function fillMessage(message: Message, lookUp: LookUp): string {
  let text = "";
  for (const part of message) text += "alternatives" in part ? chosen(part, lookUp) : plain(part, lookUp);
  return text;
}

function plain(template: Template, lookUp: LookUp): string {
  return fillTemplate(template, (placeholder) => lookUp(placeholder, false) ?? placeholder.fallback ?? "unknown");
}

function chosen({ alternatives }: Choice, lookUp: LookUp): string {
  for (const template of alternatives) {
    const text = filled(template, lookUp);
    if (text !== undefined) return text;
  }
  return "";
}

/** Undefined where one of the placeholders has nothing to show. */
function filled(template: Template, lookUp: LookUp): string | undefined {
  let text = "";
  for (const part of template) {
    const value = typeof part === "string" ? part : (lookUp(part, true) ?? part.fallback);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}
