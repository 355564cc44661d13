// aws/ecs:clusters: clusters with their services, running tasks and machines. What runs has the roles of its task definition.
import { addAll } from "../../../model/add-all.js";
import { arnName } from "../../arn.js";
import { type Fields, fieldsOf, integerOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";
import { fetchTaskDefinition, rolesOf } from "./ecs-task-definitions.js";

const DATA_SET = "aws/ecs:clusters";

const LIST_CLUSTERS: AwsCall = {
  call: "ecs:ListClusters",
  path: ["ecs", "list-clusters"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["clusterArns"],
  next: "nextToken",
};

/** A list of one cluster, and the call that describes what it lists, so many at once. */
interface Kind {
  readonly list: AwsCall;
  readonly describe: AwsCall;
  readonly names: string;
  readonly answers: string;
  readonly input: string;
  readonly atOnce: number;
  add(reader: Reader, fields: Fields, cluster: string, out: PartBuilder): Promise<void>;
}

const SERVICES: Kind = {
  list: toList("ecs:ListServices", "list-services", "serviceArns", { maxResults: 100 }),
  describe: toDescribe("ecs:DescribeServices", "describe-services", "services", "1 per 10 services", {
    include: ["TAGS"],
  }),
  names: "serviceArns",
  answers: "services",
  input: "services",
  atOnce: 10,
  add: addService,
};

const TASKS: Kind = {
  list: toList("ecs:ListTasks", "list-tasks", "taskArns", {}),
  describe: toDescribe("ecs:DescribeTasks", "describe-tasks", "tasks", "1 per 100 running tasks", {}, [
    "tasks.*.overrides.containerOverrides.*.environment.*.value",
  ]),
  names: "taskArns",
  answers: "tasks",
  input: "tasks",
  atOnce: 100,
  add: addTask,
};

const MACHINES: Kind = {
  list: toList("ecs:ListContainerInstances", "list-container-instances", "containerInstanceArns", {}),
  describe: toDescribe(
    "ecs:DescribeContainerInstances",
    "describe-container-instances",
    "containerInstances",
    "1 per 100 container instances",
    {},
  ),
  names: "containerInstanceArns",
  answers: "containerInstances",
  input: "containerInstances",
  atOnce: 100,
  add: addMachine,
};

const KINDS = [SERVICES, TASKS, MACHINES];

export const ecsClusters = toResource({
  dataSet: DATA_SET,
  calls: [LIST_CLUSTERS, ...KINDS.flatMap(({ list, describe }) => [list, describe])],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const clusters: string[] = [];
    for await (const page of reader.pages(LIST_CLUSTERS)) {
      addAll(
        clusters,
        listOf(page["clusterArns"]).flatMap((arn) => textOf(arn) ?? []),
      );
    }
    yield* reader.each(clusters.sort(), "clusters", async (cluster, out) => {
      const name = arnName(cluster);
      out.nodes.push({ id: cluster, kind: "resource", type: "aws.ecs-cluster", name, properties: {} });
      for (const kind of KINDS) await addKind(reader, kind, cluster, out);
    });
  },
});

/** Everything of a kind in a cluster. */
async function addKind(reader: Reader, kind: Kind, cluster: string, out: PartBuilder): Promise<void> {
  const about = { subject: cluster, name: arnName(cluster) };
  const listed = await reader.detail(kind.list, { ...about, input: { cluster } });
  const arns = listOf(fieldsOf(listed)[kind.names]).flatMap((arn) => textOf(arn) ?? []);
  if (arns.length === 0) return;
  const inputs = [];
  for (let at = 0; at < arns.length; at += kind.atOnce) {
    inputs.push({ cluster, [kind.input]: arns.slice(at, at + kind.atOnce) });
  }
  const answer: Detail = await reader.detail(kind.describe, { ...about, inputs });
  for (const fields of listOf(fieldsOf(answer)[kind.answers]).map(fieldsOf))
    await kind.add(reader, fields, cluster, out);
}

async function addService(reader: Reader, service: Fields, cluster: string, out: PartBuilder): Promise<void> {
  const id = textOf(service["serviceArn"]);
  const definition = textOf(service["taskDefinition"]);
  if (id === undefined || service["status"] === "INACTIVE") return;
  const roles = definition === undefined ? undefined : rolesOf(await fetchTaskDefinition(reader, definition));
  addWorkload(
    {
      id,
      type: "aws.ecs-service",
      name: textOf(service["serviceName"]) ?? arnName(id),
      parent: cluster,
      runsAs: roles?.task,
      properties: {
        cluster: arnName(cluster),
        status: textOf(service["status"]),
        task_definition: definition,
        execute_command: service["enableExecuteCommand"] === true,
        desired: integerOf(service["desiredCount"]),
        launch_type: textOf(service["launchType"]),
        // "if no deployment controller is specified, the default value of ECS is used" (CreateService, Amazon ECS API Reference)
        deployment_controller: textOf(fieldsOf(service["deploymentController"])["type"]) ?? "ECS",
        express: service["resourceManagementType"] === "ECS",
        created_at: toIso(service["createdAt"]),
        tags: toTags(service["tags"]),
      },
      // It starts its tasks again whenever they end.
      triggers: ["scaling"],
    },
    out,
  );
  if (definition !== undefined) out.edge("references", id, definition, { properties: { role: "task-definition" } });
}

async function addTask(reader: Reader, task: Fields, cluster: string, out: PartBuilder): Promise<void> {
  const id = textOf(task["taskArn"]);
  const definition = textOf(task["taskDefinitionArn"]);
  if (id === undefined || task["lastStatus"] === "STOPPED") return;
  const override = textOf(fieldsOf(task["overrides"])["taskRoleArn"]);
  const roles = definition === undefined ? undefined : rolesOf(await fetchTaskDefinition(reader, definition));
  addWorkload(
    {
      id,
      type: "aws.ecs-task",
      name: arnName(id),
      parent: cluster,
      runsAs: override ?? roles?.task,
      properties: {
        cluster: arnName(cluster),
        status: textOf(task["lastStatus"]),
        task_definition: definition,
        execute_command: task["enableExecuteCommand"] === true,
        group: textOf(task["group"]),
        launch_type: textOf(task["launchType"]),
        machine: textOf(task["containerInstanceArn"]),
        created_at: toIso(task["createdAt"]),
      },
    },
    out,
  );
}

async function addMachine(reader: Reader, machine: Fields, cluster: string, out: PartBuilder): Promise<void> {
  const id = textOf(machine["containerInstanceArn"]);
  if (id === undefined) return;
  const instance = textOf(machine["ec2InstanceId"]);
  const properties = { cluster: arnName(cluster), status: textOf(machine["status"]), instance };
  addWorkload({ id, type: "aws.ecs-container-instance", name: arnName(id), parent: cluster, properties }, out);
  if (instance === undefined) return;
  out.edge("references", id, reader.arn("ec2", `instance/${instance}`), { properties: { role: "instance" } });
}

function toList(call: string, command: string, list: string, input: object): AwsCall {
  const count = "1 per cluster";
  return {
    call,
    path: ["ecs", command],
    dataSet: DATA_SET,
    count,
    lists: [list],
    input: { ...input },
    next: "nextToken",
  };
}

function toDescribe(
  call: string,
  command: string,
  list: string,
  count: string,
  input: object,
  secrets: readonly string[] = [],
): AwsCall {
  return { call, path: ["ecs", command], dataSet: DATA_SET, count, lists: [list], input: { ...input }, secrets };
}
