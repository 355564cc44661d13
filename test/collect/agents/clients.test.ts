// Every client's configuration is found and read: servers, secrets and their places, and nothing of a value.
import { describe, expect, it } from "vitest";
import { clientOf } from "../../../src/collect/shared/agents/client-of.js";
import { CLIENTS } from "../../../src/collect/shared/agents/clients.js";
import { CONFIGURATIONS, MARKER, TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

describe("clients", () => {
  it("there are 28, each with a configuration here", () => {
    expect(CONFIGURATIONS.map(({ client }) => client).sort()).toEqual(CLIENTS.map(({ id }) => id).sort());
    expect(CLIENTS).toHaveLength(28);
    for (const { source } of CLIENTS) expect(source).toMatch(/^https:\/\//);
  });

  it.each(CONFIGURATIONS)("$client: $path", async ({ client, path, text }) => {
    const found = await readConfigurations({ [path]: text });
    expect(found.gaps).toEqual([]);
    const [server] = found.nodes.filter(({ type }) => type === "mcp.server");
    expect(server?.properties).toMatchObject({ client, file: path, enabled: true });
    expect(server?.name).toMatch(/tool$/);
    const secrets = found.nodes.filter(({ type }) => type === "agent.config-secret");
    expect(secrets).toHaveLength(1);
    const offset = text.indexOf(TOKEN);
    expect(secrets[0]?.properties).toMatchObject({
      detector: "github-personal-access-token",
      length: TOKEN.length,
      last4: "6TiV",
      line: text.slice(0, offset).split("\n").length,
      column: offset - text.lastIndexOf("\n", offset - 1),
    });
    expect(JSON.stringify(found)).not.toMatch(MARKER);
  });

  it.each([
    ["a monorepo's package", "apps/site/.mcp.json", "claude-code"],
    ["a profile of VS Code", "AppData/Roaming/Code/User/profiles/-1a2b/mcp.json", "vscode"],
    ["settings of an editor", ".vscode/settings.json", "vscode"],
    ["a machine's", "etc/codex/config.toml", "codex"],
    ["a machine's", "Library/Application Support/ClaudeCode/managed-mcp.json", "claude-code"],
    ["a sub-agent", "apps/site/.claude/agents/review.md", "claude-code"],
    ["a custom agent", ".github/agents/review.agent.md", "copilot-agent"],
    ["servers of a repository", ".github/mcp.json", "copilot-cli"],
    ["what runs without asking", ".cursor/permissions.json", "cursor"],
    ["what runs without asking", ".cursor/cli-config.json", "cursor"],
    ["a server of Continue", ".continue/mcpServers/x.json", "continue"],
    ["secrets of goose", "AppData/Roaming/Block/goose/config/secrets.yaml", "goose"],
    ["a plugin's own repository", ".claude-plugin/plugin.json", "claude-code"],
    ["an extension's own repository", "gemini-extension.json", "gemini-cli"],
    ["an extension of a person", ".gemini/extensions/crm/gemini-extension.json", "gemini-cli"],
    ["an extension of a person", ".qwen/extensions/crm/qwen-extension.json", "qwen-code"],
    ["an agent of Amazon Q", ".amazonq/cli-agents/review.json", "amazon-q"],
  ])("%s: %s", (_, path, client) => {
    expect(clientOf(path)?.client.id).toBe(client);
  });

  it.each([
    "package.json",
    "mcp.json",
    "docs/x.mcp.json",
    "src/settings.json",
    ".mcp.json.md",
    "x.cursor/mcp.json",
    "agents/review.md",
    "plugin.json",
    "hooks.json",
    "src/gemini-extension.json.md",
    "README.md",
    "db/goose/config.yaml",
    "config.yaml",
  ])("%s is nobody's", (path) => {
    expect(clientOf(path)).toBeUndefined();
  });
});
