// What a fix is worth: the sources that no longer reach once its edges are gone, found by removing and searching again.
import { addTo } from "../model/group-by.js";
import type { Capability } from "../model/words.js";
import type { Graph } from "./graph.js";
import { type Search, searchTo, type Target } from "./search.js";

/** One editable thing (a statement, trust, binding, setting) and every edge derived from it. */
export interface Fix {
  readonly id: string;
  /** Indexes into graph.edges. */
  readonly edges: ReadonlySet<number>;
}

export interface Source {
  readonly node: string;
  readonly capability: Capability;
}

export interface FixValue {
  readonly fix: string;
  /** Sources that reach now and would not. */
  readonly cut: number;
  /** Sources that would still reach. */
  readonly remaining: number;
}

/**
 * Values fixes, best first, ties by id. Only the fixes that lie on most of the best paths are tried (`most`), since each
 * trial is a search of its own; an edge on no best path cuts nobody.
 */
export function valueFixes(
  graph: Graph,
  targets: readonly Target[],
  sources: readonly Source[],
  fixes: readonly Fix[],
  most: number,
): FixValue[] {
  const search = searchTo(graph, targets);
  const reaching = sources.filter(({ node, capability }) => search.reaches(node, capability));
  return candidates(search, reaching, fixes)
    .slice(0, most)
    .map((fix) => {
      const after = searchTo(graph, targets, { without: fix.edges });
      const remaining = reaching.filter(({ node, capability }) => after.reaches(node, capability)).length;
      return { fix: fix.id, cut: reaching.length - remaining, remaining };
    })
    .filter(({ cut }) => cut > 0)
    .sort((a, b) => b.cut - a.cut || (a.fix < b.fix ? -1 : 1));
}

/**
 * Fixes one after the other, each the one that cuts most of those whom the fixes before it leave: at most `count`, `cut`
 * counted so. The first is the first of valueFixes. A fix is tried only while it could still cut as many as the best one so
 * far, and at most `most` at a time.
 */
export function chooseFixes(
  graph: Graph,
  targets: readonly Target[],
  sources: readonly Source[],
  fixes: readonly Fix[],
  count: number,
  most: number,
): FixValue[] {
  const chosen: FixValue[] = [];
  let without: ReadonlySet<number> = new Set();
  let search = searchTo(graph, targets);
  let reaching = sources.filter(({ node, capability }) => search.reaches(node, capability));
  while (chosen.length < count) {
    const best = bestFix(graph, targets, reaching, candidatePaths(search, reaching, fixes).slice(0, most), without);
    if (best === undefined) break;
    without = new Set([...without, ...best.fix.edges]);
    search = searchTo(graph, targets, { without });
    const left = reaching.filter(({ node, capability }) => search.reaches(node, capability));
    chosen.push({ fix: best.fix.id, cut: reaching.length - left.length, remaining: left.length });
    reaching = left;
  }
  return chosen;
}

/** The fix that cuts most, ties by id; undefined when none cuts anybody. A fix cuts no more than the best paths over it. */
function bestFix(
  graph: Graph,
  targets: readonly Target[],
  reaching: readonly Source[],
  tries: readonly (readonly [fix: Fix, paths: number])[],
  without: ReadonlySet<number>,
): { readonly fix: Fix; readonly cut: number } | undefined {
  let best: { readonly fix: Fix; readonly cut: number } | undefined;
  for (const [fix, paths] of tries) {
    if (paths < (best?.cut ?? 1)) break;
    const after = searchTo(graph, targets, { without: new Set([...without, ...fix.edges]) });
    const cut = reaching.filter(({ node, capability }) => !after.reaches(node, capability)).length;
    const isBetter = cut > (best?.cut ?? 0) || (best !== undefined && cut === best.cut && fix.id < best.fix.id);
    if (isBetter) best = { fix, cut };
  }
  return best;
}

/** Fixes by how many best paths run over them; the upper bound of what they can cut. */
function candidates(search: Search, sources: readonly Source[], fixes: readonly Fix[]): Fix[] {
  return candidatePaths(search, sources, fixes).map(([fix]) => fix);
}

function candidatePaths(
  search: Search,
  sources: readonly Source[],
  fixes: readonly Fix[],
): [fix: Fix, paths: number][] {
  const fixOfEdge = new Map<number, Fix[]>();
  for (const fix of fixes) {
    for (const edge of fix.edges) addTo(fixOfEdge, edge, fix);
  }
  const paths = new Map<Fix, number>();
  for (const { node, capability } of sources) {
    const onPath = new Set(
      (search.pathFrom(node, capability)?.edgeIndexes ?? []).flatMap((e) => fixOfEdge.get(e) ?? []),
    );
    for (const fix of onPath) paths.set(fix, (paths.get(fix) ?? 0) + 1);
  }
  return [...paths].sort(([a, m], [b, n]) => n - m || (a.id < b.id ? -1 : 1));
}
