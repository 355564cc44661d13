// What text of others can make an agent do: whoever writes what it reads uses it, and a tool that runs code or passes calls on does
// with its credential what it is told. A person who is asked before each call stands between.
import type { DerivedEdge, DerivedNode, StoredNode } from "../../model/analysis.js";
import { ANYONE, ANYONE_NODE } from "../anyone.js";
import type { Agent } from "./tool-classes.js";
import type { RowOf } from "./tool-rows.js";

/** That a model follows an instruction in what it reads. */
const FOLLOWED = 0.3;
/** And that a person lets it. */
const LET = 0.1;

/** Agents by the configuration that speaks for each, and the names of its tools that read text of others. */
export type Untrusted = ReadonlyMap<string, readonly string[]>;

/** Edges from everyone to the agents that read text of others, and from each agent to its servers. */
export function steering(
  agents: readonly Agent[],
  untrusted: Untrusted,
  rowOf: RowOf,
): { readonly nodes: readonly DerivedNode[]; readonly edges: readonly DerivedEdge[] } {
  const edges: DerivedEdge[] = [];
  for (const { id, servers } of agents) {
    const by = untrusted.get(id) ?? [];
    if (by.length === 0) continue;
    const condition = `the agent reads what others wrote (${by.join(", ")}) while somebody works with it`;
    edges.push(edge("permits", ANYONE, id, { state: "needs-actor", confidence: 1, condition, capability: "use" }));
    for (const server of servers) edges.push(toServer(id, server, rowOf));
  }
  return { nodes: edges.length > 0 ? [ANYONE_NODE] : [], edges };
}

/** Act only for a tool that runs or passes on; of others, and of those that nobody reviewed, what it is made for. */
function toServer(agent: string, server: StoredNode, rowOf: RowOf): DerivedEdge {
  const isAsked = server.properties["unasked"] === undefined && server.properties["auto_approved"] === undefined;
  return edge("steers", agent, server.id, {
    state: isAsked ? "needs-actor" : "none",
    confidence: isAsked ? LET : FOLLOWED,
    capability: rowOf(server)?.classes.includes("runs") === true ? "act" : "use",
    ...(isAsked && { condition: "a person lets the call through" }),
  });
}

function edge(
  kind: DerivedEdge["kind"],
  from: string,
  to: string,
  more: Pick<DerivedEdge, "state" | "confidence" | "condition" | "capability">,
): DerivedEdge {
  return { kind, from, to, because: [from === ANYONE ? to : from], ...more };
}
