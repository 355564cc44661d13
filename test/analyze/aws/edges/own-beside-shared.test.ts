// Two actions of one technique, of which one is looked at for the caller alone and one is shared with others: what the target's policy
// says of the caller by name holds for both.
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { drawScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene, service, trusts, WITH_FUNCTIONS } from "./scene.js";

/** What takes one action alone would lead there first. */
const known = (await shippedTechniques()).filter(({ id }) => id === "lambda-005");
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:job`;
const TAKEN = allow(["lambda:UpdateFunctionCode", "lambda:AddPermission"]);
const VARIABLE = "$" + "{aws:username}";
/** About the caller itself, whoever it is, and about nothing that is there. */
const own = (action: string) => deny(action, `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${VARIABLE}-mine`);
/** Denies an action to all but one user. */
const guard = (action: string) => ({
  ...deny(action, "*", { Condition: { ArnNotEquals: { "aws:PrincipalArn": arn("user/dev") } } }),
  Principal: "*",
});

/** Whether users of the same rights get to a function with a policy by lambda-005. */
function reaching(denial: ReturnType<typeof own>, guarded: string): readonly string[] {
  const scene = new Scene()
    .account(ACCOUNT, WITH_FUNCTIONS)
    .role("worker", [trusts(service("lambda"))])
    .node("workload", "aws.lambda-function", FUNCTION, { region: "eu-west-1", document: [guard(guarded)] })
    .edge("runs_as", FUNCTION, arn("role/worker"));
  for (const name of ["dev", "other"]) scene.user(name, { inline: [TAKEN, denial] });
  const { edges } = drawScene(scene, known);
  return ["dev", "other"].filter((name) => stepsFrom(edges, arn(`user/${name}`), ["runs_code_in"]).has(FUNCTION));
}

describe("a function whose policy denies all but one user", () => {
  test.each([
    ["what that user does for itself alone", own("lambda:UpdateFunctionCode"), "lambda:UpdateFunctionCode"],
    [
      "what it shares with others, beside something of its own",
      own("lambda:UpdateFunctionCode"),
      "lambda:AddPermission",
    ],
    ["the same the other way round", own("lambda:AddPermission"), "lambda:UpdateFunctionCode"],
    ["where it does neither for itself alone", own("lambda:GetFunction"), "lambda:AddPermission"],
  ])("%s", (_, denial, guarded) => {
    expect(reaching(denial, guarded)).toEqual(["dev"]);
  });
});
