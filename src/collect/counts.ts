// How many of each thing a crawl has read so far, told as progress.
import type { CollectContext } from "../model/collector.js";

export class Counts {
  readonly #context: CollectContext;
  readonly #counts = new Map<string, number>();

  constructor(context: CollectContext) {
    this.#context = context;
  }

  /** `more` things of a word were read in a scope: tells how many there are by now, and nothing where there are no more. */
  add(scope: string, word: string, more: number): void {
    if (more === 0) return;
    const count = (this.#counts.get(word) ?? 0) + more;
    this.#counts.set(word, count);
    this.#context.progress(scope, word, count);
  }
}
