// Plain files of the AWS CLI: what they are and whose account they are of.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { fieldsOf, textOf } from "../fields.js";
import { toReportText } from "./report.js";

/** Where the details of an account lie in its folder. */
export const DETAILS_PATH = "iam/get-account-authorization-details.json";
const REPORT_PATH = "iam/get-credential-report.json";
const CSV_PATH = "iam/credential-report.csv";

export interface Owner {
  readonly account: string;
  readonly partition: string;
}

/** ARN of something that an account itself owns, as the value of an Arn field: not one that a policy names. */
const OWN_ARN = /"Arn"\s*:\s*"arn:(aws[a-z0-9-]*):iam::(\d{12}):(?:user|role|group|policy|instance-profile)\//;
const REPORT_ARN = /^[^,\n]*,"?arn:(aws[a-z0-9-]*):iam::(\d{12}):(?:root|user\/)/m;
const REPORT_HEADER = /^\uFEFF?"?user"?,"?arn"?,/;
/** What a match may span over the end of a chunk, in characters. */
const OVERLAP = 512;
/** A report of 5,000 users, the most that AWS lets an account have, is some 2 MB. */
const LARGEST_REPORT = 16 << 20;

/** Place in a bundle of the output of a command of the AWS CLI; undefined when it is none that nhi reads. */
export async function placeOfAwsFile(file: string): Promise<string | undefined> {
  const details = await findOwnOwner(file);
  if (details !== undefined) return `aws/${details.account}/${DETAILS_PATH}`;
  if ((await stat(file)).size > LARGEST_REPORT) return undefined;
  const text = await readFile(file, "utf8");
  if (REPORT_HEADER.test(text)) return place(ownerIn(text, REPORT_ARN), CSV_PATH);
  const report = reportIn(text);
  return report === undefined ? undefined : place(ownerIn(report, REPORT_ARN), REPORT_PATH);
}

/** The account whose users, roles and policies a file of any size holds, in UTF-8 or UTF-16. */
export async function findOwnOwner(file: string): Promise<Owner | undefined> {
  let tail = "";
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    // Zero bytes of UTF-16 are dropped: what is looked for is ASCII.
    const text: string = tail + String(chunk).replaceAll("\u0000", "");
    const owner = ownerIn(text, OWN_ARN);
    if (owner !== undefined) return owner;
    tail = text.slice(-OVERLAP);
  }
  return undefined;
}

function ownerIn(text: string, pattern: RegExp): Owner | undefined {
  const [, partition, account] = pattern.exec(text) ?? [];
  return partition === undefined || account === undefined ? undefined : { partition, account };
}

function place(owner: Owner | undefined, path: string): string | undefined {
  return owner === undefined ? undefined : `aws/${owner.account}/${path}`;
}

/** The CSV in the JSON that the CLI prints. */
function reportIn(text: string): string | undefined {
  try {
    const content = textOf(fieldsOf(JSON.parse(text))["Content"]);
    return content === undefined ? undefined : toReportText(content);
  } catch {
    return undefined;
  }
}
