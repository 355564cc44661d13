// Policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`, in resources and condition values.
import type { Decider, KeyLookup } from "../condition/key-state.js";
import { ONE, STAR } from "./glob.js";

interface Variable {
  /** Key in lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}

/** Compiled text with variables in between. */
export interface Template {
  readonly parts: readonly (string | Variable)[];
}

/** A text, no text (a variable has no value), or open with who decides. */
export type Expansion = { readonly text: string } | { readonly open: Decider } | undefined;

const VARIABLE = /\$\{([^}]*)\}/g;
const ESCAPES: { readonly [name: string]: string } = { "*": "*", "?": "?", $: "$" };

/** How the literal parts of a template are compiled: wildcards as such, or as plain characters. */
export type LiteralText = (text: string) => string;

/** A text in which `*` and `?` stand for other characters. */
export const withWildcards: LiteralText = (text) => text.replaceAll("*", STAR).replaceAll("?", ONE);
/** A text that is taken as it stands. */
export const withoutWildcards: LiteralText = (text) => text;

/**
 * Compiled text of a policy value, or a template when it has variables. Policies of another version than 2012-10-17 know no
 * variables: `${…}` is plain text there.
 */
export function toTemplate(raw: string, hasVariables: boolean, literal: LiteralText): string | Template {
  if (!hasVariables || !raw.includes("${")) return literal(raw);
  const parts: (string | Variable)[] = [];
  let text = "";
  let end = 0;
  for (const match of raw.matchAll(VARIABLE)) {
    const name = (match[1] ?? "").trim();
    text += literal(raw.slice(end, match.index));
    end = match.index + match[0].length;
    const escaped = ESCAPES[name];
    if (escaped !== undefined) text += escaped;
    else {
      if (text) parts.push(text);
      text = "";
      parts.push(toVariable(name));
    }
  }
  text += literal(raw.slice(end));
  if (parts.length === 0) return text;
  if (text) parts.push(text);
  return { parts };
}

function toVariable(content: string): Variable {
  const comma = content.indexOf(",");
  if (comma < 0) return { key: content.toLowerCase(), fallback: undefined };
  const fallback = /^\s*'(.*)'\s*$/.exec(content.slice(comma + 1))?.[1];
  return { key: content.slice(0, comma).trim().toLowerCase(), fallback };
}

/** Keys in lower case that the template reads. */
export function variablesOf(template: string | Template): string[] {
  if (typeof template === "string") return [];
  return template.parts.flatMap((part) => (typeof part === "string" ? [] : [part.key]));
}

/** Puts values in; a variable takes its value only from a key with exactly one. */
export function expandTemplate(template: string | Template, keys: KeyLookup): Expansion {
  if (typeof template === "string") return { text: template };
  let text = "";
  let open: Decider | undefined;
  for (const part of template.parts) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const state = keys.state(part.key);
    if (state.open) open = open === undefined || state.open.decider > open ? state.open.decider : open;
    else {
      const value = state.values?.length === 1 ? state.values[0] : part.fallback;
      if (value === undefined) return undefined;
      text += value;
    }
  }
  return open === undefined ? { text } : { open };
}
