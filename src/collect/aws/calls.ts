// The one list of calls that nhi makes to AWS. The client refuses others, and the permissions are printed from it.
import { type AwsCall, permissionOf } from "./call.js";
import { RESOURCES } from "./resources.js";

/** Becoming the role in another account of the organisation. */
export const ASSUME_ROLE: AwsCall = {
  call: "sts:AssumeRole",
  path: ["sts", "assume-role"],
  dataSet: "aws/organizations:accounts",
  count: "1 per account of the organisation",
  isOrganizational: true,
};

export const CALLS: readonly AwsCall[] = [ASSUME_ROLE, ...RESOURCES.flatMap((resource) => resource.calls)];

/** Data sets that a live crawl may read, sorted. */
export const DATA_SETS: readonly string[] = [...new Set(CALLS.map((call) => call.dataSet))].sort();

/** Calls about one account: what a role in it has to allow. */
export function accountCalls(): readonly AwsCall[] {
  return CALLS.filter((call) => call.isOrganizational !== true);
}

/** Calls about an account that is reached through the organisation, which is not asked for the organisation again. */
export function memberCalls(): readonly AwsCall[] {
  return accountCalls().filter((call) => !call.call.startsWith("organizations:"));
}

/** IAM actions of calls, sorted, each once. */
export function actionsOf(calls: readonly AwsCall[]): readonly string[] {
  return [...new Set(calls.map(permissionOf))].sort();
}
