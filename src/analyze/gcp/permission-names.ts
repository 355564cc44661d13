// How permissions are written: with a dot in roles (`iam.roles.update`), with the host of the service in deny policies
// (`iam.googleapis.com/roles.update`). https://cloud.google.com/iam/docs/deny-permissions-support

/** Services whose permissions begin with another word than their host does. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["resourcemanager", "cloudresourcemanager"],
  ["cloudsql", "sqladmin"],
  ["bigtable", "bigtableadmin"],
  ["source", "sourcerepo"],
]);

/** Host of the service that a permission is of. */
export function serviceOf(permission: string): string {
  const word = permission.split(".")[0] ?? "";
  return `${HOSTS.get(word) ?? word}.googleapis.com`;
}

/**
 * Whether a permission as a deny policy writes it is this one, or a group that it is in: all of a service (`*.*`), of one kind of
 * thing (`roles.*`), or one verb of all (`*.create`).
 */
export function namesPermission(pattern: string, permission: string): boolean {
  const [host = "", rest = ""] = pattern.split("/");
  const [word = "", ...own] = permission.split(".");
  if (host !== serviceOf(permission) && host !== `${word}.googleapis.com`) return false;
  const [thing, verb] = [own.slice(0, -1).join("."), own.at(-1)];
  const at = rest.lastIndexOf(".");
  if (at < 0) return rest === "*";
  const [things, verbs] = [rest.slice(0, at), rest.slice(at + 1)];
  return (things === "*" || things === thing) && (verbs === "*" || verbs === verb);
}
