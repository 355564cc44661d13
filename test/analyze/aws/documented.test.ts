// Corners of AWS's published evaluation logic, each worked out from the documentation and asked of the evaluator: how a resource
// policy names the caller, organisations, trusts, keys that only some callers have. Every case has a twin that differs in one thing.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { principalsIn } from "../../../src/analyze/aws/evaluator.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const BUCKET = "arn:aws:s3:::data";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
const ANN = userArn("ann");
const APP = roleArn("app");
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/deploy`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

type Ask = Partial<AccessRequest>;
type Context = NonNullable<AccessRequest["context"]>;
type Row = [name: string, spec: EstateSpec, ask: Ask, expected: string];

const when = (Condition: object) => ({ Condition });
const to = (Principal: object | string, Action: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...more,
});
const not = (Principal: object | string, Action: string | string[], more: object = {}) => ({
  ...to(Principal, Action, more),
  Effect: "Deny",
});
const objects = { Resource: `${BUCKET}/*` };
const bucket = (...statements: object[]) => ({ [BUCKET]: { type: "aws.s3-bucket", policy: document(...statements) } });
const key = (...statements: object[]) => ({ [KEY]: { type: "aws.kms-key", policy: document(...statements) } });

/** Verdict, and its state where conditions were in play. */
function answer(spec: EstateSpec, ask: Ask): string {
  const evaluator = evaluatorOf(spec);
  const { verdict, state } = evaluator.can({
    principal: ANN,
    action: "s3:GetObject",
    resource: `${BUCKET}/key`,
    ...ask,
  });
  return state === "none" || state === "met" || state === "blocked" ? verdict : `${verdict} ${state}`;
}

const all = (rows: Row[]) =>
  test.each(rows)("%s", (_name, spec, ask, expected) => expect(answer(spec, ask)).toBe(expected));

/** IAM User Guide, "Policy evaluation for requests within a single account" and "How permissions boundaries work". */
describe("a resource policy of the account, past the boundary", () => {
  const nothing = allow("ec2:*");
  const user = { users: { ann: { boundary: nothing } } };
  const role = { roles: { app: { boundary: nothing } } };
  all([
    ["names the user", { ...user, resources: bucket(to({ AWS: ANN }, "s3:*", objects)) }, {}, "allowed"],
    [
      "names the role",
      { ...role, resources: bucket(to({ AWS: APP }, "s3:*", objects)) },
      { principal: APP },
      "implicit-deny",
    ],
    [
      "names the role, asked for its session",
      { ...role, resources: bucket(to({ AWS: APP }, "s3:*", objects)) },
      { principal: SESSION },
      "implicit-deny",
    ],
    [
      "names the session",
      { ...role, resources: bucket(to({ AWS: SESSION }, "s3:*", objects)) },
      { principal: SESSION },
      "allowed",
    ],
    [
      "names another session of the role",
      { ...role, resources: bucket(to({ AWS: `${SESSION}er` }, "s3:*", objects)) },
      { principal: SESSION },
      "implicit-deny",
    ],
    [
      "names the session, whose boundary denies",
      { roles: { app: { boundary: deny("s3:*") } }, resources: bucket(to({ AWS: SESSION }, "s3:*", objects)) },
      { principal: SESSION },
      "explicit-deny",
    ],
    ["names the account", { ...user, resources: bucket(to({ AWS: ROOT }, "s3:*", objects)) }, {}, "implicit-deny"],
    [
      "names the account by its number, with an Allow of the user's own",
      { users: { ann: { policies: [allow("s3:*")] } }, resources: bucket(to({ AWS: ACCOUNT }, "s3:*", objects)) },
      {},
      "allowed",
    ],
    [
      "names the role by its unique id",
      { roles: { app: {} }, resources: bucket(to({ AWS: "AROAAPP" }, "s3:*", objects)) },
      { principal: APP },
      "allowed",
    ],
    [
      "names the role of that name in another account",
      { roles: { app: {} }, resources: bucket(to({ AWS: roleArn("app", OTHER) }, "s3:*", objects)) },
      { principal: APP },
      "implicit-deny",
    ],
    [
      "of another account names the session: the boundary holds",
      {
        roles: { app: { boundary: nothing, policies: [allow("s3:*")] } },
        resources: {
          [BUCKET]: { type: "aws.s3-bucket", account: OTHER, policy: document(to({ AWS: SESSION }, "s3:*", objects)) },
        },
      },
      { principal: SESSION },
      "implicit-deny",
    ],
    [
      "of another account names the session of a role without a boundary",
      {
        roles: { app: { policies: [allow("s3:*")] } },
        resources: {
          [BUCKET]: { type: "aws.s3-bucket", account: OTHER, policy: document(to({ AWS: SESSION }, "s3:*", objects)) },
        },
      },
      { principal: SESSION },
      "allowed",
    ],
    [
      "of another account names it, which has no Allow of its own",
      {
        roles: { app: {} },
        resources: {
          [BUCKET]: { type: "aws.s3-bucket", account: OTHER, policy: document(to({ AWS: APP }, "s3:*", objects)) },
        },
      },
      { principal: APP },
      "implicit-deny",
    ],
  ]);

  test.each([
    ["the role: both have to allow", APP, "implicit-deny"],
    ["the session: it is enough", SESSION, "allowed"],
  ])("a session policy, where the resource policy names %s", (_name, named, expected) => {
    const evaluator = evaluatorOf({ roles: { app: {} }, resources: bucket(to({ AWS: named }, "s3:*", objects)) });
    const policy = evaluator.estate.compiler.compile("narrow", JSON.stringify(document(allow("ec2:*"))));
    const request = { principal: SESSION, action: "s3:GetObject", resource: `${BUCKET}/key` };
    expect(evaluator.can({ ...request, session: [{ id: "narrow", policy }] }).verdict).toBe(expected);
  });
});

/** IAM User Guide, "AWS JSON policy elements: NotPrincipal". */
describe("a Deny for all but", () => {
  const spec = (...spared: string[]): EstateSpec => ({
    users: { ann: { policies: [allow("s3:*")] } },
    roles: { app: { policies: [allow("s3:*")] } },
    resources: bucket({ Effect: "Deny", NotPrincipal: { AWS: spared }, Action: "s3:*", ...objects }),
  });
  all([
    ["role, session and account", spec(ROOT, APP, SESSION), { principal: SESSION }, "allowed"],
    ["another session of the role", spec(ROOT, APP, `${SESSION}er`), { principal: SESSION }, "unknown unknown"],
    ["user and account", spec(ROOT, ANN), {}, "allowed"],
    ["another user and the account", spec(ROOT, userArn("bob")), {}, "explicit-deny"],
  ]);
});

/** IAM User Guide, "Multivalued context keys", "Condition operators" and "Variables and tags". */
describe("conditions", () => {
  const held = (effect: "Allow" | "Deny", Condition: object, version = "2012-10-17"): EstateSpec => ({
    users: {
      ann: {
        tags: { Team: "Blue" },
        policies: [
          { Version: version, Statement: [{ Effect: effect, Action: "s3:*", Resource: "*", Condition }] },
          ...(effect === "Deny" ? [allow("*")] : []),
        ],
      },
    },
  });
  const given = (context: Context = {}): Ask => ({ context, contextComplete: true });
  all([
    [
      "ForAllValues holds without the key",
      held("Allow", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }),
      given(),
      "allowed",
    ],
    [
      "ForAllValues holds on an empty list",
      held("Allow", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }),
      given({ "aws:TagKeys": [] }),
      "allowed",
    ],
    [
      "ForAllValues with Null false does not",
      held("Allow", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] }, Null: { "aws:TagKeys": "false" } }),
      given(),
      "implicit-deny",
    ],
    [
      "ForAllValues of a negated operator denies without the key",
      held("Deny", { "ForAllValues:StringNotEquals": { "aws:TagKeys": ["a"] } }),
      given(),
      "explicit-deny",
    ],
    [
      "ForAllValues of a negated operator: one is listed",
      held("Deny", { "ForAllValues:StringNotEquals": { "aws:TagKeys": ["a"] } }),
      given({ "aws:TagKeys": ["a", "b"] }),
      "allowed",
    ],
    [
      "ForAnyValue fails without the key",
      held("Allow", { "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } }),
      given(),
      "implicit-deny",
    ],
    [
      "ForAnyValue of a negated operator fails without the key",
      held("Allow", { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a"] } }),
      given(),
      "implicit-deny",
    ],
    [
      "ForAnyValue of a negated operator: one is not listed",
      held("Allow", { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a"] } }),
      given({ "aws:TagKeys": ["a", "b"] }),
      "allowed",
    ],
    [
      "a negated operator holds without the key",
      held("Allow", { StringNotEquals: { "aws:RequestTag/a": "x" } }),
      given(),
      "allowed",
    ],
    [
      "a negated IfExists holds without the key",
      held("Allow", { StringNotEqualsIfExists: { "aws:RequestTag/a": "x" } }),
      given(),
      "allowed",
    ],
    [
      "a negated IfExists looks at the key",
      held("Allow", { StringNotEqualsIfExists: { "aws:RequestTag/a": "x" } }),
      given({ "aws:RequestTag/a": "x" }),
      "implicit-deny",
    ],
    ["Null true asks for no key", held("Allow", { Null: { "aws:RequestTag/a": "true" } }), given(), "allowed"],
    [
      "Null true with the key",
      held("Allow", { Null: { "aws:RequestTag/a": "true" } }),
      given({ "aws:RequestTag/a": "" }),
      "implicit-deny",
    ],
    [
      "Null false with an empty value",
      held("Allow", { Null: { "aws:RequestTag/a": false } }),
      given({ "aws:RequestTag/a": "" }),
      "allowed",
    ],
    [
      "${*} is a star",
      held("Allow", { StringLike: { "s3:prefix": "a${*}?" } }),
      given({ "s3:prefix": "a*b" }),
      "allowed",
    ],
    [
      "${*} is only a star",
      held("Allow", { StringLike: { "s3:prefix": "a${*}?" } }),
      given({ "s3:prefix": "axb" }),
      "implicit-deny",
    ],
    [
      "${?} and ${$}",
      held("Allow", { StringEquals: { "s3:prefix": "${?}${$}" } }),
      given({ "s3:prefix": "?$" }),
      "allowed",
    ],
    [
      "a variable falls back on its default",
      held("Allow", { StringEquals: { "s3:prefix": "${aws:PrincipalTag/team, 'common'}" } }),
      given({ "s3:prefix": "common" }),
      "allowed",
    ],
    [
      "a variable with a value forgets its default",
      held("Allow", { StringEquals: { "s3:prefix": "${aws:PrincipalTag/team, 'common'}" } }),
      given({ "s3:prefix": "common", "aws:PrincipalTag/team": "blue" }),
      "implicit-deny",
    ],
    [
      "in 2008 there were no variables",
      held("Allow", { StringEquals: { "s3:prefix": "${aws:username}" } }, "2008-10-17"),
      given({ "s3:prefix": "ann", "aws:username": "ann" }),
      "implicit-deny",
    ],
    [
      "the value of a variable is no pattern",
      held("Allow", { StringLike: { "s3:prefix": "${aws:PrincipalTag/team}" } }),
      given({ "s3:prefix": "x", "aws:PrincipalTag/team": "*" }),
      "implicit-deny",
    ],
    ["names of keys in any case", held("Allow", { StringEquals: { "AWS:principaltag/TEAM": "Blue" } }), {}, "allowed"],
    ["values in this case", held("Allow", { StringEquals: { "aws:PrincipalTag/Team": "blue" } }), {}, "implicit-deny"],
    [
      "values in any case",
      held("Allow", { StringEqualsIgnoreCase: { "aws:PrincipalTag/Team": "blue" } }),
      {},
      "allowed",
    ],
    [
      "bytes",
      held("Allow", { BinaryEquals: { "s3:x": "QmluYXJ5VmFsdWU=" } }),
      given({ "s3:x": "QmluYXJ5VmFsdWU=" }),
      "allowed",
    ],
    [
      "other bytes",
      held("Allow", { BinaryEquals: { "s3:x": "QmluYXJ5VmFsdWU=" } }),
      given({ "s3:x": "T3RoZXJWYWx1ZQ==" }),
      "implicit-deny",
    ],
    [
      "IPv6, written in another way",
      held("Allow", { IpAddress: { "aws:SourceIp": "2001:DB8:1234:5678::/64" } }),
      given({ "aws:SourceIp": "2001:db8:1234:5678:0:0:0:1" }),
      "allowed",
    ],
    [
      "IPv6 of the next network",
      held("Allow", { IpAddress: { "aws:SourceIp": "2001:DB8:1234:5678::/64" } }),
      given({ "aws:SourceIp": "2001:db8:1234:5679::1" }),
      "implicit-deny",
    ],
    [
      "IPv4 is in no IPv6 block",
      held("Deny", { NotIpAddress: { "aws:SourceIp": "2001:db8::/32" } }),
      given({ "aws:SourceIp": "203.0.113.7" }),
      "explicit-deny",
    ],
    [
      "seconds against a date",
      held("Allow", { DateLessThan: { "aws:EpochTime": "2026-03-01T12:00:01Z" } }),
      {},
      "allowed",
    ],
    [
      "a date against seconds",
      held("Allow", { DateGreaterThan: { "aws:CurrentTime": "1772366401" } }),
      {},
      "implicit-deny",
    ],
    [
      "numbers, not texts",
      held("Allow", { NumericLessThan: { "s3:max-keys": "10" } }),
      given({ "s3:max-keys": "9" }),
      "allowed",
    ],
    [
      "numbers that are equal in another form",
      held("Allow", { NumericEquals: { "s3:max-keys": "10" } }),
      given({ "s3:max-keys": "10.0" }),
      "allowed",
    ],
    [
      "ArnEquals has wildcards",
      held("Allow", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:user/a*" } }),
      {},
      "allowed",
    ],
    [
      "ARNs are compared part by part",
      held("Allow", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:topic:one" } }),
      given({ "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic:one" }),
      "implicit-deny",
    ],
    [
      "their last part goes on",
      held("Allow", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:topic*" } }),
      given({ "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic:one" }),
      "allowed",
    ],
    [
      "StringLike goes over the colons",
      held("Allow", { StringLike: { "aws:PrincipalArn": "arn:aws:*/ann" } }),
      {},
      "allowed",
    ],
    [
      "StringEquals has no wildcards",
      held("Allow", { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::*:user/ann" } }),
      {},
      "implicit-deny",
    ],
  ]);
});

/** IAM User Guide, "Action" and "Resource": actions in any case, resources in this case. */
describe("letters", () => {
  const spec = { users: { ann: { policies: [allow("S3:getobject", `${BUCKET}/Key`)] } } };
  all([
    ["of an action", spec, { resource: `${BUCKET}/Key` }, "allowed"],
    ["of a resource", spec, { resource: `${BUCKET}/key` }, "implicit-deny"],
  ]);
});

/**
 * Service Authorization Reference, "The actions table": an action without a resource type is asked about without a resource,
 * so only statements about every resource say something about it.
 */
describe("actions without resource types", () => {
  const machine = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
  const held = (...policies: object[]): EstateSpec => ({ users: { ann: { policies } } });
  const describing: Ask = { action: "ec2:DescribeInstances", resource: machine };
  const instances = `arn:aws:ec2:*:${ACCOUNT}:instance/*`;
  all([
    ["allowed on every resource, asked about one", held(allow("ec2:Describe*")), describing, "allowed"],
    ["allowed on the one that is asked about", held(allow("ec2:Describe*", machine)), describing, "implicit-deny"],
    [
      "allowed on all of a type, which some services ask about",
      held(allow("ec2:*", instances)),
      describing,
      "unknown unknown",
    ],
    [
      "the same by the reference alone",
      held(allow("ec2:*", instances)),
      { ...describing, contextComplete: true },
      "implicit-deny",
    ],
    ["allowed on some of a type", held(allow("ec2:*", `${instances.slice(0, -1)}i-*`)), describing, "implicit-deny"],
    [
      "allowed on all of another service",
      held(allow("ec2:*", "arn:aws:ecs:*:*:cluster/*")),
      describing,
      "implicit-deny",
    ],
    [
      "an action beside it that has one",
      held(allow("ec2:*", instances)),
      { action: "ec2:StopInstances", resource: machine },
      "allowed",
    ],
    ["denied on the one", held(allow("ec2:*"), deny("ec2:Describe*", machine)), describing, "allowed"],
    ["denied on every one", held(allow("ec2:*"), deny("ec2:Describe*")), describing, "explicit-deny"],
    [
      "allowed on all but the one",
      held({ Effect: "Allow", Action: "ec2:Describe*", NotResource: machine }),
      describing,
      "allowed",
    ],
    [
      "an action that is not known, on the one it is allowed on",
      held(allow("ec2:TeleportInstance", machine)),
      { action: "ec2:TeleportInstance", resource: machine },
      "allowed",
    ],
    [
      "S3's list of buckets, allowed on all buckets",
      held(allow("s3:ListAllMyBuckets", "arn:aws:s3:::*")),
      { action: "s3:ListAllMyBuckets", resource: "*" },
      "allowed",
    ],
    [
      "S3's list of buckets, allowed on one",
      held(allow("s3:ListAllMyBuckets", BUCKET)),
      { action: "s3:ListAllMyBuckets", resource: "*" },
      "implicit-deny",
    ],
  ]);

  test("who can is asked in the same way", () => {
    const { estate, whoCan } = evaluatorOf({
      users: { ann: { policies: [allow("ec2:*", machine)] }, bob: { policies: [allow("ec2:*")] } },
    });
    const found = (action: string) =>
      principalsIn(whoCan({ action, resource: machine }).allowed, estate).map(({ name }) => name);
    expect(found("ec2:DescribeInstances")).toEqual(["bob"]);
    expect(found("ec2:StopInstances")).toEqual(["ann", "bob"]);
  });
});

/** Organizations User Guide, "List of AWS services that support RCPs" and "Resources and entities not restricted by RCPs". */
describe("what resource control policies hold", () => {
  const denied = (Action: string) => ({
    users: { ann: { policies: [allow("*")] } },
    resources: key(to({ AWS: ROOT }, "kms:*", { Resource: "*" })),
    organization: {
      management: OTHER,
      parents: { [ACCOUNT]: "r-root" },
      rcp: { "r-root": [document(not("*", Action, { Resource: "*" }))] },
    },
  });
  const rule = `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly`;
  all([
    ["a key", denied("kms:*"), { action: "kms:Decrypt", resource: KEY }, "explicit-deny"],
    ["not the retiring of its grants", denied("kms:*"), { action: "kms:RetireGrant", resource: KEY }, "allowed"],
    [
      "a rule of EventBridge, of a service that came later",
      denied("events:*"),
      { action: "events:PutTargets", resource: rule },
      "explicit-deny",
    ],
    [
      "not a function, of a service that is not on the list",
      denied("lambda:*"),
      { action: "lambda:InvokeFunction", resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f` },
      "allowed",
    ],
    [
      "not an action without a resource",
      denied("s3:*"),
      { action: "s3:ListAllMyBuckets", resource: "arn:aws:s3:::*" },
      "allowed",
    ],
  ]);
});

/** Organizations User Guide, "SCP evaluation", "RCP evaluation" and what they do not restrict. */
describe("organisations", () => {
  const MANAGER = "999988887777";
  const full = allow("*");
  const tree = (scp: object[], rcp: object[] = []) => ({
    management: MANAGER,
    parents: { "ou-a": "r-root", [ACCOUNT]: "ou-a", [MANAGER]: "r-root" },
    scp: { "r-root": [full], "ou-a": scp, [ACCOUNT]: [full], [MANAGER]: [full] },
    rcp: { "r-root": rcp },
  });
  const linked = "AWSServiceRoleForX";
  const LINKED = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/${linked}`;
  const holders = (organization: ReturnType<typeof tree>): EstateSpec => ({
    users: { ann: { policies: [allow("*")] } },
    roles: {
      app: {
        policies: [allow("*")],
        trust: document(
          to({ Federated: GITHUB }, "sts:AssumeRoleWithWebIdentity"),
          to({ AWS: OTHER }, "sts:AssumeRole"),
        ),
      },
      boss: { account: MANAGER, policies: [allow("*")], trust: document(to({ AWS: OTHER }, "sts:AssumeRole")) },
      [linked]: { path: "/aws-service-role/x.amazonaws.com/", policies: [allow("*")] },
      guest: { account: OTHER, policies: [allow("*")] },
    },
    resources: bucket(
      to({ AWS: OTHER }, "s3:*", objects),
      to({ Service: "cloudtrail.amazonaws.com" }, "s3:*", objects),
    ),
    organization,
  });
  const GUEST = roleArn("guest", OTHER);
  const foreign = { "aws:PrincipalOrgID": "o-other" };
  const perimeter = not("*", ["s3:*", "sts:AssumeRole"], {
    Resource: "*",
    ...when({
      StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acme" },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    }),
  });
  const issuers = not("*", "sts:AssumeRoleWithWebIdentity", {
    Resource: "*",
    ...when({ StringNotLikeIfExists: { "token.actions.githubusercontent.com:sub": "repo:acme/*" } }),
  });
  const web = (sub: string): Ask => ({
    principal: GITHUB,
    action: "sts:AssumeRoleWithWebIdentity",
    resource: APP,
    context: { "token.actions.githubusercontent.com:sub": sub },
  });
  const elsewhere = {
    Effect: "Deny",
    NotAction: ["iam:*", "sts:*"],
    Resource: "*",
    ...when({ StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } }),
  };
  all([
    ["a list in place of full access lets nothing else through", holders(tree([allow("ec2:*")])), {}, "implicit-deny"],
    ["a list that has it", holders(tree([allow("s3:*")])), {}, "allowed"],
    [
      "an Allow of all but some",
      holders(tree([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }])),
      { action: "iam:CreateUser", resource: userArn("x") },
      "implicit-deny",
    ],
    [
      "an Allow of all but others",
      holders(tree([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }])),
      {},
      "allowed",
    ],
    [
      "a Deny that spares one role by ARN",
      holders(tree([full, deny("s3:*", "*", when({ ArnNotLike: { "aws:PrincipalArn": APP } }))])),
      { principal: SESSION },
      "allowed",
    ],
    [
      "the same for another caller",
      holders(tree([full, deny("s3:*", "*", when({ ArnNotLike: { "aws:PrincipalArn": APP } }))])),
      {},
      "explicit-deny",
    ],
    [
      "a service-linked role is not bound",
      holders(tree([allow("ec2:*")], [not("*", "s3:*", { Resource: "*" })])),
      { principal: LINKED },
      "allowed",
    ],
    [
      "regions: NotAction spares IAM",
      holders(tree([full, elsewhere])),
      { action: "iam:CreateUser", resource: userArn("x") },
      "allowed",
    ],
    [
      "regions: a queue there",
      holders(tree([full, elsewhere])),
      { action: "sqs:SendMessage", resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:q` },
      "allowed",
    ],
    [
      "regions: a queue elsewhere",
      holders(tree([full, elsewhere])),
      { action: "sqs:SendMessage", resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` },
      "explicit-deny",
    ],
    [
      "the bucket's service control policies say nothing to a guest",
      holders(tree([allow("ec2:*")])),
      { principal: GUEST },
      "allowed",
    ],
    [
      "a perimeter stops a guest",
      holders(tree([full], [perimeter])),
      { principal: GUEST, context: foreign },
      "explicit-deny",
    ],
    [
      "a perimeter stops perhaps whom nobody can place",
      holders(tree([full], [perimeter])),
      { principal: GUEST },
      "unknown unknown",
    ],
    ["a perimeter spares its own", holders(tree([full], [perimeter])), {}, "allowed"],
    [
      "a perimeter spares services",
      holders(tree([full], [perimeter])),
      { principal: "cloudtrail.amazonaws.com" },
      "allowed",
    ],
    [
      "a perimeter stops a guest at a role",
      holders(tree([full], [perimeter])),
      { principal: GUEST, action: "sts:AssumeRole", resource: APP, context: foreign },
      "explicit-deny",
    ],
    [
      "but not at a role of the management account",
      holders(tree([full], [perimeter])),
      { principal: GUEST, action: "sts:AssumeRole", resource: roleArn("boss", MANAGER), context: foreign },
      "allowed",
    ],
    [
      "a resource control policy holds tokens of others",
      holders(tree([full], [issuers])),
      web("repo:other/x:ref:refs/heads/main"),
      "explicit-deny",
    ],
    [
      "a resource control policy lets its own tokens in",
      holders(tree([full], [issuers])),
      web("repo:acme/x:ref:refs/heads/main"),
      "allowed",
    ],
    [
      "a token is no principal of the account: no service control policy holds it",
      holders(tree([full, deny("sts:*")])),
      web("repo:acme/x:ref:refs/heads/main"),
      "allowed",
    ],
    [
      "a resource control policy holds the root user",
      holders(tree([full], [not("*", "s3:*", { Resource: "*" })])),
      { principal: ROOT },
      "explicit-deny",
    ],
  ]);
});

/** IAM User Guide, "AWS global condition context keys": who has which. */
describe("keys", () => {
  const service = (more: object) => ({
    users: { ann: {} },
    resources: bucket(to({ Service: "cloudtrail.amazonaws.com" }, "s3:*", { ...objects, ...more })),
  });
  const source = when({ StringEquals: { "aws:SourceAccount": ACCOUNT } });
  const trail: Ask = { principal: "cloudtrail.amazonaws.com" };
  const own = (Condition: object): EstateSpec => ({ users: { ann: { policies: [allow("*", "*", { Condition })] } } });
  const begun = (Condition: object): EstateSpec => ({
    users: { ann: { policies: [allow("*", "*", { Condition }), allow("athena:*")] } },
  });
  const iam: Ask = { action: "iam:CreateUser", resource: userArn("x") };
  const region = (name: string): EstateSpec => own({ StringEquals: { "aws:RequestedRegion": name } });
  const accelerator: Ask = { action: "globalaccelerator:CreateAccelerator", resource: "*" };
  all([
    [
      "a service for the right account",
      service(source),
      { ...trail, context: { "aws:SourceAccount": ACCOUNT } },
      "allowed",
    ],
    [
      "a service for another account",
      service(source),
      { ...trail, context: { "aws:SourceAccount": OTHER } },
      "implicit-deny",
    ],
    ["a service for whom it may be", service(source), trail, "unknown unknown"],
    ["a service without the condition", service({}), trail, "allowed"],
    [
      "a service is in no organisation",
      service(when({ StringEquals: { "aws:PrincipalOrgID": "o-acme" } })),
      trail,
      "implicit-deny",
    ],
    [
      "a user never acts for another account",
      own({ StringEquals: { "aws:SourceAccount": ACCOUNT } }),
      {},
      "implicit-deny",
    ],
    ["a user is no service", own({ Bool: { "aws:PrincipalIsAWSService": "true" } }), {}, "implicit-deny"],
    [
      "a user can have a service call",
      begun({ Bool: { "aws:ViaAWSService": "true" } }),
      {},
      "allowed attacker-settable",
    ],
    ["a user that may begin nothing cannot", own({ Bool: { "aws:ViaAWSService": "true" } }), {}, "implicit-deny"],
    [
      "a user can have a service call, one of these",
      begun({ "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } }),
      {},
      "allowed attacker-settable",
    ],
    ["a call of IAM is one of us-east-1", region("us-east-1"), iam, "allowed"],
    ["a call of IAM is none of eu-west-1", region("eu-west-1"), iam, "implicit-deny"],
    ["Global Accelerator is in us-west-2", region("us-west-2"), accelerator, "allowed"],
    ["Global Accelerator is not in us-east-1", region("us-east-1"), accelerator, "implicit-deny"],
  ]);

  test.each([
    ["aws-us-gov", "us-gov-west-1", "allowed"],
    ["aws-us-gov", "us-east-1", "implicit-deny"],
    ["aws-cn", "cn-north-1", "allowed"],
    ["aws-cn", "us-east-1", "implicit-deny"],
  ])("a call of IAM in %s from %s", (partition, name, expected) => {
    const evaluator = evaluatorOf({
      users: {
        gil: { partition, policies: [allow("*", "*", when({ StringEquals: { "aws:RequestedRegion": name } }))] },
      },
    });
    const principal = `arn:${partition}:iam::${ACCOUNT}:user/gil`;
    expect(evaluator.can({ principal, action: "iam:CreateUser", resource: `${principal}2` }).verdict).toBe(expected);
  });

  test.each([
    ["aws", "aws", "allowed"],
    ["aws-cn", "aws-cn", "allowed"],
    ["aws-cn", "aws", "unknown"],
  ])("all buckets in %s, as a policy of %s writes them", (partition, written, expected) => {
    const policies = [allow("s3:ListAllMyBuckets", `arn:${written}:s3:::*`)];
    const { can } = evaluatorOf({ users: { gil: { partition, policies } } });
    const principal = `arn:${partition}:iam::${ACCOUNT}:user/gil`;
    expect(can({ principal, action: "s3:ListAllMyBuckets" }).verdict).toBe(expected);
  });
});

/** EKS User Guide, "Grant Pods access based on tags": which session tags Pod Identity sets. */
describe("tags of a role that pods get", () => {
  const podTrust = document(to({ Service: "pods.eks.amazonaws.com" }, ["sts:AssumeRole", "sts:TagSession"]));
  const spec = (trust: object, Condition: object): EstateSpec => ({
    roles: { app: { trust, tags: { team: "blue" }, policies: [allow("*", "*", { Condition })] } },
  });
  const team = (value: string) => ({ StringEquals: { "aws:PrincipalTag/team": value } });
  const caller: Ask = { principal: APP };
  const people = document(to({ AWS: ROOT }, ["sts:AssumeRole", "sts:TagSession"]));
  all([
    ["its own tag stays", spec(podTrust, team("blue")), caller, "allowed"],
    ["another value is not to be had", spec(podTrust, team("red")), caller, "implicit-deny"],
    [
      "the namespace is for the cluster to say",
      spec(podTrust, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "web" } }),
      caller,
      "unknown unknown",
    ],
    ["whoever may tag the session chooses", spec(people, team("red")), caller, "allowed attacker-settable"],
  ]);
});

/** IAM Roles Anywhere User Guide, "Trust model": session tags are x509Subject/…, x509Issuer/… and x509SAN/…, by what the certificate says. */
describe("tags of a role that certificates get", () => {
  const both = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  const ofCertificates = to({ Service: "rolesanywhere.amazonaws.com" }, both);
  const spec = (trust: object, Condition: object): EstateSpec => ({
    roles: { app: { trust, tags: { team: "blue" }, policies: [allow("*", "*", { Condition })] } },
  });
  const has = (name: string, value: string) => ({ StringEquals: { [`aws:PrincipalTag/${name}`]: value } });
  const caller: Ask = { principal: APP };
  const alone = document(ofCertificates);
  const beside = (value: string) =>
    document(
      ofCertificates,
      to({ AWS: ROOT }, ["sts:AssumeRole", "sts:TagSession"], when({ StringEquals: { "aws:RequestTag/team": value } })),
    );
  all([
    ["its own tag stays", spec(alone, has("team", "blue")), caller, "allowed"],
    ["another value is not to be had", spec(alone, has("team", "red")), caller, "implicit-deny"],
    ["the certificate says who it is", spec(alone, has("x509Subject/CN", "web")), caller, "unknown unknown"],
    ["people bring what they may", spec(beside("red"), has("team", "red")), caller, "allowed attacker-settable"],
    ["and nothing else", spec(beside("green"), has("team", "red")), caller, "implicit-deny"],
  ]);
});

/** KMS Developer Guide, "Key policies": without the account, IAM policies are not asked. */
describe("keys of KMS", () => {
  const decrypt: Ask = { action: "kms:Decrypt", resource: KEY };
  const users = { ann: { policies: [allow("kms:*")] } };
  const via = key(
    to("*", "kms:*", {
      Resource: "*",
      ...when({ StringEquals: { "kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
    }),
  );
  const complete = (context: Context): Ask => ({ ...decrypt, context, contextComplete: true });
  all([
    [
      "that names the account",
      { users, resources: key(to({ AWS: ROOT }, "kms:*", { Resource: "*" })) },
      decrypt,
      "allowed",
    ],
    [
      "that names another user",
      { users, resources: key(to({ AWS: userArn("bob") }, "kms:*", { Resource: "*" })) },
      decrypt,
      "implicit-deny",
    ],
    [
      "that names the user, who has nothing",
      { users: { ann: {} }, resources: key(to({ AWS: ANN }, "kms:*", { Resource: "*" })) },
      decrypt,
      "allowed",
    ],
    [
      "through S3",
      { users: { ann: {} }, resources: via },
      complete({ "kms:CallerAccount": ACCOUNT, "kms:ViaService": "s3.eu-west-1.amazonaws.com" }),
      "allowed",
    ],
    [
      "not through S3",
      { users: { ann: {} }, resources: via },
      complete({ "kms:CallerAccount": ACCOUNT }),
      "implicit-deny",
    ],
    [
      "through S3 of another account",
      { users: { ann: {} }, resources: via },
      { ...decrypt, principal: userArn("bob", OTHER), context: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      "implicit-deny",
    ],
  ]);
});

/** IAM User Guide, "Granting permissions to pass a role", STS API reference, and the trust policy examples. */
describe("trusts", () => {
  const assume: Ask = { action: "sts:AssumeRole", resource: APP };
  const trusting = (trust: object, more: EstateSpec = {}): EstateSpec => ({
    users: { ann: {} },
    ...more,
    roles: { app: { trust: document(trust) }, ...more.roles },
  });
  const external = to({ AWS: OTHER }, "sts:AssumeRole", when({ StringEquals: { "sts:ExternalId": "e-1" } }));
  const vendor = { roles: { guest: { account: OTHER, policies: [allow("sts:*")] } } };
  const asVendor = (context: Context): Ask => ({
    ...assume,
    principal: roleArn("guest", OTHER),
    context,
    contextComplete: true,
  });
  const github = to(
    { Federated: GITHUB },
    "sts:AssumeRoleWithWebIdentity",
    when({
      StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
      StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme@123/api@456:ref:refs/heads/*" },
    }),
  );
  const token = (sub: string, action = "sts:AssumeRoleWithWebIdentity"): Ask => ({
    principal: GITHUB,
    action,
    resource: APP,
    context: {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": sub,
    },
    contextComplete: true,
  });
  const anchor = `arn:aws:rolesanywhere:eu-west-1:${ACCOUNT}:trust-anchor/1`;
  const x509 = to(
    { Service: "rolesanywhere.amazonaws.com" },
    ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    when({
      StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build" },
      ArnEquals: { "aws:SourceArn": anchor },
    }),
  );
  const certificate = (CN: string, from = anchor): Ask => ({
    ...assume,
    principal: "rolesanywhere.amazonaws.com",
    context: { "aws:PrincipalTag/x509Subject/CN": CN, "aws:SourceArn": from },
    contextComplete: true,
  });
  all([
    ["the account: a permission is needed", trusting(to({ AWS: ROOT }, "sts:AssumeRole")), assume, "implicit-deny"],
    [
      "the account, with a permission",
      trusting(to({ AWS: ROOT }, "sts:AssumeRole"), { users: { ann: { policies: [allow("sts:AssumeRole", APP)] } } }),
      assume,
      "allowed",
    ],
    ["the user: none is needed", trusting(to({ AWS: ANN }, "sts:AssumeRole")), assume, "allowed"],
    [
      "tags of the session are an action of their own",
      trusting(to({ AWS: ANN }, "sts:AssumeRole")),
      { ...assume, action: "sts:TagSession" },
      "implicit-deny",
    ],
    [
      "a source identity is one, too",
      trusting(to({ AWS: ANN }, ["sts:AssumeRole", "sts:SetSourceIdentity"])),
      { ...assume, action: "sts:SetSourceIdentity" },
      "allowed",
    ],
    ["an external id, given", trusting(external, vendor), asVendor({ "sts:ExternalId": "e-1" }), "allowed"],
    ["an external id, another", trusting(external, vendor), asVendor({ "sts:ExternalId": "e-2" }), "implicit-deny"],
    ["an external id, left out", trusting(external, vendor), asVendor({}), "implicit-deny"],
    [
      "a branch of the repository, with ids",
      trusting(github),
      token("repo:acme@123/api@456:ref:refs/heads/main"),
      "allowed",
    ],
    ["a tag of it", trusting(github), token("repo:acme@123/api@456:ref:refs/tags/v1"), "implicit-deny"],
    [
      "a repository of that name with another id",
      trusting(github),
      token("repo:acme@123/api@789:ref:refs/heads/main"),
      "implicit-deny",
    ],
    [
      "the same token by another action",
      trusting(github),
      token("repo:acme@123/api@456:ref:refs/heads/main", "sts:AssumeRole"),
      "implicit-deny",
    ],
    ["a certificate of that name", trusting(x509), certificate("build"), "allowed"],
    ["a certificate of another name", trusting(x509), certificate("web"), "implicit-deny"],
    ["a certificate of another anchor", trusting(x509), certificate("build", `${anchor}2`), "implicit-deny"],
    [
      "everyone whose ARN fits",
      trusting(to("*", "sts:AssumeRole", when({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:user/*` } }))),
      assume,
      "allowed",
    ],
    [
      "everyone whose ARN fits, another kind",
      trusting(to("*", "sts:AssumeRole", when({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/*` } }))),
      assume,
      "implicit-deny",
    ],
  ]);
});

/** IAM User Guide, "IAM condition context keys": iam:PermissionsBoundary is the target's, and the request's where one is made. */
describe("the boundary that a condition asks for", () => {
  const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary-of-app`;
  const policies = [allow("iam:*", "*", when({ StringEquals: { "iam:PermissionsBoundary": boundary } }))];
  const spec = { users: { ann: { policies } }, roles: { app: { boundary: allow("s3:*") }, web: {} } };
  const attach = (name: string): Ask => ({ action: "iam:AttachRolePolicy", resource: roleArn(name) });
  all([
    ["is on the role", spec, attach("app"), "allowed"],
    ["is not on the role", spec, attach("web"), "implicit-deny"],
    ["is on a role that was not read", spec, attach("gone"), "unknown unknown"],
    [
      "comes with the role that is made",
      spec,
      { action: "iam:CreateRole", resource: roleArn("new") },
      "allowed attacker-settable",
    ],
    [
      "comes with what sets it",
      spec,
      { action: "iam:PutRolePermissionsBoundary", resource: roleArn("web") },
      "allowed attacker-settable",
    ],
  ]);
});

/** Condition keys of each service, Service Authorization Reference: a tag key of one service says nothing in a request to another. */
describe("tags by the key of a service", () => {
  const held = (action: string, condition: string, effect = allow): EstateSpec => ({
    users: {
      ann: {
        policies: [
          ...(effect === deny ? [allow(action)] : []),
          effect(action, "*", when({ StringEquals: { [condition]: "x" } })),
        ],
      },
    },
    roles: { app: { tags: { team: "x" } } },
  });
  const changing: Ask = { action: "iam:UpdateAssumeRolePolicy", resource: APP };
  all([
    ["its own", held("iam:UpdateAssumeRolePolicy", "iam:ResourceTag/team"), changing, "allowed"],
    ["of every service", held("iam:UpdateAssumeRolePolicy", "aws:ResourceTag/team"), changing, "allowed"],
    ["of another", held("iam:UpdateAssumeRolePolicy", "ec2:ResourceTag/team"), changing, "implicit-deny"],
    ["denied by its own", held("iam:UpdateAssumeRolePolicy", "iam:ResourceTag/team", deny), changing, "explicit-deny"],
    [
      "denied by that of another",
      held("iam:UpdateAssumeRolePolicy", "ec2:ResourceTag/team", deny),
      changing,
      "allowed",
    ],
  ]);
});
