// What a data set of an Entra tenant is: its calls, and what their answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { EntraCall } from "./call.js";
import type { TenantCrawl } from "./tenant-crawl.js";

/** One data set of a tenant. One file each or a few alike in one, listed in resources.ts. */
export interface EntraResource {
  readonly dataSet: string;
  readonly calls: readonly EntraCall[];
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: TenantCrawl): AsyncIterable<GraphBatch>;
}
