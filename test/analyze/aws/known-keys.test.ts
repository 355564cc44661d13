// A key that the action does not know is in no request for it: what asks for it is never met, what is about its absence always.
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, deny, document, evaluatorOf, userArn } from "./estate-of.js";

const ANN = userArn("ann");

function ask(action: string, resource: string, ...statements: object[]): string {
  const { verdict, state } = evaluatorOf({ users: { ann: { policies: [document(...statements)] } } }).can({
    principal: ANN,
    action,
    resource,
  });
  return verdict === "allowed" ? state : verdict;
}

const BUCKET = "arn:aws:s3:::data";
const OBJECT = `${BUCKET}/one`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-1`;
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/own`;

const is = (key: string, value: string) => ({ StringEquals: { [key]: value } });
const isNot = (key: string, value: string) => ({ StringNotEquals: { [key]: value } });

const STAGE = is("secretsmanager:VersionStage", "AWSCURRENT");

describe("keys that an action does not know", () => {
  test.each<[string, string, string, object, string]>([
    ["a prefix, in a list", "s3:ListBucket", BUCKET, is("s3:prefix", "a/"), "attacker-settable"],
    ["a prefix, of an object", "s3:GetObject", OBJECT, is("s3:prefix", "a/"), "implicit-deny"],
    ["no prefix, of an object", "s3:GetObject", OBJECT, { Null: { "s3:prefix": "true" } }, "met"],
    ["a length, in a list", "s3:ListBucket", BUCKET, { NumericLessThan: { "s3:max-keys": 9 } }, "attacker-settable"],
    ["a length, of an object", "s3:GetObject", OBJECT, { NumericLessThan: { "s3:max-keys": 9 } }, "implicit-deny"],
    ["a length if there is one", "s3:GetObject", OBJECT, { NumericLessThanIfExists: { "s3:max-keys": 9 } }, "met"],
    ["tags of a new object", "s3:PutObject", OBJECT, is("s3:RequestObjectTag/a", "1"), "attacker-settable"],
    ["tags of an object read", "s3:GetObject", OBJECT, is("s3:RequestObjectTag/a", "1"), "implicit-deny"],
    ["tags of a machine that is made", "ec2:RunInstances", INSTANCE, is("aws:RequestTag/a", "1"), "attacker-settable"],
    ["tags of a machine that is stopped", "ec2:StopInstances", INSTANCE, is("aws:RequestTag/a", "1"), "implicit-deny"],
    ["other tags than one", "ec2:StopInstances", INSTANCE, isNot("aws:RequestTag/a", "1"), "met"],
    [
      "keys of tags taken away",
      "ec2:DeleteTags",
      INSTANCE,
      { "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } },
      "attacker-settable",
    ],
    ["the service of a role that is passed", "iam:PassRole", ROLE, is("iam:PassedToService", "x"), "attacker-settable"],
    ["the service of a policy", "iam:AttachRolePolicy", ROLE, is("iam:PassedToService", "x"), "implicit-deny"],
    [
      "the service of a policy if there is one",
      "iam:AttachRolePolicy",
      ROLE,
      { StringEqualsIfExists: { "iam:PassedToService": "x" } },
      "met",
    ],
    ["the policy that is attached", "iam:AttachRolePolicy", ROLE, is("iam:PolicyARN", POLICY), "attacker-settable"],
    ["the policy of one that is written", "iam:PutRolePolicy", ROLE, is("iam:PolicyARN", POLICY), "implicit-deny"],
    [
      "the boundary of a role that is made",
      "iam:CreateRole",
      ROLE,
      is("iam:PermissionsBoundary", "x"),
      "attacker-settable",
    ],
    ["the boundary of a key", "iam:CreateAccessKey", ANN, is("iam:PermissionsBoundary", "x"), "implicit-deny"],
    [
      "the boundary of one whose trust is written, which has none",
      "iam:UpdateAssumeRolePolicy",
      ANN,
      is("iam:PermissionsBoundary", "x"),
      "implicit-deny",
    ],
    ["a stage of a secret", "secretsmanager:GetSecretValue", SECRET, STAGE, "attacker-settable"],
    ["a stage of what tells about it", "secretsmanager:DescribeSecret", SECRET, STAGE, "implicit-deny"],
    ["an action that nobody knows", "s3:NoSuchThing", OBJECT, is("aws:RequestTag/a", "1"), "attacker-settable"],
  ])("%s", (_, action, resource, condition, expected) => {
    expect(ask(action, resource, allow(action, "*", { Condition: condition }))).toBe(expected);
  });

  test("a Deny of uploads without encryption denies reading as well where it names it", () => {
    const denied = deny(["s3:PutObject", "s3:GetObject"], "*", {
      Condition: isNot("s3:x-amz-server-side-encryption", "aws:kms"),
    });
    expect(ask("s3:PutObject", OBJECT, allow("s3:*"), denied)).toBe("attacker-settable");
    expect(ask("s3:GetObject", OBJECT, allow("s3:*"), denied)).toBe("explicit-deny");
  });
});
