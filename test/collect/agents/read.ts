// Reads configurations as a checkout would.
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES } from "../support.js";

export async function readConfigurations(files: { readonly [path: string]: string }) {
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const given = Object.entries(files).map(([path, text]) => ({ path, text, isTracked: true }));
  const part = await agentsPart(
    { id: "repo:a/b", repository: "a/b", suppliedBy: "repo:a/b", dataSet: "d" },
    given,
    reader,
  );
  const { nodes = [], edges = [], gaps = [] } = part;
  return { nodes, edges, gaps, literals: part.literals };
}

/** `place/name detector` of the secrets of one server. */
export async function secretsOfServer(server: unknown): Promise<string[]> {
  const { nodes } = await readConfigurations({ ".mcp.json": JSON.stringify({ mcpServers: { x: server } }) });
  return nodes
    .filter(({ type }) => type === "agent.config-secret")
    .map(({ id, properties }) => `${id.split("#x/")[1]} ${JSON.stringify(properties["detector"]).replaceAll('"', "")}`);
}
