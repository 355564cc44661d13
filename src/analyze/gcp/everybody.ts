// What everybody holds, and what somebody may do with it together with what is their own. What everybody may do alone is drawn of
// everybody once, not of each.
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import type { GoogleCaller } from "./caller.js";
import { deniesPermission, isDenied } from "./deny.js";
import type { GoogleEstate } from "./environment.js";
import type { DenyRule } from "./limits.js";
import type { Binding, Member } from "./member.js";
import type { Places } from "./places.js";

const ALL_USERS = "allUsers";
const ALL_ACCOUNTS = "allAuthenticatedUsers";
/** Everybody, as deny policies write it. https://cloud.google.com/iam/docs/principal-identifiers */
const EVERYBODY_DENIED = "principalSet://goog/public:all";

/** Those who sign in with Google; identities of pools do not. https://cloud.google.com/iam/docs/principals-overview */
const WITH_ACCOUNT = /^(?:user|serviceAccount|group|domain):|^principalSet:.*\/type\/ServiceAccount$/;

/** Bindings of everybody whom a member is one of; none of its own. */
export function bindingsOfEverybody({ member }: Member, estate: Pick<GoogleEstate, "member">): readonly Binding[] {
  const sets = [ALL_USERS, ...(WITH_ACCOUNT.test(member) ? [ALL_ACCOUNTS] : [])];
  return sets.flatMap((one) => (one === member ? [] : (estate.member(one)?.bindings ?? [])));
}

/** Deny rules that take from everybody what they leave a member. */
export function sparing(member: Member, estate: GoogleEstate): readonly DenyRule[] {
  return estate.denies.filter(
    (rule) => rule.principals.includes(EVERYBODY_DENIED) && isDenied(rule, member, estate) === false,
  );
}

/** As bindings write them: whom exceptions name to whom a deny rule leaves what everybody is bound to and nobody else has. */
export function sparedMembers(
  denies: readonly DenyRule[],
  { member, places }: Pick<GoogleEstate, "member" | "places">,
): readonly string[] {
  const roles = [ALL_USERS, ALL_ACCOUNTS].flatMap((one) => (member(one)?.bindings ?? []).map(({ role }) => role));
  return denies.flatMap((rule) =>
    rule.principals.includes(EVERYBODY_DENIED) &&
    roles.some((role) => role.permissions()?.some((permission) => deniesPermission(rule, permission)))
      ? rule.except.flatMap((one) => asBound(one, places))
      : [],
  );
}

const CUSTOMER = "principalSet://goog/cloudIdentityCustomerId/";

/** An identifier of deny policies as bindings write it; of a customer the domains that it is known by. */
function asBound(identifier: string, { containers }: Places): readonly string[] {
  if (identifier.startsWith(CUSTOMER)) {
    const customer = identifier.slice(CUSTOMER.length);
    return [...containers.values()].flatMap(({ node }) =>
      node?.properties["directory_customer"] === customer ? [`domain:${node.name}`] : [],
    );
  }
  for (const [prefix, kind] of PREFIXES)
    if (identifier.startsWith(prefix)) return [`${kind}:${identifier.slice(prefix.length)}`];
  return /^principal(?:Set)?:\/\/(?:iam|cloudresourcemanager)\./.test(identifier) ? [identifier] : [];
}

const PREFIXES = [
  ["principal://goog/subject/", "user"],
  ["principalSet://goog/group/", "group"],
  ["principal://iam.googleapis.com/projects/-/serviceAccounts/", "serviceAccount"],
] as const;

interface Together {
  readonly technique: ScopedTechnique;
  readonly callers: readonly GoogleCaller[];
}

/**
 * Techniques, with those who may do by what everybody holds more than everybody: who may hold one of several permissions themselves
 * while everybody may hold another, and from whom a deny policy does not take what it takes from everybody.
 */
export function togetherWithEverybody(
  techniques: readonly ScopedTechnique[],
  callers: readonly GoogleCaller[],
): readonly Together[] {
  const some = callers.filter(({ everybody }) => everybody !== undefined);
  if (some.length === 0) return [];
  return techniques.flatMap((technique) => {
    const actions = technique.actions.map(({ action }) => action);
    const more = some.flatMap(({ mayHold, everybody }) =>
      everybody !== undefined &&
      actions.some((one) => everybody.mayHold(one) && (actions.some(mayHold) || everybody.isSpared(one)))
        ? [everybody.together()]
        : [],
    );
    return more.length === 0 ? [] : [{ technique, callers: more }];
  });
}
