// What the crawl does when GitLab says no, wait, or something strange.
import { afterEach, expect, test, vi } from "vitest";
import { CALLS } from "../../../src/collect/gitlab/calls.js";
import { collectorFor, whoAmI } from "../../../src/collect/index.js";
import { Guard } from "../../../src/collect/shared/rest/guard.js";
import { AuthError, ProviderError, UsageError } from "../../../src/model/errors.js";
import { batchesOf, noting } from "../support.js";
import { FILES, group, MARKER } from "./group.js";
import { crawlLive, serve, withToken } from "./support.js";

afterEach(() => void vi.useRealTimers());

test("a limit is waited out, said once, and nothing is lost", async () => {
  const server = await serve(group(), FILES);
  let refused = 0;
  server.script = ({ path }) => {
    if (path !== "groups/acme/projects" || refused > 0) return undefined;
    refused += 1;
    return { status: 429, headers: { "retry-after": "0" }, body: { message: "Too many" } };
  };
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  expect(refused).toBe(1);
  expect(graph.ofType("gitlab.project")).toHaveLength(4);
  expect(graph.state("gitlab/group:projects")).toBe("complete");
});

test("an overloaded server is asked again, and given up after some times", async () => {
  const server = await serve(group(), FILES);
  const asked = new Map<string, number>();
  server.script = ({ path }) => {
    const before = asked.get(path) ?? 0;
    asked.set(path, before + 1);
    if (path === "groups/acme/members/all" && before === 0) return { status: 502, body: "Bad Gateway" };
    return path === "groups/acme/runners" ? { status: 503, body: { message: "busy" } } : undefined;
  };
  const graph = await crawlLive(server);
  expect([asked.get("groups/acme/members/all"), asked.get("groups/acme/runners")]).toEqual([2, 3]);
  expect(graph.ofType("gitlab.user")).toHaveLength(4);
  expect(graph.coverageOf("gitlab/group:runners")).toMatchObject({ state: "partial", code: "HTTP 503" });
});

test("lists are read page by page; a next page elsewhere or twice the same ends it, and what came stays", async () => {
  const paged = await serve(group(), FILES);
  paged.pageSize = 1;
  expect((await crawlLive(paged)).ofType("gitlab.project")).toHaveLength(4);

  const foreign = await serve(group(), FILES);
  foreign.script = ({ path, query }) =>
    path === "groups/acme/projects" && !query.has("page")
      ? {
          status: 200,
          headers: { link: '<https://evil.example/api/v4/x>; rel="next"' },
          body: [(group()["groups/acme/projects"] as object[])[0]],
        }
      : undefined;
  const graph = await crawlLive(foreign);
  expect(graph.ofType("gitlab.project")).toHaveLength(1);
  expect(graph.coverageOf("gitlab/group:projects")).toMatchObject({ state: "partial", code: "ForeignLink" });

  const loop = await serve(group(), FILES);
  loop.script = ({ path }, { url }) =>
    path === "groups/acme/projects"
      ? { status: 200, headers: { link: `<${url}/api/v4/groups/acme/projects?page=2>; rel="next"` }, body: [] }
      : undefined;
  expect((await crawlLive(loop)).coverageOf("gitlab/group:projects")).toMatchObject({
    state: "failed",
    code: "RepeatedPage",
  });
});

test.each([...new Set(CALLS.map(({ route }) => route))].filter((route) => route !== "GET /groups/:id"))(
  "%s refused: its data set is not complete, the others are",
  async (route) => {
    // Folders are listed where a pipeline includes files by a pattern.
    const byPattern = { "projects/101/.gitlab-ci.yml": "include: { local: 'ci/*.yml' }\n" };
    const server = await serve(group(), route.endsWith("/repository/tree") ? { ...FILES, ...byPattern } : FILES);
    const guard = new Guard(
      `${server.url}/api/v4`,
      CALLS.map((call) => call.route),
    );
    const isIt = (path: string): boolean => guard.check("GET", `${server.url}/api/v4/${path}`) === route;
    server.script = ({ path }) => (isIt(path) ? { status: 403, body: { message: "403 Forbidden" } } : undefined);
    const graph = await crawlLive(server);
    const dataSets = CALLS.filter((call) => call.route === route).map((call) => call.dataSet);
    // Nobody has a configuration of an agent in this group: files are read of pipelines alone.
    for (const dataSet of dataSets.filter((name) => name !== "gitlab/project:agents" || route.endsWith("/tree"))) {
      const coverage = graph.coverageOf(dataSet);
      expect(coverage?.state).toMatch(/^(?:denied|partial)$/);
      expect(coverage?.permission).toMatch(/scope read_api(?: on GitLab [\w.]+)?$/);
    }
    expect(graph.coverage).toHaveLength(28);
    // The lists that all others rest on cost those; the rest costs itself.
    if (/descendant_groups|:id\/projects/.test(route)) return;
    const worse = graph.coverage.filter(({ state }) => state !== "complete").map((one) => one.dataSet);
    // A template that its pipeline includes is not read.
    expect(worse.filter((name) => !dataSets.includes(name) && name !== "gitlab/project:pipeline-files")).toEqual([]);
  },
  30_000,
);

test("an edition without a feature is no refusal", async () => {
  const server = await serve(group(), FILES);
  const missing = { status: 404, body: { message: "404 Not Found" } };
  server.script = ({ path }) =>
    /approval_rules|approvals$|service_accounts|protected_environments|\/9\/hooks|acme\/hooks/.test(path)
      ? missing
      : undefined;
  const graph = await crawlLive(server);
  expect(graph.state("gitlab/project:approval-rules")).toBe("unlicensed");
  expect(graph.state("gitlab/group:service-accounts")).toBe("unlicensed");
  expect(graph.coverageOf("gitlab/group:protected-environments")).toMatchObject({
    state: "unlicensed",
    message: expect.stringContaining("GitLab Premium has it"),
  });
  expect(graph.state("gitlab/project:environments")).toBe("complete");
  expect(graph.ofType("gitlab.environment")[0]?.properties["protected"]).toBe(false);
});

test("a refusal of what one edition has alone names the edition", async () => {
  const server = await serve(group(), FILES);
  server.script = ({ path }) =>
    path === "groups/acme/protected_environments" ? { status: 403, body: { message: "403 Forbidden" } } : undefined;
  expect((await crawlLive(server)).coverageOf("gitlab/group:protected-environments")).toMatchObject({
    state: "partial",
    permission: "Maintainer role with scope read_api on GitLab Premium",
  });
});

test("only an administrator's list of personal tokens is believed", async () => {
  const answers = { ...group(), user: { id: 2, username: "ben", is_admin: false } };
  const server = await serve(answers, FILES);
  const graph = await crawlLive(server);
  expect(graph.ofType("gitlab.personal-access-token")).toEqual([]);
  expect(graph.coverageOf("gitlab/instance:personal-access-tokens")).toMatchObject({
    state: "denied",
    permission: "administrator with scope read_api",
  });
});

test("what is wrong with the sign-in or the name is said before anything is crawled", async () => {
  const server = await serve(group(), FILES);
  server.script = ({ path }) =>
    path === "groups/acme" ? { status: 401, body: { message: "401 Unauthorized" } } : undefined;
  await expect(crawlLive(server)).rejects.toThrow(AuthError);
  await expect(crawlLive(server)).rejects.toThrow(/token \(NHI_GITLAB_TOKEN\) is not valid/);
  await expect(crawlLive(server, { source: "gitlab:nobody" })).rejects.toThrow(ProviderError);
  await expect(withToken(undefined, async () => whoAmI("gitlab:acme", { gitlabUrl: server.url }))).rejects.toThrow(
    /no sign-in for 127/,
  );
  const elsewhere = { gitlabUrl: "http://gitlab.example.com" };
  const collect = async (source: string, options: object) => batchesOf(await collectorFor(source, options));
  await expect(withToken("t", () => collect("gitlab:acme", elsewhere))).rejects.toThrow(/only sent over https/);
  await expect(collectorFor("gitlab:", {})).rejects.toThrow(UsageError);
  await expect(
    withToken("t", () => collect("gitlab:acme", { gitlabUrl: `https://u:${MARKER}@x.example` })),
  ).rejects.toThrow(/holds a user name/);
});

test("who we are at a source, and what a crawl would call", async () => {
  const server = await serve(group(), FILES);
  expect(await withToken("t", () => whoAmI("gitlab:acme", { gitlabUrl: server.url }))).toEqual({
    message: `NHI_GITLAB_TOKEN at ${server.host}: group acme, as token of ada (administrator)`,
    scope: `gitlab:${server.host}/acme`,
    lacks: [],
  });
  const plan = await (await collectorFor("gitlab:acme", {})).plan();
  expect(plan.map(({ call }) => call)).not.toContain("GET /admin/ci/variables");
  expect(plan.every(({ scope }) => scope === "gitlab:gitlab.com/acme")).toBe(true);
});

test("a crawl that is resumed reads only what is missing", async () => {
  const server = await serve(group(), FILES);
  const whole = await crawlLive(server);
  const scope = `gitlab:${server.host}/acme`;
  const missing = "gitlab/project:deploy-keys";
  const done = whole.coverage.map(({ dataSet }) => dataSet).filter((name) => name !== missing);
  const count = server.asked.length;
  const graph = await crawlLive(server, { noted: noting(done.map((dataSet) => `${scope} ${dataSet}`)) });
  expect(graph.coverage.map(({ dataSet }) => dataSet)).toEqual([missing]);
  const asked = server.asked.slice(count).map(({ path }) => path);
  expect(asked.filter((path) => !/^groups\/acme(?:$|\/(?:projects|descendant_groups)$)/.test(path))).toEqual([
    "projects/101/deploy_keys",
    "projects/102/deploy_keys",
    "projects/103/deploy_keys",
  ]);
});

test("a request that is not on the list is refused before it is sent", () => {
  const guard = new Guard(
    "https://gitlab.com/api/v4",
    CALLS.map(({ route }) => route),
  );
  expect(guard.check("GET", "https://gitlab.com/api/v4/projects/1/variables?page=2")).toBe(
    "GET /projects/:id/variables",
  );
  for (const [method, url] of [
    ["POST", "https://gitlab.com/api/v4/projects/1/variables"],
    ["DELETE", "https://gitlab.com/api/v4/projects/1/variables"],
    ["GET", "https://gitlab.com/api/v4/projects/1/variables/X"],
    ["GET", "https://evil.example/api/v4/projects/1/variables"],
    ["GET", "https://gitlab.com/api/v4/projects/1/jobs"],
  ] as const) {
    expect(() => guard.check(method, url)).toThrow(/not on the list/);
  }
  expect(() => guard.check("GET", "http://gitlab.com/api/v4/groups/1")).toThrow(/use https/);
});
