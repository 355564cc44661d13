import { describe, expect, it } from "vitest";
import { buildGraph, type EdgeInput } from "../../src/graph/graph.js";
import { compareWays, openEdges, searchSureFirst } from "../../src/graph/sure-first.js";

const edge = (from: string, to: string, state: EdgeInput["state"] = "none"): EdgeInput => ({
  kind: "can_assume",
  from,
  to,
  state,
  confidence: 1,
});
const TARGETS = [{ node: "boss", capability: "act" }] as const;
const graph = buildGraph([
  edge("user", "boss", "unknown"),
  edge("user", "role"),
  edge("role", "boss"),
  edge("guest", "boss", "unknown"),
  edge("role", "boss", "needs-actor"),
]);

describe("a search that tells what is certain first", () => {
  const search = searchSureFirst(graph, TARGETS);

  it("takes a longer way that is certain before a shorter one that is not", () => {
    expect(search.hopsFrom("user", "act")).toBe(2);
    expect(search.pathFrom("user", "act")?.edges.map(({ to }) => to)).toEqual(["role", "boss"]);
    expect(search.sourcesOf("act").find(({ node }) => node === "user")?.hops).toBe(2);
    expect(search.unsigned.hopsFrom("user", "act")).toBe(2);
  });

  it("takes the undecided way where there is no other", () => {
    expect(search.reaches("guest", "act")).toBe(true);
    expect(search.pathFrom("guest", "act")?.edges.map(({ state }) => state)).toEqual(["unknown"]);
  });

  it("takes a longer way that waits for nobody before one that somebody has to let pass", () => {
    const asked = [
      edge("user", "boss", "needs-actor"),
      edge("user", "role"),
      edge("role", "boss", "attacker-settable"),
    ];
    const apart = [edge("guest", "boss", "needs-actor"), edge("guest", "user", "unknown")];
    const found = searchSureFirst(buildGraph([...asked, ...apart]), TARGETS);
    expect(found.pathFrom("user", "act")?.edges.map(({ to }) => to)).toEqual(["role", "boss"]);
    expect(found.hopsFrom("user", "act")).toBe(2);
    // what waits for somebody is certain, and comes before what may not be so
    expect(found.pathFrom("guest", "act")?.edges.map(({ state }) => state)).toEqual(["needs-actor"]);
    const ways = ["guest", "user"].flatMap((node) => found.pathFrom(node, "act") ?? []);
    expect(ways.sort(compareWays).map(({ source }) => source)).toEqual(["user", "guest"]);
  });

  it("keeps the limit of hops and the edges that are left out", () => {
    const near = searchSureFirst(graph, TARGETS, { maxHops: 1 });
    expect(near.pathFrom("user", "act")?.edges.map(({ state }) => state)).toEqual(["unknown"]);
    const cut = searchSureFirst(graph, TARGETS, { without: openEdges(graph) });
    expect(cut.reaches("guest", "act")).toBe(false);
  });

  it("orders ways likewise", () => {
    const ways = ["guest", "user", "role"].flatMap((node) => search.pathFrom(node, "act") ?? []);
    expect(ways.sort(compareWays).map(({ source }) => source)).toEqual(["role", "user", "guest"]);
  });
});
