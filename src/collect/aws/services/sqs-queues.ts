// aws/sqs:queues: queues and their policies.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/sqs:queues";

const LIST_QUEUES: AwsCall = {
  call: "sqs:ListQueues",
  path: ["sqs", "list-queues"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 queues",
  // The CLI prints nothing at all, and AWS answers without the list, when there is none.
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
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_QUEUES, {}, GET_QUEUE_ATTRIBUTES)) {
      const urls = listOf(page["QueueUrls"]).flatMap((url) => textOf(url) ?? []);
      for (const url of urls) seen.add(nameOf(url));
      yield* reader.each(urls, "queues", (url, out) => addQueue(reader, url, out));
    }
    const rest = await reader.unlisted(GET_QUEUE_ATTRIBUTES, seen);
    yield* reader.each(rest, "queues", (name, out) => addQueue(reader, name, out));
  },
});

async function addQueue(reader: Reader, url: string, out: PartBuilder): Promise<void> {
  const name = nameOf(url);
  const guess = reader.arn("sqs", name);
  const answer = await reader.detail(GET_QUEUE_ATTRIBUTES, { subject: guess, name, input: { QueueUrl: url } });
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

function nameOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
