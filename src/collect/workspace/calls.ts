// The one list of calls that nhi makes to Workspace. The client refuses others, and scopes and privileges are printed from it.
import type { WorkspaceCall } from "./call.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly WorkspaceCall[] = [...new Set(RESOURCES.flatMap((resource) => resource.calls))];

/** OAuth scopes of all calls, as a token is asked for. */
export const SCOPES: readonly string[] = [...new Set(CALLS.map(({ scope }) => scope))].sort().map(scopeUrl);

/** An OAuth scope as Google writes it in full. */
export function scopeUrl(scope: string): string {
  return `https://www.googleapis.com/auth/${scope}`;
}
