// aws/bedrock:invocation-logging: whether what is asked of models, and what they answer, is kept: one setting a region.

import { wholeOf } from "../../answers.js";
import { fieldsOf, isFields, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/bedrock:invocation-logging";

const GET_LOGGING: AwsCall = {
  call: "bedrock:GetModelInvocationLoggingConfiguration",
  path: ["bedrock", "get-model-invocation-logging-configuration"],
  dataSet: DATA_SET,
  count: "1 per region",
};

export const bedrockInvocationLogging = toResource({
  dataSet: DATA_SET,
  calls: [GET_LOGGING],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const answer = await wholeOf(reader.pages(GET_LOGGING));
    const config = fieldsOf(answer["loggingConfig"]);
    const group = textOf(fieldsOf(config["cloudWatchConfig"])["logGroupName"]);
    const bucket = textOf(fieldsOf(config["s3Config"])["bucketName"]);
    // Without a place the region keeps nothing.
    const logging = isFields(answer["loggingConfig"]) && (group ?? bucket) !== undefined;
    yield {
      nodes: [
        {
          id: reader.arn("bedrock", "model-invocation-logging"),
          kind: "resource",
          type: "aws.model-invocation-logging",
          name: `model invocation logging in ${reader.region}`,
          properties: properties({
            logging,
            log_group: group,
            bucket,
            text: logging && config["textDataDeliveryEnabled"] === true,
          }),
        },
      ],
    };
  },
});
