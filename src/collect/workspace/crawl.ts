// The order of a crawl: every data set of a customer, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
import type { DomainCrawl } from "./domain-crawl.js";
import { findCustomer } from "./resources/customer.js";
import { RESOURCES } from "./resources.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set([
  "workspace/admin:customer",
  "workspace/admin:users",
  "workspace/admin:role-assignments",
  "workspace/admin:tokens",
]);

/** Every data set of a customer. What an interrupted run has read is left out; so is what a recorded crawl did not ask for. */
export async function* crawlDomain(crawl: DomainCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  await findCustomer(crawl);
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
