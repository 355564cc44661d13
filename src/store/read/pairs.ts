// Rows of two times side by side: which were there when, and the two of one thing together.
import type { Pair } from "../../model/history.js";

/** A row of a crawled table `r` was open for an analysis; `c` is its row of `temp.compared_data_set`. */
export const WAS = "(r.opened_in <= c.before AND (r.closed_in IS NULL OR r.closed_in > c.before))";
export const IS = "(r.opened_in <= c.after AND (r.closed_in IS NULL OR r.closed_in > c.after))";

/** The same for derived rows, with the ids of the analyses as @before and @after. */
export const WAS_DERIVED = "(r.opened_in <= @before AND (r.closed_in IS NULL OR r.closed_in > @before))";
export const IS_DERIVED = "(r.opened_in <= @after AND (r.closed_in IS NULL OR r.closed_in > @after))";

/** Whether a row was there at the earlier time, and is at the later one. */
export type Sided = { readonly was: 0 | 1; readonly is: 0 | 1 };

/** Joins neighbours with the same key, of which each side has one at most. */
export function* inPairs<Row extends Sided, T>(
  rows: Iterable<Row>,
  keyOf: (row: Row) => string,
  convert: (row: Row) => T,
): IterableIterator<Pair<T> & { readonly row: Row }> {
  let open: { key: string; row: Row; before: T | undefined; after: T | undefined } | undefined;
  for (const row of rows) {
    const key = keyOf(row);
    if (open !== undefined && open.key !== key) {
      yield open;
      open = undefined;
    }
    open ??= { key, row, before: undefined, after: undefined };
    if (row.was === 1) open.before = convert(row);
    if (row.is === 1) open.after = convert(row);
  }
  if (open !== undefined) yield open;
}
