// Placeholders in the texts of rules: {column}, {column|fallback}, {created_days}, {params.max_age}, and in messages
// {one,other}, {count#noun}, {?column}, {!column}. Pure.

export interface Placeholder {
  /** What stands before the bar: columns, `<x>_days`, `<x>_in_days` or `params.<name>`. Several are shown as one list. */
  readonly names: readonly [string, ...string[]];
  /** What is counted, "key" or "identity/identities"; undefined when the value stands alone. */
  readonly noun: string | undefined;
  /** Shows nothing, and only asks whether the column says yes (or holds something) or no (or holds nothing). */
  readonly asks: "yes" | "no" | undefined;
  /** Text for an absent value; undefined when none was given. */
  readonly fallback: string | undefined;
  readonly start: number;
  readonly end: number;
}

// `${…}` belongs to shells, Terraform and policy variables and is left alone; `{{x}}` is a literal {x}.
const NAME = "[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?";
const PLACEHOLDER = new RegExp(
  `(?<![\${])\\{([?!])?(${NAME}(?:,${NAME})*)(?:#([^{}|#]+))?(?:\\|([^{}]*))?\\}(?!\\})`,
  "g",
);

/** Placeholders of a text in order. */
export function placeholdersOf(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(({ 0: whole, 1: asks, 2: names = "", 3: noun, 4: fallback, index }) => {
    const [first = "", ...others] = names.split(",");
    return {
      names: [first, ...others],
      noun,
      asks: asks === undefined ? undefined : asks === "?" ? "yes" : "no",
      fallback,
      start: index,
      end: index + whole.length,
    };
  });
}

/** A text taken apart once, to be filled many times: literal parts (with `{{x}}` already `{x}`) and placeholders. */
export type Template = readonly (string | Placeholder)[];

/** Takes a text apart into what stands between placeholders and the placeholders. */
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
  let text = "";
  for (const part of template) text += typeof part === "string" ? part : value(part);
  return text;
}

function unescaped(text: string): string {
  return text.replace(/(?<!\$)\{\{([a-z][a-z0-9_.|]*)\}\}/g, "{$1}");
}
