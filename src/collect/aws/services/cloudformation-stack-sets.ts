// aws/cloudformation:stack-sets: stacks made in many accounts, and the roles that make them.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/cloudformation:stack-sets";

const LIST_STACK_SETS: AwsCall = {
  call: "cloudformation:ListStackSets",
  path: ["cloudformation", "list-stack-sets"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["Summaries"],
  input: { Status: "ACTIVE" },
  next: "NextToken",
};

const DESCRIBE_STACK_SET: AwsCall = {
  call: "cloudformation:DescribeStackSet",
  path: ["cloudformation", "describe-stack-set"],
  dataSet: DATA_SET,
  count: "1 per stack set",
  secrets: ["StackSet.Parameters.*.ParameterValue", "StackSet.TemplateBody"],
};

export const cloudformationStackSets = toResource({
  dataSet: DATA_SET,
  calls: [LIST_STACK_SETS, DESCRIBE_STACK_SET],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_STACK_SETS, {}, DESCRIBE_STACK_SET)) {
      const sets = listOf(page["Summaries"]).map(fieldsOf);
      for (const set of sets) seen.add(textOf(set["StackSetName"]) ?? "");
      yield* reader.each(sets, "stack sets", (set, out) => addStackSet(reader, set, out));
    }
    const rest = (await reader.unlisted(DESCRIBE_STACK_SET, seen)).map((name) => ({ StackSetName: name }));
    yield* reader.each(rest, "stack sets", (set, out) => addStackSet(reader, set, out));
  },
});

async function addStackSet(reader: Reader, summary: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(summary["StackSetName"]);
  if (name === undefined || summary["Status"] === "DELETED") return;
  const key = textOf(summary["StackSetId"]) ?? name;
  const guess = reader.arn("cloudformation", `stackset/${key}`);
  const answer = await reader.detail(DESCRIBE_STACK_SET, { subject: guess, name, input: { StackSetName: name } });
  const set = fieldsOf(fieldsOf(answer)["StackSet"]);
  const managed =
    set["ManagedExecution"] === undefined ? undefined : fieldsOf(set["ManagedExecution"])["Active"] === true;
  addWorkload(
    {
      id: textOf(set["StackSetARN"]) ?? guess,
      type: "aws.cloudformation-stack-set",
      name,
      runsAs: textOf(set["AdministrationRoleARN"]),
      properties: {
        permission_model: textOf(set["PermissionModel"]) ?? textOf(summary["PermissionModel"]),
        execution_role_name: textOf(set["ExecutionRoleName"]),
        managed_execution: managed,
        tags: toTags(set["Tags"]),
      },
    },
    out,
  );
}
