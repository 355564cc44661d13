// A member of an organisation of GitHub has what any member of it has, and nobody else does by that.
import { expect, it } from "vitest";
import { withMembership } from "../../src/app/membership.js";
import type { PathEdge } from "../../src/model/analysis.js";
import type { KnownNode, Store } from "../../src/store/index.js";

const user = (id: string, scope: string, role: string): KnownNode => ({
  ...{ id, kind: "principal", type: "github.user", name: id, scope, properties: { role } },
});
const NODES: { readonly [name: string]: KnownNode } = {
  max: user("max", "github:acme", "member"),
  olive: user("olive", "github:acme", "admin"),
  eve: user("eve", "github:acme", "outside"),
  other: user("other", "github:other", "member"),
  app: { ...user("app", "github:acme", "member"), type: "github.app-installation" },
  job: { ...user("job", "github:acme", ""), kind: "workload", type: "github.workflow-job" },
};
const store = {
  resolve: (name: string) => (name === "two" ? ["max", "eve"] : name in NODES ? [name] : []),
  node: (id: string) => NODES[id],
} as unknown as Store;

const edge = (from: string, to: string, because: readonly string[]): PathEdge => ({
  ...{ kind: "member_of", from, to, state: "none", confidence: 1, because },
});
const EDGES = [
  edge("any:member", "github:acme/site", ["github:acme"]),
  edge("any:member", "acme job", ["job"]),
  edge("any:member", "github:other/site", ["github:other"]),
  edge("max", "github:acme/docs", []),
];
const targets = (from: string | undefined, edges = EDGES) =>
  withMembership(edges, from, store).map(({ from: start, to }) => `${start} ${to}`);
const ALL = targets(undefined);

it.each(["max", "olive"])("%s is any member of acme, and not of another organisation", (name) => {
  expect(targets(name)).toEqual([
    "any:member github:acme/site",
    "any:member acme job",
    "max github:acme/docs",
    `${name} any:member`,
  ]);
});

it("a member of another organisation has what its members have", () => {
  expect(targets("other")).toEqual(["any:member github:other/site", "max github:acme/docs", "other any:member"]);
});

it.each(["eve", "app", "two", "nobody", "any:member", undefined])("%s is nobody's member", (name) => {
  expect(targets(name)).toEqual(ALL);
});

it("adds nothing where members have nothing", () => {
  const [, , , own] = EDGES;
  expect(targets("max", own === undefined ? [] : [own])).toEqual(["max github:acme/docs"]);
});
