// Partitions of AWS: the worlds of their own (`aws`, `aws-cn`, `aws-us-gov`), over whose borders no identity acts and no policy
// names anybody ("Partitions", AWS Whitepaper on fault isolation boundaries). Who is named beside an ARN is in its partition.

/** Partition of an ARN; that of the commercial regions where the text is none. */
export function partitionOf(arn: string): string {
  return /^arn:([^:*?]+):/.exec(arn)?.[1] ?? "aws";
}

/** ARN of the root user of an account, in the partition of `beside`; policies name the account as a whole by it. */
export function rootOf(account: string, beside: string): string {
  return `arn:${partitionOf(beside)}:iam::${account}:root`;
}

/** Name of a role of the account that no policy can name, in the partition of `beside`. */
export function someoneOf(account: string, beside: string): string {
  return `arn:${partitionOf(beside)}:iam::${account}:role/<someone>`;
}
