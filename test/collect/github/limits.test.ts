// What the client does when GitHub refuses, limits, redirects or breaks off: waits, goes on, or says what would help.
import { expect, test } from "vitest";
import { noting } from "../support.js";
import { FILES, organization } from "./organization.js";
import type { Reply, Script } from "./server.js";
import { crawlLive, memoryCache, serve } from "./support.js";

/** A script that answers so the first `times` a path is asked for. */
function first(path: RegExp, reply: Reply, times = 1): Script {
  let left = times;
  return ({ url }) => {
    if (left === 0 || !path.test(url)) return undefined;
    left -= 1;
    return reply;
  };
}

const limited = (
  headers: { readonly [name: string]: string },
  status = 403,
  message = "API rate limit exceeded",
): Reply => ({
  status,
  headers,
  body: { message },
});

test.each([
  ["429 with Retry-After", limited({ "retry-after": "1" }, 429, "Too many requests")],
  [
    "a secondary limit with Retry-After",
    limited({ "retry-after": "1" }, 403, "You have exceeded a secondary rate limit"),
  ],
  [
    "the hourly limit, until it is reset",
    limited({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000)) }),
  ],
])("%s is waited out, said, and nothing is missing", async (_name, reply) => {
  const server = await serve(organization(), FILES);
  server.script = first(/^\/orgs\/octo-org\/hooks/, reply);
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  expect(graph.state("github/org:hooks")).toBe("complete");
  expect(noted.lines.filter((line) => line.includes("GitHub's limit is reached"))).toHaveLength(1);
  expect(server.lines.filter((line) => line.startsWith("GET /orgs/octo-org/hooks"))).toHaveLength(2);
});

test("a limit that GraphQL reports in its answer is waited out too", async () => {
  const server = await serve(organization(), FILES);
  const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.floor(Date.now() / 1000)) };
  server.script = first(/^\/graphql/, {
    status: 200,
    headers,
    body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
  });
  const graph = await crawlLive(server);
  expect(server.lines.filter((line) => line === "POST /graphql")).toHaveLength(3);
  expect(graph.state("github/org:enterprise")).toBe("complete");
  expect(graph.ofType("github.workflow")).toHaveLength(1);
});

test("a field that GraphQL refuses is asked for by the call it stands for; an empty answer to a non-admin is not believed", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url, body }, { answers }) => {
    if (url !== "/graphql" || !body.includes("NhiRepositories")) return undefined;
    const { ids } = (JSON.parse(body) as { variables: { ids: string[] } }).variables;
    const repositories = answers["orgs/octo-org/repos"] as { id: number; node_id: string }[];
    const nodes = ids.map((id) => ({
      databaseId: repositories.find((one) => one.node_id === id)?.id,
      viewerCanAdminister: false,
      deployKeys: { totalCount: 0 },
      environments: null,
      rulesets: { totalCount: 0 },
      branchProtectionRules: { totalCount: 0, nodes: [] },
      collaborators: null,
    }));
    const errors = [{ type: "FORBIDDEN", path: ["nodes", 0, "collaborators"], message: "no" }];
    return { status: 200, body: { data: { nodes }, errors } };
  };
  const graph = await crawlLive(server);
  expect(graph.ofType("github.deploy-key")).toHaveLength(1);
  expect(graph.ofType("github.environment")).toHaveLength(1);
  expect(graph.facts("github:repo/101")["protections"]).toHaveLength(1);
  expect(graph.edges.filter((edge) => edge.from === "github:user/3")).not.toEqual([]);
});

test("pages are followed to the end; a page at another host is refused, and what came before it stays", async () => {
  const server = await serve(organization(), FILES);
  server.pageSize = 1;
  const whole = await crawlLive(server);
  expect(whole.ofType("github.repository")).toHaveLength(3);
  expect(server.lines.filter((line) => line.startsWith("GET /orgs/octo-org/repos"))).toHaveLength(3);

  const evil = await serve(organization(), FILES);
  evil.script = first(/^\/orgs\/octo-org\/repos/, {
    status: 200,
    headers: { link: '<https://evil.example/orgs/octo-org/repos?page=2>; rel="next"' },
    body: [(organization()["orgs/octo-org/repos"] as unknown[])[0]],
  });
  const part = await crawlLive(evil);
  const coverage = part.coverageOf("github/org:repositories");
  expect(coverage?.state).toBe("partial");
  expect(coverage?.message).toContain("https://evil.example");
  expect(part.ofType("github.repository").map(({ name }) => name)).toEqual(["octo-org/api"]);
  // What is read of each repository is then known of some only.
  expect(part.state("github/repo:actions-secrets")).toBe("partial");
});

test("a page that comes twice ends the list as partial", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url }, { answers, url: base }) =>
    url.startsWith("/orgs/octo-org/repos")
      ? {
          status: 200,
          headers: { link: `<${base}/orgs/octo-org/repos?per_page=100&type=all>; rel="next"` },
          body: answers["orgs/octo-org/repos"],
        }
      : undefined;
  const graph = await crawlLive(server);
  expect(graph.state("github/org:repositories")).toBe("partial");
});

test("403 and 404 are gaps with what would open them; a plan without the feature is not a refusal", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url }) => {
    if (url.startsWith("/orgs/octo-org/hooks")) return { status: 404, body: { message: "Not Found" } };
    if (url.startsWith("/orgs/octo-org/personal-access-tokens"))
      return { status: 403, body: { message: "Resource not accessible by personal access token" } };
    if (/credential-authorizations|secret-scanning/.test(url)) return { status: 404, body: { message: "Not Found" } };
    if (url.startsWith("/repos/octo-org/web/actions/secrets"))
      return { status: 403, body: { message: "Must have admin rights" } };
    return undefined;
  };
  const graph = await crawlLive(server);
  expect(graph.coverageOf("github/org:hooks")).toMatchObject({
    state: "denied",
    permission: "organization_hooks:read (classic token: admin:org_hook)",
  });
  expect(graph.coverageOf("github/org:personal-access-tokens")).toMatchObject({
    state: "denied",
    permission: "organization_personal_access_tokens:read of a GitHub App",
  });
  expect(graph.state("github/org:credential-authorizations")).toBe("unlicensed");
  expect(graph.state("github/org:secret-scanning-alerts")).toBe("unlicensed");
  expect(graph.coverageOf("github/repo:actions-secrets")).toMatchObject({
    state: "partial",
    permission: "secrets:read (classic token: repo)",
  });
  expect(graph.gaps.filter(({ subject }) => subject === "github:repo/102")).toHaveLength(1);
  // Its neighbour was read.
  expect(graph.node("github:repo/101/secret/actions/PROD_DB_PASSWORD")).toBeDefined();
});

test("an interrupted crawl resumes: data sets that are complete are not asked for again", async () => {
  const server = await serve(organization(), FILES);
  const whole = await crawlLive(server);
  const done = whole.coverage.map(({ dataSet }) => dataSet).filter((dataSet) => dataSet.startsWith("github/org:"));
  server.asked.length = 0;
  const noted = noting(done.map((dataSet) => `github:octo-org ${dataSet}`));
  const rest = await crawlLive(server, { noted });
  expect(rest.coverage.map(({ dataSet }) => dataSet).filter((dataSet) => dataSet.startsWith("github/org:"))).toEqual(
    [],
  );
  expect(server.lines.filter((line) => line.startsWith("GET /orgs/octo-org/installations"))).toEqual([]);
  expect(rest.node("github:repo/101/secret/actions/PROD_DB_PASSWORD")).toBeDefined();
});

test("an interruption ends a wait at once, and nothing more is asked", async () => {
  const server = await serve(organization(), FILES);
  const stop = new AbortController();
  server.script = ({ url }) => {
    if (!url.startsWith("/orgs/octo-org/hooks")) return undefined;
    setImmediate(() => stop.abort());
    return limited({ "retry-after": "3600" }, 429);
  };
  await expect(crawlLive(server, { noted: noting([], stop.signal) })).rejects.toThrow(/abort/i);
  const asked = server.asked.length;
  expect(server.lines.at(-1)).toMatch(/hooks/);
  expect(asked).toBeLessThan(40);
});

test("a token that does not work, and a name that is not there, are said in words with what to do next", async () => {
  const server = await serve(organization(), FILES);
  server.script = () => ({ status: 401, body: { message: "Bad credentials" } });
  await expect(crawlLive(server)).rejects.toThrow("the token (NHI_GITHUB_TOKEN) is not valid");
  server.script = () => ({ status: 404, body: { message: "Not Found" } });
  await expect(crawlLive(server)).rejects.toThrow("github:octo-org: no such organisation, user or repository");
});

test("what is no answer of the API (a proxy's page) is a failure, never an empty list", async () => {
  const server = await serve(organization(), FILES);
  server.script = ({ url }) =>
    url.startsWith("/orgs/octo-org/hooks")
      ? { status: 200, headers: { "content-type": "text/html" }, body: "<html>log in</html>" }
      : undefined;
  const graph = await crawlLive(server, { cache: memoryCache() });
  expect(graph.state("github/org:hooks")).toBe("failed");
});

test("a file that a proxy answers with its page is a gap, never the file", async () => {
  const server = await serve(organization(), FILES);
  const isFile = (url: string): boolean => /\/contents\/.*(?:\.yml|CODEOWNERS)/.test(decodeURIComponent(url));
  const page = { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: "<html>* @log-in</html>" };
  const noQuery = { status: 200, body: { errors: [{ type: "FORBIDDEN", message: "no" }] } };
  server.script = ({ url }) => (isFile(url) ? page : url === "/graphql" ? noQuery : undefined);
  const graph = await crawlLive(server);
  expect(server.lines.some(isFile)).toBe(true);
  expect(graph.state("github/repo:files")).toBe("partial");
  expect(graph.ofType("github.codeowners")).toEqual([]);
  server.script = ({ url }) => (url === "/graphql" ? noQuery : undefined);
  expect((await crawlLive(server)).ofType("github.codeowners")).toHaveLength(1);
});
