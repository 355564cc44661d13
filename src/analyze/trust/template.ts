// Templates of what an issuer can write into a claim: fixed text with holes that a token fills with a value.

/**
 * What may stand in a hole. `segment`: anything but a colon; `name`: no colon, slash or at sign; `login`: letters, digits,
 * hyphen and underscore; `digits`; `rest`: anything. None holds `*` or `?`: no issuer lets a name contain one, so a
 * condition that takes them literally can never be met.
 */
export type CharacterSet = "segment" | "name" | "login" | "digits" | "rest";

export type TemplatePart = { readonly fixed: string } | { readonly hole: string; readonly set: CharacterSet };

/** One position of a compiled template. */
export interface TemplateToken {
  /** Character code of fixed text, -1 in a hole. */
  readonly code: number;
  /** Index into `slots`, -1 in fixed text. */
  readonly hole: number;
  /** Takes any number of characters, none included; a hole is one token that takes one and one that takes more. */
  readonly many: boolean;
  readonly set: CharacterSet;
}

export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly tokens: readonly TemplateToken[];
  /** Names of its holes, in order, each once. */
  readonly holes: readonly string[];
  /** The hole of each place that is one: a hole may stand in several, with the same value. */
  readonly slots: readonly string[];
}

const HOLE = /<([a-z_]+)>/g;

/**
 * Template from its short form `repo:<owner>/<repo>:pull_request`; `sets` names the character set of holes that are not
 * plain segments.
 */
export function parseTemplate(text: string, sets: { readonly [hole: string]: CharacterSet } = {}): Template {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const match of text.matchAll(HOLE)) {
    const hole = match[1] ?? "";
    if (match.index > from) parts.push({ fixed: text.slice(from, match.index) });
    parts.push({ hole, set: sets[hole] ?? "segment" });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ fixed: text.slice(from) });
  return compile(parts);
}

/** Template of a claim of which nothing is known: one hole. */
export function openTemplate(hole: string): Template {
  return compile([{ hole, set: "rest" }]);
}

/** Template without holes: one known value. */
export function fixedTemplate(value: string): Template {
  return compile(value === "" ? [] : [{ fixed: value }]);
}

/** The same template with some holes filled. */
export function fillTemplate(template: Template, values: ReadonlyMap<string, string>): Template {
  if (!template.holes.some((hole) => values.has(hole))) return template;
  return compile(
    template.parts.map((part) => {
      const value = "hole" in part ? values.get(part.hole) : undefined;
      return value === undefined ? part : { fixed: value };
    }),
  );
}

function compile(parts: readonly TemplatePart[]): Template {
  const tokens: TemplateToken[] = [];
  const slots: string[] = [];
  for (const part of parts) {
    if ("fixed" in part) {
      for (let i = 0; i < part.fixed.length; i++) {
        tokens.push({ code: part.fixed.charCodeAt(i), hole: -1, many: false, set: "rest" });
      }
      continue;
    }
    const hole = slots.push(part.hole) - 1;
    tokens.push({ code: -1, hole, many: false, set: part.set }, { code: -1, hole, many: true, set: part.set });
  }
  return { parts, tokens, holes: [...new Set(slots)], slots };
}

/** Whether a character may stand in a hole of this set. */
export function isInSet(set: CharacterSet, code: number): boolean {
  if (code === ASTERISK || code === QUESTION) return false;
  switch (set) {
    case "rest":
      return true;
    case "segment":
      return code !== COLON;
    case "name":
      return code !== COLON && code !== SLASH && code !== AT;
    case "login":
      return isAlphanumeric(code) || code === HYPHEN || code === UNDERSCORE;
    case "digits":
      return code >= 48 && code <= 57;
  }
}

const ASTERISK = 42;
const QUESTION = 63;
const COLON = 58;
const SLASH = 47;
const AT = 64;
const HYPHEN = 45;
const UNDERSCORE = 95;

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
