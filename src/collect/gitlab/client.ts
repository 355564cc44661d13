// The only file that knows gitbeaker: sends listed requests, waits limits out, follows pages.
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createRequesterFn } from "@gitbeaker/requester-utils";
import { Groups } from "@gitbeaker/rest";
import { AnswerFault, type Page, toRefusal } from "../answers.js";
import { fieldsOf, isFields } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import { PauseGate } from "../pause.js";
import type { GitLabAddress } from "./address.js";
import { type GitLabCall, type Params, segmentsOf } from "./call.js";
import { pauseOf, RefusedAnswer, toFault } from "./errors.js";
import { Guard } from "./guard.js";

export interface ClientOptions {
  readonly address: GitLabAddress;
  readonly token: string;
  /** Calls that are allowed. */
  readonly calls: readonly GitLabCall[];
  readonly signal: AbortSignal;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
}

export interface GitLabClient {
  /** All pages of an answer. Throws AnswerFault. */
  pages(call: GitLabCall, params: Params): AsyncIterable<Page>;
  /** Text of a file. Throws AnswerFault. */
  raw(call: GitLabCall, params: Params): Promise<string>;
}

/** A list longer than this is not one. */
const MOST_PAGES = 10_000;
const MOST_ATTEMPTS = 8;
/** Answers of an overloaded server are asked for again so often. */
const MOST_FAILURES = 3;
const FAILURES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const FIRST_WAIT_MS = 250;
const LONGEST_ANSWER_MS = 120_000;

interface Said {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: unknown;
}

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): GitLabClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  return new GitbeakerClient(options);
}

class GitbeakerClient implements GitLabClient {
  readonly #options: ClientOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;
  readonly #gitbeaker: InstanceType<typeof Groups>;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { address, token, calls } = options;
    this.#guard = new Guard(
      address.api,
      calls.map(({ route }) => route),
    );
    this.#gate = new PauseGate(options.signal, options.onPause);
    // gitbeaker signs requests and writes addresses; sending is ours, where the list of calls and the limits are held.
    const requesterFn = createRequesterFn(
      (_, request) => Promise.resolve(request),
      (endpoint, request) => this.#send(endpoint, fieldsOf(request)) as never,
    );
    this.#gitbeaker = new Groups({ host: address.base, oauthToken: token, requesterFn });
  }

  async *pages(call: GitLabCall, params: Params): AsyncGenerator<Page> {
    const seen = new Set<string>();
    let at: string | undefined = this.#endpoint(call, params);
    let query: { readonly [name: string]: string } = {
      ...(call.list === undefined ? {} : { per_page: "100" }),
      ...call.query,
    };
    for (let count = 0; at !== undefined && count < MOST_PAGES; count += 1) {
      const { page, next } = await this.#page(call, at, query);
      yield page;
      at = this.#next(call, next, seen);
      query = {};
    }
  }

  async raw(call: GitLabCall, params: Params): Promise<string> {
    try {
      const { body } = await this.#ask(this.#endpoint(call, params), call.query ?? {});
      return typeof body === "string" ? body : JSON.stringify(body);
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }

  async #page(
    call: GitLabCall,
    at: string,
    query: { readonly [name: string]: string },
  ): Promise<{ page: Page; next: string | undefined }> {
    try {
      const { status, headers, body } = await this.#ask(at, query);
      const next = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(headers["link"] ?? "")?.[1];
      return { page: toPage(call, status, body), next };
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }

  async #ask(endpoint: string, searchParams: { readonly [name: string]: string }): Promise<Said> {
    // Types of gitbeaker speak of resources; the requester below them gives the answer as it came.
    const requester = this.#gitbeaker.requester as {
      get(at: string, options: object): Promise<Said>;
    };
    return requester.get(endpoint, { searchParams, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
  }

  /** The next address, which has to be of the same API and new: a token never follows a link to another host. */
  #next(call: GitLabCall, next: string | undefined, seen: Set<string>): string | undefined {
    if (next === undefined) return undefined;
    const { api } = this.#options.address;
    if (!next.startsWith(`${api}/`)) {
      const host = /^[a-z]+:\/\/[^/]*/i.exec(next)?.[0] ?? "another host";
      throw toRefusal(
        { call: call.route },
        { code: "ForeignLink", message: `the next page is at ${host}, which is not asked; the rest was not read` },
      );
    }
    if (!seen.has(next)) {
      seen.add(next);
      return next;
    }
    throw toRefusal(
      { call: call.route },
      { code: "RepeatedPage", message: "the same page came twice; the rest was not read" },
    );
  }

  #endpoint(call: GitLabCall, params: Params): string {
    const segments = segmentsOf(call.route, params);
    if (segments.some((segment) => segment === "." || segment === "..")) {
      throw new AnswerFault("failed", "BadName", `${call.route}: a name that is no name (${segments.join("/")})`);
    }
    return segments.map(encodeURIComponent).join("/");
  }

  /** Sends what gitbeaker has made when the gate is open, and again when a limit or an overload refused it. */
  async #send(endpoint: string, request: { readonly [key: string]: unknown }): Promise<Said> {
    const { signal } = this.#options;
    let failures = 0;
    for (let attempt = 1; ; attempt += 1) {
      await this.#gate.pass();
      try {
        return await this.#once(endpoint, request);
      } catch (error) {
        if (signal.aborted || !(error instanceof RefusedAnswer) || attempt >= MOST_ATTEMPTS) throw error;
        const seconds = pauseOf(error, new Date());
        if (seconds !== undefined) this.#gate.close(seconds);
        else if (FAILURES.has(error.status) && ++failures < MOST_FAILURES) {
          await sleep(FIRST_WAIT_MS * 2 ** failures, undefined, { signal });
        } else throw error;
      }
    }
  }

  async #once(endpoint: string, request: { readonly [key: string]: unknown }): Promise<Said> {
    const { method = "GET", headers, searchParams, signal: deadline } = request;
    const url = new URL(endpoint, `${this.#options.address.api}/`);
    if (typeof searchParams === "string") url.search = searchParams;
    this.#options.onCall(this.#guard.check(String(method), url.href));
    const signals = [this.#options.signal, ...(deadline instanceof AbortSignal ? [deadline] : [])];
    const response = await fetch(url, {
      headers: { ...(headers as { [name: string]: string }), accept: "application/json", "user-agent": "nhi" },
      redirect: "manual",
      signal: AbortSignal.any(signals),
    });
    const body = await bodyOf(response);
    if (!response.ok) throw new RefusedAnswer(response.status, response.headers, body);
    return { status: response.status, headers: Object.fromEntries(response.headers.entries()), body };
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!/json/.test(response.headers.get("content-type") ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The answer as a page; what is no answer of the API is a fault. */
function toPage(call: GitLabCall, status: number, body: unknown): Page {
  if (call.list === ROOT_LIST && Array.isArray(body)) return { [ROOT_LIST]: body };
  const isRight = call.list === undefined || Array.isArray(fieldsOf(body)[call.list]);
  if (call.list !== ROOT_LIST && isFields(body) && isRight) return body;
  throw toRefusal({ call: call.route }, { code: `HTTP ${status}`, message: "the answer is not the API's" });
}
