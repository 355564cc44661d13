// aws/pipes:pipes: pipes of EventBridge, which read queues and streams with a role and hand on what they read with the same role.
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import { signsIn } from "../../secret-like.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addWorkload, toTriggers } from "../workload.js";

const DATA_SET = "aws/pipes:pipes";

const LIST_PIPES: AwsCall = {
  call: "pipes:ListPipes",
  path: ["pipes", "list-pipes"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 pipes",
  lists: ["Pipes"],
  input: { Limit: 100 },
  next: "NextToken",
};

const DESCRIBE_PIPE: AwsCall = {
  call: "pipes:DescribePipe",
  path: ["pipes", "describe-pipe"],
  dataSet: DATA_SET,
  count: "1 per pipe",
  secrets: [
    "SourceParameters.FilterCriteria.Filters.*.Pattern",
    "EnrichmentParameters.**",
    "TargetParameters.InputTemplate",
    "TargetParameters.HttpParameters.**",
    "TargetParameters.BatchJobParameters.Parameters.*",
    "TargetParameters.BatchJobParameters.ContainerOverrides.Command.*",
    "TargetParameters.BatchJobParameters.ContainerOverrides.Environment.*.Value",
    "TargetParameters.EcsTaskParameters.Overrides.ContainerOverrides.*.Command.*",
    "TargetParameters.EcsTaskParameters.Overrides.ContainerOverrides.*.Environment.*.value",
    "TargetParameters.RedshiftDataParameters.Sqls.*",
    "TargetParameters.SageMakerPipelineParameters.PipelineParameterList.*.Value",
  ],
};

export const pipes = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PIPES, DESCRIBE_PIPE],
  read: (reader) => {
    const toId = (name: string): string => reader.arn("pipes", `pipe/${name}`);
    return readDescribed(reader, {
      list: LIST_PIPES,
      describe: DESCRIBE_PIPE,
      word: "pipes",
      nameOf: (pipe) => textOf(pipe["Name"]),
      inputOf: (_, name) => ({ Name: name }),
      unlisted: (name) => ({ Name: name }),
      subjectOf: (pipe, name) => textOf(pipe["Arn"]) ?? toId(name),
      add: (pipe, out) => addPipe(pipe, textOf(pipe.summary["Arn"]) ?? toId(pipe.name), out),
    });
  },
});

/** A pipe that is on looks by itself for what is in its source; what it hands that to runs by itself as well. */
function addPipe({ summary, name, answer }: Thing, id: string, out: PartBuilder): void {
  const pipe = { ...summary, ...fieldsOf(answer) };
  const state = textOf(pipe["DesiredState"]);
  const isOn = state !== "STOPPED" && state !== "DELETED";
  addWorkload(
    {
      id,
      type: "aws.event-pipe",
      name,
      runsAs: textOf(pipe["RoleArn"]),
      properties: {
        enabled: isOn,
        created_at: toIso(pipe["CreationTime"]),
        updated_at: toIso(pipe["LastModifiedTime"]),
        ...(answer === "unread" ? {} : addPlainSecrets(id, "configuration", settingsOf(pipe), out)),
      },
      triggers: isOn ? ["queue"] : [],
    },
    out,
  );
  for (const [role, arns] of Object.entries(namedBy(pipe)))
    for (const arn of arns) out.edge("references", id, arn, { properties: { role } });
  if (isOn) for (const node of startedBy(pipe)) out.supplements.push({ node, properties: toTriggers(["queue"]) });
}

/** What a pipe names: word → ARNs. A broker or cluster is signed in to with a secret that is kept elsewhere. */
function namedBy(pipe: Fields): { readonly [role: string]: readonly string[] } {
  const target = fieldsOf(pipe["TargetParameters"]);
  const sources = Object.values(fieldsOf(pipe["SourceParameters"]));
  const signIns = sources.flatMap((source) => Object.values(fieldsOf(fieldsOf(source)["Credentials"])));
  const overrides = fieldsOf(fieldsOf(target["EcsTaskParameters"])["Overrides"]);
  return {
    "event-source": toArns([pipe["Source"]]),
    enrichment: toArns([pipe["Enrichment"]]),
    target: toArns([pipe["Target"]]),
    credentials: toArns([...signIns, fieldsOf(target["RedshiftDataParameters"])["SecretManagerArn"]]),
    "task-role": toArns([overrides["TaskRoleArn"]]),
    "execution-role": toArns([overrides["ExecutionRoleArn"]]),
  };
}

/** A cluster of one's own is named by its host, which is no ARN. */
function toArns(named: readonly unknown[]): readonly string[] {
  const arns = named.flatMap((one) => textOf(one) ?? []).filter((text) => text.startsWith("arn:"));
  return distinct(arns);
}

function startedBy(pipe: Fields): readonly string[] {
  const target = { Arn: pipe["Target"], EcsParameters: fieldsOf(pipe["TargetParameters"])["EcsTaskParameters"] };
  const started = [{ Arn: pipe["Enrichment"] }, target].flatMap((one) => startedNode(one) ?? []);
  return distinct(started);
}

/** What may be a secret: what is sent with a call over HTTP, and what a job or task is started with. */
function settingsOf(pipe: Fields): readonly Variable[] {
  const target = fieldsOf(pipe["TargetParameters"]);
  const job = fieldsOf(target["BatchJobParameters"]);
  const tasks = listOf(fieldsOf(fieldsOf(target["EcsTaskParameters"])["Overrides"])["ContainerOverrides"]);
  return [
    ...sentOf("enrichment", fieldsOf(pipe["EnrichmentParameters"])),
    ...sentOf("target", target),
    ...recordOf("target", job["Parameters"]),
    ...listedOf("target", fieldsOf(job["ContainerOverrides"])["Environment"]),
    ...listedOf("target", fieldsOf(target["SageMakerPipelineParameters"])["PipelineParameterList"]),
    ...tasks.map(fieldsOf).flatMap((task) => listedOf(`target/${textOf(task["Name"]) ?? ""}`, task["Environment"])),
  ];
}

function sentOf(place: string, parameters: Fields): readonly Variable[] {
  const sent = fieldsOf(parameters["HttpParameters"]);
  const headers = recordOf(place, sent["HeaderParameters"]).map((header): Variable => {
    return { ...header, ...(signsIn(header.name.slice(place.length + 1)) && { isSecret: true }) };
  });
  return [...headers, ...recordOf(place, sent["QueryStringParameters"])];
}

function recordOf(place: string, record: unknown): readonly Variable[] {
  return Object.entries(fieldsOf(record)).map(([name, value]) => ({ name: `${place}/${name}`, value }));
}

/** Names and values: AWS writes both in small letters for tasks alone. */
function listedOf(place: string, list: unknown): readonly Variable[] {
  return listOf(list)
    .map(fieldsOf)
    .flatMap((one) => {
      const name = textOf(one["Name"] ?? one["name"]);
      return name === undefined ? [] : [{ name: `${place}/${name}`, value: one["Value"] ?? one["value"] }];
    });
}
