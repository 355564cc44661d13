// Workspace from a bundle: every domain that it holds.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { crawlDomain } from "./crawl.js";
import { DomainCrawl } from "./domain-crawl.js";
import { customerId } from "./ids.js";
import { RESOURCES } from "./resources.js";

/** Batches of every domain folder below `workspace/`, one domain after the other. */
export async function* collectWorkspaceBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const domain of await domainsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlDomain(new DomainCrawl({ domain, answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planWorkspaceBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const domains = await domainsIn(bundle);
  return domains.flatMap((domain) =>
    RESOURCES.map(({ dataSet }) => ({ scope: customerId(domain), call: `read ${dataSet}`, count: "1" })),
  );
}

async function domainsIn(bundle: Bundle): Promise<readonly string[]> {
  const folders = (await bundle.entries("workspace")).filter(({ isFolder }) => isFolder);
  return folders.flatMap(({ name }) => decodeName(name) ?? []);
}
