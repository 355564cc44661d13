// Those who act on Google Cloud, as the engine asks them: members of bindings with what their groups give, and the narrowed
// identities of machines with access scopes.
import { oncePer } from "../../model/once.js";
import { allowsScope } from "./access-scopes.js";
import type { Everybody, GoogleCaller } from "./caller.js";
import { deniesPermission } from "./deny.js";
import type { GoogleEstate } from "./environment.js";
import { bindingsOfEverybody, sparing } from "./everybody.js";
import { type Enumerate, type Grants, grantsOf, placesOf, type Stops, standingOf, stopsOf } from "./grants.js";
import type { Binding, Member } from "./member.js";

interface CallerOptions {
  readonly id: string;
  readonly enumerate: Enumerate;
  /** OAuth scopes that narrow it; none when it is not narrowed. */
  readonly scopes?: readonly string[];
}

/** Undefined for members that have nothing beside what everybody has, and that only walk to the group which they are in. */
export function toCaller(member: Member, estate: GoogleEstate, options: CallerOptions): GoogleCaller | undefined {
  const grants = grantsOf(member, estate);
  const shared = bindingsOfEverybody(member, estate);
  const spared = shared.length === 0 ? [] : sparing(member, estate);
  if (grants.bindings.length === 0 && spared.length === 0) return undefined;
  if (options.scopes === undefined && isWalked(member, grants, estate)) return undefined;
  if (shared.length === 0) return withGrants(member, grants, estate, options);
  const all = oncePer((bindings: readonly Binding[]) => withGrants(member, { ...grants, bindings }, estate, options));
  const together = [...grants.bindings, ...shared];
  const everybody: Everybody = {
    mayHold: all(shared).mayHold,
    isSpared: (action) => spared.some((rule) => deniesPermission(rule, action)),
    together: () => all(together),
  };
  return { ...withGrants(member, grants, estate, options), everybody };
}

/** What the one group of a member has it has, unless something stops either of them: an exception may spare the member alone. */
function isWalked({ bindings, groups }: Member, stops: Stops, estate: GoogleEstate): boolean {
  const [group] = groups;
  if (bindings.length > 0 || groups.length !== 1 || group === undefined || isStopped(stops)) return false;
  const mayBeStopped = estate.denies.length > 0 || estate.boundaries.length > 0;
  return !mayBeStopped || !isStopped(stopsOf(estate.anyMember(group), estate));
}

const isStopped = ({ denies, boundaries }: Stops): boolean => denies.length > 0 || boundaries.length > 0;

function withGrants(
  member: Member,
  grants: Grants,
  estate: GoogleEstate,
  { id, enumerate, scopes }: CallerOptions,
): GoogleCaller {
  let mask = 0n;
  for (const { role } of grants.bindings) mask |= role.least;
  const may = (permission: string) => scopes === undefined || allowsScope(scopes, permission);
  return {
    id,
    member,
    unreadRoles: [
      ...new Set(grants.bindings.filter(({ role }) => role.mask === undefined).map(({ role }) => role.name)),
    ],
    everybody: undefined,
    mayHold: (permission) => (mask & estate.roles.bitOf(permission)) !== 0n && may(permission),
    holds(permission, kind) {
      if (!may(permission)) return [];
      const bit = estate.roles.bitOf(permission);
      const has = ({ role }: Binding) => (role.least & bit) !== 0n;
      return placesOf(grants, { permission, kind, has }, estate, enumerate);
    },
    ownRoles: () =>
      grants.bindings.flatMap(({ place, role: { keeper }, id: binding, activation }) =>
        keeper === undefined
          ? []
          : [{ keeper, holding: { place, judgement: standingOf({ id: binding, activation }) } }],
      ),
  };
}
