// Techniques of callers who may do things only through services of AWS (aws:ViaAWSService): a service begins nothing by itself.
import { expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
type Statements = Parameters<Scene["role"]>[1];

const via = (told: string, operator = "Bool") => ({ Condition: { [operator]: { "aws:ViaAWSService": told } } });
const byServices = allow("iam:PutUserPolicy", arn("user/ann"), via("true"));

/** How surely ann comes to control the account; bob holds the same and may begin everything of CloudFormation. */
function control(...statements: Statements): string | undefined {
  const scene = new Scene().user("ann", { inline: statements });
  scene.user("bob", { inline: [...statements, allow("cloudformation:*")] });
  const { edges } = analyzeScene(scene, techniques);
  return edges.find(({ from, to, state }) => from === arn("user/ann") && to === `aws:${ACCOUNT}` && state !== "blocked")
    ?.state;
}

test.each<[string, Statements, string | undefined]>([
  ["by services only", [byServices], undefined],
  ["by services, and something else by services", [byServices, allow("cloudformation:*", "*", via("true"))], undefined],
  ["by services, and stacks itself", [byServices, allow("cloudformation:CreateStack")], "attacker-settable"],
  ["by services, and functions itself", [byServices, allow("lambda:ListFunctions")], "unknown"],
  ["itself", [allow("iam:PutUserPolicy", arn("user/ann"))], "none"],
  ["itself only", [allow("iam:PutUserPolicy", arn("user/ann"), via("false"))], "attacker-settable"],
  ["everything, but nothing itself", [EVERYTHING, deny("*", "*", via("false", "BoolIfExists"))], undefined],
])("who may change its own policy %s", (_, statements, state) => {
  expect(control(...statements)).toBe(state);
});

const elsewhere = (more: object = {}) => ({
  Condition: { Bool: { "aws:ViaAWSService": "false" }, NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" }, ...more },
});
const REGION = { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } };
const changes = allow("iam:PutUserPolicy", arn("user/ann"));
const stacks = allow("cloudformation:CreateStack");

test.each<[string, Statements, string | undefined]>([
  ["of IAM, who may have a service do it", [changes, stacks, deny("iam:*", "*", elsewhere())], "attacker-settable"],
  ["of IAM, who may begin nothing of that kind", [changes, deny("iam:*", "*", elsewhere())], "unknown"],
  ["of everything, so that nothing is begun from there", [changes, stacks, deny("*", "*", elsewhere())], "unknown"],
  [
    "of IAM, and of everything",
    [changes, stacks, deny("*", "*", elsewhere()), deny("iam:*", "*", elsewhere())],
    "unknown",
  ],
  [
    "of everything in other regions, who begins it in this one",
    [changes, stacks, deny("iam:*", "*", elsewhere()), deny("*", "*", elsewhere(REGION))],
    "attacker-settable",
  ],
])("a Deny from outside of a network %s", (_, statements, state) => {
  expect(control(...statements)).toBe(state);
});

test("a Deny by an organisation counts like one of the caller", () => {
  const below = (more: object) => {
    const scene = new Scene().organized([ACCOUNT]).user("ann", { inline: [changes, stacks] });
    const document = [EVERYTHING, deny("iam:*", "*", elsewhere()), more] as ReturnType<typeof allow>[];
    const [id, whole] = ["arn:aws:organizations::1:policy/p-1", "arn:aws:organizations::1:policy/p-FullAWSAccess"];
    scene.node("grant", "aws.scp", id, { account: "o-1", document });
    scene.node("grant", "aws.scp", whole, { account: "o-1", document: [EVERYTHING] });
    scene.edge("references", id, "r-1").edge("references", whole, `aws:${ACCOUNT}`);
    const { edges } = analyzeScene(scene, techniques);
    return edges.find(({ from, to }) => from === arn("user/ann") && to === `aws:${ACCOUNT}`)?.state;
  };
  expect(below(deny("s3:*", "*", elsewhere()))).toBe("attacker-settable");
  expect(below(deny("*", "*", elsewhere()))).toBe("unknown");
});

test("roles are passed by who may pass them itself, or have a service do it", () => {
  const passing = (statements: Statements) => {
    const scene = new Scene().user("ann", { inline: statements });
    scene.role("app", [trusts(service("lambda"))], { inline: [EVERYTHING] });
    const { edges } = analyzeScene(scene, techniques);
    return edges.find(
      ({ from, to, state }) => from === arn("user/ann") && to === arn("role/app") && state !== "blocked",
    )?.state;
  };
  const pass = (more = {}) => allow("iam:PassRole", "*", more);
  const create = allow(["lambda:CreateFunction", "lambda:InvokeFunction"]);
  expect(passing([pass(), create])).toBe("none");
  expect(
    passing([pass(via("true")), allow(["lambda:CreateFunction", "lambda:InvokeFunction"], "*", via("true"))]),
  ).toBe(undefined);
  expect(passing([pass(via("true")), create])).toBe("unknown");
});
