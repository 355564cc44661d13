// Sends listed GET requests of a REST API: limits are waited out, an overloaded server is asked again, redirects are not
// followed, so that a token goes to the one origin that was asked for.
import { setMaxListeners } from "node:events";
import { readBounded } from "../../bounded.js";
import { fieldsOf } from "../../fields.js";
import { type Clock, PauseGate, WALL_CLOCK } from "../../pause.js";
import { Guard } from "./guard.js";
import { pauseOf, RefusedAnswer } from "./refused.js";

export interface SenderOptions {
  /** Address that every listed route begins at, without a slash at its end. */
  readonly api: string;
  /** Routes that are allowed: `GET /projects/:id/variables`. */
  readonly routes: readonly string[];
  readonly signal: AbortSignal;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
  /** For tests, in which an hour passes at once. */
  readonly clock?: Clock;
  /** What sends a request, where that needs more than fetch can be told: certificates of one's own. */
  readonly send?: (url: URL, init: RequestInit) => Promise<Response>;
}

/** What a server said. */
export interface Said {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** JSON where the answer says that it is, else text. */
  readonly body: unknown;
  /** The answer as it came: files are read so, whatever they hold. */
  readonly text: string;
}

const MOST_ATTEMPTS = 8;
/** Answers of an overloaded server, and those whose connection broke, are asked for again so often. */
const MOST_FAILURES = 3;
const FAILURES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
/** A connection that was there and broke; one that cannot be made is no passing fault. */
const BROKEN: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const FIRST_WAIT_MS = 250;
const LONGEST_ANSWER_MS = 120_000;

export class Sender {
  readonly #options: SenderOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;

  constructor(options: SenderOptions) {
    // Every call in flight listens for the interruption.
    setMaxListeners(0, options.signal);
    this.#options = options;
    this.#guard = new Guard(options.api, options.routes);
    this.#gate = new PauseGate(options.signal, options.onPause, options.clock);
  }

  /**
   * The answer, asked for when no limit is in the way, and again when one refused it. Throws RefusedAnswer for what is no
   * success, TooLong, ProviderError for a request that is not listed, and what fetch throws where no answer came.
   */
  async get(url: URL, headers: { readonly [name: string]: string }, method = "GET"): Promise<Said> {
    const { signal } = this.#options;
    let failures = 0;
    for (let attempt = 1; ; attempt += 1) {
      await this.#gate.pass();
      try {
        return await this.#once(url, headers, method);
      } catch (error) {
        if (signal.aborted || attempt >= MOST_ATTEMPTS) throw error;
        const seconds = error instanceof RefusedAnswer ? pauseOf(error, this.#gate.now) : undefined;
        if (seconds !== undefined) this.#gate.close(seconds);
        else if (isPassing(error) && ++failures < MOST_FAILURES) {
          const { clock = WALL_CLOCK } = this.#options;
          await clock.sleep(FIRST_WAIT_MS * 2 ** failures, signal);
        } else throw error;
      }
    }
  }

  async #once(url: URL, headers: { readonly [name: string]: string }, method: string): Promise<Said> {
    const { signal, onCall } = this.#options;
    onCall(this.#guard.check(method, url.href));
    const { send = fetch } = this.#options;
    const response = await send(url, {
      headers: { accept: "application/json", "user-agent": "nhi", ...headers },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]),
    });
    const text = (await readBounded(response.body)).toString("utf8");
    const body = bodyOf(response, text);
    if (!response.ok) throw new RefusedAnswer(response.status, response.headers, body);
    return { status: response.status, headers: Object.fromEntries(response.headers.entries()), body, text };
  }
}

function bodyOf(response: Response, text: string): unknown {
  if (!/json/.test(response.headers.get("content-type") ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether asking again may help: an overloaded server, or a connection that broke before the answer was whole. */
function isPassing(error: unknown): boolean {
  if (error instanceof RefusedAnswer) return FAILURES.has(error.status);
  const { code, cause } = fieldsOf(error);
  return BROKEN.has(code) || BROKEN.has(fieldsOf(cause)["code"]);
}
