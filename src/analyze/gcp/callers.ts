// Those who act on Google Cloud, as the engine asks them: members of bindings with what their groups give, and the narrowed
// identities of machines with access scopes.
import type { ScopedCaller } from "../scoped/world.js";
import { allowsScope } from "./access-scopes.js";
import type { GoogleEstate } from "./estate.js";
import { type Enumerate, grantsOf, placesOf, standingOf } from "./grants.js";
import type { Binding, Member } from "./members.js";

export interface GoogleCaller extends ScopedCaller {
  readonly member: Member;
  /** Names of roles whose permissions were not read. */
  readonly unreadRoles: readonly string[];
}

interface CallerOptions {
  readonly id: string;
  readonly enumerate: Enumerate;
  /** OAuth scopes that narrow it; none when it is not narrowed. */
  readonly scopes?: readonly string[];
}

/** Undefined for members that only walk to the group which they are in: what it has, they have. */
export function toCaller(
  member: Member,
  estate: GoogleEstate,
  { id, enumerate, scopes }: CallerOptions,
): GoogleCaller | undefined {
  const grants = grantsOf(member, estate);
  if (grants.bindings.length === 0) return undefined;
  const isWalked = member.bindings.length === 0 && member.groups.length === 1 && scopes === undefined;
  if (isWalked && grants.denies.length === 0 && grants.boundaries.length === 0) return undefined;
  let mask = 0n;
  for (const { role } of grants.bindings) mask |= role.least;
  const may = (permission: string) => scopes === undefined || allowsScope(scopes, permission);
  return {
    id,
    member,
    unreadRoles: [
      ...new Set(grants.bindings.filter(({ role }) => role.mask === undefined).map(({ role }) => role.name)),
    ],
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
