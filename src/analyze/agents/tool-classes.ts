// What each agent can be made to do by the tools that it has: those of its servers and its own. An agent is a client of one
// person, or of one project: its configurations are read together.
import type { AgentClientRow, ToolClass } from "../../model/agent-tables.js";
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { RowOf } from "./tool-rows.js";

/** A column for each class: whether the agent has such a tool, and which. */
const COLUMNS: { readonly [one in ToolClass]: string } = {
  untrusted: "reads_untrusted",
  private: "reads_private",
  sends: "can_send",
  writes: "can_write",
  runs: "runs_anything",
};
const CLASSES = Object.keys(COLUMNS) as ToolClass[];

interface Tool {
  readonly name: string;
  readonly classes: readonly ToolClass[];
  /** A person is asked before each call. */
  readonly asks: boolean;
}

export interface Agent {
  /** The configuration that speaks for it: the first by id. */
  readonly id: string;
  readonly configs: readonly StoredNode[];
  readonly servers: readonly StoredNode[];
}

/** Agents of all configurations that were read. */
export function readAgents(input: Pick<AnalysisInput, "nodes">): readonly Agent[] {
  const configs = [...input.nodes(["agent.client"])];
  if (configs.length === 0) return [];
  const servers = new Map<string, StoredNode[]>();
  for (const server of input.nodes(["mcp.server"])) {
    if (server.properties["enabled"] === false) continue;
    const parent = server.parent ?? "";
    addTo(servers, parent, server);
  }
  const groups = new Map<string, StoredNode[]>();
  for (const config of configs) {
    const key = keyOf(config);
    addTo(groups, key, config);
  }
  // What the administrator of a machine sets up, everybody's client on it has, too.
  const managed = configs.filter(({ properties }) => properties["level"] === "managed");
  return [...groups.values()].map((own) => {
    const [first] = own as [StoredNode];
    const added = managed.filter((one) => !own.includes(one) && one.scope === first.scope && isSameClient(one, first));
    const all = [...own, ...added];
    return { id: first.id, configs: own, servers: all.flatMap(({ id }) => servers.get(id) ?? []) };
  });
}

/** Configurations of one client in one home, or in one project, are read together. */
function keyOf({ scope, properties }: StoredNode): string {
  const place = properties["home"] ?? properties["project"] ?? null;
  return JSON.stringify([scope, place, properties["client"] ?? null, properties["level"] === "managed"]);
}

function isSameClient(a: StoredNode, b: StoredNode): boolean {
  return a.properties["client"] === b.properties["client"];
}

/** One fact a configuration: the classes of its agent, or which configuration speaks for that. */
export function* toolClassFacts(
  agents: readonly Agent[],
  rowOf: RowOf,
  clients: readonly AgentClientRow[],
): Iterable<DerivedFact> {
  for (const agent of agents) {
    for (const { id } of agent.configs) if (id !== agent.id) yield { node: id, columns: { part_of: agent.id } };
    yield { node: agent.id, columns: columnsOf(agent, rowOf, clients) };
  }
  for (const { servers } of agents) {
    for (const server of servers) {
      const row = rowOf(server);
      const columns: JsonRecord = row ? { tool_classes: [...row.classes], known_as: row.name } : {};
      yield { node: server.id, columns };
    }
  }
}

function columnsOf(agent: Agent, rowOf: RowOf, clients: readonly AgentClientRow[]): JsonRecord {
  const tools: Tool[] = ownTools(agent, clients);
  const unknown: string[] = [];
  for (const server of agent.servers) {
    const row = rowOf(server);
    if (row === undefined) unknown.push(server.name);
    else tools.push({ name: server.name, classes: row.classes, asks: isAsked(server) });
  }
  const columns: { [name: string]: JsonRecord[string] } = {
    unknown_servers: unknown,
    server_count: agent.servers.length,
  };
  for (const one of CLASSES) {
    const having = tools.filter(({ classes }) => classes.includes(one));
    columns[`${COLUMNS[one]}_by`] = having.map(({ name }) => name);
    // A server that nobody reviewed may have such a tool.
    if (having.length > 0 || unknown.length === 0) columns[COLUMNS[one]] = having.length > 0;
    if (one === "sends") columns["sends_unasked"] = having.some(({ asks }) => !asks);
  }
  return columns;
}

/** Tools of the client itself; those that ask count only where its settings let them go unasked. */
function ownTools({ configs }: Agent, clients: readonly AgentClientRow[]): Tool[] {
  const [{ properties }] = configs as [StoredNode];
  const isFree = configs.some((config) => config.properties["own_unasked"] !== undefined);
  return clients
    .filter(({ client, asks }) => client === properties["client"] && (!asks || isFree))
    .map(({ tools, classes }) => ({ name: `its own ${tools.replaceAll("-", " ")}`, classes, asks: false }));
}

function isAsked({ properties }: StoredNode): boolean {
  return properties["unasked"] === undefined && properties["auto_approved"] === undefined;
}
