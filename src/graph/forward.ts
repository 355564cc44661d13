// What one start reaches: a forward walk over (node, capability), for questions about a single identity.
import { isPart } from "../model/signature.js";
import { finish, type Steps } from "../model/steps.js";
import type { Capability } from "../model/words.js";
import { ADMIN, CAPABILITIES, CAPABILITY_COUNT, capabilityIndex } from "./capability.js";
import { type Graph, startsAt } from "./graph.js";

export interface Reached {
  readonly node: string;
  /** The strongest capability held there. */
  readonly capability: Capability;
  /** Fewest hops to anything held there. */
  readonly hops: number;
}

/** Nodes reached from the start with all that it has, itself left out, by hops and id. O(nodes + edges). */
export function reachedFrom(graph: Graph, start: string, capability: Capability): Reached[] {
  return finish(reachSteps(graph, start, capability));
}

/** The same, in steps. */
export function* reachSteps(graph: Graph, start: string, capability: Capability): Steps<Reached[]> {
  const from = graph.indexOf.get(start);
  if (from === undefined) return [];
  const outgoing = groupByFrom(graph);
  const hops = new Int32Array(graph.ids.length * CAPABILITY_COUNT).fill(-1);
  // states at the current distance; free edges add to it while it is walked
  const starts = startsAt(graph, from);
  let current = starts.map((one) => one * CAPABILITY_COUNT + capabilityIndex(capability));
  for (const state of current) hops[state] = 0;
  for (let distance = 0; current.length > 0; distance++) {
    const next: number[] = [];
    for (let at = 0; at < current.length; at++) {
      const state = current[at] ?? 0;
      if (at % 4_096 === 4_095) yield;
      walk(graph, outgoing, state, (reached, step) => {
        if (hops[reached] !== -1) return;
        hops[reached] = distance + step;
        (step === 0 ? current : next).push(reached);
      });
    }
    // what a free edge reached first is not reached again by a dearer one
    current = next;
  }
  return toReached(graph, hops, [from, ...starts]);
}

/** Edges by the node that they start at: those of a node stand together in `edges`, from `start[node]` on. */
interface Outgoing {
  readonly start: Uint32Array;
  readonly edges: Uint32Array;
}

const known = new WeakMap<Graph, Outgoing>();

/** Made once for a graph: whoever looks at one identity looks at another. */
function groupByFrom(graph: Graph): Outgoing {
  const made = known.get(graph);
  if (made !== undefined) return made;
  const { from, ids, edges } = graph;
  const start = new Uint32Array(ids.length + 1);
  for (let edge = 0; edge < edges.length; edge++)
    start[(from[edge] ?? 0) + 1] = (start[(from[edge] ?? 0) + 1] ?? 0) + 1;
  for (let node = 0; node < ids.length; node++) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
  const next = start.slice();
  const grouped = new Uint32Array(edges.length);
  for (let edge = 0; edge < edges.length; edge++) {
    const node = from[edge] ?? 0;
    grouped[next[node] ?? 0] = edge;
    next[node] = (next[node] ?? 0) + 1;
  }
  const outgoing = { start, edges: grouped };
  known.set(graph, outgoing);
  return outgoing;
}

function walk(graph: Graph, outgoing: Outgoing, state: number, reach: (state: number, step: number) => void): void {
  const node = Math.floor(state / CAPABILITY_COUNT);
  const held = state % CAPABILITY_COUNT;
  if (held === ADMIN) for (let other = 0; other < ADMIN; other++) reach(node * CAPABILITY_COUNT + other, 0);
  const end = outgoing.start[node + 1] ?? 0;
  for (let slot = outgoing.start[node] ?? 0; slot < end; slot++) {
    const edge = outgoing.edges[slot] ?? 0;
    const to = (graph.to[edge] ?? 0) * CAPABILITY_COUNT;
    const step = graph.hops[edge] ?? 0;
    if (graph.keeps[edge] === 1) reach(to + held, step);
    else if (graph.needs[edge] === held) reach(to + (graph.gives[edge] ?? 0), step);
  }
}

function toReached(graph: Graph, hops: Int32Array, own: readonly number[]): Reached[] {
  const reached: Reached[] = [];
  for (let index = 0; index < graph.ids.length; index++) {
    const node = graph.ids[index];
    if (node === undefined || isPart(node) || own.includes(index)) continue;
    let strongest = -1;
    let nearest = -1;
    for (let held = 0; held < CAPABILITY_COUNT; held++) {
      const distance = hops[index * CAPABILITY_COUNT + held] ?? -1;
      if (distance < 0) continue;
      strongest = held;
      nearest = nearest < 0 ? distance : Math.min(distance, nearest);
    }
    if (strongest >= 0) reached.push({ node, capability: CAPABILITIES[strongest] ?? "use", hops: nearest });
  }
  // Nodes stand by id, and sorting keeps what is equal as it stood.
  return reached.sort((a, b) => a.hops - b.hops);
}
