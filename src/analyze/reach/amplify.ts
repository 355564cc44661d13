// Agents that can do more than who may invoke them: what the invoker is refused, it may ask the agent for.
import type { AnalysisInput, DerivedFact, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { HOSTED_AGENTS } from "../agents/hosted.js";
import { textOf } from "../facts/values.js";
import { gatherHolders } from "./holders.js";
import type { ReachOf } from "./workloads.js";

/** Invokers that are named in one fact. */
const MOST_NAMED = 20;

/**
 * `weaker_invokers` and their number, of every hosted agent whose role was judged: who may invoke it and reaches less than the
 * role does. Nothing where that rests on what could not be decided.
 */
export function* weakerInvokers(
  input: Pick<AnalysisInput, "nodes">,
  edges: readonly PathEdge[],
  reachOf: ReachOf,
): Iterable<DerivedFact> {
  const agents = [...input.nodes(HOSTED_AGENTS)];
  if (agents.length === 0) return;
  const invokersOf = gatherHolders(new Set(agents.map(({ id }) => id)), edges, "use");
  for (const { id, properties } of agents) {
    const role = textOf(properties["role"]);
    const own = role === undefined ? undefined : reachOf(role);
    if (role === undefined || own === undefined) continue;
    const tier = typeof own["tier"] === "number" ? own["tier"] : undefined;
    if (tier === undefined && own["admin"] === "unknown") continue;
    const found = tier === undefined ? [] : [...(invokersOf.get(id) ?? [])].filter((one) => one !== role);
    const weaker = found.filter((one) => isWeaker(reachOf(one), tier ?? 0)).sort(compareText);
    const isOpen = found.some((one) => reachOf(one)?.["admin"] === "unknown");
    if (weaker.length === 0 && isOpen) continue;
    yield {
      node: id,
      columns: {
        weaker_invokers: weaker.slice(0, MOST_NAMED),
        weaker_invoker_count: weaker.length,
        role_tier: tier ?? null,
      },
    };
  }
}

/** Who is not of the estate reaches nothing in it by itself. */
function isWeaker(reach: ReturnType<ReachOf>, tier: number): boolean {
  if (reach === undefined) return true;
  const own = reach["tier"];
  if (typeof own === "number") return own > tier;
  return reach["admin"] !== "unknown";
}
