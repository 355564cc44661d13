// The order of a crawl: every data set of a tenant, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
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
  "entra/graph:role-assignments",
]);

/** Every data set of a tenant. What an interrupted run has read is left out; so is what a recorded crawl did not ask for. */
export async function* crawlTenant(crawl: TenantCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  for (const resource of RESOURCES) {
    const { dataSet } = resource;
    if (crawl.answers.wasAsked(dataSet) === false) continue;
    crawl.context.signal.throwIfAborted();
    const isDone = crawl.context.isDone(crawl.id, dataSet, "");
    if (isDone && !NEEDED.has(dataSet)) continue;
    crawl.answers.noteAsked(dataSet);
    for await (const batch of resource.collect(crawl)) if (!isDone) yield batch;
  }
}
