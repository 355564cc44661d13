// Batches of recorded answers wait for each other, so that many small ones are written in one transaction. What is read live is
// written at once: it took time to ask.
import type { GraphBatch } from "../model/batch.js";

/** So many batches or rows at a time: enough to be fast, little to lose. */
const MOST_BATCHES = 200;
const MOST_ROWS = 5_000;

export class BatchQueue {
  readonly #write: (batches: readonly GraphBatch[]) => void;
  #batches: GraphBatch[] = [];
  #rows = 0;
  /** Data sets that are complete by what waits. */
  readonly #done = new Set<string>();

  /** `write` keeps all of them or none. */
  constructor(write: (batches: readonly GraphBatch[]) => void) {
    this.#write = write;
  }

  /**
   * Takes a batch. What was asked for live is written at once, with all that waits, since nothing else has it; recorded answers
   * wait until there are enough.
   */
  add(batch: GraphBatch, isLive: boolean): void {
    const { scope, dataSet, region, coverage, nodes = [], edges = [], supplements = [] } = batch;
    this.#batches.push(batch);
    this.#rows += nodes.length + edges.length + supplements.length;
    if (coverage?.state === "complete") this.#done.add(toKey(scope.id, dataSet, region));
    if (isLive || this.#batches.length >= MOST_BATCHES || this.#rows >= MOST_ROWS) this.flush();
  }

  /** Whether what waits makes a data set complete. */
  isDone(scope: string, dataSet: string, region?: string): boolean {
    return this.#done.has(toKey(scope, dataSet, region));
  }

  /** Writes what waits. What cannot be written is not tried again. */
  flush(): void {
    const batches = this.#batches;
    this.#batches = [];
    this.#rows = 0;
    this.#done.clear();
    if (batches.length > 0) this.#write(batches);
  }
}

function toKey(scope: string, dataSet: string, region = ""): string {
  return `${scope} ${dataSet} ${region}`;
}
