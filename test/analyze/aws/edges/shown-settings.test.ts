// Secrets in the settings of workloads: who may have the settings described reads them, and nobody else does.
import { describe, expect, it } from "vitest";
import { SHOWING } from "../../../../src/analyze/aws/edges/data/readable-settings.js";
import { analyze } from "../../../../src/analyze/index.js";
import { ACCOUNT, allow, arn, deny, root, Scene } from "./scene.js";

const CALLER = arn("user/caller");
const OWNER = arn("user/owner");
const KEY = "AKIAEXAMPLE000000001";
const REGION = "eu-west-1";
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:sync`;
const MASTER = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

type Statement = ReturnType<typeof allow>;

/** ARNs that each type has. */
const ARNS: { readonly [type: string]: string } = {
  "aws.apigateway-http-api": `arn:aws:execute-api:${REGION}:${ACCOUNT}:h1`,
  "aws.apigateway-rest-api": `arn:aws:execute-api:${REGION}:${ACCOUNT}:r1`,
  "aws.apprunner-service": `arn:aws:apprunner:${REGION}:${ACCOUNT}:service/web/1`,
  "aws.appsync-api": `arn:aws:appsync:${REGION}:${ACCOUNT}:apis/g1`,
  "aws.batch-job-definition": `arn:aws:batch:${REGION}:${ACCOUNT}:job-definition/nightly:1`,
  "aws.beanstalk-environment": `arn:aws:elasticbeanstalk:${REGION}:${ACCOUNT}:environment/shop/web`,
  "aws.bedrock-agentcore-runtime": `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/helper`,
  "aws.codebuild-project": `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/build`,
  "aws.codepipeline-pipeline": `arn:aws:codepipeline:${REGION}:${ACCOUNT}:deploy`,
  "aws.ec2-instance": `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`,
  "aws.ecs-task-definition": `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/web:1`,
  "aws.emr-cluster": `arn:aws:elasticmapreduce:${REGION}:${ACCOUNT}:cluster/j-1`,
  "aws.event-pipe": `arn:aws:pipes:${REGION}:${ACCOUNT}:pipe/orders`,
  "aws.firehose-delivery-stream": `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/clicks`,
  "aws.glue-job": `arn:aws:glue:${REGION}:${ACCOUNT}:job/etl`,
  "aws.iot-topic-rule": `arn:aws:iot:${REGION}:${ACCOUNT}:rule/alarm`,
  "aws.lambda-function": FUNCTION,
  "aws.launch-configuration": `arn:aws:autoscaling:${REGION}:${ACCOUNT}:launchConfiguration:1:launchConfigurationName/web`,
  "aws.launch-template": `arn:aws:ec2:${REGION}:${ACCOUNT}:launch-template/lt-1`,
};

interface Holding {
  readonly type?: string;
  readonly statements: readonly Statement[];
  /** What stands in its settings; nothing when null. */
  readonly holds?: string | null;
  readonly properties?: { readonly kms_key?: string };
}

/** An account in which the settings of one workload hold the key of another user. */
function account({ type = "aws.lambda-function", statements, holds = KEY, properties = {} }: Holding): Scene {
  const id = ARNS[type] ?? "";
  const scene = new Scene()
    .user("caller", { inline: statements })
    .user("owner")
    .node("credential", "aws.access-key", KEY, { parent: OWNER })
    .edge("authenticates_as", KEY, OWNER)
    .workload(type, id, undefined, properties)
    .node("resource", "aws.kms-key", MASTER, {
      document: [{ ...allow("kms:*"), Principal: root() }],
      region: REGION,
    });
  return holds === null ? scene : scene.edge("holds", id, holds);
}

/** Whether the caller gets from the settings of the workload to the user whose key is in them. */
function isOwner(holding: Holding): boolean {
  const input = account(holding).input([]);
  const { edges } = analyze(input);
  const reads = edges.filter(
    ({ kind, from, capability }) => kind === "permits" && from === CALLER && capability === "read",
  );
  const shown = edges.filter(({ kind }) => kind === "stores");
  return reads.some(
    ({ to, state }) => state !== "blocked" && shown.some(({ from, to: key }) => from === to && key === KEY),
  );
}

describe("who reads the settings", () => {
  it.each(SHOWING.map(([type, action]) => ({ type, action })))("of $type by $action", ({ type, action }) => {
    expect(ARNS[type]).toBeDefined();
    expect(isOwner({ type, statements: [allow(action)] })).toBe(true);
    expect(isOwner({ type, statements: [allow(action), deny(action)] })).toBe(false);
    expect(isOwner({ type, statements: [allow(action)], holds: null })).toBe(false);
  });

  it.each<[string, readonly Statement[], boolean]>([
    ["that function", [allow("lambda:Get*", FUNCTION)], true],
    ["another function", [allow("lambda:Get*", `${FUNCTION}-2`)], false],
    ["its policy only", [allow("lambda:GetPolicy", FUNCTION)], false],
    ["everything about functions but their settings", [allow(["lambda:InvokeFunction", "lambda:ListTags"])], false],
  ])("%s", (_, statements, expected) => {
    expect(isOwner({ statements })).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["every API", "/*", true],
    ["every REST API", "/restapis/*", true],
    ["that one", "/restapis/r1/*", true],
    ["its stages", "/restapis/r1/stages", true],
    ["the methods of all", "/restapis/*/resources", true],
    ["its name alone", "/restapis/r1", false],
    ["another one", "/restapis/r2/*", false],
    ["APIs of the other kind", "/apis/*", false],
    ["keys", "/apikeys", false],
  ])("of a REST API, who may read %s", (_, path, expected) => {
    const statements = [allow("apigateway:GET", `arn:aws:apigateway:*::${path}`)];
    expect(isOwner({ type: "aws.apigateway-rest-api", statements })).toBe(expected);
  });

  it("with a key of the account's own takes the right to decrypt", () => {
    const properties = { kms_key: MASTER };
    const get = allow("lambda:GetFunctionConfiguration");
    expect(isOwner({ properties, statements: [get] })).toBe(false);
    expect(isOwner({ properties, statements: [get, allow("kms:Decrypt", MASTER)] })).toBe(true);
    expect(isOwner({ properties, statements: [get, allow("kms:Decrypt", `${MASTER.slice(0, -1)}0`)] })).toBe(false);
  });
});
