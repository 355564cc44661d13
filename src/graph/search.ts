// One reverse search from the targets over (node, capability): the best path of every source in one pass.
import { bearerOf, isPart } from "../model/signature.js";
import { finish, type Steps } from "../model/steps.js";
import type { Capability } from "../model/words.js";
import { ADMIN, CAPABILITY_COUNT, capabilityIndex } from "./capability.js";
import { type EdgeInput, type Graph, startsAt } from "./graph.js";
import { StateHeap } from "./heap.js";

/** What has to be held, and where. */
export interface Target {
  readonly node: string;
  readonly capability: Capability;
}

export interface SearchOptions {
  /** Paths longer than this are not looked for. */
  readonly maxHops?: number;
  /** Edges that are not walked, by index into graph.edges: what a fix would remove. */
  readonly without?: ReadonlySet<number>;
  /** Whether what is searched for is control, as it is where all targets are it: then steering an agent is no way. */
  readonly isOfControl?: boolean;
}

/** Best path of one source; edges in walking order. */
export interface FoundPath {
  readonly source: string;
  readonly target: string;
  readonly capability: Capability;
  readonly hops: number;
  /** Product of the confidences of its edges. */
  readonly confidence: number;
  readonly edges: readonly EdgeInput[];
  /** Indexes of those edges in graph.edges. */
  readonly edgeIndexes: readonly number[];
}

/**
 * Answers about starts. A start is all of an identity, its signature and its identity token included; `unsigned` tells of those who
 * have tokens of it alone: what runs as it.
 */
export interface Search {
  readonly unsigned: Pick<Search, "reaches" | "hopsFrom">;
  /** Whether holding the capability at the node is enough to reach a target. */
  reaches(node: string, capability: Capability): boolean;
  /** Hops from there, undefined when it does not reach. */
  hopsFrom(node: string, capability: Capability): number | undefined;
  /** Every node from which the capability is enough, with its hops; by id. */
  sourcesOf(capability: Capability): readonly { readonly node: string; readonly hops: number }[];
  /** Best path from there, undefined when it does not reach. A target itself has a path without edges. */
  pathFrom(node: string, capability: Capability): FoundPath | undefined;
}

const NO_EDGE = -1;
const ADMIN_HELD = -2;
const FAR = 0xffff;

/**
 * Searches backwards from the targets. Order: hops, then confidence, then ids, so the result does not depend on the order
 * of edges. O((nodes + edges) log nodes).
 */
export function searchTo(graph: Graph, targets: readonly Target[], options: SearchOptions = {}): Search {
  return finish(searchSteps(graph, targets, options));
}

/** States settled between two rests. */
const PIECE = 4_096;

/** The same, in steps. */
export function* searchSteps(graph: Graph, targets: readonly Target[], options: SearchOptions = {}): Steps<Search> {
  const size = graph.ids.length * CAPABILITY_COUNT;
  const found: Found = {
    hops: new Uint16Array(size).fill(FAR),
    confidence: new Float64Array(size),
    via: new Int32Array(size).fill(NO_EDGE),
    next: new Int32Array(size).fill(NO_EDGE),
    done: new Uint8Array(size),
  };
  const heap = new StateHeap(found.hops, found.confidence);
  for (const { node, capability } of targets) {
    const index = graph.indexOf.get(node);
    if (index === undefined) continue;
    const state = index * CAPABILITY_COUNT + capabilityIndex(capability);
    if (found.hops[state] === 0) continue;
    found.hops[state] = 0;
    found.confidence[state] = 1;
    heap.push(state);
  }
  // What a text can make an agent do is not control of anything, however strong the key that its tool holds.
  const isOfControl = options.isOfControl ?? targets.every(({ capability }) => capability === "admin");
  const steering = isOfControl ? graph.edges.flatMap(({ kind }, edge) => (kind === "steers" ? [edge] : [])) : [];
  const without = steering.length === 0 ? options.without : new Set([...steering, ...(options.without ?? [])]);
  const walked = without === undefined ? options : { ...options, without };
  let settled = 0;
  for (let state = heap.pop(); state !== undefined; state = heap.pop()) {
    settled += 1;
    if (settled % PIECE === 0) yield;
    if (found.done[state] === 1) continue;
    found.done[state] = 1;
    expand(graph, state, found, heap, walked);
  }
  return toSearch(graph, found);
}

interface Found {
  readonly hops: Uint16Array;
  readonly confidence: Float64Array;
  /** Edge walked from the state, or ADMIN_HELD (admin there implies it), or NO_EDGE at a target. */
  readonly via: Int32Array;
  /** State that the edge leads to. */
  readonly next: Int32Array;
  /** 1 once the best way from the state is settled; without it, ties over free edges could close a loop. */
  readonly done: Uint8Array;
}

function expand(graph: Graph, state: number, found: Found, heap: StateHeap, options: SearchOptions): void {
  const node = Math.floor(state / CAPABILITY_COUNT);
  const capability = state % CAPABILITY_COUNT;
  const offer = (previous: number, edge: number, hops: number, confidence: number) => {
    const total = (found.hops[state] ?? 0) + hops;
    if (total > (options.maxHops ?? FAR - 1)) return;
    const sure = (found.confidence[state] ?? 0) * confidence;
    if (!improves(found, previous, total, sure, state)) return;
    found.hops[previous] = total;
    found.confidence[previous] = sure;
    found.via[previous] = edge;
    found.next[previous] = state;
    heap.push(previous);
  };
  if (capability !== ADMIN) offer(node * CAPABILITY_COUNT + ADMIN, ADMIN_HELD, 0, 1);
  const end = graph.inStart[node + 1] ?? 0;
  for (let slot = graph.inStart[node] ?? 0; slot < end; slot++) {
    const edge = graph.inEdges[slot] ?? 0;
    if (options.without?.has(edge)) continue;
    const from = (graph.from[edge] ?? 0) * CAPABILITY_COUNT;
    const gives = graph.gives[edge] ?? 0;
    if (graph.keeps[edge] === 1) offer(from + capability, edge, graph.hops[edge] ?? 0, graph.confidence[edge] ?? 0);
    else if (gives === capability || gives === ADMIN) {
      offer(from + (graph.needs[edge] ?? 0), edge, graph.hops[edge] ?? 0, graph.confidence[edge] ?? 0);
    }
  }
}

/** Fewer hops, then higher confidence, then the smaller next state, which is the smaller id. */
function improves(found: Found, state: number, hops: number, confidence: number, next: number): boolean {
  if (found.done[state] === 1) return false;
  const had = found.hops[state] ?? FAR;
  if (hops !== had) return hops < had;
  const sure = found.confidence[state] ?? 0;
  if (confidence !== sure) return confidence > sure;
  const before = found.next[state] ?? NO_EDGE;
  return before !== NO_EDGE && next < before;
}

function toSearch(graph: Graph, found: Found): Search {
  const reached = (index: number | undefined, capability: Capability, isSigned: boolean): number | undefined => {
    if (index === undefined) return undefined;
    const states = startsAt(graph, index, isSigned).map((one) => one * CAPABILITY_COUNT + capabilityIndex(capability));
    return nearest(found, states);
  };
  const stateOf = (node: string, capability: Capability, isSigned = true): number | undefined =>
    reached(graph.indexOf.get(node), capability, isSigned);
  const toHops = (state: number | undefined) => (state === undefined ? undefined : found.hops[state]);
  return {
    reaches: (node, capability) => stateOf(node, capability) !== undefined,
    hopsFrom: (node, capability) => toHops(stateOf(node, capability)),
    unsigned: {
      reaches: (node, capability) => stateOf(node, capability, false) !== undefined,
      hopsFrom: (node, capability) => toHops(stateOf(node, capability, false)),
    },
    sourcesOf: (capability) => {
      const sources: { node: string; hops: number }[] = [];
      for (const [index, node] of graph.ids.entries()) {
        const isOfAnother = isPart(node) || bearerOf(node) !== undefined;
        const hops = isOfAnother ? undefined : toHops(reached(index, capability, true));
        if (hops !== undefined) sources.push({ node, hops });
      }
      return sources;
    },
    pathFrom: (node, capability) => {
      const start = stateOf(node, capability);
      return start === undefined ? undefined : toPath(graph, found, node, start);
    },
  };
}

/** Of these states the one with the fewest hops, then the surest; undefined where none gets there. */
function nearest({ hops, confidence }: Found, states: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const state of states) {
    const away = hops[state] ?? FAR;
    if (away === FAR) continue;
    const had = best === undefined ? FAR : (hops[best] ?? FAR);
    if (away < had || (away === had && (confidence[state] ?? 0) > (confidence[best ?? state] ?? 0))) best = state;
  }
  return best;
}

const NAMES: readonly Capability[] = ["use", "read", "write", "act", "admin"];

function toPath(graph: Graph, found: Found, source: string, start: number): FoundPath {
  const edgeIndexes: number[] = [];
  let state = start;
  for (let next = found.next[state] ?? NO_EDGE; next !== NO_EDGE; next = found.next[state] ?? NO_EDGE) {
    const edge = found.via[state] ?? NO_EDGE;
    if (edge >= 0) edgeIndexes.push(edge);
    state = next;
  }
  return {
    source,
    target: graph.ids[Math.floor(state / CAPABILITY_COUNT)] ?? source,
    capability: NAMES[state % CAPABILITY_COUNT] ?? "act",
    hops: found.hops[start] ?? 0,
    confidence: found.confidence[start] ?? 0,
    edges: edgeIndexes.flatMap((edge) => graph.edges[edge] ?? []),
    edgeIndexes,
  };
}
