// What the recording of an organisation says, for tests that hold a live crawl against it.
import { openBundle } from "../../../src/collect/bundle.js";
import { collectGcpBundle } from "../../../src/collect/gcp/bundle-source.js";
import { type Gathered, gather, noting } from "../support.js";

/** The containers of a bundle, and nothing else of it. */
export async function crawlBundle(folder: string): Promise<Gathered> {
  const batches = [];
  for await (const batch of collectGcpBundle(await openBundle(folder), noting().context)) batches.push(batch);
  return gather(batches);
}
