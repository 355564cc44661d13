// The switch by which a server changes nothing, in each form that it has, beside what only looks like it.
import { expect, it } from "vitest";
import { readConfigurations } from "./read.js";

async function readOnly(server: object): Promise<unknown> {
  const { nodes } = await readConfigurations({ ".mcp.json": JSON.stringify({ mcpServers: { x: server } }) });
  return nodes.find(({ type }) => type === "mcp.server")?.properties["read_only"];
}

const npx = (...args: readonly string[]) => ({ command: "npx", args: ["-y", "acme-mcp@1.0.0", ...args] });
const docker = (...args: readonly string[]) => ({ command: "docker", args: ["run", "-i", ...args] });

it.each<[string, object]>([
  ["an option", npx("--read-only")],
  ["an option in one word", npx("--readOnly")],
  ["an option with its value", npx("--read-only=true")],
  ["an option of the image", docker("acme/mcp:1", "stdio", "--read-only")],
  ["a variable", { ...npx(), env: { ACME_READ_ONLY: "1" } }],
  ["a variable that says the mode", { ...npx(), env: { READ_ONLY_MODE: "true" } }],
  ["a variable given to a container", docker("-e", "ACME_READ_ONLY=1", "acme/mcp:1")],
  ["a header", { type: "http", url: "https://mcp.example.com/", headers: { "X-MCP-Readonly": "true" } }],
  ["a path", { type: "http", url: "https://mcp.example.com/mcp/readonly" }],
  ["a question", { type: "http", url: "https://mcp.example.com/mcp?read_only=true" }],
  ["the address of a bridge", { command: "npx", args: ["mcp-remote", "https://mcp.example.com/mcp/readonly"] }],
])("%s", async (_, server) => {
  expect(await readOnly(server)).toBe(true);
});

it.each<[string, object]>([
  ["nothing", npx()],
  ["an option that is off", npx("--read-only=false")],
  ["an option whose next word says no", npx("--read-only", "false")],
  ["another option", npx("--read-only-replica")],
  ["the file system of a container", docker("--read-only", "acme/mcp:1")],
  ["a variable that is off", { ...npx(), env: { ACME_READ_ONLY: "0" } }],
  ["a variable whose value was not read", { ...npx(), env: { ACME_READ_ONLY: "${MODE}" } }],
  ["a host", { type: "http", url: "https://readonly.example.com/mcp" }],
  ["a question that says no", { type: "http", url: "https://mcp.example.com/mcp?read_only=false" }],
])("not %s", async (_, server) => {
  expect(await readOnly(server)).toBeUndefined();
});
