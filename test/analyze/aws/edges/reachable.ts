// Reads the derived edges the way a search would: whom a principal can become in one step, with the surest state.
import { analyzeAccess } from "../../../../src/analyze/aws/edges/index.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import { findReach } from "../../../../src/analyze/reach/index.js";
import { worseState } from "../../../../src/graph/path-graph.js";
import type { DerivedEdge } from "../../../../src/model/analysis.js";
import type { Technique } from "../../../../src/model/technique.js";
import type { ConditionState } from "../../../../src/model/words.js";
import type { Scene } from "./scene.js";

/** What access analysis draws, without where that leads. */
export function drawScene(scene: Scene, techniques: readonly Technique[] = []) {
  const input = scene.input(techniques);
  const policies = createPolicyCompiler();
  return analyzeAccess(input, buildEstate(input, policies), [], policies);
}

export function analyzeScene(scene: Scene, techniques: readonly Technique[] = []) {
  const access = drawScene(scene, techniques);
  const reach = findReach(scene.input(techniques), access);
  return { ...access, ...reach, facts: [...reach.facts, ...access.facts] };
}

const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

/** Target → surest state of one step of a kind from the source, hubs looked through and found themselves; blocked ones left out. */
export function stepsFrom(
  edges: readonly DerivedEdge[],
  source: string,
  kinds: readonly string[],
): Map<string, ConditionState> {
  const found = new Map<string, ConditionState>();
  const add = (target: string, state: ConditionState): void => {
    const before = found.get(target);
    if (state === "blocked" || target === source) return;
    if (before === undefined || ORDER.indexOf(state) < ORDER.indexOf(before)) found.set(target, state);
  };
  const walk = (from: string, state: ConditionState): void => {
    for (const edge of edges) {
      if (edge.from !== from) continue;
      const through = worseState(state, edge.state);
      if (edge.kind === "member_of" || (edge.to.startsWith("set:") && kinds.includes(edge.kind)))
        walk(edge.to, through);
      if (edge.kind === "includes" || kinds.includes(edge.kind)) add(edge.to, through);
    }
  };
  walk(source, "none");
  return found;
}

/** `none` and `met` are the same to whoever walks. */
export function strength(state: ConditionState | undefined): string {
  return state === undefined || state === "blocked" ? "no" : state === "none" ? "met" : state;
}
