// aws/firehose:delivery-streams: streams of Firehose, which take records in with a role and deliver them with the same or others.
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import { toResource } from "../service.js";
import { startedNode } from "../started.js";
import { addWorkload, toTriggers } from "../workload.js";

const DATA_SET = "aws/firehose:delivery-streams";

const LIST_STREAMS: AwsCall = {
  call: "firehose:ListDeliveryStreams",
  path: ["firehose", "list-delivery-streams"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 delivery streams",
  lists: ["DeliveryStreamNames"],
  input: { Limit: 100 },
  more: "HasMoreDeliveryStreams",
  nextInput: "ExclusiveStartDeliveryStreamName",
};

const DESTINATION = "DeliveryStreamDescription.Destinations.*";

const DESCRIBE_STREAM: AwsCall = {
  call: "firehose:DescribeDeliveryStream",
  path: ["firehose", "describe-delivery-stream"],
  dataSet: DATA_SET,
  count: "1 per delivery stream",
  secrets: [
    `${DESTINATION}.SplunkDestinationDescription.HECToken`,
    `${DESTINATION}.HttpEndpointDestinationDescription.EndpointConfiguration.Url`,
    `${DESTINATION}.HttpEndpointDestinationDescription.RequestConfiguration.CommonAttributes.*.AttributeValue`,
    `${DESTINATION}.RedshiftDestinationDescription.ClusterJDBCURL`,
    `${DESTINATION}.RedshiftDestinationDescription.CopyCommand.CopyOptions`,
  ],
};

export const firehoseStreams = toResource({
  dataSet: DATA_SET,
  calls: [LIST_STREAMS, DESCRIBE_STREAM],
  read: (reader) => {
    const toId = (name: string): string => reader.arn("firehose", `deliverystream/${name}`);
    return readDescribed(reader, {
      list: LIST_STREAMS,
      describe: DESCRIBE_STREAM,
      word: "delivery streams",
      nameOf: ({ name }) => textOf(name),
      inputOf: (_, name) => ({ DeliveryStreamName: name }),
      unlisted: (name) => ({ name }),
      subjectOf: (_, name) => toId(name),
      add: (stream, out) => addStream(stream, toId(stream.name), out),
    });
  },
});

/** Fields that name what a stream takes from, hands to and signs in with: word → what they are called, at whatever depth. */
const NAMING: { readonly [role: string]: readonly string[] } = {
  "event-source": ["KinesisStreamARN", "MSKClusterARN"],
  target: ["BucketARN", "DomainARN", "CatalogARN"],
  credentials: ["SecretARN"],
};

/** Records are put into a stream, or it looks for them itself in another one or in a database. */
function addStream({ name, answer }: Thing, id: string, out: PartBuilder): void {
  const stream = fieldsOf(fieldsOf(answer)["DeliveryStreamDescription"]);
  const type = textOf(stream["DeliveryStreamType"]);
  const status = textOf(stream["DeliveryStreamStatus"]);
  const isOn = status === undefined || !/FAILED|DELETING/.test(status);
  const destinations = listOf(stream["Destinations"]).map(fieldsOf);
  const [runsAs, ...others] = distinct([...named(stream, ["RoleARN"]), ...parameters(stream, "RoleArn")]);
  addWorkload(
    {
      id,
      type: "aws.firehose-delivery-stream",
      name,
      runsAs,
      properties: {
        status,
        source_types: type === undefined ? undefined : [type],
        created_at: toIso(stream["CreateTimestamp"]),
        updated_at: toIso(stream["LastUpdateTimestamp"]),
        ...(answer === "unread" ? {} : addPlainSecrets(id, "configuration", destinations.flatMap(settingsOf), out)),
      },
      triggers: type === undefined || !isOn ? [] : [type === "DirectPut" ? "event" : "queue"],
    },
    out,
  );
  for (const other of others) out.edge("runs_as", id, other);
  for (const [role, fields] of Object.entries(NAMING))
    for (const arn of distinct(named(stream, fields))) out.edge("references", id, arn, { properties: { role } });
  for (const arn of distinct(parameters(stream, "LambdaArn"))) {
    out.edge("references", id, arn, { properties: { role: "processor" } });
    const node = startedNode({ Arn: arn });
    if (node !== undefined && isOn) out.supplements.push({ node, properties: toTriggers(["event"]) });
  }
}

/** What may be a secret: what a destination is signed in to with, and what is sent along with each request. */
function settingsOf(destination: Fields): readonly Variable[] {
  const token = fieldsOf(destination["SplunkDestinationDescription"])["HECToken"];
  const request = fieldsOf(fieldsOf(destination["HttpEndpointDestinationDescription"])["RequestConfiguration"]);
  const attributes = listOf(request["CommonAttributes"])
    .map(fieldsOf)
    .flatMap(({ AttributeName, AttributeValue: value }) => {
      const name = textOf(AttributeName);
      return name === undefined ? [] : [{ name, value }];
    });
  return [...(token === undefined ? [] : [{ name: "HECToken", value: token, isSecret: true as const }]), ...attributes];
}

/** ARNs under fields of these names, at whatever depth: each kind of destination has them in places of its own. */
function named(value: unknown, fields: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element) => named(element, fields));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    fields.includes(key) ? (textOf(member) ?? []) : named(member, fields),
  );
}

/** Values of a parameter of what works on the records on their way. */
function parameters(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element) => parameters(element, name));
  if (!isFields(value) || (value["Enabled"] === false && value["Processors"] !== undefined)) return [];
  if (value["ParameterName"] === name) return [textOf(value["ParameterValue"]) ?? []].flat();
  return Object.values(value).flatMap((member) => parameters(member, name));
}
