// When a call to Google is made again: on what passes by itself, and on the limits that Google says with 403, too.
import { setTimeout as sleep } from "node:timers/promises";
import { fieldsOf, integerOf } from "../../fields.js";
import type { Clock } from "../../pause.js";
import { isLimit, isTooLong, reasonOf } from "./errors.js";

/** With the waits between them, a minute and more: limits are counted by the minute. */
const ATTEMPTS = 7;
const WITHOUT_ANSWER = 2;
/** Longer than this is not waited for one answer. */
const LONGEST_MS = 120_000;

/** The `retryConfig` of Google's HTTP client. */
export function retries(signal: AbortSignal, clock: Clock | undefined) {
  return {
    retry: ATTEMPTS,
    shouldRetry: (error: unknown): boolean => !signal.aborted && isWorthIt(error),
    retryBackoff: async (error: unknown, delay: number): Promise<void> => {
      const wait = Math.min(Math.max(delay, askedFor(error)), LONGEST_MS);
      await (clock === undefined ? sleep(wait, undefined, { signal }) : clock.sleep(wait, signal));
    },
  };
}

function isWorthIt(error: unknown): boolean {
  if (isTooLong(error)) return false;
  const { config, response } = fieldsOf(error);
  const made = integerOf(fieldsOf(fieldsOf(config)["retryConfig"])["currentRetryAttempt"]) ?? 0;
  if (!isAnswer(response)) return fieldsOf(error)["code"] !== "AbortError" && made < WITHOUT_ANSWER;
  const { status, data } = response;
  const isPassing = status === 408 || status === 429 || status >= 500 || (status === 403 && isLimit(reasonOf(data)));
  return isPassing && made < ATTEMPTS;
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: { get(name: string): string | null };
}

function isAnswer(response: unknown): response is Answer {
  return (
    typeof response === "object" && response !== null && "status" in response && typeof response.status === "number"
  );
}

/** Milliseconds that the answer asks to wait. */
function askedFor(error: unknown): number {
  const { response } = fieldsOf(error);
  const text = isAnswer(response) ? response.headers.get("retry-after") : null;
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) * 1000 : 0;
}
