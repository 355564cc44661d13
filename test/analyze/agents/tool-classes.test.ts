// What an agent can be made to do follows from the tools of all its configurations; a server that nobody reviewed leaves it open.
import { describe, expect, it } from "vitest";
import { analyzeAgents } from "../../../src/analyze/agents/index.js";
import { CLIENTS } from "../../../src/collect/shared/agents/clients.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";
import { node, toInput } from "../estate.js";

const tables = await shippedTables();

const config = (id: string, properties: JsonRecord) => node(id, "agent.client", { properties });
const server = (parent: string, name: string, properties: JsonRecord) =>
  node(`${parent}#${name}`, "mcp.server", { name, parent, properties: { enabled: true, ...properties } });
const npm = (name: string): JsonRecord => ({ transport: "command", registry: "npm", package: name });

function columnsOf(nodes: readonly ReturnType<typeof node>[]) {
  const input = { ...toInput({ nodes }), tables };
  const all: { [id: string]: JsonRecord } = {};
  // Several parts of the analysis say something of one agent.
  for (const { node: id, columns } of analyzeAgents(input).facts ?? []) all[id] = { ...all[id], ...columns };
  return all;
}

const DESKTOP = { client: "claude-desktop", home: "~", level: "user" };
const files = server("a", "files", npm("@modelcontextprotocol/server-filesystem"));

describe("classes of an agent", () => {
  it("are those of its servers, by package, image and host alike", () => {
    const web = server("a", "web", { transport: "command", registry: "pypi", package: "MCP_server_fetch" });
    const issues = server("a", "issues", {
      transport: "remote",
      host: "api.githubcopilot.com",
      registry: "npm",
      package: "mcp-remote",
    });
    const image = server("a", "image", { transport: "command", registry: "docker", package: "docker.io/mcp/time" });
    expect(columnsOf([config("a", DESKTOP), files, web, issues, image])["a"]).toMatchObject({
      reads_untrusted: true,
      reads_untrusted_by: ["issues", "web"],
      reads_private_by: ["files", "issues"],
      can_send_by: ["issues", "web"],
      sends_unasked: false,
      runs_anything: false,
      unknown_servers: [],
    });
  });

  it("stay open where only a server that nobody reviewed could have one", () => {
    const own = server("a", "own", { transport: "command" });
    const columns = columnsOf([config("a", DESKTOP), files, own])["a"];
    expect(columns).toMatchObject({ reads_private: true, unknown_servers: ["own"] });
    expect(columns).not.toHaveProperty("reads_untrusted");
    expect(columns).not.toHaveProperty("can_send");
  });

  it("are those of its switch where a server is started to change nothing, and honours that", () => {
    const remote = { transport: "remote", host: "api.githubcopilot.com" };
    const sends = (properties: JsonRecord) => columnsOf([config("a", DESKTOP), server("a", "issues", properties)])["a"];
    expect(sends(remote)).toMatchObject({ can_send: true, reads_untrusted: true, reads_private: true });
    expect(sends({ ...remote, read_only: true })).toMatchObject({
      can_send: false,
      can_write: false,
      reads_untrusted: true,
      reads_private: true,
    });
    // the older server has no such switch
    expect(sends({ ...npm("@modelcontextprotocol/server-github"), read_only: true })).toMatchObject({ can_send: true });
  });

  it("leave out a server that is switched off", () => {
    const off = server("a", "own", { transport: "command", enabled: false });
    expect(columnsOf([config("a", DESKTOP), files, off])["a"]).toMatchObject({ can_send: false, server_count: 1 });
  });

  it("are those of all configurations of one client in one home, and not of another's", () => {
    const nodes = [
      config("a", DESKTOP),
      config("b", DESKTOP),
      config("c", { ...DESKTOP, home: "home/bo" }),
      files,
      server("b", "web", { transport: "command", registry: "pypi", package: "mcp-server-fetch" }),
    ];
    const columns = columnsOf(nodes);
    expect(columns["a"]).toMatchObject({ reads_private: true, can_send: true });
    expect(columns["b"]).toEqual({ part_of: "a" });
    expect(columns["c"]).toMatchObject({ reads_private: false, can_send: false });
  });

  it("hold the client's own tools, those that ask only where settings let them go", () => {
    const own = { client: "claude-code", home: "~", level: "user" };
    expect(columnsOf([config("a", own)])["a"]).toMatchObject({ reads_private: true, can_send: false });
    const free = columnsOf([config("a", own), config("b", { ...own, own_unasked: ["bypassPermissions"] })])["a"];
    expect(free).toMatchObject({ reads_untrusted: true, can_send: true, sends_unasked: true, runs_anything: true });
  });
});

describe("text of others", () => {
  const edgesOf = (nodes: readonly ReturnType<typeof node>[]) => {
    const { edges = [] } = analyzeAgents({ ...toInput({ nodes }), tables });
    return edges.map(({ kind, from, to, capability, state }) => `${kind} ${from} ${to} ${capability} ${state}`);
  };
  const fetcher = server("a", "web", { transport: "command", registry: "pypi", package: "mcp-server-fetch" });
  const database = npm("@modelcontextprotocol/server-postgres");

  it("makes a tool that passes statements on do what it says, others what they are made for", () => {
    const nodes = [
      config("a", DESKTOP),
      fetcher,
      server("a", "sql", database),
      server("a", "own", { transport: "command" }),
    ];
    expect(edgesOf(nodes)).toEqual([
      "permits any:internet a use needs-actor",
      "steers a a#own use needs-actor",
      "steers a a#sql act needs-actor",
      "steers a a#web use needs-actor",
    ]);
  });

  it("needs nobody where calls go unasked, and is none where the agent reads none", () => {
    const sql = server("a", "sql", { ...database, auto_approved: ["*"] });
    expect(edgesOf([config("a", DESKTOP), fetcher, sql])).toContain("steers a a#sql act none");
    expect(edgesOf([config("a", DESKTOP), sql])).toEqual([]);
  });
});

it("the table of clients names clients that nhi reads, and most of them", () => {
  const named = new Set(tables.agents?.clients.map(({ client }) => client));
  const known = CLIENTS.map(({ id }) => id);
  expect([...named].filter((id) => !known.includes(id))).toEqual([]);
  // Chat clients bring no tools that act on their own.
  expect(known.filter((id) => !named.has(id))).toEqual(["claude-desktop", "librechat", "lm-studio"]);
});

it("no two rows of the table speak of the same server", () => {
  const names = tables.agents?.servers.flatMap(({ servers }) => servers) ?? [];
  expect(names.length).toBeGreaterThan(130);
  expect(new Set(names).size).toBe(names.length);
});
