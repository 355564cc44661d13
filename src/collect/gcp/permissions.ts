// What has to be granted so that nhi can read, printed from the list of calls that the client enforces.
import { serviceOf } from "../shared/google/call.js";
import type { GcpCall } from "./call.js";
import { CALLS } from "./calls.js";

/** Permissions of Google's form; what the Workspace directory grants is said apart. */
export function isPermission(text: string): boolean {
  return /^[a-z][A-Za-z0-9]*\.[A-Za-z0-9.]+$/.test(text);
}

/**
 * As JSON: a custom role for the organisation, Google's own roles that hold the same, the APIs that have to be enabled, and what
 * each permission opens and which rules need it.
 */
export function permissionsText(rulesOf: (dataSet: string) => readonly string[]): string {
  const permissions = sorted(CALLS.flatMap(({ permission }) => permission ?? []).filter(isPermission));
  const others = sorted(CALLS.flatMap(({ permission }) => permission ?? []).filter((one) => !isPermission(one)));
  const text = {
    customRole: {
      title: "nhi auditor",
      description: "Reads what nhi needs and nothing else; grant it on the organisation",
      stage: "GA",
      includedPermissions: permissions,
    },
    predefinedRoles: sorted(CALLS.flatMap(({ role }) => role ?? [])),
    directory: others,
    apis: sorted(CALLS.map((call) => serviceOf(call))),
    buys: Object.fromEntries(
      [...permissions, ...others].map((permission) => {
        const opens = dataSetsOf(permission, CALLS);
        return [permission, { opens, rules: sorted(opens.flatMap(rulesOf)) }];
      }),
    ),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function dataSetsOf(permission: string, calls: readonly GcpCall[]): readonly string[] {
  return sorted(calls.filter((call) => call.permission === permission).map(({ dataSet }) => dataSet));
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}
