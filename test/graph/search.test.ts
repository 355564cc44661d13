import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph, type EdgeInput } from "../../src/graph/graph.js";
import { searchTo } from "../../src/graph/search.js";

const edge = (kind: EdgeInput["kind"], from: string, to: string, more: Partial<EdgeInput> = {}): EdgeInput => ({
  kind,
  from,
  to,
  state: "none",
  confidence: 1,
  ...more,
});
const toAdmin = [{ node: "account", capability: "admin" }] as const;
const admin = (from: string) => edge("permits", from, "account", { gives: "admin", hops: 0 });

describe("reverse search", () => {
  it("counts steps from one identity to the next, and admin itself as none", () => {
    const graph = buildGraph([edge("can_assume", "user", "role"), admin("role")]);
    const search = searchTo(graph, toAdmin);
    expect(search.hopsFrom("role", "act")).toBe(0);
    expect(search.hopsFrom("user", "act")).toBe(1);
    expect(search.sourcesOf("act")).toEqual([
      { node: "role", hops: 0 },
      { node: "user", hops: 1 },
    ]);
    expect(search.pathFrom("user", "act")?.edges.map((e) => e.kind)).toEqual(["can_assume", "permits"]);
  });

  it("what an agent is talked into reaches data by a tool that passes it on, and never control", () => {
    const graph = buildGraph([
      edge("permits", "anyone", "agent", { gives: "use", confidence: 0.5 }),
      edge("steers", "agent", "sql", { gives: "act" }),
      edge("steers", "agent", "search", { gives: "use" }),
      edge("holds", "sql", "key"),
      edge("holds", "search", "other key"),
      edge("authenticates_as", "key", "user"),
      edge("authenticates_as", "other key", "admin"),
      edge("permits", "user", "table", { gives: "read" }),
      edge("permits", "admin", "vault", { gives: "read" }),
      admin("user"),
    ]);
    const reads = (node: string) => searchTo(graph, [{ node, capability: "read" }]).reaches("anyone", "act");
    expect([reads("table"), reads("vault")]).toEqual([true, false]);
    expect(searchTo(graph, toAdmin).reaches("anyone", "act")).toBe(false);
    expect(searchTo(graph, toAdmin).reaches("sql", "act")).toBe(true);
  });

  it("what a fix removes stays removed beside an agent, whose steering leads to what is no control", () => {
    const graph = buildGraph([
      edge("permits", "anyone", "agent", { gives: "use" }),
      edge("steers", "agent", "tool", { gives: "act" }),
      edge("can_assume", "user", "role"),
      admin("role"),
    ]);
    const removed = graph.edges.findIndex(({ kind }) => kind === "can_assume");
    expect(searchTo(graph, toAdmin).reaches("user", "act")).toBe(true);
    expect(searchTo(graph, toAdmin, { without: new Set([removed]) }).reaches("user", "act")).toBe(false);
    // one target among several that is no control is reached by talking an agent into it
    const both = searchTo(graph, [...toAdmin, { node: "tool", capability: "act" }]);
    expect(both.reaches("anyone", "act")).toBe(true);
  });

  it.each<[string, EdgeInput[], boolean]>([
    ["blocked edge is not walked", [edge("can_assume", "user", "role", { state: "blocked" }), admin("role")], false],
    ["unknown edge is walked", [edge("can_assume", "user", "role", { state: "unknown" }), admin("role")], true],
    ["evidence edge is not walked", [edge("references", "user", "role"), admin("role")], false],
    ["direction counts", [edge("can_assume", "role", "user"), admin("role")], false],
    ["a group passes on what it has", [edge("member_of", "user", "group"), admin("group")], true],
    [
      "reading a stored credential is to act as its principal",
      [
        edge("permits", "user", "bucket", { gives: "read" }),
        edge("stores", "bucket", "key"),
        edge("authenticates_as", "key", "ci"),
        admin("ci"),
      ],
      true,
    ],
    [
      "overwriting a secret is not to know it",
      [
        edge("permits", "user", "bucket", { gives: "write" }),
        edge("stores", "bucket", "key"),
        edge("authenticates_as", "key", "ci"),
        admin("ci"),
      ],
      false,
    ],
    [
      "admin of a resource implies reading it",
      [
        edge("permits", "user", "bucket", { gives: "admin" }),
        edge("stores", "bucket", "key"),
        edge("authenticates_as", "key", "ci"),
        admin("ci"),
      ],
      true,
    ],
    [
      "writing to a code source is to act in its workload",
      [
        edge("permits", "user", "repo", { gives: "write" }),
        edge("supplies_code_to", "repo", "job"),
        edge("runs_as", "job", "role"),
        admin("role"),
      ],
      true,
    ],
    [
      "using an agent is not to act as it",
      [edge("permits", "user", "agent", { gives: "use" }), edge("runs_as", "agent", "role"), admin("role")],
      false,
    ],
    [
      "admin of an organisation is admin of its accounts",
      [edge("permits", "user", "org", { gives: "admin" }), edge("contains", "org", "account")],
      true,
    ],
    [
      "reading an organisation is not",
      [edge("permits", "user", "org", { gives: "read" }), edge("contains", "org", "account")],
      false,
    ],
  ])("%s", (_name, edges, expected) => {
    expect(searchTo(buildGraph(edges, ["user"]), toAdmin).reaches("user", "act")).toBe(expected);
  });

  it("prefers fewer hops, then higher confidence, then smaller ids, in any order of edges", () => {
    const edges = [
      edge("can_assume", "user", "b", { confidence: 0.5 }),
      edge("can_assume", "user", "c", { confidence: 0.9 }),
      edge("can_assume", "user", "d", { confidence: 0.9 }),
      edge("can_assume", "user", "long"),
      edge("can_assume", "long", "a"),
      ...["a", "b", "c", "d"].map(admin),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(edges, { minLength: edges.length }), (shuffled) => {
        const path = searchTo(buildGraph(shuffled), toAdmin).pathFrom("user", "act");
        expect(path?.edges[0]?.to).toBe("c");
        expect(path?.hops).toBe(1);
      }),
    );
  });

  it("does not walk edges that a fix removes, nor past maxHops", () => {
    const graph = buildGraph([edge("can_assume", "user", "role"), admin("role")]);
    expect(searchTo(graph, toAdmin, { without: new Set([0]) }).reaches("user", "act")).toBe(false);
    expect(searchTo(graph, toAdmin, { maxHops: 0 }).reaches("user", "act")).toBe(false);
  });

  it("survives cycles of free edges", () => {
    const graph = buildGraph([
      edge("includes", "x", "y"),
      edge("includes", "y", "x"),
      edge("includes", "y", "role"),
      admin("role"),
    ]);
    expect(
      searchTo(graph, toAdmin)
        .pathFrom("x", "act")
        ?.edges.map((e) => e.to),
    ).toEqual(["y", "role", "account"]);
  });
});

describe("against an exhaustive forward walk", () => {
  const names = ["n0", "n1", "n2", "n3", "n4", "account"];
  const anyEdge = fc.record({
    kind: fc.constantFrom<EdgeInput["kind"]>(
      "can_assume",
      "member_of",
      "permits",
      "contains",
      "holds",
      "authenticates_as",
    ),
    from: fc.constantFrom(...names),
    to: fc.constantFrom(...names),
    gives: fc.constantFrom<NonNullable<EdgeInput["gives"]>>("use", "read", "write", "act", "admin"),
  });

  it("reaches exactly what walking forward reaches", () => {
    fc.assert(
      fc.property(fc.array(anyEdge, { maxLength: 14 }), (drawn) => {
        const edges = drawn.map(({ kind, from, to, gives }) =>
          edge(kind, from, to, kind === "permits" ? { gives } : {}),
        );
        const search = searchTo(buildGraph(edges, names), toAdmin);
        for (const name of names) expect(search.reaches(name, "act"), name).toBe(walkForward(edges, name));
      }),
      { numRuns: 300 },
    );
  });

  it("adding an edge never takes a path away", () => {
    fc.assert(
      fc.property(fc.array(anyEdge, { maxLength: 10 }), anyEdge, (drawn, extra) => {
        const make = (list: typeof drawn) => list.map(({ kind, from, to }) => edge(kind, from, to));
        const before = searchTo(buildGraph(make(drawn), names), toAdmin);
        const after = searchTo(buildGraph(make([...drawn, extra]), names), toAdmin);
        for (const name of names) if (before.reaches(name, "act")) expect(after.reaches(name, "act")).toBe(true);
      }),
    );
  });
});

// The meaning of the table written a second way: sets of (node, capability) grown until nothing is new.
function walkForward(edges: readonly EdgeInput[], start: string): boolean {
  const held = new Set([`${start} act`]);
  const add = (node: string, capability: string): boolean => {
    const before = held.size;
    for (const c of capability === "admin" ? ["use", "read", "write", "act", "admin"] : [capability])
      held.add(`${node} ${c}`);
    return held.size > before;
  };
  const has = (node: string, capability: string) => held.has(`${node} ${capability}`);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { kind, from, to, gives } of edges) {
      const grow = (capability: string) => {
        grew = add(to, capability) || grew;
      };
      if (kind === "can_assume" && has(from, "act")) grow("act");
      if (kind === "permits" && has(from, "act")) grow(gives ?? "act");
      if (kind === "contains" && has(from, "admin")) grow("admin");
      if (kind === "holds" && has(from, "act")) grow("read");
      if (kind === "authenticates_as" && has(from, "read")) grow("act");
      if (kind === "member_of") for (const c of ["use", "read", "write", "act", "admin"]) if (has(from, c)) grow(c);
    }
  }
  return has("account", "admin");
}
