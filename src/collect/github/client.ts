// The only file that knows Octokit: sends listed requests, waits limits out, follows pages, asks conditionally.
import { createHmac } from "node:crypto";
import { setMaxListeners } from "node:events";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import pLimit from "p-limit";
import type { AnswerCache } from "../../model/collector.js";
import { AnswerFault, type Page, type Question, toRefusal } from "../answers.js";
import { type Fields, fieldsOf, isFields, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import { PageTrail } from "../page-trail.js";
import { type Clock, PauseGate } from "../pause.js";
import { cleanPage, scrubPage } from "../secrets.js";
import type { Addresses } from "./addresses.js";
import { type GitHubCall, type Params, segmentsOf } from "./call.js";
import { pauseOf, readThrown, type Said, toFault } from "./errors.js";
import { APP_ROUTES, Guard } from "./guard.js";
import type { Rights } from "./lacks.js";
import { type MinuteLimits, minuteLimitsOf, Pace } from "./pace.js";
import { Session } from "./session.js";
import type { SignIn } from "./sign-in.js";
import { Streak } from "./streak.js";

export interface ClientOptions {
  readonly addresses: Addresses;
  readonly signIn: SignIn;
  /** Calls that are allowed. */
  readonly calls: readonly GitHubCall[];
  readonly queries: readonly string[];
  /** Permissions that an App's token is narrowed to, read only. */
  readonly permissions: readonly string[];
  readonly signal: AbortSignal;
  readonly joinKey: Buffer;
  readonly cache?: AnswerCache | undefined;
  /** What waits are measured with; the wall clock when left out. */
  readonly clock?: Clock;
  /** A list of more pages is not one; 10,000 when left out. */
  readonly mostPages?: number;
  /** Most requests in a minute; those of GitHub's own hosts when left out. */
  readonly minuteLimits?: MinuteLimits;
  /** Milliseconds after which a failure is tried again the first time; a second when left out. */
  readonly retryAfter?: number;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
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

interface Request {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: { readonly [name: string]: unknown };
}

const ACCEPT = "application/vnd.github+json, application/json;q=0.9";
const RAW = "application/vnd.github.raw+json, application/json;q=0.9";
const API_VERSION = "2022-11-28";
const MOST_ATTEMPTS = 8;
const LARGEST_KEPT = 4 << 20;

const Client = Octokit.plugin(throttling, retry);
/** The throttling plugin takes every query for a write, of which it makes one a second: it has to do with calls only. */
const QueryClient = Octokit.plugin(retry);
let clients = 0;

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): GitHubClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  return new OctokitClient(options);
}

class OctokitClient implements GitHubClient {
  readonly #options: ClientOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;
  readonly #octokit: Octokit;
  readonly #queries: Octokit;
  /** One after the other: GitHub allows a second of computing for queries each second, whichever they are. */
  readonly #inLine = pLimit(1);
  readonly #paces: { readonly rest: Pace; readonly graphql: Pace } | undefined;
  readonly #streak = new Streak();
  readonly #session: Session;
  unchanged = 0;
  rights: Rights = { kind: "untold" };

  constructor(options: ClientOptions) {
    this.#options = options;
    const { api, graphql } = options.addresses;
    const routes = options.calls.map(({ route }) => route);
    this.#guard = new Guard({
      api,
      graphql,
      routes: options.signIn.kind === "app" ? [...routes, ...APP_ROUTES] : routes,
      queries: new Set(options.queries),
    });
    this.#gate = new PauseGate(options.signal, options.onPause, options.clock);
    this.#octokit = this.#open();
    this.#queries = new QueryClient(this.#settings());
    const limits = options.minuteLimits ?? minuteLimitsOf(options.addresses);
    this.#paces = limits && { rest: new Pace(limits.rest), graphql: new Pace(limits.graphql) };
    const { signIn, signal } = options;
    this.#session = new Session({ signIn, gate: this.#gate, signal, mostAttempts: MOST_ATTEMPTS });
  }

  #open(): Octokit {
    clients += 1;
    return new Client({
      ...this.#settings(),
      // Limits are waited out at the gate, where an interruption ends the wait.
      throttle: { id: `nhi-${clients}`, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    });
  }

  #settings() {
    const quiet = (): void => undefined;
    return {
      baseUrl: this.#options.addresses.api,
      userAgent: "nhi",
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      request: {
        fetch: this.#guard.fetch(this.#options.onCall),
        signal: this.#options.signal,
        redirect: "manual" as const,
      },
      retry: {
        doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
        retryAfterBaseValue: this.#options.retryAfter ?? 1000,
      },
    };
  }

  async enter(owner: string, repository?: string): Promise<void> {
    const { signIn, permissions } = this.#options;
    if (signIn.kind !== "app") return;
    const app = this.#session.asApp(signIn, this.#octokit.request);
    const installation = await this.#installation(owner, repository);
    const granted = fieldsOf(installation["permissions"]);
    this.rights = { kind: "permissions", permissions: granted };
    const read = permissions.filter((name) => granted[name] !== undefined).map((name) => [name, "read"] as const);
    const id = signIn.installationId ?? Number(installation["id"]);
    this.#session.asInstallation(app, id, Object.fromEntries(read));
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
        return fieldsOf((await this.#send({ method: "GET", url })).data);
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

  async #page(call: GitHubCall, url: string, question: Question): Promise<{ page: Page; next: string | undefined }> {
    const { cache, joinKey } = this.#options;
    const key = createHmac("sha256", joinKey)
      .update(JSON.stringify([url, call.secrets ?? [], "1"]))
      .digest("hex");
    const known = cache?.get(key);
    const kept = known === undefined ? undefined : fromKept(known.body);
    try {
      const headers = kept === undefined || known === undefined ? {} : { "if-none-match": known.mark };
      const answer = await this.#send({ method: "GET", url, headers });
      const page = scrubPage(cleanPage(toPage(call, answer), question, joinKey));
      const next = nextLink(answer.headers);
      const mark = textOf(answer.headers["etag"]);
      if (mark !== undefined && cache !== undefined) keep(cache, key, mark, { page, next });
      return { page, next };
    } catch (error) {
      if (kept !== undefined && readThrown(error).status === 304) {
        this.unchanged += 1;
        return kept;
      }
      throw toFault(error, call, this.#options.signal);
    }
  }

  async raw(call: GitHubCall, params: Params): Promise<string> {
    try {
      const answer = await this.#send({ method: "GET", url: this.#address(call, params), headers: { accept: RAW } });
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
        this.#send({ method: "POST", url: "/graphql", body: { query, variables } }),
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

  /**
   * Sends a request when the gate is open, and again when a limit refused it or the token of an installation is over: it
   * lasts an hour, and less when the machine slept.
   */
  async #send(request: Request): Promise<Said> {
    let isRenewed = false;
    for (let attempt = 1; ; attempt += 1) {
      await this.#paced(request);
      this.#streak.check();
      const authorization = await this.#noting401(this.#session.authorization());
      try {
        const said = await this.#once(request, authorization);
        this.#streak.note(said.status);
        return said;
      } catch (error) {
        if (this.#options.signal.aborted) throw error;
        const said = readThrown(error);
        if (said.status === 401 && this.#session.canRenew && !isRenewed) {
          isRenewed = true;
          await this.#noting401(this.#session.replace(authorization));
          continue;
        }
        this.#streak.note(said.status);
        const seconds = pauseOf(said, this.#gate.now);
        if (seconds === undefined || attempt >= MOST_ATTEMPTS) throw error;
        this.#gate.close(seconds);
      }
    }
  }

  /** Returns once the gate is open and the minute has a place left. */
  async #paced({ method }: Request): Promise<void> {
    const pace = this.#paces?.[method === "POST" ? "graphql" : "rest"];
    await this.#gate.pass();
    for (;;) {
      const left = pace?.take(this.#gate.now.getTime()) ?? 0;
      if (left === 0) return;
      this.#gate.close(Math.ceil(left / 1000));
      await this.#gate.pass();
    }
  }

  async #noting401<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      this.#streak.note(401);
      throw error;
    }
  }

  async #once({ method, url, headers = {}, body = {} }: Request, authorization: string): Promise<Said> {
    const { api, graphql } = this.#options.addresses;
    const isQuery = method === "POST";
    const whole = isQuery ? graphql : url.startsWith("/") ? `${api}${url}` : url;
    this.#guard.check({ method, url: whole, ...(isQuery ? { body: JSON.stringify(body) } : {}) });
    const response = await (isQuery ? this.#queries : this.#octokit).request({
      method,
      url: isQuery ? "/graphql" : whole,
      ...(isQuery ? { baseUrl: graphql.slice(0, -"/graphql".length) } : {}),
      headers: { accept: ACCEPT, "x-github-api-version": API_VERSION, authorization, ...headers },
      ...(this.#streak.retries === undefined ? {} : { request: { retries: this.#streak.retries } }),
      ...body,
    });
    const said = {
      status: Number(response.status),
      headers: fieldsOf(response.headers),
      data: response.data,
      message: "",
    };
    const scopes = said.headers["x-oauth-scopes"];
    if (typeof scopes === "string" && this.rights.kind === "untold" && this.#hasScopes()) {
      this.rights = { kind: "scopes", scopes: scopes.split(/,\s*/).filter((scope) => scope !== "") };
    }
    const errors = isQuery ? pauseOf({ ...said, status: undefined }, this.#gate.now) : undefined;
    if (errors !== undefined) throw Object.assign(new Error("RATE_LIMITED"), { response: said });
    return said;
  }

  /** Classic tokens and those of the gh command have scopes; fine-grained ones and those of Apps have permissions. */
  #hasScopes(): boolean {
    const { signIn } = this.#options;
    return signIn.kind === "token" && !/^(?:github_pat_|ghs_|ghu_)/.test(signIn.token);
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

/** The answer as a page; what is no answer of the API is a fault. */
function toPage(call: GitHubCall, { status, data }: Said): Page {
  const plain = withoutBigInts(data);
  if (status === 200) {
    if (call.list === ROOT_LIST && Array.isArray(plain)) return { [ROOT_LIST]: plain };
    const isRight = call.list === undefined || Array.isArray(fieldsOf(plain)[call.list]);
    if (call.list !== ROOT_LIST && isFields(plain) && isRight) return plain;
  }
  // Nothing to say: a setting that is not there.
  if (status === 204 && call.list === undefined) return {};
  throw notTheApi(call, status);
}

function notTheApi(call: GitHubCall, status = 0): AnswerFault {
  const message = "the answer is not the API's";
  return toRefusal(
    { call: call.route },
    { code: `HTTP ${status}`, message, ...(status === 200 ? {} : { status: 502 }) },
  );
}

/** Octokit reads numbers beyond what JSON can hold as BigInt. */
function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBigInts(member)]));
}

function nextLink(headers: Fields): string | undefined {
  return /<([^<>]+)>\s*;\s*rel="?next"?/.exec(textOf(headers["link"]) ?? "")?.[1];
}

interface Kept {
  readonly page: Page;
  readonly next: string | undefined;
}

function keep(cache: AnswerCache, key: string, mark: string, kept: Kept): void {
  const body = JSON.stringify(kept, withoutAddresses);
  if (body.length <= LARGEST_KEPT) cache.put(key, { mark, body });
}

/** Half of an answer are addresses of other answers, which nobody reads. */
function withoutAddresses(key: string, value: unknown): unknown {
  return key === "_links" || key.endsWith("_url") ? undefined : value;
}

function fromKept(body: string): Kept | undefined {
  try {
    const { page, next } = fieldsOf(JSON.parse(body));
    return isFields(page) ? { page, next: textOf(next) } : undefined;
  } catch {
    return undefined;
  }
}
