// The one list of calls that nhi makes to AWS. The client refuses others, and the permissions are printed from it.
import type { CollectOptions } from "../options.js";
import { type AwsCall, permissionOf } from "./call.js";
import { RESOURCES, resourcesFor } from "./resources.js";

/** Becoming the role in another account of the organisation. */
export const ASSUME_ROLE: AwsCall = {
  call: "sts:AssumeRole",
  path: ["sts", "assume-role"],
  dataSet: "aws/organizations:accounts",
  count: "1 per account of the organisation",
  isOrganizational: true,
};

export const CALLS: readonly AwsCall[] = distinct([ASSUME_ROLE, ...RESOURCES.flatMap((resource) => resource.calls)]);

/** Two data sets may start from the same list. */
function distinct(calls: readonly AwsCall[]): readonly AwsCall[] {
  return [...new Set(calls)];
}

/** Data sets that a live crawl may read, sorted. */
export const DATA_SETS: readonly string[] = [...new Set(CALLS.map((call) => call.dataSet))].sort();

/** What a crawl reads besides identities. */
export type CallOptions = Pick<CollectOptions, "services">;

/** Calls that a crawl may make: all of them, or those about identities. */
export function callsFor(options: CallOptions = {}): readonly AwsCall[] {
  return distinct([ASSUME_ROLE, ...resourcesFor(options).flatMap((resource) => resource.calls)]);
}

/** Calls that a crawl would make: those that it may make, without the ones that nobody asked for. */
export function plannedCalls(
  options: CallOptions & Pick<CollectOptions, "organization" | "everyUser">,
): readonly AwsCall[] {
  const unasked = options.everyUser === true ? [] : RESOURCES.filter(({ isOnRequest }) => isOnRequest === true);
  const left = new Set(unasked.flatMap(({ calls }) => calls));
  return (options.organization === true ? callsFor(options) : accountCalls(options)).filter((call) => !left.has(call));
}

/** Calls about one account: what a role in it has to allow. */
export function accountCalls(options: CallOptions = {}): readonly AwsCall[] {
  return callsFor(options).filter((call) => call.isOrganizational !== true);
}

/** Calls about an account that is reached through the organisation, which is not asked for the organisation again. */
export function memberCalls(options: CallOptions = {}): readonly AwsCall[] {
  const own = resourcesFor(options).filter(({ dataSet }) => !dataSet.startsWith("aws/organizations:"));
  return distinct(own.flatMap(({ calls }) => calls)).filter((call) => call.isOrganizational !== true);
}

/** IAM actions of calls, sorted, each once. */
export function actionsOf(calls: readonly AwsCall[]): readonly string[] {
  return [...new Set(calls.map(permissionOf))].sort();
}
