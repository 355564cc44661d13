// How long the client waits for GitHub's limits, by a clock that the test moves: an hour passes at once.
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/github/calls.js";
import { openClient } from "../../../src/collect/github/client.js";
import { minuteLimitsOf } from "../../../src/collect/github/pace.js";
import type { Page } from "../../../src/collect/page.js";
import { FILES, organization } from "./organization.js";
import type { GitHubServer, Reply, Script } from "./server.js";
import { serve } from "./support.js";

const START = Date.parse("2026-11-01T00:00:00Z");
const HOOKS = CALLS.find(({ route }) => route === "GET /orgs/{org}/hooks");

interface Asking {
  readonly minuteLimits?: { readonly rest: number; readonly graphql: number };
  /** How often the webhooks are asked for. */
  readonly times?: number;
  /** How many queries are made at once besides. */
  readonly queries?: number;
}

/** Asks for the webhooks; what was waited, and what was said of it. */
async function ask(
  server: GitHubServer,
  { minuteLimits, times = 1, queries = 0 }: Asking = {},
): Promise<{ pages: Page[]; waits: number[]; said: string[] }> {
  if (HOOKS === undefined) throw new Error("no call");
  let now = START;
  const waits: number[] = [];
  const said: string[] = [];
  const client = openClient({
    addresses: { api: server.url, graphql: server.url.replace("/v3", "/graphql"), host: "127.0.0.1" },
    signIn: { kind: "token", token: "t", from: "test" },
    calls: CALLS,
    queries: [QUERY],
    permissions: [],
    ...(minuteLimits === undefined ? {} : { minuteLimits }),
    signal: new AbortController().signal,
    joinKey: Buffer.alloc(32),
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        waits.push(milliseconds / 1000);
        now += milliseconds;
      },
    },
    onCall: () => undefined,
    onPause: (seconds, until) => said.push(`${seconds} s until ${until.toISOString()}`),
  });
  const pages: Page[] = [];
  const question = { path: [], call: HOOKS.route };
  for (let time = 0; time < times; time += 1) {
    for await (const page of client.pages(HOOKS, { org: "octo-org" }, question)) pages.push(page);
  }
  const call = { ...HOOKS, route: "POST /graphql" };
  await Promise.all(Array.from({ length: queries }, () => client.query(call, QUERY, {})));
  return { pages, waits, said };
}

const QUERY = "query Q { viewer { login } }";

/** Refuses so the first requests, one reply each. */
function refusing(replies: readonly Reply[]): Script {
  const left = [...replies];
  return () => left.shift();
}

const limit = (
  headers: { readonly [name: string]: string },
  status = 403,
  message = "API rate limit exceeded",
): Reply => ({
  status,
  headers,
  body: { message },
});

const inSeconds = (seconds: number): string => String(START / 1000 + seconds);
const hourly = (seconds: number): Reply =>
  limit({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(seconds) });

test.each<[name: string, replies: Reply[], waits: number[]]>([
  ["an hour until the limit is reset, and a second for the other clock", [hourly(3600)], [3601]],
  ["a limit whose reset is past by our clock", [hourly(-30)], [1]],
  ["Retry-After of five minutes", [limit({ "retry-after": "300" }, 429)], [300]],
  ["a secondary limit that says no time", [limit({}, 403, "You have exceeded a secondary rate limit")], [60]],
  ["429 that says no time", [limit({}, 429)], [60]],
  ["one limit after the other", [limit({ "retry-after": "60" }), hourly(900)], [60, 841]],
])("%s", async (_name, replies, waits) => {
  const server = await serve(organization(), FILES);
  server.script = refusing(replies);
  const asked = await ask(server);
  expect(asked.waits).toEqual(waits);
  expect(asked.said).toHaveLength(waits.length);
  expect(asked.said[0]).toBe(`${waits[0]} s until ${new Date(START + (waits[0] ?? 0) * 1000).toISOString()}`);
  expect(asked.pages).toHaveLength(1);
  expect(server.asked).toHaveLength(replies.length + 1);
});

test("a refusal that is no limit is not waited for", async () => {
  const server = await serve(organization(), FILES);
  server.script = refusing([limit({ "x-ratelimit-remaining": "4999" }, 403, "Must have admin rights to Repository.")]);
  await expect(ask(server)).rejects.toThrow("Must have admin rights");
  expect(server.asked).toHaveLength(1);
});

test("a limit that never ends ends the data set, after eight tries", async () => {
  const server = await serve(organization(), FILES);
  server.script = () => limit({ "retry-after": "60" }, 429);
  await expect(ask(server)).rejects.toThrow("HTTP 429");
  expect(server.asked).toHaveLength(8);
});

test("no more than GitHub takes in a minute are asked, and the wait is told", async () => {
  const server = await serve(organization(), FILES);
  const { pages, waits, said } = await ask(server, { minuteLimits: { rest: 3, graphql: 2 }, times: 7 });
  expect(pages).toHaveLength(7);
  expect(waits).toEqual([60, 60]);
  expect(said).toHaveLength(2);
});

test("queries have a minute of their own", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url }) => (url === "/graphql" ? { status: 200, body: { data: { viewer: {} } } } : undefined);
  const { waits } = await ask(server, { minuteLimits: { rest: 3, graphql: 2 }, times: 3, queries: 5 });
  expect(waits).toEqual([60, 60]);
  expect(server.lines.filter((line) => line.endsWith("/graphql"))).toHaveLength(5);
});

test("forty queries on a server of one's own wait for nothing", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url }) => (url === "/graphql" ? { status: 200, body: { data: { viewer: {} } } } : undefined);
  // One a second, as the throttling plugin makes writes, would outlast the time of a test.
  const { waits } = await ask(server, { queries: 40 });
  expect(waits).toEqual([]);
  expect(server.lines.filter((line) => line.endsWith("/graphql"))).toHaveLength(40);
});

test.each([
  ["github.com", { rest: 900, graphql: 2000 }],
  ["acme.ghe.com", { rest: 900, graphql: 2000 }],
  ["github.example.com", undefined],
  ["notgithub.com", undefined],
])("limits a minute of %s", (host, limits) => {
  expect(minuteLimitsOf({ host })).toEqual(limits);
});
