// Deny policies and access boundaries: whether one is about a member, and about a permission.
import { isWithin } from "../scoped/world.js";
import type { GoogleEstate } from "./estate.js";
import type { Boundary, DenyRule } from "./limits.js";
import type { Member } from "./members.js";
import type { Places } from "./places.js";

type Groups = Pick<GoogleEstate, "isGroupRead">;

/**
 * Whether a deny rule is about the member, its exceptions left aside for those it does not name. Undefined where a group decides
 * of which nobody could tell who is in it.
 */
export function isDenied(rule: DenyRule, member: Member, groups: Groups): boolean | undefined {
  const denied = isNamed(rule.principals, member, groups);
  const spared = denied === false ? undefined : isNamed(rule.except, member, groups);
  if (denied === false || spared === true) return false;
  return denied === true && spared === false ? true : undefined;
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
function isNamed(identifiers: readonly string[], member: Member, groups: Groups): boolean | undefined {
  const found = identifiers.map((one) => namesMember(one, member, groups));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

function namesMember(identifier: string, { member, kind, groups }: Member, known: Groups): boolean | undefined {
  if (identifier === "principalSet://goog/public:all") return true;
  const name = member.slice(member.indexOf(":") + 1);
  const account = /^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/(.+)$/.exec(identifier)?.[1];
  if (account !== undefined) return kind === "serviceAccount" && account === name;
  const subject = /^principal:\/\/goog\/subject\/(.+)$/.exec(identifier)?.[1];
  if (subject !== undefined) return kind === "user" && subject.toLowerCase() === name.toLowerCase();
  const group = /^principalSet:\/\/goog\/group\/(.+)$/.exec(identifier)?.[1];
  if (group !== undefined) {
    if (member === `group:${group}` || groups.includes(`group:${group}`)) return true;
    return known.isGroupRead(`group:${group}`) || !/^(?:user|serviceAccount|group)$/.test(kind) ? false : undefined;
  }
  if (groups.includes(identifier)) return true;
  if (identifier === member) return true;
  // a set of a pool ends in a star: everyone in it
  return identifier.endsWith("/*") && member.includes(identifier.slice(identifier.indexOf("//"), -1));
}

/**
 * Whether a boundary binds the member: by its pool, or as one that lives in the project, folder or organisation that is bound.
 * Undefined where that takes the directory: people, and accounts of which nothing was read.
 */
export function isBound({ principalSet }: Boundary, { member, home }: Member, places: Places): boolean | undefined {
  if (namesSet(principalSet, member)) return true;
  if (principalSet.startsWith("//iam.googleapis.com/locations/global/workspace/")) return undefined;
  const place = places.placeOf(principalSet);
  if (!places.isScope(place)) return false;
  const domain = /^user:[^@]+@(.+)$/.exec(member)?.[1];
  // an organisation is called after the primary domain of the customer that it belongs to, whose people are in it
  if (domain !== undefined && place.startsWith("organizations/") && places.containers.get(place)?.node?.name === domain)
    return true;
  // nobody but accounts and pools lives in a project
  if (home === undefined) return place.startsWith("projects/") ? false : undefined;
  if (isWithin(home, place, places)) return true;
  return places.containers.has(home) || place.startsWith("projects/") ? false : undefined;
}

function namesSet(principalSet: string, member: string): boolean {
  const pool = /^\/\/iam\.googleapis\.com\/(projects\/.*\/workloadIdentityPools\/[^/]+)$/.exec(principalSet)?.[1];
  return pool !== undefined && member.includes(`/${pool}/`);
}
