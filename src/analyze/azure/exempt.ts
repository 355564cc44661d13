// Those whom a deny assignment leaves out, themselves or with a group of theirs, and who have what they have through groups alone: they do
// what their groups are denied, so that the way to the group is not all of theirs.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments#deny-assignment-properties
import type { AzureEstate } from "./estate.js";
import { type Holder, objectIdOf, typeOf } from "./holders.js";

/** In: the estate. Out: such principals as holders without an assignment of their own; nobody where nothing is denied with exceptions. */
export function exemptHolders({ denials, groups, holders, entra }: AzureEstate): readonly Holder[] {
  const except = new Set(denials.flatMap((denial) => denial.except));
  if (except.size === 0) return [];
  return [...groups].flatMap(([id, own]): Holder[] => {
    const node = entra.get(id);
    if (node === undefined || holders.has(id) || !own.some((group) => holders.has(group))) return [];
    if (![id, ...own].some((one) => except.has(objectIdOf(one)))) return [];
    const tenant = node.scope.slice("entra:".length);
    const what = { id, objectId: objectIdOf(id), tenant, type: typeOf(node) };
    return [{ ...what, assignments: [], groups: own, isOutside: false, isGone: false }];
  });
}
