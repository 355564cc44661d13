// Placeholders in the texts of rules: {column}, {column|fallback}, {created_days}, {params.max_age}. Pure.

export interface Placeholder {
  /** What stands before the bar: a column, `<x>_days`, `<x>_in_days` or `params.<name>`. */
  readonly name: string;
  /** Text for an absent value; undefined when none was given. */
  readonly fallback: string | undefined;
  readonly start: number;
  readonly end: number;
}

// `${…}` belongs to shells, Terraform and policy variables and is left alone; `{{x}}` is a literal {x}.
const PLACEHOLDER = /(?<![${])\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?:\|([^{}]*))?\}(?!\})/g;

/** Placeholders of a text in order. */
export function placeholdersOf(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: match[1] ?? "",
    fallback: match[2],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** A text taken apart once, to be filled many times: literal parts (with `{{x}}` already `{x}`) and placeholders. */
export type Template = readonly (string | Placeholder)[];

export function toTemplate(text: string): Template {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (const placeholder of placeholdersOf(text)) {
    parts.push(unescaped(text.slice(at, placeholder.start)), placeholder);
    at = placeholder.end;
  }
  return [...parts, unescaped(text.slice(at))];
}

/** The text of a template with each placeholder replaced by what `value` says. */
export function fillTemplate(template: Template, value: (placeholder: Placeholder) => string): string {
  return template.map((part) => (typeof part === "string" ? part : value(part))).join("");
}

function unescaped(text: string): string {
  return text.replace(/(?<!\$)\{\{([a-z][a-z0-9_.|]*)\}\}/g, "{$1}");
}
