// Lists by a key of theirs.

/** Rows by key, in the order they come. */
export function groupBy<T>(rows: Iterable<T>, toKey: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = toKey(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
