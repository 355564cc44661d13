// Entra from a bundle: every tenant that it holds.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { crawlTenant } from "./crawl.js";
import { scopeId } from "./ids.js";
import { RESOURCES } from "./resources.js";
import { TenantCrawl } from "./tenant-crawl.js";

/** Batches of every tenant folder below `entra/`, one tenant after the other. */
export async function* collectEntraBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const tenant of await tenantsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlTenant(new TenantCrawl({ tenant, folder: tenant, answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planEntraBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const tenants = await tenantsIn(bundle);
  return tenants.flatMap((tenant) =>
    RESOURCES.map(({ dataSet }) => ({ scope: scopeId(tenant), call: `read ${dataSet}`, count: "1" })),
  );
}

async function tenantsIn(bundle: Bundle): Promise<readonly string[]> {
  const folders = (await bundle.entries("entra")).filter(({ isFolder }) => isFolder);
  return folders.flatMap(({ name }) => decodeName(name) ?? []);
}
