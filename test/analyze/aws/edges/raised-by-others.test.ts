// Who may give a role or user whatever it wants, and act as it, controls the account; nobody does who may do one of the two.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, root, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;

const LITTLE = allow("s3:ListAllMyBuckets");
const ROLE = arn("role/app");
const USER = arn("user/dana");
const CALLER = arn("user/caller");
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:app`;

const PUTS = allow("iam:PutRolePolicy", ROLE);
const PASSES = [allow("iam:PassRole", ROLE), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])];
const PASSWORD = allow("iam:CreateLoginProfile", USER);

/** A role that Lambda takes and a user in a group, neither of which may do much. */
function account(boundary?: string): Scene {
  const limited = boundary !== undefined && { boundary };
  const scene = new Scene()
    .account()
    .managed("own", [LITTLE])
    .managed("cap", [LITTLE])
    .managed("open", [allow("*")])
    .role("app", [trusts(service("lambda"))], { managed: ["own"], ...limited })
    .role("other", [trusts(service("lambda"))], { inline: [LITTLE] })
    .group("team")
    .user("dana", { inline: [LITTLE], groups: ["team"], ...limited })
    .workload("aws.lambda-function", FUNCTION, "app");
  for (const { id, supplements } of scene.nodes)
    if (id === USER)
      Object.assign(supplements, { "aws/iam:credential-report": { password_enabled: false, mfa_active: false } });
  return scene;
}

/** Technique and state of the caller's ways to control of the account. */
function waysIn(scene: Scene, caller = CALLER): readonly string[] {
  return analyzeScene(scene, techniques)
    .edges.filter(({ from, to, state }) => from === caller && to === `aws:${ACCOUNT}` && state !== "blocked")
    .map(({ technique, state }) => `${technique} ${state}`);
}

const of = (inline: readonly Statement[], boundary?: string) => account(boundary).user("caller", { inline });

describe("who gives an identity what it wants and acts as it", () => {
  it.each<[string, readonly Statement[], readonly string[]]>([
    ["passes the role on", [PUTS, ...PASSES], ["lambda-001 met"]],
    ["attaches a policy, and passes the role on", [allow("iam:AttachRolePolicy", ROLE), ...PASSES], ["lambda-001 met"]],
    [
      "changes code that has the role",
      [PUTS, allow(["lambda:UpdateFunctionCode", "lambda:InvokeFunction"], FUNCTION)],
      ["lambda-003 met"],
    ],
    [
      "rewrites a policy of the role",
      [allow("iam:CreatePolicyVersion", arn("policy/own")), ...PASSES],
      ["lambda-001 met"],
    ],
    ["gives the user a password", [allow("iam:PutUserPolicy", USER), PASSWORD], ["iam-004 met"]],
    ["raises a group of the user", [allow("iam:PutGroupPolicy", arn("group/team")), PASSWORD], ["iam-004 met"]],
  ])("%s", (_, statements, expected) => {
    expect(waysIn(of(statements))).toEqual(expected);
  });

  it.each<[string, readonly Statement[], string?]>([
    ["only gives", [PUTS]],
    ["only acts as it", PASSES],
    ["gives to another", [allow("iam:PutRolePolicy", arn("role/other")), ...PASSES]],
    ["is denied the giving", [allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", ROLE), ...PASSES]],
    ["is denied the passing", [PUTS, ...PASSES, deny("iam:PassRole", ROLE)]],
    ["rewrites a policy that the role does not hold", [allow("iam:CreatePolicyVersion", arn("policy/cap")), ...PASSES]],
    [
      "attaches only what is worth nothing",
      [
        allow("iam:AttachRolePolicy", ROLE, {
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        }),
        ...PASSES,
      ],
    ],
    ["raises a group that the user is not in", [allow("iam:PutGroupPolicy", arn("group/others")), PASSWORD]],
    ["raises a role that a boundary caps", [PUTS, ...PASSES], "cap"],
    ["raises a user whom a boundary caps", [allow("iam:PutUserPolicy", USER), PASSWORD], "cap"],
  ])("is nobody who %s", (_, statements, boundary) => {
    expect(waysIn(of(statements, boundary))).toEqual([]);
  });

  it("raises what has a boundary that lets everything through", () => {
    expect(waysIn(of([PUTS, ...PASSES], "open"))).toEqual(["lambda-001 met"]);
  });

  it("is nobody where one may give and another act", () => {
    const scene = account()
      .user("caller", { inline: [PUTS] })
      .user("second", { inline: PASSES });
    expect([waysIn(scene), waysIn(scene, arn("user/second"))]).toEqual([[], []]);
  });

  it("is everyone who holds the same, each of them once", () => {
    const scene = account().managed("deploy", [allow("iam:PutRolePolicy", arn("role/*")), ...PASSES]);
    for (const name of ["caller", "second"]) scene.user(name, { managed: ["deploy"] });
    expect([waysIn(scene), waysIn(scene, arn("user/second"))]).toEqual([["lambda-001 met"], ["lambda-001 met"]]);
  });

  it("is told by its own technique where there is one", () => {
    const scene = of([PUTS, allow("sts:AssumeRole", arn("role/open"))]);
    scene.role("open", [trusts(root())], { inline: [LITTLE] });
    expect(waysIn(scene)).toEqual([]);
    scene.user("third", { inline: [allow(["iam:PutRolePolicy", "sts:AssumeRole"], arn("role/open"))] });
    expect(waysIn(scene, arn("user/third"))).toEqual(["iam-017 none"]);
  });
});

describe("who puts itself into a group and gives that whatever it wants", () => {
  const group = arn("group/team");
  const JOINS = allow("iam:AddUserToGroup", group);
  const GIVES = allow("iam:PutGroupPolicy", group);
  /** A group that may do little, by `policy/own` as well. */
  const withGroup = (inline: readonly Statement[], boundary?: string): Scene =>
    new Scene()
      .account()
      .managed("own", [LITTLE])
      .managed("cap", [LITTLE, allow("iam:*")])
      .group("team", { inline: [LITTLE], managed: ["own"] })
      .group("others")
      .user("dana", { inline: [LITTLE] })
      .user("caller", { inline, ...(boundary !== undefined && { boundary }) });

  it.each<[string, readonly Statement[], readonly string[]]>([
    ["writes a policy of it", [JOINS, GIVES], ["iam-013 met"]],
    ["attaches one to it", [JOINS, allow("iam:AttachGroupPolicy", group)], ["iam-013 met"]],
    ["rewrites one that it has", [JOINS, allow("iam:CreatePolicyVersion", arn("policy/own"))], ["iam-013 met"]],
    ["joins only", [JOINS], []],
    ["gives only", [GIVES], []],
    ["joins another", [allow("iam:AddUserToGroup", arn("group/others")), GIVES], []],
    ["gives to another", [JOINS, allow("iam:PutGroupPolicy", arn("group/others"))], []],
    ["is denied to join", [JOINS, GIVES, deny("iam:AddUserToGroup")], []],
    ["is denied to give", [JOINS, GIVES, deny("iam:PutGroupPolicy", group)], []],
    [
      "attaches only what is worth nothing",
      [
        JOINS,
        allow("iam:AttachGroupPolicy", group, {
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        }),
      ],
      [],
    ],
  ])("%s", (_, statements, expected) => {
    expect(waysIn(withGroup(statements))).toEqual(expected);
  });

  it("is not whom a boundary caps", () => {
    expect(waysIn(withGroup([JOINS, GIVES], "cap"))).toEqual([]);
  });

  it("puts a user there that it acts as", () => {
    const scene = (...own: readonly Statement[]) =>
      withGroup([]).role("tool", [trusts(service("lambda"))], { inline: own });
    const key = allow("iam:CreateAccessKey", arn("user/dana"));
    expect(waysIn(scene(JOINS, GIVES, key), arn("role/tool"))).toEqual(["iam-002 met"]);
    expect(waysIn(scene(JOINS, GIVES), arn("role/tool"))).toEqual([]);
  });
});
