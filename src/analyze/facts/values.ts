// Reading stored properties, which are JSON of unknown shape.

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A time with milliseconds, so that times compare as text; undefined when it is none. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** A time as columns show it: milliseconds only when there are some. */
export function shownTime(time: string): string {
  return time.replace(".000Z", "Z");
}

/** What people write where they have nothing to say. */
const BLANKS = new Set(["-", "n/a", "na", "none", "null", "nobody", "tbd", "todo", "unknown", "undefined", "?"]);

/** The first of the keys that a tag states something under; a key as written wins over one in another case. */
export function statedTag(
  tags: unknown,
  keys: readonly string[],
): { readonly key: string; readonly value: string } | undefined {
  const byKey = tagsOf(tags);
  if (byKey.size === 0) return undefined;
  for (const wanted of keys) {
    const key = byKey.has(wanted)
      ? wanted
      : [...byKey.keys()].sort().find((tag) => tag.toLowerCase() === wanted.toLowerCase());
    const value = key === undefined ? undefined : textOf(byKey.get(key));
    if (key !== undefined && value !== undefined && !BLANKS.has(value.toLowerCase())) return { key, value };
  }
  return undefined;
}

/** Tags of a node: key → value. */
export function tagsOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, text]) => (typeof text === "string" ? [[key, text] as const] : [])),
  );
}
