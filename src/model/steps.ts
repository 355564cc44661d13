// Work that is done bit by bit: it rests at each yield, where whoever runs it may do something else, or give it up.

/** How far work is. */
export interface Progress {
  /** What is being done, in words: "reading identities". */
  readonly doing: string;
  readonly done?: number;
}

/** Work that comes to a result; what it yields in between says how far it is. */
export type Steps<Result, Seen = Progress | undefined> = Generator<Seen, Result, void>;

/** Does all of it at once. */
export function finish<Result>(steps: Steps<Result, unknown>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Work that several wait for and that is done once: whoever runs the steps goes on where the one before stopped, and none is
 * begun anew when the one who ran them gives up.
 */
export function shared<Result, Seen>(make: () => Steps<Result, Seen>): () => Steps<Result, Seen> {
  let work: Steps<Result, Seen> | undefined;
  let result: { readonly value: Result } | undefined;
  return function* () {
    while (result === undefined) {
      work ??= make();
      let step: IteratorResult<Seen, Result>;
      try {
        step = work.next();
      } catch (error) {
        // It has ended: the next one to ask has it tried again.
        work = undefined;
        throw error;
      }
      if (step.done === true) result = { value: step.value };
      else yield step.value;
    }
    return result.value;
  };
}

const PIECE = 2_048;

/** The same items sorted, stably, in steps: pieces first, then two and two of them merged. */
export function* sortSteps<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += PIECE) {
    runs.push(items.slice(at, at + PIECE).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* mergeSteps(runs[at] ?? [], runs[at + 1], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergeSteps<T>(a: T[], b: T[] | undefined, compare: (a: T, b: T) => number): Steps<T[]> {
  if (b === undefined) return a;
  const merged: T[] = [];
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    merged.push(compare(a[left] as T, b[right] as T) <= 0 ? (a[left++] as T) : (b[right++] as T));
    if (merged.length % PIECE === 0) yield;
  }
  for (; left < a.length; left += 1) merged.push(a[left] as T);
  for (; right < b.length; right += 1) merged.push(b[right] as T);
  yield;
  return merged;
}
