// How many requests GitHub takes from one client in a minute: kept to, so that no crawl runs into a limit by its own haste.
import type { Addresses } from "./addresses.js";

/** Most requests of each API in any minute, as GitHub documents its secondary limits. */
export interface MinuteLimits {
  readonly rest: number;
  readonly graphql: number;
}

const ON_GITHUB: MinuteLimits = { rest: 900, graphql: 2000 };
const MINUTE = 60_000;

/** GitHub's own hosts have these limits. An own server has none unless its owner sets them, and then says so by 429. */
export function minuteLimitsOf({ host }: Pick<Addresses, "host">): MinuteLimits | undefined {
  return host === "github.com" || host.endsWith(".ghe.com") ? ON_GITHUB : undefined;
}

/** Lets so many through in any minute, whenever it begins. */
export class Pace {
  readonly #most: number;
  /** When the latest ones went, as a ring: the place of the next is that of the oldest. */
  readonly #times: number[] = [];
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes the place of one more and answers 0, or answers the milliseconds until there is one. */
  take(now: number): number {
    const oldest = this.#times[this.#next];
    const left = oldest === undefined ? 0 : oldest + MINUTE - now;
    if (left > 0) return left;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#most;
    return 0;
  }
}
