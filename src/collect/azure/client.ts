// The only file that talks to Azure Resource Manager: sends listed requests, waits limits out and follows pages.
import { setMaxListeners } from "node:events";
import { NhiError, ProviderError } from "../../model/errors.js";
import { toRefusal } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, textOf } from "../fields.js";
import type { Page } from "../page.js";
import { PageTrail } from "../page-trail.js";
import { PauseGate } from "../pause.js";
import { scrubPage } from "../secrets.js";
import { pauseOf, type Said } from "../shared/microsoft/said.js";
import { isSignInError, type OneRequest, openSender } from "../shared/microsoft/sender.js";
import type { GetToken } from "../shared/microsoft/sign-in.js";
import { type AzureCall, callName, type Params, segmentsOf, withParams } from "./call.js";
import { toFault, toNoAnswer } from "./errors.js";
import { Guard } from "./guard.js";

export interface ClientOptions {
  /** Base of Azure Resource Manager. */
  readonly manager: string;
  readonly token: GetToken;
  /** Calls that are allowed. */
  readonly calls: readonly AzureCall[];
  readonly signal: AbortSignal;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
}

export interface AzureClient {
  /** All pages of an answer. `body`: of a POST that reads. Throws AnswerFault. */
  pages(call: AzureCall, params: Params, body?: QueryBody): AsyncIterable<Page>;
}

/** A question to Azure Resource Graph. */
export interface QueryBody {
  readonly subscriptions: readonly string[];
  readonly query: string;
}

const NEXT = "nextLink";
/** How Resource Graph names the page that follows. */
const TOKEN = "$skipToken";
const ROWS = 1000;

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): AzureClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  return new ManagerClient(options);
}

class ManagerClient implements AzureClient {
  readonly #options: ClientOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;
  readonly #sendOne: (request: OneRequest) => Promise<Said>;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#guard = new Guard(options.manager, options.calls);
    this.#gate = new PauseGate(options.signal, options.onPause);
    this.#sendOne = openSender(options);
  }

  async *pages(call: AzureCall, params: Params, body?: QueryBody): AsyncGenerator<Page> {
    if (!this.#options.calls.includes(call)) {
      throw new ProviderError(`${callName(call)} is not on the list of calls that nhi makes`);
    }
    const address = this.#address(call, params);
    yield* body === undefined ? this.#listed(call, address) : this.#queried(call, address, body);
  }

  async *#listed(call: AzureCall, address: string): AsyncGenerator<Page> {
    const trail = new PageTrail(callName(call), { first: address });
    for (let url: string | undefined = address; url !== undefined; ) {
      const said = await this.#send(call, { method: "GET", url });
      const { [NEXT]: next, ...page } = toPage(call, said);
      yield scrubPage(page);
      url = this.#next(next, trail);
    }
  }

  async *#queried(call: AzureCall, url: string, { subscriptions, query }: QueryBody): AsyncGenerator<Page> {
    const trail = new PageTrail(callName(call));
    for (let token: string | undefined; ; ) {
      const options = { resultFormat: "objectArray", $top: ROWS, ...(token === undefined ? {} : { [TOKEN]: token }) };
      const said = await this.#send(call, { method: "POST", url, body: { subscriptions, query, options } });
      const { [TOKEN]: next, data, resultTruncated: cut } = toPage(call, said);
      yield scrubPage({ data });
      const following = textOf(next);
      // without an order to page by, Resource Graph cuts the rest off
      if (following === undefined && cut === "true") {
        throw refusal(call, "Truncated", "the answer was cut off; the rest was not read");
      }
      if (following === undefined) return;
      token = trail.follow(following);
    }
  }

  /** The next address, which has to be of the same API and new: a token never follows a link to another host. */
  #next(raw: unknown, trail: PageTrail): string | undefined {
    const link = textOf(raw);
    if (link === undefined) return undefined;
    const url = URL.parse(link);
    const base = `${this.#options.manager}/`;
    if (url === null || url.username !== "" || !`${url.origin}${url.pathname}`.startsWith(base)) {
      throw trail.foreign(url === null ? "no address" : `${url.protocol}//${url.host}`);
    }
    return trail.follow(url.href, link);
  }

  /** Sends when the gate is open, and again when a limit refused it. */
  async #send(call: AzureCall, request: OneRequest): Promise<Said> {
    const { signal, onCall } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      await this.#gate.pass();
      onCall(this.#guard.check(request.method, request.url));
      let said: Said;
      try {
        said = await this.#sendOne(request);
      } catch (error) {
        if (signal.aborted || error instanceof NhiError || error instanceof AnswerFault) throw error;
        if (isSignInError(error)) throw error;
        throw toNoAnswer(call, error);
      }
      const seconds = pauseOf(said, attempt);
      if (seconds === undefined) return said;
      this.#gate.close(seconds);
    }
  }

  #address(call: AzureCall, params: Params): string {
    const segments = segmentsOf(call, params);
    if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
      throw refusal(call, "BadName", `a name that is no name (${segments.join("/")})`);
    }
    const query = new URLSearchParams({ "api-version": call.apiVersion });
    for (const [name, value] of Object.entries(call.query ?? {})) query.set(name, withParams(value, params));
    return `${this.#options.manager}/${segments.map(encodeURIComponent).join("/")}?${query.toString()}`;
  }
}

/** The answer as a page; what is no answer of the API is a fault. */
function toPage(call: AzureCall, said: Said): Page {
  const { status, body } = said;
  if (status < 200 || status > 299) throw toFault(call, said);
  const isRight = isFields(body) && (call.list === undefined || Array.isArray(fieldsOf(body)[call.list]));
  if (!isRight) throw refusal(call, `HTTP ${status}`, "the answer is not the API's", 502);
  return body;
}

function refusal(call: AzureCall, code: string, message: string, status?: number): AnswerFault {
  return toRefusal({ call: callName(call) }, { code, message, ...(status === undefined ? {} : { status }) });
}
