// Techniques that rest on something which is there already: a group that starts the latest version of a template, a machine that Systems
// Manager has by other credentials than its role's, a task of a cluster.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques = await shippedTechniques();
const at = (name: string, rest: string) => `arn:aws:${name}:eu-west-1:${ACCOUNT}:${rest}`;
const KINDS = ["escalates_to", "runs_code_in"];
const READ = [
  "aws/iam:account-authorization-details",
  "aws/autoscaling:auto-scaling-groups",
  "aws/ec2:launch-templates",
];

type Statement = ReturnType<typeof allow>;

function account(dataSets: readonly string[], trusted: string, held: readonly Statement[]): Scene {
  return new Scene()
    .account(
      ACCOUNT,
      dataSets.map((dataSet) => ({ dataSet, state: "complete" as const })),
    )
    .role("target", [trusts(service(trusted))], { inline: held })
    .instanceProfile("target");
}

function stepTo(scene: Scene, to: string, statements: readonly Statement[]): string {
  const { edges } = analyzeScene(scene.user("caller", { inline: statements }), techniques);
  return strength(stepsFrom(edges, arn("user/caller"), KINDS).get(to));
}

/** "Create a launch template for an Auto Scaling group": a group starts one version, the default one, or the latest. */
describe("a new version of a launch template", () => {
  const making = [allow("ec2:CreateLaunchTemplateVersion")];
  const template = (version: string | undefined, dataSets = READ, of = "lt-1") => {
    const scene = account(dataSets, "ec2", [EVERYTHING]);
    scene.workload("aws.launch-template", at("ec2", "launch-template/lt-1"), undefined);
    if (version === undefined) return scene;
    const group = { launch_template: of, launch_template_version: version };
    return scene.workload("aws.auto-scaling-group", at("autoscaling", "autoScalingGroup:0:x/g"), undefined, group);
  };

  it.each<[string, Scene, string]>([
    ["that a group starts as the latest", template("$Latest"), "met"],
    ["that a group starts by its number", template("3"), "no"],
    ["that is not the default which a group starts", template("$Default"), "no"],
    ["of a template that no group starts", template(undefined), "no"],
    ["of another template than the group's", template("$Latest", READ, "lt-2"), "no"],
    ["where groups were not read", template(undefined, [READ[0] ?? ""]), "unknown"],
  ])("%s", (_, scene, expected) => {
    expect(stepTo(scene, arn("role/target"), making)).toBe(expected);
  });
});

/** "Managing EC2 instances automatically with Default Host Management Configuration", AWS Systems Manager User Guide. */
describe("a session on a machine whose role Systems Manager has no use for", () => {
  const INSTANCE = at("ec2", "instance/i-1");
  const machine = (said: JsonRecord | undefined) =>
    account(READ, "ec2", [allow("s3:*")])
      .node("workload", "aws.ec2-instance", INSTANCE, {
        region: "eu-west-1",
        supplements: said === undefined ? {} : { "aws/ssm:instances": said },
      })
      .edge("runs_as", INSTANCE, arn("role/target"));

  it.each<[string, JsonRecord | undefined, string]>([
    ["is one where it is online", { ssm_managed: true, ssm_ping: "Online" }, "met"],
    ["may be one where the connection is lost", { ssm_managed: true, ssm_ping: "ConnectionLost" }, "unknown"],
    ["may be one where it is not known", undefined, "unknown"],
  ])("%s", (_, said, expected) => {
    expect(stepTo(machine(said), INSTANCE, [allow("ssm:StartSession")])).toBe(expected);
  });
});

/** Condition keys of Amazon ECS, Service Authorization Reference: `ecs:cluster` of a task is the cluster that it is in. */
describe("a command in a task", () => {
  const TASK = at("ecs", "task/main/1");
  const task = () =>
    account(READ, "ecs-tasks", [EVERYTHING]).workload("aws.ecs-task", TASK, "target", {
      cluster: "main",
      execute_command: true,
    });
  const within = (cluster: string) => [
    allow("ecs:DescribeTasks"),
    allow("ecs:ExecuteCommand", "*", { Condition: { ArnEquals: { "ecs:cluster": at("ecs", `cluster/${cluster}`) } } }),
  ];

  it.each([
    ["main", "met"],
    ["other", "no"],
  ])("of the cluster %s", (cluster, expected) => {
    expect(stepTo(task(), TASK, within(cluster))).toBe(expected);
  });
});

/** DeleteSAMLProvider, IAM API Reference: role trust policies that name the provider are not changed. */
describe("a SAML provider that a role trusts", () => {
  const PROVIDER = arn("saml-provider/okta");
  const trusting = (isThere: boolean, dataSets: readonly string[]) => {
    const scene = account(dataSets, "ec2", []).role(
      "signed-in",
      [{ ...trusts({ Federated: PROVIDER }), Action: "sts:AssumeRoleWithSAML" }],
      { inline: [EVERYTHING] },
    );
    return isThere ? scene.node("resource", "aws.saml-provider", PROVIDER) : scene;
  };
  const PROVIDERS = [READ[0] ?? "", "aws/iam:saml-providers"];

  it.each<[string, Scene, string]>([
    ["is made anew where it is gone", trusting(false, PROVIDERS), "met"],
    ["is not made where it is there", trusting(true, PROVIDERS), "no"],
    ["may be gone where providers were not read", trusting(false, READ), "unknown"],
  ])("%s", (_, scene, expected) => {
    const { edges } = analyzeScene(scene.user("caller", { inline: [allow("iam:CreateSAMLProvider")] }), techniques);
    const made = stepsFrom(edges, arn("user/caller"), ["adds_credential"]).get(`saml:${PROVIDER}`);
    expect(strength(made)).toBe(expected);
  });
});
