// Several things at a time, within bounds.
import pLimit from "p-limit";

/** Yields from several sources, at most `limit` open at a time; each source keeps its own order. */
export async function* interleave<T>(
  sources: Iterable<() => AsyncIterable<T>>,
  limit: number,
): AsyncGenerator<T, void, undefined> {
  const waiting = sources[Symbol.iterator]();
  const open = new Map<AsyncIterator<T>, Promise<{ source: AsyncIterator<T>; step: IteratorResult<T> }>>();
  const advance = (source: AsyncIterator<T>): void => {
    open.set(
      source,
      source.next().then((step) => ({ source, step })),
    );
  };
  const fill = (): void => {
    while (open.size < limit) {
      const next = waiting.next();
      if (next.done) return;
      advance(next.value()[Symbol.asyncIterator]());
    }
  };
  try {
    for (fill(); open.size > 0; fill()) {
      const { source, step } = await Promise.race(open.values());
      if (step.done) open.delete(source);
      else {
        yield step.value;
        advance(source);
      }
    }
  } finally {
    // Left early or failed: the others are told to stop, and what they still say is not waited for.
    for (const [source, pending] of open) {
      pending.catch(() => undefined);
      void source.return?.();
    }
  }
}

/** Results in the order of the inputs, at most `limit` in work. */
export async function* mapInOrder<A, B>(
  inputs: readonly A[],
  limit: number,
  work: (input: A) => Promise<B>,
): AsyncGenerator<B, void, undefined> {
  const run = pLimit(limit);
  const results = inputs.map((input) => run(work, input));
  // A failure is reported when its turn comes, not as an unhandled one before.
  for (const result of results) result.catch(() => undefined);
  try {
    for (const result of results) yield await result;
  } finally {
    run.clearQueue();
  }
}
