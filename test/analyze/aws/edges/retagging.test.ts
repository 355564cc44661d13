// Conditions on tags of resources: what the tags say, and who may make them say something else.
import { describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, service, trusts } from "./scene.js";

const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const SESSION: Technique = {
  id: "ssm-901",
  provider: "aws",
  title: "ssm:StartSession",
  source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html",
  edge: "runs_code_in",
  target: "workload",
  types: ["aws.ec2-instance"],
  actions: [{ action: "ssm:StartSession", on: "target" }],
  yields: "target",
  how: "Opens a session.",
  fix: "Take it away.",
  cases: [],
};

type Statement = ReturnType<typeof allow>;

const ifTag = (operator: string, value: string) => ({
  Condition: { [operator]: { "ssm:resourceTag/Environment": value } },
});
const IN_SANDBOX = allow("ssm:StartSession", "*", ifTag("StringEquals", "sandbox"));
const NOT_IN_PROD = allow("ssm:StartSession", "*", ifTag("StringNotEquals", "prod"));

function machine(tags: JsonRecord | undefined, scene = new Scene()): Scene {
  const properties = { state: "running", ...(tags && { tags }) };
  return scene.role("machine", [trusts(service("ec2"))]).workload("aws.ec2-instance", INSTANCE, "machine", properties);
}

/** How surely the caller gets onto the instance. */
function gets(scene: Scene, caller = arn("user/caller")): string {
  const { edges } = analyzeScene(scene, [SESSION]);
  return strength(stepsFrom(edges, caller, ["runs_code_in"]).get(INSTANCE));
}

const user = (statements: readonly Statement[], tags: JsonRecord | undefined = { Environment: "dev" }) =>
  gets(machine(tags).user("caller", { inline: statements }));

describe("tags of an instance", () => {
  it("decide conditions that read them", () => {
    expect(user([IN_SANDBOX], { Environment: "sandbox" })).toBe("met");
    expect(user([IN_SANDBOX], { Environment: "dev" })).toBe("no");
    expect(user([IN_SANDBOX], { Owner: "sandbox" })).toBe("no");
    expect(user([NOT_IN_PROD], { Environment: "dev" })).toBe("met");
    expect(user([NOT_IN_PROD], { Environment: "prod" })).toBe("no");
  });

  it("that has none are known to be none, and those of an instance of which only the id is known are not", () => {
    const bare = machine({}).user("caller", { inline: [IN_SANDBOX] });
    expect(gets(bare)).toBe("no");
    const named = new Scene()
      .role("machine", [trusts(service("ec2"))])
      .workload("aws.ec2-instance", INSTANCE, "machine")
      .user("caller", { inline: [IN_SANDBOX] });
    expect(gets(named)).toBe("unknown");
  });
});

describe("who may change them", () => {
  it.each<[string, readonly Statement[], string]>([
    ["sets them", [allow("ec2:CreateTags")], "attacker-settable"],
    [
      "sets those of instances that have the tag they have",
      [allow("ec2:CreateTags", "*", { Condition: { StringEquals: { "ec2:ResourceTag/Environment": "dev" } } })],
      "attacker-settable",
    ],
    [
      "sets those of instances that have another",
      [allow("ec2:CreateTags", "*", { Condition: { StringEquals: { "ec2:ResourceTag/Environment": "test" } } })],
      "no",
    ],
    ["sets those of another instance", [allow("ec2:CreateTags", `${INSTANCE}0`)], "no"],
    [
      "sets them only when it starts an instance",
      [allow("ec2:CreateTags", "*", { Condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } } })],
      "no",
    ],
    [
      "sets another tag only",
      [allow("ec2:CreateTags", "*", { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["owner"] } } })],
      "no",
    ],
    [
      "sets them to one of some values",
      [
        allow("ec2:CreateTags", "*", {
          Condition: { StringEquals: { "aws:RequestTag/Environment": ["dev", "test"] } },
        }),
      ],
      "no",
    ],
    [
      "sets them to the wanted one of some values",
      [
        allow("ec2:CreateTags", "*", {
          Condition: { StringEquals: { "aws:RequestTag/Environment": ["dev", "sandbox"] } },
        }),
      ],
      "attacker-settable",
    ],
    ["is denied it", [allow("ec2:CreateTags"), deny("ec2:CreateTags")], "no"],
    ["only takes them away", [allow("ec2:DeleteTags")], "no"],
    ["tags roles", [allow("iam:TagRole")], "no"],
  ])("%s", (_, tagging, expected) => {
    expect(user([IN_SANDBOX, ...tagging])).toBe(expected);
  });

  it("gets past a condition that spares a tag, and past a Deny, by taking it away", () => {
    const untag = allow("ec2:DeleteTags");
    expect(user([NOT_IN_PROD, untag], { Environment: "prod" })).toBe("attacker-settable");
    const guarded = [allow("ssm:StartSession"), deny("ssm:StartSession", "*", ifTag("StringEquals", "prod"))];
    expect(user(guarded, { Environment: "prod" })).toBe("no");
    expect(user([...guarded, untag], { Environment: "prod" })).toBe("attacker-settable");
  });

  it("is told from others who hold the same policy", () => {
    const scene = machine({ Environment: "dev" })
      .managed("sandbox", [IN_SANDBOX])
      .user("plain", { managed: ["sandbox"] })
      .user("tagger", { managed: ["sandbox"], inline: [allow("ec2:CreateTags")] })
      .user("late", { managed: ["sandbox"] });
    expect(["plain", "tagger", "late"].map((name) => gets(scene, arn(`user/${name}`)))).toEqual([
      "no",
      "attacker-settable",
      "no",
    ]);
  });

  it("may be who becomes the role: that stays open", () => {
    const trusting = (name: string) => [trusts({ AWS: arn(`user/${name}`) })];
    const scene = (tagger: string) =>
      machine({ Environment: "prod" })
        .role("operator", trusting("person"), { inline: [NOT_IN_PROD] })
        .user("person", { inline: tagger === "person" ? [allow("ec2:DeleteTags")] : [] })
        .user("stranger", { inline: tagger === "stranger" ? [allow("ec2:DeleteTags")] : [] });
    expect(gets(scene("person"), arn("role/operator"))).toBe("unknown");
    expect(gets(scene("stranger"), arn("role/operator"))).toBe("no");
  });
});

describe("tags of a user", () => {
  const KEYS: Technique = {
    ...SESSION,
    id: "iam-902",
    edge: "adds_credential",
    target: "user",
    types: [],
    actions: [{ action: "iam:CreateAccessKey", on: "target" }],
  };
  const ofDevelopers = allow("iam:CreateAccessKey", "*", {
    Condition: { StringEquals: { "aws:ResourceTag/developer": "true" } },
  });

  it.each<[string, readonly Statement[], string]>([
    ["who may not set them", [], "no"],
    ["who may", [allow("iam:TagUser")], "attacker-settable"],
    ["who may for another user", [allow("iam:TagUser", arn("user/other"))], "no"],
  ])("%s", (_, tagging, expected) => {
    const scene = new Scene().user("caller", { inline: [ofDevelopers, ...tagging] }).user("target");
    const { edges } = analyzeScene(scene, [KEYS]);
    expect(strength(stepsFrom(edges, arn("user/caller"), ["adds_credential"]).get(arn("user/target")))).toBe(expected);
  });
});
