// Limits of a service, waited out: one gate for all requests of a client, so that none is made while they are closed.
import { setTimeout as sleep } from "node:timers/promises";

export class PauseGate {
  readonly #signal: AbortSignal;
  readonly #onPause: (seconds: number, until: Date) => void;
  #until = 0;

  constructor(signal: AbortSignal, onPause: (seconds: number, until: Date) => void) {
    this.#signal = signal;
    this.#onPause = onPause;
  }

  /** Closes the gate; several requests that were refused for one limit say so once. */
  close(seconds: number): void {
    const until = Date.now() + seconds * 1000;
    if (until <= this.#until) return;
    const isNews = this.#until < Date.now();
    this.#until = until;
    if (isNews && seconds > 0) this.#onPause(seconds, new Date(until));
  }

  /** Returns once the gate is open. Throws when interrupted. */
  async pass(): Promise<void> {
    for (let left = this.#until - Date.now(); left > 0; left = this.#until - Date.now()) {
      await sleep(left, undefined, { signal: this.#signal });
    }
    this.#signal.throwIfAborted();
  }
}
