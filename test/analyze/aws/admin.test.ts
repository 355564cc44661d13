import { describe, expect, test } from "vitest";
import { buildEstate } from "../../../src/analyze/aws/estate.js";
import { adminFacts } from "../../../src/analyze/aws/facts.js";
import {
  ACCOUNT,
  allow,
  deny,
  document,
  type EstateSpec,
  estateOf,
  evaluatorOf,
  type HolderSpec,
  inputOf,
  OTHER,
  roleArn,
  userArn,
  type Written,
} from "./estate-of.js";

const ANN = userArn("ann");

function verdict(policies: readonly Written[], holder: HolderSpec = {}, more: EstateSpec = {}): string {
  const evaluator = evaluatorOf({ ...more, users: { ann: { policies, ...holder } } });
  const ann = evaluator.estate.principal(ANN);
  return ann ? evaluator.effectiveAdmin(ann) : "absent";
}

const all = allow("*");
const notIam = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
const allBut = (NotResource: string | string[]) => ({ Effect: "Allow", Action: "*", NotResource });
const mfa = { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } };
const outside = (region: string) => ({ Condition: { StringNotEquals: { "aws:RequestedRegion": region } } });
const within = (region: string) => ({ Condition: { StringEquals: { "aws:RequestedRegion": region } } });
const inside = (actions: string) => deny(actions, "*", within("eu-west-1"));
const outsideIt = (actions: string) => deny(actions, "*", outside("eu-west-1"));
/** Denies of what is asked for in a region, and of what is asked for anywhere else; of everything but IAM when left out. */
const eitherWay = (actions: string | undefined): Written[] =>
  actions === undefined
    ? [within("eu-west-1"), outside("eu-west-1")].map((where) => ({
        Effect: "Deny",
        NotAction: "iam:*",
        Resource: "*",
        ...where,
      }))
    : [inside(actions), outsideIt(actions)];
const tagged = { Condition: { StringEquals: { "aws:RequestTag/team": "red" } } };
const untagged = { Condition: { StringNotEquals: { "aws:RequestTag/team": "red" } } };
const elsewhere = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
const addressed = { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } };

describe("effective administrators", () => {
  test.each<[string, Written[], string]>([
    ["everything on everything", [all], "effective"],
    ["in parts that make a whole", [allow("iam:*"), notIam], "effective"],
    ["in one document", [document(allow("iam:*"), notIam)], "effective"],
    ["NotAction of nothing", [{ Effect: "Allow", NotAction: [], Resource: "*" }], "effective"],
    ["one service missing", [notIam], "no"],
    [
      "one action missing",
      [notIam, allow("iam:[A-Z]*"), { Effect: "Allow", NotAction: "iam:PassRole", Resource: "*" }],
      "no",
    ],
    ["NotAction of everything", [{ Effect: "Allow", NotAction: "*", Resource: "*" }], "no"],
    ["only IAM", [allow("iam:*")], "no"],
    ["on some resources", [allow("*", "arn:aws:s3:::*")], "no"],
    ["on all but one, and on that one", [allBut("arn:aws:s3:::logs"), allow("*", "arn:aws:s3:::l*")], "effective"],
    [
      "on all but two, and on one of them",
      [allBut(["arn:aws:s3:::logs", "arn:aws:s3:::data"]), allow("*", "arn:aws:s3:::logs")],
      "no",
    ],
    ["on all but one", [allBut("arn:aws:s3:::logs")], "no"],
    ["nothing", [], "no"],
    ["a deny of all", [all, deny("*")], "no"],
    ["a deny of one thing", [all, deny("s3:DeleteBucket", "arn:aws:s3:::logs")], "no"],
    ["a deny of no action", [all, { Effect: "Deny", NotAction: "*", Resource: "*" }], "effective"],
    ["a deny that MFA lifts", [all, deny("*", "*", mfa)], "unknown"],
    ["a deny that the caller avoids", [all, deny("*", "*", outside("us-east-1"))], "effective"],
    [
      "a deny of all but IAM outside a region",
      [all, { Effect: "Deny", NotAction: "iam:*", Resource: "*", ...outside("eu-west-1") }],
      "effective",
    ],
    ["a deny of all outside a region where IAM is not", [all, deny("*", "*", outside("eu-west-1"))], "no"],
    [
      "allowed in a region where IAM is not",
      [allow("*", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } })],
      "no",
    ],
    [
      "a deny of the past",
      [all, deny("*", "*", { Condition: { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } })],
      "effective",
    ],
    [
      "a deny of others",
      [all, deny("*", "*", { Condition: { ArnNotEquals: { "aws:PrincipalArn": ANN } } })],
      "effective",
    ],
    ["denies of a region and of all others", [all, ...eitherWay("*")], "no"],
    ["the same of all but IAM", [all, ...eitherWay(undefined)], "no"],
    ["denies of a region and of all others, of two services", [all, inside("s3:*"), outsideIt("ec2:*")], "effective"],
    ["denies of two regions", [all, inside("ec2:*"), deny("ec2:*", "*", within("us-east-1"))], "effective"],
    [
      "denies of an address and of all others",
      [
        all,
        deny("ec2:*", "*", addressed),
        deny("*", "*", { Condition: { NotIpAddress: addressed.Condition.IpAddress } }),
      ],
      "no",
    ],
    ["denies of two addresses", [all, deny("*", "*", addressed), deny("*", "*", elsewhere)], "unknown"],
    ["allowed to who brings a tag, which few requests do", [allow("*", "*", tagged)], "no"],
    ["a deny of what brings no tag", [all, deny("*", "*", untagged)], "no"],
    ["a deny of machines without a tag", [all, deny("ec2:RunInstances", "*", untagged)], "effective"],
    ["allowed from some addresses", [allow("*", "*", addressed)], "unknown"],
    ["allowed to others", [allow("*", "*", { Condition: { StringEquals: { "aws:username": "bob" } } })], "no"],
    ["allowed to this one", [allow("*", "*", { Condition: { StringEquals: { "aws:username": "ann" } } })], "effective"],
    ["a document that cannot be read", ["{"], "unknown"],
    ["everything beside one that cannot be read", [all, "{"], "unknown"],
    ["a deny of all beside one that cannot be read", [document(all, deny("*")), "{"], "no"],
  ])("%s: %s", (_, policies, expected) => {
    expect(verdict(policies)).toBe(expected);
  });

  test.each<[string, Written, string]>([
    ["open", all, "effective"],
    ["of one service", allow("s3:*"), "no"],
    ["with a deny", document(all, deny("s3:DeleteBucket")), "no"],
    ["unread", "{", "unknown"],
    ["that the address decides", allow("*", "*", addressed), "unknown"],
  ])("within a boundary %s: %s", (_, boundary, expected) => {
    expect(verdict([all], { boundary })).toBe(expected);
  });

  const tls = (value: string) => ({ Condition: { Bool: { "aws:SecureTransport": value } } });
  const showing = (value: string) => ({ Condition: { Bool: { "aws:MultiFactorAuthPresent": value } } });
  test.each<[string, Written[], Written, string]>([
    ["both over TLS", [allow("*", "*", tls("true"))], allow("*", "*", tls("true")), "effective"],
    ["one over TLS, the other without", [allow("*", "*", tls("false"))], allow("*", "*", tls("true")), "no"],
    ["a deny without TLS, a boundary for it", [all, deny("*", "*", tls("true"))], allow("*", "*", tls("true")), "no"],
    ["both in one region", [allow("*", "*", within("us-east-1"))], allow("*", "*", within("us-east-1")), "effective"],
    ["of two keys", [allow("*", "*", tls("true"))], allow("*", "*", within("us-east-1")), "effective"],
    ["both with MFA", [all, deny("*", "*", mfa)], document(all, deny("*", "*", mfa)), "unknown"],
    ["one with MFA, the other without", [allow("*", "*", showing("false"))], document(all, deny("*", "*", mfa)), "no"],
    [
      "in one of two ways",
      [allow("*", "*", tls("false")), allow("*", "*", within("us-east-1"))],
      allow("*", "*", tls("true")),
      "effective",
    ],
  ])("policies and a boundary that ask for something, %s", (_, policies, boundary, expected) => {
    expect(verdict(policies, { boundary })).toBe(expected);
  });

  test("by a group", () => {
    expect(verdict([], { groups: ["admins"] }, { groups: { admins: { policies: [all] } } })).toBe("effective");
    expect(verdict([deny("ec2:*")], { groups: ["admins"] }, { groups: { admins: { policies: [all] } } })).toBe("no");
  });

  test("an organisation that forbids some calls leaves an administrator, one that forbids all does not", () => {
    const scp = (...written: object[]): EstateSpec => ({
      organization: {
        management: OTHER,
        parents: { [ACCOUNT]: "r-root" },
        scp: { "r-root": [all], [ACCOUNT]: written },
      },
    });
    expect(verdict([all], {}, scp(all, deny("organizations:LeaveOrganization")))).toBe("effective");
    expect(verdict([all], {}, scp(all, deny("*")))).toBe("no");
    expect(verdict([all], {}, scp(all, deny("*", "*", mfa)))).toBe("effective");
    expect(verdict([all], {}, scp(allow("health:*")))).toBe("no");
    expect(verdict([all], {}, scp(allow("iam:CreateAccessKey"), deny("iam:CreateAccessKey")))).toBe("no");
    expect(verdict([all], {}, scp(allow("iam:*"), deny("iam:CreateAccessKey")))).toBe("effective");
    const unless = (operator: string, key: string, value: string) =>
      scp(all, deny("*", "*", { Condition: { [operator]: { [key]: value } } }));
    expect(verdict([all], {}, unless("ArnNotLike", "aws:PrincipalArn", roleArn("admin")))).toBe("no");
    expect(verdict([all], {}, unless("ArnNotLike", "aws:PrincipalArn", ANN))).toBe("effective");
    expect(verdict([all], {}, unless("StringNotEquals", "aws:PrincipalTag/team", "admins"))).toBe("no");
    expect(
      verdict([all], { tags: { team: "admins" } }, unless("StringNotEquals", "aws:PrincipalTag/team", "admins")),
    ).toBe("effective");
    expect(verdict([all], {}, unless("StringNotEquals", "aws:RequestedRegion", "eu-west-1"))).toBe("effective");
  });
});

describe("facts", () => {
  test("one for each principal and group", () => {
    const spec: EstateSpec = {
      groups: { admins: { policies: [all] }, readers: { policies: [allow("s3:Get*")] } },
      users: { ann: { groups: ["admins"] } },
      roles: { app: { policies: [allow("s3:*")] }, odd: { policies: ["{"] } },
    };
    const input = inputOf(spec);
    const columns = new Map(adminFacts(input, buildEstate(input)).map((fact) => [fact.node, fact.columns]));
    const effective = { admin: "effective", tier: 0, reaches_admin: true, admin_hops: 0 };
    expect(Object.fromEntries(columns)).toEqual({
      [ANN]: effective,
      [roleArn("app")]: { admin: "no" },
      [roleArn("odd")]: { admin: "unknown" },
      [`arn:aws:iam::${ACCOUNT}:group/admins`]: effective,
      [`arn:aws:iam::${ACCOUNT}:group/readers`]: { admin: "no" },
    });
  });

  test("a fact never says that admin cannot be reached: paths decide that", () => {
    const estate = estateOf({ users: { ann: { policies: [allow("iam:*")] } } });
    expect(adminFacts({ now: new Date(0) }, estate)[0]?.columns).toEqual({ admin: "no" });
  });
});
