// Services that do only some things with a role that is passed to them: the role has to be allowed just those.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

type Statement = ReturnType<typeof allow>;

const ROLE = arn("role/passed");
const ACCOUNT_NODE = `aws:${ACCOUNT}`;

/** How surely a caller that passes the role to the service gets to where. */
function stateOf(to: string, role: readonly Statement[], caller: "user" | "role", boundary?: string) {
  const holds = {
    inline: [
      allow("iam:PassRole", ROLE),
      allow(["budgets:CreateBudgetAction", "fis:CreateExperimentTemplate", "fis:StartExperiment"]),
    ],
    ...(boundary !== undefined && { boundary }),
  };
  const scene = new Scene()
    .managed("wide", [EVERYTHING])
    .managed("some", [allow(["iam:*", "budgets:*"])])
    .role("passed", [trusts(service("budgets", "fis"))], { inline: role });
  if (caller === "user") scene.user("caller", holds);
  else scene.role("caller", [trusts(service("opsworks"))], holds);
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn(`${caller}/caller`), ["escalates_to"]).get(to));
}

const STARTS = "ssm:StartAutomationExecution";
const DOCUMENT = `arn:aws:ssm:eu-west-1:${ACCOUNT}:automation-definition/stop:*`;

it.each<[string, readonly Statement[], string]>([
  ["any automation", [allow(STARTS)], "met"],
  ["one automation", [allow(STARTS, DOCUMENT)], "unknown"],
  ["no automation", [allow("ec2:StopInstances")], "no"],
  ["none, by a Deny", [EVERYTHING, deny(STARTS)], "no"],
])("an experiment acts as a role that may start %s", (_, role, expected) => {
  expect(stateOf(ROLE, role, "user")).toBe(expected);
});

it.each<[string, readonly Statement[], "user" | "role", string]>([
  ["a policy to users", [allow("iam:AttachUserPolicy")], "user", "met"],
  ["a policy to users only, of a role", [allow("iam:AttachUserPolicy")], "role", "no"],
  ["a policy to roles", [allow("iam:AttachRolePolicy")], "role", "met"],
  ["a policy to roles only, of a user", [allow("iam:AttachRolePolicy")], "user", "no"],
  ["a policy to some user", [allow("iam:AttachUserPolicy", arn("user/caller"))], "user", "unknown"],
  ["nothing", [allow("ec2:StopInstances")], "user", "no"],
  [
    "only what is worth nothing",
    [
      allow("iam:AttachUserPolicy", "*", {
        Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AWSDenyAll" } },
      }),
    ],
    "user",
    "no",
  ],
])("the action of a budget raises its maker with a role that attaches %s", (_, role, caller, expected) => {
  expect(stateOf(ACCOUNT_NODE, role, caller)).toBe(expected);
});

it("is unsure what a policy gives whom a boundary limits", () => {
  const role = [allow("iam:AttachUserPolicy")];
  expect(stateOf(ACCOUNT_NODE, role, "user", "wide")).toBe("met");
  expect(stateOf(ACCOUNT_NODE, role, "user", "some")).toBe("unknown");
});

const ALL = (account: string, of = "lambda") => `arn:aws:${of}:*:${account}:*`;
const FUNCTION = (account: string) => `arn:aws:lambda:*:${account}:function:made`;

it.each<[string, Statement, string]>([
  ["for its account", { StringEquals: { "aws:SourceAccount": ACCOUNT } }, "met"],
  ["for another account", { StringEquals: { "aws:SourceAccount": OTHER } }, "no"],
  ["for a function of its account", { ArnLike: { "aws:SourceArn": FUNCTION(ACCOUNT) } }, "unknown"],
  ["for a function of another account", { ArnLike: { "aws:SourceArn": FUNCTION(OTHER) } }, "no"],
  ["for that of another account, if it says so", { ArnLikeIfExists: { "aws:SourceArn": FUNCTION(OTHER) } }, "unknown"],
  ["for a function of any account", { ArnLike: { "aws:SourceArn": FUNCTION("*") } }, "unknown"],
  ["for functions of both", { ArnLike: { "aws:SourceArn": [FUNCTION(OTHER), FUNCTION(ACCOUNT)] } }, "unknown"],
  ["for a bucket, whose ARN names no account", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::made" } }, "unknown"],
  ["for all functions of its account", { ArnLike: { "aws:SourceArn": ALL(ACCOUNT) } }, "met"],
  ["for these among others", { StringLike: { "aws:SourceArn": [FUNCTION(OTHER), ALL(ACCOUNT)] } }, "met"],
  ["for all that is in its account", { ArnLike: { "aws:SourceArn": ALL(ACCOUNT, "*") } }, "met"],
  ["for all functions of another account", { ArnLike: { "aws:SourceArn": ALL(OTHER) } }, "no"],
  ["for all but those of its account", { ArnNotLike: { "aws:SourceArn": ALL(ACCOUNT) } }, "no"],
  [
    "for all of them, with an operator that knows no wildcards",
    { StringEquals: { "aws:SourceArn": ALL(ACCOUNT) } },
    "unknown",
  ],
  ["for all that another service has there", { ArnLike: { "aws:SourceArn": ALL(ACCOUNT, "s3") } }, "unknown"],
  [
    "for all functions of one region",
    { ArnLike: { "aws:SourceArn": `arn:aws:lambda:eu-west-1:${ACCOUNT}:*` } },
    "unknown",
  ],
  ["for all but functions of another account", { ArnNotLike: { "aws:SourceArn": FUNCTION(OTHER) } }, "met"],
])("a service is handed a role that trusts it %s: %s", (_, condition, expected) => {
  const scene = new Scene()
    .role("passed", [trusts(service("lambda"), condition)], { inline: [EVERYTHING] })
    .user("caller", {
      inline: [allow("iam:PassRole", ROLE), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])],
    });
  const { edges } = analyzeScene(scene, techniques);
  expect(strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(ROLE))).toBe(expected);
});
