// Resources of an estate: what has a policy of its own, with the grants of keys and the ways of access points.
import type { AnalysisGap, AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import {
  ACCESS_POINT,
  leavesToAccessPoints,
  readAccessPoints,
  speaksOfAccessPoints,
  type Way,
} from "./access-points.js";
import { type AttachedPolicy, accountOfScope, type PolicyReader } from "./attached-policy.js";
import { type Tags, toTags } from "./tags.js";

const RESOURCE_TYPES = [
  "aws.backup-vault",
  "aws.dynamodb-table",
  "aws.ecr-repository",
  "aws.efs-file-system",
  "aws.event-bus",
  "aws.kms-key",
  "aws.lambda-function",
  "aws.opensearch-domain",
  ACCESS_POINT,
  "aws.s3-bucket",
  "aws.secret",
  "aws.sns-topic",
  "aws.sqs-queue",
];

export interface AwsResource {
  readonly id: string;
  readonly account: string;
  /** Empty when it has none or was not read. */
  readonly region: string;
  readonly policy: AttachedPolicy | undefined;
  /** The policy could not be read. */
  readonly isUnread: boolean;
  /** Grants of a key, each as the policy that allows the same; none of them denies. */
  readonly grants: readonly AttachedPolicy[];
  /** There may be more of them. */
  readonly areGrantsUnread: boolean;
  /** Undefined when tags were not read. */
  readonly tags: Tags | undefined;
  /** Where an access point leads; undefined for everything else. */
  readonly way: Way | undefined;
  /** For a bucket whose policy speaks of access points: those that lead to it. */
  readonly accessPoints: readonly string[];
  /** It speaks of more of them than were read. */
  readonly areAccessPointsUnread: boolean;
  /** Whether the URL of a function asks for a signature: AWS_IAM or NONE; undefined for everything else, without one and where it was not read. */
  readonly urlAuth: string | undefined;
}

/** By ARN. `gaps` gets what was not read of access points that a bucket leaves its access to. */
export function readResources(
  input: AnalysisInput,
  policies: PolicyReader,
  gaps: AnalysisGap[],
): ReadonlyMap<string, AwsResource> {
  const resources = new Map<string, AwsResource>();
  const points = readAccessPoints(input);
  const grants = new Map<string, AttachedPolicy[]>();
  for (const node of input.nodes(["aws.kms-grant"])) {
    if (node.parent !== undefined) addTo(grants, node.parent, policies(node));
  }
  for (const node of input.nodes(RESOURCE_TYPES)) {
    const isUnread = node.properties["policy_unread"] === true;
    const policy = node.document === undefined ? undefined : policies(node);
    const speaks = policy !== undefined && node.type === "aws.s3-bucket" && speaksOfAccessPoints(policy.policy);
    const missing = speaks ? points.missingFor(policy.policy) : undefined;
    if (missing !== undefined && policy && leavesToAccessPoints(policy))
      gaps.push({ scope: node.scope, subject: node.id, message: missing });
    const urlAuth = node.properties["url_auth"];
    resources.set(node.id, {
      id: node.id,
      account: accountOfScope(node.scope),
      region: node.region,
      policy,
      isUnread,
      grants: grants.get(node.id) ?? [],
      areGrantsUnread: node.properties["grants_unread"] === true,
      tags: toTags(node.properties["tags"]),
      way: points.ways.get(node.id),
      accessPoints: speaks ? points.of(node.id) : [],
      areAccessPointsUnread: missing !== undefined,
      urlAuth: typeof urlAuth === "string" ? urlAuth : undefined,
    });
  }
  return resources;
}

/** The resource that an ARN is of. Walks up the part of the ARN behind the account: the bucket of an object, the function of a version. */
export function nearest(resources: ReadonlyMap<string, AwsResource>, arn: string): AwsResource | undefined {
  const start = arn.split(":", 5).join(":").length + 1;
  for (let end = arn.length; end > start; ) {
    const found = resources.get(arn.slice(0, end));
    if (found) return found;
    end = Math.max(arn.lastIndexOf("/", end - 1), arn.lastIndexOf(":", end - 1));
  }
  return undefined;
}
