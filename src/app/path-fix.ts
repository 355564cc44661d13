// What best ends a path: of all that the start's best path rests on, the change that leaves fewest others a way.
import type { Source } from "../graph/choke.js";
import { toFixes } from "../graph/fixes.js";
import { searchTo } from "../graph/search.js";
import { compareText } from "../model/compare.js";
import { formatCount } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { wrapIndented } from "../report/text.js";
import type { Store } from "../store/index.js";
import { nameFix } from "./fix-names.js";
import type { PathEnd, PathStart } from "./path-ends.js";
import { type PathSearch, waysOf } from "./path-search.js";

/** What is on one path: a longer one is no path that anybody shows. */
const MOST_TRIED = 20;

export interface PathFix {
  /** What is changed; undefined when the start has another way whatever single thing is changed. */
  readonly fix: string | undefined;
  /** Identities that would have no way any more, the start among them. */
  readonly cut: number;
  /** Identities that have one now. */
  readonly reaching: number;
}

/**
 * The best fix of the starts' best path. In: the search, its end, the starts, and everybody who counts. Each thing that the path rests
 * on is taken away and the end is searched again.
 */
export function bestPathFix(
  { graph, search }: PathSearch,
  { targets }: PathEnd,
  starts: readonly PathStart[],
  others: readonly Source[],
): PathFix {
  const own = starts.flatMap(({ id, capabilities }) => capabilities.map((capability) => ({ node: id, capability })));
  const onPath = new Set(waysOf(search, starts)[0]?.edgeIndexes);
  const known = new Set(others.map(({ node }) => node));
  const counting = [...others, ...own.filter(({ node }) => !known.has(node))].filter((one) =>
    search.reaches(one.node, one.capability),
  );
  let best: { readonly fix: string; readonly cut: number } | undefined;
  const fixes = toFixes(graph.edges).filter(({ edges }) => [...edges].some((edge) => onPath.has(edge)));
  for (const { id, edges } of fixes.slice(0, MOST_TRIED)) {
    const after = searchTo(graph.graph, targets, { without: edges });
    if (own.some(({ node, capability }) => after.reaches(node, capability))) continue;
    const cut = counting.filter(({ node, capability }) => !after.reaches(node, capability)).length;
    if (best === undefined || cut > best.cut || (cut === best.cut && compareText(id, best.fix) < 0))
      best = { fix: id, cut };
  }
  return { fix: best?.fix, cut: best?.cut ?? 0, reaching: counting.length };
}

/** The fix for people, below the path. */
export function fixLines({ fix, cut, reaching }: PathFix, store: Pick<Store, "node">, columns: number): string[] {
  if (fix === undefined) return wrapIndented("No single change ends it: other ways stay (--all).", columns);
  return [
    ...wrapIndented(`best fix: take away ${terminalText(nameFix(fix, store))}`, columns),
    ...wrapIndented(`  ${nameOthers(cut - 1, reaching - 1)}`, columns),
  ];
}

/** What becomes of the others who get there. */
function nameOthers(cut: number, others: number): string {
  if (others === 0) return "nobody else gets there";
  if (others === 1) return `the other one who gets there ${cut === 1 ? "is cut off with it" : "still does"}`;
  const are = cut === 1 ? "is" : "are";
  return `${formatCount(cut)} of the ${formatCount(others)} others who get there ${are} cut off with it`;
}
