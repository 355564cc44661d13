// A way into production is told at the last identity outside of it, and only where more follows than a role taken directly.
import { expect, it } from "vitest";
import { crossingColumns, readEnvironments } from "../../../src/analyze/reach/crossing.js";
import { buildGraph, type EdgeInput } from "../../../src/graph/graph.js";
import { searchTo } from "../../../src/graph/search.js";

const edge = (kind: EdgeInput["kind"], from: string, to: string, more: Partial<EdgeInput> = {}): EdgeInput => ({
  kind,
  from,
  to,
  state: "none",
  confidence: 1,
  ...more,
});
const label = (node: string, environment: string, confidence = 0.9) => ({
  node,
  columns: { environment, environment_confidence: confidence },
});
const environments = readEnvironments([
  label("laptop", "development"),
  label("runner", "development"),
  label("tools", "security", 0.5),
  label("batch", "production"),
  label("secret", "production"),
  label("table", "development"),
]);

function crossing(from: string, to: string, edges: readonly EdgeInput[]) {
  return columnsOf(from, to, edges)?.["enters_production_at"];
}

function openCrossing(from: string, to: string, edges: readonly EdgeInput[]) {
  return columnsOf(from, to, edges)?.["enters_production_open"];
}

function columnsOf(from: string, to: string, edges: readonly EdgeInput[]) {
  const search = searchTo(buildGraph(edges), [{ node: to, capability: to === "batch" ? "act" : "read" }]);
  const path = search.pathFrom(from, "act");
  expect(path).toBeDefined();
  return path && crossingColumns(path, environments);
}

const reads = edge("permits", "batch", "secret", { gives: "read" });
const way = [
  edge("can_assume", "laptop", "runner"),
  edge("can_assume", "runner", "hub"),
  edge("can_assume", "hub", "batch"),
  reads,
];

it("by way of what nothing labels", () => {
  expect(crossing("runner", "secret", way)).toBe("batch");
});

it("not of what leads there by another identity outside, and not from production itself", () => {
  expect(crossing("laptop", "secret", way)).toBeUndefined();
  expect(crossing("batch", "secret", way)).toBeUndefined();
});

it("not to what is outside as well", () => {
  expect(crossing("runner", "table", [edge("permits", "runner", "table", { gives: "read" })])).toBeUndefined();
});

it("perhaps, where a step could not be decided", () => {
  const open = [edge("can_assume", "runner", "batch", { state: "unknown" }), reads];
  expect(crossing("runner", "secret", open)).toBeUndefined();
  expect(openCrossing("runner", "secret", open)).toBe("a way into production, at batch, could not be decided");
  expect(openCrossing("runner", "secret", way)).toBeUndefined();
  expect(openCrossing("laptop", "secret", [edge("can_assume", "laptop", "runner"), ...open])).toBeUndefined();
});

it("not of a role that is taken directly, which another rule tells", () => {
  expect(crossing("runner", "batch", [edge("can_assume", "runner", "batch")])).toBeUndefined();
});

it("not of an account whose purpose only its name suggests", () => {
  expect(crossing("tools", "secret", [edge("can_assume", "tools", "batch"), reads])).toBeUndefined();
});
