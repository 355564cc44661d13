import { describe, expect, it } from "vitest";
import { chooseFixes, valueFixes } from "../../src/graph/choke.js";
import { buildGraph, type EdgeInput } from "../../src/graph/graph.js";

const edge = (kind: EdgeInput["kind"], from: string, to: string, more: Partial<EdgeInput> = {}): EdgeInput => ({
  kind,
  from,
  to,
  state: "none",
  confidence: 1,
  ...more,
});

describe("value of a fix", () => {
  // u1, u2 only through the hub; u3 has a second way; u4 does not reach at all.
  const edges = [
    edge("can_assume", "u1", "hub"),
    edge("can_assume", "u2", "hub"),
    edge("can_assume", "u3", "hub"),
    edge("can_assume", "u3", "other"),
    edge("can_assume", "u4", "nothing"),
    edge("can_assume", "hub", "role"),
    edge("can_assume", "other", "role"),
    edge("permits", "role", "account", { gives: "admin", hops: 0 }),
  ];
  const graph = buildGraph(edges);
  const sources = ["u1", "u2", "u3", "u4"].map((node) => ({ node, capability: "act" as const }));
  const fixes = edges.map((e, index) => ({ id: `${e.from}>${e.to}`, edges: new Set([index]) }));
  const targets = [{ node: "account", capability: "admin" as const }];

  it("counts who no longer reaches, not how many paths run over it", () => {
    expect(valueFixes(graph, targets, sources, fixes, 10)).toEqual([
      { fix: "role>account", cut: 3, remaining: 0 },
      { fix: "hub>role", cut: 2, remaining: 1 },
      { fix: "u1>hub", cut: 1, remaining: 2 },
      { fix: "u2>hub", cut: 1, remaining: 2 },
    ]);
  });

  it("leaves out what cuts nobody", () => {
    const values = valueFixes(graph, targets, sources, fixes, 10).map(({ fix }) => fix);
    expect(values).not.toContain("u3>hub");
    expect(values).not.toContain("u4>nothing");
  });
});

describe("fixes one after the other", () => {
  // Two doors, each of which several rooms need: the first fix is the bigger door, the second is not one of its other parts.
  const edges = [
    ...["a", "b", "c"].map((from) => edge("can_assume", from, "north")),
    ...["d", "e"].map((from) => edge("can_assume", from, "south")),
    edge("can_assume", "north", "hall"),
    edge("can_assume", "hall", "role"),
    edge("can_assume", "south", "role2"),
    edge("permits", "role", "account", { gives: "admin", hops: 0 }),
    edge("permits", "role2", "account", { gives: "admin", hops: 0 }),
  ];
  const graph = buildGraph(edges);
  const sources = ["a", "b", "c", "d", "e", "north", "hall"].map((node) => ({ node, capability: "act" as const }));
  const fixes = edges.map((e, index) => ({ id: `${e.from}>${e.to}`, edges: new Set([index]) }));
  const targets = [{ node: "account", capability: "admin" as const }];

  it("each cuts most of those whom the ones before it leave, ties by id, until nobody is left", () => {
    expect(chooseFixes(graph, targets, sources, fixes, 5, 10)).toEqual([
      { fix: "hall>role", cut: 5, remaining: 2 },
      { fix: "role2>account", cut: 2, remaining: 0 },
    ]);
  });

  it("the first is the one that is worth most alone; no more than asked for", () => {
    const [first] = valueFixes(graph, targets, sources, fixes, 20);
    expect(chooseFixes(graph, targets, sources, fixes, 1, 20)).toEqual([first]);
  });

  it("nothing where each has two ways", () => {
    const two = buildGraph([
      edge("can_assume", "a", "x"),
      edge("can_assume", "a", "y"),
      edge("permits", "x", "account", { gives: "admin", hops: 0 }),
      edge("permits", "y", "account", { gives: "admin", hops: 0 }),
    ]);
    const each = [0, 1, 2, 3].map((index) => ({ id: String(index), edges: new Set([index]) }));
    expect(chooseFixes(two, targets, [{ node: "a", capability: "act" }], each, 5, 10)).toEqual([]);
  });
});
