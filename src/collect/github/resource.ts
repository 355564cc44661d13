// What a data set of a GitHub owner is: its calls, and what its answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { Extent, GitHubCall } from "./call.js";
import type { OwnerCrawl } from "./owner-crawl.js";

/** One data set of an owner. One file each or a few alike in one, listed in resources.ts. */
export interface GitHubResource {
  readonly dataSet: string;
  readonly calls: readonly GitHubCall[];
  /** Crawls that ask for it. */
  readonly extents: readonly Extent[];
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: OwnerCrawl): AsyncIterable<GraphBatch>;
}
