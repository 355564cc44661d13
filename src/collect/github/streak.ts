// Failures in a row: when GitHub has stopped answering, or no longer takes the token, asking thousands of times more gains
// nothing. Retries end first, then the requests; every data set that was not read says so.

/** Failures in a row after which a request is not repeated any more. */
const REPEATED_UP_TO = 5;
/** Requests in a row that were not answered, or whose token was refused, after which none is sent. */
const MOST_UNANSWERED = 20;
const MOST_UNAUTHORISED = 3;

/** Thrown in place of asking; says what happened to those that were asked. */
export class StoppedAsking extends Error {}

export class Streak {
  #unanswered = 0;
  #unauthorised = 0;

  /** Throws StoppedAsking when so many requests failed in a row that none is sent any more. */
  check(): void {
    if (this.#unauthorised >= MOST_UNAUTHORISED)
      throw new StoppedAsking("not asked: GitHub no longer takes the sign-in");
    if (this.#unanswered < MOST_UNANSWERED) return;
    throw new StoppedAsking(`not asked: GitHub did not answer ${MOST_UNANSWERED} requests in a row`);
  }

  /** How often a request may be repeated; undefined for as often as always. */
  get retries(): number | undefined {
    return this.#unanswered >= REPEATED_UP_TO ? 0 : undefined;
  }

  /** Notes what became of a request: its HTTP status, which Octokit says is 500 when the connection failed. */
  note(status: number | undefined): void {
    this.#unauthorised = status === 401 ? this.#unauthorised + 1 : 0;
    this.#unanswered = status === undefined || status >= 500 ? this.#unanswered + 1 : 0;
  }
}
