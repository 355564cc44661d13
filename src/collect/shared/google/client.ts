// The only file that makes calls to Google: sends listed requests, retries what Google asks to retry, follows pages.
import { setMaxListeners } from "node:events";
import type { AuthClient } from "google-auth-library";
import { addAll } from "../../../model/add-all.js";
import { ProviderError } from "../../../model/errors.js";
import { addTo } from "../../../model/group-by.js";
import { toRefusal } from "../../answers.js";
import { LONGEST_ANSWER } from "../../bounded.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, isFields, listOf, textOf } from "../../fields.js";
import { refuseInTheClear } from "../../loopback.js";
import type { Page } from "../../page.js";
import { PageTrail } from "../../page-trail.js";
import type { Clock } from "../../pause.js";
import { scrubPage } from "../../secrets.js";
import type { Addresses } from "./addresses.js";
import { filled, type GoogleCall, type Params, placeOf } from "./call.js";
import { refusalOf, toFault } from "./errors.js";
import { retries } from "./retries.js";

export interface ClientOptions {
  readonly auth: AuthClient;
  readonly addresses: Addresses;
  /** Calls that are allowed. */
  readonly calls: readonly GoogleCall[];
  readonly signal: AbortSignal;
  /** For tests, in which waits pass at once. */
  readonly clock?: Clock | undefined;
  onCall(call: string): void;
}

export interface GoogleClient {
  /** All pages of an answer. Throws AnswerFault. */
  pages(call: GoogleCall, params: Params): AsyncIterable<Page>;
}

/** A list longer than this is not one. */
const MOST_PAGES = 20_000;
const TIMEOUT_MS = 120_000;

/** Opens a client. Nothing is called before the first page is asked for. */
export function openClient(options: ClientOptions): GoogleClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  const allowed = new Set(options.calls);
  return {
    async *pages(call, params) {
      if (!allowed.has(call)) throw new ProviderError(`${call.method} is not on the list of calls that nhi makes`);
      const all = pagesOf(call, params, options);
      if (call.isAggregated !== true) yield* all;
      else yield await together(all);
    },
  };
}

async function* pagesOf(call: GoogleCall, params: Params, options: ClientOptions): AsyncGenerator<Page> {
  const trail = new PageTrail(call.method, { most: MOST_PAGES });
  let token: string | undefined;
  for (;;) {
    const page = await onePage(call, params, token, options);
    const { nextPageToken, ...rest } = page;
    yield rest;
    const next = textOf(nextPageToken);
    if (next === undefined || call.isFirstPage === true) return;
    token = trail.follow(next);
  }
}

async function onePage(
  call: GoogleCall,
  params: Params,
  token: string | undefined,
  { auth, addresses, signal, clock, onCall }: ClientOptions,
): Promise<Page> {
  const url = addressOf(call, params, token, addresses);
  onCall(call.method);
  try {
    const response = await auth.request<unknown>({
      url: url.href,
      method: call.http ?? "GET",
      ...(call.body === undefined ? {} : { data: call.body }),
      signal,
      timeout: TIMEOUT_MS,
      size: LONGEST_ANSWER,
      // a token never follows a link to another host
      redirect: "manual",
      responseType: "json",
      retryConfig: retries(signal, clock),
    });
    return toPage(call, response.status, response.data);
  } catch (error) {
    throw toFault(error, call, signal);
  }
}

/** The address of a call; plain http goes to loopback only, since the token goes with it. */
function addressOf(call: GoogleCall, params: Params, token: string | undefined, addresses: Addresses): URL {
  const { segments, verb } = placeOf(call, params);
  if (segments.some((segment) => segment === "." || segment === ".." || segment === "")) {
    throw new AnswerFault("failed", "BadName", `${call.method}: a name that is no name (${segments.join("/")})`);
  }
  const path = segments.map(encodeURIComponent).join("/");
  const place = call.isRegional === true ? params["place"] : undefined;
  // it becomes part of the host that the token goes to
  if (place !== undefined && !/^[a-z]+(?:-[a-z0-9]+)*$/.test(place)) {
    throw new AnswerFault("failed", "BadName", `${call.method}: a place that is no place (${place})`);
  }
  const url = new URL(`${addresses.base(call, place)}/${path}${verb === undefined ? "" : `:${verb}`}`);
  refuseInTheClear(url);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.append(name, filled(value, params));
  const isPaged = (call.list !== undefined || call.isAggregated === true) && call.page !== "none";
  const { name, size } = call.page === undefined || call.page === "none" ? { name: "pageSize", size: 100 } : call.page;
  if (isPaged && call.http === undefined) url.searchParams.set(name, String(size));
  if (token !== undefined) url.searchParams.set("pageToken", token);
  return url;
}

/** The answer as a page; what is no answer of the API is a fault. Tokens in texts that people wrote are replaced. */
function toPage(call: GoogleCall, status: number, data: unknown): Page {
  if (status >= 300) throw refusalOf(call, status, data);
  const isRight = isFields(data) && (call.list === undefined || isListOrNone(data[call.list]));
  if (isRight) return scrubPage(data);
  throw toRefusal(
    { call: call.method },
    { code: `HTTP ${status}`, message: "the answer is not the API's", status: 502 },
  );
}

/** Google leaves an empty list out. */
function isListOrNone(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}

/** Pages of an aggregated list as one: the lists of each place put together. */
async function together(pages: AsyncIterable<Page>): Promise<Page> {
  const places = new Map<string, Map<string, unknown[]>>();
  const warnings: unknown[] = [];
  for await (const page of pages) {
    for (const [place, held] of Object.entries(fieldsOf(page["items"]))) {
      const lists = places.get(place) ?? new Map<string, unknown[]>();
      places.set(place, lists);
      for (const [name, list] of Object.entries(fieldsOf(held))) {
        for (const one of listOf(list)) addTo(lists, name, one);
      }
    }
    addAll(warnings, listOf(page["unreachables"]));
  }
  const items = Object.fromEntries([...places].map(([place, lists]) => [place, Object.fromEntries(lists)]));
  return { items, ...(warnings.length > 0 && { unreachables: warnings }) };
}
