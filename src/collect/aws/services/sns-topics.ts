// aws/sns:topics: topics and their policies.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/sns:topics";

const LIST_TOPICS: AwsCall = {
  call: "sns:ListTopics",
  path: ["sns", "list-topics"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 topics",
  lists: ["Topics"],
  next: "NextToken",
};

const GET_TOPIC_ATTRIBUTES: AwsCall = {
  call: "sns:GetTopicAttributes",
  path: ["sns", "get-topic-attributes"],
  dataSet: DATA_SET,
  count: "1 per topic",
};

export const snsTopics = toResource({
  dataSet: DATA_SET,
  calls: [LIST_TOPICS, GET_TOPIC_ATTRIBUTES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_TOPICS, {}, GET_TOPIC_ATTRIBUTES)) {
      const arns = listOf(page["Topics"]).flatMap((topic) => textOf(fieldsOf(topic)["TopicArn"]) ?? []);
      for (const arn of arns) seen.add(nameOf(arn));
      yield* reader.each(arns, "topics", (arn, out) => addTopic(reader, arn, out));
    }
    // A bundle may name the answer by the ARN, which is what the call is asked for.
    const rest = (await reader.unlisted(GET_TOPIC_ATTRIBUTES, seen)).filter((name) => !seen.has(nameOf(name)));
    yield* reader.each(rest, "topics", (name, out) => addTopic(reader, reader.arn("sns", nameOf(name)), out));
  },
});

async function addTopic(reader: Reader, arn: string, out: PartBuilder): Promise<void> {
  const isByArn = await isNamedByArn(reader, arn);
  const name = isByArn ? arn : nameOf(arn);
  const answer = await reader.detail(GET_TOPIC_ATTRIBUTES, { subject: arn, name, input: { TopicArn: arn } });
  const attributes = fieldsOf(fieldsOf(answer)["Attributes"]);
  const policy = toPolicy(reader, arn, attributes["Policy"], out);
  out.nodes.push({
    id: arn,
    kind: "resource",
    type: "aws.sns-topic",
    name: nameOf(arn),
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      kms_key: textOf(attributes["KmsMasterKeyId"]),
      policy_unread: answer === "unread" ? true : undefined,
      ...policy.properties,
    }),
  });
}

async function isNamedByArn(reader: Reader, arn: string): Promise<boolean> {
  if (reader.account.answers.isLive) return false;
  return reader.account.has(GET_TOPIC_ATTRIBUTES, { name: arn });
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
