// What crosses accounts: resources and buses of others, what Resource Access Manager shares, and the keys that say whose they are; and
// sessions of users. Each answer is worked out from the documentation, beside a twin that differs in one thing.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const ANN = userArn("ann");
const APP = roleArn("app");
const FAR = "777777777777";
const topic = (account: string) => `arn:aws:sns:eu-west-1:${account}:news`;
const bus = (account: string) => `arn:aws:events:eu-west-1:${account}:event-bus/main`;
const ORG = {
  management: "999999999999",
  parents: { "ou-a": "r-root", "ou-b": "ou-a", [ACCOUNT]: "ou-b", [OTHER]: "r-root" },
};

type Ask = Partial<AccessRequest> & Pick<AccessRequest, "action">;
type Row = [name: string, spec: EstateSpec, ask: Ask, expected: string];
const when = (Condition: object) => ({ Condition });
const ann = (...policies: object[]): EstateSpec => ({ users: { ann: { policies: [document(...policies)] } } });
const held = (
  arn: string,
  type: string,
  account: string,
  ...statements: object[]
): NonNullable<EstateSpec["resources"]> => ({
  [arn]: { type, account, policy: document(...statements) },
});
const letsIn = (AWS: string, Action: string, more: object = {}) => ({
  Effect: "Allow",
  Principal: { AWS },
  Action,
  Resource: "*",
  ...more,
});

function answer(spec: EstateSpec, ask: Ask): string {
  const { verdict, state } = evaluatorOf(spec).can({ principal: ANN, ...ask });
  return state === "none" || state === "met" || state === "blocked" ? verdict : `${verdict} ${state}`;
}
const all = (rows: Row[]) =>
  test.each(rows)("%s", (_n, spec, ask, expected) => expect(answer(spec, ask)).toBe(expected));

/** IAM User Guide, "AWS global condition context keys": properties of the resource. */
describe("whose the resource is", () => {
  const publish = (account: string) => ({ action: "sns:Publish", resource: topic(account) });
  const open = (account: string) => held(topic(account), "aws.sns-topic", account, letsIn(ANN, "sns:Publish"));
  const ifPath = (...paths: string[]) =>
    allow("sns:Publish", "*", when({ "ForAnyValue:StringLike": { "aws:ResourceOrgPaths": paths } }));
  const unless = (key: string, value: string) => [
    allow("sns:*"),
    deny("*", "*", when({ StringNotEquals: { [key]: value } })),
  ];

  all([
    ["below the unit", { ...ann(ifPath("o-acme/r-root/ou-a/*")), organization: ORG }, publish(ACCOUNT), "allowed"],
    [
      "not below the unit",
      { ...ann(ifPath("o-acme/r-root/ou-a/*")), organization: ORG, resources: open(OTHER) },
      publish(OTHER),
      "implicit-deny",
    ],
    [
      "the account right below the root is not below a unit's own path",
      { ...ann(ifPath("o-acme/r-root/")), organization: ORG, resources: open(OTHER) },
      publish(OTHER),
      "allowed",
    ],
    [
      "an account of which nobody knows the organization",
      { ...ann(ifPath("o-acme/r-root/ou-a/*")), organization: ORG, resources: open(FAR) },
      publish(FAR),
      "unknown unknown",
    ],
    ["denied but for its own account", ann(...unless("aws:ResourceAccount", ACCOUNT)), publish(ACCOUNT), "allowed"],
    [
      "denied in the other account",
      { ...ann(...unless("aws:ResourceAccount", ACCOUNT)), resources: open(OTHER) },
      publish(OTHER),
      "explicit-deny",
    ],
    [
      "denied outside the organization",
      { ...ann(...unless("aws:ResourceOrgID", "o-acme")), organization: ORG, resources: open(OTHER) },
      publish(OTHER),
      "allowed",
    ],
    [
      "denied outside another organization",
      { ...ann(...unless("aws:ResourceOrgID", "o-evil")), organization: ORG, resources: open(OTHER) },
      publish(OTHER),
      "explicit-deny",
    ],
    [
      "resources of its own organization by a variable",
      {
        ...ann(allow("sns:Publish", "*", when({ StringEquals: { "aws:ResourceOrgID": "${aws:PrincipalOrgID}" } }))),
        organization: ORG,
        resources: open(OTHER),
      },
      publish(OTHER),
      "allowed",
    ],
  ]);
});

/** Amazon EventBridge User Guide, "Sending and receiving events between AWS accounts" and "Using IAM policy conditions". */
describe("event buses", () => {
  const put = (account: string) => ({ action: "events:PutEvents", resource: bus(account) });
  const shared = (more: object = {}, who = `arn:aws:iam::${ACCOUNT}:root`) =>
    held(bus(OTHER), "aws.event-bus", OTHER, letsIn(who, "events:PutEvents", more));
  const ifOrg = (id: string) => when({ StringEquals: { "aws:PrincipalOrgID": id } });
  const ifSource = when({ StringEquals: { "events:source": "acme.orders" } });

  all([
    [
      "of another account that lets the account in",
      { ...ann(allow("events:*")), resources: shared() },
      put(OTHER),
      "allowed",
    ],
    ["without a policy of its own", { ...ann(allow("sns:*")), resources: shared() }, put(OTHER), "implicit-deny"],
    [
      "of one that lets another account in",
      { ...ann(allow("events:*")), resources: shared({}, `arn:aws:iam::${FAR}:root`) },
      put(OTHER),
      "implicit-deny",
    ],
    [
      "open to the organization",
      { ...ann(allow("events:*")), organization: ORG, resources: shared(ifOrg("o-acme"), "*") },
      put(OTHER),
      "allowed",
    ],
    [
      "open to another organization",
      { ...ann(allow("events:*")), organization: ORG, resources: shared(ifOrg("o-evil"), "*") },
      put(OTHER),
      "implicit-deny",
    ],
    [
      "that takes one source, which who sends writes",
      { ...ann(allow("events:*")), resources: shared(ifSource) },
      put(OTHER),
      "allowed attacker-settable",
    ],
    [
      "of its own with a named source",
      ann(allow("events:PutEvents", "*", ifSource)),
      put(ACCOUNT),
      "allowed attacker-settable",
    ],
    [
      "of its own but for what comes from another bus",
      ann(allow("events:PutEvents", "*", when({ Bool: { "events:eventBusInvocation": "true" } }))),
      put(ACCOUNT),
      "unknown unknown",
    ],
    [
      "a target of a rule, of which those that are left may be of no use",
      ann(
        allow("events:PutTargets", "*", when({ ArnLike: { "events:TargetArn": "arn:aws:lambda:*:*:function:ok-*" } })),
      ),
      { action: "events:PutTargets", resource: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly` },
      "unknown unknown",
    ],
    [
      "a rule that somebody made",
      ann(allow("events:PutTargets", "*", when({ StringEquals: { "events:creatorAccount": OTHER } }))),
      { action: "events:PutTargets", resource: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/nightly` },
      "unknown unknown",
    ],
  ]);
});

/** What an account lets others use by a share, a policy or a list of accounts, none of which is read. */
const MAY_BE_OPEN = [
  ["appsync:SourceGraphQL", "apis/a1"],
  ["codeconnections:UseConnection", "connection/c1"],
  ["datazone:GetDomain", "domain/dzd_1"],
  ["ssm:SendCommand", "document/shared"],
  ["refactor-spaces:GetEnvironment", "environment/env-1"],
  ["route53-recovery-control:DescribeCluster", "cluster/1"],
  ["servicecatalog:GetApplication", "/applications/1"],
  ["elasticloadbalancing:GetTrustStoreCaCertificatesBundle", "truststore/a/1"],
  ["kinesis:PutRecord", "stream/orders"],
  ["kafka:CreateVpcConnection", "cluster/orders/1"],
  ["execute-api:Invoke", "a1b2c3/prod/GET/orders"],
  ["ses:SendEmail", "identity/example.com"],
  ["cloudtrail:StartQuery", "eventdatastore/1"],
  ["s3tables:GetTableBucket", "bucket/lake"],
  ["rds:CopyDBSnapshot", "snapshot:nightly"],
] as const;
const NEVER_OPEN = [
  ["codepipeline:StartPipelineExecution", "release"],
  ["ssm:StartSession", "managed-instance/mi-1"],
  ["servicecatalog:GetApplication", "product/1"],
  ["firehose:PutRecord", "deliverystream/orders"],
  ["sagemaker:CreatePresignedNotebookInstanceUrl", "notebook-instance/a"],
  ["cloudtrail:StopLogging", "trail/all"],
  ["rds:DeleteDBSnapshot", "snapshot:nightly"],
] as const;

/** AWS RAM User Guide, "Shareable AWS resources"; Service Authorization Reference, "AWS Resource Access Manager". */
describe("shared resources", () => {
  const run = (account: string) => ({
    action: "ec2:RunInstances",
    resource: `arn:aws:ec2:eu-west-1:${account}:subnet/subnet-1`,
  });
  const issue = (account: string) => ({
    action: "acm-pca:IssueCertificate",
    resource: `arn:aws:acm-pca:eu-west-1:${account}:certificate-authority/1`,
  });
  const cluster = (action: string) => ({ action, resource: `arn:aws:rds:eu-west-1:${OTHER}:cluster:orders` });
  const other = (action: string, rest: string) => {
    const [service] = action.split(":");
    return { action, resource: `arn:aws:${service}:eu-west-1:${OTHER}:${rest}` };
  };
  const share = { action: "ram:CreateResourceShare", resource: "*" };
  const associate = {
    action: "ram:AssociateResourceShare",
    resource: `arn:aws:ram:eu-west-1:${ACCOUNT}:resource-share/1`,
  };
  const far: EstateSpec = { users: { ann: { policies: [document(allow("*"))] }, bob: { account: OTHER } } };
  const ofOther = (
    rows: readonly (readonly [action: string, rest: string])[],
    how: string,
    verdict: string,
  ): readonly Row[] =>
    rows.map(([action, rest]) => [`${action} of another account, which ${how}`, far, other(action, rest), verdict]);

  all([
    ["a subnet of its own", far, run(ACCOUNT), "allowed"],
    ["a subnet of another account, which may be shared", far, run(OTHER), "unknown unknown"],
    ["an authority of another account, which may be shared", far, issue(OTHER), "unknown unknown"],
    [
      "deleting a subnet of another account, which no share gives",
      far,
      { ...run(OTHER), action: "ec2:DeleteSubnet" },
      "implicit-deny",
    ],
    ["deleting a subnet of its own", far, { ...run(ACCOUNT), action: "ec2:DeleteSubnet" }, "allowed"],
    ["cloning a cluster of another account", far, cluster("rds:RestoreDBClusterToPointInTime"), "unknown unknown"],
    ["deleting a cluster of another account", far, cluster("rds:DeleteDBCluster"), "implicit-deny"],
    ...ofOther(MAY_BE_OPEN, "may be open", "unknown unknown"),
    ...ofOther(NEVER_OPEN, "is never open", "implicit-deny"),
    [
      "without a policy of its own",
      { ...ann(allow("s3:*")), roles: { far: { account: OTHER } } },
      run(OTHER),
      "implicit-deny",
    ],
    [
      "an instance of another account, which nobody can share",
      far,
      { action: "ec2:StopInstances", resource: `arn:aws:ec2:eu-west-1:${OTHER}:instance/i-1` },
      "implicit-deny",
    ],
    [
      "a role of another account, which nobody can share",
      far,
      { action: "iam:PutRolePolicy", resource: roleArn("app", OTHER) },
      "implicit-deny",
    ],
    [
      "sharing within the organization only, as who shares asks",
      ann(allow("ram:*", "*", when({ Bool: { "ram:RequestedAllowsExternalPrincipals": "false" } }))),
      share,
      "allowed attacker-settable",
    ],
    [
      "with one account, which may be of no use",
      ann(allow("ram:*", "*", when({ StringEquals: { "ram:Principal": OTHER } }))),
      associate,
      "unknown unknown",
    ],
    [
      "shares that take nobody from outside, which is so or not",
      ann(allow("ram:*", "*", when({ Bool: { "ram:AllowsExternalPrincipals": "false" } }))),
      associate,
      "unknown unknown",
    ],
  ]);
});

/** IAM User Guide, "Permissions for GetSessionToken"; "Compare AWS STS credentials" says who may call which operation. */
describe("sessions of users", () => {
  const token = { action: "sts:GetSessionToken" };
  const federate = { action: "sts:GetFederationToken", resource: `arn:aws:sts::${ACCOUNT}:federated-user/ci` };
  const trust = document({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
  const app = (...policies: object[]): EstateSpec => ({ roles: { app: { policies: [document(...policies)], trust } } });

  all([
    ["need no policy", ann(allow("s3:*")), token, "allowed"],
    ["within a boundary as well", { users: { ann: { boundary: document(allow("s3:*")) } } }, token, "allowed"],
    [
      "denied, of which AWS says that it does nothing and examples that it does",
      ann(deny("sts:*")),
      token,
      "unknown unknown",
    ],
    ["of a role there are none", app(allow("*")), { ...token, principal: APP }, "implicit-deny"],
    ["federated, with a policy", ann(allow("sts:GetFederationToken")), federate, "allowed"],
    ["federated, without", ann(allow("s3:*")), federate, "implicit-deny"],
    ["federated by a role, which cannot", app(allow("*")), { ...federate, principal: APP }, "implicit-deny"],
    ["who it is, denied", app(deny("*")), { action: "sts:GetCallerIdentity", principal: APP }, "allowed"],
  ]);
});

/** IAM User Guide, "Pass session tags in AWS STS": "you must have the sts:TagSession action" to set tags as transitive, too. */
describe("transitive tags", () => {
  const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const trusting = (Action: string | string[], Condition: object, ...policies: object[]): EstateSpec => ({
    users: { ann: { policies: [document(...policies)] } },
    roles: { app: { trust: document({ Effect: "Allow", Principal: root, Action, Condition }) } },
  });
  const assume = { action: "sts:AssumeRole", resource: APP };
  const both = ["sts:AssumeRole", "sts:TagSession"];
  const wanted = { "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": ["team"] } };
  const only = { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["team"] } };

  all([
    ["brought by who may tag sessions", trusting(both, wanted, allow(both)), assume, "allowed attacker-settable"],
    [
      "no others, and none at all",
      trusting("sts:AssumeRole", only, allow("sts:AssumeRole")),
      assume,
      "allowed attacker-settable",
    ],
  ]);
});

/** AWS STS API Reference, AssumeRoot: from the management account, or one that administers IAM, into a member; never by a root user. */
describe("sessions of root users", () => {
  const root = (account: string) => ({ action: "sts:AssumeRoot", resource: `arn:aws:iam::${account}:root` });
  const MANAGED = { ...ORG, management: ACCOUNT };
  const TASK = (name: string) => `arn:aws:iam::aws:policy/root-task/${name}`;
  const only = (name: string) =>
    ann(allow("sts:AssumeRoot", "*", when({ StringEquals: { "sts:TaskPolicyArn": TASK(name) } })));
  const far: EstateSpec = { ...ann(allow("sts:*")), organization: MANAGED };

  all([
    ["of a member, where they are turned on", far, root(OTHER), "unknown unknown"],
    ["of a member, as the request says whole", far, { ...root(OTHER), contextComplete: true }, "allowed"],
    ["of a member, by who may assume roles", { ...far, ...ann(allow("sts:AssumeRole")) }, root(OTHER), "implicit-deny"],
    [
      "of the management account",
      { ...far, organization: { ...ORG, management: OTHER } },
      root(OTHER),
      "implicit-deny",
    ],
    ["by a root user", far, { ...root(OTHER), principal: `arn:aws:iam::${ACCOUNT}:root` }, "implicit-deny"],
    [
      "for another task than it may",
      { ...only("IAMAuditRootUserCredentials"), organization: MANAGED },
      { ...root(OTHER), context: { "sts:TaskPolicyArn": TASK("IAMCreateRootUserPassword") } },
      "implicit-deny",
    ],
    [
      "for the task that it may",
      { ...only("IAMAuditRootUserCredentials"), organization: MANAGED },
      { ...root(OTHER), context: { "sts:TaskPolicyArn": TASK("IAMAuditRootUserCredentials") } },
      "unknown unknown",
    ],
  ]);
});

/** IAM User Guide, "IAM and AWS STS condition context keys": what a role is passed for belongs to the service, mostly. */
describe("what a role is passed for", () => {
  const FN = "arn:aws:lambda:*:*:function:*";
  const INSTANCE = "arn:aws:ec2:*:*:instance/*";
  const pass = (to: string | undefined, ...arns: string[]): [EstateSpec, Ask] => [
    ann(allow("iam:PassRole", "*", when({ ArnLike: { "iam:AssociatedResourceArn": arns } }))),
    { action: "iam:PassRole", resource: APP, ...(to && { context: { "iam:PassedToService": `${to}.amazonaws.com` } }) },
  ];

  all([
    ["a function", ...pass("lambda", FN), "allowed attacker-settable"],
    ["a function, or an instance", ...pass("lambda", FN, INSTANCE), "allowed attacker-settable"],
    ["an instance, which Lambda does not make", ...pass("lambda", INSTANCE), "implicit-deny"],
    ["an instance, passed to EC2", ...pass("ec2", INSTANCE), "allowed attacker-settable"],
    ["an instance, passed to whatever", ...pass(undefined, INSTANCE), "allowed attacker-settable"],
    ["a stack, which is no state machine", ...pass("states", "arn:aws:cloudformation:*:*:stack/*"), "implicit-deny"],
    ["a pattern of anything", ...pass("states", "arn:aws:*:*:*:*"), "allowed attacker-settable"],
  ]);
});
