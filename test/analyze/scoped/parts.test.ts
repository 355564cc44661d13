// Where a technique works in some parts of a scope only, holders over the whole scope meet in one set of those parts.
import { expect, test } from "vitest";
import { createDrawing } from "../../../src/analyze/aws/edges/builder/edge-builder.js";
import { GRANTED } from "../../../src/analyze/aws/edges/evaluation/decision.js";
import { drawTechniques } from "../../../src/analyze/scoped/engine.js";
import type { Obstacle, ScopedCaller, Target, World } from "../../../src/analyze/scoped/world.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";

const TECHNIQUE: ScopedTechnique = {
  id: "test-001",
  provider: "kubernetes",
  title: "",
  source: "",
  edge: "escalates_to",
  target: "identity",
  actions: [{ action: "patch", on: "container" }],
  yields: "target",
  exists: ["kubernetes.deployment"],
  how: "",
  fix: "",
};
const BREAKS: ScopedTechnique = {
  ...TECHNIQUE,
  edge: "runs_code_in",
  target: "workload",
  types: ["machine"],
  actions: [{ action: "patch", on: "within" }],
  stopped_by: ["pod-security"],
};
const LIFTS: ScopedTechnique = { ...BREAKS, lifted_by: { "pod-security": ["label"] } };

interface Scene {
  /** Namespaces with a deployment. */
  readonly deployed: readonly string[];
  /** Namespaces whose deployments were not read. */
  readonly unread?: readonly string[];
  /** Namespaces that refuse what gets at a machine. */
  readonly guarded?: readonly string[];
  /** Caller → where it holds which action. */
  readonly callers: { readonly [caller: string]: { readonly [action: string]: readonly string[] } };
  readonly technique?: ScopedTechnique;
}

/** The edges that lead somewhere, and what the sets among their ends hold, as `from → to`, `?` where something is open. */
function drawn({ deployed, unread = [], guarded = [], callers, technique = TECHNIQUE }: Scene): readonly string[] {
  const drawing = createDrawing();
  const all = ["a", "b", "c"];
  const set = (kind: string, place: string) => ({
    id: `set:${place}/${kind}`,
    kind: "set" as const,
    type: "kubernetes.all",
    name: `all of ${place}`,
    scope: "cluster",
    properties: {},
  });
  const within = (place: string, one: string) => place === "cluster" || place === one;
  const world: World = {
    parent: (place) => (place === "cluster" ? undefined : "cluster"),
    isScope: () => true,
    list: (kind, place): readonly Target[] => {
      if (kind === "machine") return place === "cluster" ? [{ node: "machine", place }] : [];
      return deployed.filter((one) => within(place, one)).map((one) => ({ node: `deployment of ${one}`, place: one }));
    },
    node: (kind, place) => (kind === "machine" ? "machine" : set("accounts", place).id),
    set: (_, place) => set("accounts", place),
    foreign: () => [],
    unread: (_, place) => unread.filter((one) => within(place, one)),
    spared: (_, place) => [place],
    ways: (place) =>
      all
        .filter((one) => within(place, one))
        .map((one): readonly Obstacle[] =>
          guarded.includes(one)
            ? [{ safeguard: "pod-security", place: one, isSure: true, condition: "the namespace refuses it" }]
            : [],
        ),
    guarded: () => [],
  };
  const asked = Object.entries(callers).map(
    ([id, held]): ScopedCaller => ({
      id,
      mayHold: (action) => held[action] !== undefined,
      holds: (action) => (held[action] ?? []).map((place) => ({ place, judgement: GRANTED })),
      ownRoles: () => [],
    }),
  );
  drawTechniques([technique], asked, world, drawing);
  return drawing.edges().map(({ from, to, state }) => `${from} → ${to}${state === "unknown" ? " ?" : ""}`);
}

const HUB = "set:cluster/accounts:where-there-is-a-deployment";
const everywhere = { patch: ["cluster"] };

test("two namespaces of three, three holders: three edges to one set, and two of the set", () => {
  expect(drawn({ deployed: ["a", "b"], callers: { one: everywhere, two: everywhere, three: everywhere } })).toEqual([
    `one → ${HUB}`,
    `${HUB} → set:a/accounts`,
    `${HUB} → set:b/accounts`,
    `three → ${HUB}`,
    `two → ${HUB}`,
  ]);
});

test("a namespace alone is its own set, and who holds it in one without gets nowhere", () => {
  expect(drawn({ deployed: ["b"], callers: { one: everywhere, two: { patch: ["c"] } } })).toEqual([
    "one → set:b/accounts",
  ]);
  expect(drawn({ deployed: [], callers: { one: everywhere } })).toEqual([]);
});

test("what was not read is open in the set, and only that", () => {
  expect(drawn({ deployed: ["a"], unread: ["c"], callers: { one: everywhere } })).toEqual([
    `one → ${HUB}`,
    `${HUB} → set:a/accounts`,
    `${HUB} → set:c/accounts ?`,
  ]);
});

test("what is made in a namespace that refuses it leads nowhere unless its holder takes that away there", () => {
  const scene = { technique: LIFTS, deployed: ["a", "b"], guarded: ["a", "b"] };
  expect(drawn({ ...scene, callers: { one: everywhere } })).toEqual([]);
  expect(drawn({ ...scene, callers: { one: { ...everywhere, label: ["b"] } } })).toEqual(["one → machine"]);
  // where nothing is changed, taking it away is of no use
  expect(drawn({ ...scene, guarded: ["a", "b", "c"], callers: { one: { ...everywhere, label: ["c"] } } })).toEqual([]);
});

test("of namespaces that differ one that refuses nothing is enough", () => {
  const scene = { technique: BREAKS, deployed: ["a", "b"], callers: { one: everywhere } };
  expect(drawn({ ...scene, guarded: ["a"] })).toEqual(["one → machine"]);
  expect(drawn({ ...scene, guarded: ["a", "b"] })).toEqual([]);
});
