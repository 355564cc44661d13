// Ways through a drawn tenant by the search of the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../../src/app/path-search.js";
import { resolveSettings } from "../../../../src/app/settings.js";
import type { PathEdge } from "../../../../src/model/analysis.js";
import { silent } from "../../../truth/silent.js";
import { tenantOf } from "./tenant-of.js";
import type { TenantPlan } from "./tenant-plan.js";
import { ADMIN, type Sureness } from "./tenant-told.js";

/** How surely nhi finds each pair, `from to`: 2 for certain, 1 with a condition, 0 not. */
export async function foundIn(plan: TenantPlan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  const { tenant, ids } = tenantOf(plan);
  const folder = mkdtempSync(join(tmpdir(), "nhi-tenants-"));
  try {
    tenant.write(folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    const edges = [...store.pathEdges()];
    const address = (name: string): string => (name === ADMIN ? name : tenant.address(ids.get(name) ?? ""));
    const certain = edges.filter(({ state }) => state === "none");
    const isReached = (among: readonly PathEdge[]) => {
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return (from: string, to: string): boolean => {
        const search = searches.get(to) ?? searchPaths(among, toEnd(address(to), store, edges), undefined);
        searches.set(to, search);
        return bestPath(search, toStarts(address(from), store)) !== undefined;
      };
    };
    const [isCertain, isOpen] = [isReached(certain), isReached(edges)];
    const found = pairs.map((pair): [string, Sureness] => {
      const [from = "", to = ""] = pair.split(" ");
      return [pair, isCertain(from, to) ? 2 : isOpen(from, to) ? 1 : 0];
    });
    store.close();
    return new Map(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
