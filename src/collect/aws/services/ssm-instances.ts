// aws/ssm:instances: which instances Systems Manager can run commands on, and machines elsewhere that it signed up.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/ssm:instances";

const DESCRIBE_INSTANCES: AwsCall = {
  call: "ssm:DescribeInstanceInformation",
  path: ["ssm", "describe-instance-information"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 50 instances",
  lists: ["InstanceInformationList"],
  input: { MaxResults: 50 },
  next: "NextToken",
};

export const ssmInstances = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_INSTANCES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_INSTANCES)) {
      const instances = listOf(page["InstanceInformationList"]).map(fieldsOf);
      yield* reader.each(instances, "managed instances", (instance, out) => addInstance(reader, instance, out));
    }
  },
});

function addInstance(reader: Reader, instance: Fields, out: PartBuilder): void {
  const name = textOf(instance["InstanceId"]);
  if (name === undefined) return;
  const status = textOf(instance["PingStatus"]);
  const ping = status === undefined ? {} : { ssm_ping: status };
  if (!name.startsWith("mi-")) {
    const node = reader.arn("ec2", `instance/${name}`);
    out.supplements.push({ node, properties: { ssm_managed: true, ...ping } });
    return;
  }
  addWorkload(
    {
      id: reader.arn("ssm", `managed-instance/${name}`),
      type: "aws.ssm-managed-instance",
      name,
      runsAs: toRoleArn(instance["IamRole"], reader.account),
      properties: {
        label: textOf(instance["Name"]) ?? textOf(instance["ComputerName"]),
        created_at: toIso(instance["RegistrationDate"]),
        ssm_managed: true,
        ...ping,
      },
    },
    out,
  );
}
