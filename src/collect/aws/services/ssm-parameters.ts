// aws/ssm:parameters: which parameters there are. Never a value: GetParameter is not on the list of calls.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/ssm:parameters";

const DESCRIBE_PARAMETERS: AwsCall = {
  call: "ssm:DescribeParameters",
  path: ["ssm", "describe-parameters"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 50 parameters",
  lists: ["Parameters"],
  input: { MaxResults: 50 },
  next: "NextToken",
};

export const ssmParameters = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_PARAMETERS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_PARAMETERS)) {
      const parameters = listOf(page["Parameters"]).map(fieldsOf);
      yield* reader.each(parameters, "parameters", (parameter, out) => {
        const name = textOf(parameter["Name"]);
        if (name === undefined) return;
        out.nodes.push({
          id: textOf(parameter["ARN"]) ?? reader.arn("ssm", `parameter/${name.replace(/^\//, "")}`),
          kind: "resource",
          type: "aws.ssm-parameter",
          name,
          properties: properties({
            parameter_type: textOf(parameter["Type"]),
            updated_at: toIso(parameter["LastModifiedDate"]),
            kms_key: textOf(parameter["KeyId"]),
          }),
        });
      });
    }
  },
});
