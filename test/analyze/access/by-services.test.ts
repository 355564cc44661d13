// Techniques of callers who may do things only through services of AWS (aws:ViaAWSService): a service begins nothing by itself.
import { expect, test } from "vitest";
import { shippedTechniques } from "../../shipped.js";
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
