// Each kind of resource that has a policy of its own: who needs which side within an account and across accounts, and where a
// key of KMS and the resource control policies are different.
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  allow,
  deny,
  document,
  type EstateSpec,
  evaluatorOf,
  type HolderSpec,
  OTHER,
  roleArn,
  userArn,
} from "./estate-of.js";

interface Kind {
  readonly type: string;
  readonly arn: string;
  readonly action: string;
  /** What is asked about, where it lies within the resource. */
  readonly within?: string;
  /** Without the policy saying so, identity policies count for nothing. */
  readonly isKey?: true;
}

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${OTHER}:${resource}`;

const KINDS: readonly Kind[] = [
  { type: "aws.s3-bucket", arn: "arn:aws:s3:::data", action: "s3:GetObject", within: "/reports/today" },
  { type: "aws.lambda-function", arn: at("lambda", "function:run"), action: "lambda:InvokeFunction", within: ":live" },
  { type: "aws.kms-key", arn: at("kms", "key/1"), action: "kms:Decrypt", isKey: true },
  { type: "aws.secret", arn: at("secretsmanager", "secret:db-AbCdEf"), action: "secretsmanager:GetSecretValue" },
  { type: "aws.sqs-queue", arn: at("sqs", "jobs"), action: "sqs:ReceiveMessage" },
  { type: "aws.sns-topic", arn: at("sns", "news"), action: "sns:Publish" },
  { type: "aws.ecr-repository", arn: at("ecr", "repository/app"), action: "ecr:BatchGetImage" },
];

const NEAR = userArn("near", OTHER);
const FAR = userArn("far");

interface Sides {
  /** Statements of the resource's own policy; without any it has none. */
  readonly policy?: readonly object[];
  readonly holder?: HolderSpec;
}

/** Verdict about the resource for a user of its account (`near`) or of another one (`far`). */
function verdict({ type, arn, action, within = "" }: Kind, who: string, { policy, holder = {} }: Sides): string {
  const resource = { type, account: OTHER, ...(policy && { policy: document(...policy) }) };
  const spec: EstateSpec = {
    users: { near: { ...holder, account: OTHER }, far: holder },
    resources: { [arn]: resource },
  };
  const context = { "aws:PrincipalArn": who };
  const request = { principal: who, action, resource: `${arn}${within}`, context, contextComplete: true };
  const answer = evaluatorOf(spec).can(request);
  return `${answer.verdict} ${answer.decidedBy.layer}`;
}

describe.each(KINDS)("$type", (kind) => {
  const { action, arn, within = "", isKey } = kind;
  const all = `${arn}${within === "" ? "" : "*"}`;
  // a repository's policy is about the repository, and says no resource
  const on = kind.type === "aws.ecr-repository" ? {} : { Resource: all };
  const from = (AWS: string, more: object = {}) => ({
    Effect: "Allow",
    Principal: { AWS },
    Action: action,
    ...on,
    ...more,
  });
  const against = (AWS: string) => from(AWS, { Effect: "Deny" });
  const own = { policies: [allow(action, all)] };
  const root = `arn:aws:iam::${OTHER}:root`;

  test.each<[string, Sides, string]>([
    ["named: nothing else is needed", { policy: [from(NEAR)] }, "allowed resource"],
    ["its account is named, and it has no Allow", { policy: [from(root)] }, "implicit-deny identity"],
    ["its account is named, and it has one", { policy: [from(OTHER)], holder: own }, "allowed identity"],
    ["another is named", { policy: [from(userArn("other", OTHER))] }, "implicit-deny identity"],
    ["a Deny there", { policy: [from(OTHER), against(NEAR)], holder: own }, "explicit-deny resource"],
    ["a Deny of its own", { policy: [from(NEAR)], holder: { policies: [deny(action)] } }, "explicit-deny identity"],
    [
      "a boundary does not hold who is named",
      { policy: [from(NEAR)], holder: { boundary: allow("x:*") } },
      "allowed resource",
    ],
  ])("within the account: %s", (_, sides, expected) => {
    expect(verdict(kind, NEAR, sides)).toBe(expected);
  });

  test("within the account: an Allow of its own is enough, but not for a key", () => {
    const silent = [from(userArn("other", OTHER))];
    expect(verdict(kind, NEAR, { policy: silent, holder: own })).toBe(
      isKey ? "implicit-deny resource" : "allowed identity",
    );
  });

  test.each<[string, Sides, string]>([
    ["both sides", { policy: [from(FAR)], holder: own }, "allowed identity"],
    ["its account is named, and it has an Allow", { policy: [from(ACCOUNT)], holder: own }, "allowed identity"],
    ["only the resource's side", { policy: [from(FAR)] }, "implicit-deny identity"],
    ["only its own side", { policy: [from(OTHER)], holder: own }, "implicit-deny resource"],
    ["a third account is named", { policy: [from("777788889999")], holder: own }, "implicit-deny resource"],
    ["a Deny for everyone", { policy: [from(FAR), against("*")], holder: own }, "explicit-deny resource"],
    [
      "a boundary holds it all the same",
      { policy: [from(FAR)], holder: { ...own, boundary: allow("x:*") } },
      "implicit-deny boundary",
    ],
  ])("across accounts: %s", (_, sides, expected) => {
    expect(verdict(kind, FAR, sides)).toBe(expected);
  });

  // every key has a policy: one that is not there was not read
  test("across accounts: a resource without a policy is open to nobody", () => {
    expect(verdict(kind, FAR, { holder: own })).toBe(isKey ? "unknown resource" : "implicit-deny resource");
  });

  test("a condition of the policy is evaluated", () => {
    const limited = (prefix: string) => [from(NEAR, { Condition: { ArnLike: { "aws:PrincipalArn": `${prefix}*` } } })];
    expect(verdict(kind, NEAR, { policy: limited(NEAR) })).toBe("allowed resource");
    expect(verdict(kind, NEAR, { policy: limited(roleArn("x")) })).toBe("implicit-deny identity");
  });
});

describe("resource control policies", () => {
  const bucket = "arn:aws:s3:::data";
  const linked = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/linked`;
  const spec = (management: string): EstateSpec => ({
    roles: {
      app: { policies: [allow("s3:*")] },
      linked: { path: "/aws-service-role/x.amazonaws.com/", policies: [allow("s3:*")] },
    },
    resources: { [bucket]: { type: "aws.s3-bucket" } },
    organization: {
      management,
      parents: { [ACCOUNT]: "r-root", [OTHER]: "r-root" },
      rcp: { "r-root": [document({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" })] },
    },
  });
  const ask = (principal: string, management = OTHER) =>
    evaluatorOf(spec(management)).can({
      principal,
      action: "s3:GetObject",
      resource: `${bucket}/x`,
      contextComplete: true,
    }).verdict;

  test("hold a role, but not a service-linked one", () => {
    expect(ask(roleArn("app"))).toBe("explicit-deny");
    expect(ask(linked)).toBe("allowed");
  });
  test("do not bind what the management account owns", () => {
    expect(ask(roleArn("app"), ACCOUNT)).toBe("allowed");
  });
});
