// Causes that are the same in many scopes, as one: an organisation of a hundred projects says each of them a hundred times.

/** What is the same in all of `scopes`; `first` is one of them, its text without the name of its scope. */
export interface Merged<T> {
  readonly first: T;
  /** In the order of the rows. */
  readonly scopes: readonly string[];
  readonly all: readonly T[];
}

interface Caused {
  readonly scope: string;
}

/** Shorter names are found in too many words. */
const SHORTEST = 4;
/** Scopes that are named before the rest is counted. */
const NAMED = 3;

/**
 * Rows with the same key, in the order of their first ones. The key is made of a row and its text, in which the name of the
 * scope is left out: messages of providers repeat it. A row without a key stays alone.
 */
export function mergeScopes<T extends Caused>(
  rows: readonly T[],
  textOf: (row: T) => string,
  withText: (row: T, text: string) => T,
  keyOf: (row: T) => readonly unknown[] | undefined,
): Merged<T>[] {
  const groups = new Map<string, { rows: T[]; text: string }>();
  rows.forEach((row, at) => {
    const key = keyOf(row);
    const text = withoutName(textOf(row), row.scope);
    const name = key === undefined ? `alone ${at}` : JSON.stringify([text, ...key]);
    const known = groups.get(name);
    if (known === undefined) groups.set(name, { rows: [row], text });
    else known.rows.push(row);
  });
  return [...groups.values()].flatMap(({ rows: all, text }) => {
    const [first] = all;
    if (first === undefined) return [];
    const scopes = [...new Set(all.map(({ scope }) => scope))];
    return [{ first: scopes.length === 1 ? first : withText(first, text), scopes, all }];
  });
}

function withoutName(text: string, scope: string): string {
  const name = scope.slice(scope.indexOf(":") + 1);
  return name.length < SHORTEST ? text : text.replaceAll(name, "…");
}

/** The scope, or how many and the first of them. */
export function scopesText(scopes: readonly string[]): string {
  const [only = ""] = scopes;
  if (scopes.length === 1) return only;
  const shown = scopes.slice(0, NAMED);
  const rest = scopes.length - shown.length;
  return `${scopes.length} scopes: ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
