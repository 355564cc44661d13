// What the recording of a tenant says, for tests that hold a live crawl against it.

import { openBundle } from "../../../src/collect/bundle.js";
import { collectEntraBundle } from "../../../src/collect/entra/bundle-source.js";
import { type Gathered, gather, noting } from "../support.js";

/** The tenants of a bundle, and nothing else of it. */
export async function crawlBundle(folder: string): Promise<Gathered> {
  const batches = [];
  for await (const batch of collectEntraBundle(await openBundle(folder), noting().context)) batches.push(batch);
  return gather(batches);
}
