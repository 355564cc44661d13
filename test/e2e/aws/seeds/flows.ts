// What starts by itself: state machines, rules of event buses and of IoT, schedules, delivery streams.
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { CreateRoleAliasCommand, CreateTopicRuleCommand, IoTClient } from "@aws-sdk/client-iot";
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { OTHER_REGION, PARTNER, REGION, type Seeds } from "./seeding.js";

export async function seedFlows(seeds: Seeds): Promise<void> {
  const role = await seeds.role("flow-orders", "states.amazonaws.com");
  const definition = JSON.stringify({
    StartAt: "end",
    States: { end: { Type: "Succeed", Comment: seeds.secret("definition") } },
  });
  const { stateMachineArn } = await seeds
    .client(SFNClient)
    .send(new CreateStateMachineCommand({ name: "orders", definition, roleArn: role }));
  seeds.expected.runsAs.push(`${stateMachineArn} -> ${role}`);
  await seedRules(seeds, `${stateMachineArn}`);
  await seedSchedules(seeds, `${stateMachineArn}`);
  await seedDevices(seeds);
  await seedStreams(seeds);
}

async function seedRules(seeds: Seeds, machine: string): Promise<void> {
  const { expected } = seeds;
  const events = seeds.client(EventBridgeClient);
  const role = await seeds.role("rule-starts", "events.amazonaws.com");
  const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: "orders" }));
  const allow = { EventBusName: "orders", StatementId: "partner", Principal: PARTNER, Action: "events:PutEvents" };
  await events.send(new PutPermissionCommand(allow));
  expected.policies.push(`${EventBusArn}`);
  for (const region of [REGION, OTHER_REGION]) expected.open.push(seeds.arn("events", "event-bus/default", region));
  const target = async (rule: { Name: string; EventBusName?: string }, arn: string) => {
    const input = JSON.stringify({ token: seeds.secret(`target-${rule.Name}`) });
    const targets = [{ Id: "one", Arn: arn, RoleArn: role, Input: input }];
    await events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: rule.EventBusName, Targets: targets }));
  };
  const night = { Name: "night" };
  await events.send(new PutRuleCommand({ ...night, ScheduleExpression: "rate(1 day)" }));
  await target(night, machine);
  const paid = { Name: "paid", EventBusName: "orders" };
  await events.send(new PutRuleCommand({ ...paid, EventPattern: JSON.stringify({ source: ["acme"] }) }));
  const worker = seeds.arn("lambda", "function:deployer");
  await target(paid, worker);
  const off = { Name: "off" };
  await events.send(new PutRuleCommand({ ...off, ScheduleExpression: "rate(1 day)", State: "DISABLED" }));
  await target(off, machine);
  const nightArn = seeds.arn("events", "rule/night");
  const paidArn = seeds.arn("events", "rule/orders/paid");
  expected.runsAs.push(`${nightArn} -> ${role}`, `${paidArn} -> ${role}`);
  expected.references.push(`${nightArn} -> ${machine} target`, `${paidArn} -> ${worker} target`);
  // What they start acts alone as they do; the state machine of the schedules below is this one.
  expected.alone.push(`${nightArn} schedule`, `${paidArn} event`, `${worker} event`, `${machine} schedule`);
  expected.idle.push(seeds.arn("events", "rule/off"));
}

async function seedSchedules(seeds: Seeds, machine: string): Promise<void> {
  const scheduler = seeds.client(SchedulerClient);
  const role = await seeds.role("schedule-starts", "scheduler.amazonaws.com");
  const target = { Arn: machine, RoleArn: role, Input: JSON.stringify({ key: seeds.secret("schedule") }) };
  const common = { ScheduleExpression: "rate(1 hour)", FlexibleTimeWindow: { Mode: "OFF" }, Target: target } as const;
  await scheduler.send(new CreateScheduleGroupCommand({ Name: "reports" }));
  const add = async (name: string, group: string, state: "ENABLED" | "DISABLED") => {
    await scheduler.send(new CreateScheduleCommand({ Name: name, GroupName: group, State: state, ...common }));
    const arn = seeds.arn("scheduler", `schedule/${group}/${name}`);
    seeds.expected.runsAs.push(`${arn} -> ${role}`);
    seeds.expected.references.push(`${arn} -> ${machine} target`);
    if (state === "ENABLED") seeds.expected.alone.push(`${arn} schedule`);
  };
  await add("hourly", "default", "ENABLED");
  await add("monthly", "reports", "ENABLED");
  await add("off", "default", "DISABLED");
}

/** A rule of IoT that stores messages and tells of them, one that is off, and a role for devices. */
async function seedDevices(seeds: Seeds): Promise<void> {
  const { expected } = seeds;
  const iot = seeds.client(IoTClient);
  const [stores, tells] = [
    await seeds.role("door-store", "iot.amazonaws.com"),
    await seeds.role("door-tell", "iot.amazonaws.com"),
  ];
  const headers = [{ key: "Authorization", value: seeds.secret("iot-header") }];
  const add = async (ruleName: string, ruleDisabled: boolean) => {
    const topicRulePayload = {
      sql: `SELECT '${seeds.secret(`iot-${ruleName}`)}' AS mark FROM 'doors/#'`,
      ruleDisabled,
      actions: [
        { s3: { roleArn: stores, bucketName: "acme-reports", key: "doors" } },
        { http: { url: "https://acme.example/doors", headers } },
      ],
      errorAction: { sns: { roleArn: tells, targetArn: seeds.arn("sns", "doors") } },
    };
    await iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload }));
    const id = seeds.arn("iot", `rule/${ruleName}`);
    expected.runsAs.push(`${id} -> ${stores}`, `${id} -> ${tells}`);
    expected.references.push(
      `${id} -> arn:aws:s3:::acme-reports target`,
      `${id} -> ${seeds.arn("sns", "doors")} target`,
    );
    expected.holds.push(`${id} -> http/Authorization`);
    if (!ruleDisabled) expected.alone.push(`${id} event`);
  };
  await add("doors", false);
  await add("doors_off", true);
  const role = await seeds.role("camera", "credentials.iot.amazonaws.com");
  await iot.send(new CreateRoleAliasCommand({ roleAlias: "camera", roleArn: role }));
  expected.runsAs.push(`${seeds.arn("iot", "rolealias/camera")} -> ${role}`);
}

/** A stream that is filled by hand, and one that calls an address with a token. */
async function seedStreams(seeds: Seeds): Promise<void> {
  const { expected } = seeds;
  const firehose = seeds.client(FirehoseClient);
  const [stores, sends] = [
    await seeds.role("click-store", "firehose.amazonaws.com"),
    await seeds.role("click-send", "firehose.amazonaws.com"),
  ];
  const bucket = { RoleARN: stores, BucketARN: "arn:aws:s3:::acme-reports" };
  const attributes = [{ AttributeName: "api_key", AttributeValue: seeds.secret("firehose-attribute") }];
  const stored = { DeliveryStreamName: "stored", ExtendedS3DestinationConfiguration: bucket };
  const sent = {
    DeliveryStreamName: "sent",
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Url: "https://acme.example/clicks", AccessKey: seeds.secret("firehose-key") },
      RequestConfiguration: { CommonAttributes: attributes },
      RoleARN: sends,
      S3Configuration: bucket,
    },
  };
  for (const stream of [stored, sent])
    await firehose.send(new CreateDeliveryStreamCommand({ DeliveryStreamType: "DirectPut", ...stream }));
  const arn = (name: string) => seeds.arn("firehose", `deliverystream/${name}`);
  expected.runsAs.push(`${arn("stored")} -> ${stores}`, `${arn("sent")} -> ${stores}`, `${arn("sent")} -> ${sends}`);
  expected.holds.push(`${arn("sent")} -> api_key`);
  for (const name of ["stored", "sent"]) {
    expected.alone.push(`${arn(name)} event`);
    expected.references.push(`${arn(name)} -> arn:aws:s3:::acme-reports target`);
  }
}
