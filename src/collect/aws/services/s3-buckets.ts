// aws/s3:buckets: which account owns which bucket, and the bucket policies.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
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
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_BUCKETS, {}, GET_BUCKET_POLICY)) {
      const buckets = listOf(page["Buckets"]).map(fieldsOf);
      for (const bucket of buckets) seen.add(textOf(bucket["Name"]) ?? "");
      yield* reader.each(buckets, "buckets", (bucket, out) => addBucket(reader, bucket, out));
    }
    const rest = (await reader.unlisted(GET_BUCKET_POLICY, seen)).map((name) => ({ Name: name }));
    yield* reader.each(rest, "buckets", (bucket, out) => addBucket(reader, bucket, out));
  },
});

async function addBucket(
  reader: Reader,
  bucket: { readonly [field: string]: unknown },
  out: PartBuilder,
): Promise<void> {
  const name = textOf(bucket["Name"]);
  if (name === undefined) return;
  const id = `arn:${reader.account.partition}:s3:::${name}`;
  const asking = { subject: id, name, input: { Bucket: name } };
  const answer = await reader.detail(GET_BUCKET_POLICY, asking);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "Policy" }, out);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.s3-bucket",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      created_at: toIso(bucket["CreationDate"]),
      bucket_region: textOf(bucket["BucketRegion"]),
      ...policy.properties,
    }),
  });
}
