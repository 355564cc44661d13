// aws/s3:access-points: ways into buckets that have a policy of their own, and those policies.
import { properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/s3:access-points";

const LIST_ACCESS_POINTS: AwsCall = {
  call: "s3control:ListAccessPoints",
  permission: "s3:ListAccessPoints",
  path: ["s3control", "list-access-points"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 access points",
  lists: ["AccessPointList"],
  input: { MaxResults: 1000 },
  next: "NextToken",
};

const GET_ACCESS_POINT_POLICY: AwsCall = {
  call: "s3control:GetAccessPointPolicy",
  permission: "s3:GetAccessPointPolicy",
  path: ["s3control", "get-access-point-policy"],
  dataSet: DATA_SET,
  count: "1 per access point",
};

export const s3AccessPoints = toResource({
  dataSet: DATA_SET,
  calls: [LIST_ACCESS_POINTS, GET_ACCESS_POINT_POLICY],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_ACCESS_POINTS,
      listInput: { AccountId: reader.account.account },
      describe: GET_ACCESS_POINT_POLICY,
      word: "access points",
      nameOf: (point) => textOf(point["Name"]),
      inputOf: (_, name) => ({ AccountId: reader.account.account, Name: name }),
      unlisted: (name) => ({ Name: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (point, out) => addAccessPoint(reader, point, out),
    }),
});

function addAccessPoint(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const id = toId(reader, name);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "Policy" }, out);
  const bucket = textOf(summary["Bucket"]);
  if (bucket === undefined) reader.gap(id, "the list of access points does not say to which bucket it leads");
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.s3-access-point",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      bucket: bucket === undefined ? undefined : `arn:${reader.account.partition}:s3:::${bucket}`,
      network_origin: textOf(summary["NetworkOrigin"]),
      ...policy.properties,
    }),
  });
}

function toId(reader: Reader, name: string): string {
  return reader.arn("s3", `accesspoint/${name}`);
}
