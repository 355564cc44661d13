// What stands in the way where there is no path: a prohibition, or the approval of another person.
import { describe, expect, it } from "vitest";
import { stoppedPath } from "../../src/app/stopped-path.js";
import { toPathGraph } from "../../src/graph/path-graph.js";
import { searchTo } from "../../src/graph/search.js";
import type { PathEdge } from "../../src/model/analysis.js";
import type { ConditionState } from "../../src/model/words.js";

const edge = (from: string, to: string, state: ConditionState, confidence: number): PathEdge => ({
  kind: "can_assume",
  from,
  to,
  state,
  confidence,
  because: [],
});
const end = { node: undefined, targets: [{ node: "c", capability: "act" as const }] };
const starts = [{ id: "a", capabilities: ["act" as const] }];
const found = (edges: readonly PathEdge[]) => stoppedPath(edges, end, starts, undefined);

describe("the way that something stops", () => {
  it("needs somebody where approvals alone stop it", () => {
    const edges = [edge("a", "b", "needs-actor", 0), edge("b", "c", "none", 1)];
    expect(found(edges)).toMatchObject({ state: "needs-actor", confidence: 0 });
    expect(searchTo(toPathGraph(edges).graph, end.targets).pathFrom("a", "act")).toBeUndefined();
  });
  it("is blocked where something forbids it as well", () => {
    expect(found([edge("a", "b", "needs-actor", 0), edge("b", "c", "blocked", 0)])).toMatchObject({ state: "blocked" });
  });
  it("is none where nothing stops it: an activation of one's own is walked", () => {
    const edges = [edge("a", "b", "needs-actor", 0.6), edge("b", "c", "none", 1)];
    expect(found(edges)).toBeUndefined();
    expect(searchTo(toPathGraph(edges).graph, end.targets).pathFrom("a", "act")).toBeDefined();
  });
});
