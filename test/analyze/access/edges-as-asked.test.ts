// Edges of techniques beside the evaluator, in drawn estates: one that is drawn as certain takes actions all of which `nhi can` allows
// its source, and where it allows all of them on a target, which may trust the service, somebody who does not control the account has an
// edge there.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANYONE } from "../../../src/analyze/access/anyone.js";
import { buildEstate } from "../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../src/analyze/aws/evaluator.js";
import type { DerivedEdge } from "../../../src/model/analysis.js";
import type { Technique } from "../../../src/model/technique.js";
import { shippedTechniques } from "../../shipped.js";
import { createAsked, isAskable, servicesOf } from "./drawn/asked.js";
import { plans } from "./drawn/draw.js";
import { ORIGINALS, RUNNING } from "./drawn/names.js";
import { actionListsOf } from "./drawn/statements.js";
import { type TechniqueWay, techniqueWays } from "./drawn/technique-ways.js";
import { toScene } from "./drawn/to-scene.js";
import { drawScene } from "./reachable.js";
import type { Scene } from "./scene.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);
/** As in the laws of estates, each is analysed with a share of the techniques. */
const SHARES = 6;

const techniques = await shippedTechniques();
/** What is there is read for techniques about it: of each type one that is always known. */
const KNOWING: ReadonlySet<Technique | undefined> = new Set(
  RUNNING.map(([type]) => techniques.find(({ types }) => types?.includes(type))),
);
const drawn = fc.sample(fc.record({ plan: plans, share: fc.nat(SHARES - 1) }), ESTATES).map(({ plan, share }) =>
  answersOf(
    plan,
    techniques.filter((one, at) => at % SHARES === share || KNOWING.has(one)),
  ),
);

function answersOf(plan: Parameters<typeof toScene>[0], known: readonly Technique[]) {
  const scene = toScene(plan, actionListsOf(known));
  const { edges } = drawScene(scene, known);
  const evaluator = createEvaluator(buildEstate(scene.input(known)));
  return { scene, known, edges, evaluator, ways: techniqueWays(edges), asked: createAsked(scene, evaluator) };
}

const accountOf = (id: string) => id.split(":")[4] ?? "";

/** What is there for a technique to get to. */
function targetsOf({ target, types = [] }: Technique, account: string, scene: Scene): readonly string[] {
  const wanted = target === "workload" ? types : [`aws.iam-${target}`];
  return scene.nodes
    .filter(({ type, scope }) => wanted.includes(type) && scope === `aws:${account}`)
    .map(({ id }) => id);
}

describe("in drawn estates", () => {
  test("whatever a certain edge takes is allowed", () => {
    let asked = 0;
    const odd = drawn.flatMap(({ scene, known, ways, asked: said }, at) =>
      ways.filter(isCertain).flatMap(({ from, to, technique: id }) => {
        const technique = known.find((one) => one.id === id);
        if (technique === undefined || !isAskable(technique)) return [];
        asked++;
        const isOfAccount = to.startsWith("aws:");
        const place = to.replace(/(#|\/session\/).*$/, "");
        const targets = isOfAccount ? targetsOf(technique, accountOf(from), scene) : [place];
        const answer = said(technique, from, technique.target === "self" ? [from] : targets, servicesOf(technique));
        return answer === "allowed" ? [] : [`estate ${at}: ${id}, ${from} to ${to}: ${answer}`];
      }),
    );
    expect(odd).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  test("whoever is allowed all that a technique takes has an edge", () => {
    let allowed = 0;
    const missing = drawn.flatMap(({ scene, known, edges, evaluator, asked: said }, at) => {
      const controlling = new Set(
        edges.filter(({ from, to }) => to === `aws:${accountOf(from)}`).map(({ from }) => from),
      );
      const trusts = (role: string, service: string) => {
        const context = { "aws:SourceAccount": accountOf(role) };
        const { verdict } = evaluator.can({ principal: service, action: "sts:AssumeRole", resource: role, context });
        return verdict === "allowed" || verdict === "unknown";
      };
      const questions = known
        .filter(isToldByActions)
        .flatMap((technique) =>
          ORIGINALS.filter((from) => !controlling.has(from) && isCaller(from, technique)).flatMap((from) =>
            targetsOf(technique, accountOf(from), scene).flatMap((target) =>
              target === from || isCapped(technique, target, scene) ? [] : [{ technique, from, target }],
            ),
          ),
        );
      return questions.flatMap(({ technique, from, target }) => {
        const services = servicesOf(technique).filter((one) => one === undefined || trusts(target, one));
        if (services.length === 0 || said(technique, from, [target], services) !== "allowed") return [];
        allowed++;
        const goal = technique.yields === "admin" ? `aws:${accountOf(from)}` : target;
        const isDrawn = edges.some(
          ({ from: source, to }) => to === goal && (source === from || hubsOf(from, edges).has(source)),
        );
        return isDrawn ? [] : [`estate ${at}: ${technique.id}, ${from} to ${goal}`];
      });
    });
    expect(missing).toEqual([]);
    expect(allowed).toBeGreaterThan(0);
  });
});

/** Whoever is made an administrator within a boundary is none. */
function isCapped({ yields }: Technique, target: string, scene: Scene): boolean {
  const isBounded = scene.edges.some(({ from, properties }) => from === target && properties["role"] === "boundary");
  return yields === "admin" && isBounded;
}

/** Sets that somebody is led to, and everyone is in. */
function hubsOf(from: string, edges: readonly DerivedEdge[]): ReadonlySet<string> {
  return new Set([ANYONE, ...edges.flatMap((one) => (one.from === from && one.to.startsWith("set:") ? [one.to] : []))]);
}

/** As it is, and not after something else that is done first. */
function isCertain({ from, state, conditions }: TechniqueWay): boolean {
  return (
    ORIGINALS.includes(from) && (state === "none" || state === "met") && !conditions.some((one) => /first/.test(one))
  );
}

function isCaller(from: string, { requires }: Technique): boolean {
  return requires?.caller === undefined || from.includes(`:${requires.caller}/`);
}

/** Whether being allowed its actions is all that the technique takes of a target that is told from others by name. */
function isToldByActions(technique: Technique): boolean {
  const { actions, changes, yields, target, requires = {} } = technique;
  if (!isAskable(technique) || changes !== undefined || yields === "data" || ["self", "group"].includes(target))
    return false;
  const isPlain = actions.every(
    (one) => !one.is && !one.passes && !one.makes_pods && !/^iam:(Attach|Put)/.test(one.action),
  );
  return isPlain && Object.keys(requires).every((one) => one === "caller");
}
