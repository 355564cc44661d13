// The order of a crawl: every data set of a customer, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
import { collectDataSets } from "../data-sets.js";
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
  yield* collectDataSets(crawl, RESOURCES, NEEDED);
}
