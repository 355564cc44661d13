// Ways that techniques open, of derived edges: hubs looked through.
import { worseState } from "../../../../../src/graph/path-graph.js";
import type { DerivedEdge } from "../../../../../src/model/analysis.js";
import { groupBy } from "../../../../../src/model/group-by.js";
import { rank } from "./ways.js";

export interface TechniqueWay extends Pick<DerivedEdge, "from" | "to" | "kind" | "state"> {
  readonly technique: string;
  /** What it rests on, in words. */
  readonly conditions: readonly string[];
}

/** Every way of a technique from where it begins to what it ends at. */
export function techniqueWays(edges: readonly DerivedEdge[]): readonly TechniqueWay[] {
  const included = groupBy(
    edges.filter(({ kind }) => kind === "includes"),
    ({ from }) => from,
  );
  return edges.flatMap((edge) => {
    const { from, kind, technique } = edge;
    if (!technique) return [];
    const ends = edge.to.startsWith("set:aws:") ? (included.get(edge.to) ?? []) : [edge];
    return ends.map((end) => ({
      from,
      to: end.to,
      kind,
      technique,
      state: worseState(edge.state, end.state),
      conditions: [edge.condition, end.condition].flatMap((one) => one ?? []),
    }));
  });
}

/** Of the ways of one technique from one place to another the surest. */
export function surestWays(edges: readonly DerivedEdge[]): readonly TechniqueWay[] {
  const best = new Map<string, TechniqueWay>();
  for (const way of techniqueWays(edges)) {
    const key = `${way.from} ${way.to} ${way.technique}`;
    const known = best.get(key);
    if (known === undefined || rank(way.state) < rank(known.state)) best.set(key, way);
  }
  return [...best.values()];
}
