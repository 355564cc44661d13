// Callers who hold the same, have the tags that it asks for alike, and can change none of them, are answered for together, as where access
// goes by tags (ABAC) and each of a team may do what the others may. Each has the ways that it has alone.
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, type Holder, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");

const OF_TEAM = { Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } };
/** As AWS's examples of access by tags: whatever has the team's tag; nothing that has another's. */
const SAME_TEAM = [allow(["sts:AssumeRole", "iam:PutRolePolicy", "iam:PassRole"], "*", OF_TEAM), allow("lambda:*")];
const BUT_OTHERS = [
  allow(["sts:AssumeRole", "iam:PutRolePolicy"], arn("role/app-*")),
  deny("*", "*", { Condition: { StringNotEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } }),
];
const BY_NAME = [allow("sts:AssumeRole", arn("role/app-${aws:PrincipalTag/team}"))];

/** Name → what it holds, with the tag of a team. */
const USERS: { readonly [name: string]: Holder } = {
  red: { inline: SAME_TEAM, tags: { team: "red" } },
  second: { inline: SAME_TEAM, tags: { team: "red", desk: "4" } },
  blue: { inline: SAME_TEAM, tags: { Team: "blue" } },
  none: { inline: SAME_TEAM },
  "red-but-others": { inline: BUT_OTHERS, tags: { team: "red" } },
  "blue-but-others": { inline: BUT_OTHERS, tags: { team: "blue" } },
  "red-by-name": { inline: BY_NAME, tags: { team: "red" } },
  "blue-by-name": { inline: BY_NAME, tags: { team: "blue" } },
  // may give itself the other team's tag
  tagger: { inline: [...SAME_TEAM, allow("iam:TagUser", arn("user/tagger"))], tags: { team: "red" } },
  // may give the roles its team's tag
  retagger: { inline: [...SAME_TEAM, allow("iam:TagRole", arn("role/app-blue"))], tags: { team: "red" } },
  // may tag functions, which are no roles
  "tags-functions": { inline: [...SAME_TEAM, allow("lambda:TagResource")], tags: { team: "red" } },
};
const ROLES = ["app-red", "app-blue", "app-any"];

function sceneOf(names: readonly string[]): Scene {
  const scene = new Scene()
    .account()
    .role("app-red", [trusts(root())], { inline: [allow("s3:*")], tags: { team: "red" } })
    .role("app-blue", [trusts(root())], { inline: [allow("s3:*")], tags: { team: "blue" } })
    .role("app-any", [trusts(root(), { StringEquals: { "aws:PrincipalTag/desk": "4" } })], { inline: [allow("s3:*")] });
  for (const name of names) scene.user(name, USERS[name] ?? {});
  return scene;
}

const KINDS = ["can_assume", "can_change", "escalates_to"];
const waysOf = (scene: Scene, from: string) =>
  [...stepsFrom(analyzeScene(scene, techniques).edges, from, KINDS)]
    .filter(([to]) => ROLES.some((role) => to === arn(`role/${role}`)) || to === `aws:${ACCOUNT}`)
    .sort(([a], [b]) => compareText(a, b));

describe("callers with tags alike", () => {
  const names = Object.keys(USERS);
  const together = sceneOf(names);

  test.each(names)("%s has the ways that it has alone", (name) => {
    expect(waysOf(together, arn(`user/${name}`))).toEqual(waysOf(sceneOf([name]), arn(`user/${name}`)));
  });

  test("take the roles of their team", () => {
    const taken = (name: string) =>
      [...stepsFrom(analyzeScene(together, techniques).edges, arn(`user/${name}`), ["can_assume"])]
        .flatMap(([to]) => ROLES.filter((role) => to === arn(`role/${role}`)))
        .sort(compareText);
    expect(Object.fromEntries(names.map((name) => [name, taken(name)]))).toEqual({
      red: ["app-red"],
      second: ["app-red"],
      blue: ["app-blue"],
      none: [],
      "red-but-others": ["app-red"],
      "blue-but-others": ["app-blue"],
      "red-by-name": ["app-red"],
      "blue-by-name": ["app-blue"],
      tagger: ["app-blue", "app-red"],
      retagger: ["app-blue", "app-red"],
      "tags-functions": ["app-red"],
    });
  });

  test("control the account by a role of their team that they rewrite, not by one of another", () => {
    const controls = (names: readonly string[], name: string) =>
      waysOf(sceneOf(names), arn(`user/${name}`)).some(([to]) => to === `aws:${ACCOUNT}`);
    expect(controls(["red", "second"], "second")).toBe(true);
    expect(controls(["red", "none"], "none")).toBe(false);
  });
});

describe("roles whose sessions may be given tags", () => {
  const scene = sceneOf(["red"])
    .role("plain", [trusts(service("ec2"))], { inline: SAME_TEAM, tags: { team: "red" } })
    .role("tagged", [{ ...trusts(service("ec2")), Action: ["sts:AssumeRole", "sts:TagSession"] }], {
      inline: SAME_TEAM,
      tags: { team: "red" },
    });

  test("are not like those whose tags are their own", () => {
    const states = (name: string) => Object.fromEntries(waysOf(scene, arn(`role/${name}`)));
    expect(states("plain")).toMatchObject({ [arn("role/app-red")]: "met" });
    expect(states("plain")).not.toHaveProperty(arn("role/app-blue"));
    expect(states("tagged")).toHaveProperty(arn("role/app-blue"));
  });
});

describe("many in few teams", () => {
  test.each([
    ["what has their tag", SAME_TEAM],
    ["all but what has another", BUT_OTHERS],
  ])("are asked about once a team for %s, and share hubs", (_, inline) => {
    const scene = (count: number) => {
      const made = new Scene().account();
      for (let at = 0; at < count; at++) {
        const tags = { team: `t${at % 3}` };
        made.user(`user-${at}`, { inline, tags });
        made.role(`app-${at}`, [trusts(root())], { inline: [allow("s3:*")], tags });
      }
      return made;
    };
    expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
    const edges = (count: number) => analyzeScene(scene(count), techniques).edges.length;
    expect(edges(MANY) / edges(FEW)).toBeLessThan(MOST_GROWTH);
  });
});
