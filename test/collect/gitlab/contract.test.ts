// Every call through gitbeaker against what GitLab documents of its REST API: paging by page number and by keyset, limits,
// failures, and answers that are none. A crawl that was killed goes on to the same graph.
import { expect, test } from "vitest";
import { AnswerFault } from "../../../src/collect/fault.js";
import { gitlabAddress } from "../../../src/collect/gitlab/address.js";
import type { GitLabCall } from "../../../src/collect/gitlab/call.js";
import { CALLS } from "../../../src/collect/gitlab/calls.js";
import { openClient } from "../../../src/collect/gitlab/client.js";
import { collectorFor } from "../../../src/collect/index.js";
import { ROOT_LIST } from "../../../src/collect/json-scan.js";
import type { Page } from "../../../src/collect/page.js";
import { segmentsOf } from "../../../src/collect/shared/rest/call.js";
import type { GraphBatch } from "../../../src/model/batch.js";
import { MovedClock } from "../rest-server.js";
import { batchesOf, gather, noting } from "../support.js";
import { FILES, group } from "./group.js";
import type { GitLabServer, Reply, Script } from "./server.js";
import { serve, withToken } from "./support.js";

const PARAMS = { id: "acme/platform", user_id: "6", pipeline_schedule_id: "5", file_path: "ci/a.yml" };
const isFile = ({ route }: GitLabCall): boolean => route.includes("/repository/files/");
const UNIQUE = [...new Map(CALLS.map((call) => [call.route, call])).values()];
const LISTS = UNIQUE.filter(({ list }) => list !== undefined);
const ALL = UNIQUE.filter((call) => !isFile(call));

interface Asked {
  readonly pages: readonly Page[];
  readonly fault: AnswerFault | undefined;
  readonly clock: MovedClock;
  readonly said: readonly string[];
}

/** All pages of one call from a server that answers by the script alone. */
async function ask(call: GitLabCall, script: Script): Promise<Asked & { readonly server: GitLabServer }> {
  const server = await serve({});
  server.script = script;
  const clock = new MovedClock();
  const said: string[] = [];
  const client = openClient({
    address: gitlabAddress(server.url, {}),
    token: "t",
    calls: CALLS,
    signal: new AbortController().signal,
    clock,
    onCall: () => undefined,
    onPause: (seconds) => said.push(`${seconds} s`),
  });
  const pages: Page[] = [];
  try {
    for await (const page of client.pages(call, PARAMS)) pages.push(page);
    return { pages, fault: undefined, clock, said, server };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return { pages, fault, clock, said, server };
  }
}

const elements = (pages: readonly Page[]): unknown[] => pages.flatMap((page) => page[ROOT_LIST] as unknown[]);

test.each(ALL.map((call) => [call.route, call] as const))("%s: its address, signed, GET alone", async (_, call) => {
  const { server, fault } = await ask(call, () => ({ status: 200, body: call.list === undefined ? { id: 1 } : [] }));
  expect(fault).toBeUndefined();
  const [asked] = server.asked;
  expect(asked?.method).toBe("GET");
  expect(asked?.headers.authorization).toBe("Bearer t");
  expect(asked?.path).toBe(segmentsOf(call.route, PARAMS).map(encodeURIComponent).join("/"));
  const wanted = { ...(call.list === undefined ? {} : { per_page: "100" }), ...call.query };
  expect(Object.fromEntries(asked?.query ?? [])).toEqual(wanted);
});

/** Link as docs.gitlab.com/api/rest#pagination shows it: page numbers, or an id after which the next page begins. */
const NEXT: readonly (readonly [string, (at: string) => string])[] = [
  ["page", (at) => `${at}?page=2&per_page=100`],
  ["id_after", (at) => `${at}?pagination=keyset&per_page=100&order_by=id&sort=asc&id_after=42`],
  ["cursor", (at) => `${at}?pagination=keyset&per_page=100&cursor=eyJpZCI6IjQyIn0%3D`],
];

test.each(LISTS.map((call) => [call.route, call] as const))("%s: pages by number and by keyset", async (_, call) => {
  for (const [name, next] of NEXT) {
    const script: Script = ({ path, query }, { url }) => {
      if (query.has(name)) return { status: 200, headers: { link: "" }, body: [{ id: 43 }] };
      const at = `${url}/api/v4/${path}`;
      const link = `<${at}?page=1>; rel="first", <${next(at)}>; rel="next"`;
      return { status: 200, headers: { link }, body: [{ id: 42 }] };
    };
    const { pages, fault } = await ask(call, script);
    expect([name, elements(pages), fault]).toEqual([name, [{ id: 42 }, { id: 43 }], undefined]);
  }
});

test.each(LISTS.map((call) => [call.route, call] as const))(
  "%s: a foreign next page is not asked, and what came stays",
  async (_, call) => {
    for (const link of ["https://evil.example/api/v4/x", "http://127.0.0.1:1/api/v4/x", "//evil.example/x"]) {
      const headers = { link: `<${link}>; rel="next"` };
      const { pages, fault, server } = await ask(call, () => ({ status: 200, headers, body: [{ id: 1 }] }));
      expect([elements(pages), fault?.code, server.asked.length]).toEqual([[{ id: 1 }], "ForeignLink", 1]);
    }
  },
);

test.each(ALL.map((call) => [call.route, call] as const))(
  "%s: a page for people, half an answer and one of another shape are faults",
  async (_, call) => {
    const json = { "content-type": "application/json" };
    const wrong: readonly Reply[] = [
      { status: 200, headers: { "content-type": "text/html" }, body: "<!DOCTYPE html><title>Sign in</title>" },
      { status: 200, headers: json, body: call.list === undefined ? '{"id": 1, ' : '[{"id": 1}, ' },
      { status: 200, headers: json, body: "" },
      { status: 200, body: call.list === undefined ? [] : { message: "202 Accepted" } },
    ];
    for (const reply of wrong) {
      const { pages, fault } = await ask(call, () => reply);
      expect([pages, fault?.kind]).toEqual([[], "failed"]);
    }
  },
);

test.each(ALL.map((call) => [call.route, call] as const))(
  "%s: a limit is waited out as GitLab says",
  async (_, call) => {
    const replies: Reply[] = [
      { status: 429, headers: { "retry-after": "3600" }, body: "Retry later\n" },
      { status: 429, headers: { "ratelimit-reset": String(Date.parse("2026-06-01T01:30:00Z") / 1000) }, body: "" },
      { status: 429, body: { message: "Too many requests" } },
    ];
    const last: Reply = { status: 200, body: call.list === undefined ? { id: 1 } : [{ id: 1 }] };
    const { pages, fault, clock, said } = await ask(call, () => replies.shift() ?? last);
    expect([pages.length, fault]).toEqual([1, undefined]);
    expect(clock.slept / 1000).toBe(3600 + 1801 + 60);
    expect(said).toEqual(["3600 s", "1801 s", "60 s"]);
  },
);

test("a server that fails is asked three times, one that limits for ever is given up", async () => {
  const [call] = LISTS;
  if (call === undefined) throw new Error("no call");
  const failing = await ask(call, () => ({ status: 500, body: { message: "500 Internal Server Error" } }));
  expect([failing.server.asked.length, failing.fault?.code]).toEqual([3, "HTTP 500"]);
  const limited = await ask(call, () => ({ status: 429, headers: { "retry-after": "1" }, body: "" }));
  expect([limited.server.asked.length, limited.fault?.code]).toEqual([8, "HTTP 429"]);
  const once = await ask(call, () => ({ status: 400, body: { error: "id is invalid" } }));
  expect([once.server.asked.length, once.fault?.message]).toEqual([1, `${call.route}: HTTP 400: id is invalid`]);
});

test("a second page that fails leaves the first", async () => {
  for (const call of LISTS) {
    const { pages, fault } = await ask(call, ({ path, query }, { url }) =>
      query.has("page")
        ? { status: 403, body: { message: "403 Forbidden" } }
        : { status: 200, headers: { link: `<${url}/api/v4/${path}?page=2>; rel="next"` }, body: [{ id: 1 }] },
    );
    expect([elements(pages), fault?.kind]).toEqual([[{ id: 1 }], "denied"]);
  }
});

test("a crawl that was killed goes on from what it had, to the same graph", async () => {
  const server = await serve(group(), FILES);
  const scope = `gitlab:${server.host}/acme`;
  const crawl = (done: readonly string[]) =>
    withToken("t", async () => batchesOf(await collectorFor("gitlab:acme", { gitlabUrl: server.url }), noting(done)));
  const whole = await crawl([]);
  const closed = whole.flatMap((batch, at) => (batch.coverage === undefined ? [] : [{ at, batch }]));
  for (const stop of [0, 3, 11, closed.length - 2]) {
    const kept: readonly GraphBatch[] = whole.slice(0, (closed[stop]?.at ?? 0) + 1);
    const done = kept.flatMap(({ coverage }) => (coverage === undefined ? [] : [`${scope} ${coverage.dataSet}`]));
    const rest = await crawl(done);
    expect(graphOf([...kept, ...rest]), `stopped after ${done.length}`).toEqual(graphOf(whole));
  }
});

/** A graph without the order in which it came. */
function graphOf(batches: readonly GraphBatch[]): unknown {
  const { nodes, edges, supplements, coverage, gaps } = gather(batches);
  const sorted = (list: readonly unknown[]): string[] => list.map((one) => JSON.stringify(one)).sort();
  return [nodes, edges, supplements, coverage, gaps].map(sorted);
}
