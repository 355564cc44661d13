// What several sources of one run have of the same scope: the first that reads a data set to its end is believed, and the others are
// named, since what they say of it is not read.
import type { GraphBatch } from "../model/batch.js";
import { compareText } from "../model/compare.js";
import { counted } from "../report/count.js";

export class ReadBefore {
  /** Scope and data set → the source that read it to the end. */
  readonly #first = new Map<string, string>();
  /** Scope, first and later source → data sets of the later one that were left. */
  readonly #left = new Map<string, Set<string>>();

  /** Takes note of a batch of a source. */
  read({ scope, dataSet, coverage }: GraphBatch, source: string): void {
    const key = toKey(scope.id, dataSet);
    if (coverage?.state === "complete" && !this.#first.has(key)) this.#first.set(key, source);
  }

  /** A source leaves a data set, since it was read to its end: by an earlier run or by itself is nothing to say. */
  leave(scope: string, dataSet: string, source: string): void {
    const first = this.#first.get(toKey(scope, dataSet));
    if (first === undefined || first === source) return;
    const key = `${scope} is in ${first} and in ${source}`;
    this.#left.set(key, (this.#left.get(key) ?? new Set()).add(dataSet));
  }

  /** A line for each scope and each two sources that have it, sorted. */
  lines(): readonly string[] {
    return [...this.#left]
      .map(([what, { size }]) => `${what}: ${counted(size, "data set")} read from the first alone`)
      .sort(compareText);
  }
}

function toKey(scope: string, dataSet: string): string {
  return `${scope} ${dataSet}`;
}
