// The order of a crawl: every data set of an owner, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
import { collectDataSets } from "../data-sets.js";
import type { OwnerCrawl } from "./owner-crawl.js";
import { RESOURCES } from "./resources.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set([
  "github/org:owner",
  "github/org:enterprise",
  "github/repo:actions-permissions",
]);

/**
 * Every data set of an owner. What an interrupted run has read is left out; so is what a recorded crawl did not ask for.
 */
export async function* crawlOwner(crawl: OwnerCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  const asked = RESOURCES.filter((resource) => resource.extents.includes(crawl.extent));
  yield* collectDataSets(crawl, asked, NEEDED);
}
