// Answers of a condition kept by the values that it looked at: the rows of an estate repeat them thousands of times.
import type { BoundRow, Row } from "./row.js";

/** Calls after which it is seen whether keeping pays. */
const TRIAL = 2_000;
/** It pays where fewer than one call in so many is new. */
const FEWER_THAN_ONE_IN = 3;
const MOST_KEPT = 20_000;

type Value = string | number | null;

/** The column that is looked at next, and what each value of it leads to. */
interface Look<T> {
  readonly column: string;
  readonly next: Map<Value, Step<T>>;
}

interface Known<T> {
  readonly column: undefined;
  readonly answer: T;
}

type Step<T> = Look<T> | Known<T>;

/**
 * The same answers as `answer`, which must depend on nothing but what it reads of the row and on the clock. What it reads first
 * is always the same column, and what it reads next follows from the values so far: most rows are decided by one or two, whatever
 * the others say. Gives up where most rows differ in what is read, such as by a date.
 */
export function rememberAnswers<T>(answer: (row: BoundRow, now: Date) => T): (row: BoundRow, now: Date) => T {
  let first: Step<T> | undefined;
  let kept = 0;
  let calls = 0;
  let clock: number | undefined;
  let pays = true;
  return (bound, now) => {
    if (!pays) return answer(bound, now);
    if (clock !== now.getTime()) {
      clock = now.getTime();
      first = undefined;
      kept = 0;
    }
    let step = first;
    while (step?.column !== undefined) step = step.next.get(bound.row[step.column] ?? null);
    calls += 1;
    if (step !== undefined) return step.answer;
    const { columns, result } = watched(bound, now, answer);
    first = withAnswer(first, bound.row, columns, result);
    kept += 1;
    if ((calls <= TRIAL && kept * FEWER_THAN_ONE_IN > TRIAL) || kept > MOST_KEPT) {
      pays = false;
      first = undefined;
    }
    return result;
  };
}

function watched<T>(bound: BoundRow, now: Date, answer: (row: BoundRow, now: Date) => T) {
  const columns: string[] = [];
  bound.reads = columns;
  try {
    return { result: answer(bound, now), columns };
  } finally {
    bound.reads = undefined;
  }
}

/** The steps with one more answer: the way of this row, as far as it is there, and the rest of it. */
function withAnswer<T>(first: Step<T> | undefined, row: Row, columns: readonly string[], answer: T): Step<T> {
  const toStep = (at: number): Step<T> => {
    const column = columns[at];
    return column === undefined ? { column, answer } : { column, next: new Map() };
  };
  const top = first ?? toStep(0);
  let step = top;
  for (let at = 0; step.column !== undefined; at++) {
    const value = row[step.column] ?? null;
    const next = step.next.get(value) ?? toStep(at + 1);
    step.next.set(value, next);
    step = next;
  }
  return top;
}
