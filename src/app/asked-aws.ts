// What people write as a principal or a resource of AWS, as the estate knows it. A slip in a name is said, and no denial.
import { accountOfArn } from "../analyze/aws/attached-policy.js";
import type { Estate } from "../analyze/aws/estate.js";
import { isCaller, toSubject } from "../analyze/aws/evaluate/caller.js";
import { isResource } from "../analyze/aws/evaluate/target.js";
import { actionDictionary } from "../analyze/aws/policy/actions.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Store } from "../store/index.js";
import { theOne } from "./ambiguous.js";
import { meantName, nearResource } from "./near-name.js";

/** ARN of a principal by id or name; services, providers and `*` stand for themselves. A UsageError names what it may be. */
export function toPrincipal(text: string, store: Store, estate: Estate): string {
  const stands =
    text === "*" || /\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(text) || /^\d{12}$/.test(text);
  if (stands || estate.principal(text)) return text;
  // a session is asked about as what it is, with its name
  const ids = isCaller(text) ? [] : store.resolve(text).filter((one) => estate.principal(one));
  const id = theOne(text, ids);
  if (id !== undefined) return id;
  if (text.startsWith("arn:") && !isCaller(text))
    throw new UsageError(`"${text}" makes no requests: ask for a user or a role; nhi inventory lists them`);
  // in an account that was read, one that is not there is a slip in the name, and no denial
  if (isCaller(text) && !(isOwn(text, estate) && toSubject(text, estate).principal === undefined)) return text;
  const meant = meantName(text, store, "; nhi inventory lists them", (one) => estate.principal(one) !== undefined);
  throw new UsageError(`"${text}" is no user or role that was read${meant}`);
}

/** The user or role that a line of requests names as people do (`role/deploy`); the text itself where it is not one alone. */
export function namedPrincipal(text: string, store: Store, estate: Estate): string {
  const [id, ...others] = store.resolve(text).filter((one) => estate.principal(one));
  return id === undefined || others.length > 0 ? text : id;
}

/** Whether the text is of a user or role, or a session of one, in an account that was read. */
function isOwn(text: string, estate: Estate): boolean {
  return /:(user|role|assumed-role)\//.test(text) && estate.hasAccount(accountOfArn(text));
}

/**
 * ARN of a resource: as it is, or by the name of something that was read, an object by its bucket's name and its key.
 * Of several with that name the one of the action's service is meant. Undefined and `*` stand for themselves: an action without
 * a resource. Throws UsageError for what is neither; a policy would be silent about it, which reads like a denial.
 */
export function toResource(text: string | undefined, action: string, store: Store): string | undefined {
  if (text === undefined || isResource(text)) return text;
  if (text.startsWith("arn:"))
    throw new UsageError(`"${text}" is no whole ARN, such as arn:aws:s3:::acme-data/report.csv`);
  const id = theOne(text, namedBy(text, action, store));
  if (id !== undefined) return id;
  const near = nearResource(text.replace(/\/.*/s, ""), store, isResource);
  const meant = near === undefined ? "; give the ARN" : `, did you mean "${near}"?`;
  throw new UsageError(`"${text}" is no ARN, and nothing of AWS that was read is called so${meant}`);
}

function namedBy(text: string, action: string, store: Store): string[] {
  const [service = ""] = action.toLowerCase().split(":", 1);
  const arns = store.resolve(text).filter(isResource);
  const owned = arns.filter((id) => serviceOf(id) === (service === "sts" ? "iam" : service));
  if (arns.length > 0) return owned.length > 0 ? owned : arns;
  const slash = text.indexOf("/");
  if (service !== "s3" || slash < 1) return [];
  const buckets = store.resolve(text.slice(0, slash)).filter(isBucket);
  return buckets.map((bucket) => bucket + text.slice(slash));
}

const serviceOf = (arn: string): string | undefined => arn.split(":", 3)[2];

/** ARN of a bucket itself, not of what is in it. */
const isBucket = (arn: string): boolean => /^arn:[^:]+:s3:::[^/*?]+$/.test(arn);

/** Actions on objects are named for them; those that name a bucket or access points as well are theirs (service authorization reference, S3). */
const ON_OBJECTS = /^s3:(?!.*(?:Bucket|AccessPoint|ListObjects))\w*(?:Object|MultipartUpload)/i;

/** What to say of an action, or a pattern of them, that AWS's reference did not have when nhi was built, which wildcards may still allow. */
export function doubtOf(action: string): string | undefined {
  const dictionary = actionDictionary();
  const meant = new Uint32Array(dictionary.words);
  dictionary.mark(action, meant);
  if (meant.some((word) => word !== 0)) return undefined;
  const [service = ""] = action.toLowerCase().split(":", 1);
  const names = Array.from({ length: dictionary.size }, (_, id) => dictionary.nameOf(id));
  const own = names.filter((name) => name.toLowerCase().startsWith(`${service}:`));
  return `AWS's reference has no action ${action}${didYouMean(action, own.length > 0 ? own : names)}`;
}

/** What to say of an action on objects that is asked of a bucket, and of a bucket that was not read where one is called nearly so. */
export function slipsIn(action: string, resource: string | undefined, store: Store): string[] {
  if (resource === undefined) return [];
  const slips = otherBucket(resource, store);
  if (isBucket(resource) && ON_OBJECTS.test(action))
    slips.push(`${action} is about objects, and this is a bucket: ask for ${resource}/*, or one object`);
  return slips;
}

function otherBucket(resource: string, store: Store): string[] {
  const [bucket, name] = /^arn:[^:]+:s3:::([^/*?]+)/.exec(resource) ?? [];
  if (bucket === undefined || name === undefined || store.node(bucket) !== undefined) return [];
  const near = nearResource(name, store, isBucket);
  return near === undefined ? [] : [`no bucket ${name} was read, did you mean "${near}"?`];
}
