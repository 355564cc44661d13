// The only file that knows gitbeaker: sends listed requests, waits limits out, follows pages.
import { createRequesterFn } from "@gitbeaker/requester-utils";
import { Groups } from "@gitbeaker/rest";
import { fieldsOf } from "../fields.js";
import type { Page } from "../page.js";
import { PageTrail } from "../page-trail.js";
import { toPage } from "../shared/rest/answer.js";
import { endpointOf, type Params } from "../shared/rest/call.js";
import { toFault } from "../shared/rest/refused.js";
import { type Said, Sender } from "../shared/rest/sender.js";
import type { Heard } from "../shared/rest/source.js";
import type { GitLabAddress } from "./address.js";
import type { GitLabCall } from "./call.js";

export interface ClientOptions extends Heard {
  readonly address: GitLabAddress;
  readonly token: string;
  /** Calls that are allowed. */
  readonly calls: readonly GitLabCall[];
}

export interface GitLabClient {
  /** All pages of an answer. Throws AnswerFault. */
  pages(call: GitLabCall, params: Params): AsyncIterable<Page>;
  /** Text of a file. Throws AnswerFault. */
  raw(call: GitLabCall, params: Params): Promise<string>;
}

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): GitLabClient {
  return new GitbeakerClient(options);
}

class GitbeakerClient implements GitLabClient {
  readonly #options: ClientOptions;
  readonly #sender: Sender;
  readonly #gitbeaker: InstanceType<typeof Groups>;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { address, token, calls } = options;
    this.#sender = new Sender({ ...options, api: address.api, routes: calls.map(({ route }) => route) });
    // gitbeaker signs requests and writes addresses; sending is ours, where the list of calls and the limits are held.
    const requesterFn = createRequesterFn(
      (_, request) => Promise.resolve(request),
      (endpoint, request) => this.#send(endpoint, fieldsOf(request)) as never,
    );
    this.#gitbeaker = new Groups({ host: address.base, oauthToken: token, requesterFn });
  }

  async *pages(call: GitLabCall, params: Params): AsyncGenerator<Page> {
    const trail = new PageTrail(call.route);
    let at: string | undefined = endpointOf(call.route, params);
    let query: { readonly [name: string]: string } = {
      ...(call.list === undefined ? {} : { per_page: "100" }),
      ...call.query,
    };
    while (at !== undefined) {
      const { page, next } = await this.#page(call, at, query);
      yield page;
      at = next === undefined ? undefined : trail.followLink(next, this.#options.address.api);
      query = {};
    }
  }

  async raw(call: GitLabCall, params: Params): Promise<string> {
    try {
      return (await this.#ask(endpointOf(call.route, params), call.query ?? {})).text;
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
      const { headers, body } = await this.#ask(at, query);
      const next = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(headers["link"] ?? "")?.[1];
      return { page: toPage(call, body), next };
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }

  async #ask(endpoint: string, searchParams: { readonly [name: string]: string }): Promise<Said> {
    // Types of gitbeaker speak of resources; the requester below them gives the answer as it came.
    const requester: unknown = this.#gitbeaker.requester;
    return (requester as { get(at: string, options: object): Promise<Said> }).get(endpoint, { searchParams });
  }

  /** Sends what gitbeaker has made. */
  #send(endpoint: string, request: { readonly [key: string]: unknown }): Promise<Said> {
    const { method = "GET", headers, searchParams } = request;
    const url = new URL(endpoint, `${this.#options.address.api}/`);
    if (typeof searchParams === "string") url.search = searchParams;
    return this.#sender.get(url, headers as { [name: string]: string }, String(method));
  }
}
