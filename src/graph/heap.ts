// A binary heap of search states ordered by hops, then confidence, then state number. Typed arrays, no objects.

/** Smallest first: fewer hops, then higher confidence, then lower state number. */
export class StateHeap {
  #states: number[] = [];
  readonly #hops: Uint16Array;
  readonly #confidence: Float64Array;

  /** The arrays are the search's own and hold the order of each state. */
  constructor(hops: Uint16Array, confidence: Float64Array) {
    this.#hops = hops;
    this.#confidence = confidence;
  }

  get size(): number {
    return this.#states.length;
  }

  /** Adds a state; its hops and confidence have to stand in the arrays by then, and to stay while it waits. */
  push(state: number): void {
    const states = this.#states;
    let at = states.length;
    states.push(state);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = states[parent];
      if (above === undefined || !this.#before(state, above)) break;
      states[at] = above;
      at = parent;
    }
    states[at] = state;
  }

  /** The first state, or undefined when it is empty. */
  pop(): number | undefined {
    const states = this.#states;
    const first = states[0];
    const last = states.pop();
    if (first === undefined || last === undefined || states.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = states[child];
      if (left === undefined) break;
      const right = states[child + 1];
      if (right !== undefined && this.#before(right, left)) child += 1;
      const below = states[child];
      if (below === undefined || !this.#before(below, last)) break;
      states[at] = below;
      at = child;
    }
    states[at] = last;
    return first;
  }

  #before(a: number, b: number): boolean {
    const hops = (this.#hops[a] ?? 0) - (this.#hops[b] ?? 0);
    if (hops !== 0) return hops < 0;
    const confidence = (this.#confidence[a] ?? 0) - (this.#confidence[b] ?? 0);
    return confidence !== 0 ? confidence > 0 : a < b;
  }
}
