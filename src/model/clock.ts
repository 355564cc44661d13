// A clock that knows what it was compared with: what was worked out by it holds until the next of those times.

/** Between two times, both not in it; null: there is no such end. In milliseconds since 1970. */
export interface ClockSpan {
  readonly after: number | null;
  readonly before: number | null;
}

export class WatchedClock extends Date {
  #wasRead = false;
  #after: number | null = null;
  #before: number | null = null;

  /** Whether anyone looked at it, other than to compare it with a time. */
  get wasRead(): boolean {
    return this.#wasRead;
  }

  /** When what was worked out by it holds; undefined: at this very moment. */
  get span(): ClockSpan | undefined {
    return this.#wasRead ? undefined : { after: this.#after, before: this.#before };
  }

  /** The time, for who compares it with these times and does nothing else with it. */
  against(times: readonly number[]): number {
    const now = super.getTime();
    for (const time of times) {
      if (time < now) this.#after = Math.max(time, this.#after ?? time);
      else if (time > now) this.#before = Math.min(time, this.#before ?? time);
      else this.#wasRead = true;
    }
    return now;
  }

  override getTime(): number {
    this.#wasRead = true;
    return super.getTime();
  }

  override getUTCFullYear(): number {
    this.#wasRead = true;
    return super.getUTCFullYear();
  }

  override valueOf(): number {
    this.#wasRead = true;
    return super.valueOf();
  }

  override toISOString(): string {
    this.#wasRead = true;
    return super.toISOString();
  }
}

/** The time of a clock in milliseconds, which is compared with these times alone, whatever the comparison. */
export function timeAgainst(now: Date, ...times: readonly number[]): number {
  return now instanceof WatchedClock ? now.against(times) : now.getTime();
}

/** Whether a clock has reached a time. Of what is no time: no. */
export function hasReached(now: Date, time: number): boolean {
  return timeAgainst(now, time) >= time;
}
