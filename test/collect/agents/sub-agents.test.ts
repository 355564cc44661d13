// Sub-agents as pages with settings at their beginning: their servers, secrets and bypasses are those of the client that calls them.
import { describe, expect, it } from "vitest";
import { clientOf } from "../../../src/collect/shared/agents/client-of.js";
import { readFrontMatter } from "../../../src/collect/shared/agents/front-matter.js";
import { bypassesIn, ownBypassesIn, toolBypassesIn } from "../../../src/collect/shared/agents/settings.js";
import { MARKER, TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

const page = (...lines: readonly string[]): string =>
  ["---", ...lines, "---", "", "permissionMode: bypassPermissions"].join("\n");
const REVIEW = ".claude/agents/review.md";

describe("servers of a sub-agent", () => {
  const text = page(
    "name: review",
    "mcpServers:",
    "  - tickets",
    "  - crm:",
    "      command: npx",
    '      args: ["-y", "crm-mcp"]',
    "      env:",
    `        CRM_TOKEN: "${TOKEN}"`,
  );

  it("are started for it, with the secrets that stand there", async () => {
    const { nodes, edges, gaps } = await readConfigurations({ [REVIEW]: text });
    expect(gaps).toEqual([]);
    expect(nodes.map(({ id }) => id.split("/agent/")[1])).toEqual([
      REVIEW,
      `${REVIEW}#crm`,
      `${REVIEW}#crm/environment/CRM_TOKEN`,
    ]);
    expect(nodes[1]?.properties).toMatchObject({ client: "claude-code", package: "crm-mcp", pinned: false });
    const line = text.slice(0, text.indexOf(TOKEN)).split("\n").length;
    const column = text.indexOf(TOKEN) - text.lastIndexOf("\n", text.indexOf(TOKEN));
    expect(nodes[2]?.properties).toMatchObject({ line, column, tracked: true });
    expect(edges.map(({ kind }) => kind).sort()).toEqual(["holds", "runs_code_in", "supplies_code_to"]);
    expect(JSON.stringify([nodes, edges])).not.toMatch(MARKER);
  });

  it("of a custom agent are under their own name, and a secret of GitHub's is none", async () => {
    const custom = page(
      "description: x",
      "mcp-servers:",
      "  crm:",
      "    type: local",
      "    command: crm-mcp",
      "    env:",
      "      CRM_TOKEN: ${{ secrets.COPILOT_MCP_CRM }}",
    );
    const { nodes } = await readConfigurations({ ".github/agents/crm.agent.md": custom, [REVIEW]: custom });
    expect(nodes.map(({ type }) => type)).toEqual(["agent.client", "mcp.server"]);
    expect(nodes[0]?.properties).toMatchObject({ client: "copilot-agent" });
  });

  it("are none of a page without settings, of one about nothing, and of what the agent is told", async () => {
    const plain = "# Review\n\nmcpServers:\n  crm:\n    command: crm-mcp\n";
    const files = { [REVIEW]: plain, ".claude/agents/a.md": page("name: a"), ".claude/agents/b.md": `x\n${text}` };
    expect(await readConfigurations(files)).toMatchObject({ nodes: [], edges: [], gaps: [] });
  });

  it("that nobody can read are a gap with their place", async () => {
    const { nodes, gaps } = await readConfigurations({ [REVIEW]: page("name: x", "mcpServers: [", "tools: x") });
    expect(nodes).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.message).toMatch(/^\.claude\/agents\/review\.md:\d+:\d+: is not YAML/);
  });
});

describe("settings that have no end", () => {
  it.each([
    ["are a gap", "---\nname: x\ntools: Read\n", 1],
    ["a page with a line across its top has none", "---\nLook at it: twice.\n".replace("Look", "\nLook"), 0],
    ["nor has a page without any", "Look at it.\n", 0],
  ])("%s", async (_, text, expected) => {
    const { nodes, gaps } = await readConfigurations({ [REVIEW]: text });
    expect([nodes.filter(({ type }) => type === "mcp.server").length, gaps.length]).toEqual([0, expected]);
  });
});

describe("a sub-agent that asks nobody", () => {
  const names = (...lines: readonly string[]) => {
    const { root } = readFrontMatter(page(...lines));
    return [bypassesIn, toolBypassesIn, ownBypassesIn].map((of) => of("claude-code", root).length);
  };
  const bypass = "permissionMode: bypassPermissions";

  it.each([
    ["with every tool of its caller", [bypass], [1, 1, 1]],
    ["with a server's tools", [bypass, "tools: Read, mcp__crm__update"], [1, 1, 0]],
    ["with a shell", [bypass, "tools: [Read, Bash]"], [1, 0, 1]],
    ["with what only reads", [bypass, "tools: Read, Grep"], [0, 0, 0]],
    ["that does ask", ["permissionMode: default"], [0, 0, 0]],
    ["that says nothing of it", ["name: x"], [0, 0, 0]],
  ])("%s", (_, lines, expected) => {
    expect(names(...lines)).toEqual(expected);
  });

  it("makes the servers of its project unasked, not those of another client", async () => {
    const servers = JSON.stringify({ mcpServers: { orders: { command: "x" } } });
    const files = { ".mcp.json": servers, ".cursor/mcp.json": servers, [REVIEW]: page(bypass) };
    const { nodes } = await readConfigurations(files);
    const found = nodes.filter(({ type }) => type === "mcp.server");
    expect(found.map(({ properties }) => [properties["client"], properties["unasked"]])).toEqual([
      ["claude-code", ["bypassPermissions"]],
      ["cursor", undefined],
    ]);
  });
});

it("pages elsewhere are nobody's", () => {
  expect(
    [REVIEW, "docs/agents/review.md", ".github/copilot-instructions.md"].map((path) => clientOf(path)?.client.id),
  ).toEqual(["claude-code", undefined, undefined]);
});
