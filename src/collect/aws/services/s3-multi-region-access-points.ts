// aws/s3:multi-region-access-points: ways into buckets of several regions at once, and their policies. AWS answers about all of an
// account's in one region, whichever are read ("Multi-Region Access Point restrictions and limitations", Amazon S3 User Guide).
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import type { AwsResource } from "../resource.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/s3:multi-region-access-points";
const REGION = "us-west-2";

const LIST_ACCESS_POINTS: AwsCall = {
  call: "s3control:ListMultiRegionAccessPoints",
  permission: "s3:ListMultiRegionAccessPoints",
  path: ["s3control", "list-multi-region-access-points"],
  dataSet: DATA_SET,
  count: `1, in ${REGION}`,
  answersAt: REGION,
  lists: ["AccessPoints"],
  next: "NextToken",
};

const GET_ACCESS_POINT_POLICY: AwsCall = {
  call: "s3control:GetMultiRegionAccessPointPolicy",
  permission: "s3:GetMultiRegionAccessPointPolicy",
  path: ["s3control", "get-multi-region-access-point-policy"],
  dataSet: DATA_SET,
  count: "1 per multi-region access point",
  answersAt: REGION,
};

const whole = toResource({
  dataSet: DATA_SET,
  isGlobal: true,
  calls: [LIST_ACCESS_POINTS, GET_ACCESS_POINT_POLICY],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_ACCESS_POINTS,
      listInput: { AccountId: reader.account.account },
      describe: GET_ACCESS_POINT_POLICY,
      word: "multi-region access points",
      nameOf: (point) => textOf(point["Name"]),
      inputOf: (_, name) => ({ AccountId: reader.account.account, Name: name }),
      unlisted: (name) => ({ Name: name }),
      subjectOf: (point, name) => toId(reader, textOf(point["Alias"]) ?? name),
      add: (point, out) => addAccessPoint(reader, point, out),
    }),
});

/** Other partitions have none. */
export const s3MultiRegionAccessPoints: AwsResource = {
  ...whole,
  isWanted: async ({ partition }) => partition === "aws",
};

function addAccessPoint(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const alias = textOf(summary["Alias"]);
  if (alias === undefined) {
    reader.gap(toId(reader, name), "the list of multi-region access points does not say how policies name it");
    return;
  }
  const id = toId(reader, alias);
  const inForce = typeof answer === "string" ? answer : fieldsOf(fieldsOf(answer["Policy"])["Established"]);
  const policy = toResourcePolicy(reader, { subject: id, answer: inForce, field: "Policy" }, out);
  const buckets = listOf(summary["Regions"]).flatMap((region) => textOf(fieldsOf(region)["Bucket"]) ?? []);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.s3-access-point",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      buckets: buckets.map((bucket) => `arn:${reader.account.partition}:s3:::${bucket}`).sort(),
      status: textOf(summary["Status"]),
      ...policy.properties,
    }),
  });
}

/** Policies name it by its alias, in no region. */
function toId(reader: Reader, alias: string): string {
  return `arn:${reader.account.partition}:s3::${reader.account.account}:accesspoint/${alias}`;
}
