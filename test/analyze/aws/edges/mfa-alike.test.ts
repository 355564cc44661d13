// Users who must show MFA and hold the same are answered for together: each has the ways that it has alone, and a thousand of them cost
// no more than their edges.
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { copiesOf } from "./copies.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, EVERYTHING, type Holder, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

/** As AWS's own example of a policy for people who look after their devices themselves. */
const UNLESS_MFA = {
  Effect: "Deny",
  NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"],
  Resource: "*",
  Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
};
const WIDE = allow(["lambda:*", "ecs:*", "codebuild:*", "sts:AssumeRole", "iam:PassRole", "iam:UpdateLoginProfile"]);
const SELF = [
  allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*"),
  allow("iam:EnableMFADevice", arn(`user/$${"{aws:username}"}`)),
];

/** Name → what it holds, and what the credential report says of a device. */
const USERS: { readonly [name: string]: readonly [Holder, hasMfa: boolean | undefined] } = {
  device: [{ groups: ["dev"] }, true],
  second: [{ groups: ["dev"] }, true],
  none: [{ groups: ["dev"] }, false],
  enrols: [{ groups: ["dev", "self"] }, false],
  unread: [{ groups: ["dev"] }, undefined],
  denied: [{ groups: ["dev"], inline: [{ ...allow("lambda:*"), Effect: "Deny" }] }, true],
  bounded: [{ groups: ["dev"], boundary: "narrow" }, true],
  named: [{ groups: ["dev"] }, true],
};

function sceneOf(names: readonly string[], functions = 3): Scene {
  const scene = new Scene()
    .account(undefined, [{ dataSet: "aws/lambda:functions", state: "complete" }])
    .group("dev", { inline: [WIDE, UNLESS_MFA] })
    .group("self", { inline: SELF })
    .managed("narrow", [allow("codebuild:*")])
    .role("of-named", [trusts({ AWS: arn("user/named") })], { inline: [EVERYTHING] })
    .role("of-account", [trusts(root())], { inline: [EVERYTHING] })
    .role("builds", [trusts(service("codebuild"))], { inline: [EVERYTHING] });
  for (let at = 0; at < functions; at++) {
    scene.role(`runs-${at}`, [trusts(service("lambda"))], { inline: [EVERYTHING] });
    scene.workload("aws.lambda-function", `arn:aws:lambda:eu-west-1:111122223333:function:f${at}`, `runs-${at}`);
  }
  for (const name of names) {
    const [holder, hasMfa] = USERS[name] ?? [{}, undefined];
    scene.user(name, holder);
    const node = scene.nodes.find(({ id }) => id === arn(`user/${name}`));
    if (hasMfa !== undefined)
      Object.assign(node?.supplements ?? {}, { "aws/iam:credential-report": { mfa_active: hasMfa } });
  }
  return scene;
}

const KINDS = ["can_assume", "runs_code_in", "escalates_to", "adds_credential", "can_change"];

describe("users who must show MFA", () => {
  const together = analyzeScene(sceneOf(Object.keys(USERS)), techniques);
  const others = (reached: ReadonlyMap<string, string>) =>
    [...reached]
      .filter(([to]) => !to.startsWith("set:") && !to.includes(":user/"))
      .sort(([a], [b]) => compareText(a, b));

  test.each(Object.keys(USERS))("%s has the ways that it has alone", (name) => {
    const from = arn(`user/${name}`);
    const alone = analyzeScene(sceneOf([name]), techniques);
    expect(others(stepsFrom(together.edges, from, KINDS))).toEqual(others(stepsFrom(alone.edges, from, KINDS)));
  });

  test("differ by what they have and what they may do", () => {
    const wayOf = (name: string, to: string) => stepsFrom(together.edges, arn(`user/${name}`), KINDS).get(to);
    const code = "arn:aws:lambda:eu-west-1:111122223333:function:f1";
    expect(Object.keys(USERS).map((name) => [name, wayOf(name, code)])).toEqual([
      ["device", "needs-actor"],
      ["second", "needs-actor"],
      ["none", undefined],
      ["enrols", "met"],
      ["unread", "needs-actor"],
      ["denied", undefined],
      ["bounded", undefined],
      ["named", "needs-actor"],
    ]);
    expect(Object.keys(USERS).filter((name) => wayOf(name, arn("role/of-named")) !== undefined)).toEqual(["named"]);
    // within its boundary it may build, and pass no role
    expect(wayOf("bounded", arn("role/builds"))).toBeUndefined();
    expect(wayOf("device", arn("role/builds"))).toBe("needs-actor");
  });

  test("have one hub: edges grow as users and functions do", () => {
    const edges = (count: number) => {
      const scene = copiesOf(sceneOf([], 1).user("caller", { groups: ["dev"] }), 1);
      for (let at = 0; at < count; at++) {
        scene.user(`many-${at}`, { groups: ["dev"] });
        scene.role(`more-${at}`, [trusts(service("lambda"))], { inline: [EVERYTHING] });
        scene.workload("aws.lambda-function", `arn:aws:lambda:eu-west-1:111122223333:function:g${at}`, `more-${at}`);
      }
      return analyzeScene(scene, techniques).edges.length;
    };
    expect(edges(40) / edges(10)).toBeLessThan(5);
  });
});
