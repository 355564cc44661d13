// Settings by which nobody is asked count for the servers of the same client and person, in whatever files they stand.
import { expect, it } from "vitest";
import type { AgentFile } from "../../../src/collect/shared/agents/frame.js";
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES } from "../support.js";

const SERVERS = JSON.stringify({ mcpServers: { orders: { command: "x" } } });
const BYPASS = JSON.stringify({ permissions: { defaultMode: "bypassPermissions" } });

async function unasked(files: readonly Omit<AgentFile, "text">[], texts: readonly unknown[]) {
  const given = files.map((file, at) => ({ ...file, text: String(texts[at]) }));
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const { nodes = [] } = await agentsPart({ id: "agents:m", dataSet: "d" }, given, reader);
  const servers = nodes.filter(({ type }) => type === "mcp.server");
  return Object.fromEntries(servers.map(({ id, properties }) => [id.split("/agent/")[1], properties["unasked"]]));
}

it("in another file of the same client", async () => {
  const files = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }, { path: ".cursor/mcp.json" }];
  expect(await unasked(files, [SERVERS, BYPASS, SERVERS])).toEqual({
    ".mcp.json#orders": ["bypassPermissions"],
    ".cursor/mcp.json#orders": undefined,
  });
});

it("not those of another person", async () => {
  const files = [
    { path: "home/ana/.claude.json", home: "home/ana" },
    { path: "home/bo/.claude.json", home: "home/bo" },
    { path: "home/bo/.claude/settings.json", home: "home/bo" },
  ];
  expect(await unasked(files, [SERVERS, SERVERS, BYPASS])).toEqual({
    "home/ana/.claude.json#orders": undefined,
    "home/bo/.claude.json#orders": ["bypassPermissions"],
  });
});

it("of commands, or of which files may bring servers, is another matter", async () => {
  const settings = JSON.stringify({ enableAllProjectMcpServers: true, permissions: { allow: ["Bash"] } });
  const files = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }];
  expect(await unasked(files, [SERVERS, settings])).toEqual({ ".mcp.json#orders": undefined });
});

it("void where the machine forbids it, not where a person writes the same", async () => {
  const forbidden = JSON.stringify({ permissions: { disableBypassPermissionsMode: "disable" } });
  const files = [
    { path: ".mcp.json" },
    { path: ".claude/settings.json" },
    { path: "etc/claude-code/managed-settings.json" },
  ];
  expect(await unasked(files, [SERVERS, BYPASS, forbidden])).toEqual({ ".mcp.json#orders": undefined });
  const own = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }, { path: ".claude/settings.local.json" }];
  expect(await unasked(own, [SERVERS, BYPASS, forbidden])).toEqual({ ".mcp.json#orders": ["bypassPermissions"] });
});

it("every tool of one server, by a list of permissions: of that server alone, and not where it is refused", async () => {
  const two = JSON.stringify({ mcpServers: { orders: { command: "x" }, stock: { command: "x" } } });
  const files = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }, { path: ".claude/settings.local.json" }];
  const allow = (...names: string[]) => JSON.stringify({ permissions: { allow: names } });
  const of = (name: string) => [`allows every tool of ${name}`];
  const both = (orders: unknown, stock: unknown) => ({ ".mcp.json#orders": orders, ".mcp.json#stock": stock });
  expect(await unasked(files, [two, allow("mcp__orders"), "{}"])).toEqual(both(of("orders"), undefined));
  expect(await unasked(files, [two, allow("mcp__stock__*"), "{}"])).toEqual(both(undefined, of("stock")));
  expect(await unasked(files, [two, allow("mcp__orders__list_items"), "{}"])).toEqual(both(undefined, undefined));
  for (const list of ["deny", "ask"]) {
    for (const rule of ["mcp__orders", "mcp__orders__*", "mcp__*", "*"]) {
      const refused = JSON.stringify({ permissions: { [list]: [rule] } });
      expect(await unasked(files, [two, allow("mcp__orders"), refused]), rule).toEqual(both(undefined, undefined));
    }
    const other = JSON.stringify({ permissions: { [list]: ["mcp__stock"] } });
    expect(await unasked(files, [two, allow("mcp__orders"), other])).toEqual(both(of("orders"), undefined));
  }
});

it.each(["mcp__*", "*", "mcp__orders*", "mcp__orders(*)", "mcp__*__list_items"])(
  "a star that stands for a server's name is skipped where it allows: %s",
  async (rule) => {
    const files = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }];
    const settings = JSON.stringify({ permissions: { allow: [rule] } });
    expect(await unasked(files, [SERVERS, settings])).toEqual({ ".mcp.json#orders": undefined });
  },
);

it("a server with two underscores in its name is allowed by the star alone", async () => {
  const server = JSON.stringify({ mcpServers: { eu__orders: { command: "x" } } });
  const files = [{ path: ".mcp.json" }, { path: ".claude/settings.json" }];
  const allow = (name: string) => JSON.stringify({ permissions: { allow: [name] } });
  expect(await unasked(files, [server, allow("mcp__eu__orders__*")])).toEqual({
    ".mcp.json#eu__orders": ["allows every tool of eu__orders"],
  });
  for (const rule of ["mcp__eu__orders", "mcp__eu__*"])
    expect(await unasked(files, [server, allow(rule)]), rule).toEqual({ ".mcp.json#eu__orders": undefined });
});

it.each([
  [".config/goose/config.yaml", "GOOSE_MODE: auto", "GOOSE_MODE auto"],
  [".config/goose/config.yaml", "GOOSE_MODE: smart_approve", undefined],
  [".config/amp/settings.json", '"amp.dangerouslyAllowAll": true', "amp.dangerouslyAllowAll"],
  [".config/amp/settings.json", '"amp.dangerouslyAllowAll": false', undefined],
  [".qwen/settings.json", '"tools": {"approvalMode": "yolo"}', "approval mode yolo"],
  [".qwen/settings.json", '"tools": {"approvalMode": "default"}', undefined],
])("%s with %s", async (path, setting, expected) => {
  const text = path.endsWith(".yaml")
    ? `${setting}\nextensions:\n  orders:\n    type: stdio\n    cmd: x\n`
    : `{${setting}, "${path.includes("amp") ? "amp.mcpServers" : "mcpServers"}": {"orders": {"command": "x"}}}`;
  const names = expected === undefined ? undefined : [expected];
  expect(await unasked([{ path }], [text])).toEqual({ [`${path}#orders`]: names });
});

it("Cursor: every tool of one server, or of all, by the list of its editor or of its command line", async () => {
  const two = JSON.stringify({ mcpServers: { orders: { command: "x" }, stock: { command: "x" } } });
  const names = async (path: string, settings: unknown) =>
    Object.values(await unasked([{ path: ".cursor/mcp.json" }, { path }], [two, JSON.stringify(settings)]));
  const ofOrders = ["allows every tool of orders"];
  const ofAll = ["allows every tool"];
  const editor = (...mcpAllowlist: string[]) => names(".cursor/permissions.json", { mcpAllowlist });
  expect(await editor("orders:*")).toEqual([ofOrders, undefined]);
  expect(await editor("*:*")).toEqual([ofAll, ofAll]);
  expect(await editor("orders:list_items", "*:get", "npm:*install")).toEqual([undefined, undefined]);
  const line = (allow: string[], deny: string[] = []) => names(".cursor/cli.json", { permissions: { allow, deny } });
  expect(await line(["Mcp(orders:*)"])).toEqual([ofOrders, undefined]);
  expect(await line(["Mcp(orders:*)"], ["Mcp(orders:*)"])).toEqual([undefined, undefined]);
  expect(await line(["Mcp(orders:list_items)", "Shell(ls)"])).toEqual([undefined, undefined]);
});

async function switchedOn(files: { readonly [path: string]: unknown }): Promise<unknown> {
  const given = Object.entries(files).map(([path, text]) => ({ path, text: JSON.stringify(text) }));
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const { nodes = [] } = await agentsPart({ id: "agents:m", dataSet: "d" }, given, reader);
  return nodes.flatMap(({ type, name, properties }) =>
    type === "mcp.server" && properties["enabled"] === true ? [name] : [],
  );
}

it("servers that settings leave out are switched off, in their project and of their client", async () => {
  const mcpServers = { orders: { command: "x" }, stock: { command: "x" } };
  const claude = (disabledMcpjsonServers: string[], path = ".claude/settings.json") =>
    switchedOn({ ".mcp.json": { mcpServers }, [path]: { disabledMcpjsonServers } });
  expect(await claude(["orders"])).toEqual(["stock"]);
  expect(await claude([])).toEqual(["orders", "stock"]);
  expect(await claude(["orders"], "apps/site/.claude/settings.json")).toEqual(["orders", "stock"]);
  expect(await claude(["orders"], ".gemini/settings.json")).toEqual(["orders", "stock"]);
  const own = { ".claude/settings.json": { mcpServers, disabledMcpjsonServers: ["orders"] } };
  expect(await switchedOn(own)).toEqual(["orders", "stock"]);
  const gemini = (mcp: unknown) => switchedOn({ ".gemini/settings.json": { mcp, mcpServers } });
  expect(await gemini({ excluded: ["stock"] })).toEqual(["orders"]);
  expect(await gemini({ allowed: ["stock"] })).toEqual(["stock"]);
  expect(await gemini({ allowed: [] })).toEqual(["orders", "stock"]);
});

const opencode = (settings: object) =>
  JSON.stringify({
    mcp: { orders: { type: "local", command: ["x"] }, stock: { type: "local", command: ["x"] } },
    ...settings,
  });

it.each([
  ["says nothing", {}, true, true],
  ["asks about everything", { permission: "ask" }, false, false],
  ["asks about everything by a star", { permission: { "*": "ask" } }, false, false],
  ["asks about a server", { permission: { "orders_*": "ask" } }, false, true],
  ["asks about one tool of a server, so not about none", { permission: { orders_delete: "ask" } }, false, true],
  [
    "asks about all but a server: the last rule that fits counts",
    { permission: { "*": "ask", "stock_*": "allow" } },
    false,
    true,
  ],
  ["takes the tools of a server away, as it was written before", { tools: { "orders*": false } }, false, true],
  ["asks about commands", { permission: { bash: "ask" } }, true, true],
])("opencode asks about no tool unless told to: %s", async (_, settings, orders, stock) => {
  const path = "home/ana/.config/opencode/opencode.json";
  const name = ["asks about no tool until it is told to"];
  expect(await unasked([{ path, home: "home/ana" }], [opencode(settings)])).toEqual({
    [`${path}#orders`]: orders ? name : undefined,
    [`${path}#stock`]: stock ? name : undefined,
  });
});

it("a project has the last word over the person's own settings, of that person", async () => {
  const files = [
    { path: "home/ana/shop/opencode.json", home: "home/ana" },
    { path: "home/ana/.config/opencode/opencode.json", home: "home/ana" },
    { path: "home/bo/.config/opencode/opencode.json", home: "home/bo" },
  ];
  const settings = [opencode({ permission: { "*": "ask" } }), opencode({ permission: { "*": "allow" } }), opencode({})];
  const found = await unasked(files, settings);
  expect(Object.keys(found).filter((server) => found[server] !== undefined)).toEqual([
    "home/bo/.config/opencode/opencode.json#orders",
    "home/bo/.config/opencode/opencode.json#stock",
  ]);
});

it("Goose asks about no tool unless a mode says so", async () => {
  const mode = async (line: string) => {
    const text = `${line}extensions:\n  orders:\n    type: stdio\n    cmd: x\n    enabled: true\n`;
    return Object.values(await unasked([{ path: ".config/goose/config.yaml" }], [text]));
  };
  expect(await mode("")).toEqual([["asks about no tool until it is told to"]]);
  expect(await mode("GOOSE_MODE: smart_approve\n")).toEqual([undefined]);
  expect(await mode("GOOSE_MODE: auto\n")).toEqual([["GOOSE_MODE auto"]]);
});

it("is not said of a checkout, which has no settings of a person", async () => {
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const owner = { id: "repo:a/b", repository: "a/b", suppliedBy: "repo:a/b", dataSet: "d" };
  const { nodes = [] } = await agentsPart(owner, [{ path: "opencode.json", text: opencode({}) }], reader);
  expect(nodes.filter(({ properties }) => properties["unasked"] !== undefined)).toEqual([]);
});
