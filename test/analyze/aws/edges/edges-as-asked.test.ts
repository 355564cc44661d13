// Edges of techniques beside the evaluator, in drawn estates: one that is drawn as certain takes actions all of which `nhi can` allows
// its source, and where it allows all of them on a target, which may trust the service, somebody who does not control the account has an
// edge there.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../../src/analyze/aws/evaluator.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { createAsked, isAskable, servicesOf } from "./drawn/asked.js";
import { plans } from "./drawn/draw.js";
import { ORIGINALS } from "./drawn/names.js";
import { actionListsOf } from "./drawn/statements.js";
import {
  accountOf,
  goalOf,
  hubsOf,
  isCaller,
  isCapped,
  isToldByActions,
  SHARES,
  shareOf,
  targetsBehind,
  targetsOf,
} from "./drawn/technique-questions.js";
import { type TechniqueWay, techniqueWays } from "./drawn/technique-ways.js";
import { toScene } from "./drawn/to-scene.js";
import { drawScene } from "./reachable.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);

const techniques = await shippedTechniques();
const drawn = fc
  .sample(fc.record({ plan: plans, share: fc.nat(SHARES - 1) }), ESTATES)
  .map(({ plan, share }) => answersOf(plan, shareOf(techniques, share)));

function answersOf(plan: Parameters<typeof toScene>[0], known: readonly Technique[]) {
  const scene = toScene(plan, actionListsOf(known));
  const { edges } = drawScene(scene, known);
  const evaluator = createEvaluator(buildEstate(scene.input(known)));
  return { scene, known, edges, evaluator, ways: techniqueWays(edges), asked: createAsked(scene, evaluator) };
}

describe("in drawn estates", () => {
  test("whatever a certain edge takes is allowed", () => {
    let asked = 0;
    const odd = drawn.flatMap(({ scene, known, ways, asked: said }, at) =>
      ways.filter(isCertain).flatMap(({ from, to, technique: id }) => {
        const technique = known.find((one) => one.id === id);
        if (technique === undefined || !isAskable(technique)) return [];
        asked++;
        const answer = said(technique, from, targetsBehind(technique, from, to, scene), servicesOf(technique));
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
        const goal = goalOf(technique, from, target);
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

/** As it is, and not after something else that is done first. */
function isCertain({ from, to, state, conditions }: TechniqueWay): boolean {
  return (
    // one without a Deny is named after what it has then
    ORIGINALS.includes(from) &&
    !to.includes("#without") &&
    (state === "none" || state === "met") &&
    !conditions.some((one) => /first/.test(one))
  );
}
