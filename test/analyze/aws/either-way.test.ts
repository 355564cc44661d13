// What nobody can tell has one value all the same: conditions that leave no value over decide, whatever it is.
import { describe, expect, test } from "vitest";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, userArn } from "./estate-of.js";

const ANN = userArn("ann");
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
const SEND = "sqs:SendMessage";

function answer(policies: readonly object[], more: Partial<EstateSpec> = {}): string {
  const spec: EstateSpec = { users: { ann: { policies: [document(...policies)] } }, ...more };
  const { verdict, state } = evaluatorOf(spec).can({ principal: ANN, action: SEND, resource: QUEUE });
  return verdict.endsWith("deny") ? verdict : `${verdict} ${state}`;
}

const when = (Condition: object) => ({ Condition });
const unless = (...conditions: object[]) => [allow(SEND), ...conditions.map((one) => deny(SEND, "*", when(one)))];
const vpc = (operator: string, value: unknown) => ({ [operator]: { "aws:SourceVpc": value } });
const ip = (operator: string, value: unknown) => ({ [operator]: { "aws:SourceIp": value } });
const tls = (value: string, operator = "Bool") => ({ [operator]: { "aws:SecureTransport": value } });
const mfa = (value: string, operator = "Bool") => ({ [operator]: { "aws:MultiFactorAuthPresent": value } });

describe("denies that leave nothing over", () => {
  test.each<[string, readonly object[]]>([
    ["TLS and no TLS, of which there is always one", [tls("true"), tls("false")]],
    ["the same if it is there", [tls("true", "BoolIfExists"), tls("false", "BoolIfExists")]],
    ["MFA, and none or no word of it", [mfa("true"), mfa("false", "BoolIfExists")]],
    ["a VPC, and any other or none", [vpc("StringEquals", "vpc-1"), vpc("StringNotEquals", "vpc-1")]],
    ["VPCs of a kind, and others", [vpc("StringLike", "vpc-1*"), vpc("StringNotLike", "vpc-1*")]],
    ["in other letters", [vpc("StringEqualsIgnoreCase", "VPC-1"), vpc("StringNotEqualsIgnoreCase", "vpc-1")]],
    [
      "three of them",
      [vpc("StringEquals", "vpc-1"), vpc("StringEquals", "vpc-2"), vpc("StringNotEquals", ["vpc-1", "vpc-2"])],
    ],
    ["there or not", [{ Null: { "aws:SourceVpc": "true" } }, { Null: { "aws:SourceVpc": "false" } }]],
    [
      "absent, one, and others",
      [{ Null: { "aws:SourceVpc": "true" } }, vpc("StringEquals", "vpc-1"), vpc("StringNotEqualsIfExists", "vpc-1")],
    ],
    ["addresses, and all others", [ip("IpAddress", "10.0.0.0/8"), ip("NotIpAddress", "10.0.0.0/8")]],
    [
      "a wider block than the one that is let",
      [ip("IpAddress", "10.0.0.0/8"), ip("NotIpAddress", ["10.1.0.0/16", "10.2.0.0/16"])],
    ],
    [
      "any of one, and all of others",
      [vpc("ForAnyValue:StringEquals", "vpc-1"), vpc("ForAllValues:StringNotEquals", "vpc-1")],
    ],
    [
      "all of one, which may be none, and others",
      [vpc("ForAllValues:StringEquals", "vpc-1"), vpc("StringNotEquals", "vpc-1")],
    ],
    ["all addresses, and none that is told", [ip("IpAddress", "0.0.0.0/0"), { Null: { "aws:SourceIp": "true" } }]],
    [
      "an agent and all others",
      [{ StringLike: { "aws:UserAgent": "cli*" } }, { StringNotLike: { "aws:UserAgent": "cli*" } }],
    ],
    [
      "ARNs",
      [{ ArnLike: { "aws:ViaThing": "arn:aws:s3:::a*" } }, { ArnNotLike: { "aws:ViaThing": "arn:aws:s3:::a*" } }],
    ],
    [
      "numbers",
      [
        { NumericLessThan: { "x:size": "5" } },
        { NumericGreaterThanEquals: { "x:size": "5" } },
        { Null: { "x:size": "true" } },
      ],
    ],
    [
      "dates",
      [{ DateLessThanIfExists: { "x:day": "2026-01-01" } }, { DateGreaterThanEquals: { "x:day": "2026-01-01" } }],
    ],
    [
      "two keys, in every case",
      [
        { ...vpc("StringEquals", "vpc-1"), ...ip("IpAddress", "10.0.0.0/8") },
        vpc("StringNotEquals", "vpc-1"),
        ip("NotIpAddress", "10.0.0.0/8"),
      ],
    ],
  ])("%s", (_, conditions) => {
    expect(answer(unless(...conditions))).toBe("explicit-deny");
  });

  test.each<[string, readonly object[], string]>([
    [
      "one, and all but another",
      [vpc("StringEquals", "vpc-1"), vpc("StringNotEqualsIfExists", "vpc-2")],
      "unknown unknown",
    ],
    ["one and a third", [vpc("StringEquals", "vpc-1"), vpc("StringNotEquals", ["vpc-1", "vpc-2"])], "unknown unknown"],
    [
      "one and what is not it, where it is there",
      [{ Null: { "aws:SourceVpc": "false" } }, vpc("StringEquals", "vpc-1")],
      "unknown unknown",
    ],
    [
      "a key of each",
      [vpc("StringEquals", "vpc-1"), { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }],
      "unknown unknown",
    ],
    [
      "addresses but one",
      [ip("IpAddress", "10.0.0.0/8"), ip("NotIpAddress", ["10.0.0.0/8", "192.0.2.1"])],
      "unknown unknown",
    ],
    [
      "all addresses of one family, and one of the other",
      [ip("IpAddress", ["0.0.0.0/0", "2001:db8::/32"]), { Null: { "aws:SourceIp": "true" } }],
      "unknown unknown",
    ],
    ["patterns that cross", [vpc("StringLike", "vpc-1*"), vpc("StringNotLike", "*1")], "unknown unknown"],
    ["a pattern within", [vpc("StringNotLike", "vpc-*"), vpc("StringLike", "vpc-1*")], "unknown unknown"],
    [
      "numbers but one",
      [
        { NumericLessThan: { "x:size": "5" } },
        { NumericGreaterThan: { "x:size": "5" } },
        { Null: { "x:size": "true" } },
      ],
      "unknown unknown",
    ],
    [
      "any of one, and any of others, of a key that may have none",
      [vpc("ForAnyValue:StringEquals", "vpc-1"), vpc("ForAnyValue:StringNotEquals", "vpc-1")],
      "unknown unknown",
    ],
    [
      "all of one, and others, of a key with several values",
      [{ "ForAllValues:StringEquals": { "x:set": "a" } }, { "ForAnyValue:StringNotEquals": { "x:set": "b" } }],
      "unknown unknown",
    ],
    [
      "some of several values",
      [{ "ForAnyValue:StringEquals": { "x:set": "a" } }, { "ForAnyValue:StringNotEquals": { "x:set": "a" } }],
      "unknown unknown",
    ],
    [
      "a value that is a variable",
      [vpc("StringEquals", "${aws:PrincipalTag/vpc}"), vpc("StringNotEquals", "${aws:PrincipalTag/vpc}")],
      "explicit-deny",
    ],
    [
      "a value that nobody knows",
      [vpc("StringEquals", "${aws:SourceVpce}"), vpc("StringNotEquals", "${aws:SourceVpce}")],
      "unknown unknown",
    ],
    ["TLS alone", [tls("true")], "allowed attacker-settable"],
    ["MFA alone", [mfa("false")], "unknown needs-actor"],
    ["of another action", [], "allowed none"],
  ])("twin: %s", (_, conditions, expected) => {
    const other = [deny("sqs:ReceiveMessage", "*", when(vpc("StringNotEquals", "vpc-1")))];
    expect(answer([...unless(...conditions), ...other])).toBe(expected);
  });
});

describe("conditions of several places", () => {
  const lets = [allow(SEND, "*", when(ip("IpAddress", "10.1.0.0/16")))];
  const parents = { [ACCOUNT]: "r-root" };
  const full = { Effect: "Allow", Action: "*", Resource: "*" };
  const scp = (condition: object) => ({
    organization: {
      management: OTHER,
      parents,
      scp: { "r-root": [document(full, deny("*", "*", when(condition)))], [ACCOUNT]: [full] },
    },
  });
  test.each<[string, readonly object[], Partial<EstateSpec>, string]>([
    [
      "an Allow within what is denied",
      [...lets, deny("*", "*", when(ip("IpAddress", "10.0.0.0/8")))],
      {},
      "explicit-deny",
    ],
    [
      "an Allow that reaches beyond",
      [...lets, deny("*", "*", when(ip("IpAddress", "10.1.2.0/24")))],
      {},
      "unknown unknown",
    ],
    [
      "a Deny, and a control policy with the rest",
      unless(vpc("StringEquals", "vpc-1")),
      scp(vpc("StringNotEquals", "vpc-1")),
      "explicit-deny",
    ],
    [
      "a Deny, and a control policy with another",
      unless(vpc("StringEquals", "vpc-1")),
      scp(vpc("StringEquals", "vpc-2")),
      "unknown unknown",
    ],
    [
      "allowed within and without",
      [...lets, allow(SEND, "*", when(ip("NotIpAddress", "10.1.0.0/16")))],
      {},
      "allowed met",
    ],
    [
      "allowed within, and nearly without",
      [...lets, allow(SEND, "*", when(ip("NotIpAddress", "10.0.0.0/8")))],
      {},
      "unknown unknown",
    ],
    [
      "allowed within and without, where TLS is used",
      [...lets, allow(SEND, "*", when({ ...ip("NotIpAddress", "10.1.0.0/16"), ...tls("true") }))],
      {},
      "allowed attacker-settable",
    ],
  ])("%s", (_, policies, more, expected) => {
    expect(answer(policies, more)).toBe(expected);
  });
});
