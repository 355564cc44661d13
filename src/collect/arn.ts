// ARNs taken apart. Pure.

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  /** Twelve digits, `aws` for what AWS keeps, or empty. */
  readonly account: string;
  /** What follows the account: `user/path/name`. */
  readonly resource: string;
}

const ARN = /^arn:(aws[a-z0-9-]*):([^:]+):([^:]*):([^:]*):(.+)$/s;
const ACCOUNT = /^\d{12}$/;

/** Parts of an ARN; undefined when the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = ARN.exec(text);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

/** Whether a text is the id of an account: twelve digits. */
export function isAccountId(text: string): boolean {
  return ACCOUNT.test(text);
}

/** Whether a text is written as AWS writes regions; not whether there is such a region. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(text);
}

/** Last part of the resource of an ARN: the name of a user, role, policy or provider. */
export function arnName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** Partition of a region: GovCloud and China have their own. */
export function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}
