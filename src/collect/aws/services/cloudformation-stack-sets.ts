// aws/cloudformation:stack-sets: stacks made in many accounts, and the roles that make them.
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
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
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_STACK_SETS,
      describe: DESCRIBE_STACK_SET,
      word: "stack sets",
      nameOf: (set) => (set["Status"] === "DELETED" ? undefined : textOf(set["StackSetName"])),
      inputOf: (_, name) => ({ StackSetName: name }),
      unlisted: (name) => ({ StackSetName: name }),
      subjectOf: (set, name) => toId(reader, set, name),
      add: (set, out) => addStackSet(reader, set, out),
    }),
});

/** As its ARN ends in name and id, so does the id that the list gives. */
function toId(reader: Reader, summary: Fields, name: string): string {
  return reader.arn("cloudformation", `stackset/${textOf(summary["StackSetId"]) ?? name}`);
}

function addStackSet(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const set = fieldsOf(fieldsOf(answer)["StackSet"]);
  const managed =
    set["ManagedExecution"] === undefined ? undefined : fieldsOf(set["ManagedExecution"])["Active"] === true;
  addWorkload(
    {
      id: textOf(set["StackSetARN"]) ?? toId(reader, summary, name),
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
