// Conditions on the instance profile that a request of Amazon EC2 names: which one it is hangs on the role that is passed.
import { beforeAll, describe, expect, it, test } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => ["ec2-001", "ec2-005"].includes(id)));
});

const CALLER = arn("user/caller");
const INSTANCES = "arn:aws:ec2:*:*:instance/*";
const REST = ["image", "network-interface", "security-group", "subnet"].map((one) => `arn:aws:ec2:*:*:${one}/*`);
const PASS = allow("iam:PassRole", "*");
const START = "ec2:RunInstances";

type Statement = ReturnType<typeof allow>;

const where = (operator: string, key: string, ...names: string[]): JsonRecord => ({
  [operator]: { [key]: names.map((name) => arn(`instance-profile/${name}`)) },
});
const profile = (operator: string, ...names: string[]) => where(operator, "ec2:InstanceProfile", ...names);

/** How surely the caller gets to each of two roles, `one` with two profiles. */
function reached(statements: readonly Statement[], { boundary }: { readonly boundary?: Statement[] } = {}) {
  const scene = new Scene();
  if (boundary) scene.managed("limit", boundary);
  scene.user("caller", { inline: [...statements], ...(boundary && { boundary: "limit" }) });
  for (const name of ["one", "two"])
    scene.role(name, [trusts({ Service: "ec2.amazonaws.com" })], { inline: [allow("*")] }).instanceProfile(name);
  scene.node("resource", "aws.instance-profile", arn("instance-profile/spare"), {
    properties: { role: arn("role/one") },
  });
  scene.workload("aws.ec2-instance", `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`, undefined);
  const { edges } = analyzeScene(scene, techniques);
  const steps = stepsFrom(edges, CALLER, ["escalates_to"]);
  return ["one", "two"].map((name) => {
    const state = steps.get(arn(`role/${name}`)) ?? "no";
    return state === "none" ? "met" : state;
  });
}

describe("started with a profile", () => {
  const start = (condition?: JsonRecord) => [
    PASS,
    allow(START, REST),
    { ...allow(START, INSTANCES), ...(condition && { Condition: condition }) },
  ];
  const denied = (condition: JsonRecord) => ({ ...deny(START, INSTANCES), Condition: condition });

  it.each<[one: string, two: string, what: string, statements: Statement[]]>([
    ["met", "met", "whichever", start()],
    ["met", "no", "that of one", start(profile("ArnEquals", "one"))],
    ["met", "no", "the second of one", start(profile("ArnEquals", "spare"))],
    ["no", "met", "that of the other, by a pattern", start(profile("ArnLike", "tw*"))],
    ["met", "met", "both", start(profile("StringEquals", "one", "two"))],
    ["no", "no", "a third", start(profile("ArnEquals", "third"))],
    ["no", "met", "none of one", start(profile("ArnNotEquals", "one", "spare"))],
    ["no", "met", "others denied", [...start(), denied(profile("ArnNotEquals", "two"))]],
    ["no", "met", "those of one denied", [...start(), denied(profile("ArnEquals", "one", "spare"))]],
    ["met", "met", "one of two denied", [...start(), denied(profile("ArnEquals", "one"))]],
    ["no", "no", "denied with any", [...start(), denied({ Null: { "ec2:InstanceProfile": "false" } })]],
  ])("%s, %s: %s", (one, two, _, statements) => {
    expect(reached(statements)).toEqual([one, two]);
  });

  test("as its boundary has it", () => {
    const boundary = [allow(["iam:PassRole", START]), denied(profile("ArnNotEquals", "two"))];
    expect(reached(start(), { boundary })).toEqual(["no", "met"]);
  });
});

describe("put on an instance with a profile", () => {
  const put = (condition?: JsonRecord) => [
    PASS,
    allow("ssm:SendCommand"),
    { ...allow("ec2:AssociateIamInstanceProfile", INSTANCES), ...(condition && { Condition: condition }) },
  ];

  it.each<[one: string, two: string, what: string, statements: Statement[]]>([
    ["met", "met", "whichever", put()],
    ["unknown", "no", "that of one", put(where("ArnEquals", "ec2:NewInstanceProfile", "one"))],
    ["no", "no", "a third", put(where("ArnEquals", "ec2:NewInstanceProfile", "third"))],
  ])("%s, %s: %s", (one, two, _, statements) => {
    expect(reached(statements)).toEqual([one, two]);
  });
});
