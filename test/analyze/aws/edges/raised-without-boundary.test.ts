// Who takes the boundary off an identity, gives it whatever it wants and acts as it controls the account; nobody does who may do two of
// the three.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { CALLER, LITTLE, ROLE, type Statement, USER } from "./limited.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const GIVES = allow("iam:PutRolePolicy", ROLE);
const ASSUMES = allow("sts:AssumeRole", ROLE);
const UNBINDS = allow("iam:DeleteRolePermissionsBoundary", ROLE);
const replaces = (boundary: string) =>
  allow("iam:PutRolePermissionsBoundary", ROLE, {
    Condition: { ArnEquals: { "iam:PermissionsBoundary": arn(`policy/${boundary}`) } },
  });
const rewrites = (policy: string) => allow("iam:CreatePolicyVersion", arn(`policy/${policy}`));

/** A role and a user that may do little, within a boundary that lets little through. */
function account(own: readonly Statement[], trust = [trusts(root())]): Scene {
  return new Scene()
    .account()
    .managed("limit", [LITTLE])
    .managed("other", [LITTLE])
    .managed("open", [EVERYTHING])
    .role("limited", trust, { inline: [LITTLE], boundary: "limit" })
    .user("limited", { inline: [LITTLE], boundary: "limit" })
    .user("caller", { inline: own });
}

/** Technique and state of a caller's ways to control of the account. */
function waysIn(scene: Scene, caller = CALLER): readonly string[] {
  return analyzeScene(scene, techniques)
    .edges.filter(({ from, to, state }) => from === caller && to === `aws:${ACCOUNT}` && state !== "blocked")
    .map(({ technique, state }) => `${technique} ${state}`);
}

describe("callers who give and assume alike", () => {
  const other = arn("role/other");
  const both = [ROLE, other];
  const scene = account([])
    .role("other", [trusts(root())], { inline: [LITTLE], boundary: "limit" })
    .role("free", [trusts(root())], { inline: [LITTLE] })
    .group("gives", { inline: [allow("iam:PutRolePolicy", other), allow("sts:AssumeRole", both)] })
    .user("one", { groups: ["gives"], inline: [allow("iam:DeleteRolePermissionsBoundary", other)] })
    .user("two", { groups: ["gives"], inline: [UNBINDS] })
    .user("three", { groups: ["gives"], inline: [allow("iam:DeleteRolePermissionsBoundary", both)] })
    .user("four", { groups: ["gives"] });

  it.each([
    ["one", "takes off the boundary of whom it gives", ["iam-005 met"]],
    ["two", "takes off that of another", []],
    ["three", "takes off both", ["iam-005 met"]],
    ["four", "takes off none", []],
  ])("%s, who %s", (name, _, expected) => {
    expect(waysIn(scene, arn(`user/${name}`))).toEqual(expected);
  });
});

describe("who rids an identity of its boundary, gives and acts", () => {
  it.each<[string, readonly Statement[], readonly string[]]>([
    ["takes it off", [GIVES, ASSUMES, UNBINDS], ["iam-005 met"]],
    ["puts one there that lets everything through", [GIVES, ASSUMES, replaces("open")], ["iam-005 met"]],
    ["rewrites it", [GIVES, ASSUMES, rewrites("limit")], ["iam-005 met"]],
    [
      "passes the role on",
      [GIVES, UNBINDS, allow("iam:PassRole", ROLE), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])],
      ["lambda-001 met"],
    ],
    [
      "makes a key of the user",
      [allow(["iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary", "iam:CreateAccessKey"], USER)],
      ["iam-002 met"],
    ],
  ])("%s", (_, statements, expected) => {
    expect(waysIn(account(statements, [trusts(root()), trusts(service("lambda"))]))).toEqual(expected);
  });

  it.each<[string, readonly Statement[]]>([
    ["leaves it", [GIVES, ASSUMES]],
    ["gives nothing", [ASSUMES, UNBINDS]],
    ["does not act as it", [GIVES, UNBINDS]],
    ["puts one there that lets through as little", [GIVES, ASSUMES, replaces("other")]],
    ["rewrites another policy", [GIVES, ASSUMES, rewrites("other")]],
    ["takes off that of another", [GIVES, ASSUMES, allow("iam:DeleteRolePermissionsBoundary", arn("role/other"))]],
    ["is denied taking it off", [GIVES, ASSUMES, UNBINDS, deny("iam:DeleteRolePermissionsBoundary")]],
    ["gives to another", [allow("iam:PutRolePolicy", arn("role/other")), ASSUMES, UNBINDS]],
  ])("is nobody who %s", (_, statements) => {
    expect(waysIn(account(statements))).toEqual([]);
  });

  it("is whom its trust policy names", () => {
    const named = (who: string) => account([GIVES, UNBINDS], [trusts({ AWS: arn(`user/${who}`) })]);
    expect(waysIn(named("caller"))).toEqual(["iam-005 met"]);
    expect(waysIn(named("limited"))).toEqual([]);
  });

  it("is nobody where one takes it off and another gives and acts", () => {
    const scene = account([GIVES, ASSUMES]).user("second", { inline: [UNBINDS] });
    expect([waysIn(scene), waysIn(scene, arn("user/second"))]).toEqual([[], []]);
  });
});
