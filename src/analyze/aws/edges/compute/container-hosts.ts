// Tasks of ECS on machines of the account: who has a machine has the tasks on it, a task may have its machine, and the role of the
// machine is a request away where nobody keeps tasks from it ("Amazon ECS task and container security best practices"; "Task IAM
// role": containers that run on a container instance are not kept from the credentials of its instance profile). Pure.
import type { AnalysisInput, DerivedEdge, StoredNode } from "../../../../model/analysis.js";
import { textOf } from "../../../properties.js";

const TASK = "aws.ecs-task";
const MACHINE = "aws.ecs-container-instance";
const INSTANCE = "aws.ec2-instance";
const DEFINITION = "aws.ecs-task-definition";

const METADATA = "unless the agent of ECS or the machine keeps tasks from the metadata service, which nobody can read";

/** In: the estate. Out: an edge from each machine to the tasks that run on it, and back from those that get onto it. */
export function analyzeContainerHosts(input: Pick<AnalysisInput, "types" | "nodes">): {
  readonly edges: readonly DerivedEdge[];
} {
  const types = input.types("workload");
  if (!types.includes(TASK) || !types.includes(MACHINE)) return { edges: [] };
  const hosts = new Map([...input.nodes([MACHINE])].flatMap((node) => toHost(node)));
  const tasks = [...input.nodes([TASK])].flatMap((task) => {
    const host = hosts.get(textOf(task.properties["machine"]) ?? "");
    return host === undefined ? [] : [{ task, host }];
  });
  if (tasks.length === 0) return { edges: [] };
  const escaping = idsWith(input, DEFINITION, "host_control");
  const answering = idsWith(input, INSTANCE, "metadata_v1");
  return {
    edges: tasks.flatMap(({ task: { id, properties }, host }): DerivedEdge[] => {
      const definition = textOf(properties["task_definition"]) ?? "";
      const down: DerivedEdge = toEdge(host, id);
      if (escaping.has(definition)) return [down, { ...toEdge(id, host), because: [definition] }];
      if (!answering.has(host)) return [down];
      return [down, { ...toEdge(id, host), state: "unknown", confidence: 0.6, condition: METADATA }];
    }),
  };
}

function toEdge(from: string, to: string): DerivedEdge {
  return { kind: "runs_code_in", from, to, state: "none", confidence: 1, because: [] };
}

/** The machine as ECS knows it → the instance that it is; one of the owner's own, outside AWS, has no role of an instance. */
function toHost({ id, properties }: StoredNode): [machine: string, instance: string][] {
  const instance = textOf(properties["instance"]);
  if (instance === undefined || !instance.startsWith("i-")) return [];
  const [, partition = "aws", , region = "", account = ""] = id.split(":");
  return [[id, `arn:${partition}:ec2:${region}:${account}:instance/${instance}`]];
}

function idsWith(input: Pick<AnalysisInput, "nodes">, type: string, property: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, properties } of input.nodes([type])) if (properties[property] === true) ids.add(id);
  return ids;
}
