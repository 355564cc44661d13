// Users who look after themselves and after others, within what a Deny or a boundary leaves: what they may do to others is answered for
// together, though what they may do to themselves differs from user to user. Each has the ways that it has alone.
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, type Holder, root, Scene, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

const KEYS = ["iam:CreateAccessKey", "iam:UpdateLoginProfile"];
const SELF = allow(KEYS, "arn:aws:iam::*:user/${aws:username}");
const OTHERS = allow(KEYS, arn("user/*"));
const NOT_BOSS = deny("iam:*", arn("user/boss"));
const TEAM = { Condition: { StringEquals: { "aws:PrincipalTag/team": "desk" } } };

/** Name → what it holds. */
const USERS: { readonly [name: string]: Holder } = {
  desk: { inline: [SELF, OTHERS, NOT_BOSS] },
  second: { inline: [SELF, OTHERS, NOT_BOSS] },
  others: { inline: [OTHERS, NOT_BOSS] },
  self: { inline: [SELF, NOT_BOSS] },
  bounded: { inline: [SELF, OTHERS], boundary: "but-boss" },
  tagged: { inline: [{ ...OTHERS, ...TEAM }, SELF, NOT_BOSS], tags: { team: "desk" } },
  untagged: { inline: [{ ...OTHERS, ...TEAM }, SELF, NOT_BOSS] },
  denied: { inline: [SELF, OTHERS, deny(KEYS, arn("user/${aws:username}")), NOT_BOSS] },
  namesake: {
    inline: [SELF, OTHERS, deny(KEYS, "*", { Condition: { StringEquals: { "aws:username": "namesake" } } })],
  },
};

function sceneOf(names: readonly string[]): Scene {
  const scene = new Scene()
    .account()
    .managed("but-boss", [EVERYTHING, NOT_BOSS])
    .user("boss", { inline: [EVERYTHING] })
    .user("staff", { inline: [allow("s3:*")] });
  for (const name of names) scene.user(name, USERS[name] ?? {});
  return scene;
}

const waysOf = (scene: Scene, name: string, to: RegExp) =>
  [...stepsFrom(analyzeScene(scene, techniques).edges, arn(`user/${name}`), ["adds_credential"])]
    .filter(([target]) => to.test(target))
    .sort(([a], [b]) => compareText(a, b));

describe("users who change themselves and others", () => {
  const names = Object.keys(USERS);
  const together = sceneOf(names);

  test.each(names)("%s has the ways that it has alone", (name) => {
    const others = /user\/(boss|staff)$/;
    expect(waysOf(together, name, others)).toEqual(waysOf(sceneOf([name]), name, others));
  });

  test("may change whom nothing denies them", () => {
    const changed = (name: string) => waysOf(together, name, /user\/(boss|staff)$/).map(([to]) => to);
    const staff = [arn("user/staff")];
    expect(Object.fromEntries(names.map((name) => [name, changed(name)]))).toEqual({
      desk: staff,
      second: staff,
      others: staff,
      self: [],
      bounded: staff,
      tagged: staff,
      untagged: [],
      denied: staff,
      namesake: [],
    });
  });

  test.each([
    ["a Deny", { inline: [SELF, OTHERS, NOT_BOSS] }],
    ["a boundary", { inline: [SELF, OTHERS], boundary: "but-boss" }],
  ])("are asked about once for all with %s, and share a hub", (_, holder) => {
    const many = (count: number) => {
      const scene = sceneOf([]);
      for (let at = 0; at < count; at++) scene.user(`desk-${at}`, holder);
      return scene;
    };
    expect(questions(many(MANY), techniques) / questions(many(FEW), techniques)).toBeLessThan(MOST_GROWTH);
    const edges = (count: number) => analyzeScene(many(count), techniques).edges.length;
    expect(edges(MANY) / edges(FEW)).toBeLessThan(MOST_GROWTH);
  });
});

describe("users who share a right and have one of their own each, within the same Deny", () => {
  const team = arn("role/team-*");
  const FROM_OUTSIDE = deny("*", "*", { Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } });
  const scene = (count: number) => {
    const made = new Scene()
      .account()
      .group("team", { inline: [allow("sts:AssumeRole", team), FROM_OUTSIDE] })
      .role("alone", [trusts(root())], { inline: [allow("s3:*")] });
    for (let at = 0; at < count; at++) {
      made.user(`user-${at}`, { groups: ["team"], inline: [allow("sts:AssumeRole", arn(`role/of-${at}`))] });
      made.role(`team-${at}`, [trusts(root())], { inline: [allow("s3:*")] });
      made.role(`of-${at}`, [trusts(root())], { inline: [allow("s3:*")] });
    }
    return made;
  };

  test("take the roles of both", () => {
    const { edges } = analyzeScene(scene(3), techniques);
    const taken = [...stepsFrom(edges, arn("user/user-1"), ["can_assume"])].filter(([to]) => to.includes(":role/"));
    expect(new Map(taken)).toEqual(
      new Map(["team-0", "team-1", "team-2", "of-1"].map((name) => [arn(`role/${name}`), "unknown"])),
    );
  });

  test("share a hub", () => {
    const edges = (count: number) => analyzeScene(scene(count), techniques).edges.length;
    expect(edges(MANY) / edges(FEW)).toBeLessThan(MOST_GROWTH);
    expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
  });
});

describe("users who may change all but somebody, each another", () => {
  test("are asked about once for each", () => {
    const scene = (count: number) => {
      const made = new Scene().account();
      for (let at = 0; at < count; at++)
        made.user(`user-${at}`, {
          inline: [{ Effect: "Allow", Action: "iam:AttachUserPolicy", NotResource: [arn(`user/user-${at + 1}`)] }],
        });
      return made;
    };
    expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
  });
});
