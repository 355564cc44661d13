// Who may put a user into a group and act as that user has what the group has; nobody has who may do one of the two.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;

const LITTLE = allow("s3:ListAllMyBuckets");
const ADMINS = arn("group/admins");
const USER = arn("user/dana");
const CALLER = arn("role/caller");
const PUTS = allow("iam:AddUserToGroup", ADMINS);
const KEY = allow("iam:CreateAccessKey", USER);
const TRUST = [trusts(service("ec2"))];

/** Two groups and two users, one of which a boundary caps. */
function account(): Scene {
  const scene = new Scene()
    .account()
    .managed("cap", [LITTLE])
    .group("admins", { inline: [EVERYTHING] })
    .group("others", { inline: [allow("s3:*")] })
    .user("dana", { inline: [LITTLE] })
    .user("capped", { inline: [LITTLE], boundary: "cap" });
  for (const { type, supplements } of scene.nodes)
    if (type === "aws.iam-user")
      Object.assign(supplements, { "aws/iam:credential-report": { password_enabled: false, mfa_active: false } });
  return scene;
}

/** Technique and state of the caller's edges to a group. */
function waysTo(group: string, scene: Scene, caller = CALLER): readonly string[] {
  return analyzeScene(scene, techniques)
    .edges.filter(({ from, to, state }) => from === caller && to === group && state !== "blocked")
    .map(({ technique, state }) => `${technique} ${state}`);
}

const role = (...inline: readonly Statement[]) => account().role("caller", TRUST, { inline });

it.each<[string, readonly Statement[], readonly string[]]>([
  ["a key of the user", [PUTS, KEY], ["iam-002 met"]],
  ["a password of it", [PUTS, allow("iam:CreateLoginProfile", USER)], ["iam-004 met"]],
  ["the key of any user", [allow("iam:AddUserToGroup"), allow("iam:CreateAccessKey")], ["iam-002 met"]],
  ["no way to act as it", [PUTS], []],
  ["no way into the group", [KEY], []],
  ["another group", [allow("iam:AddUserToGroup", arn("group/others")), KEY], []],
  ["a key of who is not there", [PUTS, allow("iam:CreateAccessKey", arn("user/gone"))], []],
  ["a key of whom a boundary caps", [PUTS, allow("iam:CreateAccessKey", arn("user/capped"))], []],
  ["the group denied", [allow("iam:AddUserToGroup"), KEY, deny("iam:AddUserToGroup", ADMINS)], []],
  ["the key denied", [PUTS, allow("iam:CreateAccessKey"), deny("iam:CreateAccessKey", USER)], []],
])("%s", (_, statements, expected) => {
  expect(waysTo(ADMINS, role(...statements))).toEqual(expected);
});

it("says which user it is, and rests on the statements of both", () => {
  const edge = analyzeScene(role(PUTS, KEY), techniques).edges.find(({ from, to }) => from === CALLER && to === ADMINS);
  expect(edge?.condition).toBe(`${USER}, which it acts as, is put into the group first, by iam:AddUserToGroup`);
  expect([...(edge?.because ?? [])].sort()).toEqual([`${CALLER}/inline/own#0`, `${CALLER}/inline/own#1`, USER]);
});

it("controls the account where the group does", () => {
  const admin = (...statements: readonly Statement[]) =>
    analyzeScene(role(...statements), techniques).facts.find(({ node }) => node === CALLER)?.columns["admin"];
  expect(admin(PUTS, KEY)).toBe("reaches");
  expect(admin(PUTS, allow("iam:CreateAccessKey", arn("user/gone")))).toBe("no");
});

it("is nobody where one puts the user there and another makes a key of it", () => {
  const scene = role(PUTS).role("second", TRUST, { inline: [KEY] });
  expect(waysTo(ADMINS, scene)).toEqual([]);
  expect(waysTo(ADMINS, scene, arn("role/second"))).toEqual([]);
});

it("reaches each of several groups through a hub, where several may", () => {
  const both = [allow("iam:AddUserToGroup"), KEY];
  const scene = role(...both).role("second", TRUST, { inline: both });
  const { edges } = analyzeScene(scene, techniques);
  for (const caller of [CALLER, arn("role/second")]) {
    const found = stepsFrom(edges, caller, ["escalates_to"]);
    expect([found.get(ADMINS), found.get(arn("group/others"))]).toEqual(["met", "met"]);
  }
});

describe("a user that a boundary caps puts itself into groups", () => {
  const me = arn("user/caller");
  const BUCKET = "arn:aws:s3:::plans";
  const made = (boundary: readonly Statement[], ...inline: readonly Statement[]) =>
    account()
      .managed("limit", boundary)
      .group("readers", { inline: [allow("s3:GetObject")] })
      .group("odd", { inline: [allow("s3:GetObject"), deny("s3:GetObject", `${BUCKET}/*`)] })
      .node("resource", "aws.s3-bucket", BUCKET)
      .user("caller", { inline, boundary: "limit" });
  const JOIN = "iam:AddUserToGroup";
  const joins = (group: string) => allow(JOIN, arn(`group/${group}`));
  /** Technique and state of each session of the caller, and whether one of them reads the bucket. */
  function answer(scene: Scene) {
    const { edges } = analyzeScene(scene, techniques);
    const own = edges.filter(({ from, to, state }) => from === me && to.startsWith(`${me}#`) && state !== "blocked");
    const reads = own.some(({ to }) => stepsFrom(edges, to, ["permits"]).has(BUCKET));
    return [...own.map(({ technique, state }) => `${technique} ${state}`), reads ? "reads" : "no"];
  }

  it.each<[string, readonly Statement[], readonly Statement[], readonly string[]]>([
    ["which lets what the group has through", [allow([JOIN, "s3:*"])], [joins("readers")], ["iam-013 none", "reads"]],
    ["which lets nothing of it through", [allow([JOIN, "ec2:*"])], [joins("readers")], ["no"]],
    ["which denies it", [allow([JOIN, "s3:*"]), deny("s3:GetObject")], [joins("readers")], ["iam-013 none", "no"]],
    [
      "which lets it give itself everything at once",
      [allow([JOIN, "iam:PutUserPolicy", "s3:*"])],
      [allow([JOIN, "iam:PutUserPolicy"])],
      ["iam-007 none", "iam-013 none", "iam-013 none", "reads"],
    ],
    ["which does not let it join", [allow("s3:*")], [joins("readers")], ["no"]],
    ["another group", [allow([JOIN, "s3:*"])], [joins("gone")], ["no"]],
    ["denied to join", [allow([JOIN, "s3:*"])], [joins("*"), deny(JOIN, arn("group/*"))], ["no"]],
    ["denied what the group has", [allow([JOIN, "s3:*"])], [joins("readers"), deny("s3:*")], ["iam-013 none", "no"]],
    ["a group that denies as well", [allow([JOIN, "s3:*"])], [joins("odd")], ["iam-013 none", "no"]],
    ["every group", [allow([JOIN, "s3:*"])], [joins("*")], ["iam-013 none", "iam-013 none", "reads"]],
  ])("%s", (_, boundary, inline, expected) => {
    expect(answer(made(boundary, ...inline))).toEqual(expected);
  });

  it("controls the account where the boundary lets the rights of administrators do that, and not where it does not", () => {
    const admin = (boundary: readonly Statement[]) =>
      analyzeScene(made(boundary, joins("admins")), techniques).facts.find(
        ({ node, columns }) => node === me && "admin" in columns,
      )?.columns["admin"];
    expect(admin([allow("iam:*")])).toBe("reaches");
    expect(admin([allow([JOIN, "s3:*"])])).toBe("no");
  });
});

it("is a user itself: as far as its boundary lets it, or by another that has none", () => {
  const me = arn("user/caller");
  const user = (boundary: boolean, ...inline: readonly Statement[]) =>
    account()
      .managed("wide", [allow("iam:*")])
      .user("caller", { inline, ...(boundary && { boundary: "wide" }) });
  expect(waysTo(ADMINS, user(false, PUTS, KEY), me)).toEqual(["iam-013 none"]);
  // what a boundary that was read leaves of the group is told of the user in it
  expect(waysTo(ADMINS, user(true, PUTS), me)).toEqual([]);
  const unread = account().user("caller", { inline: [PUTS], boundary: "unread" });
  expect(waysTo(ADMINS, unread, me)).toEqual(["iam-013 unknown"]);
  // of two ways by one statement the surer is drawn
  expect(waysTo(ADMINS, user(true, PUTS, KEY), me)).toEqual(["iam-002 met"]);
});
