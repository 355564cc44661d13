// Stack sets with roles of their own: the administration role that AWS takes where a request names none is passed by nobody.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
import { describe, expect, it } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, OTHER, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ id }) => id.startsWith("cloudformation-"));
const USUAL = "AWSCloudFormationStackSetAdministrationRole";
const SET = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stackset/s:1`;
const UPDATE = allow("cloudformation:UpdateStackSet");
const MAKE = allow(["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"]);

interface Spec {
  readonly held: ReturnType<typeof allow>;
  /** Name of the administration role. */
  readonly name?: string;
  readonly trusted?: string;
  /** Of the stack set that is there, if one is. */
  readonly model?: string;
}

/** A caller and an administration role of the account; the execution role elsewhere lets that one in. */
function scene({ held, name = USUAL, trusted = "cloudformation", model }: Spec): Scene {
  const made = new Scene()
    .user("caller", { inline: [held] })
    .role(name, [trusts(service(trusted))], { inline: [allow("sts:AssumeRole")] })
    .role("AWSCloudFormationStackSetExecutionRole", [trusts({ AWS: arn("root") })], { inline: [EVERYTHING] }, OTHER);
  if (model !== undefined) made.workload("aws.cloudformation-stack-set", SET, name, { permission_model: model });
  return made;
}

describe("whoever makes stack sets", () => {
  it.each<[string, Spec, string]>([
    ["has the usual role", { held: MAKE }, "met"],
    ["has no role of another name, without passing it", { held: MAKE, name: "StackSets" }, "no"],
    ["has no role of another path", { held: MAKE, name: `admin/${USUAL}` }, "no"],
    ["has no role that CloudFormation may not assume", { held: MAKE, trusted: "lambda" }, "no"],
    ["has none without instances", { held: allow("cloudformation:CreateStackSet") }, "no"],
  ])("%s", (_, spec, expected) => {
    const { edges } = analyzeScene(scene(spec), techniques);
    const role = arn(`role/${spec.name ?? USUAL}`);
    expect(strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(role))).toBe(expected);
  });
});

describe("whoever changes a stack set", () => {
  it.each<[string, Spec, string]>([
    ["with the usual role has it", { held: UPDATE, model: "SELF_MANAGED" }, "met"],
    ["with a role of its own has to pass that", { held: UPDATE, name: "StackSets", model: "SELF_MANAGED" }, "no"],
    ["that the service manages has no role of the account", { held: UPDATE, model: "SERVICE_MANAGED" }, "no"],
    [
      "and another one has nothing of it",
      { held: allow("cloudformation:UpdateStackSet", `${SET}2`), model: "SELF_MANAGED" },
      "no",
    ],
  ])("%s", (_, spec, expected) => {
    const { edges } = analyzeScene(scene(spec), techniques);
    expect(strength(stepsFrom(edges, arn("user/caller"), ["runs_code_in"]).get(SET))).toBe(expected);
  });
});
