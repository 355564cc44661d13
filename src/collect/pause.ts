// Limits of a service, waited out: one gate for all requests of a client, so that none is made while they are closed.
import { setTimeout as sleep } from "node:timers/promises";

/** What tells the time and lets it pass. */
export interface Clock {
  now(): number;
  /** Rejects when interrupted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const WALL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

export class PauseGate {
  readonly #signal: AbortSignal;
  readonly #onPause: (seconds: number, until: Date) => void;
  readonly #clock: Clock;
  #until = 0;

  constructor(signal: AbortSignal, onPause: (seconds: number, until: Date) => void, clock: Clock = WALL_CLOCK) {
    this.#signal = signal;
    this.#onPause = onPause;
    this.#clock = clock;
  }

  /** The time by the clock that waits are measured with. */
  get now(): Date {
    return new Date(this.#clock.now());
  }

  /** Closes the gate; several requests that were refused for one limit say so once. */
  close(seconds: number): void {
    const now = this.#clock.now();
    const until = now + seconds * 1000;
    if (until <= this.#until) return;
    const isNews = this.#until <= now;
    this.#until = until;
    if (isNews && seconds > 0) this.#onPause(seconds, new Date(until));
  }

  /** Returns once the gate is open. Throws when interrupted. */
  async pass(): Promise<void> {
    for (let left = this.#until - this.#clock.now(); left > 0; left = this.#until - this.#clock.now()) {
      await this.#clock.sleep(left, this.#signal);
    }
    this.#signal.throwIfAborted();
  }
}
