// Ways in a drawn organisation by the search of the program itself.
import { withMembership } from "../../../../src/app/membership.js";
import { foundPairs } from "../../found-pairs.js";
import { addressOf, writeOrganization } from "./organization-of.js";
import type { Plan } from "./plan.js";
import type { Sure } from "./told.js";

/** How surely nhi finds each pair, `who what`. */
export async function foundIn(plan: Plan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sure>> {
  const people = new Set(pairs.map((pair) => addressOf(pair.split(" ")[0] ?? "")));
  return await foundPairs({
    write: (folder) => writeOrganization(plan, folder),
    pairs,
    addressOf,
    // what is met was read
    certain: ["none", "met"],
    more: (edges, store) => [...people].reduce((all, one) => withMembership(all, one, store), edges),
  });
}
