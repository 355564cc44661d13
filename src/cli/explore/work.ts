// Work of nhi explore, a little at a time: between two slices keys are read and frames drawn, and it may be given up.
import type { Progress, Steps } from "../../model/steps.js";

/** A slice, in milliseconds: short beside a tenth of a second, which is when a key begins to feel slow. */
const SLICE_MS = 12;
/** What is done before a key is answered at all: mostly all that there is to do, so that nothing flickers. */
const AT_ONCE_MS = 30;

/** What has come of work: how far it is, its result, or why there is none. */
export interface Working<Result, Seen> {
  readonly seen?: Seen | undefined;
  readonly result?: { readonly value: Result };
  readonly problem?: string;
}

/** One piece of work that can be run in slices. */
export class Work<Result, Seen extends Progress> {
  readonly #steps: Steps<Result, Seen | undefined>;
  #state: Working<Result, Seen> = {};

  /** Begins it: what takes no longer than a key may is done when this returns. */
  constructor(steps: Steps<Result, Seen | undefined>) {
    this.#steps = steps;
    this.#run(AT_ONCE_MS);
  }

  get state(): Working<Result, Seen> {
    return this.#state;
  }

  get isDone(): boolean {
    return this.#state.result !== undefined || this.#state.problem !== undefined;
  }

  /** Does a slice. */
  slice(): void {
    if (!this.isDone) this.#run(SLICE_MS);
  }

  /** Does all of it. */
  finish(): void {
    while (!this.isDone) this.#run(Number.POSITIVE_INFINITY);
  }

  #run(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    try {
      do {
        const step = this.#steps.next();
        if (step.done === true) {
          this.#state = { result: { value: step.value } };
          return;
        }
        if (step.value !== undefined) this.#state = { seen: step.value };
      } while (performance.now() < end);
    } catch (error) {
      this.#state = { problem: error instanceof Error ? error.message : String(error) };
    }
  }
}
