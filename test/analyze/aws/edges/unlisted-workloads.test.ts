// What runs in an account and was not listed, and accounts whose roles were not read: who may get by it to control is not known to get
// to none; where it was read, it is known.
import { beforeAll, expect, test } from "vitest";
import type { Coverage } from "../../../../src/model/batch.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import type { Statement } from "./limited.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, OTHER, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const DETAILS = "aws/iam:account-authorization-details";
const LISTS = [
  "aws/lambda:functions",
  "aws/ec2:instances",
  "aws/codebuild:projects",
  "aws/eks:clusters",
  "aws/states:state-machines",
];

/** An account of which everything that matters here was listed, but for what is told of it. */
function account(scene: Scene, unlisted: readonly Coverage[], id = ACCOUNT): Scene {
  const known = [DETAILS, ...LISTS].filter((dataSet) => unlisted.every((one) => one.dataSet !== dataSet));
  return scene.account(id, [...known.map((dataSet): Coverage => ({ dataSet, state: "complete" })), ...unlisted]);
}

/** Of whom it is not known whether they are administrators. */
function unknown(scene: Scene): readonly string[] {
  const { facts } = analyzeScene(scene, techniques);
  return facts.flatMap(({ node, columns }) => (columns["admin"] === "unknown" ? [node] : [])).sort();
}

const CHANGES = allow("lambda:UpdateFunctionCode");

function people(scene: Scene, of = "lambda"): Scene {
  return scene
    .role("runs", [trusts(service(of))], { inline: [EVERYTHING] })
    .user("changer", { inline: [CHANGES] })
    .user("looker", { inline: [allow("lambda:Get*")] });
}

test.each<[what: string, state: Coverage["state"], found: readonly string[]]>([
  ["refused", "denied", [arn("user/changer")]],
  ["cut in the middle", "partial", [arn("user/changer")]],
  ["listed, and there is none", "complete", []],
])("functions were %s", (_, state, found) => {
  const scene = account(new Scene(), [{ dataSet: "aws/lambda:functions", state }]);
  expect(unknown(people(scene))).toEqual(found);
});

test.each<[state: Coverage["state"], found: readonly string[]]>([
  ["denied", [arn("user/capped"), arn("user/freer")]],
  ["complete", []],
])(
  "who gets to change functions by giving itself that, or by taking off what denies it; listing them: %s",
  (state, found) => {
    const scene = account(new Scene(), [{ dataSet: "aws/lambda:functions", state }])
      .managed("quarantine", [deny("lambda:*")])
      .managed("deploying", [allow(["iam:PutUserPolicy", "lambda:*"])])
      .role("runs", [trusts(service("lambda"))], { inline: [EVERYTHING] })
      .user("capped", { inline: [allow("iam:PutUserPolicy", arn("user/capped"))], boundary: "deploying" })
      .user("freer", { inline: [CHANGES, allow("iam:DetachUserPolicy", arn("user/freer"))], managed: ["quarantine"] })
      .user("held", { inline: [CHANGES], managed: ["quarantine"] });
    expect(unknown(scene)).toEqual(found);
  },
);

test("functions of one region were refused", () => {
  const rows: Coverage[] = [
    { dataSet: "aws/lambda:functions", state: "complete", region: "eu-west-1" },
    { dataSet: "aws/lambda:functions", state: "denied", region: "us-east-1" },
  ];
  expect(unknown(people(account(new Scene(), rows)))).toEqual([arn("user/changer")]);
});

test("no function may have the role that controls the account", () => {
  const scene = account(new Scene(), [{ dataSet: "aws/lambda:functions", state: "denied" }]);
  expect(unknown(people(scene, "glue"))).toEqual([]);
});

const POOLS = "cognito-identity.amazonaws.com";

/** What takes over each kind, and whose trust makes a role theirs. */
test.each<[dataSet: string, actions: readonly string[], trusted: Statement]>([
  ["aws/cognito-identity:identity-pools", ["cognito-identity:UpdateIdentityPool"], { Federated: POOLS }],
  ["aws/cognito-identity:identity-pools", ["cognito-idp:AdminSetUserPassword"], { Federated: POOLS }],
  ["aws/rolesanywhere:trust-anchors", ["rolesanywhere:UpdateTrustAnchor"], service("rolesanywhere")],
  [
    "aws/bedrock-agentcore:code-interpreters",
    ["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    service("bedrock-agentcore"),
  ],
  [
    "aws/bedrock-agentcore:browsers",
    ["bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"],
    service("bedrock-agentcore"),
  ],
  [
    "aws/codedeploy:deployment-groups",
    ["codedeploy:CreateDeployment", "codedeploy:RegisterApplicationRevision", "codedeploy:GetDeploymentConfig"],
    service("ec2"),
  ],
])("%s were refused, or listed, to who may %s", (dataSet, actions, trusted) => {
  const scene = (state: Coverage["state"], whom = trusted) =>
    account(new Scene(), [{ dataSet, state }])
      .role("runs", [trusts(whom)], { inline: [EVERYTHING] })
      .user("changer", { inline: [allow(actions)] })
      .user("half", { inline: [allow(actions.map((one) => one.replace(/:(Update|Start|Create|Admin)/, ":Get")))] });
  expect(unknown(scene("denied"))).toEqual([arn("user/changer")]);
  expect(unknown(scene("complete"))).toEqual([]);
  expect(unknown(scene("denied", service("glue")))).toEqual([]);
});

test("functions of another account were refused", () => {
  const scene = account(account(new Scene(), []), [{ dataSet: "aws/lambda:functions", state: "denied" }], OTHER);
  expect(unknown(people(scene))).toEqual([]);
});

test("roles of another account were refused: who may assume some there, and nobody else", () => {
  const scene = (state: Coverage["state"]) =>
    account(new Scene(), [])
      .account(OTHER, [{ dataSet: DETAILS, state }])
      .user("anywhere", { inline: [allow("sts:AssumeRole")] })
      .user("there", { inline: [allow("sts:AssumeRole", arn("role/deploy", OTHER))] })
      .user("here", { inline: [allow("sts:AssumeRole", arn("role/deploy"))] })
      .user("reads", { inline: [allow("s3:GetObject")] });
  expect(unknown(scene("denied"))).toEqual([arn("user/anywhere"), arn("user/there")]);
  expect(unknown(scene("complete"))).toEqual([]);
});
