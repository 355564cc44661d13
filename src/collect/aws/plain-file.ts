// Plain files of the AWS CLI: what they are and whose account they are of.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { UsageError } from "../../model/errors.js";
import { decodeUtf } from "../../model/utf.js";
import { type Fields, fieldsOf, textOf } from "../fields.js";
import { REPORT_FILE, toReportText } from "./report.js";

/** Where the details of an account lie in its folder. */
export const DETAILS_PATH = "iam/get-account-authorization-details.json";
const REPORT_PATH = "iam/get-credential-report.json";
const CSV_PATH = `iam/${REPORT_FILE}`;

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

/** Lists that nothing but the details of an account has, empty or not. */
const DETAIL_LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList"];

/**
 * Place in a bundle of the output of a command of the AWS CLI; undefined when it is none that nhi reads. Throws UsageError
 * for details of an account that do not say whose they are.
 */
export async function placeOfAwsFile(file: string): Promise<string | undefined> {
  const details = await findOwnOwner(file);
  if (details !== undefined) return `aws/${details.account}/${DETAILS_PATH}`;
  if ((await stat(file)).size > LARGEST_REPORT) return undefined;
  const text = decodeUtf(await readFile(file));
  if (REPORT_HEADER.test(text)) return place(ownerIn(text, REPORT_ARN), CSV_PATH);
  const answer = answerIn(text);
  const content = textOf(answer["Content"]);
  if (content !== undefined) return place(ownerIn(toReportText(content), REPORT_ARN), REPORT_PATH);
  if (!DETAIL_LISTS.some((list) => Array.isArray(answer[list]))) return undefined;
  throw new UsageError(
    `bundle ${file}: details of an account that hold no user, role, group or policy of its own, and so do not say which account it is; put the file at aws/ACCOUNT-ID/${DETAILS_PATH} in a folder, and scan that folder`,
  );
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

/** The fields of what the CLI printed; none where it is not an object in JSON. */
function answerIn(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}
