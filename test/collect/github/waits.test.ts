// How long the client waits for GitHub's limits, by a clock that the test moves: an hour passes at once.
import { expect, test } from "vitest";
import type { Page } from "../../../src/collect/answers.js";
import { CALLS } from "../../../src/collect/github/calls.js";
import { openClient } from "../../../src/collect/github/client.js";
import { FILES, organization } from "./organization.js";
import type { GitHubServer, Reply, Script } from "./server.js";
import { serve } from "./support.js";

const START = Date.parse("2026-11-01T00:00:00Z");
const HOOKS = CALLS.find(({ route }) => route === "GET /orgs/{org}/hooks");

/** Asks for the webhooks; what was waited, and what was said of it. */
async function ask(server: GitHubServer): Promise<{ pages: Page[]; waits: number[]; said: string[] }> {
  if (HOOKS === undefined) throw new Error("no call");
  let now = START;
  const waits: number[] = [];
  const said: string[] = [];
  const client = openClient({
    addresses: { api: server.url, graphql: server.url.replace("/v3", "/graphql"), host: "127.0.0.1" },
    signIn: { kind: "token", token: "t", from: "test" },
    calls: CALLS,
    queries: [],
    permissions: [],
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
  for await (const page of client.pages(HOOKS, { org: "octo-org" }, question)) pages.push(page);
  return { pages, waits, said };
}

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
