// What is certain counts before what may be, and what nobody else has a hand in before what waits for somebody: a way that rests on
// nothing undecided and on nobody is the one to tell, however long it is.
import type { ConditionState } from "../model/words.js";
import type { Graph } from "./graph.js";
import { type FoundPath, type Search, type SearchOptions, searchTo, type Target } from "./search.js";

/** Indexes of the edges that rest on something undecided. */
export function openEdges(graph: Graph): ReadonlySet<number> {
  return edgesIn(graph, "unknown");
}

function edgesIn({ edges }: Graph, looked: ConditionState): ReadonlySet<number> {
  return new Set(edges.flatMap(({ state }, index) => (state === looked ? [index] : [])));
}

/**
 * In: as searchTo. Out: of each start its best certain way that waits for nobody; where it has none, the best certain one; where it has
 * none of those, the best of the ways that rest on something undecided.
 */
export function searchSureFirst(graph: Graph, targets: readonly Target[], options: SearchOptions = {}): Search {
  const open = openEdges(graph);
  if (open.size === 0) return searchAloneFirst(graph, targets, options);
  const sure = searchAloneFirst(graph, targets, leavingOut(options, open));
  return before(sure, searchTo(graph, targets, options));
}

/** In: as searchTo. Out: of each start its best way that waits for nobody; where it has none, the best that somebody else has to let pass. */
export function searchAloneFirst(graph: Graph, targets: readonly Target[], options: SearchOptions = {}): Search {
  const all = searchTo(graph, targets, options);
  const waiting = edgesIn(graph, "needs-actor");
  return waiting.size === 0 ? all : before(searchTo(graph, targets, leavingOut(options, waiting)), all);
}

function leavingOut(options: SearchOptions, edges: ReadonlySet<number>): SearchOptions {
  return { ...options, without: options.without === undefined ? edges : new Set([...edges, ...options.without]) };
}

/** What the first search found, and where it found nothing what the second did, which is of more edges. */
function before(first: Search, all: Search): Search {
  return {
    reaches: all.reaches,
    hopsFrom: (node, capability) => first.hopsFrom(node, capability) ?? all.hopsFrom(node, capability),
    pathFrom: (node, capability) => first.pathFrom(node, capability) ?? all.pathFrom(node, capability),
    sourcesOf: (capability) => {
      const known = new Map(first.sourcesOf(capability).map(({ node, hops }) => [node, hops]));
      return all.sourcesOf(capability).map(({ node, hops }) => ({ node, hops: known.get(node) ?? hops }));
    },
    unsigned: {
      reaches: all.unsigned.reaches,
      hopsFrom: (node, capability) =>
        first.unsigned.hopsFrom(node, capability) ?? all.unsigned.hopsFrom(node, capability),
    },
  };
}

/** Order of paths: certain ones, those that wait for nobody first, then the shorter, then the more confident. */
export function compareWays(a: FoundPath, b: FoundPath): number {
  return doubtIn(a) - doubtIn(b) || a.hops - b.hops || b.confidence - a.confidence;
}

function doubtIn({ edges }: FoundPath): number {
  if (edges.some(({ state }) => state === "unknown")) return 2;
  return edges.some(({ state }) => state === "needs-actor") ? 1 : 0;
}
