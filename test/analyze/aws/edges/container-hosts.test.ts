// Tasks of ECS and the machines that they run on: who has one has the other, as far as something says so.
import { describe, expect, it } from "vitest";
import { analyzeContainerHosts } from "../../../../src/analyze/aws/edges/compute/container-hosts.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, Scene } from "./scene.js";

const REGION = "eu-west-1";
const ecs = (rest: string) => `arn:aws:ecs:${REGION}:${ACCOUNT}:${rest}`;
const INSTANCE = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1`;
const MACHINE = ecs("container-instance/main/1");
const SITE = ecs("task/main/site");
const WORKER = ecs("task/main/worker");

interface Machine {
  /** Properties of the site's definition. */
  readonly definition?: JsonRecord;
  readonly instance?: JsonRecord;
  /** What the site runs on; nothing known for Fargate. */
  readonly runsOn?: string;
  /** What ECS says the machine is. */
  readonly is?: string;
}

/** Two tasks, the worker's on the machine, and what steps lead from one place to another. */
function ways({ definition = {}, instance = { metadata_v1: false }, runsOn = MACHINE, is = "i-1" }: Machine) {
  const on = (machine: string) => (machine === "" ? {} : { machine });
  const input = new Scene()
    .workload("aws.ec2-instance", INSTANCE, undefined, instance)
    .workload("aws.ecs-container-instance", MACHINE, undefined, { instance: is })
    .workload("aws.ecs-task-definition", ecs("task-definition/site:1"), undefined, definition)
    .workload("aws.ecs-task-definition", ecs("task-definition/worker:1"), undefined)
    .workload("aws.ecs-task", SITE, undefined, { task_definition: ecs("task-definition/site:1"), ...on(runsOn) })
    .workload("aws.ecs-task", WORKER, undefined, { task_definition: ecs("task-definition/worker:1"), ...on(MACHINE) })
    .input();
  const { edges } = analyzeContainerHosts(input);
  const step = (from: string, to: string) => strength(stepsFrom(edges, from, ["runs_code_in"]).get(to));
  return {
    up: step(SITE, INSTANCE),
    down: step(INSTANCE, SITE),
    across: step(INSTANCE, WORKER),
    back: step(WORKER, INSTANCE),
  };
}

describe("a task on a machine of the account", () => {
  it("is had by who has the machine, and has it where its containers rule it", () => {
    expect(ways({ definition: { host_control: true } })).toEqual({ up: "met", down: "met", across: "met", back: "no" });
    expect(ways({})).toEqual({ up: "no", down: "met", across: "met", back: "no" });
  });

  it("may get the machine's role where that gives credentials to whoever asks", () => {
    expect(ways({ instance: { metadata_v1: true } })).toMatchObject({ up: "unknown", back: "unknown" });
    expect(ways({ instance: {} })).toMatchObject({ up: "no", back: "no" });
  });

  it("is nobody's neighbour on Fargate, or on a machine outside AWS", () => {
    expect(ways({ definition: { host_control: true }, runsOn: "" })).toMatchObject({ up: "no", down: "no" });
    expect(ways({ definition: { host_control: true }, is: "mi-1" })).toEqual({
      up: "no",
      down: "no",
      across: "no",
      back: "no",
    });
  });
});
