// What a data set of a Workspace customer is: its calls, and what their answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { WorkspaceCall } from "./call.js";
import type { DomainCrawl } from "./domain-crawl.js";

/** One data set of a customer. One file each or a few alike in one, listed in resources.ts. */
export interface WorkspaceResource {
  readonly dataSet: string;
  readonly calls: readonly WorkspaceCall[];
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: DomainCrawl): AsyncIterable<GraphBatch>;
}
