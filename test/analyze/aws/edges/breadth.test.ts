// What a principal may do without naming it: a statement over all counts, one that names, limits or denies does not.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../../src/model/words.js";
import { analyzeScene } from "./reachable.js";
import { allow, arn, deny, type Holder, Scene, service, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

function columns(held: readonly Statement[], more: Holder = {}): JsonRecord {
  const scene = new Scene()
    .managed("cap", [allow("s3:*")])
    .role("app", [trusts(service("ec2"))], { inline: held, ...more });
  const of = analyzeScene(scene).facts.filter(({ node }) => node === arn("role/app"));
  return Object.assign({}, ...of.map((fact) => fact.columns)) as JsonRecord;
}

describe("assumes_any_role", () => {
  const assume = (resource: string | string[], more = {}) => allow("sts:AssumeRole", resource, more);
  it.each<[string, string | undefined, readonly Statement[]]>([
    ["everything", "everywhere", [assume("*")]],
    ["every role of every account", "everywhere", [assume("arn:aws:iam::*:role/*")]],
    ["every action of STS", "everywhere", [allow("sts:*")]],
    ["all but one role", "everywhere", [assume("*"), deny("sts:AssumeRole", arn("role/admin"))]],
    [
      "all but one role, by NotResource",
      "everywhere",
      [{ Effect: "Allow", Action: "sts:AssumeRole", NotResource: arn("role/admin") }],
    ],
    ["every role of its own account", "account", [assume("arn:aws:iam::111122223333:role/*")]],
    [
      "every role of the organisation",
      "account",
      [assume("*", { Condition: { StringEquals: { "aws:ResourceAccount": "111122223333" } } })],
    ],
    ["one name in every account", "no", [assume("arn:aws:iam::*:role/NhiAuditor")]],
    ["a path", "no", [assume("arn:aws:iam::*:role/deploy/*")]],
    ["everything, and all of it denied", "no", [assume("*"), deny("sts:AssumeRole")]],
    [
      "everything, and what is not one role denied",
      "no",
      [assume("*"), { Effect: "Deny", Action: "sts:AssumeRole", NotResource: arn("role/deploy") }],
    ],
    ["roles with a tag", "no", [assume("*", { Condition: { StringEquals: { "aws:ResourceTag/team": "x" } } })]],
    ["another action", undefined, [allow("sts:GetCallerIdentity")]],
  ])("%s: %s", (_, expected, held) => {
    expect(columns(held)["assumes_any_role"]).toBe(expected);
  });

  it("is not more than the boundary leaves", () => {
    expect(columns([assume("*")], { boundary: "cap" })["assumes_any_role"]).toBeUndefined();
  });
});

describe("wide_data", () => {
  it.each<[string, readonly string[] | undefined, readonly Statement[]]>([
    ["every object", ["buckets"], [allow("s3:Get*")]],
    ["every object, by the ARN of all buckets", ["buckets"], [allow("s3:GetObject", "arn:aws:s3:::*")]],
    [
      "what ReadOnlyAccess reads",
      ["buckets", "parameters", "tables"],
      [allow(["s3:Get*", "ssm:Get*", "dynamodb:GetItem", "secretsmanager:DescribeSecret"])],
    ],
    [
      "every secret of one region",
      ["secrets"],
      [allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*")],
    ],
    ["one bucket", undefined, [allow("s3:GetObject", "arn:aws:s3:::acme-logs/*")]],
    [
      "secrets of one application",
      undefined,
      [allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/*")],
    ],
    ["settings only", undefined, [allow(["s3:GetBucketPolicy", "s3:ListAllMyBuckets", "ec2:Describe*"])]],
  ])("%s: %j", (_, expected, held) => {
    expect(columns(held)["wide_data"]).toEqual(expected);
  });
});
