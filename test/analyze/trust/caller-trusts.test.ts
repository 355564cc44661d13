// Trusts in accounts, principals, services and everyone: what the conditions leave open.
import { describe, expect, it } from "vitest";
import type { AccountStanding } from "../../../src/analyze/trust/accounts.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { columnsOf, withTables } from "./judged.js";

withTables();

const THEIRS = "999988887777";
const EXTERNAL: AccountStanding = { relation: "external", name: "Datadog" };
const OURS: AccountStanding = { relation: "same", name: undefined };

interface Expected {
  readonly restricts?: boolean | null;
  readonly externalId?: boolean;
  readonly organization?: boolean;
  readonly source?: boolean;
  readonly dead?: boolean;
}

function expectColumns(columns: JsonRecord, expected: Expected): void {
  const { restricts = false, externalId = false, organization = false, source = false, dead = false } = expected;
  expect({
    restricts: columns["restricts_caller"] ?? null,
    externalId: columns["has_external_id"],
    organization: columns["limits_organization"],
    source: columns["limits_source"],
    dead: columns["dead"],
  }).toEqual({ restricts, externalId, organization, source, dead });
}

const equals = (keys: JsonRecord): JsonRecord => ({ StringEquals: keys });
const like = (keys: JsonRecord): JsonRecord => ({ StringLike: keys });

describe("an external account", () => {
  it.each<[string, JsonRecord | undefined, Expected]>([
    ["no condition", undefined, {}],
    ["ExternalId", equals({ "sts:ExternalId": "8f2c" }), { externalId: true }],
    ["ExternalId in another case", equals({ "STS:externalid": "8f2c" }), { externalId: true }],
    ["one of several ExternalIds", equals({ "sts:ExternalId": ["8f2c", "9a1b"] }), { externalId: true }],
    ["ExternalId with a beginning", like({ "sts:ExternalId": "acme-8f2c-*" }), { externalId: true }],
    ["any ExternalId", like({ "sts:ExternalId": "*" }), {}],
    ["any ExternalId of some length", like({ "sts:ExternalId": "?*" }), {}],
    ["some ExternalId must be there", { Null: { "sts:ExternalId": "false" } }, {}],
    ["ExternalId, if there is one", { StringEqualsIfExists: { "sts:ExternalId": "8f2c" } }, {}],
    ["ExternalId of all values", { "ForAllValues:StringEquals": { "sts:ExternalId": "8f2c" } }, {}],
    ["not the ExternalId of someone", { StringNotEquals: { "sts:ExternalId": "8f2c" } }, {}],
    ["the organisation", equals({ "aws:PrincipalOrgID": "o-abc123" }), { restricts: true, organization: true }],
    ["any organisation", like({ "aws:PrincipalOrgID": "o-*" }), {}],
    ["the organisation, if there is one", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc123" } }, {}],
    [
      "a part of the organisation",
      { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abc123/r-ab12/ou-1/*" } },
      { restricts: true, organization: true },
    ],
    [
      "a part of the organisation, of all values",
      { "ForAllValues:StringLike": { "aws:PrincipalOrgPaths": "o-abc123/*" } },
      {},
    ],
    [
      "one role of it",
      { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${THEIRS}:role/deploy` } },
      { restricts: true },
    ],
    [
      "some roles of it",
      { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${THEIRS}:role/deploy-*` } },
      { restricts: true },
    ],
    ["any role of it", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${THEIRS}:role/*` } }, {}],
    ["any principal of any account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:*" } }, {}],
    [
      "a role of another account",
      { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy" } },
      { restricts: true, dead: true },
    ],
    ["another account", equals({ "aws:PrincipalAccount": "111122223333" }), { restricts: true, dead: true }],
    ["its own account", equals({ "aws:PrincipalAccount": THEIRS }), {}],
    ["one user id", like({ "aws:userid": "AROAEXAMPLEEXAMPLE:*" }), { restricts: true }],
    ["tags of the principal, which it sets itself", equals({ "aws:PrincipalTag/team": "web" }), {}],
    ["the network", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { restricts: true, source: true }],
    ["the whole network", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, {}],
    ["the network, if there is one", { IpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" } }, {}],
    ["not some of the network", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, {}],
    ["an endpoint", equals({ "aws:SourceVpce": "vpce-1a2b" }), { restricts: true, source: true }],
    ["an endpoint, if there is one", { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1a2b" } }, {}],
    ["the name of the session", equals({ "sts:RoleSessionName": "vendor" }), {}],
    ["the name of the user as session", like({ "sts:RoleSessionName": "\u0024{aws:username}" }), {}],
    ["tags of the session", equals({ "aws:RequestTag/team": "web" }), {}],
    ["the tool", like({ "aws:UserAgent": "vendor*" }), {}],
    ["the page before", like({ "aws:Referer": "https://vendor.example/*" }), {}],
    ["a second factor", { Bool: { "aws:MultiFactorAuthPresent": "true" } }, {}],
    ["transport", { Bool: { "aws:SecureTransport": "true" } }, {}],
    ["no transport that AWS has", { Bool: { "aws:SecureTransport": "false" } }, { restricts: true, dead: true }],
    ["the region", equals({ "aws:RequestedRegion": "eu-west-1" }), {}],
    ["until a day to come", { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } }, {}],
    [
      "until a day gone by",
      { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      { restricts: true, dead: true },
    ],
    [
      "the source of a service call",
      { ArnLike: { "aws:SourceArn": "arn:aws:s3:::bucket" } },
      { restricts: true, dead: true },
    ],
    ["a key of an issuer", equals({ "gitlab.com:sub": "x" }), { restricts: true, dead: true }],
    ["a key that nobody knows", equals({ "aws:Something": "x" }), { restricts: null }],
    ["an operator that nobody knows", { StringSounds: { "aws:PrincipalOrgID": "o-abc123" } }, { restricts: null }],
    [
      "ExternalId and organisation",
      equals({ "sts:ExternalId": "8f2c", "aws:PrincipalOrgID": "o-abc123" }),
      { restricts: true, externalId: true, organization: true },
    ],
  ])("%s", (_name, condition, expected) => {
    const columns = columnsOf({
      kind: "aws-account",
      provider: THEIRS,
      account: THEIRS,
      standing: EXTERNAL,
      ...(condition && { condition }),
    });
    expectColumns(columns, expected);
    expect(columns).toMatchObject({ account_relation: "external", account_name: "Datadog" });
  });

  it.each<[string, JsonRecord | undefined, true | undefined]>([
    ["MFA", { Bool: { "aws:MultiFactorAuthPresent": "true" } }, true],
    ["MFA of the last hour", { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }, true],
    ["that something is said of its age", { Null: { "aws:MultiFactorAuthAge": "false" } }, true],
    // access keys of a user send no such key, and get in
    ["MFA, if anything is said of it", { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }, undefined],
    ["that something is said of it", { Null: { "aws:MultiFactorAuthPresent": "false" } }, undefined],
    ["no MFA", { Bool: { "aws:MultiFactorAuthPresent": "false" } }, undefined],
    ["an ExternalId", equals({ "sts:ExternalId": "8f2c" }), undefined],
    ["nothing", undefined, undefined],
  ])("demands %s", (_name, condition, expected) => {
    const trust = { kind: "aws-account", provider: THEIRS, account: THEIRS, standing: EXTERNAL };
    expect(columnsOf({ ...trust, ...(condition && { condition }) })["needs_mfa"]).toBe(expected);
  });

  it("says whose it is and what is missing", () => {
    const trust = { kind: "aws-account", provider: THEIRS, account: THEIRS, standing: EXTERNAL };
    expect(columnsOf(trust)["verdict"]).toBe(
      `Whoever account ${THEIRS} (Datadog, external) allows to can use it, without an ExternalId.`,
    );
    const condition = equals({ "sts:ExternalId": "8f2c" });
    expect(columnsOf({ ...trust, condition })["verdict"]).toContain("with the right ExternalId");
  });
});

describe("principals", () => {
  const role = `arn:aws:iam::${THEIRS}:role/deploy`;

  it.each<[string, string, AccountStanding, JsonRecord | undefined, Expected, string]>([
    ["a role of another account", role, EXTERNAL, undefined, {}, "context"],
    ["with an ExternalId", role, EXTERNAL, equals({ "sts:ExternalId": "8f2c" }), { externalId: true }, "context"],
    ["whose ARN the condition repeats", role, EXTERNAL, { ArnEquals: { "aws:PrincipalArn": role } }, {}, "context"],
    [
      "whose ARN the condition contradicts",
      role,
      EXTERNAL,
      { ArnEquals: { "aws:PrincipalArn": `${role}2` } },
      { restricts: true, dead: true },
      "nobody",
    ],
    [
      "a user with a tag that we set",
      "arn:aws:iam::111122223333:user/ada",
      OURS,
      equals({ "aws:PrincipalTag/team": "web" }),
      { restricts: true },
      "context",
    ],
    [
      "two tags that we set",
      "arn:aws:iam::111122223333:user/ada",
      OURS,
      equals({ "aws:PrincipalTag/team": "web", "aws:PrincipalTag/env": "prod" }),
      { restricts: true },
      "context",
    ],
  ])("%s", (_name, provider, standing, condition, expected, breadth) => {
    const account = provider.split(":")[4] ?? "";
    const columns = columnsOf({ kind: "aws-principal", provider, account, standing, ...(condition && { condition }) });
    expectColumns(columns, expected);
    expect(columns["breadth"]).toBe(breadth);
  });
});

describe("everyone", () => {
  it.each<[string, JsonRecord | undefined, Expected, boolean | null, string]>([
    ["no condition", undefined, {}, false, "anyone"],
    [
      "the organisation",
      equals({ "aws:PrincipalOrgID": "o-abc123" }),
      { restricts: true, organization: true },
      true,
      "organization",
    ],
    [
      "the organisation, if there is one",
      { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc123" } },
      {},
      false,
      "anyone",
    ],
    ["an account", equals({ "aws:PrincipalAccount": "111122223333" }), { restricts: true }, true, "organization"],
    [
      "a role of an account",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy" } },
      { restricts: true },
      true,
      "context",
    ],
    [
      "all of an account",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:*" } },
      { restricts: true },
      true,
      "organization",
    ],
    [
      "a role name of any account, which any account can give",
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } },
      {},
      false,
      "anyone",
    ],
    ["a unique id", like({ "aws:userid": "AROAEXAMPLEEXAMPLE:*" }), { restricts: true }, true, "context"],
    ["a user name, which any account can give", equals({ "aws:username": "deploy" }), {}, false, "anyone"],
    [
      "an account id somewhere in the text",
      like({ "aws:PrincipalArn": "*111122223333*" }),
      { restricts: false },
      false,
      "anyone",
    ],
    ["an ExternalId", equals({ "sts:ExternalId": "8f2c" }), { externalId: true }, false, "anyone"],
    [
      "a source account",
      equals({ "aws:SourceAccount": "111122223333" }),
      { restricts: true, source: true },
      true,
      "organization",
    ],
    ["the name of the session", equals({ "sts:RoleSessionName": "x" }), {}, false, "anyone"],
    ["tags of the principal", equals({ "aws:PrincipalTag/team": "web" }), {}, false, "anyone"],
    [
      "a network",
      { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.7"] } },
      { restricts: true, source: true },
      true,
      "organization",
    ],
    ["a network among all", { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"] } }, {}, false, "anyone"],
    ["a key that nobody knows", equals({ "aws:Something": "x" }), { restricts: null }, null, "anyone"],
  ])("%s", (_name, condition, expected, pins, breadth) => {
    const columns = columnsOf({ kind: "anyone", provider: "*", ...(condition && { condition }) });
    expectColumns(columns, expected);
    expect([columns["pins_tenant"] ?? null, columns["breadth"]]).toEqual([pins, breadth]);
  });
});

describe("services", () => {
  it.each<[string, JsonRecord | undefined, Expected, string]>([
    ["no condition", undefined, {}, "organization"],
    ["a source account", equals({ "aws:SourceAccount": "111122223333" }), { restricts: true, source: true }, "context"],
    [
      "a source account, if the service says one",
      { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } },
      {},
      "organization",
    ],
    [
      "a source in one account",
      { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111122223333:*" } },
      { restricts: true, source: true },
      "context",
    ],
    ["a source in any account", { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } }, {}, "organization"],
    [
      "a bucket",
      { ArnLike: { "aws:SourceArn": "arn:aws:s3:::acme-data" } },
      { restricts: true, source: true },
      "context",
    ],
    [
      "the organisation of the source",
      equals({ "aws:SourceOrgID": "o-abc123" }),
      { restricts: true, organization: true, source: true },
      "context",
    ],
    ["an ExternalId, as user pools send", equals({ "sts:ExternalId": "8f2c" }), {}, "organization"],
    [
      "a tag that the service sets",
      equals({ "aws:PrincipalTag/x509Subject/CN": "host" }),
      { restricts: true },
      "context",
    ],
    [
      "tags of a pod",
      equals({ "aws:RequestTag/kubernetes-namespace": "payments", "aws:RequestTag/kubernetes-service-account": "api" }),
      { restricts: true },
      "context",
    ],
    [
      "the organisation of a principal, which no service has",
      equals({ "aws:PrincipalOrgID": "o-abc123" }),
      { restricts: true, dead: true },
      "nobody",
    ],
  ])("%s", (_name, condition, expected, breadth) => {
    const columns = columnsOf({ kind: "aws-service", provider: "sns.amazonaws.com", ...(condition && { condition }) });
    expectColumns(columns, expected);
    expect(columns["breadth"]).toBe(breadth);
  });
});

describe("other parties", () => {
  const SAML = "arn:aws:iam::111122223333:saml-provider/okta";

  it.each<[string, JsonRecord | undefined, string, boolean]>([
    ["no condition", undefined, "organization", false],
    ["the sign-in page", equals({ "SAML:aud": "https://signin.aws.amazon.com/saml" }), "organization", false],
    ["one user", equals({ "saml:sub": "ada" }), "context", true],
    [
      "the session name, which the assertion carries",
      equals({ "sts:RoleSessionName": "ada@acme.example" }),
      "context",
      true,
    ],
    ["an identity provider", equals({ "saml:iss": "https://idp.example" }), "organization", false],
    ["the organisation of an AWS principal", equals({ "aws:PrincipalOrgID": "o-abc123" }), "nobody", true],
  ])("SAML: %s", (_name, condition, breadth, restricts) => {
    const columns = columnsOf({ kind: "saml", provider: SAML, ...(condition && { condition }) });
    expect([columns["pins_tenant"], columns["breadth"], columns["restricts_caller"]]).toEqual([
      true,
      breadth,
      restricts,
    ]);
  });

  it("a deleted principal is nobody", () => {
    const columns = columnsOf({ kind: "deleted", provider: "AROAEXAMPLEEXAMPLE00" });
    expect(columns).toMatchObject({ dead: true, breadth: "nobody", decided: true });
    expect(columns["verdict"]).toContain("AROAEXAMPLEEXAMPLE00");
  });

  it.each(["canonical-user", "unknown"])("%s is not decided", (kind) => {
    const columns = columnsOf({ kind, provider: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" });
    expect(columns["decided"]).toBe(false);
    expect(columns).not.toHaveProperty("pins_tenant");
  });
});
