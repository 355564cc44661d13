// The order of a crawl: every data set of an owner, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
import type { OwnerCrawl } from "./owner-crawl.js";
import { RESOURCES } from "./resources.js";

/** Data sets that others need, read even when an interrupted run has read them: their batches are left out then. */
const NEEDED: ReadonlySet<string> = new Set(["github/org:owner", "github/repo:actions-permissions"]);

/**
 * Every data set of an owner. What an interrupted run has read is left out; so is what a recorded crawl did not ask for.
 */
export async function* crawlOwner(crawl: OwnerCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  for (const resource of RESOURCES) {
    const { dataSet } = resource;
    if (!resource.extents.includes(crawl.extent) || crawl.answers.wasAsked(dataSet) === false) continue;
    crawl.context.signal.throwIfAborted();
    const isDone = crawl.context.isDone(crawl.id, dataSet, "");
    if (isDone && !NEEDED.has(dataSet)) continue;
    crawl.answers.noteAsked(dataSet);
    for await (const batch of resource.collect(crawl)) if (!isDone) yield batch;
  }
}
