// The only file that talks to Microsoft Graph: sends listed requests, 20 about single things at a time, waits limits out and
// follows pages.
import { setMaxListeners } from "node:events";
import { NhiError } from "../../model/errors.js";
import { toRefusal } from "../answers.js";
import type { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import { PageTrail } from "../page-trail.js";
import { PauseGate } from "../pause.js";
import { scrubPage } from "../secrets.js";
import { pauseOf, type Said } from "../shared/microsoft/said.js";
import { isSignInError, type OneRequest, openSender } from "../shared/microsoft/sender.js";
import type { GetToken } from "../shared/microsoft/sign-in.js";
import { Batcher, type BatchRequest } from "./batcher.js";
import { callName, type EntraCall, type Params, segmentsOf } from "./call.js";
import { toFault, toNoAnswer } from "./errors.js";
import { Guard } from "./guard.js";

export interface ClientOptions {
  /** Base of Microsoft Graph, without version. */
  readonly graph: string;
  readonly token: GetToken;
  /** Calls that are allowed. */
  readonly calls: readonly EntraCall[];
  readonly signal: AbortSignal;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
}

export interface EntraClient {
  /** All pages of an answer. Throws AnswerFault. */
  pages(call: EntraCall, params: Params): AsyncIterable<Page>;
}

/** What Graph puts beside an answer that is of no use to anybody else. */
const NEXT = "@odata.nextLink";

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): EntraClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  return new GraphClient(options);
}

class GraphClient implements EntraClient {
  readonly #options: ClientOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;
  readonly #sendOne: (request: OneRequest) => Promise<Said>;
  readonly #batchers = new Map<string, Batcher>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#guard = new Guard(options.graph, options.calls);
    this.#gate = new PauseGate(options.signal, options.onPause);
    this.#sendOne = openSender(options);
  }

  async *pages(call: EntraCall, params: Params): AsyncGenerator<Page> {
    const first = this.#address(call, params);
    const address = `${this.#options.graph}/${call.version}${first}`;
    const trail = new PageTrail(callName(call), { first: address });
    let said = call.isBatched === true ? await this.#batched(call, first) : await this.#get(call, address);
    for (;;) {
      if (said.status < 200 || said.status > 299) throw toFault(call, said);
      yield scrubPage(toPage(call, said));
      const next = this.#next(fieldsOf(said.body)[NEXT], trail);
      if (next === undefined) return;
      said = await this.#get(call, next);
    }
  }

  /** The next address, which has to be of the same API and new: a token never follows a link to another host. */
  #next(raw: unknown, trail: PageTrail): string | undefined {
    const link = textOf(raw);
    if (link === undefined) return undefined;
    const url = URL.parse(link);
    const base = `${this.#options.graph}/`;
    if (url === null || url.username !== "" || !`${url.origin}${url.pathname}`.startsWith(base)) {
      throw trail.foreign(url === null ? "no address" : `${url.protocol}//${url.host}`);
    }
    // National clouds and proxies write the same link with other percent-encoding.
    return trail.follow(url.href, link);
  }

  async #get(call: EntraCall, url: string): Promise<Said> {
    return this.#send(call, () => this.#once("GET", url));
  }

  #batched(call: EntraCall, address: string): Promise<Said> {
    const { version } = call;
    const batcher = this.#batchers.get(version) ?? new Batcher((requests) => this.#sendBatch(call, version, requests));
    this.#batchers.set(version, batcher);
    return this.#send(call, () => batcher.ask(address));
  }

  async #sendBatch(
    call: EntraCall,
    version: string,
    requests: readonly BatchRequest[],
  ): Promise<ReadonlyMap<string, Said>> {
    const url = `${this.#options.graph}/${version}/$batch`;
    const said = await this.#send(call, () => this.#once("POST", url, { requests }));
    if (said.status !== 200) throw toFault(call, said);
    const answers = new Map<string, Said>();
    for (const raw of listOf(fieldsOf(said.body)["responses"])) {
      const { id, status, headers, body } = fieldsOf(raw);
      if (typeof id !== "string" || typeof status !== "number") continue;
      const entries = Object.entries(fieldsOf(headers)).map(([name, value]) => [name.toLowerCase(), String(value)]);
      answers.set(id, { status, headers: Object.fromEntries(entries) as Said["headers"], body });
    }
    return answers;
  }

  /** Sends when the gate is open, and again when a limit refused it. */
  async #send(call: EntraCall, once: () => Promise<Said>): Promise<Said> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#gate.pass();
      let said: Said;
      try {
        said = await once();
      } catch (error) {
        if (this.#options.signal.aborted || error instanceof NhiError || isFault(error)) throw error;
        if (isSignInError(error)) throw error;
        throw toNoAnswer(call, error);
      }
      const seconds = pauseOf(said, attempt);
      if (seconds === undefined) return said;
      this.#gate.close(seconds);
    }
  }

  async #once(
    method: "GET" | "POST",
    url: string,
    body?: { readonly requests: readonly BatchRequest[] },
  ): Promise<Said> {
    for (const call of this.#guard.check(method, url, body)) this.#options.onCall(call);
    return this.#sendOne({ method, url, body });
  }

  #address(call: EntraCall, params: Params): string {
    const segments = segmentsOf(call, params);
    if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
      throw refusal(call, "BadName", `a name that is no name (${segments.join("/")})`);
    }
    const query = Object.entries(call.query ?? {})
      .map(
        ([name, value]) =>
          `${name}=${encodeURIComponent(fill(value, params)).replace(/%2C/g, ",").replace(/%24/g, "$")}`,
      )
      .join("&");
    const path = segments.map((segment) => encodeURIComponent(segment)).join("/");
    return `/${path}${query === "" ? "" : `?${query}`}`;
  }
}

/** Parameters within a filter: `groupId eq '{group}'`. */
function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => (params[name] ?? "").replaceAll("'", "''"));
}

/** The answer as a page; what is no answer of the API is a fault. */
function toPage(call: EntraCall, { status, body }: Said): Page {
  const isRight = isFields(body) && (!call.isList || Array.isArray(body["value"]));
  if (!isRight) throw refusal(call, `HTTP ${status}`, "the answer is not the API's", 502);
  const { [NEXT]: _, "@odata.context": __, "@odata.count": ___, "@odata.deltaLink": ____, ...page } = body;
  return page;
}

function refusal(call: EntraCall, code: string, message: string, status?: number): AnswerFault {
  return toRefusal({ call: callName(call) }, { code, message, ...(status === undefined ? {} : { status }) });
}

function isFault(error: unknown): boolean {
  return error instanceof Error && error.name === "AnswerFault";
}
