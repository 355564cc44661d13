// Conditions judged for the source at hand: what follows from caller, resource and clock decides; the rest says who decides.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const ANN = userArn("ann");
const APP = roleArn("app");
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
const trustAws = document({ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" });
const trustService = document({
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});
const trustTagging = document({
  Effect: "Allow",
  Principal: { AWS: ACCOUNT },
  Action: ["sts:AssumeRole", "sts:TagSession"],
});
const parents = { "ou-1": "r-root", [ACCOUNT]: "ou-1" };
const organization = { management: OTHER, parents };

/** State of `sqs:SendMessage` on a queue, allowed under the condition. */
function state(
  condition: object,
  holder: Partial<EstateSpec> & { caller?: string; ask?: Partial<AccessRequest> } = {},
): string {
  const { caller = ANN, ask, ...spec } = holder;
  const policies = [allow("sqs:SendMessage", "*", { Condition: condition })];
  const give = <T extends object>(holders: { readonly [name: string]: T } = {}) =>
    Object.fromEntries(Object.entries(holders).map(([name, one]) => [name, { policies, ...one }]));
  const full: EstateSpec = { ...spec, users: give(spec.users ?? { ann: {} }), roles: give(spec.roles) };
  const answer = evaluatorOf(full).can({ principal: caller, action: "sqs:SendMessage", resource: QUEUE, ...ask });
  return answer.verdict === "implicit-deny" ? "denied" : answer.state;
}

describe("keys that follow from the caller", () => {
  const app = (trust: object) => ({ roles: { app: { trust } }, caller: APP });
  test.each<[string, object, Parameters<typeof state>[1], string]>([
    ["its ARN", { ArnEquals: { "aws:PrincipalArn": ANN } }, {}, "met"],
    ["another ARN", { ArnEquals: { "aws:PrincipalArn": userArn("bob") } }, {}, "denied"],
    ["the ARN of a role, not of its session", { ArnEquals: { "aws:PrincipalArn": APP } }, app(trustAws), "met"],
    ["its account", { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }, {}, "met"],
    ["its type", { StringEquals: { "aws:PrincipalType": "AssumedRole" } }, {}, "denied"],
    ["user names are of users", { StringEquals: { "aws:username": "ann" } }, {}, "met"],
    ["and not of roles", { StringLike: { "aws:username": "*" } }, app(trustAws), "denied"],
    ["a user's id", { StringEquals: { "aws:userid": "AIDAANN" } }, {}, "met"],
    ["a role's id, whatever the session", { StringLike: { "aws:userid": "AROAAPP:*" } }, app(trustAws), "met"],
    ["another role's id", { StringLike: { "aws:userid": "AROAX:*" } }, app(trustAws), "denied"],
    ["one session of it", { StringEquals: { "aws:userid": "AROAAPP:night" } }, app(trustAws), "attacker-settable"],
    [
      "a tag",
      { StringEquals: { "aws:PrincipalTag/team": "red" } },
      { users: { ann: { tags: { Team: "red" } } } },
      "met",
    ],
    [
      "another value of the tag",
      { StringEquals: { "aws:PrincipalTag/team": "blue" } },
      { users: { ann: { tags: { Team: "red" } } } },
      "denied",
    ],
    ["no such tag", { StringEquals: { "aws:PrincipalTag/team": "red" } }, {}, "denied"],
    [
      "a tag that sessions may carry",
      { StringEquals: { "aws:PrincipalTag/team": "red" } },
      app(trustTagging),
      "attacker-settable",
    ],
    ["no service", { Bool: { "aws:PrincipalIsAWSService": "true" } }, {}, "denied"],
    ["the organisation", { StringEquals: { "aws:PrincipalOrgID": "o-acme" } }, { organization }, "met"],
    ["another organisation", { StringEquals: { "aws:PrincipalOrgID": "o-else" } }, { organization }, "denied"],
    ["an organisation that was not read", { StringEquals: { "aws:PrincipalOrgID": "o-acme" } }, {}, "unknown"],
    [
      "its place in it",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-acme/r-root/ou-1/*" } },
      { organization },
      "met",
    ],
  ])("%s", (_, condition, holder, expected) => {
    expect(state(condition, holder)).toBe(expected);
  });
});

describe("MFA and tokens", () => {
  const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  const app = (trust: object) => ({ roles: { app: { trust } }, caller: APP });
  test.each<[string, object, Parameters<typeof state>[1], string]>([
    ["a user with a device has to use it", mfa, { users: { ann: { hasMfa: true } } }, "needs-actor"],
    ["a user without one never can", mfa, { users: { ann: { hasMfa: false } } }, "denied"],
    ["a workload never can", mfa, app(trustService), "denied"],
    ["a role that people assume may", mfa, app(trustAws), "needs-actor"],
    ["a session shorter than", { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }, app(trustService), "denied"],
    ["a bare key has no token", { Null: { "aws:TokenIssueTime": "true" } }, {}, "met"],
    [
      "a session has a fresh one",
      { DateGreaterThan: { "aws:TokenIssueTime": "2026-02-28T00:00:00Z" } },
      app(trustAws),
      "met",
    ],
    ["federated sessions only", { Null: { "aws:FederatedProvider": "false" } }, {}, "denied"],
  ])("%s", (_, condition, holder, expected) => {
    expect(state(condition, holder)).toBe(expected);
  });

  test("a Deny without MFA is one that a person with a device gets around, a bare key does not", () => {
    const policies = [
      document(allow("*"), deny("*", "*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })),
    ];
    const ask = (hasMfa: boolean) =>
      evaluatorOf({ users: { ann: { policies, hasMfa } } }).can({
        principal: ANN,
        action: "sqs:SendMessage",
        resource: QUEUE,
      });
    expect(ask(true)).toMatchObject({ verdict: "unknown", state: "needs-actor" });
    expect(ask(false)).toMatchObject({ verdict: "explicit-deny", state: "blocked" });
  });

  test.each<[string, object, string, string]>([
    [
      "IfExists lets a bare key in",
      { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
      "attacker-settable",
      "unknown",
    ],
    ["so does a session without", { Bool: { "aws:MultiFactorAuthPresent": "false" } }, "attacker-settable", "unknown"],
    ["MFA", mfa, "denied", "denied"],
  ])("%s: of a user with keys alone, and of one with a password", (_, condition, keysAlone, withPassword) => {
    const ofUser = (hasPassword: boolean) => state(condition, { users: { ann: { hasMfa: false, hasPassword } } });
    expect([ofUser(false), ofUser(true)]).toEqual([keysAlone, withPassword]);
  });

  test("a Deny of older sessions spares the ones taken now", () => {
    const revoked = deny("*", "*", { Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-02-28T00:00:00Z" } } });
    const roles = { app: { trust: trustAws, policies: [document(allow("*"), revoked)] } };
    expect(evaluatorOf({ roles }).can({ principal: APP, action: "sqs:SendMessage", resource: QUEUE }).verdict).toBe(
      "allowed",
    );
  });
});

describe("keys of the resource, the clock and the request", () => {
  const tagged = (properties: object) => ({
    resources: { [QUEUE]: { type: "aws.sqs-queue", properties: { ...properties } } },
  });
  test.each<[string, object, Parameters<typeof state>[1], string]>([
    ["the region of the resource", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }, {}, "met"],
    ["another region", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }, {}, "denied"],
    [
      "any region, for an action without resource",
      { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
      { ask: { resource: "*" } },
      "attacker-settable",
    ],
    ["the account of the resource", { StringEquals: { "aws:ResourceAccount": ACCOUNT } }, {}, "met"],
    ["another account", { StringEquals: { "aws:ResourceAccount": OTHER } }, {}, "denied"],
    ["its organisation", { StringEquals: { "aws:ResourceOrgID": "o-acme" } }, { organization }, "met"],
    ["a tag of it", { StringEquals: { "aws:ResourceTag/team": "red" } }, tagged({ tags: { team: "red" } }), "met"],
    ["no such tag", { StringEquals: { "aws:ResourceTag/team": "red" } }, tagged({ tags: {} }), "denied"],
    ["tags that were not read", { StringEquals: { "aws:ResourceTag/team": "red" } }, tagged({}), "unknown"],
    ["a date to come", { DateLessThan: { "aws:CurrentTime": "2026-03-02T00:00:00Z" } }, {}, "met"],
    ["a date gone by", { DateLessThan: { "aws:CurrentTime": "2026-02-01T00:00:00Z" } }, {}, "denied"],
    ["the same in seconds", { NumericLessThan: { "aws:EpochTime": "1772452800" } }, {}, "met"],
    ["TLS", { Bool: { "aws:SecureTransport": "true" } }, {}, "attacker-settable"],
    [
      "a tag, which no request to send a message sets",
      { StringEquals: { "aws:RequestTag/team": "red" } },
      {},
      "denied",
    ],
    ["an external id", { StringEquals: { "sts:ExternalId": "x" } }, {}, "attacker-settable"],
    ["an address", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, {}, "unknown"],
    ["a VPC endpoint", { StringEquals: { "aws:SourceVpce": "vpce-1" } }, {}, "unknown"],
    ["what only services set", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:t" } }, {}, "denied"],
    ["a claim of a sign-in", { StringEquals: { "token.actions.githubusercontent.com:sub": "x" } }, {}, "denied"],
    ["a key that nobody knows", { StringEquals: { "sqs:something": "x" } }, {}, "unknown"],
    [
      "given by the question",
      { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
      { ask: { context: { "aws:SourceIp": "10.1.1.1" } } },
      "met",
    ],
    [
      "given as absent",
      { Null: { "aws:SourceVpce": "true" } },
      { ask: { context: { "aws:SourceVpce": null } } },
      "met",
    ],
    ["IAM is in one region", { StringEquals: { "aws:RequestedRegion": "us-east-1" } }, {}, "denied"],
  ])("%s", (_, condition, holder, expected) => {
    expect(state(condition, holder)).toBe(expected);
  });

  test("a Deny outside a region does not stop a caller that picks the region, one outside its address does not decide", () => {
    const ask = (condition: object) => {
      const policies = [document(allow("*"), deny("*", "*", { Condition: condition }))];
      return evaluatorOf({ users: { ann: { policies } } }).can({ principal: ANN, action: "lambda:CreateFunction" });
    };
    expect(ask({ StringNotEquals: { "aws:RequestedRegion": "us-east-1" } })).toMatchObject({
      verdict: "allowed",
      state: "attacker-settable",
    });
    const outside = ask({ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } });
    expect(outside).toMatchObject({ verdict: "unknown", state: "unknown" });
    expect(outside.openKeys).toEqual(["aws:sourceip: depends on the network or the request"]);
  });

  test("tags of a role decide about reaching it", () => {
    const policies = [allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:ResourceTag/team": "red" } } })];
    const spec: EstateSpec = {
      users: { ann: { policies } },
      roles: { red: { trust: trustAws, tags: { team: "red" } }, blue: { trust: trustAws, tags: { team: "blue" } } },
    };
    const evaluator = evaluatorOf(spec);
    const ask = (name: string) =>
      evaluator.can({ principal: ANN, action: "sts:AssumeRole", resource: roleArn(name) }).verdict;
    expect([ask("red"), ask("blue")]).toEqual(["allowed", "implicit-deny"]);
  });

  test("a service brings its own keys, to be known from what it acts for", () => {
    const trust = document({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    });
    const evaluator = evaluatorOf({ roles: { app: { trust } } });
    const ask = { principal: "ec2.amazonaws.com", action: "sts:AssumeRole", resource: APP };
    expect(evaluator.can(ask).verdict).toBe("unknown");
    expect(evaluator.can({ ...ask, context: { "aws:SourceAccount": ACCOUNT } }).verdict).toBe("allowed");
    expect(evaluator.can({ ...ask, context: { "aws:SourceAccount": OTHER } }).verdict).toBe("implicit-deny");
  });
});

describe("what the caller chooses, it chooses once", () => {
  const region = (operator: string, ...regions: string[]) => ({
    Condition: { [operator]: { "aws:RequestedRegion": regions } },
  });
  const ask = (...statements: object[]) => {
    const users = { ann: { policies: [document(...statements)] } };
    const { verdict, state: found } = evaluatorOf({ users }).can({ principal: ANN, action: "lambda:CreateFunction" });
    return `${verdict} ${found}`;
  };
  const action = "lambda:CreateFunction";
  test.each<[string, object[], string]>([
    [
      "allowed in one, denied outside another",
      [
        allow(action, "*", region("StringEquals", "eu-west-1")),
        deny(action, "*", region("StringNotEquals", "us-east-1")),
      ],
      "explicit-deny blocked",
    ],
    [
      "allowed in two, denied outside one of them",
      [
        allow(action, "*", region("StringEquals", "eu-west-1", "us-east-1")),
        deny(action, "*", region("StringNotEquals", "us-east-1")),
      ],
      "allowed attacker-settable",
    ],
    [
      "allowed and denied in the same",
      [allow(action, "*", region("StringEquals", "eu-west-1")), deny(action, "*", region("StringEquals", "eu-west-1"))],
      "explicit-deny blocked",
    ],
    [
      "by pattern",
      [allow(action, "*", region("StringLike", "eu-*")), deny(action, "*", region("StringNotLike", "eu-*"))],
      "allowed attacker-settable",
    ],
    [
      "with two keys",
      [
        allow(action, "*", { Condition: { StringEquals: { "aws:RequestTag/a": "1", "aws:RequestTag/b": "1" } } }),
        deny(action, "*", {
          Condition: { StringEquals: { "aws:RequestTag/a": "1" }, Null: { "aws:RequestTag/b": "false" } },
        }),
      ],
      "explicit-deny blocked",
    ],
    [
      "numbers beside each other",
      [
        allow(action, "*", { Condition: { NumericGreaterThan: { "sts:DurationSeconds": "10" } } }),
        deny(action, "*", { Condition: { NumericGreaterThan: { "sts:DurationSeconds": "12" } } }),
      ],
      "allowed attacker-settable",
    ],
  ])("%s", (_, statements, expected) => {
    expect(ask(...statements)).toBe(expected);
  });
});

describe("tags that a request brings", () => {
  const tagged = { StringEquals: { "aws:RequestTag/team": "x" } };
  const all = { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } };
  const none = { Null: { "aws:TagKeys": "true" } };
  test.each<[string, string, readonly string[]]>([
    [
      "who makes a user chooses them",
      "iam:CreateUser",
      ["attacker-settable", "attacker-settable", "attacker-settable"],
    ],
    ["and who tags one", "iam:TagUser", ["attacker-settable", "attacker-settable", "attacker-settable"]],
    ["who gives a user a policy brings none", "iam:AttachUserPolicy", ["denied", "met", "met"]],
    ["nor who passes a role", "iam:PassRole", ["denied", "met", "met"]],
    ["nor who makes a key", "iam:CreateAccessKey", ["denied", "met", "met"]],
    ["nor who writes a version", "iam:CreatePolicyVersion", ["denied", "met", "met"]],
  ])("%s", (_, action, expected) => {
    const asked = [tagged, all, none].map((Condition) => {
      const policies = [document(allow(action, "*", { Condition }))];
      const { verdict, state } = evaluatorOf({ users: { ann: { policies } } }).can({
        principal: ANN,
        action,
        resource: ANN,
      });
      return verdict === "implicit-deny" ? "denied" : state;
    });
    expect(asked).toEqual(expected);
  });
});
