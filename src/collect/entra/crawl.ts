// A crawl of a tenant: every data set of it.
import type { GraphBatch } from "../../model/batch.js";
import { collectDataSets } from "../data-sets.js";
import { RESOURCES } from "./resources.js";
import type { TenantCrawl } from "./tenant-crawl.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set([
  "entra/graph:organization",
  "entra/graph:service-principals",
  "entra/graph:applications",
  "entra/graph:users",
  "entra/graph:groups",
  "entra/graph:role-definitions",
  "entra/graph:role-policies",
  "entra/graph:group-policies",
  "entra/graph:role-assignments",
]);

/** Every data set of a tenant. What an interrupted run has read is left out; so is what a recorded crawl did not ask for. */
export async function* crawlTenant(crawl: TenantCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  yield* collectDataSets(crawl, RESOURCES, NEEDED);
}
