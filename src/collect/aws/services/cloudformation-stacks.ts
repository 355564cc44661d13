// aws/cloudformation:stacks: stacks, and the roles that change what is in them.
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/cloudformation:stacks";

const DESCRIBE_STACKS: AwsCall = {
  call: "cloudformation:DescribeStacks",
  path: ["cloudformation", "describe-stacks"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 stacks",
  lists: ["Stacks"],
  next: "NextToken",
  secrets: ["Stacks.*.Parameters.*.ParameterValue", "Stacks.*.Outputs.*.OutputValue"],
};

export const cloudformationStacks = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_STACKS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_STACKS)) {
      const stacks = listOf(page["Stacks"]).map(fieldsOf);
      yield* reader.each(stacks, "stacks", (stack, out) => addStack(stack, out));
    }
  },
});

function addStack(stack: Fields, out: PartBuilder): void {
  const id = textOf(stack["StackId"]);
  const status = textOf(stack["StackStatus"]);
  if (id === undefined || status === "DELETE_COMPLETE") return;
  addWorkload(
    {
      id,
      type: "aws.cloudformation-stack",
      name: textOf(stack["StackName"]) ?? id,
      runsAs: textOf(stack["RoleARN"]),
      properties: {
        status,
        description: proseOf(stack["Description"]),
        created_at: toIso(stack["CreationTime"]),
        updated_at: toIso(stack["LastUpdatedTime"]),
        root_stack: textOf(stack["RootId"]),
        tags: toTags(stack["Tags"]),
      },
    },
    out,
  );
}
