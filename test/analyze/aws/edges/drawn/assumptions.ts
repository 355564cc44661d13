// Roles that derived edges let somebody assume: hubs looked through.
import { worseState } from "../../../../../src/graph/path-graph.js";
import type { DerivedEdge } from "../../../../../src/model/analysis.js";
import type { ConditionState } from "../../../../../src/model/words.js";
import { rank } from "./ways.js";

interface Assumption {
  readonly state: ConditionState;
  /** After something else that is done first. */
  readonly isFirst: boolean;
}

/** Role → the surest way to it; blocked ones left out. */
export function assumptionsFrom(edges: readonly DerivedEdge[], source: string): ReadonlyMap<string, Assumption> {
  const found = new Map<string, Assumption>();
  const walk = (from: string, before: Assumption): void => {
    for (const { from: at, to, kind, state, condition = "" } of edges) {
      if (at !== from || !["can_assume", "member_of", "includes"].includes(kind)) continue;
      if (kind === "includes" && from === source) continue;
      const isFirst = before.isFirst || /first|may change the tag/.test(condition);
      const way = { state: worseState(before.state, state), isFirst };
      const known = found.get(to);
      if (way.state === "blocked") continue;
      if (kind === "member_of" || to.startsWith("set:")) walk(to, way);
      else if (known === undefined || rank(way.state) < rank(known.state)) found.set(to, way);
    }
  };
  walk(source, { state: "none", isFirst: false });
  return found;
}
