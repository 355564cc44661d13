// Verdicts kept by the values that a rule's conditions read: the rows of an estate repeat them thousands of times.
import type { BoundRow, Row } from "./row.js";

/** Calls after which it is seen whether keeping pays. */
const TRIAL = 2_000;
/** It pays where fewer than one call in so many is new. */
const FEWER_THAN_ONE_IN = 3;
const MOST_KEPT = 20_000;

/**
 * The same answers as `judge`, which must depend on nothing but `columns` of the row and the clock. Gives up where most
 * rows differ, such as by a date.
 */
export function rememberVerdicts<T>(
  columns: readonly string[],
  judge: (row: BoundRow, now: Date) => T,
): (row: BoundRow, now: Date) => T {
  const kept = new Map<string, T>();
  let calls = 0;
  let clock: number | undefined;
  let pays = true;
  return (row, now) => {
    if (!pays) return judge(row, now);
    if (clock !== now.getTime()) {
      clock = now.getTime();
      kept.clear();
    }
    const key = keyOf(row.row, columns);
    let verdict = kept.get(key);
    if (verdict === undefined) {
      verdict = judge(row, now);
      kept.set(key, verdict);
    }
    calls += 1;
    if ((calls === TRIAL && kept.size * FEWER_THAN_ONE_IN > TRIAL) || kept.size > MOST_KEPT) {
      pays = false;
      kept.clear();
    }
    return verdict;
  };
}

/** Values one after the other, texts with their length: no two lists of values give the same key. */
function keyOf(row: Row, columns: readonly string[]): string {
  let key = "";
  for (const column of columns) {
    const value = row[column];
    if (value === null || value === undefined) key += "-";
    else key += typeof value === "number" ? `${value};` : `${value.length}:${value}`;
  }
  return key;
}
