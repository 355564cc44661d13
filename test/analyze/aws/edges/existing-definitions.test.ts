// A task definition that is there already, run with another role and command: what AWS wants passed with it is passed, too.
import { beforeAll, describe, expect, it, test } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, service, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => /^ecs-0(08|10)$/.test(id)));
});

const DEFINITION = `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/web:3`;
const CLUSTER = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/main`;
const TO_TASKS = { Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } } };
const RUN = allow("ecs:RunTask", `arn:aws:ecs:*:${ACCOUNT}:task-definition/web:*`);
const passes = (...roles: readonly string[]) =>
  allow(
    "iam:PassRole",
    roles.map((role) => arn(`role/${role}`)),
    TO_TASKS,
  );

interface There {
  /** Properties of the definition; undefined when there is none. */
  readonly definition?: { readonly [name: string]: string };
  readonly hasCluster?: boolean;
  /** Data sets that were read to the end. */
  readonly read?: boolean;
}

function wayWith(statements: readonly ReturnType<typeof allow>[], there: There): string {
  const { definition, hasCluster = true, read = true } = there;
  const whole = [
    "aws/iam:account-authorization-details",
    ...(read ? ["aws/ecs:task-definitions", "aws/ecs:clusters"] : []),
  ];
  const scene = new Scene()
    .account(
      ACCOUNT,
      whole.map((dataSet) => ({ dataSet, state: "complete" })),
    )
    .user("caller", { inline: statements })
    .role("admin", [trusts(service("ecs-tasks"))], { inline: [EVERYTHING] })
    .role("pulls", [trusts(service("ecs-tasks"))])
    .role("web", [trusts(service("ecs-tasks"))]);
  if (definition !== undefined) scene.workload("aws.ecs-task-definition", DEFINITION, "web", definition);
  if (hasCluster) scene.workload("aws.ecs-cluster", CLUSTER, undefined);
  const { edges } = analyzeScene(scene, techniques);
  const own = edges.filter(({ technique, kind }) => technique === "ecs-008" || kind === "includes");
  return stepsFrom(own, arn("user/caller"), ["escalates_to"]).get(arn("role/admin")) ?? "no";
}

describe("running a task definition that is there as another role", () => {
  it("takes that role and the right to run it", () => {
    expect(wayWith([passes("admin"), RUN], { definition: {} })).toBe("met");
    expect(wayWith([passes("web"), RUN], { definition: {} })).toBe("no");
    expect(wayWith([passes("admin")], { definition: {} })).toBe("no");
  });

  it("takes the role that starts its containers, where it has one", () => {
    const definition = { execution_role: arn("role/pulls") };
    expect(wayWith([passes("admin"), RUN], { definition })).toBe("no");
    expect(wayWith([passes("pulls"), RUN], { definition })).toBe("no");
    expect(wayWith([passes("admin", "pulls"), RUN], { definition })).toBe("met");
  });

  test("needs a definition and a cluster", () => {
    expect(wayWith([passes("admin"), RUN], {})).toBe("no");
    expect(wayWith([passes("admin"), RUN], { definition: {}, hasCluster: false })).toBe("no");
  });

  test("is open where neither was read", () => {
    expect(wayWith([passes("admin"), RUN], { hasCluster: false, read: false })).toBe("unknown");
    expect(wayWith([passes("web"), RUN], { hasCluster: false, read: false })).toBe("no");
  });
});

describe("adding one's own machine to a cluster", () => {
  const JOINS = allow(["ecs:RegisterContainerInstance", "ecs:StartTask", "ecs:DiscoverPollEndpoint", "ecs:Poll"]);
  const way = (runs: string | undefined, read = true) => {
    const scene = new Scene()
      .account(
        ACCOUNT,
        ["aws/iam:account-authorization-details", ...(read ? ["aws/ec2:instances"] : [])].map((dataSet) => ({
          dataSet,
          state: "complete",
        })),
      )
      .role("caller", [trusts(service("ec2"))], { inline: [passes("admin"), JOINS] })
      .role("other", [trusts(service("ec2"))])
      .role("admin", [trusts(service("ecs-tasks"))], { inline: [EVERYTHING] })
      .workload("aws.ecs-task-definition", DEFINITION, "web")
      .workload("aws.ecs-cluster", CLUSTER, undefined);
    if (runs !== undefined) scene.workload("aws.ec2-instance", `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`, runs);
    const { edges } = analyzeScene(scene, techniques);
    const own = edges.filter(({ technique, kind }) => technique === "ecs-010" || kind === "includes");
    return stepsFrom(own, arn("role/caller"), ["escalates_to"]).get(arn("role/admin")) ?? "no";
  };

  it("takes a machine that runs as the caller", () => {
    expect(way("caller")).toBe("met");
    expect(way("other")).toBe("no");
    expect(way(undefined)).toBe("no");
  });

  it("is open where machines were not read", () => {
    expect(way(undefined, false)).toBe("unknown");
  });
});
