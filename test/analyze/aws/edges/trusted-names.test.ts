// Roles whose trust asks for the name of the caller (`aws:PrincipalArn`): who has another is not asked about, with the same answers.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

type Statement = ReturnType<typeof allow>;

const KEY = "aws:PrincipalArn";
const MAY = { inline: [allow("sts:AssumeRole")] };
const CALLERS = ["role/app-x", "role/other", "role/team/app-y", "user/app-z"];
const here = { StringEquals: { "aws:PrincipalAccount": ACCOUNT } };

/** Who of the callers gets to a role with that trust, where all may assume any. */
function letIn(...trust: readonly Statement[]): string {
  const scene = new Scene().account().user("app-z", MAY);
  for (const name of ["app-x", "team/app-y", "other"]) scene.role(name, [trusts(service("ec2"))], MAY);
  scene.role("target", trust, { inline: [allow("s3:*")] });
  const { edges } = analyzeScene(scene, techniques);
  const reaches = (name: string) => {
    const state = stepsFrom(edges, arn(name), ["can_assume"]).get(arn("role/target"));
    return state !== undefined && state !== "blocked";
  };
  return CALLERS.filter(reaches).sort(compareText).join(" ");
}

describe.each([
  ["everybody of the account", "*"],
  ["the account", root()],
])("a role that trusts %s", (_, principal) => {
  test.each<[string, Statement, string]>([
    ["a pattern", { ArnLike: { [KEY]: arn("role/app-*") } }, "role/app-x"],
    [
      "a pattern with wildcards before it",
      { ArnLike: { [KEY]: "arn:*:iam::*:role/*app-*" } },
      "role/app-x role/team/app-y",
    ],
    [
      "ArnEquals, which takes patterns too",
      { ArnEquals: { [KEY]: arn("*/app-*") } },
      "role/app-x role/team/app-y user/app-z",
    ],
    ["a text that is no pattern", { StringEquals: { [KEY]: arn("role/app-*") } }, ""],
    ["the name itself", { StringEquals: { [KEY]: [arn("role/other"), arn("role/gone")] } }, "role/other"],
    ["a pattern as text", { StringLike: { [KEY]: "*app-*" } }, "role/app-x role/team/app-y user/app-z"],
    ["text whose wildcard goes over colons", { StringLike: { [KEY]: "arn:a*m::*:user/app-?" } }, "user/app-z"],
    ["any name but one", { ArnNotLike: { [KEY]: arn("role/app-*") } }, "role/other role/team/app-y user/app-z"],
    ["a name, where there is one", { ArnLikeIfExists: { [KEY]: arn("role/app-*") } }, "role/app-x"],
  ])("and asks for %s", (_name, condition, expected) => {
    expect(letIn(trusts(principal, { ...here, ...condition, ...mergeOf(condition) }))).toBe(expected);
  });

  test("lets in by another Allow who has another name", () => {
    const byName = trusts(principal, { ...here, ArnLike: { [KEY]: arn("role/app-*") } });
    expect(letIn(byName, trusts(principal, { StringEquals: { [KEY]: arn("user/app-z") } }))).toBe(
      "role/app-x user/app-z",
    );
    expect(letIn(byName, trusts(principal, here))).toBe(CALLERS.join(" "));
    expect(letIn(byName, trusts({ AWS: arn("role/other") }))).toBe("role/app-x role/other");
  });

  test("refuses whom a Deny names", () => {
    const byName = trusts(principal, { ...here, ArnLike: { [KEY]: arn("*/app-*") } });
    const denies = { ...deny("sts:AssumeRole"), Principal: "*", Condition: { ArnLike: { [KEY]: arn("user/*") } } };
    expect(letIn(byName, denies)).toBe("role/app-x role/team/app-y");
  });
});

/** Both entries of an operator that the account is asked for by as well. */
function mergeOf({ StringEquals: more }: Statement): Statement {
  return more === undefined ? {} : { StringEquals: { ...here.StringEquals, ...(more as Statement) } };
}

test.each([
  ["everybody of an organisation", "*", { "aws:PrincipalOrgID": "o-1" }],
  ["the account", root(), {}],
])("many roles that trust %s by a name of their own each are not asked about for all callers", (_, principal, more) => {
  const scene = (count: number) => {
    const made = new Scene().account();
    for (let at = 0; at < count; at++) {
      const condition = { ArnLike: { [KEY]: `arn:aws:iam::*:role/app-${at}-*` }, StringEquals: more };
      made.role(`target-${at}`, [trusts(principal, condition)], { inline: [allow("s3:*")] });
      made.role(`app-${at}-x`, [trusts(service("ec2"))], MAY);
    }
    return made;
  };
  expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
});
