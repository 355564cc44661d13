// Ways through a drawn tenant by the search of the program itself.
import { foundPairs } from "../../found-pairs.js";
import { tenantOf } from "./tenant-of.js";
import type { TenantPlan } from "./tenant-plan.js";
import { ADMIN, type Sureness } from "./tenant-told.js";

/** How surely nhi finds each pair, `from to`: 2 for certain, 1 with a condition, 0 not. */
export async function foundIn(plan: TenantPlan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  const { tenant, ids } = tenantOf(plan);
  return await foundPairs({
    write: (folder) => tenant.write(folder),
    pairs,
    addressOf: (name) => (name === ADMIN ? name : tenant.address(ids.get(name) ?? "")),
    certain: ["none"],
  });
}
