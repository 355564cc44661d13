// The contexts of an organisation over real HTTP from a scripted server, and through its bundle.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CALLS } from "../../../src/collect/circleci/calls.js";
import { isOpen, type Restriction } from "../../../src/collect/circleci/restrictions.js";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { AuthError, ProviderError, UsageError } from "../../../src/model/errors.js";
import { MovedClock, type RestServer, serveRest, withEnvironment } from "../rest-server.js";
import { batchesOf, folderOf, type Gathered, gather, noting, sorted } from "../support.js";

const ORG = "4f0b6c1e-7a52-4c0d-9e0b-1c5a9d2e8f11";
/** No fragment of this may be anywhere after a crawl. */
const MARKER = "CCIPAT_MARKERmarkerMARKERmar_0123456789012345678901234567890123456789";

/** As circleci.com/docs/api/v2 and v3 document the answers; lists of contexts and variables in two pages. */
function answers(): { [path: string]: unknown } {
  const restrictions = "/api/v2/context/c1/restrictions";
  return {
    "/api/v2/me/collaborations": [
      { vcs_type: "github", slug: "gh/other", name: "other", id: "ffff", avatar_url: "https://x" },
      { vcs_type: "github", slug: "gh/acme", name: "acme", id: ORG, avatar_url: "https://x" },
    ],
    "/api/v2/context?owner-slug=gh/acme": {
      items: [{ id: "c1", name: "deploy", created_at: "2025-01-01T00:00:00.000Z" }],
      next_page_token: "p2",
    },
    "/api/v2/context?owner-slug=gh/acme&page-token=p2": {
      items: [{ id: "c2", name: "signing", created_at: "2025-01-02T00:00:00.000Z" }],
      next_page_token: null,
    },
    [restrictions]: {
      items: [{ context_id: "c1", id: "r1", restriction_type: "group", restriction_value: ORG, name: "All members" }],
      next_page_token: null,
    },
    "/api/v2/context/c2/restrictions": {
      items: [{ context_id: "c2", id: "r2", project_id: "p1", name: "app", restriction_type: "project" }],
      next_page_token: null,
    },
    "/api/v2/context/c1/environment-variable": {
      items: [
        {
          variable: "AWS_SECRET_ACCESS_KEY",
          created_at: "2025-01-01T00:00:00.000Z",
          updated_at: "2025-06-01T00:00:00.000Z",
          context_id: "c1",
          value: MARKER,
        },
      ],
      next_page_token: "v2",
    },
    "/api/v2/context/c1/environment-variable?page-token=v2": {
      items: [{ variable: "AWS_REGION", created_at: "2024-01-01T00:00:00.000Z", updated_at: null, context_id: "c1" }],
      next_page_token: null,
    },
    "/api/v2/context/c2/environment-variable": { items: [], next_page_token: null },
  };
}

async function crawl(server: RestServer, more: CollectOptions & { done?: readonly string[] } = {}): Promise<Gathered> {
  withEnvironment({ NHI_CIRCLECI_TOKEN: "t-1", CIRCLECI_CLI_HOST: undefined, NHI_CIRCLECI_URL: undefined });
  const { done, ...options } = more;
  const collector = await collectorFor("circleci:gh/acme", { circleciUrl: server.url, ...options });
  return gather(await batchesOf(collector, noting(done)));
}

const facts = (graph: Gathered, uuid: string): object => {
  const found = graph.ofType("circleci.context").find(({ properties }) => properties["context_id"] === uuid);
  return graph.facts(found?.id ?? "");
};

test("contexts, who may use them, and names of what is in them; no value anywhere", async () => {
  const server = await serveRest(answers(), CALLS);
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-circleci-")), "record");
  const graph = await crawl(server, { record: folder });
  expect(graph.ofType("circleci.context").map(({ name }) => name)).toEqual(["deploy", "signing"]);
  expect(facts(graph, "c1")).toEqual({
    restriction_kinds: ["group"],
    open_to_members: true,
    for_all_members: true,
    variable_count: 2,
    oldest_secret_at: "2025-06-01T00:00:00Z",
  });
  // of the older list without any group nobody knows whether there is one
  const c2 = { restriction_kinds: ["project"], projects: ["app"], open_to_members: false };
  expect(facts(graph, "c2")).toEqual({ ...c2, variable_count: 0 });
  expect(graph.ofType("circleci.context-variable").map(({ name }) => name)).toEqual(["AWS_SECRET_ACCESS_KEY"]);
  expect(graph.coverage.map(({ state }) => state)).toEqual(["complete", "complete", "complete"]);
  expect(server.asked.every(({ method, headers }) => method === "GET" && headers["circle-token"] === "t-1")).toBe(true);
  expect(JSON.stringify(graph.nodes)).not.toContain("MARKER");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  for (const file of files.filter((name) => statSync(name).isFile())) {
    expect(readFileSync(file, "utf8"), file).not.toContain("MARKER");
  }
  const replayed = gather(await batchesOf(await collectorForBundle(folder)));
  // Contexts are asked side by side: what comes first is not what was listed first.
  const said = ({ nodes, supplements, gaps }: Gathered) => [nodes, supplements, gaps].map(sorted);
  expect(said(replayed)).toEqual(said(graph));
});

test("the newer list of restrictions is taken where there is one", async () => {
  const table = answers();
  const reply = (id: string, type: string, pattern: string, name: string): object => ({
    data: [
      {
        id: `r-${id}`,
        attributes: { restriction_type: type, match_pattern: pattern, name, created_at: "2025-01-01T00:00:00Z" },
        references: { context: { id } },
      },
    ],
  });
  table["/api/v3/context-restrictions?filter[context_id]=c1"] = reply("c1", "group", ORG, "All members");
  table["/api/v3/context-restrictions?filter[context_id]=c2"] = reply("c2", "group", "g1", "release");
  const server = await serveRest(table, CALLS);
  const graph = await crawl(server);
  expect([facts(graph, "c1"), facts(graph, "c2")]).toMatchObject([
    { open_to_members: true },
    { open_to_members: false },
  ]);
  expect(server.asked.filter(({ path }) => path.endsWith("/restrictions"))).toEqual([]);
});

describe("who may use a context", () => {
  const group = (value: string, name?: string): Restriction => ({ kind: "group", value, name });
  const project: Restriction = { kind: "project", value: "p", name: "app" };
  test.each<
    [string, readonly Restriction[], { org?: string; everyone?: boolean; groups?: boolean }, boolean | undefined]
  >([
    ["the group of all members, by name", [group("x", "All members")], {}, true],
    ["the same by the organisation's id", [group(ORG)], { org: ORG }, true],
    ["a group that cannot be told from it", [group("x")], {}, undefined],
    ["a team", [group("x", "release")], { org: ORG }, false],
    ["all members, of one project", [group(ORG, "All members"), project], {}, false],
    ["an expression", [{ kind: "expression", value: 'pipeline.git.branch == "main"', name: undefined }], {}, false],
    ["nothing listed, where groups are", [], {}, true],
    ["nothing listed, where others list all members: administrators", [], { everyone: true }, false],
    ["nothing listed, where groups are not", [], { groups: false }, undefined],
  ])("%s", (_, restrictions, { org, everyone = false, groups = true }, open) => {
    expect(isOpen({ restrictions, hasGroups: groups }, org, everyone)).toBe(open);
  });
});

test("what a server does not list is a gap about the context, never a pass", async () => {
  const table = answers();
  table["/api/v2/context/c1/restrictions"] = { items: [], next_page_token: null };
  const graph = await crawl(await serveRest(table, CALLS));
  expect(facts(graph, "c1")).not.toHaveProperty("open_to_members");
  expect(graph.gaps.map(({ dataSet }) => dataSet)).toEqual(["circleci/organization:context-restrictions"]);
});

test.each([
  ["/restrictions", "circleci/organization:context-restrictions"],
  ["/environment-variable", "circleci/organization:context-variables"],
])("%s refused: its data set is not complete, the others are", async (part, dataSet) => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) => (path.includes(part) ? { status: 403, body: { message: "Forbidden" } } : undefined);
  const graph = await crawl(server);
  expect(graph.coverageOf(dataSet)).toMatchObject({ state: "denied", code: "HTTP 403" });
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toHaveLength(1);
});

test("one context refused of two: what was read of the other stays", async () => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) =>
    path === "/api/v2/context/c1/restrictions" ? { status: 404, body: { message: "Context not found" } } : undefined;
  const graph = await crawl(server);
  expect(graph.coverageOf("circleci/organization:context-restrictions")).toMatchObject({ state: "partial" });
  expect(facts(graph, "c2")).toHaveProperty("open_to_members", false);
});

test("a limit is waited out by the clock, an overload is asked again, and a page that comes twice ends the list", async () => {
  const server = await serveRest(answers(), CALLS);
  const times = new Map<string, number>();
  server.script = ({ path }) => {
    const count = (times.get(path) ?? 0) + 1;
    times.set(path, count);
    if (path.endsWith("c1/restrictions") && count === 1) {
      return { status: 429, headers: { "retry-after": "3600" }, body: { message: "Rate limit exceeded." } };
    }
    if (path.endsWith("c2/environment-variable") && count === 1) return { status: 502, body: "<html>Bad Gateway" };
    if (path.includes("c1/environment-variable")) return { status: 200, body: { items: [], next_page_token: "same" } };
    return undefined;
  };
  const clock = new MovedClock();
  const graph = await crawl(server, { clock });
  // The hour that was asked for, and half a second before what was overloaded is asked again.
  expect(clock.slept).toBe(3_600_000 + 500);
  expect(graph.state("circleci/organization:context-restrictions")).toBe("complete");
  expect(times.get("/api/v2/context/c2/environment-variable")).toBe(2);
  expect(graph.coverageOf("circleci/organization:context-variables")).toMatchObject({ state: "partial" });
});

test("an answer that is a page for people, or half of one, is no answer", async () => {
  for (const body of ["<html>Sign in</html>", '{"items": [']) {
    const server = await serveRest(answers(), CALLS);
    const headers = { "content-type": body.startsWith("<") ? "text/html" : "application/json" };
    server.script = ({ path }) => (path.endsWith("/restrictions") ? { status: 200, headers, body } : undefined);
    expect((await crawl(server)).coverageOf("circleci/organization:context-restrictions")).toMatchObject({
      state: "failed",
      code: "WrongAnswer",
    });
  }
});

test("what an interrupted run has read is not asked again", async () => {
  const server = await serveRest(answers(), CALLS);
  const whole = await crawl(server);
  server.asked.length = 0;
  const scope = `circleci:${server.host}/gh/acme`;
  const rest = await crawl(server, { done: [`${scope} circleci/organization:context-restrictions`] });
  expect(server.asked.filter(({ path }) => path.endsWith("/restrictions"))).toEqual([]);
  expect(rest.nodes).toEqual(whole.nodes);
});

test("what is wrong with the source or the token is said in words", async () => {
  await expect(collectorFor("circleci:acme")).rejects.toThrow(UsageError);
  const server = await serveRest(answers(), CALLS);
  const ask = () => whoAmI("circleci:gh/acme", { circleciUrl: server.url });
  withEnvironment({ NHI_CIRCLECI_TOKEN: undefined, CIRCLECI_CLI_TOKEN: undefined, CIRCLE_TOKEN: undefined });
  await expect(ask()).rejects.toThrow(/set CIRCLECI_CLI_TOKEN/);
  withEnvironment({ CIRCLE_TOKEN: "t" });
  await expect(ask()).resolves.toMatchObject({ message: `CIRCLE_TOKEN at ${server.host}: organisation gh/acme` });
  for (const [status, error, words] of [
    [401, AuthError, /is not valid/],
    [404, AuthError, /no such organisation/],
    [500, ProviderError, /HTTP 500/],
  ] as const) {
    server.script = () => ({ status, body: { message: "no" } });
    await expect(ask()).rejects.toThrow(error);
    await expect(ask()).rejects.toThrow(words);
  }
});

test("a bundle without the list of restrictions says so, and one of the older version is read", async () => {
  const base = "circleci/circleci.com/api/v2";
  const contexts = { items: [{ id: "c1", name: "deploy", created_at: "2025-01-01T00:00:00Z" }] };
  const files = {
    [`${base}/context@owner-slug=gh%2Facme.json`]: contexts,
    [`${base}/context/c1/environment-variable.json`]: { items: [] },
  };
  const none = gather(await batchesOf(await collectorForBundle(folderOf(files))));
  expect(none.state("circleci/organization:context-restrictions")).toBe("failed");
  const older = { items: [{ restriction_type: "group", restriction_value: ORG, name: "All members" }] };
  const folder = folderOf({ ...files, [`${base}/context/c1/restrictions.json`]: older });
  const read = gather(await batchesOf(await collectorForBundle(folder)));
  expect(facts(read, "c1")).toHaveProperty("open_to_members", true);
});
