// Kinds and families of caller that a role accepts.
import { describe, expect, it } from "vitest";
import { callerColumns } from "../../../src/analyze/facts/callers.js";
import type { TrustCaller } from "../../../src/analyze/trust/index.js";

function caller(kind: string, provider: string, more: Partial<TrustCaller> = {}): TrustCaller {
  return {
    kind,
    provider,
    relation: undefined,
    account: undefined,
    isDead: false,
    needsMfa: false,
    limits: [],
    ...more,
  };
}

const service = (name: string) => caller("aws-service", `${name}.amazonaws.com`);
const external = (account: string) => caller("aws-account", account, { account, relation: "external" });
const github = caller("oidc", "token.actions.githubusercontent.com");
const gitlab = caller("oidc", "gitlab.com");
const saml = caller("saml", "arn:aws:iam::111122223333:saml-provider/idp");
const sso = caller(
  "aws-principal",
  "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0",
  {
    account: "111122223333",
    relation: "same",
  },
);
const same = caller("aws-principal", "arn:aws:iam::111122223333:role/deploy", {
  account: "111122223333",
  relation: "same",
});

const nobodyKnows = () => undefined;
const ours = (account: string) => caller("aws-account", account, { account, relation: "organization" });
const root = (limits: readonly string[]) =>
  caller("aws-account", "111122223333", { account: "111122223333", relation: "same", limits });
const ALICE = "arn:aws:iam::111122223333:user/alice";

describe("families of caller", () => {
  it.each<[string, TrustCaller[], number, string[]]>([
    ["nobody", [], 0, []],
    ["one service", [service("lambda")], 1, ["aws-service"]],
    ["lambda at the edge", [service("lambda"), service("edgelambda")], 1, ["aws-service"]],
    ["lambda behind an API", [service("lambda"), service("apigateway")], 1, ["aws-service"]],
    ["a managed instance", [service("ec2"), service("ssm")], 1, ["aws-service"]],
    ["tasks and their scheduler", [service("ecs-tasks"), service("ecs")], 1, ["aws-service"]],
    ["a service of a region", [service("states.eu-west-1"), service("states")], 1, ["aws-service"]],
    [
      "a service of another partition",
      [caller("aws-service", "ec2.amazonaws.com.cn"), service("ec2")],
      1,
      ["aws-service"],
    ],
    ["unrelated services", [service("lambda"), service("ec2"), service("glue")], 3, ["aws-service"]],
    [
      "a service, a pipeline and a partner",
      [service("lambda"), github, external("999988887777")],
      3,
      ["aws-account", "aws-service", "oidc"],
    ],
    ["two issuers", [github, gitlab], 2, ["oidc"]],
    ["one issuer twice", [github, { ...github }], 1, ["oidc"]],
    ["two partners", [external("999988887777"), external("999988887778")], 2, ["aws-account"]],
    [
      "two principals of one partner",
      [
        external("999988887777"),
        caller("aws-principal", "arn:aws:iam::999988887777:role/x", { account: "999988887777", relation: "external" }),
      ],
      1,
      ["aws-account", "aws-principal"],
    ],
    [
      "accounts of the own organisation",
      [service("lambda"), ours("444455556666"), ours("777788889999")],
      2,
      ["aws-account", "aws-service"],
    ],
    [
      "an account of the own organisation and a partner",
      [ours("444455556666"), ours("777788889999"), external("999988887777")],
      2,
      ["aws-account"],
    ],
    ["people by Identity Center, named in a condition", [root([sso.provider]), saml], 1, ["saml", "sso-role"]],
    ["people by SAML and by Identity Center", [saml, sso], 1, ["saml", "sso-role"]],
    ["principals of the same account are no family", [service("lambda"), same], 1, ["aws-principal", "aws-service"]],
    ["everyone", [caller("anyone", "*")], 1, ["anyone"]],
    [
      "a deleted principal counts no more",
      [service("lambda"), caller("deleted", "AROAEXAMPLE", { isDead: true })],
      1,
      ["aws-service"],
    ],
  ])("%s", (_name, callers, families, kinds) => {
    const columns = callerColumns(callers, nobodyKnows);
    expect(columns["trust_families"]).toBe(families);
    expect(columns["trust_kinds"]).toEqual(kinds);
  });

  it("issuers are listed once, in order", () => {
    expect(callerColumns([github, gitlab, { ...github }], nobodyKnows)["trust_oidc_issuers"]).toEqual([
      "gitlab.com",
      "token.actions.githubusercontent.com",
    ]);
  });
});

describe("trusted from outside the account", () => {
  it.each<[string, TrustCaller[], boolean]>([
    ["nobody", [], false],
    ["a service", [service("lambda")], false],
    ["a principal of the same account", [same], false],
    ["people by SAML", [saml], false],
    ["people by Identity Center", [sso], false],
    ["an external account", [external("999988887777")], true],
    [
      "an account of the organisation",
      [caller("aws-account", "444455556666", { account: "444455556666", relation: "organization" })],
      true,
    ],
    ["an issuer of tokens", [service("lambda"), github], true],
    ["everyone", [caller("anyone", "*")], true],
    ["an issuer whose conditions nobody can meet", [service("lambda"), { ...github, isDead: true }], false],
  ])("%s", (_name, callers, expected) => {
    expect(callerColumns(callers, nobodyKnows)["trusted_from_outside"]).toBe(expected);
  });
});

describe("people among the callers", () => {
  const isPerson = (user: string) => (user === ALICE ? true : user.endsWith("/svc") ? false : undefined);
  const user = (name: string) =>
    caller("aws-principal", `arn:aws:iam::111122223333:user/${name}`, { relation: "same" });
  it.each<[string, TrustCaller[], object]>([
    ["a service", [service("lambda")], { trusts_people: false }],
    ["a user who is a person", [service("lambda"), user("alice")], { trusts_people: true, trusted_people: [ALICE] }],
    ["a user who is a program", [user("svc")], { trusts_people: false }],
    ["people by SAML", [saml], { trusts_people: true, trusted_people: [saml.provider] }],
    ["people by Identity Center", [sso], { trusts_people: true, trusted_people: [sso.provider] }],
    ["the whole account", [root([])], { trusts_people: false }],
    ["the whole account, held to a person", [root([ALICE])], { trusts_people: true, trusted_people: [ALICE] }],
    ["a role", [same], { trusts_people: false }],
    ["a person, by a trust that nobody can use", [{ ...sso, isDead: true }], { trusts_people: false }],
  ])("%s", (_name, callers, expected) => {
    const { trusts_people, trusted_people } = callerColumns(callers, isPerson);
    expect({ trusts_people, ...(trusted_people !== undefined && { trusted_people }) }).toEqual(expected);
  });

  it("a user nobody can place leaves it open, unless another is a person", () => {
    expect(callerColumns([user("x")], isPerson)).not.toHaveProperty("trusts_people");
    expect(callerColumns([user("x"), user("alice")], isPerson)).toMatchObject({ trusts_people: true });
  });
});

describe("sessions as long as the role allows", () => {
  const partner = (resource: string, limits: readonly string[] = []) =>
    caller("aws-principal", `arn:aws:iam::999988887777:${resource}`, {
      account: "999988887777",
      relation: "external",
      limits,
    });
  const ours = (resource: string) =>
    caller("aws-principal", `arn:aws:iam::111122223333:${resource}`, { account: "111122223333", relation: "same" });
  it.each<[string, TrustCaller[], string[] | undefined]>([
    ["nobody", [], undefined],
    ["services, which AWS sets itself", [service("lambda")], undefined],
    ["a pipeline", [github, service("lambda")], ["oidc"]],
    ["people by SAML", [saml], ["saml"]],
    ["a partner's account", [external("999988887777")], ["aws-account"]],
    ["a partner's user", [partner("user/u")], ["aws-principal"]],
    ["a partner's role, which chains for an hour", [partner("role/r")], undefined],
    [
      "a partner's account, held to a role",
      [{ ...external("999988887777"), limits: [partner("role/r").provider] }],
      undefined,
    ],
    ["a role of the same account", [same], undefined],
    ["a user of the same account who is a program", [ours("user/service/svc")], ["aws-principal"]],
    ["a user of the same account whom nobody can place", [ours("user/x")], ["aws-principal"]],
    ["a user of the same account who is a person", [ours("user/alice.ash")], undefined],
    ["the same account, held to a program's user", [root([ours("user/service/svc").provider])], ["aws-account"]],
    ["the whole of the same account", [root([])], undefined],
    ["a pipeline that cannot get in", [{ ...github, isDead: true }], undefined],
  ])("%s", (_name, callers, expected) => {
    const isPerson = (user: string) => ({ "alice.ash": true, svc: false })[user.split("/").at(-1) ?? ""];
    expect(callerColumns(callers, isPerson)["long_session_kinds"]).toEqual(expected);
  });
});

describe("vendors of issuers", () => {
  it.each<[string, TrustCaller[], string[]]>([
    [
      "of two issuers",
      [
        { ...github, vendor: "github" },
        { ...gitlab, vendor: "gitlab" },
      ],
      ["github", "gitlab"],
    ],
    ["one that no table knows", [caller("oidc", "login.acme.example")], []],
    ["one that cannot get in", [{ ...github, vendor: "github", isDead: true }], []],
  ])("%s", (_name, callers, expected) => {
    expect(callerColumns(callers, nobodyKnows)["trust_issuer_vendors"]).toEqual(expected);
  });
});

describe("roles that people alone take", () => {
  const withMfa = { ...external("999988887777"), needsMfa: true };
  it.each<[string, TrustCaller[], true | undefined]>([
    ["another account, with MFA", [withMfa], true],
    ["another account, with MFA, and Identity Center", [withMfa, sso], true],
    ["another account, with MFA, and one without", [withMfa, external("999988887778")], undefined],
    ["another account, with MFA, and a service", [withMfa, service("lambda")], undefined],
    ["another account, with MFA, and one that cannot get in", [withMfa, { ...github, isDead: true }], true],
    ["another account", [external("999988887777")], undefined],
    ["nobody", [], undefined],
  ])("%s", (_name, callers, expected) => {
    expect(callerColumns(callers, nobodyKnows)["people_only"]).toBe(expected);
  });
});
