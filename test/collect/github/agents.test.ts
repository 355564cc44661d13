// Configurations of agents in repositories of GitHub: which files are asked for, what they show, and what is said of those that
// could not be read.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MARKER, organization, repository } from "./organization.js";
import { crawlBundle, crawlLive, serve, writeBundle } from "./support.js";

const CONFIG = JSON.stringify({
  mcpServers: { issues: { command: "npx", args: ["-y", "issues-mcp"], env: { API_TOKEN: "k7Qw3ZrT9pLm2XvB8nHs" } } },
});
const ID = "github:repo/101/agent";

function answers() {
  return { ...organization(), "orgs/octo-org/repos": [repository(101, "api"), repository(102, "web")] };
}

test("files that clients read are asked for at any depth, and no others", async () => {
  const server = await serve(answers(), {
    "api/.mcp.json": CONFIG,
    "api/packages/shop/.cursor/mcp.json": CONFIG,
    "api/agent-card.json": JSON.stringify({ name: "Orders", url: "https://orders.example.com/a2a", skills: [] }),
    "api/mcp.json": CONFIG,
    "api/src/settings.json": "{}",
    "web/README.md": "web",
  });
  const graph = await crawlLive(server);
  const asked = server.lines.filter((line) => line.includes("/contents/"));
  expect(asked.map((line) => decodeURIComponent(line)).sort()).toEqual([
    "GET /repos/octo-org/api/contents/.mcp.json",
    "GET /repos/octo-org/api/contents/agent-card.json",
    "GET /repos/octo-org/api/contents/packages/shop/.cursor/mcp.json",
  ]);
  const ids = graph.nodes.map(({ id }) => id).filter((id) => id.includes("/agent/"));
  expect(ids.sort()).toEqual([
    `${ID}/.mcp.json`,
    `${ID}/.mcp.json#issues`,
    `${ID}/.mcp.json#issues/environment/API_TOKEN`,
    `${ID}/agent-card.json`,
    `${ID}/packages/shop/.cursor/mcp.json`,
    `${ID}/packages/shop/.cursor/mcp.json#issues`,
    `${ID}/packages/shop/.cursor/mcp.json#issues/environment/API_TOKEN`,
  ]);
  const secret = graph.node(`${ID}/.mcp.json#issues/environment/API_TOKEN`);
  expect(secret?.properties).toMatchObject({
    repository: "octo-org/api",
    file: ".mcp.json",
    tracked: true,
    length: 20,
  });
  const supplies = graph.edges.filter(({ kind, from }) => kind === "supplies_code_to" && from === "github:repo/101");
  expect(new Set(supplies.map(({ to }) => to))).toEqual(
    new Set([`${ID}/.mcp.json`, `${ID}/packages/shop/.cursor/mcp.json`]),
  );
  expect(graph.coverageOf("github/repo:agents")).toEqual({ dataSet: "github/repo:agents", state: "complete" });
});

test("a recording tells the same and holds no secret, of whichever shape", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-github-")), "record");
  const files = {
    "api/.mcp.json": CONFIG,
    "api/.claude/settings.json": JSON.stringify({ env: { ANTHROPIC_API_KEY: MARKER } }),
    "web/.vscode/mcp.json": `{ /* k7Qw3ZrT9pLm2XvB8nHs */ "servers": { "a": { "url": "https://u:k7Qw3ZrT9pLm2XvB8nHs@a.example" } } }`,
  };
  const server = await serve(answers(), files);
  const live = await crawlLive(server, { record: folder });
  const secrets = live.ofType("agent.config-secret");
  expect(secrets).toHaveLength(3);
  const replayed = await crawlBundle(folder);
  expect(replayed.ofType("agent.config-secret")).toEqual(secrets);
  expect(replayed.coverageOf("github/repo:agents")).toEqual(live.coverageOf("github/repo:agents"));
  const kept = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(kept.join("\n")).toContain("nhi-secret-");
  expect(kept.filter((text) => /k7Qw3ZrT9pLm|MARKERMARKER/.test(text))).toEqual([]);
});

test("a repository without a commit has none; a part of a listing and a file that does not parse are gaps, live and replayed", async () => {
  const server = await serve(answers(), {
    "api/.mcp.json": `{"mcpServers": {"x": {"env": {"A": "${MARKER}"`,
    "api/.cursor/mcp.json": CONFIG,
  });
  server.script = (asked, { files }) =>
    asked.url.startsWith("/repos/octo-org/api/git/trees/")
      ? {
          status: 200,
          body: {
            tree: Object.keys(files).map((path) => ({ path: path.slice(4), type: "blob", mode: "100644" })),
            truncated: true,
          },
        }
      : undefined;
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-github-")), "record");
  const live = await crawlLive(server, { record: folder });
  const gaps = live.gaps.filter(({ dataSet }) => dataSet === "github/repo:agents");
  expect(gaps.map(({ subject }) => subject).sort()).toEqual([
    "github:repo/101/agent/.mcp.json",
    "github:repo/101/agents",
  ]);
  expect(gaps.map(({ message }) => message).join("\n")).toMatch(
    /\.mcp\.json:1:\d+: is not JSON: .*; nothing of it was read/,
  );
  expect(JSON.stringify(gaps)).not.toContain("MARKER");
  // The other file counts all the same.
  expect(live.ofType("mcp.server").map(({ id }) => id)).toEqual([`${ID}/.cursor/mcp.json#issues`]);
  expect(live.nodes.filter(({ id }) => id.startsWith("github:repo/102/agent"))).toEqual([]);
  const replayed = await crawlBundle(folder);
  expect(replayed.gaps.filter(({ dataSet }) => dataSet === "github/repo:agents")).toEqual(gaps);
});

test("a listing that is refused is a gap about its repository, never a repository without agents", async () => {
  const server = await serve(answers(), { "api/.mcp.json": CONFIG, "web/.mcp.json": CONFIG });
  server.script = ({ url }) =>
    url.startsWith("/repos/octo-org/web/git/trees/") ? { status: 404, body: { message: "Not Found" } } : undefined;
  const graph = await crawlLive(server);
  const coverage = graph.coverageOf("github/repo:agents");
  expect(coverage?.state).not.toBe("complete");
  expect(graph.ofType("mcp.server")).toHaveLength(1);
});

test("a bundle put together by hand may hold the files without the listing", async () => {
  const folder = writeBundle(answers(), { "api/.mcp.json": CONFIG, "api/.claude/settings.json": "{}" });
  const graph = await crawlBundle(folder);
  expect(graph.ofType("mcp.server").map(({ id }) => id)).toEqual([`${ID}/.mcp.json#issues`]);
  // What lies deeper is not known: read in part, and never whole.
  expect(graph.coverageOf("github/repo:agents")?.state).toBe("partial");
  expect(graph.gaps.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^api: the list of its files is not in the bundle/),
  );
});
