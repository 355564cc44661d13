// Boundaries that are taken off, and versions of policies that are put in force: a way only where something is gained.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, Scene } from "./scene.js";

const techniques: Technique[] = [];

beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const ME = arn("user/caller");
const LITTLE = allow("s3:ListAllMyBuckets");
const DELETE = "iam:DeleteUserPermissionsBoundary";
const PUT = "iam:PutUserPermissionsBoundary";
const CHANGING = ["iam:*PermissionsBoundary", "iam:*PolicyVersion"];
const ATTACH = "iam:AttachUserPolicy";

/** The ways of the caller to control of its account: state, and technique. */
function waysIn(scene: Scene): string[] {
  const { edges } = analyzeScene(scene, techniques);
  return edges
    .filter(({ from, to, state }) => from === ME && to === `aws:${ACCOUNT}` && state !== "blocked")
    .map(({ state, technique = "" }) => `${state} ${technique}`);
}

const bounded = (boundary: Parameters<Scene["managed"]>[1], inline: Parameters<Scene["managed"]>[1] = [EVERYTHING]) =>
  new Scene().managed("limit", boundary).user("caller", { inline, boundary: "limit" });

describe("a boundary that its principal may take off", () => {
  it.each<[string, Scene, string[]]>([
    ["with everything behind it", bounded([LITTLE, allow(DELETE)]), ["none iam-027"]],
    ["with nothing behind it", bounded([LITTLE, allow(DELETE)], [allow([DELETE, "s3:*"])]), []],
    ["with a way to more behind it", bounded([allow(DELETE)], [allow([DELETE, ATTACH], ME)]), ["none iam-027"]],
    [
      "with a way to more that ends elsewhere",
      bounded([allow(DELETE)], [allow(DELETE), allow(ATTACH, arn("user/x"))]),
      [],
    ],
    ["not allowed within it", bounded([LITTLE]), []],
    ["allowed within it, and not by the policies behind it", bounded([allow("*", ME)], [allow("s3:*")]), []],
    ["everything but what changes it", bounded([allow(CHANGING, [ME, arn("policy/limit")]), deny(CHANGING)]), []],
    ["one that limits nothing", bounded([EVERYTHING], [LITTLE, allow(DELETE)]), []],
  ])("%s", (_name, scene, ways) => {
    expect(waysIn(scene)).toEqual(ways);
  });

  it("is no way where the boundary is one of AWS's, which nobody rewrites, unless it is taken off", () => {
    const aws = "arn:aws:iam::aws:policy/IAMFullAccess";
    const scene = (actions: string) => {
      const made = new Scene().user("caller", { inline: [EVERYTHING] });
      made.node("grant", "aws.managed-policy", aws, { document: [allow(actions)] });
      return made.edge("references", ME, aws, { role: "boundary" });
    };
    expect(waysIn(scene("iam:*PolicyVersion"))).toEqual([]);
    expect(waysIn(scene("iam:Delete*"))).toEqual(["none iam-027"]);
  });

  it("is replaced only where one that allows everything may be set", () => {
    const limit = arn("policy/limit");
    const only = (effect: typeof allow, operator: string, policy: string) =>
      effect(PUT, "*", { Condition: { [operator]: { "iam:PermissionsBoundary": policy } } });
    expect(waysIn(bounded([only(allow, "StringEquals", limit)]))).toEqual([]);
    expect(waysIn(bounded([allow(PUT), only(deny, "StringNotEquals", limit)]))).toEqual([]);
    expect(waysIn(bounded([allow(PUT), only(deny, "StringEquals", limit)]))).toEqual(["met iam-029"]);
    // of a pattern: none fits that is there, one that is there was not read, one that it writes first
    const pattern = only(allow, "StringLike", arn("policy/limit-*"));
    const unread = bounded([pattern]).node("grant", "aws.managed-policy", arn("policy/limit-2"));
    expect(waysIn(bounded([pattern]))).toEqual([]);
    expect(waysIn(unread)).toEqual(["unknown iam-029"]);
    expect(waysIn(bounded([pattern, allow("iam:CreatePolicy", arn("policy/limit-3"))]))).toEqual(["met iam-029"]);
    expect(waysIn(bounded([pattern, allow("iam:CreatePolicy", arn("policy/other"))]))).toEqual([]);
  });
});

describe("a boundary that is exchanged for another which does not let everything through", () => {
  const MAKES = allow(["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"]);
  const puts = (policy: string, effect = allow, operator = "StringEquals") =>
    effect(PUT, "*", { Condition: { [operator]: { "iam:PermissionsBoundary": arn(`policy/${policy}`) } } });
  const scene = (wide: Parameters<Scene["managed"]>[1], inline: Parameters<Scene["managed"]>[1]) =>
    bounded([LITTLE, allow(PUT)], inline)
      .managed("wide", wide)
      .managed("third", [allow("iam:*")]);

  it.each<[string, Scene, string[]]>([
    ["within which it makes an administrator", scene([allow("iam:*")], [puts("wide"), MAKES]), ["met iam-029"]],
    ["within which it makes nobody", scene([allow("s3:*"), allow(PUT)], [puts("wide"), MAKES]), []],
    ["that its policies make nothing of", scene([allow("iam:*")], [puts("wide"), LITTLE]), []],
    ["that does not exist", scene([allow("iam:*")], [puts("gone"), MAKES]), ["unknown iam-029"]],
    ["that it is denied", scene([allow("iam:*")], [puts("wide"), puts("wide", deny), MAKES]), []],
    ["that only another may set", scene([allow("s3:*")], [puts("wide"), MAKES]), []],
  ])("%s", (_name, made, ways) => {
    made.user("second", {
      inline: [
        allow(PUT, arn("user/x"), { Condition: { StringEquals: { "iam:PermissionsBoundary": arn("policy/third") } } }),
      ],
    });
    expect(waysIn(made)).toEqual(ways);
  });

  it("is named", () => {
    const { edges } = analyzeScene(scene([allow("iam:*")], [puts("wide"), MAKES]), techniques);
    const edge = edges.find(({ from, technique }) => from === ME && technique === "iam-029");
    expect(edge?.condition).toContain(`${arn("policy/wide")} becomes its boundary`);
  });
});

describe("a version that is put in force", () => {
  const SET = allow("iam:SetDefaultPolicyVersion");
  const holding = (...statements: Parameters<Scene["managed"]>[1]) =>
    new Scene().managed("own", statements).user("caller", { managed: ["own"] });

  it.each<[string, Scene, string[]]>([
    ["that allows everything", holding(SET).version("own", [EVERYTHING]), ["met iam-033"]],
    ["that allows little", holding(SET).version("own", [LITTLE]), []],
    ["that does not exist", holding(SET), []],
    ["that lets it raise itself", holding(SET).version("own", [allow("iam:PutUserPolicy")]), ["met iam-033"]],
    ["that lets it raise another", holding(SET).version("own", [allow("iam:PutUserPolicy", arn("user/x"))]), []],
    ["of a policy that it does not hold", holding(SET).managed("x", []).version("x", [EVERYTHING]), []],
    ["that it may not choose", holding(LITTLE).version("own", [EVERYTHING]), []],
    [
      "that allows what the one in force allows",
      holding(SET, allow(ATTACH)).version("own", [allow(ATTACH)]),
      ["none iam-008"],
    ],
  ])("%s", (_name, scene, ways) => {
    expect(waysIn(scene)).toEqual(ways);
  });

  it("is named", () => {
    const scene = holding(SET).version("own", [LITTLE], "v1").version("own", [EVERYTHING], "v3");
    const edge = analyzeScene(scene, techniques).edges.find(({ technique }) => technique === "iam-033");
    expect(edge?.condition).toBe(`v3 of ${arn("policy/own")} is made its default version`);
    expect(edge?.because).toEqual([`${arn("policy/own")}#0`]);
  });

  it("is open where its document was not read", () => {
    const scene = holding(SET);
    scene.node("grant", "aws.policy-version", arn("policy/own/version/v1"), { name: "v1", parent: arn("policy/own") });
    expect(waysIn(scene)).toEqual(["unknown iam-033"]);
  });
});

describe("a policy that it may attach", () => {
  const unless = (policy: string) =>
    deny(ATTACH, "*", { Condition: { ArnNotEquals: { "iam:PolicyARN": `arn:aws:iam::aws:policy/${policy}` } } });

  it("is limited by what is denied", () => {
    const scene = (policy: string) => new Scene().user("caller", { inline: [allow(ATTACH), unless(policy)] });
    expect(waysIn(scene("ReadOnlyAccess"))).toEqual([]);
    expect(waysIn(scene("AdministratorAccess"))).toEqual(["met iam-008"]);
  });
});
