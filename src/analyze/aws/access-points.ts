// Access points of S3: a request by way of one has to be let through by the access point and by the bucket behind it
// ("Configuring IAM policies for using access points", Amazon S3 User Guide). Buckets leave access to them by conditions.
import type { AnalysisInput, StoredScope } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf, textsOf } from "../properties.js";
import { scopesWith, wasRead } from "../read-sets.js";
import { type AttachedPolicy, accountOfArn, accountOfScope } from "./attached-policy.js";
import type { ConditionEntry } from "./condition/condition.js";
import type { GivenContext } from "./condition/key-state.js";
import type { Policy } from "./policy/policy.js";

export const ACCESS_POINT = "aws.s3-access-point";

const DATA_SET = "aws/s3:access-points";
const MULTI_REGION = "aws/s3:multi-region-access-points";

/** Keys of a request by way of an access point; others do not have them. In lower case. */
export const ACCESS_POINT_KEY = /^s3:(dataaccesspoint(account|arn)|accesspointnetworkorigin)$/;

/** To which buckets an access point leads, and from where. */
export interface Way {
  /** ARNs: one, or one in each region of a multi-region access point; none where that was not read. */
  readonly buckets: readonly string[];
  /** `Internet` or `VPC`. */
  readonly origin: string | undefined;
}

/** Ways into the buckets that were read, and where there may be more. */
export interface AccessPoints {
  /** ARN of the access point → its way. */
  readonly ways: ReadonlyMap<string, Way>;
  /** Access points of a bucket, in the order of their ARNs. */
  of(bucket: string): readonly string[];
  /** What is missing of those that a policy of a bucket speaks of, for people; undefined where all of them were read. */
  missingFor(policy: Policy): string | undefined;
}

/** Access points of all accounts, by id and by bucket. In: the stored estate. */
export function readAccessPoints(input: AnalysisInput): AccessPoints {
  const ways = new Map<string, Way>();
  const byBucket = new Map<string, string[]>();
  for (const { id, properties } of input.nodes([ACCESS_POINT])) {
    const { bucket, buckets = [bucket], network_origin: origin } = properties;
    const way = { buckets: textsOf(buckets) ?? [], origin: textOf(origin) };
    ways.set(id, way);
    for (const one of way.buckets) addTo(byBucket, one, id);
  }
  const scopes = [...input.scopes()];
  const read = new Set([...scopesWith(scopes, DATA_SET, "every")].map(accountOfScope));
  const readInMany = new Set(scopes.filter(isReadInMany).map(({ id }) => accountOfScope(id)));
  return {
    ways,
    of: (bucket) => byBucket.get(bucket) ?? [],
    missingFor(policy) {
      const entries = entriesOf(policy);
      if (entries.length === 0) return undefined;
      const accounts = accountsIn(entries);
      if (accounts.length === 0 || accounts.some((account) => !read.has(account))) return UNREAD;
      const isRead = accounts.every((account) => readInMany.has(account));
      return !isRead && entries.some(mayMeanManyRegions) ? UNREAD_IN_MANY : undefined;
    },
  };
}

/** Multi-region access points are of the commercial regions alone; others have none to read. */
function isReadInMany(scope: StoredScope): boolean {
  const partition = textOf(scope.properties["partition"]) ?? "aws";
  return partition !== "aws" || wasRead(scope, MULTI_REGION) === true;
}

const UNREAD = "its policy leaves access to access points, whose policies are not read";
const UNREAD_IN_MANY =
  "its policy leaves access to access points: those of one region were read, multi-region access points were not";

/** Whether the policy lets in, or keeps out, by the access point that a request comes by. */
export function speaksOfAccessPoints(policy: Policy): boolean {
  return entriesOf(policy).length > 0;
}

/** Whether an Allow of the policy holds for requests by way of access points. */
export function leavesToAccessPoints({ policy }: AttachedPolicy): boolean {
  return policy.statements.some(
    ({ isAllow, condition }) => isAllow && condition?.keys.some((key) => ACCESS_POINT_KEY.test(key)),
  );
}

function entriesOf({ statements }: Policy): readonly ConditionEntry[] {
  return statements.flatMap(
    ({ condition }) => condition?.entries.filter(({ key }) => ACCESS_POINT_KEY.test(key)) ?? [],
  );
}

/** Accounts that the access points are of; none where the conditions leave that open. */
function accountsIn(entries: readonly ConditionEntry[]): readonly string[] {
  const named = entries.filter(({ key }) => key !== "s3:accesspointnetworkorigin");
  const accounts = named.flatMap(({ texts }) =>
    texts.map((text) => (text.startsWith("arn:") ? accountOfArn(text) : text)),
  );
  return accounts.every((account) => /^\d{12}$/.test(account)) ? [...new Set(accounts)] : [];
}

/** An access point of many regions has none in its ARN (`arn:aws:s3::111122223333:accesspoint/m.mrap`). */
function mayMeanManyRegions({ key, texts }: ConditionEntry): boolean {
  return key !== "s3:dataaccesspointarn" || texts.some((text) => /^\**$/.test(text.split(":")[3] ?? ""));
}

/** ARN of what is asked for behind the access point: the object of the bucket, or the bucket. */
export function behind(resource: string, point: string, bucket: string): string {
  const rest = resource.slice(point.length);
  return rest.startsWith("/object/") ? `${bucket}/${rest.slice("/object/".length)}` : bucket;
}

/** ARN by which what is asked for in a bucket is asked for by way of the access point. */
export function byWayOf(resource: string, bucket: string, point: string): string {
  return resource === bucket ? point : `${point}/object/${resource.slice(bucket.length + 1)}`;
}

/** What a request by way of the access point has in its context, beside what is given. */
export function contextThrough(point: string, { origin }: Way, given: GivenContext): GivenContext {
  const own = new Map(given);
  const add = (key: string, value: string | undefined): void => {
    if (value !== undefined && !own.has(key)) own.set(key, [value]);
  };
  add("s3:dataaccesspointarn", point);
  add("s3:dataaccesspointaccount", accountOfArn(point));
  add("s3:accesspointnetworkorigin", origin);
  return own;
}
