// aws/s3:buckets: which account owns which bucket, and the bucket policies.
import { properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/s3:buckets";

const LIST_BUCKETS: AwsCall = {
  call: "s3:ListBuckets",
  permission: "s3:ListAllMyBuckets",
  path: ["s3api", "list-buckets"],
  dataSet: DATA_SET,
  count: "1 per 1,000 buckets",
  lists: ["Buckets"],
  // A page size makes AWS say in which region each bucket is.
  input: { MaxBuckets: 1000 },
  next: "ContinuationToken",
};

const GET_BUCKET_POLICY: AwsCall = {
  call: "s3:GetBucketPolicy",
  path: ["s3api", "get-bucket-policy"],
  dataSet: DATA_SET,
  count: "1 per bucket",
};

export const s3Buckets = toResource({
  dataSet: DATA_SET,
  calls: [LIST_BUCKETS, GET_BUCKET_POLICY],
  isGlobal: true,
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_BUCKETS,
      describe: GET_BUCKET_POLICY,
      word: "buckets",
      nameOf: (bucket) => textOf(bucket["Name"]),
      inputOf: (_, name) => ({ Bucket: name }),
      unlisted: (name) => ({ Name: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (bucket, out) => addBucket(reader, bucket, out),
    }),
});

function addBucket(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const id = toId(reader, name);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "Policy" }, out);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.s3-bucket",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      created_at: toIso(summary["CreationDate"]),
      bucket_region: textOf(summary["BucketRegion"]),
      ...policy.properties,
    }),
  });
}

function toId(reader: Reader, name: string): string {
  return `arn:${reader.account.partition}:s3:::${name}`;
}
