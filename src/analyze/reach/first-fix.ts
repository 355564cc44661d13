// The change that cuts most paths to control, for the last line of a scan: `nhi paths --choke` weighs them all.
import { valueFixes } from "../../graph/choke.js";
import { fixesOf } from "../../graph/fixes.js";
import type { PathGraph } from "../../graph/path-graph.js";
import { searchTo, type Target } from "../../graph/search.js";
import type { FirstFix } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";

/** Changes that are tried: each is a search over the whole graph. */
const MOST_TRIED = 3;
/** With fewer sources there is nothing to weigh. */
const FEWEST = 2;

/** In: sources that get there in a step or more. Undefined when no single change cuts more than one of them. */
export function findFirstFix(
  { graph, edges }: PathGraph,
  targets: readonly Target[],
  sources: readonly string[],
): FirstFix | undefined {
  if (sources.length < FEWEST) return undefined;
  const search = searchTo(graph, targets);
  const counts = new Map<string, number>();
  for (const source of sources) {
    const path = search.pathFrom(source, "act");
    const ids = new Set((path?.edgeIndexes ?? []).flatMap((index) => fixesOf(edges[index] ?? NO_EDGE)));
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const likely = [...counts].sort(([a, m], [b, n]) => n - m || compareText(a, b)).slice(0, MOST_TRIED);
  const wanted = new Set(likely.map(([id]) => id));
  const found = new Map<string, Set<number>>();
  for (const [index, edge] of edges.entries()) {
    for (const id of fixesOf(edge)) {
      if (!wanted.has(id)) continue;
      const known = found.get(id);
      if (known) known.add(index);
      else found.set(id, new Set([index]));
    }
  }
  const fixes = [...found].map(([id, indexes]) => ({ id, edges: indexes }));
  const starts = sources.map((node) => ({ node, capability: "act" as const }));
  const [best] = valueFixes(graph, targets, starts, fixes, MOST_TRIED);
  if (best === undefined || best.cut < FEWEST) return undefined;
  return { fix: best.fix, cut: best.cut, reaching: best.cut + best.remaining };
}

const NO_EDGE = { kind: "references", from: "", to: "", state: "none", confidence: 1, because: [] } as const;
