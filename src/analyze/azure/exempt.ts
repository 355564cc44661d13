// Those who have what they have through groups alone, and for whom the way to the group is not all of theirs. A deny assignment leaves
// them out, themselves or with a group of theirs: they do what their groups are denied. Or a group may give roles to some only, as a
// condition says, by kind or by name: whoever is in it and is one of these gives them to itself.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments#deny-assignment-properties
// https://learn.microsoft.com/en-us/azure/role-based-access-control/delegate-role-assignments-overview
import type { Holder } from "./assignment.js";
import type { AzureEstate } from "./environment.js";
import { objectIdOf, typeOf } from "./holders.js";

const ASKS_WHO_GETS = /@request\[microsoft\.authorization\/roleassignments:principal/i;

/** In: the estate. Out: such principals as holders without an assignment of their own. */
export function exemptHolders({ denials, groups, holders, entra }: AzureEstate): readonly Holder[] {
  const except = new Set(denials.flatMap((denial) => denial.except));
  const choosy = new Set([...holders.values()].filter(asksWhoGets).map(({ id }) => id));
  if (except.size + choosy.size === 0) return [];
  return [...groups].flatMap(([id, own]): Holder[] => {
    const node = entra.get(id);
    if (node === undefined || holders.has(id) || !own.some((group) => holders.has(group))) return [];
    if (!own.some((group) => choosy.has(group)) && ![id, ...own].some((one) => except.has(objectIdOf(one)))) return [];
    const tenant = node.scope.slice("entra:".length);
    const what = { id, objectId: objectIdOf(id), tenant, type: typeOf(node) };
    return [{ ...what, assignments: [], groups: own, isOutside: false, isGone: false }];
  });
}

/** Whether a condition of what it holds tells apart to whom it may give roles. */
function asksWhoGets({ assignments }: Holder): boolean {
  return assignments.some(({ condition, role }) =>
    [condition, ...role.given.map((given) => given.condition)].some(
      (one) => one !== undefined && ASKS_WHO_GETS.test(one),
    ),
  );
}
