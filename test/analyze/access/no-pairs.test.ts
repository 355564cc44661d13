// Callers that each have a resource of their own are not asked about those of all others: four times as many of both are about four
// times the questions to the evaluator. For every technique, in an account made of copies of a case that is found.
import { describe, expect, test } from "vitest";
import { isBeyondAccount } from "../../../src/analyze/access/center-targets.js";
import { analyzeAccess } from "../../../src/analyze/access/index.js";
import { buildEstate } from "../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { loadTechniques } from "../../../src/catalog/techniques.js";
import type { Technique } from "../../../src/model/technique.js";
import { copiesOf } from "./copies.js";
import type { Scene } from "./scene.js";
import { allow, arn, Scene as MadeScene, root, trusts } from "./scene.js";
import { toScene } from "./technique-account.js";

const FEW = 6;
const MANY = 24;
/** Between four times, which grows as the account does, and sixteen, which is every pair. */
const MOST_GROWTH = 7;

/** Techniques whose callers reach, or are asked about, what is everybody's: a deployment group may be given any instance, for one. */
const OF_ALL: ReadonlySet<string> = new Set([
  "codedeploy-002",
  "codedeploy-003",
  "eks-007",
  "emr-containers-001",
  "iam-027",
  "iam-028",
  "iam-029",
  "iam-030",
  "iam-031",
]);

const techniques = (await loadTechniques("rules/techniques")).filter((one) => !isBeyondAccount(one));

/** How often the evaluator is asked: it looks up the organisation of the caller's account each time. */
function questions(scene: Scene, known: readonly Technique[]): number {
  const input = scene.input(known);
  const policies = createPolicyCompiler();
  const estate = buildEstate(input, policies);
  let asked = 0;
  const placeOf = (account: string) => {
    asked++;
    return estate.organizations.placeOf(account);
  };
  analyzeAccess(input, { ...estate, organizations: { ...estate.organizations, placeOf } }, [], policies);
  return asked;
}

function growth(scene: Scene, known: readonly Technique[]): number {
  return questions(copiesOf(scene, MANY), known) / questions(copiesOf(scene, FEW), known);
}

describe("no question about every pair", () => {
  const found = techniques.flatMap((technique) => {
    const cases = (technique.cases ?? []).filter((one) => one.found === true);
    const own = cases.find(({ statements }) => JSON.stringify(statements).includes("target")) ?? cases[0];
    return own === undefined || OF_ALL.has(technique.id) ? [] : [[technique.id, technique, own] as const];
  });

  test("every technique has a case to copy", () => {
    expect(found.length).toBeGreaterThan(200);
  });

  test.each(found)("%s", (_, technique, { statements }) => {
    expect(growth(toScene(technique, statements), [technique])).toBeLessThan(MOST_GROWTH);
  });
});

describe("users who may change themselves", () => {
  const own = (resource: string) =>
    new MadeScene()
      .managed("own", [
        allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], resource),
        allow("iam:CreateAccessKey", arn("user/other")),
      ])
      .user("caller", { managed: ["own"] })
      .user("other", { managed: ["all"] })
      .managed("all", [allow("*")])
      .role("target", [trusts(root())]);
  const known = techniques.filter(({ actions }) => actions.some(({ action }) => action === "iam:CreateAccessKey"));

  test.each([
    ["arn:aws:iam::*:user/${aws:username}"],
    ["arn:aws:iam::111122223333:user/${aws:username}"],
    ["arn:*:iam::*:*/${aws:UserName}"],
  ])("by %s are asked about themselves", (resource) => {
    expect(growth(own(resource), known)).toBeLessThan(MOST_GROWTH);
  });
});
