// Kinds and families of caller that a role accepts.
import { describe, expect, it } from "vitest";
import { callerColumns } from "../../../src/analyze/facts/callers.js";
import type { TrustCaller } from "../../../src/analyze/trust/index.js";

function caller(kind: string, provider: string, more: Partial<TrustCaller> = {}): TrustCaller {
  return { kind, provider, relation: undefined, account: undefined, isDead: false, ...more };
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
    const columns = callerColumns(callers);
    expect(columns["trust_families"]).toBe(families);
    expect(columns["trust_kinds"]).toEqual(kinds);
  });

  it("issuers are listed once, in order", () => {
    expect(callerColumns([github, gitlab, { ...github }])["trust_oidc_issuers"]).toEqual([
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
    expect(callerColumns(callers)["trusted_from_outside"]).toBe(expected);
  });
});
