// Where there is no path: the way there would be if nothing stood against it, so that people see what they rely on.
import { toPathGraph } from "../graph/path-graph.js";
import type { PathEdge } from "../model/analysis.js";
import { awaitsAnother, isStopped } from "../model/standing.js";
import { terminalText } from "../report/escape.js";
import type { PathEnd, PathStart } from "./path-ends.js";
import { bestPath, edgesTo, type ShownPath, searchGraph } from "./path-search.js";
import { edgeText, type PathWords } from "./path-text.js";

/**
 * Best path of the start over what stops it as well, which keeps its state; undefined when even so there is none. It is
 * `needs-actor` where the approval of others is all that stands in the way.
 */
export function stoppedPath(
  edges: readonly PathEdge[],
  end: PathEnd,
  starts: readonly PathStart[],
  maxHops: number | undefined,
): ShownPath | undefined {
  const stopped = new Map<PathEdge, PathEdge>();
  const opened = edges.map((edge) => {
    if (!isStopped(edge)) return edge;
    const open: PathEdge = { ...edge, state: "unknown", confidence: 1 };
    stopped.set(open, edge);
    return open;
  });
  if (stopped.size === 0) return undefined;
  const graph = toPathGraph(edgesTo(opened, end));
  // searched as if they were open, told as what they are
  const told = { ...graph, edges: graph.edges.map((edge) => stopped.get(edge) ?? edge) };
  const path = bestPath(searchGraph(told, end, maxHops), starts);
  if (path === undefined) return undefined;
  const stops = path.hops.filter(isStopped);
  return { ...path, state: stops.every(awaitsAnother) ? "needs-actor" : "blocked", confidence: 0 };
}

/** One line for each hop that something stops, and what does. */
export function stoppedLines({ hops }: ShownPath, words: PathWords): string[] {
  return hops.filter(isStopped).map(({ from, to, edge, technique, condition }) => {
    const how = technique === undefined ? "" : ` (${technique})`;
    const why = condition === undefined ? "" : `: ${terminalText(condition)}`;
    return `${words.name(from)} ${edgeText(edge)} ${words.name(to)}${how}${why}`;
  });
}
