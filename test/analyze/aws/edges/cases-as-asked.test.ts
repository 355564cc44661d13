// The cases of techniques beside the evaluator: a way that is found takes actions all of which `nhi can` allows, and of a near miss it
// denies one, unless more than the actions tells them apart.
import { expect, test } from "vitest";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../../src/analyze/aws/evaluator.js";
import type { Technique, TechniqueCase } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { createAsked, isAskable, type Said, servicesOf } from "./drawn/asked.js";
import { arn } from "./scene.js";
import { addressOf, callerOf, toScene } from "./technique-account.js";

const techniques = (await shippedTechniques()).filter(isAskable);

/** What a policy or boundary that is picked is worth decides as well. */
const PICKED = /"iam:(PolicyARN|PermissionsBoundary)"/;

function isToldByActions({ changes, actions }: Technique, { statements }: TechniqueCase): boolean {
  return changes === undefined && !PICKED.test(JSON.stringify(statements)) && actions.every((one) => !one.makes_pods);
}

function targetOf(technique: Technique): string {
  const { target, types = [] } = technique;
  if (target === "self") return callerOf(technique);
  return target === "workload" ? addressOf(types.at(-1) ?? "", "target") : arn(`${target}/target`);
}

function saidOf(technique: Technique, one: TechniqueCase): Said {
  const scene = toScene(technique, one.statements);
  const asked = createAsked(scene, createEvaluator(buildEstate(scene.input([technique]))));
  return asked(technique, callerOf(technique), [targetOf(technique)], servicesOf(technique));
}

test.each<[string, (found: TechniqueCase["found"]) => boolean, readonly Said[]]>([
  ["what is found is allowed", (found) => found === true, ["allowed"]],
  ["what is open is not denied", (found) => found === "unknown", ["allowed", "unknown"]],
  ["of what is not found something is denied", (found) => found === false, ["denied"]],
])("%s", (_, isWanted, expected) => {
  const wanted = techniques.flatMap((technique) =>
    (technique.cases ?? []).flatMap((one) =>
      isWanted(one.found) && (one.found === true || isToldByActions(technique, one)) ? [{ technique, one }] : [],
    ),
  );
  expect(wanted.length).toBeGreaterThan(0);
  const odd = wanted.flatMap(({ technique, one }) => {
    const said = saidOf(technique, one);
    return expected.includes(said) ? [] : [`${technique.id}, ${one.name}: ${said}`];
  });
  expect(odd).toEqual([]);
});
