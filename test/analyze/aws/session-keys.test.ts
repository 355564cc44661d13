// What is chosen when a session is opened, as conditions read it: the source identity, the session's name, the external id. Each case
// has a twin of which the documentation says the opposite.
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, roleArn, userArn } from "./estate-of.js";

const APP = roleArn("app");
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const SAML = { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` };
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const when = (Condition: object) => ({ Condition });
const trust = (Principal: object, Action: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...more,
});

/** Verdict, and its state where that is neither none nor met nor blocked. */
function answer(spec: EstateSpec, ask: Partial<AccessRequest> = {}): string {
  const request = { principal: userArn("ann"), action: "s3:GetObject", resource: "arn:aws:s3:::data/key", ...ask };
  const { verdict, state } = evaluatorOf(spec).can(request);
  return state === "none" || state === "met" || state === "blocked" ? verdict : `${verdict} ${state}`;
}

/** IAM User Guide, "Monitor and control actions taken with assumed roles". */
describe("aws:SourceIdentity", () => {
  const ifBob = allow("s3:GetObject", "*", when({ StringEquals: { "aws:SourceIdentity": "bob" } }));
  const unlessBob = [
    allow("s3:GetObject"),
    deny("s3:GetObject", "*", when({ StringNotEquals: { "aws:SourceIdentity": "bob" } })),
  ];
  const role = (...statements: object[]): EstateSpec => ({
    roles: { app: { policies: [ifBob], trust: document(...statements) } },
  });

  test("users have none", () => {
    expect(answer({ users: { ann: { policies: [ifBob] } } })).toBe("implicit-deny");
    expect(answer({ users: { ann: { policies: unlessBob } } })).toBe("explicit-deny");
  });

  test.each<[string, object[], string]>([
    ["the trust lets nobody set it", [trust(ROOT, "sts:AssumeRole")], "implicit-deny"],
    [
      "whoever assumes the role sets it",
      [trust(ROOT, ["sts:AssumeRole", "sts:SetSourceIdentity"])],
      "allowed attacker-settable",
    ],
    ["the trust lets them do everything", [trust(ROOT, "sts:*")], "allowed attacker-settable"],
    [
      "it has to be bob's",
      [
        trust(ROOT, "sts:AssumeRole"),
        trust(ROOT, "sts:SetSourceIdentity", when({ StringEquals: { "sts:SourceIdentity": ["bob", "eve"] } })),
      ],
      "allowed attacker-settable",
    ],
    [
      "it has to be somebody else's",
      [
        trust(ROOT, "sts:AssumeRole"),
        trust(ROOT, "sts:SetSourceIdentity", when({ StringEquals: { "sts:SourceIdentity": "eve" } })),
      ],
      "implicit-deny",
    ],
    ["the issuer says it", [trust(SAML, ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity"])], "unknown unknown"],
    [
      "a certificate says it",
      [
        trust({ Service: "rolesanywhere.amazonaws.com" }, [
          "sts:AssumeRole",
          "sts:TagSession",
          "sts:SetSourceIdentity",
        ]),
      ],
      "unknown unknown",
    ],
  ])("of a role of which %s", (_, statements, expected) => {
    expect(answer(role(...statements), { principal: APP })).toBe(expected);
  });

  test("of a role whose trust was not read nobody knows it", () => {
    expect(answer({ roles: { app: { policies: [ifBob] } } }, { principal: APP })).toBe("unknown unknown");
  });
});

/** IAM User Guide, "Pass session tags in AWS STS": with SAML and OpenID Connect the assertion or the token says them. */
describe("tags of a session", () => {
  const ifRed = allow("s3:GetObject", "*", when({ StringEquals: { "aws:PrincipalTag/team": "red" } }));
  const tagging = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:TagSession"];

  test.each<[string, object[], string]>([
    ["an issuer vouches for", [trust(SAML, tagging)], "unknown unknown"],
    ["whoever is of the account chooses", [trust(ROOT, tagging)], "allowed attacker-settable"],
    ["one or the other does", [trust(SAML, tagging), trust(ROOT, tagging)], "allowed attacker-settable"],
    ["nobody may bring", [trust(SAML, "sts:AssumeRoleWithSAML")], "implicit-deny"],
  ])("that %s", (_, statements, expected) => {
    const roles = { app: { policies: [ifRed], trust: document(...statements) } };
    expect(answer({ roles }, { principal: APP })).toBe(expected);
  });

  test("are those of the role where nobody brings others", () => {
    const roles = { app: { policies: [ifRed], tags: { team: "red" }, trust: document(trust(SAML, "sts:*")) } };
    expect(answer({ roles }, { principal: APP })).toBe("unknown unknown");
    const without = { app: { ...roles.app, trust: document(trust(SAML, "sts:AssumeRoleWithSAML")) } };
    expect(answer({ roles: without }, { principal: APP })).toBe("allowed");
  });

  const bringing = (...values: string[]) =>
    trust(ROOT, tagging, when({ StringEquals: { "aws:RequestTag/team": values } }));
  const app = (own: string, brought: object, policy: object): EstateSpec => ({
    roles: { app: { policies: [policy], tags: { team: own }, trust: document(brought) } },
  });
  const own = allow("s3:GetObject", "arn:aws:s3:::data/$" + "{aws:PrincipalTag/team}");
  const ofTeam = (team: string) => ({ principal: APP, resource: `arn:aws:s3:::data/${team}` });

  test.each<[string, EstateSpec, string]>([
    ["what they may bring", app("blue", bringing("red", "green"), own), "allowed attacker-settable"],
    ["what the role has", app("red", bringing("green"), own), "allowed attacker-settable"],
    ["what the role has and they may bring", app("red", bringing("red"), own), "allowed"],
    ["twin: none of what they may bring", app("blue", bringing("green"), own), "implicit-deny"],
    ["twin: nor where that is what the role has", app("blue", bringing("blue"), own), "implicit-deny"],
  ])("name a resource: %s", (_, spec, expected) => {
    expect(answer(spec, ofTeam("red"))).toBe(expected);
  });
});

/** IAM User Guide, "AWS global condition context keys", aws:CalledVia: the services through which a request came. */
describe("aws:CalledVia", () => {
  const via = (service: string, operator = "ForAnyValue:StringEquals", key = "aws:CalledVia") =>
    when({ [operator]: { [key]: [`${service}.amazonaws.com`] } });
  const ann = (...policies: object[]): EstateSpec => ({ users: { ann: { policies } } });
  const read = (more: object) => allow("s3:GetObject", "*", more);

  test.each<[string, EstateSpec, string]>([
    ["who may use the service", ann(read(via("athena")), allow("athena:*")), "allowed attacker-settable"],
    [
      "who may do one thing in it",
      ann(read(via("athena")), allow("athena:StartQueryExecution")),
      "allowed attacker-settable",
    ],
    [
      "who may do everything but something",
      ann(read(via("athena")), { Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
      "allowed attacker-settable",
    ],
    ["who may use another service", ann(read(via("athena")), allow("cloudformation:*")), "implicit-deny"],
    ["who may use none", ann(read(via("athena"))), "implicit-deny"],
    [
      "who may use none, by the first of several",
      ann(read(via("athena", "StringEquals", "aws:CalledViaFirst"))),
      "implicit-deny",
    ],
    ["who is asked for a service that nobody documents", ann(read(via("new-one"))), "allowed attacker-settable"],
    [
      "who is denied what comes by no service",
      ann(allow("s3:GetObject"), deny("s3:GetObject", "*", via("athena", "ForAllValues:StringNotEquals"))),
      "explicit-deny",
    ],
  ])("%s", (_, spec, expected) => {
    expect(answer(spec)).toBe(expected);
  });
});

/**
 * IAM User Guide, "AWS global condition context keys", aws:ViaAWSService: false where the principal makes the request itself, true where a
 * service does on its behalf; and "Forward access sessions": such a request comes after one of the principal.
 */
describe("aws:ViaAWSService", () => {
  const via = (told: string, operator = "Bool") => when({ [operator]: { "aws:ViaAWSService": told } });
  const ann = (...policies: object[]): EstateSpec => ({ users: { ann: { policies } } });
  const read = allow("s3:GetObject", "*", via("true"));
  const BOSS = userArn("boss");
  const ANN = userArn("ann");
  /** Everything, but of what it does itself nothing under this condition. */
  const denied = (more: object, actions = "*") =>
    ann(allow("*"), deny(actions, "*", when({ BoolIfExists: { "aws:ViaAWSService": "false" }, ...more })));
  const calledVia = when({ "ForAnyValue:StringEquals": { "aws:CalledVia": ["athena.amazonaws.com"] } });

  test.each<[string, EstateSpec, string]>([
    ["who may begin nothing", ann(read), "implicit-deny"],
    ["who may do all by services and begin nothing", ann(allow("*", "*", via("true"))), "implicit-deny"],
    ["who may use a service by services only", ann(read, allow("athena:*", "*", via("true"))), "implicit-deny"],
    [
      "who may use a service by services only, for what came by it",
      ann(allow("s3:GetObject", "*", calledVia), allow("athena:*", "*", via("true"))),
      "implicit-deny",
    ],
    ["who may use a service that calls for others", ann(read, allow("athena:*")), "allowed attacker-settable"],
    [
      "who may use one within a network",
      ann(read, allow("athena:*", "*", when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }))),
      "allowed attacker-settable",
    ],
    ["who may make stacks", ann(read, allow("cloudformation:CreateStack")), "allowed attacker-settable"],
    ["who may use a service of which nobody says so", ann(read, allow("lambda:*")), "unknown unknown"],
    ["who may do it itself as well", ann(read, allow("s3:GetObject")), "allowed"],
    ["who may do it itself, by that key", ann(allow("s3:GetObject", "*", via("false"))), "allowed attacker-settable"],
    [
      "who is denied what it does itself",
      ann(allow("*"), deny("s3:*", "*", via("false"))),
      "allowed attacker-settable",
    ],
    [
      "who is denied what it does itself, and may use nothing that is known to call",
      ann(allow(["s3:*", "lambda:*"]), deny("s3:*", "*", via("false", "BoolIfExists"))),
      "unknown unknown",
    ],
    [
      "who is denied everything that it does itself",
      ann(allow("*"), deny("*", "*", via("false", "BoolIfExists"))),
      "explicit-deny",
    ],
    [
      "who is denied it as all but another are",
      denied({ ArnNotEquals: { "aws:PrincipalArn": BOSS } }),
      "explicit-deny",
    ],
    ["whom that Deny leaves out", denied({ ArnNotEquals: { "aws:PrincipalArn": ANN } }), "allowed"],
    [
      "who is denied it as all of the account are",
      denied({ StringEquals: { "aws:PrincipalAccount": ACCOUNT } }),
      "explicit-deny",
    ],
    ["who is of another account", denied({ StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } }), "allowed"],
    [
      "who is denied but one service of it, by another key",
      denied({ Null: { "aws:PrincipalTag/team": "true" } }, "s3:*"),
      "allowed attacker-settable",
    ],
    [
      "who is denied what services do for it",
      ann(allow("s3:*"), deny("s3:*", "*", via("true"))),
      "allowed attacker-settable",
    ],
  ])("%s", (_, spec, expected) => {
    expect(answer(spec)).toBe(expected);
  });
});

/** IAM User Guide, "IAM policy elements: Variables and tags": a variable without a value equals nothing. */
describe("a variable without a value, beside a key that the caller chooses", () => {
  const condition = when({ StringLike: { "sts:RoleSessionName": "${aws:username}" } });
  const spec: EstateSpec = {
    users: { ann: { policies: [allow("sts:AssumeRole")] } },
    roles: {
      other: { policies: [allow("sts:AssumeRole")], trust: document(trust(ROOT, "sts:AssumeRole")) },
      app: { trust: document(trust(ROOT, "sts:AssumeRole", condition)) },
    },
  };
  const ask = { action: "sts:AssumeRole", resource: APP };

  test("a user calls the session by its name, a role has no user name to call it by", () => {
    expect(answer(spec, ask)).toBe("allowed attacker-settable");
    expect(answer(spec, { ...ask, principal: roleArn("other") })).toBe("implicit-deny");
  });
});

/** AWS STS API Reference: ExternalId is a parameter of AssumeRole alone. */
test("a token of an issuer brings no external id", () => {
  const condition = when({ StringEquals: { "sts:ExternalId": "x" } });
  const spec: EstateSpec = {
    users: { ann: { policies: [allow("sts:AssumeRole")] } },
    roles: {
      app: {
        trust: document(
          trust({ Federated: GITHUB }, "sts:AssumeRoleWithWebIdentity", condition),
          trust(ROOT, "sts:AssumeRole", condition),
        ),
      },
    },
  };
  const token = { principal: GITHUB, action: "sts:AssumeRoleWithWebIdentity", resource: APP };
  expect(answer(spec, token)).toBe("implicit-deny");
  expect(answer(spec, { action: "sts:AssumeRole", resource: APP })).toBe("allowed attacker-settable");
});
