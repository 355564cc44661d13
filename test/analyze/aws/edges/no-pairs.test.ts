// Callers that each have a resource of their own are not asked about those of all others: four times as many of both are about four
// times the questions to the evaluator. For every technique, in an account made of copies of a case that is found.
import { describe, expect, test } from "vitest";
import { isBeyondAccount } from "../../../../src/analyze/aws/edges/identity-center/center-targets.js";
import { shippedTechniques } from "../../../shipped.js";
import { growth, MOST_GROWTH } from "./questions.js";
import { allow, arn, Scene as MadeScene, root, trusts } from "./scene.js";
import { toScene } from "./technique-account.js";

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

const techniques = (await shippedTechniques()).filter((one) => !isBeyondAccount(one));

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
