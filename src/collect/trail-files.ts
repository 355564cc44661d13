// CloudTrail's log files, as a trail delivers them or as `aws cloudtrail lookup-events` prints them: JSON, plain or gzipped,
// one or a folder of them. Streamed, so that memory does not grow with them; only fields that say who did what are kept.
import { type Fields, fieldsOf, textOf } from "./fields.js";
import { readLogElements, type TrailFault } from "./log-files.js";

export type { TrailFault } from "./log-files.js";

/** A call as the trail has it. */
export interface TrailRecord {
  /** ARN of the user, or of the role behind the session. */
  readonly principal: string;
  /** Its unique id: another one of the same name is another identity. */
  readonly uniqueId?: string;
  /** Account whose trail has it, which of a call to another account is either. */
  readonly account?: string;
  readonly region?: string;
  readonly time: string;
  /** As IAM writes services, without amazonaws.com. */
  readonly source: string;
  readonly name: string;
  /** It was refused, or failed. */
  readonly failed: boolean;
  /** An event about data: a trail has those only when it was told to. */
  readonly isData: boolean;
  /** Whether it only reads, where the record says: trails may leave such events out, or all others. */
  readonly isRead?: boolean;
  readonly resources: readonly string[];
  /** What the request names of the role, secret or function that it is about, as it names it. */
  readonly named: readonly string[];
  /** Subject of the token that it was made with: a caller from elsewhere, who has no ARN. */
  readonly subject?: string;
}

/** Every record under the path, file by file in the order of names; a file that is none is a fault, and the next goes on. */
export async function* readTrail(path: string, faults: TrailFault[]): AsyncGenerator<TrailRecord> {
  for await (const element of readLogElements(path, faults)) {
    const record = toTrailRecord(element);
    if (record !== undefined) yield record;
  }
}

/** Callers who come with a token of somebody else. */
const FEDERATED: ReadonlySet<string> = new Set(["WebIdentityUser", "SAMLUser"]);

/** Fields of requests that name something, and never hold a secret. */
const NAMES = ["roleArn", "secretId", "functionName"] as const;

/**
 * The record that an element of a log is; undefined for what is none of CloudTrail's.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html, …-user-identity.html
 */
export function toTrailRecord(value: unknown): TrailRecord | undefined {
  const raw = fieldsOf(value);
  // What lookup-events prints has the record as a text inside.
  const inner = raw["CloudTrailEvent"];
  const record = typeof inner === "string" ? parsed(inner) : raw;
  const { userIdentity, eventTime, eventSource, eventName, errorCode, eventCategory, managementEvent, resources } =
    record;
  const { requestParameters, recipientAccountId, awsRegion, readOnly } = record;
  const identity = fieldsOf(userIdentity);
  const { arn: issuer, principalId: issuerId } = fieldsOf(fieldsOf(identity["sessionContext"])["sessionIssuer"]);
  const subject = FEDERATED.has(String(identity["type"])) ? identity["userName"] : undefined;
  const own = identity["arn"] ?? (subject === undefined ? undefined : identity["identityProvider"]);
  const principal = typeof issuer === "string" ? issuer : own;
  if (typeof principal !== "string" || typeof eventSource !== "string" || typeof eventName !== "string")
    return undefined;
  const uniqueId = textOf(typeof issuer === "string" ? issuerId : identity["principalId"]);
  const account = textOf(recipientAccountId);
  const region = textOf(awsRegion);
  return {
    principal,
    ...(uniqueId !== undefined && { uniqueId }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    time: typeof eventTime === "string" ? eventTime : "",
    source: eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, ""),
    name: eventName,
    failed: typeof errorCode === "string" && errorCode !== "",
    isData: eventCategory === "Data" || managementEvent === false,
    ...(/^(?:true|false)$/.test(String(readOnly)) && { isRead: String(readOnly) === "true" }),
    resources: (Array.isArray(resources) ? resources : []).flatMap((one) => {
      const { ARN: arn } = fieldsOf(one);
      return typeof arn === "string" ? [arn] : [];
    }),
    named: NAMES.flatMap((name) => {
      const { [name]: value } = fieldsOf(requestParameters);
      return typeof value === "string" ? [value] : [];
    }),
    ...(typeof subject === "string" && { subject }),
  };
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
