// What a technique makes takes a name that nobody has: a policy that names a function that is there lets nobody make one.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { drawScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, service, trusts, WITH_FUNCTIONS } from "./scene.js";

const known = await shippedTechniques();

const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:job`;
const PASS = allow("iam:PassRole", arn("role/worker"));
type Statements = readonly ReturnType<typeof allow>[];

/** Edges of lambda-001 from a user with these rights to a role, in an account with a function of the name. */
function ways(statements: Statements, name = "job"): readonly string[] {
  const scene = new Scene()
    .account(ACCOUNT, WITH_FUNCTIONS)
    .user("dev", { inline: [PASS, ...statements] })
    .role("worker", [trusts(service("lambda"))])
    .role("plain", [trusts(service("lambda"))])
    .workload("aws.lambda-function", `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`, "plain");
  const { edges } = drawScene(scene, known);
  return edges
    .filter(
      ({ from, to, technique }) => from === arn("user/dev") && to === arn("role/worker") && technique === "lambda-001",
    )
    .map(({ state, condition }) => [state, condition].filter(Boolean).join(": "));
}

const MAKES = ["lambda:CreateFunction", "lambda:InvokeFunction"];
const DELETED = "met: the one that has its name is deleted first";

describe("a function that may be made", () => {
  test.each<[string, Statements, string, readonly string[]]>([
    ["only under the name of one that is there", [allow(MAKES, FUNCTION)], "job", []],
    ["under a name that nobody has", [allow(MAKES, FUNCTION)], "other", ["none"]],
    ["under any name that begins like one that is there", [allow(MAKES, `${FUNCTION}*`)], "job", ["none"]],
    [
      "in whichever region, where one of the name is in one",
      [allow(MAKES, FUNCTION.replace("eu-west-1", "*"))],
      "job",
      ["none"],
    ],
    ["in place of one that may be deleted", [allow([...MAKES, "lambda:DeleteFunction"], FUNCTION)], "job", [DELETED]],
    ["in place of one, all of which is allowed", [allow("lambda:*", FUNCTION)], "job", [DELETED]],
    [
      "in place of one that may not be deleted",
      [allow("lambda:*", FUNCTION), deny("lambda:DeleteFunction", "*")],
      "job",
      [],
    ],
    [
      "where another may be deleted",
      [allow(MAKES, FUNCTION), allow("lambda:DeleteFunction", `${FUNCTION}2`)],
      "job",
      [],
    ],
  ])("%s", (_, statements, name, expected) => {
    expect(ways(statements, name)).toEqual(expected);
  });
});
