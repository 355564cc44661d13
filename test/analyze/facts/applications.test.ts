// How many applications use a role: what belongs together counts once.
import { describe, expect, it } from "vitest";
import { applicationFacts } from "../../../src/analyze/facts/applications.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { arn, Scene } from "../aws/edges/scene.js";

const lambda = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const ecs = (what: string) => `arn:aws:ecs:eu-west-1:111122223333:${what}`;

function applications(scene: Scene): JsonRecord | undefined {
  return [...applicationFacts(scene.input())].find(({ node }) => node === arn("role/app"))?.columns;
}

function scene(): Scene {
  return new Scene().role("app", []);
}

describe("applications of a role", () => {
  it("are the functions that run as it, one by one", () => {
    const two = scene()
      .workload("aws.lambda-function", lambda("a"), "app")
      .workload("aws.lambda-function", lambda("b"), "app")
      .workload("aws.lambda-function", lambda("c"), "other");
    expect(applications(two)?.["application_count"]).toBe(2);
  });

  it("are one by a tag, whatever the functions are called", () => {
    const one = scene()
      .workload("aws.lambda-function", lambda("a"), "app", { tags: { Service: "orders" } })
      .workload("aws.lambda-function", lambda("b"), "app", { tags: { service: "orders" } });
    expect(applications(one)).toEqual({ application_count: 1, applications: ["orders"] });
  });

  it("are one by their stack", () => {
    const tags = { "aws:cloudformation:stack-name": "orders" };
    const one = scene()
      .workload("aws.lambda-function", lambda("a"), "app", { tags })
      .workload("aws.lambda-function", lambda("b"), "app", { tags });
    expect(applications(one)?.["application_count"]).toBe(1);
  });

  it("are one for the revisions, services and tasks of a family", () => {
    const one = scene()
      .workload("aws.ecs-task-definition", ecs("task-definition/web:1"), "app", { family: "web" })
      .workload("aws.ecs-task-definition", ecs("task-definition/web:2"), "app", { family: "web" })
      .workload("aws.ecs-service", ecs("service/main/front"), "app", { task_definition: ecs("task-definition/web:2") })
      .workload("aws.ecs-task", ecs("task/main/0a"), "app", { task_definition: ecs("task-definition/web:2") });
    expect(applications(one)).toEqual({ application_count: 1, applications: ["web"] });
  });

  it("are one for the copies of a scaling group, through an instance profile", () => {
    const one = scene().instanceProfile("app");
    for (const name of ["i-1", "i-2", "i-3"]) {
      const id = `arn:aws:ec2:eu-west-1:111122223333:instance/${name}`;
      one.workload("aws.ec2-instance", id, undefined, { tags: { "aws:autoscaling:groupName": "web" } });
      one.edge("runs_as", id, arn("instance-profile/app"));
    }
    expect(applications(one)).toEqual({ application_count: 1, applications: ["web"] });
  });

  it("are not the templates that instances start from, and one for all stacks", () => {
    const stacks = scene()
      .workload("aws.launch-template", "arn:aws:ec2:eu-west-1:111122223333:launch-template/lt-1", "app")
      .workload("aws.cloudformation-stack", "arn:aws:cloudformation:eu-west-1:111122223333:stack/a", "app")
      .workload("aws.cloudformation-stack", "arn:aws:cloudformation:eu-west-1:111122223333:stack/b", "app");
    expect(applications(stacks)).toEqual({ application_count: 1, applications: ["CloudFormation"] });
  });

  it("are one for all pipelines that take it for an action, and one by one for those that run as it", () => {
    const pipelines = ["a", "b", "c"].map((name) => `arn:aws:codepipeline:eu-west-1:111122223333:${name}`);
    const acting = scene();
    for (const id of pipelines) {
      acting.workload("aws.codepipeline-pipeline", id, undefined);
      acting.edge("runs_as", id, arn("role/app"), { role: "action-role" });
    }
    expect(applications(acting)).toEqual({ application_count: 1, applications: ["CodePipeline"] });
    const running = scene();
    for (const id of pipelines) running.workload("aws.codepipeline-pipeline", id, "app");
    expect(applications(running)?.["application_count"]).toBe(3);
  });

  it("are not stated for a role that nothing runs as", () => {
    expect(applications(scene().workload("aws.lambda-function", lambda("a"), "other"))).toBeUndefined();
  });
});
