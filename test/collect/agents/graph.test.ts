// Servers as they are called and started, faults with their places, and hostile files.
import { describe, expect, it } from "vitest";
import { readConfigurations } from "./read.js";

async function server(fields: object) {
  const { nodes } = await readConfigurations({ ".mcp.json": JSON.stringify({ mcpServers: { x: fields } }) });
  return nodes.find(({ type }) => type === "mcp.server")?.properties;
}

describe("a remote server", () => {
  it.each([
    [
      { url: "http://mcp.example.com:8080/a" },
      { scheme: "http", host: "mcp.example.com:8080", plain_http: true, loopback: false },
    ],
    [{ url: "http://127.0.0.1:3000/mcp" }, { plain_http: true, loopback: true }],
    [{ url: "http://[::1]:3000/mcp" }, { plain_http: true, loopback: true }],
    [{ url: "http://localhost.evil.example/mcp" }, { plain_http: true, loopback: false }],
    [
      { url: "https://user:pw@a.example/s?k=1", headers: {} },
      { scheme: "https", host: "a.example", plain_http: false },
    ],
    [
      { url: "https://a.example", headers: { Authorization: `Bearer 9f8e7d6c${"5b4a39281706"}` } },
      { sign_in: "static" },
    ],
    [{ url: "https://a.example", headers: { Authorization: "Bearer ${T}" } }, { sign_in: "reference" }],
    [{ url: "https://a.example", oauth: { scopes: ["a"] } }, { sign_in: "oauth" }],
    [{ url: "https://a.example", oauth: false }, { sign_in: "none" }],
    [{ httpUrl: "https://a.example", authProviderType: "google_credentials" }, { sign_in: "google" }],
    [
      { command: "npx", args: ["mcp-remote", "http://a.example/mcp"] },
      { transport: "remote", plain_http: true, package: "mcp-remote", pinned: false },
    ],
  ])("%j", async (fields, expected) => {
    expect(await server(fields)).toMatchObject(expected);
  });

  const TOKEN = `Bearer 9f8e7d6c${"5b4a39281706"}`;
  it.each<[string, Record<string, string>, string]>([
    ["Authorization:${AUTH}", { AUTH: TOKEN }, "static"],
    ["Authorization:%AUTH%", { AUTH: TOKEN }, "static"],
    ["Authorization:${AUTH}", { AUTH: "${env:AUTH}" }, "reference"],
    ["Authorization:${AUTH}", { OTHER_TOKEN: TOKEN }, "reference"],
    ["Authorization:${AUTH}", {}, "reference"],
    ["X-Trace: on", { OTHER_TOKEN: TOKEN }, "not known"],
  ])("a header %s with %j beside it: %s", async (header, env, expected) => {
    const found = await server({ command: "npx", args: ["mcp-remote", "https://a.example", "--header", header], env });
    expect(found?.["sign_in"] ?? "not known").toBe(expected);
  });

  it("whose sign-in only a call would tell, or whose address is a variable, is not judged", async () => {
    expect(await server({ url: "https://a.example" })).not.toHaveProperty("sign_in");
    expect(await server({ url: "${MCP_URL}" })).not.toHaveProperty("plain_http");
  });

  it("one that is off starts nothing", async () => {
    const text = JSON.stringify({ mcpServers: { on: { command: "a" }, off: { command: "b", disabled: true } } });
    const { edges } = await readConfigurations({ ".mcp.json": text });
    expect(edges.filter(({ kind }) => kind === "runs_code_in").map(({ to }) => to)).toEqual([
      "repo:a/b/agent/.mcp.json#on",
    ]);
  });
});

describe("a file", () => {
  it("that is whole and no object is a gap; one that says null is not", async () => {
    const found = await readConfigurations({
      ".cursor/mcp.json": '[{ "mcpServers": { "a": { "command": "x" } } }]',
      ".mcp.json": '"mcpServers"',
      ".kiro/settings/mcp.json": "null",
    });
    expect(found.gaps.map(({ message }) => message).sort()).toEqual([
      expect.stringMatching(/^\.cursor\/mcp\.json:1:1: is not an object; nothing of it was read/),
      expect.stringMatching(/^\.mcp\.json:1:\d: is not an object; nothing of it was read/),
    ]);
  });

  it("that is broken is a gap with its place, and the whole part of it is read", async () => {
    const found = await readConfigurations({
      ".cursor/mcp.json": '{\n "mcpServers": {\n  "a": { "command": "x" },\n  "b": { "command": \n}',
      ".codex/config.toml": '[mcp_servers.a]\ncommand = "x"\n[mcp_servers.b\n',
    });
    expect(found.gaps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^\.cursor\/mcp\.json:5:1: is not JSON: /),
      expect.stringMatching(/^\.codex\/config\.toml:4:1: is not TOML: /),
    ]);
    expect(found.nodes.filter(({ type }) => type === "mcp.server").map(({ name }) => name)).toEqual(["a"]);
  });

  it("of an editor without anything about agents is nothing", async () => {
    const { nodes, gaps } = await readConfigurations({ ".vscode/settings.json": '{"editor.tabSize": 2,}' });
    expect([nodes, gaps]).toEqual([[], []]);
  });

  it("with nothing in it, or with something else, is nothing", async () => {
    const found = await readConfigurations({
      ".mcp.json": "[1, null]",
      ".cursor/mcp.json": '{"mcpServers": [3]}',
      ".roo/mcp.json": '{"mcpServers": {"a": 1, "b": {"x": 2}, "c": null}}',
    });
    expect(found.nodes).toEqual([]);
  });

  it("a flat .mcp.json, a byte order mark and doubled names are read", async () => {
    const found = await readConfigurations({
      ".mcp.json": '\uFEFF{"a": {"command": "x"}, "a": {"command": "npx", "args": ["y"]}}',
    });
    expect(found.gaps).toEqual([]);
    expect(
      found.nodes.filter(({ type }) => type === "mcp.server").map(({ properties }) => properties["package"]),
    ).toEqual([undefined, "y"]);
  });

  it("nested beyond reason is a gap, in no time", async () => {
    const found = await readConfigurations({
      ".mcp.json": "[".repeat(500_000),
      ".cursor/mcp.json": `{"mcpServers": ${'{"a":'.repeat(200_000)}`,
      ".codex/config.toml": `a = ${"[".repeat(200_000)}`,
    });
    expect(found.gaps).toHaveLength(3);
    expect(found.nodes).toEqual([]);
  });

  it("what leaves people out is said", async () => {
    const found = await readConfigurations({
      ".claude/settings.json":
        '{"permissions": {"defaultMode": "bypassPermissions", "allow": ["Bash(*)", "mcp__*"]}, "enableAllProjectMcpServers": true}',
      ".codex/config.toml": 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n',
      ".kiro/settings/mcp.json": '{"mcpServers": {"a": {"command": "x", "autoApprove": ["read"]}}}',
      ".gemini/settings.json": '{"mcpServers": {"a": {"command": "x", "trust": true}}}',
    });
    const clients = found.nodes.filter(({ type }) => type === "agent.client");
    expect(Object.fromEntries(clients.map(({ properties }) => [properties["client"], properties["bypasses"]]))).toEqual(
      {
        // a star without the name of a server allows nothing
        "claude-code": ["allows every command", "bypassPermissions", "enableAllProjectMcpServers"],
        codex: ["approval_policy never", "sandbox_mode danger-full-access"],
        kiro: [],
        "gemini-cli": [],
      },
    );
    const servers = found.nodes.filter(({ type }) => type === "mcp.server");
    expect(servers.map(({ properties }) => properties["auto_approved"])).toEqual([["read"], ["*"]]);
  });

  it("secrets of settings and of models are found", async () => {
    const drawn = `9f8e7d6c${"5b4a39281706ffee"}`;
    const found = await readConfigurations({
      ".claude/settings.json": `{"env": {"ANTHROPIC_API_KEY": "${drawn}", "DEBUG": "true"}}`,
      "opencode.json": `{"provider": {"x": {"options": {"apiKey": "${drawn}", "baseURL": "https://a.example"}}}}`,
      ".codex/config.toml": `[model_providers.x]\nenv_key = "X_KEY"\nexperimental_bearer_token = "${drawn}"\n`,
    });
    expect(found.nodes.filter(({ type }) => type === "agent.config-secret").map(({ id }) => id)).toEqual([
      "repo:a/b/agent/.claude/settings.json/settings/ANTHROPIC_API_KEY",
      "repo:a/b/agent/opencode.json/settings/apiKey",
      "repo:a/b/agent/.codex/config.toml/settings/experimental_bearer_token",
    ]);
  });
});

describe("what is started is told apart without keeping it", () => {
  const markOf = async (server: object) => {
    const { nodes } = await readConfigurations({ ".mcp.json": JSON.stringify({ mcpServers: { x: server } }) });
    return nodes.find(({ type }) => type === "mcp.server")?.properties["program_mark"];
  };
  const program = { command: "/opt/crm", args: ["--stdio"] };
  it.each<[string, object, object, boolean]>([
    ["the same program", program, { ...program, env: { A: "b" } }, true],
    ["another program", program, { ...program, command: "/tmp/crm" }, false],
    ["other arguments", program, { ...program, args: ["--stdio", "--eval"] }, false],
    [
      "another secret",
      { command: "/opt/crm", args: ["--api-key", `9f8e7d6c${"5b4a3928"}1706ffee`] },
      { command: "/opt/crm", args: ["--api-key", `1a2b3c4d${"9e8f7a6b"}5c4d3e2f`] },
      true,
    ],
    [
      "another version in a script",
      { command: "bash", args: ["-c", "exec npx -y crm-mcp@1.0.0"] },
      { command: "bash", args: ["-c", "exec npx -y crm-mcp@1.0.1"] },
      true,
    ],
    [
      "more in a script",
      { command: "bash", args: ["-c", "npx -y crm-mcp@1.0.0"] },
      { command: "bash", args: ["-c", "npx -y crm-mcp@1.0.0 & /tmp/more"] },
      false,
    ],
  ])("%s", async (_, before, after, isSame) => {
    const [was, is] = [await markOf(before), await markOf(after)];
    expect(was).toMatch(/^[0-9a-f]{64}$/);
    expect(is === was).toBe(isSame);
  });
  it("a package tells it", async () => {
    expect(await markOf({ command: "npx", args: ["-y", "crm-mcp@1.0.0"] })).toBeUndefined();
  });
});
