import { describe, expect, it } from "vitest";
import { reachedFrom } from "../../src/graph/forward.js";
import { AND_SO_ON, controlOf, stateOf, toHops, toPathGraph } from "../../src/graph/path-graph.js";
import { searchTo } from "../../src/graph/search.js";
import type { PathEdge } from "../../src/model/analysis.js";
import type { EdgeKind } from "../../src/model/words.js";

function edge(kind: EdgeKind, from: string, to: string, more: Partial<PathEdge> = {}): PathEdge {
  return { kind, from, to, state: "none", confidence: 1, because: [], ...more };
}

const EDGES: readonly PathEdge[] = [
  edge("can_assume", "user", "set:hub", { because: ["policy#0"], state: "met" }),
  edge("includes", "set:hub", "role", { because: ["role#trust"] }),
  edge("escalates_to", "role", "boss", {
    technique: "lambda-001",
    state: "unknown",
    confidence: 0.6,
    condition: "who knows",
  }),
  edge("permits", "boss", "aws:1", { capability: "admin", hops: 0, because: ["boss#permissions"] }),
  edge("federates", "github:acme/site", "role#trust/issuer/0"),
  edge("yields", "role#trust/issuer/0", "role"),
  edge("can_assume", "stranger", "boss", { state: "blocked" }),
  edge("owned_by", "stranger", "boss"),
  edge("permits", "role", "bucket", { capability: "read" }),
];

const graph = toPathGraph(EDGES);
const search = searchTo(graph.graph, [{ node: "aws:1", capability: "admin" }]);
const pathFrom = (start: string) => {
  const path = search.pathFrom(start, "act");
  if (!path) throw new Error(`no path from ${start}`);
  return path;
};

describe("hops of a path", () => {
  it("leave out hubs, trusts and control that takes no step", () => {
    const hops = toHops(pathFrom("user"), graph);
    expect(hops.map(({ from, edge: kind, to }) => [from, kind, to])).toEqual([
      ["user", "can_assume", "role"],
      ["role", "escalates_to", "boss"],
    ]);
    expect(toHops(pathFrom("github:acme/site"), graph).map(({ edge: kind, to }) => [kind, to])).toEqual([
      ["federates", "role"],
      ["escalates_to", "boss"],
    ]);
  });

  it("end at a hub that is left by a step of its own, as the search counts it", () => {
    const chain = toPathGraph([
      edge("escalates_to", "role", "set:administrators of the cluster"),
      edge("federates", "set:administrators of the cluster", "boss#trust/issuer/0"),
      edge("yields", "boss#trust/issuer/0", "boss"),
      edge("permits", "boss", "aws:1", { capability: "admin", hops: 0 }),
    ]);
    const path = searchTo(chain.graph, [{ node: "aws:1", capability: "admin" }]).pathFrom("role", "act");
    if (!path) throw new Error("no path");
    expect(path.hops).toBe(2);
    expect(toHops(path, chain).map(({ from, edge: kind, to }) => [from, kind, to])).toEqual([
      ["role", "escalates_to", "set:administrators of the cluster"],
      ["set:administrators of the cluster", "federates", "boss"],
    ]);
  });

  it("stand for all that is left where there are more than are kept, and not where there are as many", () => {
    const roles = Array.from({ length: 6 }, (_, at) => edge("can_assume", `r${at}`, `r${at + 1}`, { confidence: 0.9 }));
    const control = edge("permits", "r6", "aws:1", { capability: "admin", hops: 0 });
    const chain = toPathGraph([...roles, control]);
    const path = searchTo(chain.graph, [{ node: "aws:1", capability: "admin" }]).pathFrom("r0", "act");
    if (!path) throw new Error("no path");
    const of = (most: number) => toHops(path, chain, most).map(({ from, edge: kind, to }) => `${from} ${kind} ${to}`);
    expect(of(6)).toEqual(roles.map(({ from, to }) => `${from} can_assume ${to}`));
    expect(of(3)).toEqual(["r0 can_assume r1", "r1 can_assume r2", `r2 ${AND_SO_ON} r6`]);
    const last = toHops(path, chain, 3).at(-1);
    expect(last?.evidence).toEqual({ steps: 4 });
    expect(last?.confidence).toBeCloseTo(0.9 ** 4);
  });

  it("keep what each of their edges rests on, and the least sure state", () => {
    const [first, second] = toHops(pathFrom("user"), graph);
    expect(first).toMatchObject({ state: "met", evidence: { because: ["policy#0", "role#trust"], via: ["set:hub"] } });
    expect(second).toMatchObject({
      technique: "lambda-001",
      condition: "who knows",
      state: "unknown",
      confidence: 0.6,
    });
    expect(stateOf(pathFrom("user"))).toBe("unknown");
  });

  it("are none for who controls the target itself", () => {
    expect(toHops(pathFrom("boss"), graph)).toEqual([]);
    expect(controlOf(pathFrom("boss"), graph)?.controller).toBe("boss");
    expect(controlOf(pathFrom("user"), graph)?.controller).toBe("boss");
  });

  it("never go over blocked edges or evidence", () => {
    expect(search.reaches("stranger", "act")).toBe(false);
    expect(graph.edges.some(({ from }) => from === "stranger")).toBe(false);
  });
});

describe("what one start reaches", () => {
  it("is everything ahead, with hops and what is held there", () => {
    expect(
      reachedFrom(graph.graph, "user", "act").map(({ node, capability, hops }) => [node, capability, hops]),
    ).toEqual([
      ["role", "act", 1],
      ["set:hub", "act", 1],
      ["aws:1", "admin", 2],
      ["boss", "act", 2],
      ["bucket", "read", 2],
    ]);
  });

  it("is nothing for a node that is not there, or that holds too little", () => {
    expect(reachedFrom(graph.graph, "nobody", "act")).toEqual([]);
    expect(reachedFrom(graph.graph, "user", "read")).toEqual([]);
  });

  it("agrees with the search from the other end", () => {
    for (const start of graph.graph.ids) {
      const ahead = reachedFrom(graph.graph, start, "act").map(({ node }) => node);
      expect([start, ahead.includes("aws:1")]).toEqual([start, start !== "aws:1" && search.reaches(start, "act")]);
    }
  });
});
