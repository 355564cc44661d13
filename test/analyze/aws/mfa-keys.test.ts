// Conditions that ask for no MFA: nobody has to show it, so that who can come without does, unless something else asks for it.
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, deny, document, evaluatorOf, type HolderSpec, OTHER, roleArn, userArn } from "./estate-of.js";

const SEND = "sqs:SendMessage";
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;

const mfa = (operator: string, value: string) => ({ [operator]: { "aws:MultiFactorAuthPresent": value } });
const age = (operator: string, value: string) => ({ [operator]: { "aws:MultiFactorAuthAge": value } });
const when = (Condition: object) => ({ Condition });
const sends = (condition: object) => allow(SEND, "*", when(condition));
const unless = (condition: object) => deny(SEND, "*", when(condition));

const trusting = (Principal: object, condition?: object) => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...(condition && { Condition: condition }),
});
const PEOPLE = { AWS: ACCOUNT };
const WORKLOADS = { Service: "ec2.amazonaws.com" };
const SHUT = {
  Effect: "Deny",
  Principal: "*",
  Action: "sts:AssumeRole",
  Condition: mfa("BoolIfExists", "false"),
};

function answer(policies: readonly object[], holder: HolderSpec, kind: "users" | "roles", context = {}): string {
  const evaluator = evaluatorOf({ [kind]: { app: { policies: [document(...policies)], ...holder } } });
  const principal = kind === "users" ? userArn("app") : roleArn("app");
  const { verdict, state } = evaluator.can({ principal, action: SEND, resource: QUEUE, context });
  return verdict.endsWith("deny") ? "denied" : state;
}
const ofRole = (policies: readonly object[], ...trust: object[]) =>
  answer(policies, { trust: document(...(trust.length > 0 ? trust : [trusting(PEOPLE)])) }, "roles");

const NONE = sends(mfa("BoolIfExists", "false"));

describe("a role that is assumed without MFA", () => {
  test.each<[string, readonly object[], string]>([
    ["is let in where there is none", [NONE], "attacker-settable"],
    ["in other words too", [sends(mfa("Bool", "false")), sends(mfa("Null", "true"))], "attacker-settable"],
    ["and where the age of MFA is not told", [sends(age("Null", "true"))], "attacker-settable"],
    ["gets around a Deny of MFA", [allow(SEND), unless(mfa("Bool", "true"))], "attacker-settable"],
    ["around one of an old one", [allow(SEND), unless(age("NumericGreaterThan", "3600"))], "attacker-settable"],
    ["may say nothing of it, or that there is none", [sends(mfa("Bool", "false"))], "unknown"],
    ["as well as the other way about", [sends(mfa("Null", "true"))], "unknown"],
    ["twin: not past a Deny of none", [NONE, unless(mfa("BoolIfExists", "false"))], "denied"],
    [
      "twin: nor past one of what is not MFA",
      [NONE, unless(mfa("Null", "true")), unless(mfa("Bool", "false"))],
      "denied",
    ],
    ["twin: has to show one that is asked for", [sends(mfa("Bool", "true"))], "needs-actor"],
    ["twin: as for a Deny of none", [allow(SEND), unless(mfa("BoolIfExists", "false"))], "needs-actor"],
    ["twin: or for a young one", [sends(age("NumericLessThan", "3600"))], "needs-actor"],
    ["twin: cannot have both", [NONE, unless(age("Null", "true"))], "denied"],
    ["twin: is not asked where either is let in", [NONE, sends(mfa("Bool", "true"))], "met"],
  ])("%s", (_, policies, expected) => {
    expect(ofRole(policies)).toBe(expected);
  });

  test.each<[string, readonly object[], string]>([
    ["people and workloads", [trusting(PEOPLE), trusting(WORKLOADS)], "attacker-settable"],
    [
      "people with MFA, and workloads",
      [trusting(PEOPLE, mfa("Bool", "true")), trusting(WORKLOADS)],
      "attacker-settable",
    ],
    [
      "people of whom some show MFA",
      [trusting(PEOPLE, mfa("Bool", "true")), trusting({ AWS: OTHER })],
      "attacker-settable",
    ],
    ["who shows MFA if anything is said of it", [trusting(PEOPLE, mfa("BoolIfExists", "true"))], "attacker-settable"],
    ["workloads alone", [trusting(WORKLOADS)], "met"],
    ["people with MFA alone", [trusting(PEOPLE, mfa("Bool", "true"))], "unknown"],
    ["people with young MFA alone", [trusting(PEOPLE, age("NumericLessThan", "3600"))], "unknown"],
    ["people, and denies whoever shows none", [trusting(PEOPLE), SHUT], "unknown"],
  ])("that trusts %s", (_, trust, expected) => {
    expect(ofRole([NONE], ...trust)).toBe(expected);
  });
});

const AGENT = { StringEquals: { "aws:UserAgent": "curl" } };
const ANY = "attacker-settable";

describe("a user with a device", () => {
  const ofUser = (policies: readonly object[], hasPassword: boolean | undefined, context = {}) =>
    answer(policies, { hasMfa: true, ...(hasPassword !== undefined && { hasPassword }) }, "users", context);
  test.each<[string, readonly object[], string, string]>([
    ["no MFA or no word of it", [NONE], "attacker-settable", "unknown"],
    ["MFA or none, with a choice", [allow(SEND), unless({ ...mfa("Bool", "true"), ...AGENT })], ANY, ANY],
    ["twin: none, with a choice", [sends({ ...mfa("BoolIfExists", "false"), ...AGENT })], ANY, "unknown"],
    ["a session without", [sends(mfa("Bool", "false"))], "attacker-settable", "unknown"],
    ["no word of it", [sends(mfa("Null", "true"))], "attacker-settable", "unknown"],
    ["a session", [sends(mfa("Null", "false"))], "attacker-settable", "needs-actor"],
    ["MFA", [sends(mfa("Bool", "true"))], "needs-actor", "needs-actor"],
    ["none of it, and it", [NONE, unless(mfa("BoolIfExists", "false"))], "denied", "denied"],
  ])("asked for %s: with keys alone, and with a password", (_, policies, keysAlone, withPassword) => {
    expect([ofUser(policies, false), ofUser(policies, true), ofUser(policies, undefined)]).toEqual([
      keysAlone,
      withPassword,
      withPassword,
    ]);
  });

  test("comes as the question says", () => {
    const both = [sends({ ...mfa("BoolIfExists", "false"), ...age("Null", "true") })];
    const shown = { "aws:MultiFactorAuthPresent": "true" };
    expect(ofUser(both, false, shown)).toBe("denied");
    expect(ofUser([sends(age("Null", "true"))], false, shown)).not.toBe("attacker-settable");
    expect(ofUser(both, false)).toBe("attacker-settable");
  });
});

describe("whoever is no identity of an account", () => {
  const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
  const assumes = (principal: string, action: string, ...trust: object[]): string => {
    const evaluator = evaluatorOf({ roles: { app: { trust: document(...trust) } } });
    const { verdict, state } = evaluator.can({ principal, action, resource: roleArn("app") });
    return verdict.endsWith("deny") ? "denied" : state;
  };
  const SHOWN = mfa("Bool", "true");
  const service = (...trust: object[]) => assumes("lambda.amazonaws.com", "sts:AssumeRole", ...trust);
  const lambda = (condition?: object) => trusting({ Service: "lambda.amazonaws.com" }, condition);
  const token = { ...trusting({ Federated: SAML }, SHOWN), Action: "sts:AssumeRoleWithSAML" };

  test("shows no MFA", () => {
    expect(service(lambda(SHOWN))).toBe("denied");
    expect(service(lambda(), SHUT)).toBe("denied");
    expect(assumes(SAML, "sts:AssumeRoleWithSAML", token)).toBe("denied");
  });

  test("twin: gets in where none is asked for, and somebody of an account shows it", () => {
    expect(service(lambda())).toBe("none");
    expect(service(lambda(), { ...SHUT, Condition: SHOWN })).toBe("met");
    expect(assumes(`arn:aws:iam::${OTHER}:user/bob`, "sts:AssumeRole", trusting({ AWS: OTHER }, SHOWN))).not.toBe(
      "denied",
    );
  });
});
