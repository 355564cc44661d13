// Configurations of agents in projects of GitLab: which files are asked for, what they show, and what is said of those that could
// not be read.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CONFIGURATIONS } from "../agents/configurations.js";
import { CI_TABLES, gatherBundle, sorted } from "../support.js";
import { type Answers, group, MARKER, project } from "./group.js";
import { crawlBundle, crawlLive, serve } from "./support.js";

const DATA_SET = "gitlab/project:agents";
const SECRET = "k7Qw3ZrT9pLm2XvB8nHs";
const CONFIG = JSON.stringify({
  mcpServers: { issues: { command: "npx", args: ["-y", "issues-mcp"], env: { API_TOKEN: SECRET } } },
});

/** A site, a project in a subgroup, and an archived one. */
function answers(...more: object[]): Answers {
  const projects = [project(101, "acme/site"), project(102, "acme/platform/api"), project(104, "acme/old", OLD)];
  return { ...group(), "groups/acme/projects": [...projects, ...more] };
}
const OLD = { archived: true };

const freshFolder = () => join(mkdtempSync(join(tmpdir(), "nhi-gitlab-")), "record");

test("files that clients read are asked for at any depth, and no others", async () => {
  const server = await serve(answers(project(105, "acme/empty", { empty_repo: true, default_branch: null })), {
    "projects/101/.mcp.json": CONFIG,
    "projects/101/mcp.json": CONFIG,
    "projects/101/src/settings.json": "{}",
    "projects/101/agent-card.json": JSON.stringify({ name: "O", url: "https://o.example.com/a2a", skills: [] }),
    "projects/102/packages/shop/.cursor/mcp.json": CONFIG,
    "projects/104/.mcp.json": CONFIG,
  });
  const graph = await crawlLive(server);
  const asked = server.asked.filter(({ path }) => path.includes("/repository/") && !path.includes(".gitlab-ci.yml"));
  expect(asked.map(({ path, query }) => `${decodeURIComponent(path)}?${query.toString()}`).sort()).toEqual([
    "projects/101/repository/files/.mcp.json/raw?ref=HEAD",
    "projects/101/repository/files/agent-card.json/raw?ref=HEAD",
    "projects/101/repository/tree?per_page=100&recursive=true&pagination=none",
    "projects/102/repository/files/packages/shop/.cursor/mcp.json/raw?ref=HEAD",
    "projects/102/repository/tree?per_page=100&recursive=true&pagination=none",
    "projects/104/repository/files/.mcp.json/raw?ref=HEAD",
    "projects/104/repository/tree?per_page=100&recursive=true&pagination=none",
  ]);
  const at = `gitlab:${server.host}/-/projects`;
  expect(graph.ofType("mcp.server").map(({ id }) => id)).toEqual([
    `${at}/101/agent/.mcp.json#issues`,
    `${at}/102/agent/packages/shop/.cursor/mcp.json#issues`,
    `${at}/104/agent/.mcp.json#issues`,
  ]);
  expect(graph.node(`${at}/102/agent/packages/shop/.cursor/mcp.json#issues/environment/API_TOKEN`)).toMatchObject({
    properties: { repository: "acme/platform/api", tracked: true, length: 20, line: 1 },
  });
  const supplies = graph.edges.filter(
    ({ kind, to }) => kind === "supplies_code_to" && JSON.stringify(to).includes("/agent/"),
  );
  expect(supplies.map(({ from, to, state }) => [from, to, state])).toContainEqual([
    `${at}/101`,
    `${at}/101/agent/.mcp.json`,
    "needs-actor",
  ]);
  expect(graph.coverageOf(DATA_SET)).toEqual({ dataSet: DATA_SET, state: "complete" });
});

test.each(CONFIGURATIONS)("$client: the same is found as in a checkout", async ({ path, text }) => {
  const server = await serve(answers(), { [`projects/101/${path}`]: text });
  const graph = await crawlLive(server);
  const id = `gitlab:${server.host}/-/projects/101`;
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const owner = { id, repository: "acme/site", suppliedBy: id, dataSet: DATA_SET };
  const { nodes = [], edges = [] } = await agentsPart(owner, [{ path, text, isTracked: true }], reader);
  // Columns are those of the stand-ins.
  const told = (list: typeof nodes) =>
    list.map(({ properties: { column: _, join: __, ...rest }, ...node }) => ({ ...node, properties: rest }));
  const found = graph.nodes.filter((node) => node.id.includes("/agent/"));
  expect(told(found)).toEqual(told(nodes));
  expect(graph.edges.filter(({ from, to }) => JSON.stringify([from, to]).includes("/agent/"))).toEqual(edges);
});

test("a recording tells the same and holds no secret, of whichever shape", async () => {
  const folder = freshFolder();
  const server = await serve(answers(), {
    "projects/101/.mcp.json": CONFIG,
    "projects/101/.claude/settings.json": JSON.stringify({ env: { ANTHROPIC_API_KEY: MARKER } }),
    "projects/102/.vscode/mcp.json": `{ /* ${SECRET} */ "servers": { "a": { "url": "https://u:${SECRET}@a.example" } } }`,
  });
  const live = await crawlLive(server, { record: folder });
  const secrets = live.ofType("agent.config-secret");
  expect(secrets).toHaveLength(3);
  const replayed = await crawlBundle(folder);
  expect(replayed.ofType("agent.config-secret")).toEqual(secrets);
  expect(replayed.coverageOf(DATA_SET)).toEqual(live.coverageOf(DATA_SET));
  const kept = readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(kept.join("\n")).toContain("nhi-secret-");
  expect(kept.filter((text) => text.includes(SECRET.slice(0, 12)) || text.includes("MARKERmarker"))).toEqual([]);
});

test("what does not parse, is too long, lies in Git LFS or is refused is a gap each, live and replayed", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a".repeat(16)}\nsize 12345\n`;
  const server = await serve(answers(), {
    "projects/101/.mcp.json": `{"mcpServers": {"x": {"env": {"A": "${MARKER}"`,
    "projects/101/.cursor/mcp.json": CONFIG,
    "projects/101/.claude/agents/review.md": pointer,
    "projects/101/.vscode/mcp.json": `{"servers": {"x": {"command": "${"x".repeat(3 << 20)}"}}}`,
    "projects/102/.mcp.json": CONFIG,
  });
  server.script = ({ path }) =>
    path.startsWith("projects/102/repository/files/.mcp")
      ? { status: 403, body: { message: "403 Forbidden" } }
      : undefined;
  const folder = freshFolder();
  const live = await crawlLive(server, { record: folder });
  const gaps = live.gaps.filter(({ dataSet }) => dataSet === DATA_SET);
  const at = `gitlab:${server.host}/-/projects`;
  expect(Object.fromEntries(gaps.map(({ subject, message }) => [subject, message]))).toEqual({
    [`${at}/101/agent/.mcp.json`]: expect.stringMatching(/\.mcp\.json:1:\d+: is not JSON: .*; nothing of it was read/),
    [`${at}/101/agent/.claude/agents/review.md`]: expect.stringContaining("is kept in Git LFS; nothing of it was read"),
    [`${at}/101/agent/.vscode/mcp.json`]: expect.stringContaining("too long to be read"),
    [`${at}/102/agent/.mcp.json`]: expect.stringContaining("403 Forbidden"),
  });
  expect(JSON.stringify(gaps)).not.toContain("MARKER");
  expect(live.state(DATA_SET)).toBe("partial");
  // The other file counts all the same.
  expect(live.ofType("mcp.server").map(({ id }) => id)).toEqual([`${at}/101/agent/.cursor/mcp.json#issues`]);
  const replayed = await crawlBundle(folder);
  expect(sorted(replayed.gaps.filter(({ dataSet }) => dataSet === DATA_SET))).toEqual(sorted(gaps));
});

test("a file that the server calls JSON is read as it is written", async () => {
  const text = `{\n  // of the issues\n  "mcpServers": {\n    "issues": { "command": "npx", "env": { "API_TOKEN": "${SECRET}" } }\n  }\n}\n`;
  const server = await serve(answers(), { "projects/101/.mcp.json": text });
  server.script = ({ path }) =>
    path === "projects/101/repository/files/.mcp.json/raw"
      ? { status: 200, headers: { "content-type": "application/json" }, body: text }
      : undefined;
  const [secret] = (await crawlLive(server)).ofType("agent.config-secret");
  expect(secret?.properties).toMatchObject({ line: 4, length: 20 });
});

test("a list of files that is refused, hidden or cut short is a gap about its project, never a project without agents", async () => {
  const files = { "projects/101/.mcp.json": CONFIG, "projects/102/.mcp.json": CONFIG };
  const replies = {
    refused: { status: 403, body: { message: "403 Forbidden" } },
    hidden: { status: 404, body: { message: "404 Project Not Found" } },
    cut: { status: 200, headers: { "content-type": "application/json" }, body: '[{"type": "blob", "path": ".mc' },
  };
  for (const [name, reply] of Object.entries(replies)) {
    const server = await serve(answers(), files);
    server.script = ({ path }) => (path === "projects/102/repository/tree" ? reply : undefined);
    const graph = await crawlLive(server);
    expect([name, graph.state(DATA_SET)]).toEqual([name, "partial"]);
    expect(graph.gaps.filter(({ dataSet }) => dataSet === DATA_SET).map(({ subject }) => subject)).toEqual([
      `gitlab:${server.host}/-/projects/102`,
    ]);
    expect(graph.ofType("mcp.server")).toHaveLength(1);
  }
});

test("an entry whose path, kind or mode is of another type is a gap that names it, live and replayed", async () => {
  for (const odd of [{ path: [".mcp.json"] }, { type: 3 }, { mode: 100644 }]) {
    const server = await serve(answers(), { "projects/101/.mcp.json": CONFIG });
    const entry = { type: "blob", mode: "100644", path: ".mcp.json", ...odd };
    server.script = ({ path }) =>
      path === "projects/101/repository/tree" ? { status: 200, body: [entry] } : undefined;
    const folder = freshFolder();
    for (const graph of [await crawlLive(server, { record: folder }), await crawlBundle(folder)]) {
      const [field] = Object.keys(odd);
      expect(graph.state(DATA_SET)).toBe("partial");
      expect(graph.gaps.filter(({ dataSet }) => dataSet === DATA_SET).map(({ message }) => message)).toEqual([
        expect.stringContaining(`[0].${field}`),
      ]);
    }
  }
});

const AT = "gitlab/gitlab.com/api/v4";
const HEAD = {
  [`${AT}/groups/acme.json`]: { id: 9, full_path: "acme" },
  [`${AT}/groups/acme/descendant_groups.json`]: [],
  [`${AT}/groups/acme/projects.json`]: [project(101, "acme/site")],
};

test("a bundle put together by hand may hold the files without the list, and is read in part then", async () => {
  const files = `${AT}/projects/101/repository/files`;
  const raw = { mcpServers: { a: { url: "http://a.example" } } };
  const graph = await gatherBundle({ ...HEAD, [`${files}/web%2F.mcp.json/raw`]: raw, [`${files}/x.yml/raw`]: {} });
  expect(graph.ofType("mcp.server").map(({ id }) => id)).toEqual([
    "gitlab:gitlab.com/-/projects/101/agent/web/.mcp.json#a",
  ]);
  expect(graph.state(DATA_SET)).toBe("partial");
  const none = await gatherBundle(HEAD);
  expect(none.state(DATA_SET)).not.toBe("complete");
});
