// The order of a crawl: every data set of a group, one after the other; within one, several calls at a time.
import type { GraphBatch } from "../../model/batch.js";
import { resourcesFor } from "./calls.js";
import type { GroupCrawl } from "./group-crawl.js";
import { GROUPS, groupsOf } from "./known.js";

/**
 * Every data set of a group. What an interrupted run has read is left out, but for the group itself, which every batch needs;
 * so is what a recorded crawl did not ask for.
 */
export async function* crawlGroup(crawl: GroupCrawl): AsyncGenerator<GraphBatch, void, undefined> {
  for (const resource of resourcesFor(crawl.host)) {
    const { dataSet } = resource;
    if (crawl.answers.wasAsked(dataSet) === false) continue;
    crawl.context.signal.throwIfAborted();
    const isDone = crawl.context.isDone(crawl.id, dataSet, "");
    if (isDone && dataSet !== GROUPS) continue;
    crawl.answers.noteAsked(dataSet);
    if (isDone) await groupsOf(crawl);
    else yield* resource.collect(crawl);
  }
}
