// Wildcard matching of IAM: `*` any run, `?` one character. Patterns are kept in a compiled text in which wildcards are
// control characters, so that a value put in for a policy variable never acts as a wildcard.

/** `*` and `?` in compiled text. */
export const STAR = "\u0001";
export const ONE = "\u0002";
/** The same, but never matching a colon: inside the leading fields of an ARN. */
export const STAR_IN_FIELD = "\u0003";
export const ONE_IN_FIELD = "\u0004";

const STAR_CODE = 1;
const ONE_CODE = 2;
const STAR_IN_FIELD_CODE = 3;
const ONE_IN_FIELD_CODE = 4;
const COLON_CODE = 58;

type GlobKind = "exact" | "any" | "prefix" | "greedy" | "fields";

export interface Glob {
  readonly kind: GlobKind;
  /** Compiled text; for `prefix` without the trailing wildcard. */
  readonly text: string;
}

/** Compiled text of a plain pattern (no variables, no ARN rules). */
export function toGlobText(pattern: string): string {
  return pattern.includes("*") || pattern.includes("?") ? pattern.replaceAll("*", STAR).replaceAll("?", ONE) : pattern;
}

/** A pattern in which policy variables stand for anything. */
export function withoutVariables(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, "*");
}

/** Glob of a compiled text. */
export function toGlob(text: string): Glob {
  let first = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === STAR_IN_FIELD_CODE || code === ONE_IN_FIELD_CODE) return { kind: "fields", text };
    if (first < 0 && (code === STAR_CODE || code === ONE_CODE)) first = i;
  }
  if (first < 0) return { kind: "exact", text };
  if (first === text.length - 1 && text.charCodeAt(first) === STAR_CODE) {
    return first === 0 ? { kind: "any", text } : { kind: "prefix", text: text.slice(0, -1) };
  }
  return { kind: "greedy", text };
}

/** Whether the glob matches the whole text; case counts. */
export function matchesGlob(glob: Glob, text: string): boolean {
  switch (glob.kind) {
    case "exact":
      return glob.text === text;
    case "any":
      return true;
    case "prefix":
      return text.startsWith(glob.text);
    case "greedy":
      return matchesGreedily(glob.text, text);
    case "fields":
      return matchesByStates(glob.text, text);
  }
}

/** Only the last `*` is ever retried, which is enough while every wildcard may match anything. */
function matchesGreedily(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const code = pattern.charCodeAt(p);
    if (code === STAR_CODE) {
      star = p++;
      mark = t;
    } else if (code === ONE_CODE || code === text.charCodeAt(t)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern.charCodeAt(p) === STAR_CODE) p++;
  return p === pattern.length;
}

/** All positions at once: needed as soon as one wildcard may not match everything. */
function matchesByStates(pattern: string, text: string): boolean {
  let states = openStars(pattern, new Uint8Array(pattern.length + 1).fill(1, 0, 1));
  for (let t = 0; t < text.length; t++) {
    const code = text.charCodeAt(t);
    const next = new Uint8Array(pattern.length + 1);
    for (let p = 0; p < pattern.length; p++) {
      if (states[p] === 0) continue;
      const at = pattern.charCodeAt(p);
      const isInField = code !== COLON_CODE;
      if (at === STAR_CODE || (at === STAR_IN_FIELD_CODE && isInField)) next[p] = 1;
      else if (at === ONE_CODE || (at === ONE_IN_FIELD_CODE && isInField) || at === code) next[p + 1] = 1;
    }
    states = openStars(pattern, next);
  }
  return states[pattern.length] === 1;
}

function openStars(pattern: string, states: Uint8Array): Uint8Array {
  for (let p = 0; p < pattern.length; p++) {
    const code = pattern.charCodeAt(p);
    if (states[p] === 1 && (code === STAR_CODE || code === STAR_IN_FIELD_CODE)) states[p + 1] = 1;
  }
  return states;
}

/** Whether every text that `inner` matches is matched by `outer` too; false also where it cannot be told. */
export function coversGlob(outer: string, inner: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < inner.length) {
    const code = outer.charCodeAt(p);
    const at = inner.charCodeAt(t);
    if (code === STAR_CODE) {
      star = p++;
      mark = t;
    } else if (code === at || (code === ONE_CODE && at !== STAR_CODE && at !== STAR_IN_FIELD_CODE)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (outer.charCodeAt(p) === STAR_CODE) p++;
  return p === outer.length;
}

/** Whether some text is matched by both compiled texts. */
export function overlapsGlob(a: string, b: string): boolean {
  const width = b.length + 1;
  const reached = new Uint8Array((a.length + 1) * width);
  reached[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (reached[i * width + j] === 0) continue;
      const x = i < a.length ? a.charCodeAt(i) : 0;
      const y = j < b.length ? b.charCodeAt(j) : 0;
      if (isStar(x)) reached[(i + 1) * width + j] = 1;
      if (isStar(y)) reached[i * width + j + 1] = 1;
      if (x === 0 || y === 0) continue;
      if (isStar(x) && !isStar(y)) reached[i * width + j + 1] = 1;
      else if (isStar(y) && !isStar(x)) reached[(i + 1) * width + j] = 1;
      else if (x === y || isOne(x) || isOne(y)) reached[(i + 1) * width + j + 1] = 1;
    }
  }
  return reached[reached.length - 1] === 1;
}

function isStar(code: number): boolean {
  return code === STAR_CODE || code === STAR_IN_FIELD_CODE;
}

function isOne(code: number): boolean {
  return code === ONE_CODE || code === ONE_IN_FIELD_CODE;
}
