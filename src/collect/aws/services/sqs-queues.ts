// aws/sqs:queues: queues and their policies.
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/sqs:queues";

const LIST_QUEUES: AwsCall = {
  call: "sqs:ListQueues",
  path: ["sqs", "list-queues"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 queues",
  input: { MaxResults: 1000 },
  next: "NextToken",
};

const GET_QUEUE_ATTRIBUTES: AwsCall = {
  call: "sqs:GetQueueAttributes",
  path: ["sqs", "get-queue-attributes"],
  dataSet: DATA_SET,
  count: "1 per queue",
  input: { AttributeNames: ["All"] },
};

export const sqsQueues = toResource({
  dataSet: DATA_SET,
  calls: [LIST_QUEUES, GET_QUEUE_ATTRIBUTES],
  read: (reader) =>
    readDescribed(reader, {
      // Its list is no sign of its shape: AWS answers without it, and the CLI prints nothing, when there is no queue.
      list: LIST_QUEUES,
      describe: GET_QUEUE_ATTRIBUTES,
      word: "queues",
      elements: "QueueUrls",
      nameOf: ({ name }) => textOf(name)?.replace(/^.*\//, ""),
      inputOf: ({ name }) => ({ QueueUrl: name }),
      unlisted: (name) => ({ name }),
      subjectOf: (_, name) => reader.arn("sqs", name),
      add: (queue, out) => addQueue(reader, queue, out),
    }),
});

function addQueue(reader: Reader, { name, answer }: Thing, out: PartBuilder): void {
  const guess = reader.arn("sqs", name);
  const attributes = fieldsOf(fieldsOf(answer)["Attributes"]);
  const policy = toPolicy(reader, guess, attributes["Policy"], out);
  out.nodes.push({
    id: textOf(attributes["QueueArn"]) ?? guess,
    kind: "resource",
    type: "aws.sqs-queue",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      kms_key: textOf(attributes["KmsMasterKeyId"]),
      policy_unread: answer === "unread" ? true : undefined,
      ...policy.properties,
    }),
  });
}
