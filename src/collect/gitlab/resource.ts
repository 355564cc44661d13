// What a data set of a GitLab group is: its calls, and what their answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { GitLabCall } from "./call.js";
import type { GroupCrawl } from "./group-crawl.js";

/** One data set of a group. One file each or a few alike in one, listed in resources.ts. */
export interface GitLabResource {
  readonly dataSet: string;
  readonly calls: readonly GitLabCall[];
  /** Where it exists at all: `own-server` is asked of no gitlab.com. */
  readonly only?: "own-server";
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: GroupCrawl): AsyncIterable<GraphBatch>;
}
