// Agents that can do more than who may invoke them: what the invoker is refused, it may ask the agent for.
import type { AnalysisInput, DerivedFact, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { HOSTED_AGENTS } from "../agents/hosted.js";
import { textOf } from "../properties.js";
import { gatherHolders } from "./holders.js";
import type { ReachOf } from "./workloads.js";

/** Invokers that are named in one fact. */
const MOST_NAMED = 20;

/**
 * `weaker_invokers` and their number, of every hosted agent whose role was judged: who may invoke it and reaches less than the
 * role does; `running` tells what is reached by running as somebody. Nothing where that rests on what could not be decided.
 */
export function* weakerInvokers(
  input: Pick<AnalysisInput, "nodes" | "edges">,
  edges: readonly PathEdge[],
  { reachOf, running }: { readonly reachOf: ReachOf; readonly running: ReachOf },
): Iterable<DerivedFact> {
  const agents = [...input.nodes(HOSTED_AGENTS)];
  if (agents.length === 0) return;
  const ids = new Set(agents.map(({ id }) => id));
  const invokersOf = gatherInvokers(ids, edges, handedOver(input, ids));
  const identitiesOf = gatherIdentities(ids, edges);
  for (const { id, properties } of agents) {
    const role = textOf(properties["role"]);
    const identities = role === undefined ? (identitiesOf.get(id) ?? []) : [role];
    const own = identities.map(running).filter((one) => one !== undefined);
    if (own.length === 0) continue;
    const tiers = own.flatMap(({ tier }) => (typeof tier === "number" ? [tier] : []));
    const tier = tiers.length === 0 ? undefined : Math.min(...tiers);
    if (tier === undefined && own.some(({ tier_known: isKnown }) => isKnown !== true)) continue;
    const found = tier === undefined ? [] : [...(invokersOf.get(id) ?? [])].filter((one) => !identities.includes(one));
    const weaker = found.filter((one) => isWeaker(reachOf(one), tier ?? 0) === true).sort(compareText);
    const isOpen = found.some((one) => isWeaker(reachOf(one), tier ?? 0) === undefined);
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

/** Whom agents run as; several where what an agent calls is called as somebody else. */
function gatherIdentities(agents: ReadonlySet<string>, edges: readonly PathEdge[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, from, to, state } of edges)
    if (kind === "runs_as" && state !== "blocked" && agents.has(from)) addTo(found, from, to);
  return found;
}

/** Agents that hand over to another, and to which. */
function handedOver(
  input: Pick<AnalysisInput, "edges">,
  agents: ReadonlySet<string>,
): readonly (readonly [from: string, to: string])[] {
  return [...input.edges(["steers"])].flatMap(({ from, to, state }) =>
    state !== "blocked" && agents.has(from) && agents.has(to) ? [[from, to] as const] : [],
  );
}

/** Who may invoke agents, by themselves or through an agent that hands over to them. */
function gatherInvokers(
  agents: ReadonlySet<string>,
  edges: readonly PathEdge[],
  handed: ReturnType<typeof handedOver>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const invokers = new Map([...gatherHolders(agents, edges, "use")].map(([id, holders]) => [id, new Set(holders)]));
  for (let isNew = handed.length > 0; isNew; ) {
    isNew = false;
    for (const [from, to] of handed) {
      const known = invokers.get(to) ?? new Set<string>();
      invokers.set(to, known);
      for (const one of invokers.get(from) ?? []) {
        isNew ||= !known.has(one);
        known.add(one);
      }
    }
  }
  return invokers;
}

/** Who is not of the estate reaches nothing in it by itself; undefined where it is not known whether somebody is administrator. */
function isWeaker(reach: ReturnType<ReachOf>, tier: number): boolean | undefined {
  if (reach === undefined) return true;
  const { tier: own, admin } = reach;
  if (typeof own === "number") return own > tier;
  // a way to data that could not be decided is mostly one through another agent
  return admin === "unknown" ? undefined : true;
}
