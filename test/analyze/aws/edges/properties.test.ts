// What has to hold whatever the account: a Deny or a permission taken away adds no path, names and order mean nothing.
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, type Holder, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
const actions: string[] = [];

beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
  actions.push(...new Set(techniques.flatMap((one) => one.actions.map(({ action }) => action))));
});

interface Plan {
  /** Statements of each principal as numbers into what is possible: an action and a resource. */
  readonly held: readonly (readonly {
    readonly action: number;
    readonly resource: number;
    readonly isDeny: boolean;
  }[])[];
  readonly trusted: readonly number[];
  /** What the boundary of each principal lets through, by number of the boundary, from 1; none for others. */
  readonly bounded: readonly number[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  held: fc.array(
    fc.array(
      fc.record({
        action: fc.nat(200),
        resource: fc.nat(6),
        isDeny: fc.nat(9).map((n) => n === 0),
      }),
      { maxLength: 4 },
    ),
    { minLength: 4, maxLength: 4 },
  ),
  trusted: fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
  bounded: fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }),
});

/** Boundaries, each wider than the one before. */
const BOUNDARIES = [
  ["iam:Put*", "iam:Attach*"],
  ["iam:Put*", "iam:Attach*", "iam:Detach*", "iam:Delete*", "sts:AssumeRole"],
  ["iam:*", "sts:*", "lambda:*"],
];

const SERVICES = ["lambda", "ec2", "glue", "ecs-tasks"];

/** Names by which principals are called; the same account under other names has the same paths. */
type Naming = (name: string) => string;

function toScene({ held, trusted, bounded }: Plan, rename: Naming = (name) => name, isReversed = false): Scene {
  const name = (text: string) => rename(text);
  const resources = [
    "*",
    arn("role/*"),
    arn("user/*"),
    ...["r0", "r1", "u0", "u1"].map((one) => arn(`${one.startsWith("r") ? "role" : "user"}/${name(one)}`)),
  ];
  const toStatements = (index: number) => {
    const list = (held[index] ?? []).map(({ action, resource, isDeny }) => {
      const what = actions[action % actions.length] ?? "";
      const on = resources[resource] ?? "*";
      return isDeny ? deny(what, on) : allow(what, on);
    });
    return isReversed ? list.reverse() : list;
  };
  const trust = (index: number) => {
    const kind = trusted[index] ?? 0;
    const list =
      kind === 0
        ? [trusts(root())]
        : [trusts({ AWS: arn(`user/${name("u0")}`) }), trusts(service(SERVICES[kind % 4] ?? "lambda"))];
    return isReversed ? list.reverse() : list;
  };
  const holder = (index: number): Holder => {
    const boundary = bounded[index] ?? 0;
    const isBounded = boundary > 0 && boundary <= BOUNDARIES.length;
    return { inline: toStatements(index), ...(isBounded && { boundary: name(`b${boundary - 1}`) }) };
  };
  const steps = [
    (scene: Scene) => scene.user(name("u0"), holder(0)),
    (scene: Scene) => scene.user(name("u1"), holder(1)),
    (scene: Scene) => scene.role(name("r0"), trust(0), holder(2)),
    (scene: Scene) => scene.role(name("r1"), trust(1), holder(3)),
    ...BOUNDARIES.map((list, index) => (scene: Scene) => scene.managed(name(`b${index}`), [allow(list)])),
    (scene: Scene) => scene.role(name("boss"), trust(2), { inline: [EVERYTHING] }).instanceProfile(name("boss")),
    (scene: Scene) =>
      scene.workload("aws.lambda-function", `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name("job")}`, name("r1")),
  ];
  const scene = new Scene().account();
  for (const step of isReversed ? steps.reverse() : steps) step(scene);
  return scene;
}

function reaching(scene: Scene): string[] {
  const { facts } = analyzeScene(scene, techniques);
  return facts
    .filter(({ columns }) => columns["admin"] !== "no")
    .map(({ node }) => node)
    .sort();
}

const runs = { numRuns: 150, seed: 44 };

describe("paths", () => {
  it("a Deny never adds one", () => {
    fc.assert(
      fc.property(plan, fc.nat(3), fc.nat(200), fc.nat(6), (before, at, action, resource) => {
        const held = before.held.map((list, index) =>
          index === at ? [...list, { action, resource, isDeny: true }] : list,
        );
        const had = reaching(toScene(before));
        expect(reaching(toScene({ ...before, held })).filter((one) => !had.includes(one))).toEqual([]);
      }),
      runs,
    );
  });

  it("a permission taken away never adds one", () => {
    fc.assert(
      fc.property(plan, fc.nat(3), fc.nat(3), (before, at, which) => {
        if (before.held[at]?.[which]?.isDeny) return;
        const held = before.held.map((list, index) => (index === at ? list.filter((_, n) => n !== which) : list));
        const had = reaching(toScene(before));
        expect(reaching(toScene({ ...before, held })).filter((one) => !had.includes(one))).toEqual([]);
      }),
      runs,
    );
  });

  it("a boundary that lets less through never adds one", () => {
    fc.assert(
      fc.property(plan, fc.nat(3), (before, at) => {
        if (before.bounded[at] !== 3) return;
        const bounded = before.bounded.map((one, index) => (index === at ? 1 : one));
        const had = reaching(toScene(before));
        expect(reaching(toScene({ ...before, bounded })).filter((one) => !had.includes(one))).toEqual([]);
      }),
      runs,
    );
  });

  it("are the same under other names", () => {
    const rename: Naming = (name) => `z-${name.split("").reverse().join("")}`;
    fc.assert(
      fc.property(plan, (before) => {
        const other = (id: string) => id.replace(/[^/:]+$/, rename);
        const facts = (scene: Scene) =>
          new Map(analyzeScene(scene, techniques).facts.map(({ node, columns }) => [node, columns]));
        const plainly = facts(toScene(before));
        const renamed = facts(toScene(before, rename));
        for (const [node, columns] of plainly) expect([node, renamed.get(other(node))]).toEqual([node, columns]);
      }),
      runs,
    );
  });

  it("do not depend on the order of principals, statements and trusts", () => {
    fc.assert(
      fc.property(plan, (before) => {
        const reach = (scene: Scene) => {
          const { facts, paths } = analyzeScene(scene, techniques);
          const sorted = facts.map(({ node, columns }) => JSON.stringify([node, columns])).sort();
          return [
            sorted,
            paths.map(({ source, target, hops, state }) => JSON.stringify([source, target, hops, state])).sort(),
          ];
        };
        expect(reach(toScene(before, undefined, true))).toEqual(reach(toScene(before)));
      }),
      runs,
    );
  });

  it("the same account gives the same edges, byte for byte", () => {
    fc.assert(
      fc.property(plan, (before) => {
        const text = () => JSON.stringify(analyzeScene(toScene(before), techniques));
        expect(text()).toBe(text());
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});
