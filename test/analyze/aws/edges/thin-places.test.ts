// Small accounts in which a right that looks like a way leads nowhere, or one that looks harmless leads on: what a trust asks of who
// takes the role, what passing a role takes, what changes a function, what only the organisation does.
import { beforeAll, describe, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import {
  ACCOUNT,
  allow,
  arn,
  controlled,
  deny,
  EVERYTHING,
  OTHER,
  root,
  Scene,
  service,
  trusts,
  WITH_FUNCTIONS,
} from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});
type Statement = ReturnType<typeof allow>;
const CALLER = arn("user/caller");
const BOSS = arn("role/boss");
const cond = (Condition: object) => ({ Condition });

function adminOf(scene: Scene, id = CALLER) {
  return analyzeScene(scene, techniques).facts.find(({ node, columns }) => node === id && "admin" in columns)?.columns[
    "admin"
  ];
}
const scene = () => new Scene().account().role("boss", [trusts(root())], { inline: [EVERYTHING] });
const user = (...inline: Statement[]) => scene().user("caller", { inline });
const boss = (trust: Statement[], ...inline: Statement[]) =>
  new Scene()
    .account()
    .role("boss", trust, { inline: [EVERYTHING] })
    .user("caller", { inline });
const ASSUME = allow("sts:AssumeRole", BOSS);
const fn = (s: Scene, name = "run", role = "boss", props = {}) =>
  s.workload("aws.lambda-function", `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`, role, props);
const LAMBDA = [trusts(service("lambda"))];
const F = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:run`;

describe("admin of the caller", () => {
  it.each<[string, () => Scene, string]>([
    // trust conditions
    [
      "trust asks source identity; caller may not set",
      () => boss([trusts(root(), { StringLike: { "sts:SourceIdentity": "*" } })], ASSUME),
      "no",
    ],
    [
      "trust asks source identity and allows setting; caller may",
      () =>
        boss(
          [
            {
              ...trusts(root(), { StringLike: { "sts:SourceIdentity": "*" } }),
              Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
            },
          ],
          allow(["sts:AssumeRole", "sts:SetSourceIdentity"], BOSS),
        ),
      "reaches",
    ],
    [
      "trust asks a transitive tag key; caller tags",
      () =>
        boss(
          [
            {
              ...trusts(root(), { "ForAllValues:StringEquals": { "sts:TransitiveTagKeys": ["team"] } }),
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
          allow(["sts:AssumeRole", "sts:TagSession"], BOSS),
        ),
      "reaches",
    ],
    [
      "trust wants a tag brought; caller may tag",
      () =>
        boss(
          [
            {
              ...trusts(root(), { StringEquals: { "aws:RequestTag/team": "ops" } }),
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
          allow(["sts:AssumeRole", "sts:TagSession"], BOSS),
        ),
      "reaches",
    ],
    [
      "trust wants a tag brought; caller may tag with another value only",
      () =>
        boss(
          [
            {
              ...trusts(root(), { StringEquals: { "aws:RequestTag/team": "ops" } }),
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
          ASSUME,
          allow("sts:TagSession", BOSS, cond({ StringEquals: { "aws:RequestTag/team": "dev" } })),
        ),
      "no",
    ],
    [
      "trust wants a tag brought; trust does not allow tagging",
      () =>
        boss(
          [trusts(root(), { StringEquals: { "aws:RequestTag/team": "ops" } })],
          allow(["sts:AssumeRole", "sts:TagSession"], BOSS),
        ),
      "no",
    ],
    [
      "trust wants SourceVpce",
      () => boss([trusts(root(), { StringEquals: { "aws:SourceVpce": "vpce-1" } })], ASSUME),
      "unknown",
    ],
    [
      "trust wants a PrincipalOrgID; no organisation read",
      () => boss([trusts("*", { StringEquals: { "aws:PrincipalOrgID": "o-1" } })], ASSUME),
      "unknown",
    ],
    [
      "trust denies the caller by ARN",
      () =>
        boss(
          [trusts(root()), { ...trusts("*"), Effect: "Deny", Condition: { ArnLike: { "aws:PrincipalArn": CALLER } } }],
          ASSUME,
        ),
      "no",
    ],
    [
      "trust of a Deny with NotPrincipal-like condition sparing caller",
      () =>
        boss(
          [
            trusts(root()),
            { ...trusts("*"), Effect: "Deny", Condition: { ArnNotLike: { "aws:PrincipalArn": arn("user/*") } } },
          ],
          ASSUME,
        ),
      "reaches",
    ],
    [
      "IfExists on MFA lets a key in",
      () => boss([trusts(root(), { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } })], ASSUME),
      "reaches",
    ],
    // passrole
    [
      "PassRole limited to a service by condition, other service",
      () =>
        boss(
          LAMBDA,
          allow("iam:PassRole", BOSS, cond({ StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } })),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ),
      "no",
    ],
    [
      "PassRole limited to lambda",
      () =>
        boss(
          LAMBDA,
          allow("iam:PassRole", BOSS, cond({ StringLike: { "iam:PassedToService": "lambda.*" } })),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ),
      "reaches",
    ],
    [
      "PassRole NotResource of the boss",
      () =>
        boss(
          LAMBDA,
          { Effect: "Allow", Action: "iam:PassRole", NotResource: BOSS },
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ),
      "no",
    ],
    [
      "role trusts lambda with SourceAccount of another",
      () =>
        boss(
          [trusts(service("lambda"), { StringEquals: { "aws:SourceAccount": OTHER } })],
          allow("iam:PassRole", BOSS),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ),
      "no",
    ],
    [
      "role trusts lambda with SourceAccount own",
      () =>
        boss(
          [trusts(service("lambda"), { StringEquals: { "aws:SourceAccount": ACCOUNT } })],
          allow("iam:PassRole", BOSS),
          allow(["lambda:CreateFunction", "lambda:InvokeFunction"]),
        ),
      "reaches",
    ],
    [
      "role trusts lambda for one function's ARN only, which caller may not make",
      () =>
        boss(
          [
            trusts(service("lambda"), {
              ArnEquals: { "aws:SourceArn": `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:fixed` },
            }),
          ],
          allow("iam:PassRole", BOSS),
          allow(
            ["lambda:CreateFunction", "lambda:InvokeFunction"],
            `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:other`,
          ),
        ),
      "unknown",
    ],
    // functions
    [
      "update code, alias only",
      () => fn(boss(LAMBDA, allow("lambda:UpdateFunctionCode", `${F}:live`)).account(ACCOUNT, WITH_FUNCTIONS)),
      "no",
    ],
    [
      "update code of the function, invoked elsewise",
      () => fn(boss(LAMBDA, allow(["lambda:UpdateFunctionCode", "lambda:InvokeFunction"], F))),
      "reaches",
    ],
    [
      "update configuration with a layer",
      () => fn(boss(LAMBDA, allow(["lambda:UpdateFunctionConfiguration"], F))),
      "reaches",
    ],
    [
      "update configuration, layers denied but of own",
      () =>
        fn(
          boss(
            LAMBDA,
            allow(["lambda:UpdateFunctionConfiguration"], F),
            deny(
              "lambda:UpdateFunctionConfiguration",
              "*",
              cond({ "ForAnyValue:StringNotLike": { "lambda:Layer": `arn:aws:lambda:*:${ACCOUNT}:layer:*` } }),
            ),
          ),
        ),
      "reaches",
    ],
    ["publish version only", () => fn(boss(LAMBDA, allow(["lambda:PublishVersion", "lambda:UpdateAlias"], F))), "no"],
    ["put function event source only", () => fn(boss(LAMBDA, allow(["lambda:CreateEventSourceMapping"]))), "no"],
    // groups/iam
    [
      "policy version on a policy of its group",
      () =>
        scene()
          .managed("g", [allow("iam:CreatePolicyVersion", arn("policy/g"))])
          .group("grp", { managed: ["g"] })
          .user("caller", { groups: ["grp"] }),
      "reaches",
    ],
    [
      "update assume role policy of boss + assume",
      () => boss(LAMBDA, allow(["iam:UpdateAssumeRolePolicy"], BOSS), ASSUME),
      "reaches",
    ],
    [
      "update assume role policy of boss alone: the new trust may name the caller",
      () => boss(LAMBDA, allow(["iam:UpdateAssumeRolePolicy"], BOSS)),
      "reaches",
    ],
    [
      "update assume role policy of boss, assuming denied to the caller: the new trust names someone else",
      () => boss(LAMBDA, allow(["iam:UpdateAssumeRolePolicy"], BOSS), deny("sts:AssumeRole")),
      "reaches",
    ],
    ["create service linked role only", () => user(allow("iam:CreateServiceLinkedRole")), "no"],
    [
      "service-linked role cannot be passed",
      () =>
        new Scene()
          .account()
          .role("aws-service-role/x/AWSServiceRoleForX", LAMBDA, { inline: [EVERYTHING] })
          .user("caller", {
            inline: [allow("iam:PassRole"), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])],
          }),
      "reaches",
    ],
    ["create OIDC provider alone", () => user(allow("iam:CreateOpenIDConnectProvider")), "no"],
    ["update OIDC thumbprint alone", () => user(allow("iam:UpdateOpenIDConnectProviderThumbprint")), "no"],
    ["deactivate mfa alone", () => user(allow("iam:DeactivateMFADevice")), "no"],
    ["resync alone", () => user(allow("iam:ResyncMFADevice")), "no"],
    [
      "upload signing cert alone on an admin user",
      () =>
        scene()
          .user("root2", { inline: [EVERYTHING] })
          .user("caller", { inline: [allow("iam:UploadSigningCertificate")] }),
      "no",
    ],
    [
      "create service specific credential on an admin user",
      () =>
        scene()
          .user("root2", { inline: [EVERYTHING] })
          .user("caller", { inline: [allow("iam:CreateServiceSpecificCredential")] }),
      "no",
    ],
    // SCP
    ["scp denies assume", () => controlled(user(ASSUME), ["sts:AssumeRole"]), "no"],
    // states/events
    [
      "put target with a role: events:PutTargets+PassRole to an events role",
      () =>
        boss([trusts(service("events"))], allow("iam:PassRole", BOSS), allow(["events:PutRule", "events:PutTargets"])),
      "no",
    ],
    [
      "state machine made with the boss",
      () =>
        boss(
          [trusts(service("states"))],
          allow("iam:PassRole", BOSS),
          allow(["states:CreateStateMachine", "states:StartExecution"]),
        ),
      "reaches",
    ],
    [
      "state machine made, not started",
      () => boss([trusts(service("states"))], allow("iam:PassRole", BOSS), allow(["states:CreateStateMachine"])),
      "no",
    ],
    [
      "state machine updated, started elsewhere",
      () => boss([trusts(service("states"))], allow("iam:PassRole", BOSS), allow(["states:UpdateStateMachine"])),
      "no",
    ],
    [
      "getsessiontoken/federation token only",
      () => user(allow(["sts:GetFederationToken", "sts:GetSessionToken"])),
      "no",
    ],
    ["organizations: management account creates account role", () => user(allow("organizations:*")), "no"],
    ["ram only", () => user(allow("ram:*")), "no"],
    [
      "leaves the organization",
      () => controlled(user(ASSUME, allow("organizations:LeaveOrganization")), ["sts:AssumeRole"]),
      "no",
    ],
  ])("%s", (_, make, expected) => {
    expect(adminOf(make())).toBe(expected);
  });
});
