// A small tenant with a subscription, analysed: what a case asks of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { resolveSettings } from "../../../src/app/settings.js";
import type { Store } from "../../../src/store/index.js";
import { silent } from "../silent.js";
import { SubscriptionBundle } from "./subscription-bundle.js";
import { TenantBundle } from "./tenant-bundle.js";

/**
 * What `ask` makes of the estate that `build` puts into a tenant and its subscription; it gets what `build` answered with.
 * @param seed of the ids in it
 */
export async function inTenant<Built, Answer>(
  seed: number,
  build: (tenant: TenantBundle, subscription: SubscriptionBundle) => Built,
  ask: (store: Store, built: Built, tenant: TenantBundle) => Answer,
): Promise<Answer> {
  const tenant = new TenantBundle(seed);
  const subscription = new SubscriptionBundle(tenant, seed);
  const built = build(tenant, subscription);
  const folder = mkdtempSync(join(tmpdir(), "nhi-azure-"));
  try {
    tenant.write(folder);
    subscription.write(folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    try {
      return ask(store, built, tenant);
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The best path between two nodes, as they are named on the command line. */
export function bestBetween(store: Store, from: string, to: string): ReturnType<typeof bestPath> {
  const edges = [...store.pathEdges()];
  return bestPath(searchPaths(edges, toEnd(to, store, edges), undefined), toStarts(from, store));
}
