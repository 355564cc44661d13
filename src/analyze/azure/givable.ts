// Which roles somebody who grants roles would give himself to take over a target of a kind: for conditions that say which roles may
// be granted. Pure.
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { isWithin } from "../scoped/world.js";
import { GRANTS_ROLES } from "./assignment.js";
import type { Places } from "./places.js";
import type { Role, Roles } from "./roles.js";

/** Built-in roles that make whoever holds them able to grant roles. */
export const GRANTING: readonly string[] = [
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
];

/** Built-in roles that administer data by themselves: of vaults that go by roles, and of blobs. */
const OVER_DATA: { readonly [kind: string]: readonly string[] } = {
  "azure.key-vault-rbac": ["00482a5a-887f-4fb3-b363-3b7fe8e74483"],
  "azure.storage-account": ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"],
};

/** Ids of roles that are enough for a target of a kind (`identity`, `scope` or a vendor type), given at a place. */
export type Givable = (kind: string, place: string) => readonly string[];

/**
 * In: techniques and roles. A role is enough where it gives, under no condition, all that a technique needs on its target; for a
 * scope it has to grant roles itself.
 */
export function createGivable(techniques: readonly ScopedTechnique[], roles: Roles, places: Places): Givable {
  const byKind = new Map<string, readonly Role[]>();
  const grants = roles.operations.bitOf(GRANTS_ROLES);
  const enough = (kind: string): readonly Role[] => {
    const needs = waysTo(kind, techniques, roles);
    return [...roles.known.values()].filter((role) => {
      const mask = plainMask(role);
      // what grants roles by itself needs no more: built-in ones are named above, some others may be assigned elsewhere alone
      if ((mask & grants) !== 0n && role.isCustom) return true;
      return needs.some((need) => (mask & need) === need);
    });
  };
  return (kind, place) => {
    let found = byKind.get(kind);
    if (found === undefined) {
      found = enough(kind);
      byKind.set(kind, found);
    }
    const there = found.filter(
      ({ isCustom, keepers }) =>
        !isCustom || keepers.some((one) => isWithin(place, places.placeOf(one, undefined), places)),
    );
    return [...GRANTING, ...(OVER_DATA[kind] ?? []), ...there.map(({ id }) => id)];
  };
}

/** What each technique needs on a target of the kind, where that is all it needs. */
function waysTo(kind: string, techniques: readonly ScopedTechnique[], roles: Roles): readonly bigint[] {
  return techniques.flatMap(({ actions, target, types = [target], yields, open }) => {
    const isWay = open === undefined && types.includes(kind) && (yields === "target" || yields === "admin");
    if (!isWay || actions.some(({ action, on }) => on !== "target" || action === GRANTS_ROLES)) return [];
    return [actions.reduce((mask, { action }) => mask | roles.operations.bitOf(action), 0n)];
  });
}

function plainMask({ given }: Role): bigint {
  let mask = 0n;
  for (const one of given ?? []) if (one.condition === undefined) mask |= one.mask;
  return mask;
}
