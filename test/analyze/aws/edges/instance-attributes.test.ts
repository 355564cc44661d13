// ec2:ModifyInstanceAttribute for some attributes: only user data gets somebody to the role of an instance. "ec2:Attribute condition key",
// Amazon EC2 User Guide; one attribute at a time, ModifyInstanceAttribute, Amazon EC2 API Reference.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => id === "ec2-002"));
});

const CHANGE = "ec2:ModifyInstanceAttribute";
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
type Statement = ReturnType<typeof allow>;

/** How surely who may stop and start the instance, and holds this, runs code there. */
function runs(...held: readonly Statement[]): string {
  const scene = new Scene()
    .role("machine", [trusts(service("ec2"))], { inline: [allow("s3:*")] })
    .workload("aws.ec2-instance", INSTANCE, arn("role/machine"))
    .user("caller", { inline: [allow(["ec2:StopInstances", "ec2:StartInstances"]), ...held] });
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn("user/caller"), ["runs_code_in"]).get(INSTANCE));
}

it.each<[string, object, string]>([
  ["other names", { StringEquals: { "ec2:Attribute": ["groupSet", "GroupId"] } }, "no"],
  ["its name", { StringEquals: { "ec2:Attribute": "userData" } }, "unknown"],
  ["its name as the documentation has it", { StringEquals: { "ec2:Attribute": "UserData" } }, "unknown"],
  ["a value of another", { StringEquals: { "ec2:Attribute/SourceDestCheck": "false" } }, "no"],
  ["a value of another, in small letters", { StringEquals: { "ec2:Attribute/disableApiTermination": "false" } }, "no"],
  ["a value of another, if it is told", { StringEqualsIfExists: { "ec2:Attribute/SourceDestCheck": "false" } }, "met"],
])("allowed for %s: %s", (_, Condition, expected) => {
  expect(runs(allow(CHANGE, "*", { Condition }))).toBe(expected);
});

it.each<[string, object, string]>([
  ["another name", { StringEquals: { "ec2:Attribute": "InstanceType" } }, "met"],
  ["a value of another", { StringEquals: { "ec2:Attribute/DisableApiStop": "true" } }, "met"],
  ["all but some values of another", { StringNotEquals: { "ec2:Attribute/InstanceType": "t3.micro" } }, "no"],
  ["its name", { StringEquals: { "ec2:Attribute": ["userData", "UserData"] } }, "unknown"],
  ["any value of it", { StringLike: { "ec2:Attribute/UserData": "*" } }, "unknown"],
])("denied for %s: %s", (_, Condition, expected) => {
  expect(runs(allow(CHANGE), deny(CHANGE, "*", { Condition }))).toBe(expected);
});

it("takes nothing but the action where no attribute is named", () => {
  expect(runs(allow(CHANGE))).toBe("met");
});
