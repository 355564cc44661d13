// The only file that knows Octokit: sends listed requests, signed, and again once a limit is waited out.
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { type Fields, fieldsOf } from "../fields.js";
import { type Clock, PauseGate } from "../pause.js";
import type { Addresses } from "./addresses.js";
import type { GitHubCall } from "./call.js";
import { pauseOf, readThrown, type Said } from "./errors.js";
import { APP_ROUTES, Guard } from "./guard.js";
import type { Rights } from "./lacks.js";
import { type MinuteLimits, minuteLimitsOf, Pace } from "./pace.js";
import { Session } from "./session.js";
import type { SignIn } from "./sign-in.js";
import { Streak } from "./streak.js";

/** Where requests go, who signs them, and what they are held to. */
export interface SenderOptions {
  readonly addresses: Addresses;
  readonly signIn: SignIn;
  /** Calls that are allowed. */
  readonly calls: readonly GitHubCall[];
  readonly queries: readonly string[];
  readonly signal: AbortSignal;
  /** What waits are measured with; the wall clock when left out. */
  readonly clock?: Clock;
  /** Most requests in a minute; those of GitHub's own hosts when left out. */
  readonly minuteLimits?: MinuteLimits;
  /** Milliseconds after which a failure is tried again the first time; a second when left out. */
  readonly retryAfter?: number;
  onCall(call: string): void;
  onPause(seconds: number, until: Date): void;
}

/** One request. `url` is whole, or a path of the API; that of a query, which is what POST is for, is not looked at. */
export interface Request {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: { readonly [name: string]: unknown };
}

const ACCEPT = "application/vnd.github+json, application/json;q=0.9";
const API_VERSION = "2022-11-28";
const MOST_ATTEMPTS = 8;

const Client = Octokit.plugin(throttling, retry);
/** The throttling plugin takes every query for a write, of which it makes one a second: it has to do with calls only. */
const QueryClient = Octokit.plugin(retry);
let clients = 0;

export class Sender {
  readonly #options: SenderOptions;
  readonly #guard: Guard;
  readonly #gate: PauseGate;
  readonly #octokit: Octokit;
  readonly #queries: Octokit;
  readonly #paces: { readonly rest: Pace; readonly graphql: Pace } | undefined;
  readonly #streak = new Streak();
  readonly #session: Session;
  /** What GitHub has said of the sign-in's rights, once something was asked. */
  rights: Rights = { kind: "untold" };

  constructor(options: SenderOptions) {
    this.#options = options;
    const { addresses, signIn, signal } = options;
    const routes = options.calls.map(({ route }) => route);
    this.#guard = new Guard({
      api: addresses.api,
      graphql: addresses.graphql,
      routes: signIn.kind === "app" ? [...routes, ...APP_ROUTES] : routes,
      queries: new Set(options.queries),
    });
    this.#gate = new PauseGate(signal, options.onPause, options.clock);
    this.#octokit = this.#open();
    this.#queries = new QueryClient(this.#settings());
    const limits = options.minuteLimits ?? minuteLimitsOf(addresses);
    this.#paces = limits && { rest: new Pace(limits.rest), graphql: new Pace(limits.graphql) };
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
        doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451],
        retryAfterBaseValue: this.#options.retryAfter ?? 1000,
      },
    };
  }

  /**
   * Signs as an installation of the App from now on. `find` looks the installation up, signed as the App itself; of the
   * permissions that it was given those in `wanted` are asked for, read only. Nothing to do for other sign-ins.
   */
  async enter(wanted: readonly string[], find: () => Promise<Fields>): Promise<void> {
    const { signIn } = this.#options;
    if (signIn.kind !== "app") return;
    const app = this.#session.asApp(signIn, this.#octokit.request);
    const installation = await find();
    const granted = fieldsOf(installation["permissions"]);
    this.rights = { kind: "permissions", permissions: granted };
    const read = wanted.filter((name) => granted[name] !== undefined).map((name) => [name, "read"] as const);
    const id = signIn.installationId ?? Number(installation["id"]);
    this.#session.asInstallation(app, id, Object.fromEntries(read));
  }

  /**
   * What a request was answered with. It is sent when the gate is open, and again when a limit refused it or the token of an
   * installation is over: it lasts an hour, and less when the machine slept. Throws what Octokit throws, for readThrown.
   */
  async send(request: Request): Promise<Said> {
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
}
