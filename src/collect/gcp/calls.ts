// The one list of calls that nhi makes to Google Cloud. The client refuses others, and the permissions are printed from it.
import type { ContainerKind, GcpCall } from "./call.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly GcpCall[] = [...new Set(RESOURCES.flatMap((resource) => resource.calls))];

/** Calls about a container of a kind. */
export function callsFor(kind: ContainerKind): readonly GcpCall[] {
  return [...new Set(RESOURCES.filter(({ of }) => of.includes(kind)).flatMap((resource) => resource.calls))];
}
