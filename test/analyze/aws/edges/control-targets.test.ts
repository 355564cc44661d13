// Control policies of an organisation that look at where a request comes from, at tags of the caller and at names of targets: targets that
// they treat alike are asked about once, and each gets the answer that it gets alone.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, type Holder, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
const CONTROL = "arn:aws:organizations::1:policy/p-1";

/** A perimeter of networks as AWS publishes them, from which a tag of the caller excepts. */
const PERIMETER = deny("*", "*", {
  Condition: {
    BoolIfExists: { "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false" },
    NotIpAddressIfExists: { "aws:SourceIp": ["192.0.2.0/24"] },
    StringNotEqualsIfExists: { "aws:SourceVpc": ["vpc-1"], "aws:PrincipalTag/excepted": "true" },
  },
});

function controlled(scene: Scene, ...statements: readonly ReturnType<typeof allow>[]): Scene {
  scene.organized([ACCOUNT]);
  scene.node("grant", "aws.scp", CONTROL, { account: "o-1", document: [EVERYTHING, ...statements] });
  return scene.edge("references", CONTROL, "r-1").edge("references", CONTROL, `aws:${ACCOUNT}`);
}

const TARGETS = ["one", "two", "protected-one", "protected-two", "kept"];
const CHANGING = allow(["iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "sts:AssumeRole"]);
const HOLDERS: { readonly [name: string]: Holder } = {
  changer: { inline: [CHANGING] },
  tagger: { inline: [CHANGING, allow("iam:TagRole", arn("role/tagger"))] },
  others: { inline: [CHANGING, allow("iam:TagRole", arn("role/one"))] },
  excepted: { inline: [CHANGING], tags: { excepted: "true" } },
};

function sceneOf(names: readonly string[], targets: readonly string[]): Scene {
  const scene = new Scene().account();
  for (const name of targets) {
    const tags = name === "kept" ? { kept: "yes" } : {};
    scene.role(name, [trusts(service("ec2"))], { inline: [allow("s3:*")], tags });
  }
  for (const name of names) scene.role(name, [trusts(service("lambda"))], HOLDERS[name] ?? {});
  return scene;
}

/** Name of a target → how surely the caller changes it. */
function waysOf(scene: Scene, name: string): { readonly [target: string]: string | undefined } {
  const steps = stepsFrom(analyzeScene(scene, techniques).edges, arn(`role/${name}`), ["escalates_to", "can_change"]);
  return Object.fromEntries(TARGETS.flatMap((one) => [[one, steps.get(arn(`role/${one}`))]]));
}

describe.each<[string, readonly ReturnType<typeof allow>[]]>([
  ["a perimeter", [PERIMETER]],
  ["roles by name", [PERIMETER, deny(["iam:*", "sts:*"], arn("role/protected-*", "*"))]],
  [
    "all but some roles",
    [deny("iam:UpdateAssumeRolePolicy", undefined, { Resource: undefined, NotResource: arn("role/one") })],
  ],
  [
    "a tag of the role",
    [PERIMETER, deny("iam:*", "*", { Condition: { StringEquals: { "aws:ResourceTag/kept": "yes" } } })],
  ],
  ["the region", [deny("*", "*", { Condition: { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } } })]],
])("where the organisation denies by %s", (_, statements) => {
  const together = controlled(sceneOf(Object.keys(HOLDERS), TARGETS), ...statements);

  test.each(Object.keys(HOLDERS))("%s gets to each target as where it is the only one", (name) => {
    const alone = TARGETS.map((target) => {
      const scene = controlled(sceneOf([name], [target]), ...statements);
      return [target, waysOf(scene, name)[target]];
    });
    expect(waysOf(together, name)).toEqual(Object.fromEntries(alone));
  });
});

test("targets that the organisation protects are told from others", () => {
  const named = controlled(sceneOf(["changer"], TARGETS), deny(["iam:*", "sts:*"], arn("role/protected-*", "*")));
  expect(waysOf(named, "changer")).toMatchObject({ one: "none", kept: "none" });
  expect(waysOf(named, "changer")).toMatchObject({ "protected-one": undefined, "protected-two": undefined });
  const tagged = { Condition: { StringEquals: { "aws:ResourceTag/kept": "yes" } } };
  const byTag = controlled(sceneOf(["changer"], TARGETS), deny("iam:*", "*", tagged));
  expect(waysOf(byTag, "changer")).toMatchObject({ one: "met", kept: undefined });
});

test("who may give itself the tag that excepts it, and only who may, is held by nothing", () => {
  const scene = controlled(sceneOf(Object.keys(HOLDERS), TARGETS), PERIMETER);
  expect(waysOf(scene, "tagger")["two"]).toBe("unknown");
  expect(waysOf(scene, "excepted")["two"]).toBe("met");
  expect(waysOf(scene, "changer")["two"]).toBe("unknown");
});

describe("many callers within a perimeter", () => {
  test.each<[string, (at: number) => Holder]>([
    ["who change roles", () => ({ inline: [CHANGING] })],
    ["who may tag themselves, too", (at) => ({ inline: [CHANGING, allow("iam:TagRole", arn(`role/app-${at}`))] })],
  ])("are asked once for all targets, %s", (_, holder) => {
    const scene = (count: number) => {
      const made = new Scene().account();
      for (let at = 0; at < count; at++) made.role(`app-${at}`, [trusts(service("lambda"))], holder(at));
      return controlled(made, PERIMETER);
    };
    expect(questions(scene(MANY), techniques) / questions(scene(FEW), techniques)).toBeLessThan(MOST_GROWTH);
  });
});
