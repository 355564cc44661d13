// The one list of calls that nhi makes to Azure Resource Manager. The client refuses others, and the permissions are printed from it.
import type { AzureCall, ContainerKind } from "./call.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly AzureCall[] = [...new Set(RESOURCES.flatMap((resource) => resource.calls))];

/** Calls about a container of a kind. */
export function callsFor(kind: ContainerKind): readonly AzureCall[] {
  const all = RESOURCES.filter(({ of }) => of.includes(kind)).flatMap((resource) => resource.calls);
  return [...new Set(all)].filter(
    ({ path }) => path.includes("{group}") === (kind !== "subscription") || kind === "tenant",
  );
}
