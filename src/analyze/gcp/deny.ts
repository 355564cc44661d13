// Deny policies and access boundaries: whether one is about a member, and about a permission.
import type { Boundary, DenyRule, Member } from "./estate.js";

/** Whether a deny rule is about the member, its exceptions left aside for those it does not name. */
export function isDenied(rule: DenyRule, member: Member): boolean {
  return isNamed(rule.principals, member) && !isNamed(rule.except, member);
}

/** Whether a deny rule is about the permission, which it writes with the service: `iam.googleapis.com/roles.update`. */
export function deniesPermission(rule: DenyRule, permission: string): boolean {
  return matches(rule.permissions, permission) && !matches(rule.exceptPermissions, permission);
}

function matches(patterns: readonly string[], permission: string): boolean {
  return patterns.some((pattern) => {
    const [host = "", rest = ""] = pattern.split("/");
    const service = host.replace(/\.googleapis\.com$/, "").replace(/^cloudresourcemanager$/, "resourcemanager");
    const full = `${service}.${rest}`;
    if (rest === "*") return permission.startsWith(`${service}.`);
    return rest.endsWith(".*") ? permission.startsWith(full.slice(0, -1)) : permission === full;
  });
}

/** Whether one of the identifiers of deny policies names the member, one of its groups, or everyone. */
function isNamed(identifiers: readonly string[], member: Member): boolean {
  return identifiers.some((one) => namesMember(one, member));
}

function namesMember(identifier: string, { member, kind, groups }: Member): boolean {
  if (identifier === "principalSet://goog/public:all") return true;
  const name = member.slice(member.indexOf(":") + 1);
  const account = /^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/(.+)$/.exec(identifier)?.[1];
  if (account !== undefined) return kind === "serviceAccount" && account === name;
  const subject = /^principal:\/\/goog\/subject\/(.+)$/.exec(identifier)?.[1];
  if (subject !== undefined) return kind === "user" && subject.toLowerCase() === name.toLowerCase();
  const group = /^principalSet:\/\/goog\/group\/(.+)$/.exec(identifier)?.[1];
  if (group !== undefined) return member === `group:${group}` || groups.includes(`group:${group}`);
  const accounts =
    /^principalSet:\/\/cloudresourcemanager\.googleapis\.com\/projects\/([^/]+)\/type\/ServiceAccount$/.exec(
      identifier,
    )?.[1];
  if (accounts !== undefined) return kind === "serviceAccount" && name.includes(`@${accounts}.iam.`);
  if (identifier === member) return true;
  // a set of a pool ends in a star: everyone in it
  return identifier.endsWith("/*") && member.includes(identifier.slice(identifier.indexOf("//"), -1));
}

/** Whether a boundary binds the member: by its own set, its project, or the whole organisation. */
export function isBound({ principalSet }: Boundary, { member, kind }: Member): boolean | undefined {
  if (namesSet(principalSet, member)) return true;
  const project = /\/projects\/([^/]+)$/.exec(principalSet)?.[1];
  if (project !== undefined) return kind === "serviceAccount" && member.includes(`@${project}.iam.`);
  // of folders, organisations and workspaces it takes the directory to tell who is in them
  return /\/(organizations|folders)\/|^\/\/iam\.googleapis\.com\/locations\/global\/workspace\//.test(principalSet)
    ? undefined
    : false;
}

function namesSet(principalSet: string, member: string): boolean {
  const pool = /^\/\/iam\.googleapis\.com\/(projects\/.*\/workloadIdentityPools\/[^/]+)$/.exec(principalSet)?.[1];
  return pool !== undefined && member.includes(`/${pool}/`);
}
