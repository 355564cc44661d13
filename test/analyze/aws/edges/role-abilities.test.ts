// What rests on what a role may do: what it is passed for, and what its machine does with it.
import { describe, expect, it } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, deny, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ id }) => /^(fis-001|ssm-001)$/.test(id));
const CALLER = arn("user/caller");
const MACHINE = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0";
const AUTOMATION = "ssm:StartAutomationExecution";
const ONE = "arn:aws:ssm:eu-west-1:111122223333:automation-definition/one:1";

describe("a role that is passed to start automations", () => {
  const passes = [allow(["iam:PassRole", "fis:CreateExperimentTemplate", "fis:StartExperiment"])];
  type Statements = Parameters<Scene["managed"]>[1];
  it.each<[string, Statements, Statements | undefined, string | undefined]>([
    ["may start each", [allow(AUTOMATION)], undefined, "none"],
    ["may start one", [allow(AUTOMATION, ONE)], undefined, "unknown"],
    ["may start one, and is denied all", [allow(AUTOMATION, ONE), deny("ssm:*")], undefined, undefined],
    [
      "may start one, and is denied another",
      [allow(AUTOMATION, ONE), deny(AUTOMATION, `${ONE}1`)],
      undefined,
      "unknown",
    ],
    ["may start one, which its boundary leaves out", [allow(AUTOMATION, ONE)], [allow("s3:*")], undefined],
    ["may start one, which its boundary lets through", [allow(AUTOMATION, ONE)], [allow("ssm:*")], "unknown"],
    ["may start each, which its boundary leaves out", [allow(AUTOMATION)], [allow("s3:*")], undefined],
  ])("%s", (_, inline, boundary, state) => {
    const scene = new Scene().user("caller", { inline: passes }).managed("bound", boundary ?? []);
    scene.role("target", [trusts(service("fis"))], { inline, ...(boundary && { boundary: "bound" }) });
    const { edges } = analyzeScene(scene, techniques);
    expect(stepsFrom(edges, CALLER, ["escalates_to"]).get(arn("role/target"))).toBe(state);
  });
});

describe("a machine whose role answers Systems Manager", () => {
  const scene = (statements: Parameters<Scene["managed"]>[1]) =>
    new Scene()
      .user("caller", { inline: [allow("ssm:StartSession")] })
      .managed("agent", statements)
      .role("machine", [trusts(service("ec2"))], { managed: ["agent"] })
      .workload("aws.ec2-instance", MACHINE, "machine");
  const stateIn = (one: Scene) => stepsFrom(analyzeScene(one, techniques).edges, CALLER, ["runs_code_in"]).get(MACHINE);

  it.each([
    ["for sure", [allow("ssmmessages:*")], "none"],
    ["perhaps, though its policies do not let it", [allow("s3:*")], "unknown"],
  ])("%s", (_, statements, state) => {
    expect(stateIn(scene(statements))).toBe(state);
  });

  it("perhaps, where its policy was not read", () => {
    const one = scene([allow("ssmmessages:*")]);
    const at = one.nodes.findIndex(({ type }) => type === "aws.managed-policy");
    const node = one.nodes[at];
    if (node) one.nodes[at] = { ...node, document: undefined };
    expect(stateIn(one)).toBe("unknown");
  });
});
