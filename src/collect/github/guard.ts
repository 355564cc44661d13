// What every request passes through: only listed calls and our own queries, one origin, https except on loopback.
import { ProviderError } from "../../model/errors.js";
import { readBounded, TooLong } from "../bounded.js";
import { refuseInTheClear } from "../loopback.js";

export interface GuardOptions {
  readonly api: string;
  readonly graphql: string;
  /** Routes that are allowed: `GET /orgs/{org}/hooks`. */
  readonly routes: readonly string[];
  /** Queries that are allowed, word for word. */
  readonly queries: ReadonlySet<string>;
}

/** Routes of signing in as an App. Making a token that reads is the one thing that is not a GET. */
export const APP_ROUTES: readonly string[] = [
  "GET /app",
  "GET /orgs/{org}/installation",
  "GET /users/{username}/installation",
  "GET /repos/{owner}/{repo}/installation",
  "POST /app/installations/{installation_id}/access_tokens",
];

/** How the old addresses of renamed repositories are answered. */
const BY_NUMBER = /^\/(?:repositories|organizations|user)\/\d+(?:\/|$)/;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const MOST_REDIRECTS = 3;

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

export class Guard {
  readonly #options: GuardOptions;
  readonly #routes: readonly { readonly name: string; readonly method: string; readonly pattern: RegExp }[];

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#routes = options.routes.map((name) => {
      const [method = "", path = ""] = name.split(" ");
      return { name, method, pattern: toPattern(path) };
    });
  }

  /** Name of the call that a request is. Throws ProviderError when it is none of ours. */
  check({ method, url, body }: Asked): string {
    const { api, graphql } = this.#options;
    const at = new URL(url);
    refuseInTheClear(at);
    if (method === "POST" && `${at.origin}${at.pathname}` === graphql) return this.#checkQuery(body);
    const path = `${at.origin}${at.pathname}`.startsWith(`${api}/`)
      ? `${at.origin}${at.pathname}`.slice(api.length)
      : undefined;
    const route = this.#routes.find(
      (known) => known.method === method && path !== undefined && known.pattern.test(path),
    );
    if (route !== undefined) return route.name;
    throw new ProviderError(`${method} ${at.origin}${at.pathname} is not on the list of calls that nhi makes`);
  }

  /** `fetch` for the client: checks, and follows what leads to another address of the same API. */
  fetch(onCall: (call: string) => void): typeof fetch {
    return async (input, init) => {
      const asked = {
        method: init?.method ?? "GET",
        url: input instanceof Request ? input.url : String(input),
        body: init?.body,
      };
      onCall(this.check(asked));
      let response = await fetch(asked.url, { ...init, redirect: "manual" });
      for (let hops = 0; asked.method === "GET" && hops < MOST_REDIRECTS; hops += 1) {
        const next = this.#following(response, asked.url);
        if (next === undefined) break;
        asked.url = next;
        response = await fetch(next, { ...init, redirect: "manual" });
      }
      return whole(response);
    };
  }

  /** Where a redirect leads, when that is still the same API; else it is handed on as it is, and is no answer. */
  #following(response: Response, from: string): string | undefined {
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null) return undefined;
    const url = toUrl(location, from);
    if (url === undefined || url.origin !== new URL(from).origin) return undefined;
    const base = new URL(this.#options.api).pathname.replace(/\/$/, "");
    if (!url.pathname.startsWith(base)) return undefined;
    if (BY_NUMBER.test(url.pathname.slice(base.length))) return url.href;
    try {
      this.check({ method: "GET", url: url.href });
      return url.href;
    } catch {
      return undefined;
    }
  }

  #checkQuery(body: unknown): string {
    const query = typeof body === "string" ? queryOf(body) : undefined;
    if (query !== undefined && this.#options.queries.has(query) && !/\bmutation\b/.test(query)) return "POST /graphql";
    throw new ProviderError("this GraphQL query is not on the list of those that nhi makes");
  }
}

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** What stands for an answer that is too long: a refusal that Octokit does not ask about again. */
const TOO_LONG = 413;

/** The answer with all of its body. Octokit takes one that broke off in its middle for an empty one. Throws then. */
async function whole(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  try {
    const body = new Uint8Array(await readBounded(response.body));
    return new Response(BODILESS.has(status) ? null : body, { status, statusText, headers });
  } catch (error) {
    if (error instanceof TooLong) return Response.json({ message: error.message }, { status: TOO_LONG });
    throw error;
  }
}

function toUrl(text: string, from: string): URL | undefined {
  try {
    return new URL(text, from);
  } catch {
    return undefined;
  }
}

function queryOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null || !("query" in parsed)) return undefined;
    return typeof parsed.query === "string" ? parsed.query : undefined;
  } catch {
    return undefined;
  }
}

function toPattern(path: string): RegExp {
  const parts = path
    .split("/")
    .map((part) =>
      part === "{path}" ? ".+" : part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("/")}$`);
}
