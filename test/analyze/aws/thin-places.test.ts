// Places where AWS's rules are easily read wrongly: keys by who calls and through what, whom a policy that names everyone lets in,
// which organisation policies bind whom. Each answer is worked out from the documentation, most beside a twin that differs in one thing.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const BUCKET = "arn:aws:s3:::data";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
const ANN = userArn("ann");
const APP = roleArn("app");
const FAR = userArn("far", OTHER);
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${OTHER}:secret:db-AbCdEf`;
const PARAM = `arn:aws:ssm:eu-west-1:${OTHER}:parameter/app/db`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:news`;
const FN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:run`;

type Ask = Partial<AccessRequest>;
type Row = [name: string, spec: EstateSpec, ask: Ask, expected: string];
const when = (Condition: object) => ({ Condition });
const to = (Principal: object | string, Action: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  Resource: "*",
  ...more,
});
const not = (Principal: object | string, Action: string | string[], more: object = {}) => ({
  ...to(Principal, Action, more),
  Effect: "Deny",
});
const objects = { Resource: `${BUCKET}/*` };
const bucket = (...statements: object[]) => ({ [BUCKET]: { type: "aws.s3-bucket", policy: document(...statements) } });
const key = (...statements: object[]) => ({ [KEY]: { type: "aws.kms-key", policy: document(...statements) } });
const ann = (...policies: object[]) => ({ users: { ann: { policies: [document(...policies)] } } });
const S3 = allow("s3:*");
const DEC = { action: "kms:Decrypt", resource: KEY };

function answer(spec: EstateSpec, ask: Ask): string {
  const { verdict, state } = evaluatorOf(spec).can({
    principal: ANN,
    action: "s3:GetObject",
    resource: `${BUCKET}/key`,
    ...ask,
  });
  return state === "none" || state === "met" || state === "blocked" ? verdict : `${verdict} ${state}`;
}
const all = (rows: Row[]) =>
  test.each(rows)("%s", (_n, spec, ask, expected) => expect(answer(spec, ask)).toBe(expected));
const ORG = {
  management: "999999999999",
  parents: { "ou-a": "r-root", "ou-b": "ou-a", [ACCOUNT]: "ou-b", [OTHER]: "r-root" },
};

describe("kms", () => {
  all([
    [
      "CallerAccount own, Principal *",
      { ...ann(), resources: key(to("*", "kms:Decrypt", when({ StringEquals: { "kms:CallerAccount": ACCOUNT } }))) },
      DEC,
      "allowed",
    ],
    [
      "CallerAccount other",
      { ...ann(), resources: key(to("*", "kms:Decrypt", when({ StringEquals: { "kms:CallerAccount": OTHER } }))) },
      DEC,
      "implicit-deny",
    ],
    [
      "far, CallerAccount far, no own allow",
      {
        users: { far: { account: OTHER } },
        resources: key(to("*", "kms:Decrypt", when({ StringEquals: { "kms:CallerAccount": OTHER } }))),
      },
      { ...DEC, principal: FAR },
      "implicit-deny",
    ],
    [
      "far, CallerAccount far, own allow",
      {
        users: { far: { account: OTHER, policies: [allow("kms:Decrypt", KEY)] } },
        resources: key(to("*", "kms:Decrypt", when({ StringEquals: { "kms:CallerAccount": OTHER } }))),
      },
      { ...DEC, principal: FAR },
      "allowed",
    ],
    [
      "far, own allow for alias only",
      {
        users: { far: { account: OTHER, policies: [allow("kms:Decrypt", KEY.replace("key/1", "alias/x"))] } },
        resources: key(to({ AWS: OTHER }, "kms:Decrypt")),
      },
      { ...DEC, principal: FAR },
      "implicit-deny",
    ],
    [
      "deny of other accounts",
      {
        ...ann(allow("kms:*")),
        resources: key(
          to({ AWS: ROOT }, "kms:*"),
          not("*", "kms:*", when({ StringNotEquals: { "kms:CallerAccount": OTHER } })),
        ),
      },
      DEC,
      "explicit-deny",
    ],
    [
      "key policy without root, own allow",
      { ...ann(allow("kms:*")), resources: key(to({ AWS: APP }, "kms:*")) },
      DEC,
      "implicit-deny",
    ],
    [
      "key root, conditioned on principal tag it lacks",
      {
        ...ann(allow("kms:*")),
        resources: key(to({ AWS: ROOT }, "kms:*", when({ StringEquals: { "aws:PrincipalTag/team": "x" } }))),
      },
      DEC,
      "implicit-deny",
    ],
    [
      "service principal in key policy only",
      { ...ann(allow("kms:*")), resources: key(to({ Service: "s3.amazonaws.com" }, "kms:*")) },
      DEC,
      "implicit-deny",
    ],
    [
      "deny unless via service: direct is denied",
      {
        ...ann(allow("kms:*")),
        resources: key(
          to({ AWS: ROOT }, "kms:*"),
          not("*", "kms:Decrypt", when({ StringNotEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } })),
        ),
      },
      { ...DEC, contextComplete: true },
      "explicit-deny",
    ],
    [
      "encryption context bound",
      {
        ...ann(allow("kms:Decrypt", KEY, when({ StringEquals: { "kms:EncryptionContext:app": "x" } }))),
        resources: key(to({ AWS: ROOT }, "kms:*")),
      },
      DEC,
      "allowed attacker-settable",
    ],
    [
      "a grant for a service of AWS alone, asked of one for itself",
      {
        ...ann(allow("kms:CreateGrant", KEY, when({ Bool: { "kms:GrantIsForAWSResource": "true" } }))),
        resources: key(to({ AWS: ROOT }, "kms:*")),
      },
      { action: "kms:CreateGrant", resource: KEY, context: { "kms:GrantIsForAWSResource": "false" } },
      "implicit-deny",
    ],
    [
      "NotAction in key policy",
      {
        ...ann(),
        resources: key({
          Effect: "Allow",
          Principal: { AWS: ANN },
          NotAction: "kms:ScheduleKeyDeletion",
          Resource: "*",
        }),
      },
      DEC,
      "allowed",
    ],
    [
      "a role that is gone",
      { ...ann(), resources: key(to({ AWS: "AROAGONEGONEGONEGONE" }, "kms:*")) },
      DEC,
      "implicit-deny",
    ],
  ]);
});

describe("far secrets and parameters", () => {
  all([
    [
      "secret names the user; own allow",
      {
        ...ann(allow("secretsmanager:GetSecretValue", SECRET)),
        resources: {
          [SECRET]: {
            type: "aws.secret",
            account: OTHER,
            policy: document(to({ AWS: ANN }, "secretsmanager:GetSecretValue")),
          },
        },
      },
      { action: "secretsmanager:GetSecretValue", resource: SECRET },
      "allowed",
    ],
    [
      "secret names the user; no own allow",
      {
        ...ann(),
        resources: {
          [SECRET]: {
            type: "aws.secret",
            account: OTHER,
            policy: document(to({ AWS: ANN }, "secretsmanager:GetSecretValue")),
          },
        },
      },
      { action: "secretsmanager:GetSecretValue", resource: SECRET },
      "implicit-deny",
    ],
    [
      "secret without policy; own allow on *",
      { ...ann(allow("secretsmanager:*")), resources: { [SECRET]: { type: "aws.secret", account: OTHER } } },
      { action: "secretsmanager:GetSecretValue", resource: SECRET },
      "implicit-deny",
    ],
    [
      "secret policy of another secret's ARN",
      {
        ...ann(allow("secretsmanager:*")),
        resources: {
          [SECRET]: {
            type: "aws.secret",
            account: OTHER,
            policy: document(to({ AWS: ANN }, "secretsmanager:*", { Resource: SECRET.replace("db", "web") })),
          },
        },
      },
      { action: "secretsmanager:GetSecretValue", resource: SECRET },
      "implicit-deny",
    ],
    [
      "version stage bound",
      {
        ...ann(
          allow(
            "secretsmanager:GetSecretValue",
            SECRET,
            when({ "ForAnyValue:StringEquals": { "secretsmanager:VersionStage": "AWSCURRENT" } }),
          ),
        ),
        resources: {
          [SECRET]: { type: "aws.secret", account: OTHER, policy: document(to({ AWS: ANN }, "secretsmanager:*")) },
        },
      },
      { action: "secretsmanager:GetSecretValue", resource: SECRET },
      "allowed attacker-settable",
    ],
    [
      "parameter of another account; own allow",
      {
        ...ann(allow("ssm:GetParameter", PARAM)),
        resources: { [PARAM]: { type: "aws.ssm-parameter", account: OTHER } },
      },
      { action: "ssm:GetParameter", resource: PARAM },
      "implicit-deny",
    ],
  ]);
});

describe("principals", () => {
  all([
    [
      "everyone of the organisation",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", { ...objects, ...when({ StringEquals: { "aws:PrincipalOrgID": "o-acme" } }) }),
        ),
      },
      {},
      "allowed",
    ],
    [
      "everyone of another",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", { ...objects, ...when({ StringEquals: { "aws:PrincipalOrgID": "o-evil" } }) }),
        ),
      },
      {},
      "implicit-deny",
    ],
    [
      "below a unit",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-acme/r-root/ou-a/*" } }),
          }),
        ),
      },
      {},
      "allowed",
    ],
    [
      "in the unit itself only",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": "o-acme/r-root/ou-a/" } }),
          }),
        ),
      },
      {},
      "implicit-deny",
    ],
    [
      "in its unit",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": "o-acme/r-root/ou-a/ou-b/" } }),
          }),
        ),
      },
      {},
      "allowed",
    ],
    [
      "in its unit, no slash at the end",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": "o-acme/r-root/ou-a/ou-b" } }),
          }),
        ),
      },
      {},
      "implicit-deny",
    ],
    [
      "in a unit anywhere",
      {
        ...ann(),
        organization: ORG,
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-acme/*/ou-b/*" } }),
          }),
        ),
      },
      {},
      "allowed",
    ],
    [
      "NotPrincipal Deny spares the user",
      {
        ...ann(S3),
        resources: bucket({
          Effect: "Deny",
          NotPrincipal: { AWS: [ANN, ROOT] },
          Action: "s3:*",
          Resource: `${BUCKET}/*`,
        }),
      },
      {},
      "allowed",
    ],
    [
      "NotPrincipal Deny of another",
      {
        ...ann(S3),
        resources: bucket({
          Effect: "Deny",
          NotPrincipal: { AWS: [userArn("bob"), ROOT] },
          Action: "s3:*",
          Resource: `${BUCKET}/*`,
        }),
      },
      {},
      "explicit-deny",
    ],
    [
      "NotPrincipal Deny, with a boundary it is denied",
      {
        users: { ann: { policies: [S3], boundary: S3 } },
        resources: bucket({
          Effect: "Deny",
          NotPrincipal: { AWS: [ANN, ROOT] },
          Action: "s3:*",
          Resource: `${BUCKET}/*`,
        }),
      },
      {},
      "explicit-deny",
    ],
    [
      "not a service",
      {
        ...ann(S3),
        resources: bucket(
          not("*", "s3:*", { ...objects, ...when({ Bool: { "aws:PrincipalIsAWSService": "false" } }) }),
        ),
      },
      {},
      "explicit-deny",
    ],
    [
      "a service",
      {
        ...ann(S3),
        resources: bucket(not("*", "s3:*", { ...objects, ...when({ Bool: { "aws:PrincipalIsAWSService": "true" } }) })),
      },
      {},
      "allowed",
    ],
    [
      "PrincipalServiceName denied absent",
      {
        ...ann(S3),
        resources: bucket(
          not("*", "s3:*", {
            ...objects,
            ...when({ StringNotEqualsIfExists: { "aws:PrincipalServiceName": "x.amazonaws.com" } }),
          }),
        ),
      },
      {},
      "explicit-deny",
    ],
    [
      "PrincipalServiceName Null",
      {
        ...ann(S3),
        resources: bucket(not("*", "s3:*", { ...objects, ...when({ Null: { "aws:PrincipalServiceName": "false" } }) })),
      },
      {},
      "allowed",
    ],
    [
      "via a service only denied: direct",
      { ...ann(S3, deny("s3:*", "*", when({ Bool: { "aws:ViaAWSService": "true" } }))) },
      {},
      "allowed attacker-settable",
    ],
    [
      "PrincipalArn of the role, for everyone",
      {
        roles: { app: { policies: [] } },
        resources: bucket(
          to("*", "s3:*", { ...objects, ...when({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } }) }),
        ),
      },
      { principal: APP },
      "allowed",
    ],
    [
      "PrincipalArn of the role with a path",
      {
        roles: { app: { policies: [], path: "/team/" } },
        resources: bucket(to("*", "s3:*", { ...objects, ...when({ ArnEquals: { "aws:PrincipalArn": APP } }) })),
      },
      { principal: roleArn("team/app") },
      "implicit-deny",
    ],
    [
      "PrincipalArn of a session",
      {
        roles: { app: { policies: [] } },
        resources: bucket(
          to("*", "s3:*", {
            ...objects,
            ...when({ ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${ACCOUNT}:assumed-role/app/*` } }),
          }),
        ),
      },
      { principal: APP },
      "implicit-deny",
    ],
    [
      "PrincipalAccount not ours denied",
      {
        ...ann(S3),
        resources: bucket(
          not("*", "s3:*", { ...objects, ...when({ StringNotEquals: { "aws:PrincipalAccount": OTHER } }) }),
        ),
      },
      {},
      "explicit-deny",
    ],
    [
      "from an endpoint alone",
      {
        ...ann(),
        resources: bucket(to("*", "s3:*", { ...objects, ...when({ StringEquals: { "aws:SourceVpce": "vpce-1" } }) })),
      },
      {},
      "unknown unknown",
    ],
    [
      "denied but from an endpoint",
      {
        ...ann(S3),
        resources: bucket(
          not("*", "s3:*", { ...objects, ...when({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }) }),
        ),
      },
      {},
      "unknown unknown",
    ],
    [
      "ResourceAccount own",
      { ...ann(allow("s3:*", "*", when({ StringEquals: { "aws:ResourceAccount": ACCOUNT } }))), resources: bucket() },
      {},
      "allowed",
    ],
    [
      "ResourceAccount another's",
      { ...ann(allow("s3:*", "*", when({ StringEquals: { "aws:ResourceAccount": OTHER } }))), resources: bucket() },
      {},
      "implicit-deny",
    ],
    [
      "ResourceOrgID own",
      {
        ...ann(allow("s3:*", "*", when({ StringEquals: { "aws:ResourceOrgID": "${aws:PrincipalOrgID}" } }))),
        organization: ORG,
        resources: bucket(),
      },
      {},
      "allowed",
    ],
    [
      "ResourceOrgID, an account outside",
      {
        ...ann(allow("s3:*", "*", when({ StringEquals: { "aws:ResourceOrgID": "o-acme" } }))),
        organization: { management: "999999999999", parents: { [ACCOUNT]: "r-root" } },
        resources: {
          [BUCKET]: { type: "aws.s3-bucket", account: "777777777777", policy: document(to("*", "s3:*", objects)) },
        },
      },
      {},
      "unknown unknown",
    ],
  ]);
});

describe("controls of the organisation", () => {
  all([
    [
      "RCP denies outsiders: a user within",
      {
        ...ann(S3),
        organization: {
          ...ORG,
          rcp: {
            "r-root": [
              allow("*"),
              not(
                "*",
                "s3:*",
                when({
                  StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-acme" },
                  BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
                }),
              ),
            ],
          },
        },
        resources: bucket(),
      },
      {},
      "allowed",
    ],
    [
      "RCP denies a service it knows",
      {
        ...ann(allow("*")),
        organization: { ...ORG, rcp: { "r-root": [not("*", "sts:*")] } },
        roles: { app: { trust: document({ Effect: "Allow", Principal: { AWS: ANN }, Action: "sts:AssumeRole" }) } },
      },
      { action: "sts:AssumeRole", resource: APP },
      "explicit-deny",
    ],
    [
      "RCP does not bind other services",
      { ...ann(allow("*")), organization: { ...ORG, rcp: { "r-root": [not("*", "*")] } } },
      { action: "ec2:RunInstances", resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1` },
      "allowed",
    ],
    [
      "SCP denies in the account of the caller alone",
      { ...ann(S3), organization: { ...ORG, scp: { [OTHER]: [allow("*"), deny("s3:*")] } }, resources: bucket() },
      {},
      "allowed",
    ],
    [
      "SCP of the unit above",
      {
        ...ann(S3),
        organization: {
          ...ORG,
          scp: {
            "r-root": [allow("*")],
            "ou-a": [allow("*"), deny("s3:*")],
            "ou-b": [allow("*")],
            [ACCOUNT]: [allow("*")],
          },
        },
        resources: bucket(),
      },
      {},
      "explicit-deny",
    ],
    [
      "SCP allow list lacks it",
      {
        ...ann(S3),
        organization: {
          ...ORG,
          scp: { "r-root": [allow("*")], "ou-a": [allow("ec2:*")], "ou-b": [allow("*")], [ACCOUNT]: [allow("*")] },
        },
        resources: bucket(),
      },
      {},
      "implicit-deny",
    ],
    [
      "SCP binds not the management account",
      {
        users: { boss: { account: "999999999999", policies: [S3] } },
        organization: { ...ORG, scp: { "r-root": [allow("*"), deny("s3:*")] } },
        resources: { [BUCKET]: { type: "aws.s3-bucket", account: "999999999999" } },
      },
      { principal: userArn("boss", "999999999999") },
      "allowed",
    ],
    [
      "SCP with NotResource",
      {
        ...ann(S3),
        organization: {
          ...ORG,
          scp: {
            "r-root": [allow("*"), { Effect: "Deny", Action: "s3:*", NotResource: `${BUCKET}/*` }],
            "ou-a": [allow("*")],
            "ou-b": [allow("*")],
            [ACCOUNT]: [allow("*")],
          },
        },
        resources: bucket(),
      },
      {},
      "allowed",
    ],
    [
      "SCP binds the resource's owner not",
      {
        users: { far: { account: OTHER, policies: [S3] } },
        organization: {
          ...ORG,
          scp: {
            "r-root": [allow("*")],
            "ou-a": [deny("s3:*"), allow("*")],
            "ou-b": [allow("*")],
            [ACCOUNT]: [allow("*")],
            [OTHER]: [allow("*")],
          },
        },
        resources: bucket(to({ AWS: FAR }, "s3:*", objects)),
      },
      { principal: FAR },
      "allowed",
    ],
  ]);
});

describe("queues, topics, functions", () => {
  all([
    [
      "queue: everyone, from the topic",
      {
        ...ann(),
        resources: {
          [QUEUE]: {
            type: "aws.sqs-queue",
            policy: document(to("*", "sqs:SendMessage", when({ ArnEquals: { "aws:SourceArn": TOPIC } }))),
          },
        },
      },
      { action: "sqs:SendMessage", resource: QUEUE },
      "implicit-deny",
    ],
    [
      "queue: the service, asked for a user",
      {
        ...ann(),
        resources: {
          [QUEUE]: { type: "aws.sqs-queue", policy: document(to({ Service: "sns.amazonaws.com" }, "sqs:SendMessage")) },
        },
      },
      { action: "sqs:SendMessage", resource: QUEUE },
      "implicit-deny",
    ],
    [
      "topic: default policy by source owner",
      {
        ...ann(),
        resources: {
          [TOPIC]: {
            type: "aws.sns-topic",
            policy: document(to({ AWS: "*" }, "SNS:Publish", when({ StringEquals: { "AWS:SourceOwner": ACCOUNT } }))),
          },
        },
      },
      { action: "sns:Publish", resource: TOPIC },
      "unknown unknown",
    ],
    [
      "topic: by source owner, a far user",
      {
        users: { far: { account: OTHER, policies: [allow("sns:*")] } },
        resources: {
          [TOPIC]: {
            type: "aws.sns-topic",
            policy: document(to({ AWS: "*" }, "SNS:Publish", when({ StringEquals: { "AWS:SourceOwner": ACCOUNT } }))),
          },
        },
      },
      { principal: FAR, action: "sns:Publish", resource: TOPIC },
      "implicit-deny",
    ],
    [
      "function: alias allowed, function asked",
      { ...ann(allow("lambda:InvokeFunction", `${FN}:live`)), resources: { [FN]: { type: "aws.lambda-function" } } },
      { action: "lambda:InvokeFunction", resource: FN },
      "implicit-deny",
    ],
    [
      "function: function allowed, alias asked",
      { ...ann(allow("lambda:InvokeFunction", FN)), resources: { [FN]: { type: "aws.lambda-function" } } },
      { action: "lambda:InvokeFunction", resource: `${FN}:live` },
      "implicit-deny",
    ],
    [
      "function: pattern allowed, alias asked",
      { ...ann(allow("lambda:InvokeFunction", `${FN}:*`)), resources: { [FN]: { type: "aws.lambda-function" } } },
      { action: "lambda:InvokeFunction", resource: `${FN}:live` },
      "allowed",
    ],
    [
      "function url: everyone with no auth, asked as invoke url",
      {
        users: { far: { account: OTHER, policies: [allow("lambda:*")] } },
        resources: {
          [FN]: {
            type: "aws.lambda-function",
            policy: document(
              to("*", "lambda:InvokeFunctionUrl", {
                Resource: FN,
                ...when({ StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } }),
              }),
            ),
          },
        },
      },
      { principal: FAR, action: "lambda:InvokeFunction", resource: FN },
      "implicit-deny",
    ],
  ]);
});

describe("trusts", () => {
  const trust = (...statements: object[]) => ({ roles: { app: { trust: document(...statements) } } });
  const take = { action: "sts:AssumeRole", resource: APP };
  const t = (Principal: object | string, more: object = {}) => ({
    Effect: "Allow",
    Principal,
    Action: "sts:AssumeRole",
    ...more,
  });
  all([
    [
      "everyone of the organisation",
      { ...ann(), organization: ORG, ...trust(t("*", when({ StringEquals: { "aws:PrincipalOrgID": "o-acme" } }))) },
      take,
      "allowed",
    ],
    ["everyone named in a list with a star", { ...ann(), ...trust(t({ AWS: ["*", ROOT] })) }, take, "allowed"],
    [
      "a far user, everyone, no own allow",
      { users: { far: { account: OTHER } }, ...trust(t("*")) },
      { ...take, principal: FAR },
      "implicit-deny",
    ],
    [
      "external id",
      { ...ann(), ...trust(t({ AWS: ANN }, when({ StringEquals: { "sts:ExternalId": "x" } }))) },
      take,
      "allowed attacker-settable",
    ],
    [
      "external id of far's own allow with another",
      {
        users: {
          far: {
            account: OTHER,
            policies: [allow("sts:AssumeRole", APP, when({ StringEquals: { "sts:ExternalId": "y" } }))],
          },
        },
        ...trust(t({ AWS: FAR }, when({ StringEquals: { "sts:ExternalId": "x" } }))),
      },
      { ...take, principal: FAR },
      "implicit-deny",
    ],
    [
      "tag session not allowed by the trust",
      { ...ann(allow("sts:*")), ...trust(t({ AWS: ANN })) },
      { action: "sts:TagSession", resource: APP },
      "implicit-deny",
    ],
    [
      "tag session allowed by the trust",
      { ...ann(), ...trust({ ...t({ AWS: ANN }), Action: ["sts:AssumeRole", "sts:TagSession"] }) },
      { action: "sts:TagSession", resource: APP },
      "allowed",
    ],
    [
      "another partition's root",
      { ...ann(), ...trust(t({ AWS: `arn:aws-cn:iam::${ACCOUNT}:root` })) },
      take,
      "implicit-deny",
    ],
    [
      "a role in a group's name",
      { ...ann(), groups: { g: { policies: [] } }, ...trust(t({ AWS: `arn:aws:iam::${ACCOUNT}:group/g` })) },
      take,
      "implicit-deny",
    ],
    [
      "Resource in a trust is not heeded",
      { ...ann(), ...trust({ ...t({ AWS: ANN }), Resource: "*" }) },
      take,
      "allowed",
    ],
    [
      "SourceAccount cannot be met by a user",
      { ...ann(), ...trust(t({ AWS: ANN }, when({ StringEquals: { "aws:SourceAccount": ACCOUNT } }))) },
      take,
      "implicit-deny",
    ],
    [
      "role itself, unnamed",
      { roles: { app: { policies: [allow("sts:AssumeRole")], trust: document(t({ Service: "ec2.amazonaws.com" })) } } },
      { ...take, principal: APP },
      "implicit-deny",
    ],
    [
      "a session policy name as principal",
      {
        roles: {
          app: { trust: document(t({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/far/x` })) },
          far: { policies: [] },
        },
      },
      { ...take, principal: `arn:aws:sts::${ACCOUNT}:assumed-role/far/x` },
      "allowed",
    ],
    [
      "another session name",
      {
        roles: {
          app: { trust: document(t({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/far/x` })) },
          far: { policies: [] },
        },
      },
      { ...take, principal: `arn:aws:sts::${ACCOUNT}:assumed-role/far/y` },
      "implicit-deny",
    ],
  ]);
});
