// What a GitHub App or token has to be given so that nhi can read, printed from the list of calls that the client enforces.
import type { Access } from "./call.js";
import { CALLS } from "./calls.js";

/** Permissions of an App, read only: name to `read`. */
export function appPermissions(): { readonly [permission: string]: "read" } {
  return toPermissions(() => true);
}

/** Permissions of a fine-grained token, which is shown no other tokens. */
function tokenPermissions(): { readonly [permission: string]: "read" } {
  return toPermissions((access) => access.isAppOnly !== true);
}

function toPermissions(isOpen: (access: Access) => boolean): { readonly [permission: string]: "read" } {
  const names = CALLS.flatMap(({ access }) =>
    access !== undefined && isOpen(access) ? access.permission.split(", ") : [],
  )
    .filter((permission) => permission.endsWith(":read"))
    .map((permission) => permission.slice(0, -":read".length));
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, "read"]));
}

/** Scopes of a classic token, sorted. A classic token has no scope that reads only. */
function classicScopes(): readonly string[] {
  return [...new Set(CALLS.flatMap(({ access }) => access?.scope ?? []))].sort();
}

/** As JSON: the manifest of an App that reads, and what the other tokens need. */
export function permissionsText(): string {
  const appOnly = CALLS.filter(({ access }) => access?.isAppOnly === true).map(({ route }) => route);
  const writeOnly = CALLS.filter(({ access }) => access?.permission.endsWith(":write") === true);
  const text = {
    app: { default_permissions: appPermissions(), default_events: [], public: false },
    fineGrainedToken: tokenPermissions(),
    classicToken: classicScopes(),
    onlyForApps: appOnly,
    // Not asked for: reading these takes a permission that may write.
    leftOut: Object.fromEntries(writeOnly.map(({ route, access }) => [route, access?.permission])),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
