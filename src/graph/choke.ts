// What a fix is worth: the sources that no longer reach once its edges are gone, found by removing and searching again.
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

/** Fixes by how many best paths run over them; the upper bound of what they can cut. */
function candidates(search: Search, sources: readonly Source[], fixes: readonly Fix[]): Fix[] {
  const fixOfEdge = new Map<number, Fix[]>();
  for (const fix of fixes) {
    for (const edge of fix.edges) fixOfEdge.set(edge, [...(fixOfEdge.get(edge) ?? []), fix]);
  }
  const paths = new Map<Fix, number>();
  for (const { node, capability } of sources) {
    const onPath = new Set(
      (search.pathFrom(node, capability)?.edgeIndexes ?? []).flatMap((e) => fixOfEdge.get(e) ?? []),
    );
    for (const fix of onPath) paths.set(fix, (paths.get(fix) ?? 0) + 1);
  }
  return [...paths].sort(([a, m], [b, n]) => n - m || (a.id < b.id ? -1 : 1)).map(([fix]) => fix);
}
