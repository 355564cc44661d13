// Whether a client keeps a record of tool calls follows from all of its files: the administrator's first.
import { expect, it } from "vitest";
import type { AgentFile } from "../../../src/collect/shared/agents/frame.js";
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES } from "../support.js";

const SERVERS = JSON.stringify({ mcpServers: { orders: { command: "x" } } });
const claude = (env: object) => JSON.stringify({ env });
const ON = { CLAUDE_CODE_ENABLE_TELEMETRY: "1", OTEL_LOGS_EXPORTER: "otlp" };

async function telemetry(
  files: { readonly [path: string]: string },
  more: Partial<AgentFile> = {},
  repository?: string,
) {
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const given = Object.entries(files).map(([path, text]) => ({ path, text, ...more }));
  const owner = { id: "agents:m", dataSet: "d", ...(repository !== undefined && { repository }) };
  const { nodes = [] } = await agentsPart(owner, given, reader);
  const clients = nodes.filter(({ type }) => type === "agent.client");
  return Object.fromEntries(clients.map(({ id, properties }) => [id.split("/agent/")[1], properties["telemetry"]]));
}

it.each([
  ["on: tool calls have a place", ON, "on"],
  ["numbers alone", { CLAUDE_CODE_ENABLE_TELEMETRY: 1, OTEL_METRICS_EXPORTER: "otlp" }, "metrics"],
  ["switched on, and nowhere to go", { CLAUDE_CODE_ENABLE_TELEMETRY: "1", OTEL_LOGS_EXPORTER: "none" }, "off"],
  ["switched off, with a place", { ...ON, CLAUDE_CODE_ENABLE_TELEMETRY: "0" }, "off"],
  ["nothing said", {}, "off"],
])("Claude Code: %s", async (_, env, wanted) => {
  expect(await telemetry({ ".mcp.json": SERVERS, ".claude/settings.json": claude(env) })).toEqual({
    ".mcp.json": wanted,
  });
});

it("Claude Code: what the administrator of the machine says holds", async () => {
  const managed = "etc/claude-code/managed-settings.json";
  const off = claude({ CLAUDE_CODE_ENABLE_TELEMETRY: "0" });
  const files = { ".mcp.json": SERVERS, ".claude/settings.json": claude(ON), [managed]: off };
  expect(await telemetry(files)).toEqual({ ".mcp.json": "off" });
  expect(await telemetry({ ".mcp.json": SERVERS, ".claude/settings.json": off, [managed]: claude(ON) })).toEqual({
    ".mcp.json": "on",
  });
});

it.each([
  ["a table of an exporter", '[otel]\nexporter = { otlp-http = { endpoint = "https://otel.acme.example" } }\n', "on"],
  ["none", '[otel]\nexporter = "none"\n', "off"],
  ["the vendor's own", '[otel]\nexporter = "statsig"\n', "off"],
  ["nothing said", "", "off"],
])("Codex: %s", async (_, otel, wanted) => {
  const text = `[mcp_servers.orders]\ncommand = "x"\n${otel}`;
  expect(await telemetry({ ".codex/config.toml": text })).toEqual({ ".codex/config.toml": wanted });
});

it.each([
  [{ enabled: true, target: "local" }, "on"],
  [{ enabled: false }, "off"],
  [{ logPrompts: false }, "off"],
])("Gemini CLI: %j", async (settings, wanted) => {
  const text = JSON.stringify({ mcpServers: { orders: { command: "x" } }, telemetry: settings });
  expect(await telemetry({ ".gemini/settings.json": text })).toEqual({ ".gemini/settings.json": wanted });
});

it("is open of clients that have no such setting, and of a checkout, where a person's own settings are not", async () => {
  expect(await telemetry({ ".cursor/mcp.json": SERVERS })).toEqual({ ".cursor/mcp.json": undefined });
  expect(await telemetry({ ".mcp.json": SERVERS }, {}, "acme/site")).toEqual({ ".mcp.json": undefined });
  const said = { ".mcp.json": SERVERS, ".claude/settings.json": claude(ON) };
  expect(await telemetry(said, {}, "acme/site")).toEqual({ ".mcp.json": "on" });
});

it("of one person is not that of another", async () => {
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const files = [
    { path: "home/ana/.claude.json", home: "home/ana", text: SERVERS },
    { path: "home/bo/.claude.json", home: "home/bo", text: SERVERS },
    { path: "home/bo/.claude/settings.json", home: "home/bo", text: claude(ON) },
  ];
  const { nodes = [] } = await agentsPart({ id: "agents:m", dataSet: "d" }, files, reader);
  const clients = nodes.filter(({ type }) => type === "agent.client");
  expect(clients.map(({ properties }) => properties["telemetry"])).toEqual(["off", "on"]);
});
