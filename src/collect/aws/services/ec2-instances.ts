// aws/ec2:instances: instances, the profiles they carry, and how their metadata can be asked.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { toMetadata } from "../metadata-service.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";
import { addWorkload, toProfileArn } from "../workload.js";

const DATA_SET = "aws/ec2:instances";

export const DESCRIBE_INSTANCES: AwsCall = {
  call: "ec2:DescribeInstances",
  path: ["ec2", "describe-instances"],
  dataSet: DATA_SET,
  count: "2 per region, and 2 per 1,000 instances",
  lists: ["Reservations"],
  input: { MaxResults: 1000 },
  next: "NextToken",
};

export const ec2Instances = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_INSTANCES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_INSTANCES)) {
      yield* reader.each(instancesOf(page), "instances", (instance, out) => addInstance(reader, instance, out));
    }
  },
});

/** Instances of a page, whoever started them together. */
export function instancesOf(page: Page): readonly Fields[] {
  return listOf(page["Reservations"]).flatMap((raw) => listOf(fieldsOf(raw)["Instances"]).map(fieldsOf));
}

/** running, stopped, terminated … */
export function stateOf(instance: Fields): string | undefined {
  return textOf(fieldsOf(instance["State"])["Name"]);
}

/** ARN of an instance of the region at hand, by its id. */
export function toInstanceId(reader: Reader, name: string): string {
  return reader.arn("ec2", `instance/${name}`);
}

/** Whether it says that it is a machine of a Kubernetes cluster. */
function isOfCluster(tags: Fields = {}): boolean {
  return Object.keys(tags).some((key) => /^(?:aws:)?eks:cluster-name$|^kubernetes\.io\/cluster\//.test(key));
}

function addInstance(reader: Reader, instance: Fields, out: PartBuilder): void {
  const name = textOf(instance["InstanceId"]);
  const state = stateOf(instance);
  // One that was terminated is still listed for an hour and runs as nobody.
  if (name === undefined || state === "terminated") return;
  const tags = toTags(instance["Tags"]);
  addWorkload(
    {
      id: toInstanceId(reader, name),
      type: "aws.ec2-instance",
      name,
      runsAs: toProfileArn(instance["IamInstanceProfile"], reader.account),
      properties: {
        label: textOf(tags?.["Name"]),
        state,
        created_at: toIso(instance["LaunchTime"]),
        image: textOf(instance["ImageId"]),
        ...toMetadata(instance["MetadataOptions"]),
        has_public_address: textOf(instance["PublicIpAddress"]) === undefined ? undefined : true,
        key_pair: textOf(instance["KeyName"]),
        // by which a cluster knows a machine of its own
        private_name: isOfCluster(tags) ? textOf(instance["PrivateDnsName"]) : undefined,
        tags,
      },
    },
    out,
  );
}
