import { describe, expect, it } from "vitest";
import { valueFixes } from "../../src/graph/choke.js";
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
