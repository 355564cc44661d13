// What is certain counts before what may be: a way that rests on nothing undecided is the one to tell, however long it is.
import type { Graph } from "./graph.js";
import { type FoundPath, type Search, type SearchOptions, searchTo, type Target } from "./search.js";

/** Indexes of the edges that rest on something undecided. */
export function openEdges({ edges }: Graph): ReadonlySet<number> {
  return new Set(edges.flatMap(({ state }, index) => (state === "unknown" ? [index] : [])));
}

/** In: as searchTo. Out: of each start its best certain way; where it has none, the best of those that rest on something undecided. */
export function searchSureFirst(graph: Graph, targets: readonly Target[], options: SearchOptions = {}): Search {
  const perhaps = searchTo(graph, targets, options);
  const open = openEdges(graph);
  if (open.size === 0) return perhaps;
  const sure = searchTo(graph, targets, { ...options, without: new Set([...open, ...(options.without ?? [])]) });
  return {
    reaches: perhaps.reaches,
    hopsFrom: (node, capability) => sure.hopsFrom(node, capability) ?? perhaps.hopsFrom(node, capability),
    pathFrom: (node, capability) => sure.pathFrom(node, capability) ?? perhaps.pathFrom(node, capability),
    sourcesOf: (capability) => {
      const certain = new Map(sure.sourcesOf(capability).map(({ node, hops }) => [node, hops]));
      return perhaps.sourcesOf(capability).map(({ node, hops }) => ({ node, hops: certain.get(node) ?? hops }));
    },
    unsigned: {
      reaches: perhaps.unsigned.reaches,
      hopsFrom: (node, capability) =>
        sure.unsigned.hopsFrom(node, capability) ?? perhaps.unsigned.hopsFrom(node, capability),
    },
  };
}

/** Order of paths: certain ones, then the shorter, then the more confident. */
export function compareWays(a: FoundPath, b: FoundPath): number {
  return Number(isOpen(a)) - Number(isOpen(b)) || a.hops - b.hops || b.confidence - a.confidence;
}

function isOpen({ edges }: FoundPath): boolean {
  return edges.some(({ state }) => state === "unknown");
}
