// What a sign-in lacks in a tenant: its token names the permissions that it was given. For doctor.
import { fieldsOf, listOf, textOf } from "../fields.js";
import type { Lack } from "../provider.js";
import { accessText, type EntraCall } from "./call.js";

/** Permissions that Microsoft's reference names beside the least one of what is read with it. */
const WIDER: { readonly [permission: string]: readonly string[] } = {
  "GroupMember.Read.All": ["Group.Read.All", "Group.ReadWrite.All"],
  "Policy.Read.PermissionGrant": ["Policy.Read.All"],
};
/** What the permissions on the whole directory read, too. */
const OF_DIRECTORY: ReadonlySet<string> = new Set([
  ...["AdministrativeUnit.Read.All", "Application.Read.All", "DelegatedPermissionGrant.Read.All"],
  ...["GroupMember.Read.All", "Organization.Read.All", "RoleManagement.Read.Directory", "User.Read.All"],
]);
const DIRECTORY = ["Directory.Read.All", "Directory.ReadWrite.All"];

/** Permissions of the calls that the token does not name; none where it is no token that says. */
export function lacksOf(token: string, calls: readonly EntraCall[]): readonly Lack[] {
  const held = permissionsIn(token);
  if (held === undefined) return [];
  const missing = new Map<string, Set<string>>();
  for (const call of calls) {
    if (opens(held, call.permission)) continue;
    const dataSets = missing.get(accessText(call)) ?? new Set();
    missing.set(accessText(call), dataSets.add(call.dataSet));
  }
  return [...missing]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, dataSets]) => ({ what, dataSets: [...dataSets].sort() }));
}

function opens(held: ReadonlySet<string>, permission: string): boolean {
  const names = [permission, permission.replace(".Read.", ".ReadWrite."), ...(WIDER[permission] ?? [])];
  return [...names, ...(OF_DIRECTORY.has(permission) ? DIRECTORY : [])].some((name) => held.has(name));
}

/** Application permissions, or those that a person lent: `roles` and `scp` of a JWT. Undefined when there is neither. */
function permissionsIn(token: string): ReadonlySet<string> | undefined {
  const [, payload] = token.split(".");
  if (payload === undefined) return undefined;
  let claims: ReturnType<typeof fieldsOf>;
  try {
    claims = fieldsOf(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
  const roles = listOf(claims["roles"]).filter((one): one is string => typeof one === "string");
  const lent = textOf(claims["scp"])?.split(" ") ?? [];
  // A token of an application that was given nothing has no roles at all.
  const isKnown = roles.length > 0 || lent.length > 0 || claims["idtyp"] === "app";
  return isKnown ? new Set([...roles, ...lent]) : undefined;
}
