// OpenAI from a bundle: every organisation below `openai/`.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { CALLS } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { folderOf, scopeOf } from "./scope.js";

/** Batches of every organisation, one after the other. */
export async function* collectOpenaiBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const name of await organizationsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const crawl = new RestCrawl({ folder: "openai", host: folderOf(name), scope: scopeOf(name), answers, context });
    yield* crawlOrganization(crawl);
  }
}

/** Data sets that a bundle would be read for. */
export async function planOpenaiBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const dataSets = [...new Set(CALLS.map(({ dataSet }) => dataSet))];
  return (await organizationsIn(bundle)).flatMap((name) =>
    dataSets.map((dataSet) => ({ scope: scopeOf(name).id, call: `read ${dataSet}`, count: "1" })),
  );
}

async function organizationsIn(bundle: Bundle): Promise<readonly string[]> {
  const folders = await bundle.entries("openai");
  return folders.flatMap(({ name, isFolder }) => (isFolder ? (decodeName(name) ?? []) : []));
}
