// From events of CloudTrail to the actions that allowed them. An event is named after an API operation, which mostly is the
// action; where it is not, the table says which.
import { actionDictionary } from "./policy/actions.js";

/** Services whose events have another name than their actions. */
const SERVICES: { readonly [source: string]: string } = {
  monitoring: "cloudwatch",
  tagging: "tag",
  email: "ses",
  "data.iot": "iot",
  "bedrock-runtime": "bedrock",
  "bedrock-agent": "bedrock",
  "bedrock-agent-runtime": "bedrock",
};

const ACTIONS: { readonly [event: string]: readonly string[] } = {
  "lambda:Invoke": ["lambda:InvokeFunction"],
  "bedrock:Converse": ["bedrock:InvokeModel"],
  "bedrock:ConverseStream": ["bedrock:InvokeModelWithResponseStream"],
  "s3:ListObjects": ["s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:HeadBucket": ["s3:ListBucket"],
  "s3:HeadObject": ["s3:GetObject"],
  "s3:CopyObject": ["s3:GetObject", "s3:PutObject"],
  "s3:DeleteObjects": ["s3:DeleteObject"],
  "s3:CreateMultipartUpload": ["s3:PutObject"],
  "s3:UploadPart": ["s3:PutObject"],
  "s3:UploadPartCopy": ["s3:GetObject", "s3:PutObject"],
  "s3:CompleteMultipartUpload": ["s3:PutObject"],
  "s3:ListBuckets": ["s3:ListAllMyBuckets"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:PutBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:GetBucketLifecycle": ["s3:GetLifecycleConfiguration"],
  "s3:PutBucketLifecycle": ["s3:PutLifecycleConfiguration"],
  "s3:GetBucketReplication": ["s3:GetReplicationConfiguration"],
  "dynamodb:TransactGetItems": ["dynamodb:GetItem"],
};

/** Needs no permission, or is no call of an API. */
const NEEDS_NONE = new Set(["sts:GetCallerIdentity", "sts:GetSessionToken"]);

/** Actions as IAM writes them; empty for what needs none, undefined where the event is none that is known. */
export function actionsOf(source: string, event: string): readonly string[] | undefined {
  const service = SERVICES[source] ?? source;
  // Lambda's events carry the version of its API: GetFunction20150331v2.
  const name = `${service}:${event.replace(/\d{8}(?:v\d+)?$/, "")}`;
  if (NEEDS_NONE.has(name)) return [];
  const named = ACTIONS[name];
  if (named !== undefined) return named;
  const dictionary = actionDictionary();
  const id = dictionary.idOf(name);
  return id === undefined ? undefined : [dictionary.nameOf(id)];
}

/** Where the action was used, wide enough for the next object: keys of a bucket and log streams are not told apart. */
export function placeOf(resource: string): string {
  const object = /^(arn:[^:]+:s3:::[^/]+)\/.+/.exec(resource);
  if (object) return `${object[1]}/*`;
  const stream = /^(arn:[^:]+:logs:[^:]+:[^:]+:log-group:[^:]+)/.exec(resource);
  return stream ? `${stream[1]}:*` : resource;
}
