// Lambda: functions with roles, variables, policies, addresses and queues that start them.
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { EVERYTHING, OTHER_REGION, PARTNER, REGION, type Seeds } from "./seeding.js";

export async function seedFunctions(seeds: Seeds): Promise<void> {
  const { expected } = seeds;
  const reader = await seeds.role("fn-reader", "lambda.amazonaws.com");
  const deployer = await seeds.role("fn-deployer", "lambda.amazonaws.com", EVERYTHING);
  const add = async (name: string, role: string, more: Partial<CreateFunctionCommandInput> = {}, region = REGION) => {
    const input = { FunctionName: name, Role: role, Runtime: "nodejs20.x", Handler: "index.handler" } as const;
    const code = { ZipFile: EMPTY_ZIP };
    await seeds.client(LambdaClient, region).send(new CreateFunctionCommand({ ...input, Code: code, ...more }));
    const arn = seeds.arn("lambda", `function:${name}`, region);
    expected.runsAs.push(`${arn} -> ${role}`);
    return arn;
  };

  const variables = {
    DB_PASSWORD: seeds.secret("lambda"),
    DB_HOST: "db.acme.example",
    SECRET_ARN: "arn:aws:x",
    TOKEN_TTL: "3600",
  };
  const orders = await add("orders", reader, { Environment: { Variables: variables } });
  expected.holds.push(`${orders} -> DB_PASSWORD`);
  await add("deployer", deployer);
  await add("elsewhere", reader, {}, OTHER_REGION);

  const open = await add("open-url", reader);
  await addUrl(seeds, "open-url", "NONE", { Principal: "*" });
  expected.alone.push(`${open} url`);
  // The same address with signatures asked for does not act for strangers.
  const signed = await add("signed-url", reader);
  await addUrl(seeds, "signed-url", "AWS_IAM", { Principal: PARTNER });
  expected.policies.push(open, signed);

  const worker = await add("worker", reader);
  await seeds.client(SQSClient).send(new CreateQueueCommand({ QueueName: "work" }));
  const queue = seeds.arn("sqs", "work");
  expected.open.push(queue);
  await seeds
    .client(LambdaClient)
    .send(new CreateEventSourceMappingCommand({ FunctionName: "worker", EventSourceArn: queue }));
  expected.alone.push(`${worker} queue`);
  expected.references.push(`${worker} -> ${queue} event-source`);
  const paused = await add("paused", reader);
  await seeds.client(SQSClient).send(new CreateQueueCommand({ QueueName: "paused" }));
  expected.open.push(seeds.arn("sqs", "paused"));
  await seeds.client(LambdaClient).send(
    new CreateEventSourceMappingCommand({
      FunctionName: paused,
      EventSourceArn: seeds.arn("sqs", "paused"),
      Enabled: false,
    }),
  );
}

async function addUrl(
  seeds: Seeds,
  name: string,
  auth: "NONE" | "AWS_IAM",
  who: { readonly Principal: string },
): Promise<void> {
  const lambda = seeds.client(LambdaClient);
  await lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName: name, AuthType: auth }));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: auth,
      ...who,
    }),
  );
}

/** An archive without files: its end record. */
const EMPTY_ZIP = Uint8Array.from([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]);
