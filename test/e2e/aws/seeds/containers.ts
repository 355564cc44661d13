// ECS: task definitions, and the services, tasks and machines of a cluster.
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import { required } from "../clients.js";
import type { Machines } from "./machines.js";
import type { Seeds } from "./seeding.js";

const CLUSTER = "shop";

export async function seedContainers(seeds: Seeds, { carrier }: Machines): Promise<void> {
  const { expected } = seeds;
  const ecs = seeds.client(ECSClient);
  const role = await seeds.role("task-web", "ecs-tasks.amazonaws.com");
  const other = await seeds.role("task-override", "ecs-tasks.amazonaws.com");
  const execution = await seeds.role("task-execution", "ecs-tasks.amazonaws.com");
  const define = async (family: string, more: object) => {
    const input = { family, containerDefinitions: [{ name: "app", image: "acme/app", memory: 64, ...CONTAINER }] };
    const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand({ ...input, ...more }));
    return required(taskDefinition?.taskDefinitionArn);
  };
  const environment = [
    { name: "API_TOKEN", value: seeds.secret("ecs") },
    { name: "LOG_LEVEL", value: "debug-and-more" },
  ];
  const container = { name: "app", image: "acme/app", memory: 64, environment };
  const web = await define("web", {
    taskRoleArn: role,
    executionRoleArn: execution,
    containerDefinitions: [container],
  });
  const plain = await define("plain", {});
  expected.runsAs.push(`${web} -> ${role}`);
  expected.references.push(`${web} -> ${execution} execution-role`);
  expected.holds.push(`${web} -> app/API_TOKEN`);
  expected.idle.push(plain);

  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  const machine = await join(seeds, ecs, carrier);
  const run = async (more: object) => {
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster: CLUSTER, taskDefinition: web, ...more }));
    return required(tasks?.[0]?.taskArn);
  };
  const task = await run({});
  const overridden = await run({ overrides: { taskRoleArn: other } });
  const created = { cluster: CLUSTER, serviceName: "web", taskDefinition: web, desiredCount: 0 };
  const { service } = await ecs.send(new CreateServiceCommand(created));
  const serviceArn = required(service?.serviceArn);
  expected.runsAs.push(`${task} -> ${role}`, `${overridden} -> ${other}`, `${serviceArn} -> ${role}`);
  expected.references.push(`${serviceArn} -> ${web} task-definition`);
  expected.alone.push(`${serviceArn} scaling`);
  expected.idle.push(machine);
}

const CONTAINER = { cpu: 10, essential: true };

/** Signs the instance up with the cluster. */
async function join(seeds: Seeds, ecs: ECSClient, instance: string): Promise<string> {
  const document = JSON.stringify({ instanceId: instance, accountId: seeds.account, region: "us-east-1" });
  const { containerInstance } = await ecs.send(
    new RegisterContainerInstanceCommand({ cluster: CLUSTER, instanceIdentityDocument: document }),
  );
  const arn = required(containerInstance?.containerInstanceArn);
  seeds.expected.references.push(`${arn} -> ${seeds.arn("ec2", `instance/${instance}`)} instance`);
  return arn;
}
