// What one start reaches: a forward walk over (node, capability), for questions about a single identity.

import type { Capability } from "../model/words.js";
import { ADMIN, CAPABILITIES, CAPABILITY_COUNT, capabilityIndex } from "./capability.js";
import type { Graph } from "./graph.js";

export interface Reached {
  readonly node: string;
  /** The strongest capability held there. */
  readonly capability: Capability;
  /** Fewest hops to anything held there. */
  readonly hops: number;
}

/** Nodes reached from the start, itself left out, by hops and id. O(nodes + edges). */
export function reachedFrom(graph: Graph, start: string, capability: Capability): Reached[] {
  const from = graph.indexOf.get(start);
  if (from === undefined) return [];
  const outgoing = groupByFrom(graph);
  const hops = new Int32Array(graph.ids.length * CAPABILITY_COUNT).fill(-1);
  // states at the current distance; free edges add to it while it is walked
  let current = [from * CAPABILITY_COUNT + capabilityIndex(capability)];
  for (const state of current) hops[state] = 0;
  for (let distance = 0; current.length > 0; distance++) {
    const next: number[] = [];
    for (let at = 0; at < current.length; at++) {
      const state = current[at] ?? 0;
      walk(graph, outgoing, state, (reached, step) => {
        if (hops[reached] !== -1) return;
        hops[reached] = distance + step;
        (step === 0 ? current : next).push(reached);
      });
    }
    // what a free edge reached first is not reached again by a dearer one
    current = next;
  }
  return toReached(graph, hops, from);
}

function groupByFrom({ from, ids, edges }: Graph): Uint32Array[] {
  const counts = new Uint32Array(ids.length);
  for (let edge = 0; edge < edges.length; edge++) counts[from[edge] ?? 0] = (counts[from[edge] ?? 0] ?? 0) + 1;
  const groups = [...counts].map((count) => new Uint32Array(count));
  const next = new Uint32Array(ids.length);
  for (let edge = 0; edge < edges.length; edge++) {
    const node = from[edge] ?? 0;
    const group = groups[node];
    if (group) group[next[node] ?? 0] = edge;
    next[node] = (next[node] ?? 0) + 1;
  }
  return groups;
}

function walk(
  graph: Graph,
  outgoing: readonly Uint32Array[],
  state: number,
  reach: (state: number, step: number) => void,
): void {
  const node = Math.floor(state / CAPABILITY_COUNT);
  const held = state % CAPABILITY_COUNT;
  if (held === ADMIN) for (let other = 0; other < ADMIN; other++) reach(node * CAPABILITY_COUNT + other, 0);
  for (const edge of outgoing[node] ?? []) {
    const to = (graph.to[edge] ?? 0) * CAPABILITY_COUNT;
    const step = graph.hops[edge] ?? 0;
    if (graph.keeps[edge] === 1) reach(to + held, step);
    else if (graph.needs[edge] === held) reach(to + (graph.gives[edge] ?? 0), step);
  }
}

function toReached(graph: Graph, hops: Int32Array, start: number): Reached[] {
  const reached: Reached[] = [];
  for (const [index, node] of graph.ids.entries()) {
    if (index === start) continue;
    let best: Reached | undefined;
    for (let held = 0; held < CAPABILITY_COUNT; held++) {
      const distance = hops[index * CAPABILITY_COUNT + held] ?? -1;
      if (distance < 0) continue;
      best = { node, capability: CAPABILITIES[held] ?? "use", hops: Math.min(distance, best?.hops ?? distance) };
    }
    if (best) reached.push(best);
  }
  return reached.sort((a, b) => a.hops - b.hops || (a.node < b.node ? -1 : 1));
}
