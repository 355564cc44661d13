// The crawl over real HTTP from a scripted server: what comes out, how few calls it takes, what it does when GitHub says no,
// wait, or something strange.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { noting, sorted } from "../support.js";
import { FILES, MARKER, organization, repository } from "./organization.js";
import { crawlBundle, crawlLive, memoryCache, serve } from "./support.js";

test("every data set of an organisation is complete, and only listed reading calls are made", async () => {
  const server = await serve(organization(), FILES);
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  const open = graph.coverage.filter(({ state }) => state !== "complete");
  expect(open).toEqual([]);
  expect(graph.coverage.length).toBe(41);
  const writing = server.asked.filter(({ method, url }) => method !== "GET" && url !== "/graphql");
  expect(writing).toEqual([]);
  expect(server.asked.filter(({ url }) => url === "/graphql")).toHaveLength(2);
  expect(noted.calls.length).toBe(server.asked.length);
});

test("the graph of a crawl, of its recording, and without GraphQL is the same", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-github-")), "record");
  const server = await serve(organization(), FILES);
  const live = await crawlLive(server, { record: folder });
  const replayed = await crawlBundle(folder);
  const plain = await serve(organization(), FILES);
  plain.hasGraphQl = false;
  const asked = await crawlLive(plain);
  const nodes = (graph: typeof live) => new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = (graph: typeof live) => new Set(graph.edges.map((edge) => JSON.stringify(edge)));
  expect(nodes(replayed)).toEqual(nodes(live));
  expect(edges(replayed)).toEqual(edges(live));
  expect(sorted(replayed.supplements)).toEqual(sorted(live.supplements));
  // Listing one directory does not show actions in others: everything else is the same.
  const listed = new Map([...nodes(live)].filter(([, { type }]) => type !== "github.action"));
  expect(nodes(asked)).toEqual(listed);
  expect(asked.facts("github:repo/101")).toEqual(live.facts("github:repo/101"));
});

test("no secret value is kept: not in the graph, not in the recording, not in what the cache holds", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-github-")), "record");
  const server = await serve(organization(), FILES);
  const cache = memoryCache();
  const noted = noting();
  const graph = await crawlLive(server, { record: folder, cache, noted });
  const kept = JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, [...graph.documents]]);
  const places = [
    ["graph", kept],
    ["cache", JSON.stringify([...cache.kept])],
    ["messages", noted.lines.join()],
    ...filesBelow(folder).map((file): [string, string] => [file, readFileSync(file, "utf8")]),
  ] as const;
  expect(places.length).toBeGreaterThan(60);
  expect(places.filter(([, text]) => text.includes("MARKER")).map(([place]) => place)).toEqual([]);
  // What was there to be found: the answers hold it.
  expect(JSON.stringify([server.answers, server.files]).split(MARKER).length).toBeGreaterThan(6);
});

test("a second crawl asks with the marks of the first: what has one is 304", async () => {
  const server = await serve(organization(), FILES);
  const cache = memoryCache();
  const first = await crawlLive(server, { cache });
  const count = server.asked.length;
  let unchanged = 0;
  server.script = (asked) => {
    if (asked.headers["if-none-match"] !== undefined) unchanged += 1;
    return undefined;
  };
  const second = await crawlLive(server, { cache });
  expect(server.asked.length - count).toBe(count);
  // All but GraphQL, and answers that are refusals.
  expect(count - unchanged).toBeLessThanOrEqual(5);
  expect(new Map(second.nodes.map((node) => [node.id, node]))).toEqual(
    new Map(first.nodes.map((node) => [node.id, node])),
  );
});

test("an organisation of 110 repositories: lists of the organisation are asked once, not once a repository", async () => {
  const answers = organization();
  answers["orgs/octo-org/repos"] = Array.from({ length: 110 }, (_, at) => repository(2000 + at, `r${at}`));
  answers["orgs/octo-org/actions/permissions/workflow"] = {
    default_workflow_permissions: "read",
    can_approve_pull_request_reviews: false,
  };
  const server = await serve(answers);
  const noted = noting();
  await crawlLive(server, { noted });
  const counts = new Map<string, number>();
  for (const line of noted.calls) {
    const call = line.slice(line.indexOf(" ") + 1);
    counts.set(call, (counts.get(call) ?? 0) + 1);
  }
  expect(counts.get("GET /orgs/{org}/repos")).toBe(2);
  expect(counts.get("POST /graphql")).toBe(4);
  // Kept in no list of the organisation: secrets and variables of repositories in their stores, webhooks, and names of files.
  const perRepository = [...counts].filter(([, count]) => count >= 110).map(([call]) => call);
  expect(perRepository.sort()).toEqual([
    "GET /repos/{owner}/{repo}/actions/secrets",
    "GET /repos/{owner}/{repo}/actions/variables",
    "GET /repos/{owner}/{repo}/agents/secrets",
    "GET /repos/{owner}/{repo}/agents/variables",
    "GET /repos/{owner}/{repo}/codespaces/secrets",
    "GET /repos/{owner}/{repo}/dependabot/secrets",
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    "GET /repos/{owner}/{repo}/hooks",
  ]);
  const others = [...counts]
    .filter(([call]) => !perRepository.includes(call))
    .reduce((sum, [, count]) => sum + count, 0);
  expect(others).toBeLessThan(60);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
