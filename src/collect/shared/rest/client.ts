// Asks a small REST API for answers: addresses and pages. What is sent and how limits are waited out is in sender.ts.
import type { Page } from "../../page.js";
import { PageTrail } from "../../page-trail.js";
import { toPage } from "./answer.js";
import { endpointOf, type Params, type RestCall } from "./call.js";
import { toFault } from "./refused.js";
import { type Said, Sender, type SenderOptions } from "./sender.js";

export interface RestClientOptions extends Omit<SenderOptions, "api" | "routes"> {
  /** Address of the server, without a slash at its end. */
  readonly base: string;
  /** Headers of every request, the sign-in among them. */
  readonly headers: { readonly [name: string]: string };
  readonly calls: readonly RestCall[];
}

export class RestClient {
  readonly #options: RestClientOptions;
  readonly #sender: Sender;

  constructor(options: RestClientOptions) {
    this.#options = options;
    this.#sender = new Sender({ ...options, api: options.base, routes: options.calls.map(({ route }) => route) });
  }

  /** All pages of an answer. Throws AnswerFault. */
  async *pages(call: RestCall, params: Params): AsyncGenerator<Page> {
    const trail = new PageTrail(call.route);
    let more: { readonly [name: string]: string } = {};
    for (;;) {
      const page = toPage(call, (await this.#ask(call, params, more)).body);
      yield page;
      const next = call.paging?.next(page);
      if (call.paging === undefined || next === undefined) return;
      more = { [call.paging.query]: trail.follow(next) };
    }
  }

  /** Text of an answer that is no JSON. Throws AnswerFault. */
  async text(call: RestCall, params: Params): Promise<string> {
    return (await this.#ask(call, params, {})).text;
  }

  async #ask(call: RestCall, params: Params, more: { readonly [name: string]: string }): Promise<Said> {
    const url = new URL(`${this.#options.base}/${endpointOf(call.route, params)}`);
    const own = call.param === undefined ? {} : { [call.param.query]: params[call.param.name] ?? "" };
    for (const [name, value] of Object.entries({ ...call.query, ...own, ...more })) url.searchParams.set(name, value);
    try {
      const accept = call.accept === undefined ? {} : { accept: call.accept };
      return await this.#sender.get(url, { ...this.#options.headers, ...accept });
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }
}
