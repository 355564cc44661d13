// Deny policies and access boundaries: whether one is about a member, and about a permission.
import { isWithin } from "../scoped/world.js";
import type { GoogleEstate } from "./environment.js";
import type { Boundary, DenyRule } from "./limits.js";
import type { Member } from "./member.js";
import { namesPermission } from "./permission-names.js";
import type { Places } from "./places.js";

type Known = Pick<GoogleEstate, "isGroupRead" | "places">;

/**
 * Whether a deny rule is about the member, its exceptions left aside for those it does not name. Undefined where a group decides
 * of which nobody could tell who is in it, and where it takes the directory to say whose somebody is.
 */
export function isDenied(rule: DenyRule, member: Member, known: Known): boolean | undefined {
  const denied = isNamed(rule.principals, member, known);
  const spared = denied === false ? undefined : isNamed(rule.except, member, known);
  if (denied === false || spared === true) return false;
  return denied === true && spared === false ? true : undefined;
}

/** Whether a deny rule is about the permission, which it writes with the service: `iam.googleapis.com/roles.update`. */
export function deniesPermission(rule: DenyRule, permission: string): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => namesPermission(pattern, permission));
  return isIn(rule.permissions) && !isIn(rule.exceptPermissions);
}

/** Whether one of the identifiers of deny policies names the member, one of its groups, or everyone. */
function isNamed(identifiers: readonly string[], member: Member, known: Known): boolean | undefined {
  const found = identifiers.map((one) => namesMember(one, member, known));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

function namesMember(identifier: string, of: Member, known: Known): boolean | undefined {
  const { member, kind, groups } = of;
  if (identifier === "principalSet://goog/public:all") return true;
  const customer = /^principalSet:\/\/goog\/cloudIdentityCustomerId\/(.+)$/.exec(identifier)?.[1];
  if (customer !== undefined) return isOfCustomer(of, customer, known.places);
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

/** Whether somebody is of a customer of Workspace; undefined of whom only its directory could tell. Identities of pools are not. */
function isOfCustomer({ member, kind }: Member, customer: string, places: Places): boolean | undefined {
  if (!/^(?:user|serviceAccount|group|domain)$/.test(kind)) return false;
  const domain = /^(?:domain:|(?:user|group):[^@]+@)(.+)$/.exec(member)?.[1]?.toLowerCase();
  const own = [...places.containers.values()].some(
    ({ node }) => node?.properties["directory_customer"] === customer && node.name.toLowerCase() === domain,
  );
  return own ? true : undefined;
}

/** What a condition says of a deny rule that may stand in the way. */
export function isNotApplied({ id }: DenyRule, why: string): string {
  return `the deny policy ${id.slice("gcp:".length)} does not apply (${why})`;
}

/** Why it is open whether a rule that names groups or a customer is about somebody. */
export const UNSURE_WHOM = "whether it names this one was not read";

/** Boundaries that bind a member, and those that may: whoever may or may not be in the set is kept as under a condition. */
export function boundariesOf(
  member: Member,
  { boundaries, places }: Pick<GoogleEstate, "boundaries" | "places">,
): readonly Boundary[] {
  return boundaries.flatMap((boundary) => {
    const bound = isBound(boundary, member, places);
    if (bound === false) return [];
    return bound ? [boundary] : [{ ...boundary, condition: boundary.condition ?? "who is in it was not read" }];
  });
}

/**
 * Whether a boundary binds the member: by its pool, or as one that lives in the project, folder or organisation that is bound.
 * Undefined where that takes the directory: people, and accounts of which nothing was read.
 */
function isBound({ principalSet }: Boundary, { member, home }: Member, places: Places): boolean | undefined {
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
