// aws/autoscaling:auto-scaling-groups: groups that start instances by themselves, and what they start them from.
import { type Fields, fieldsOf, integerOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/autoscaling:auto-scaling-groups";

const DESCRIBE_GROUPS: AwsCall = {
  call: "autoscaling:DescribeAutoScalingGroups",
  path: ["autoscaling", "describe-auto-scaling-groups"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 groups",
  lists: ["AutoScalingGroups"],
  input: { MaxRecords: 100 },
  next: "NextToken",
};

export const autoScalingGroups = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_GROUPS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_GROUPS)) {
      const groups = listOf(page["AutoScalingGroups"]).map(fieldsOf);
      yield* reader.each(groups, "scaling groups", (group, out) => addGroup(reader, group, out));
    }
  },
});

function addGroup(reader: Reader, group: Fields, out: PartBuilder): void {
  const id = textOf(group["AutoScalingGroupARN"]);
  if (id === undefined) return;
  const template = templateOf(group);
  const templateId = textOf(template["LaunchTemplateId"]);
  const configuration = textOf(group["LaunchConfigurationName"]);
  addWorkload(
    {
      id,
      type: "aws.auto-scaling-group",
      name: textOf(group["AutoScalingGroupName"]) ?? id,
      properties: {
        desired: integerOf(group["DesiredCapacity"]),
        max: integerOf(group["MaxSize"]),
        launch_template: templateId,
        launch_template_version: textOf(template["Version"]),
        launch_configuration: configuration,
        created_at: toIso(group["CreatedTime"]),
        tags: toTags(group["Tags"]),
      },
      triggers: ["scaling"],
    },
    out,
  );
  const role = { properties: { role: "launch-template" } };
  if (templateId !== undefined) out.edge("references", id, reader.arn("ec2", `launch-template/${templateId}`), role);
}

/** The template of the group, or the one that its mixed instances start from. */
function templateOf(group: Fields): Fields {
  const mixed = fieldsOf(fieldsOf(group["MixedInstancesPolicy"])["LaunchTemplate"]);
  return fieldsOf(group["LaunchTemplate"] ?? mixed["LaunchTemplateSpecification"]);
}
