// What a data set of a Google Cloud project, folder or organization is: its calls, and what their answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { ContainerKind, GcpCall } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";

/** One data set of a container. One file each or a few alike in one, listed in resources.ts. */
export interface GcpResource {
  readonly dataSet: string;
  readonly calls: readonly GcpCall[];
  /** Containers that are asked. */
  readonly of: readonly ContainerKind[];
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: ContainerCrawl): AsyncIterable<GraphBatch>;
}
