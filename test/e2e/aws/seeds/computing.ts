// What runs jobs and code that people bring: definitions of AWS Batch, sessions of Glue.
import { BatchClient, DeregisterJobDefinitionCommand, RegisterJobDefinitionCommand } from "@aws-sdk/client-batch";
import { CreateSessionCommand, GlueClient } from "@aws-sdk/client-glue";
import { required } from "../clients.js";
import type { Seeds } from "./seeding.js";

export async function seedComputing(seeds: Seeds): Promise<void> {
  const { expected } = seeds;
  const batch = seeds.client(BatchClient);
  const role = await seeds.role("batch-job", "ecs-tasks.amazonaws.com");
  const container = {
    image: "acme/etl:1",
    vcpus: 1,
    memory: 128,
    environment: [
      { name: "DB_PASSWORD", value: seeds.secret("batch") },
      { name: "LOG_LEVEL", value: "debug-and-more" },
    ],
  };
  const define = async (jobDefinitionName: string, more: object): Promise<string> => {
    const containerProperties = { ...container, ...more };
    const input = { jobDefinitionName, type: "container", containerProperties } as const;
    const { jobDefinitionArn } = await batch.send(new RegisterJobDefinitionCommand(input));
    return required(jobDefinitionArn);
  };
  const etl = await define("etl", { jobRoleArn: role });
  const plain = await define("plain", { environment: [] });
  const old = await define("old", { jobRoleArn: role });
  await batch.send(new DeregisterJobDefinitionCommand({ jobDefinition: old }));
  expected.runsAs.push(`${etl} -> ${role}`);
  expected.holds.push(`${etl} -> DB_PASSWORD`);
  expected.idle.push(plain);

  const etlRole = await seeds.role("glue-session", "glue.amazonaws.com");
  const DefaultArguments = { "--api_token": seeds.secret("glue session"), "--job-language": "python" };
  const session = { Id: "explore", Role: etlRole, Command: { Name: "glueetl", PythonVersion: "3" }, DefaultArguments };
  await seeds.client(GlueClient).send(new CreateSessionCommand(session));
  const arn = seeds.arn("glue", "session/explore");
  expected.runsAs.push(`${arn} -> ${etlRole}`);
  expected.holds.push(`${arn} -> --api_token`);
}
