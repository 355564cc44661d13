// Order of texts by code unit: the same on every machine, unlike the locale's. Pure.

/** The texts in order, each once. */
export function distinct(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** -1, 0 or 1, as sort wants it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
