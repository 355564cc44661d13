// A bundle holds configurations at the paths that they have on each machine; what a client would read there is read, as live.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, gather } from "../support.js";
import { MARKER, TOKEN } from "./configurations.js";

const folder = mkdtempSync(join(tmpdir(), "nhi-agents-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
}

const server = { command: "npx", args: ["-y", "crm-mcp@1.2.3"], env: { CRM_TOKEN: TOKEN } };

it("reads every machine, tells a person's own files from those of a project, and names what it could not read", async () => {
  write("bundle.json", { version: 1, recordedAt: "2026-01-01T00:00:00Z" });
  write("agents/laptop%3A1/home/ana/.cursor/mcp.json", { mcpServers: { crm: server } });
  write("agents/laptop%3A1/home/ana/work/site/.cursor/mcp.json", { mcpServers: { site: { command: "site" } } });
  write("agents/laptop%3A1/home/ana/notes.json", { mcpServers: { crm: server } });
  write("agents/laptop%3A1/Users/bo/Library/Application Support/Claude/claude_desktop_config.json", {
    mcpServers: { x: { command: "x" } },
  });
  write("agents/desk/etc/claude-code/managed-mcp.json", "{ not json");
  const collector = await collectorForBundle(folder);
  expect((await collector.plan()).map(({ scope }) => scope)).toEqual(["agents:desk", "agents:laptop:1"]);
  const { nodes, gaps } = gather(await batchesOf(collector));
  const clients = nodes.filter(({ type }) => type === "agent.client");
  expect(clients.map(({ id, properties }) => [id, properties["home"], properties["level"]])).toEqual([
    [
      "agents:laptop:1/agent/Users/bo/Library/Application Support/Claude/claude_desktop_config.json",
      "Users/bo",
      "user",
    ],
    ["agents:laptop:1/agent/home/ana/.cursor/mcp.json", "home/ana", "user"],
    ["agents:laptop:1/agent/home/ana/work/site/.cursor/mcp.json", undefined, "project"],
  ]);
  expect(nodes.filter(({ kind }) => kind === "credential").map(({ name }) => name)).toEqual(["CRM_TOKEN"]);
  expect(gaps.map(({ subject }) => subject)).toEqual(["etc/claude-code/managed-mcp.json:1:3"]);
  expect(JSON.stringify(nodes)).not.toMatch(MARKER);
});
