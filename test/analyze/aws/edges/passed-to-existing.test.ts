// A role passed to what is there already: there has to be such a thing. Where that was not read, or nobody reads it, a way is unknown.
import { describe, expect, it } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques = await shippedTechniques();
const DETAILS = "aws/iam:account-authorization-details";

/** State of the way to an administrator's role that trusts the services, for who may do everything but what the role may. */
function wayBy(
  id: string,
  services: readonly string[],
  there: { readonly node?: string; readonly read?: string },
): string {
  const technique = techniques.find((one) => one.id === id);
  const actions = (technique?.actions ?? []).map(({ action }) => action);
  const passed = technique?.actions.flatMap(({ passed_to: to }) => to ?? []) ?? [];
  const own = { Condition: { StringEquals: { "iam:PassedToService": passed } } };
  const scene = new Scene()
    .account(
      ACCOUNT,
      [DETAILS, there.read ?? []].flat().map((dataSet) => ({ dataSet, state: "complete" as const })),
    )
    .user("caller", {
      inline: [allow("iam:PassRole", arn("role/admin"), own), allow(actions.filter((one) => one !== "iam:PassRole"))],
    })
    .role("admin", [trusts(service(...services))], { inline: [EVERYTHING] })
    .instanceProfile("admin");
  if (there.node !== undefined)
    scene.workload(there.node, `arn:aws:x:eu-west-1:${ACCOUNT}:${there.node}/one`, undefined);
  const { edges } = analyzeScene(scene, technique ? [technique] : []);
  return stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(arn("role/admin")) ?? "no";
}

describe("a role passed to what is there", () => {
  it.each([
    ["apprunner-003", "tasks.apprunner", "aws.apprunner-service", "aws/apprunner:services"],
    ["autoscaling-002", "ec2", "aws.auto-scaling-group", "aws/autoscaling:auto-scaling-groups"],
    ["bedrock-010", "bedrock-agentcore", "aws.bedrock-agentcore-runtime", "aws/bedrock-agentcore:runtimes"],
    ["codebuild-008", "codebuild", "aws.codebuild-project", "aws/codebuild:projects"],
    ["codepipeline-002", "codepipeline", "aws.codepipeline-pipeline", "aws/codepipeline:pipelines"],
    ["iot-002", "credentials.iot", "aws.iot-role-alias", "aws/iot:role-aliases"],
    ["sagemaker-014", "sagemaker", "aws.sagemaker-user-profile", "aws/sagemaker:user-profiles"],
    ["sagemaker-015", "sagemaker", "aws.sagemaker-notebook", "aws/sagemaker:notebook-instances"],
    ["scheduler-002", "scheduler", "aws.schedule", "aws/scheduler:schedules"],
    ["states-004", "states", "aws.state-machine", "aws/states:state-machines"],
  ])("%s", (id, trusted, node, read) => {
    expect(wayBy(id, [trusted], { node, read })).toBe("met");
    expect(wayBy(id, [trusted], { read })).toBe("no");
    expect(wayBy(id, [trusted], {})).toBe("unknown");
    expect(wayBy(id, ["opsworks"], { node, read })).toBe("no");
  });

  it.each([
    ["appstream-002", "appstream"],
    ["chatbot-001", "chatbot"],
    ["chatbot-002", "chatbot"],
    ["deadline-002", "credentials.deadline"],
    ["emr-serverless-002", "emr-serverless"],
    ["fis-002", "fis"],
    ["gamelift-002", "gamelift"],
    ["kinesisanalytics-002", "kinesisanalytics"],
    ["kinesisanalytics-003", "kinesisanalytics"],
  ])("%s, which nobody reads", (id, trusted) => {
    expect(wayBy(id, [trusted], {})).toBe("unknown");
    expect(wayBy(id, ["opsworks"], {})).toBe("no");
  });
});

describe("a role alias, for which a certificate is made", () => {
  const technique = techniques.filter(({ id }) => id === "iot-003");
  const actions = technique.flatMap((one) => one.actions.map(({ action }) => action));
  const ALIAS = `arn:aws:iot:eu-west-1:${ACCOUNT}:rolealias/camera`;

  it("gives its own role, and no other that devices might have", () => {
    const scene = new Scene()
      .account()
      .user("caller", { inline: [allow(actions)] })
      .user("other", { inline: [allow(actions.slice(1))] })
      .role("camera", [trusts(service("credentials.iot"))], { inline: [EVERYTHING] })
      .role("pump", [trusts(service("credentials.iot"))], { inline: [EVERYTHING] })
      .workload("aws.iot-role-alias", ALIAS, "camera");
    const { edges } = analyzeScene(scene, technique);
    const taken = stepsFrom(edges, arn("user/caller"), ["runs_code_in", "escalates_to"]);
    expect([...taken]).toEqual([[ALIAS, "none"]]);
    expect([...stepsFrom(edges, arn("user/other"), ["runs_code_in", "escalates_to"])]).toEqual([]);
  });
});

describe("a role that one service is passed and another assumes", () => {
  it("has to trust the one that assumes it", () => {
    expect(wayBy("deadline-001", ["credentials.deadline"], {})).toBe("met");
    expect(wayBy("deadline-001", ["credentials.deadline", "deadline"], {})).toBe("met");
    expect(wayBy("deadline-001", ["deadline"], {})).toBe("no");
  });
});
