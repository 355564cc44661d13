// What GitHub and the network do to a crawl, through the built nhi: limits, resets, halves, foreign pages, lists without end.
// Waits are as short as HTTP can say; what an hour of waiting does is for the tests of the client, which move its clock.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { organization, repository } from "../../collect/github/organization.js";
import type { Reply, Script } from "../../collect/github/server.js";
import { coverageIn } from "./scene.js";
import { type Scripted, startScripted } from "./scripted.js";

const HOOKS = /^\/orgs\/octo-org\/hooks/;

function first(path: RegExp, reply: Reply, times = 1): Script {
  let left = times;
  return ({ url }) => {
    if (left === 0 || !path.test(url)) return undefined;
    left -= 1;
    return reply;
  };
}

function limited(status: number, headers: { readonly [name: string]: string }, message = "rate limit"): Reply {
  return { status, headers, body: { message } };
}

const seconds = (): number => Math.floor(Date.now() / 1000);

describe("what may happen to a crawl of GitHub", { timeout: 300_000 }, () => {
  let stage: Scripted;
  before(async () => {
    stage = await startScripted("github-faults", organization());
  });
  after(() => stage?.stop());
  beforeEach(() => {
    stage.server.asked.length = 0;
    stage.server.script = () => undefined;
    stage.server.pageSize = 100;
  });

  let count = 0;
  async function crawl(script: Script) {
    stage.server.script = script;
    count += 1;
    const name = `fault-${count}`;
    const outcome = await stage.scan(name);
    return { ...outcome, coverage: coverageIn(stage.file(`${name}.json`)) };
  }

  for (const [name, reply] of [
    ["429 with Retry-After", limited(429, { "retry-after": "1" }, "Too many requests")],
    ["a secondary limit", limited(403, { "retry-after": "1" }, "You have exceeded a secondary rate limit")],
    ["the hourly limit", limited(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(seconds()) })],
  ] as const) {
    it(`${name} is waited out, and said with what and how long`, async () => {
      const { status, stderr, coverage } = await crawl(first(HOOKS, reply));
      assert.equal(status, 0, stderr);
      const said = stderr.split("\n").filter((line) => line.includes("limit is reached"));
      assert.equal(said.length, 1, stderr);
      assert.match(said[0] ?? "", /github:octo-org: GitHub's limit is reached; going on in \d+ s \(\d{4}-/);
      assert.equal(coverage.get("github/org:hooks")?.state, "complete");
    });
  }

  for (const [name, reply] of [
    ["a connection that is reset", { status: 200, cut: "before" }],
    ["an answer that ends in its middle", { status: 200, cut: "half", body: [{ id: 1, config: {} }] }],
    ["a 502", { status: 502, body: { message: "Bad gateway" } }],
  ] as const) {
    it(`${name} is asked again: nothing is missing`, async () => {
      const { status, stderr, coverage } = await crawl(first(HOOKS, reply));
      assert.equal(status, 0, stderr);
      assert.equal(
        coverage.get("github/org:hooks")?.state,
        "complete",
        JSON.stringify(coverage.get("github/org:hooks")),
      );
      assert.equal(stage.server.lines.filter((line) => line.startsWith("GET /orgs/octo-org/hooks")).length, 2);
    });
  }

  for (const [name, reply] of [
    ["500 without end", { status: 500, body: { message: "Server Error" } }],
    ["a page of HTML", { status: 200, headers: { "content-type": "text/html" }, body: "<html>sign in</html>" }],
    ["JSON that is no list", { status: 200, body: { message: "moved" } }],
    ["a 304 to a question without a mark", { status: 304 }],
  ] as const) {
    it(`${name} is a failure of that data set alone, never an empty list`, async () => {
      const { status, stderr, coverage } = await crawl(({ url }) => (HOOKS.test(url) ? reply : undefined));
      assert.equal(status, 0, stderr);
      assert.equal(coverage.get("github/org:hooks")?.state, "failed");
      assert.equal(coverage.get("github/org:installations")?.state, "complete");
      const asked = stage.server.lines.filter((line) => line.startsWith("GET /orgs/octo-org/hooks")).length;
      assert.ok(asked <= 4, `${asked} times`);
    });
  }

  it("hundreds of pages are read to their end", async () => {
    const repositories = Array.from({ length: 150 }, (_, at) => ({
      ...repository(2000 + at, `r${at}`),
      archived: true,
    }));
    const { answers } = stage.server;
    const [own, people] = [answers["orgs/octo-org/repos"], answers["orgs/octo-org/members@role=member"]];
    answers["orgs/octo-org/repos"] = repositories;
    answers["orgs/octo-org/members@role=member"] = Array.from({ length: 300 }, (_, at) => ({
      id: 100 + at,
      login: `m${at}`,
      type: "User",
    }));
    stage.server.pageSize = 1;
    const { status, stderr, coverage } = await crawl(() => undefined);
    answers["orgs/octo-org/repos"] = own;
    answers["orgs/octo-org/members@role=member"] = people;
    assert.equal(status, 0, stderr);
    assert.equal(coverage.get("github/org:repositories")?.state, "complete");
    assert.equal(coverage.get("github/org:members")?.state, "complete");
    const pages = stage.server.lines.filter((line) => /\/(?:repos|members)\?/.test(line)).length;
    assert.ok(pages >= 450, `${pages} pages`);
    console.log(`${pages} pages of two lists, one element each`);
  });

  it("a page that comes again, and a list that turns in a circle, end as a gap", async () => {
    const { coverage, status, stderr } = await crawl(({ url }, { url: base, answers }) => {
      if (!url.startsWith("/orgs/octo-org/installations")) return undefined;
      const page = (Number(new URL(url, base).searchParams.get("page") ?? 1) % 3) + 1;
      return {
        status: 200,
        headers: { link: `<${base}/orgs/octo-org/installations?per_page=100&page=${page}>; rel="next"` },
        body: answers["orgs/octo-org/installations"],
      };
    });
    assert.equal(status, 0, stderr);
    const of = coverage.get("github/org:installations");
    assert.notEqual(of?.state, "complete");
    assert.match(of?.message ?? "", /the same page came twice/);
    assert.ok(stage.server.lines.filter((line) => line.includes("/installations?")).length <= 4);
  });

  it("a next page at another host is not asked; the token stays here", async () => {
    const other = await startScripted("github-other", {});
    const { coverage, stderr } = await crawl(({ url }, { answers }) =>
      HOOKS.test(url)
        ? {
            status: 200,
            headers: {
              link: `<${other.server.url.replace("127.0.0.1", "localhost")}/orgs/octo-org/hooks?page=2>; rel="next"`,
            },
            body: answers["orgs/octo-org/hooks"],
          }
        : undefined,
    );
    const asked = other.server.asked.length;
    await other.stop();
    assert.equal(asked, 0);
    const of = coverage.get("github/org:hooks");
    assert.notEqual(of?.state, "complete", stderr);
    assert.match(of?.message ?? "", /the next page is at http:\/\/localhost/);
  });
});
