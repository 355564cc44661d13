// What the tests of the Workspace crawl share: a server that answers as Google does, and the crawl from it and from its record.
import { OAuth2Client } from "google-auth-library";
import { collectorForBundle } from "../../../src/collect/index.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import { addressesOf } from "../../../src/collect/shared/google/addresses.js";
import { openClient } from "../../../src/collect/shared/google/client.js";
import { CALLS } from "../../../src/collect/workspace/calls.js";
import { crawlDomain } from "../../../src/collect/workspace/crawl.js";
import { DomainCrawl } from "../../../src/collect/workspace/domain-crawl.js";
import type { GraphBatch } from "../../../src/model/batch.js";
import { MovedClock, type RestAsked, type RestReply, type RestServer, serveRest } from "../rest-server.js";
import { batchesOf, JOIN_KEY, NOW, type Noted, noting } from "../support.js";
import { type Answers, DOMAIN } from "./domain.js";

/** Elements on a page, whatever is asked for, so that every list has several pages. */
const PAGE = 2;
/** Lists that Google gives in one answer. */
const UNPAGED = /\/(?:tokens|asps)$/;

/** What a request asks for, as the table of answers writes it. */
export function askedFor({ path }: RestAsked): { readonly key: string; readonly query: URLSearchParams } {
  const [whole = "", search = ""] = path.split(/\?(.*)/s);
  const query = new URLSearchParams(search.replaceAll("==", "%3D%3D"));
  const key = whole.replace(/^\/(?:admin\/admin|cloudidentity\/v1)\//, "");
  const told = ["eventName", "filters"].find((name) => query.has(name));
  return { key: told === undefined ? key : `${key}@${told}=${query.get(told)}`, query };
}

/** A server on loopback that pages as Google does. `fault` is asked first. */
export async function serve(
  answers: Answers,
  fault: (key: string, times: number) => RestReply | undefined = () => undefined,
): Promise<RestServer> {
  return answering(await serveRest({}), answers, fault);
}

/** Makes a server answer so. */
export function answering(
  server: RestServer,
  answers: Answers,
  fault: (key: string, times: number) => RestReply | undefined = () => undefined,
): RestServer {
  const times = new Map<string, number>();
  server.script = (asked) => {
    const { key, query } = askedFor(asked);
    times.set(key, (times.get(key) ?? 0) + 1);
    const answer = answers[key];
    const none = { error: { code: 404, message: "Resource Not Found", errors: [{ reason: "notFound" }] } };
    return (
      fault(key, times.get(key) ?? 0) ??
      (answer === undefined ? { status: 404, body: none } : { status: 200, body: paged(key, answer, query) })
    );
  };
  return server;
}

function paged(key: string, answer: unknown, query: URLSearchParams): unknown {
  const [list] = Object.entries(answer as object).filter(([, value]) => Array.isArray(value));
  if (list === undefined || UNPAGED.test(key)) return answer;
  const [name, all] = list as [string, unknown[]];
  const start = Number(query.get("pageToken") ?? "0");
  const end = start + PAGE;
  return {
    ...(answer as object),
    [name]: all.slice(start, end),
    ...(end < all.length && { nextPageToken: String(end) }),
  };
}

/** As Google refuses: an administrator without the privilege. */
export const FORBIDDEN: RestReply = {
  status: 403,
  body: {
    error: { code: 403, message: "Not Authorized to access this resource/api", errors: [{ reason: "forbidden" }] },
  },
};

export interface LiveOptions {
  readonly record?: string;
  readonly noted?: Noted;
  readonly clock?: MovedClock;
  readonly delegation?: string;
}

export async function crawlLive(
  server: RestServer,
  { record, noted = noting(), clock = new MovedClock(), delegation }: LiveOptions = {},
): Promise<GraphBatch[]> {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: "t" });
  const client = openClient({
    auth,
    addresses: addressesOf({ NHI_GOOGLE_API_URL: server.url }),
    calls: CALLS,
    signal: noted.context.signal,
    clock,
    onCall: (call) => noted.calls.push(call),
  });
  const recorder =
    record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
  const answers = new LiveAnswers(JOIN_KEY, recorder);
  const crawl = new DomainCrawl({ domain: DOMAIN, answers, client, context: noted.context, delegation });
  const batches: GraphBatch[] = [];
  for await (const batch of crawlDomain(crawl)) batches.push(batch);
  await recorder?.close();
  return batches;
}

export async function replay(folder: string): Promise<GraphBatch[]> {
  return batchesOf(await collectorForBundle(folder));
}
