// A configuration as a tree of values, each with its place in the text, whatever syntax it was written in.

export type Scalar = string | number | boolean | null;

/** A value: a scalar, a list (`items`) or a table (`entries`, in the order of the text, doubled keys included). */
export interface Located {
  /** Offset of its first character; of a text, the one after the quote. */
  readonly offset: number;
  readonly scalar?: Scalar | undefined;
  readonly items?: readonly Located[];
  readonly entries?: readonly LocatedEntry[];
}

export interface LocatedEntry {
  readonly key: string;
  /** Offset of the key. */
  readonly offset: number;
  readonly value: Located;
}

/** What is wrong with a text, and where. */
export interface SyntaxFault {
  readonly offset: number;
  readonly message: string;
}

export interface LocatedText {
  /** Undefined when nothing of it could be read. */
  readonly root: Located | undefined;
  readonly faults: readonly SyntaxFault[];
}

/** Nobody nests a configuration deeper; what does is meant to exhaust the reader. */
const DEEPEST = 100;

export const TOO_DEEP: LocatedText = {
  root: undefined,
  faults: [{ offset: 0, message: `not read: nested more than ${DEEPEST} deep` }],
};

/** Counts brackets outside of texts: a parser that recurses must not meet what would exhaust it. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    // A text ends with its line, so that a lone quote in a comment hides no more than that.
    if (character === "\n") inText = false;
    else if (character === "\\" && inText) i++;
    else if (character === '"') inText = !inText;
    else if (inText) continue;
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Value under a key; of a doubled key the last, which is what clients take. */
export function at(value: Located | undefined, ...path: readonly string[]): Located | undefined {
  return path.reduce<Located | undefined>(
    (from, key) => from?.entries?.findLast((one) => one.key === key)?.value,
    value,
  );
}

/** Every value at a path, doubled keys included; `*` is any key, or any of a list. */
export function* allAt(value: Located | undefined, path: readonly string[]): Iterable<Located> {
  if (value === undefined) return;
  const [step, ...rest] = path;
  if (step === undefined) {
    yield value;
    return;
  }
  for (const entry of value.entries ?? []) if (step === "*" || entry.key === step) yield* allAt(entry.value, rest);
  for (const item of step === "*" ? (value.items ?? []) : []) yield* allAt(item, rest);
}

/** A scalar as text; undefined for lists, tables and null. */
export function textAt(value: Located | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)?.scalar;
  return typeof found === "string" ? found : undefined;
}

/** Texts of a list, what is none left out; undefined where there is no list. */
export function textsAt(value: Located | undefined, ...path: readonly string[]): readonly string[] | undefined {
  return at(value, ...path)?.items?.flatMap(({ scalar }) => (typeof scalar === "string" ? [scalar] : []));
}

/** True or false at a path of keys; undefined where there is neither. */
export function booleanAt(value: Located | undefined, ...path: readonly string[]): boolean | undefined {
  const found = at(value, ...path)?.scalar;
  return typeof found === "boolean" ? found : undefined;
}
