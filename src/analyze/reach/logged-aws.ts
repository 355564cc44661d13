// Whether CloudTrail says that what makes an identity of AWS powerful was used, action by action, and whether the log would have it.
// Which events a trail holds: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
// (reads and writes are chosen apart), …/logging-data-events-with-cloudtrail.html (data only of what was chosen); where global services
// record: …/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
import type { PathHop } from "../../model/finding.js";
import type { LogWatch } from "../../model/logged.js";
import { actionDictionary } from "../aws/policy/actions.js";
import { latest, type Need } from "./logged-need.js";

/** Regions in which IAM and Organizations record, by partition. */
const GLOBAL_REGION: { readonly [partition: string]: string } = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
};

/** Services of which an administrator changes things that others may not. */
const ADMINISTRATION: readonly string[] = ["iam", "organizations"];

/** Calls by which data is used; of services that are not here any call is use. The last says whether events are about data. */
const DATA: { readonly [service: string]: readonly [calls: RegExp, name: string, isData: boolean] } = {
  secretsmanager: [/SecretValue$/, "values of Secrets Manager", false],
  ssm: [/^(?!Describe)\w*Parameter/, "parameters of Systems Manager", false],
  s3: [/Object|UploadPart|^ListBucket$/, "objects of S3", true],
  dynamodb: [/Item|^Query$|^Scan$|PartiQL|GetRecords/, "items of DynamoDB", true],
};

/** Actions of techniques whose events are about data. */
const DATA_ACTIONS: ReadonlySet<string> = new Set([
  "lambda:InvokeFunction",
  "bedrock-agentcore:InvokeAgentRuntime",
  "bedrock-agentcore:InvokeCodeInterpreter",
]);

/** What an administrator's way takes: any change of administration. */
export function adminNeeds(id: string, watch: LogWatch): readonly Need[] {
  return ADMINISTRATION.map((service) => ({
    name: `changes of ${service}`,
    last: (calls) => latest(calls, (call) => call.startsWith(`${service}:`) && !isReading(call)),
    span: watch.spans["CloudTrail"],
    gap: recordGap(id, watch, { isRead: false, isGlobal: true }),
  }));
}

/** An action of a technique; calls that no action is known for may be any of their service. */
export function actionNeed(id: string, action: string, step: PathHop, watch: LogWatch): Need {
  const [service = ""] = action.split(":");
  const isGlobal = ADMINISTRATION.includes(service);
  const isOfIt = (call: string) => call === action || (call.startsWith(`${service}:`) && !isKnown(call));
  const dataOf = DATA_ACTIONS.has(action) ? { dataOf: step.to, service } : {};
  return {
    name: action,
    last: (calls) => latest(calls, isOfIt),
    span: watch.spans["CloudTrail"],
    gap: recordGap(id, watch, { isRead: isReading(action), isGlobal, region: regionOf(step.to), ...dataOf }),
  };
}

/** Becoming a role: CloudTrail calls that reading. */
export function assumeNeed(id: string, role: string, watch: LogWatch): Need {
  return {
    name: `sts:AssumeRole of ${role}`,
    last: (calls) => latest(calls, (call) => call === `sts:AssumeRole ${role}`),
    span: watch.spans["CloudTrail"],
    gap: recordGap(id, watch, { isRead: true, isGlobal: false }),
  };
}

/** Use of what a resource holds; undefined for what is no resource of AWS. */
export function dataNeed(id: string, resource: string, watch: LogWatch): Need | undefined {
  const service = /^arn:[^:]*:([a-z0-9-]+):/.exec(resource)?.[1];
  if (service === undefined) return undefined;
  const [pattern, name, isData] = DATA[service] ?? [/./, service, true];
  const isUse = (call: string): boolean => {
    if (!call.startsWith(`${service}:`)) return false;
    return !isKnown(call) || pattern.test(call.slice(service.length + 1));
  };
  const dataOf = isData ? { dataOf: resource, service } : {};
  return {
    name,
    last: (calls) => latest(calls, isUse),
    span: watch.spans["CloudTrail"],
    gap: recordGap(id, watch, { isRead: true, isGlobal: false, region: regionOf(resource), ...dataOf }),
  };
}

interface Recorded {
  readonly isRead: boolean;
  readonly isGlobal: boolean;
  /** Where it would be recorded; any region where none is said. */
  readonly region?: string | undefined;
  readonly dataOf?: string;
  readonly service?: string;
}

/** Why a log would not have such a call; undefined when it would. */
function recordGap(id: string, { seen }: LogWatch, wanted: Recorded): string | undefined {
  const { isRead, isGlobal, region, dataOf, service } = wanted;
  if (dataOf !== undefined) {
    const has = seen.has(`read data ${dataOf}`);
    return has ? undefined : `the log has no events about reading data of ${service ?? ""} in ${dataOf}`;
  }
  const kind = isRead ? "read" : "write";
  if (!seen.has(kind)) return `the log has no management events that ${kind}`;
  const where = isGlobal ? GLOBAL_REGION[id.split(":")[1] ?? ""] : region;
  if (where !== undefined)
    return seen.has(`region ${where}`) ? undefined : `the log has no events of ${where}, where such calls are recorded`;
  const regions = [...seen].filter((one) => one.startsWith("region "));
  return regions.length > 1 ? undefined : "the log has events of one region alone, and such calls may be made in any";
}

function isKnown(call: string): boolean {
  return actionDictionary().idOf(call.split(" ", 1)[0] ?? "") !== undefined;
}

/** Only what is known to read: any other call may be a change. */
function isReading(call: string): boolean {
  const dictionary = actionDictionary();
  const known = dictionary.idOf(call.split(" ", 1)[0] ?? "");
  return known !== undefined && /^(?:list|read)$/.test(dictionary.levelOf(known));
}

function regionOf(arn: string): string | undefined {
  return /^arn:[^:]*:[a-z0-9-]+:([a-z0-9-]+):/.exec(arn)?.[1];
}
