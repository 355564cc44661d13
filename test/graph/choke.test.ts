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

  it("tries first what most paths run over, each counted once however many of its edges are on it", () => {
    const two = { id: "u1>hub>role", edges: new Set([0, 5]) };
    const last = { id: "role>account", edges: new Set([7]) };
    // u1 alone goes over both edges, u2 and u3 over one of them: three paths, no more than all who end in the account
    expect(valueFixes(graph, targets, sources, [two, last], 1)).toEqual([
      { fix: "role>account", cut: 3, remaining: 0 },
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

  // By name, who comes in by which doors.
  const house = (rooms: Readonly<Record<string, readonly string[]>>) => {
    const doors = [...new Set(Object.values(rooms).flat())];
    const all = [
      ...Object.entries(rooms).flatMap(([room, own]) => own.map((door) => edge("can_assume", room, door))),
      ...doors.map((door) => edge("permits", door, "account", { gives: "admin", hops: 0 })),
    ];
    const shut = doors.map((door) => ({
      id: door,
      edges: new Set([all.findIndex(({ from, to }) => from === door && to === "account")]),
    }));
    const inside = Object.keys(rooms).map((node) => ({ node, capability: "act" as const }));
    return [buildGraph(all), targets, inside, shut] as const;
  };

  it("what was chosen stays taken away while the next are tried, and after", () => {
    const rooms = { a: ["m", "n"], b: ["m"], c: ["m"], d: ["m"], e: ["n"], f: ["n"], g: ["k"], h: ["k"] };
    // without m, n is all that a has left: it cuts three, and k two
    expect(chooseFixes(...house(rooms), 5, 10)).toEqual([
      { fix: "m", cut: 3, remaining: 5 },
      { fix: "n", cut: 3, remaining: 2 },
      { fix: "k", cut: 2, remaining: 0 },
    ]);
  });

  it("of two that cut as many it is the one with the smaller id, though more paths run over the other", () => {
    const rooms = house({ a: ["m", "n"], b: ["m"], c: ["m"], d: ["k"], e: ["k"] });
    expect(chooseFixes(...rooms, 1, 10)).toEqual([{ fix: "k", cut: 2, remaining: 3 }]);
    expect(valueFixes(...rooms, 10)[0]).toEqual({ fix: "k", cut: 2, remaining: 3 });
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
