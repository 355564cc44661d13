// More corners of AWS's published evaluation logic, worked out from the documentation: sessions and who is named, perimeters, calls by way
// of services, dates and numbers, variables in resources. Every case has a twin that differs in one thing.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const ANN = userArn("ann");
const APP = roleArn("app");
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/deploy`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const BUCKET = "arn:aws:s3:::data";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
const FAR_ROLE = roleArn("far", OTHER);

type Ask = Partial<AccessRequest>;
type Row = [name: string, spec: EstateSpec, ask: Ask, expected: string];

const when = (Condition: object) => ({ Condition });
const statement = (Effect: string, Principal: object | string, Action: string | string[], more: object = {}) => ({
  Effect,
  Principal,
  Action,
  Resource: "*",
  ...more,
});
const bucket = (...statements: object[]) => ({ [BUCKET]: { type: "aws.s3-bucket", policy: document(...statements) } });
const key = (...statements: object[]) => ({ [KEY]: { type: "aws.kms-key", policy: document(...statements) } });

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
  test.each(rows)("%s", (_name, spec, ask, expected) => expect(answer(spec, ask)).toBe(expected));

/** IAM User Guide, "Identity-based policies and resource-based policies", "Cross account policy evaluation logic". */
describe("across accounts", () => {
  const far = (spec: object) => ({ roles: { far: { account: OTHER, ...spec } } });
  const reads = allow("s3:GetObject");
  const named = (principal: object | string) => bucket(statement("Allow", principal, "s3:*"));
  const asFar = { principal: FAR_ROLE };
  all([
    ["both sides allow", { ...far({ policies: [reads] }), resources: named({ AWS: FAR_ROLE }) }, asFar, "allowed"],
    ["the resource alone does not do", { ...far({}), resources: named({ AWS: FAR_ROLE }) }, asFar, "implicit-deny"],
    ["nor the caller's side alone", { ...far({ policies: [reads] }), resources: bucket() }, asFar, "implicit-deny"],
    [
      "everyone is whoever its own side lets",
      { ...far({ policies: [reads] }), resources: named("*") },
      asFar,
      "allowed",
    ],
    ["everyone is not who has nothing", { ...far({}), resources: named("*") }, asFar, "implicit-deny"],
    [
      "a boundary holds though the resource names the role",
      { ...far({ policies: [reads], boundary: allow("ec2:*") }), resources: named({ AWS: FAR_ROLE }) },
      asFar,
      "implicit-deny",
    ],
    ["within the account everyone needs nothing", { users: { ann: {} }, resources: named("*") }, {}, "allowed"],
  ]);
});

/** AWS KMS Developer Guide, "Default key policy", "Determining access to AWS KMS keys". */
describe("the policy of a key", () => {
  const decrypt = { action: "kms:Decrypt", resource: KEY };
  const ann = { users: { ann: { policies: [allow("kms:*")] } } };
  const narrow = { users: { ann: { boundary: allow("ec2:*"), policies: [allow("kms:*")] } } };
  const given = { context: {}, contextComplete: true };
  const rooted = statement("Allow", { AWS: ROOT }, "kms:*");
  const granting = (Condition: object) =>
    key(rooted, statement("Allow", { AWS: ROOT }, "kms:CreateGrant", when(Condition)));
  all([
    ["leaves it to the account", { ...ann, resources: key(rooted) }, decrypt, "allowed"],
    [
      "leaves it to the account, of which the user is held",
      { ...narrow, resources: key(rooted) },
      decrypt,
      "implicit-deny",
    ],
    [
      "names the user past its boundary",
      { ...narrow, resources: key(statement("Allow", { AWS: ANN }, "kms:*")) },
      decrypt,
      "allowed",
    ],
    [
      "names somebody else alone",
      { ...ann, resources: key(statement("Allow", { AWS: APP }, "kms:*")) },
      decrypt,
      "implicit-deny",
    ],
    [
      "leaves other actions to the account",
      { ...ann, resources: key(statement("Allow", { AWS: ROOT }, "kms:Encrypt")) },
      decrypt,
      "implicit-deny",
    ],
    [
      "leaves to the account what is asked in it",
      {
        ...ann,
        resources: key(
          statement(
            "Allow",
            { AWS: ROOT },
            "kms:*",
            when({ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
          ),
        ),
      },
      { ...decrypt, ...given },
      "implicit-deny",
    ],
    [
      "two that let the same",
      { ...ann, resources: granting({ Bool: { "kms:GrantIsForAWSResource": "true" } }) },
      { ...decrypt, ...given },
      "allowed",
    ],
  ]);
});

/** IAM User Guide, "AWS global condition context keys", and the examples of data perimeters that AWS publishes. */
describe("perimeters", () => {
  const reads = { users: { ann: { policies: [allow("*")] } } };
  const fence = (Condition: object) =>
    bucket(statement("Allow", "*", "s3:*"), statement("Deny", "*", "s3:*", when(Condition)));
  const network = fence({
    StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" },
    BoolIfExists: { "aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false" },
  });
  const trail = { principal: "cloudtrail.amazonaws.com", action: "s3:PutObject" };
  const ours = fence({
    StringNotEqualsIfExists: { "aws:SourceOrgID": "o-acme" },
    Null: { "aws:SourceAccount": "false" },
    Bool: { "aws:PrincipalIsAWSService": "true" },
  });
  const from = (context: AccessRequest["context"]) => ({ context: context ?? {}, contextComplete: true });
  const vpce = fence({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } });
  all([
    [
      "of a network, from it",
      { ...reads, resources: network },
      from({ "aws:SourceVpc": "vpc-1", "aws:ViaAWSService": "false" }),
      "allowed",
    ],
    [
      "of a network, from another",
      { ...reads, resources: network },
      from({ "aws:SourceVpc": "vpc-2", "aws:ViaAWSService": "false" }),
      "explicit-deny",
    ],
    [
      "of a network, by way of a service",
      { ...reads, resources: network },
      from({ "aws:SourceVpc": "vpc-2", "aws:ViaAWSService": "true" }),
      "allowed",
    ],
    ["of a network, a service", { resources: network }, trail, "allowed"],
    ["of an endpoint, through it", { ...reads, resources: vpce }, from({ "aws:SourceVpce": "vpce-1" }), "allowed"],
    ["of an endpoint, through none", { ...reads, resources: vpce }, from({}), "explicit-deny"],
    ["of an endpoint, who knows", { ...reads, resources: vpce }, {}, "unknown unknown"],
    [
      "against services for others, for one's own",
      { resources: ours },
      {
        ...trail,
        ...from({ "aws:SourceAccount": OTHER, "aws:SourceOrgID": "o-acme", "aws:PrincipalIsAWSService": "true" }),
      },
      "allowed",
    ],
    [
      "against services for others, for another",
      { resources: ours },
      {
        ...trail,
        ...from({ "aws:SourceAccount": OTHER, "aws:SourceOrgID": "o-evil", "aws:PrincipalIsAWSService": "true" }),
      },
      "explicit-deny",
    ],
    [
      "against services for others, for no account",
      { resources: ours },
      { ...trail, ...from({ "aws:PrincipalIsAWSService": "true" }) },
      "allowed",
    ],
    ["against services for others, a user", { ...reads, resources: ours }, {}, "allowed"],
  ]);

  const organization = { management: OTHER, parents: { [ACCOUNT]: "r-root", [OTHER]: "r-root" } };
  const own = (id: string) => ({
    users: {
      ann: {
        policies: [allow("*"), deny("s3:*", "*", when({ StringNotEqualsIfExists: { "aws:ResourceOrgID": id } }))],
      },
    },
    resources: bucket(),
    organization,
  });
  all([
    ["of resources, one's own", own("$" + "{aws:PrincipalOrgID}"), {}, "allowed"],
    ["of resources, of another organisation", own("o-else"), {}, "explicit-deny"],
  ]);
});

/** IAM User Guide, "IAM JSON policy elements: Condition operators" and "Variables and tags". */
describe("values", () => {
  const held = (Condition: object): EstateSpec => ({
    users: { ann: { policies: [allow("s3:*", "*", when(Condition))] } },
  });
  const keys = (max: string | null) => ({ context: { "s3:max-keys": max }, contextComplete: true });
  const at = (time: string) => ({ context: { "aws:CurrentTime": time }, contextComplete: true });
  const last = { DateLessThanEquals: { "aws:CurrentTime": "2026-06-30T23:59:59Z" } };
  const few = { NumericLessThanEquals: { "s3:max-keys": "10" } };
  const via = (...services: string[]) => ({ context: { "aws:CalledVia": services }, contextComplete: true });
  const athena = { "ForAnyValue:StringEquals": { "aws:CalledVia": ["athena.amazonaws.com"] } };
  all([
    ["at the last second", held(last), at("2026-06-30T23:59:59Z"), "allowed"],
    ["a second later", held(last), at("2026-07-01T00:00:00Z"), "implicit-deny"],
    ["the same second elsewhere", held(last), at("2026-07-01T01:59:59+02:00"), "allowed"],
    [
      "by the clock of the question",
      held({ DateGreaterThan: { "aws:CurrentTime": "2026-03-01T11:59:59Z" } }),
      {},
      "allowed",
    ],
    ["by the clock in seconds", held({ NumericGreaterThan: { "aws:EpochTime": "1772366399" } }), {}, "allowed"],
    [
      "the clock in seconds is no more",
      held({ NumericGreaterThan: { "aws:EpochTime": "1772366400" } }),
      {},
      "implicit-deny",
    ],
    ["as many", held(few), keys("10"), "allowed"],
    ["one more", held(few), keys("11"), "implicit-deny"],
    ["none that is told", held(few), keys(null), "implicit-deny"],
    [
      "none that is told, and not that many",
      held({ NumericNotEquals: { "s3:max-keys": "10" } }),
      keys(null),
      "allowed",
    ],
    ["called by way of several", held(athena), via("cloudformation.amazonaws.com", "athena.amazonaws.com"), "allowed"],
    ["called by way of others", held(athena), via("cloudformation.amazonaws.com"), "implicit-deny"],
    [
      "a list without anything is none",
      held({ Null: { "aws:TagKeys": "true" } }),
      { context: { "aws:TagKeys": [] }, contextComplete: true },
      "allowed",
    ],
    [
      "a list with something is one",
      held({ Null: { "aws:TagKeys": "true" } }),
      { context: { "aws:TagKeys": ["a"] }, contextComplete: true },
      "implicit-deny",
    ],
    [
      "IPv6 in a list of both",
      held({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8:1234::/48"] } }),
      { context: { "aws:SourceIp": "2001:db8:1234:5::1" } },
      "allowed",
    ],
    [
      "IPv6 of none of them",
      held({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8:1234::/48"] } }),
      { context: { "aws:SourceIp": "2001:db8:1235::1" } },
      "implicit-deny",
    ],
  ]);

  const folder = (name: string, tags: { [name: string]: string } = {}): EstateSpec => ({
    users: { ann: { tags, policies: [allow("s3:*", `${BUCKET}/${name}/*`)] } },
  });
  const TEAM = "$" + "{aws:PrincipalTag/team, 'none'}";
  const place = (path: string) => ({ resource: `${BUCKET}/${path}` });
  all([
    ["a folder by default", folder(TEAM), place("none/x"), "allowed"],
    ["a folder by default, of a team", folder(TEAM), place("web/x"), "implicit-deny"],
    ["a folder of the team", folder(TEAM, { team: "web" }), place("web/x"), "allowed"],
    ["a folder of the team, the default", folder(TEAM, { team: "web" }), place("none/x"), "implicit-deny"],
    ["a tag with a star is no pattern", folder(TEAM, { team: "*" }), place("web/x"), "implicit-deny"],
    ["a folder named star", folder("$" + "{*}"), place("*/x"), "allowed"],
    ["a folder named otherwise", folder("$" + "{*}"), place("a/x"), "implicit-deny"],
    ["a folder named for money", folder("$" + "{$}"), place("$/x"), "allowed"],
    ["a folder named with a question", folder("$" + "{?}"), place("a/x"), "implicit-deny"],
    ["a folder of a tag that is not there", folder("$" + "{aws:PrincipalTag/team}"), place("web/x"), "implicit-deny"],
  ]);
});

/** IAM User Guide, "Policies and permissions in IAM: session policies", "AWS JSON policy elements: Principal". */
describe("a role in its account", () => {
  const nothing = allow("ec2:*");
  const spec = (trust: object | string, more: object = {}): EstateSpec => ({
    users: { ann: { policies: [], ...more } },
    roles: {
      app: { trust: document({ Effect: "Allow", Principal: trust, Action: "sts:AssumeRole" }) },
      caller: { policies: [], ...more },
    },
  });
  const assume = { action: "sts:AssumeRole", resource: APP };
  const CALLER = roleArn("caller");
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/caller/s`;
  all([
    ["trusts a user past its boundary", spec({ AWS: ANN }, { boundary: nothing }), assume, "allowed"],
    [
      "trusts a role within its boundary",
      spec({ AWS: CALLER }, { boundary: nothing }),
      { ...assume, principal: CALLER },
      "implicit-deny",
    ],
    ["trusts a role", spec({ AWS: CALLER }), { ...assume, principal: CALLER }, "allowed"],
    [
      "trusts a session past the boundary",
      spec({ AWS: session }, { boundary: nothing }),
      { ...assume, principal: session },
      "allowed",
    ],
    [
      "trusts a session, not its role",
      spec({ AWS: session }),
      { ...assume, principal: `${session}x` },
      "implicit-deny",
    ],
    ["trusts the account", spec({ AWS: ACCOUNT }), assume, "implicit-deny"],
    [
      "a session by its role's ARN",
      { roles: { app: { policies: [allow("s3:*", "*", when({ ArnEquals: { "aws:PrincipalArn": APP } }))] } } },
      { principal: SESSION },
      "allowed",
    ],
    [
      "not by its own",
      { roles: { app: { policies: [allow("s3:*", "*", when({ ArnEquals: { "aws:PrincipalArn": SESSION } }))] } } },
      { principal: SESSION },
      "implicit-deny",
    ],
  ]);
});
