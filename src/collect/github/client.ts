// What crawls ask GitHub through: pages of a call, text of a file, answers of a query, each as an answer or a fault.
import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import type { AnswerCache } from "../../model/collector.js";
import { type Question, toRefusal } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, isFields, textOf } from "../fields.js";
import type { Page } from "../page.js";
import { PageTrail } from "../page-trail.js";
import { cleanPage, scrubPage } from "../secrets.js";
import { nextLink, notTheApi, toPage } from "./answer-page.js";
import { type GitHubCall, type Params, segmentsOf } from "./call.js";
import { readThrown, toFault } from "./errors.js";
import { KeptAnswers, type KeptPage } from "./kept-answers.js";
import type { Rights } from "./lacks.js";
import { Sender, type SenderOptions } from "./sender.js";

/** What a client is made of. */
export interface ClientOptions extends SenderOptions {
  /** Permissions that an App's token is narrowed to, read only. */
  readonly permissions: readonly string[];
  readonly joinKey: Buffer;
  readonly cache?: AnswerCache | undefined;
  /** A list of more pages is not one; 10,000 when left out. */
  readonly mostPages?: number;
}

export interface GitHubClient {
  /** All pages of an answer. Throws AnswerFault. */
  pages(call: GitHubCall, params: Params, question: Question): AsyncIterable<Page>;
  /** Text of a file. Throws AnswerFault. */
  raw(call: GitHubCall, params: Params): Promise<string>;
  /** Answer of one of our queries, with what GitHub says could not be had. Throws AnswerFault. */
  query(call: GitHubCall, query: string, variables: Fields): Promise<{ data: Fields; errors: readonly Fields[] }>;
  /** Signs in as the App's installation of an owner, narrowed to reading. Nothing to do for other tokens. */
  enter(owner: string, repository?: string): Promise<void>;
  /** How many answers were unchanged since an earlier run. */
  readonly unchanged: number;
  /** What GitHub has said of the sign-in's rights, once something was asked. */
  readonly rights: Rights;
}

const RAW = "application/vnd.github.raw+json, application/json;q=0.9";

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): GitHubClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  return new Client(options);
}

class Client implements GitHubClient {
  readonly #options: ClientOptions;
  readonly #sender: Sender;
  readonly #kept: KeptAnswers;
  /** One after the other: GitHub allows a second of computing for queries each second, whichever they are. */
  readonly #inLine = pLimit(1);
  unchanged = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#sender = new Sender(options);
    this.#kept = new KeptAnswers(options.cache, options.joinKey);
  }

  get rights(): Rights {
    return this.#sender.rights;
  }

  async enter(owner: string, repository?: string): Promise<void> {
    await this.#sender.enter(this.#options.permissions, () => this.#installation(owner, repository));
  }

  async #installation(owner: string, repository: string | undefined): Promise<Fields> {
    const name = encodeURIComponent(owner);
    const places =
      repository === undefined
        ? [`/orgs/${name}/installation`, `/users/${name}/installation`]
        : [`/repos/${name}/${encodeURIComponent(repository)}/installation`];
    let last: unknown;
    for (const url of places) {
      try {
        return fieldsOf((await this.#sender.send({ method: "GET", url })).data);
      } catch (error) {
        last = error;
        if (readThrown(error).status !== 404) break;
      }
    }
    throw toFault(last, { route: `GET ${places[0]}`, dataSet: "github/org:owner", count: "1" }, this.#options.signal);
  }

  async *pages(call: GitHubCall, params: Params, question: Question): AsyncGenerator<Page> {
    const { addresses, mostPages } = this.#options;
    let url: string | undefined = this.#address(call, params);
    const trail = new PageTrail(call.route, { first: url, ...(mostPages === undefined ? {} : { most: mostPages }) });
    while (url !== undefined) {
      const { page, next } = await this.#page(call, url, question);
      yield page;
      url = next === undefined ? undefined : trail.followLink(next, addresses.api);
    }
  }

  async #page(call: GitHubCall, url: string, question: Question): Promise<KeptPage> {
    const known = this.#kept.find(call, url);
    try {
      const headers = known === undefined ? {} : { "if-none-match": known.mark };
      const answer = await this.#sender.send({ method: "GET", url, headers });
      const page = scrubPage(cleanPage(toPage(call, answer), question, this.#options.joinKey));
      const next = nextLink(answer.headers);
      this.#kept.keep(call, url, textOf(answer.headers["etag"]), { page, next });
      return { page, next };
    } catch (error) {
      if (known !== undefined && readThrown(error).status === 304) {
        this.unchanged += 1;
        return known;
      }
      throw toFault(error, call, this.#options.signal);
    }
  }

  async raw(call: GitHubCall, params: Params): Promise<string> {
    try {
      const answer = await this.#sender.send({
        method: "GET",
        url: this.#address(call, params),
        headers: { accept: RAW },
      });
      // GitHub sends a file under a type of its own: HTML is the page of a proxy or a sign-in, and no file.
      if (/^text\/html\b/i.test(textOf(answer.headers["content-type"]) ?? "")) throw notTheApi(call, answer.status);
      if (answer.data instanceof ArrayBuffer) return Buffer.from(answer.data).toString("utf8");
      return typeof answer.data === "string" ? answer.data : JSON.stringify(answer.data);
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }

  async query(
    call: GitHubCall,
    query: string,
    variables: Fields,
  ): Promise<{ data: Fields; errors: readonly Fields[] }> {
    try {
      const answer = await this.#inLine(() =>
        this.#sender.send({ method: "POST", url: "/graphql", body: { query, variables } }),
      );
      const { data, errors } = fieldsOf(answer.data);
      const said = Array.isArray(errors) ? errors.map(fieldsOf) : [];
      if (isFields(data)) return { data, errors: said };
      const message = textOf(said[0]?.["message"]) ?? "the answer is not the API's";
      throw toRefusal({ call: call.route }, { code: textOf(said[0]?.["type"]) ?? "GraphQL", message });
    } catch (error) {
      throw toFault(error, call, this.#options.signal);
    }
  }

  #address(call: GitHubCall, params: Params): string {
    const segments = segmentsOf(call.route, params);
    if (segments.some((segment) => segment === "." || segment === "..")) {
      throw new AnswerFault("failed", "BadName", `${call.route}: a name that is no name (${segments.join("/")})`);
    }
    const isPaged = call.list !== undefined && call.isWhole !== true;
    const query = new URLSearchParams({ ...(isPaged ? { per_page: "100" } : {}), ...call.query });
    const path = segments.map(encodeURIComponent).join("/");
    const text = query.toString();
    return `${this.#options.addresses.api}/${path}${text === "" ? "" : `?${text}`}`;
  }
}
