// Jenkins from a bundle: every controller below `jenkins/`.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { CREDENTIALS, PLUGINS, SCOPES } from "./calls.js";
import { crawlController } from "./crawl.js";
import { scopeOf } from "./source.js";

/** Batches of every controller, one after the other. */
export async function* collectJenkinsBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const host of await hostsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlController(new RestCrawl({ folder: "jenkins", host, scope: scopeOf(host), answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planJenkinsBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await hostsIn(bundle)).flatMap((host) =>
    [CREDENTIALS, SCOPES, PLUGINS].map((dataSet) => ({
      scope: scopeOf(host).id,
      call: `read ${dataSet}`,
      count: "1",
    })),
  );
}

async function hostsIn(bundle: Bundle): Promise<readonly string[]> {
  const entries = await bundle.entries("jenkins");
  return entries.flatMap(({ name, isFolder }) => (isFolder ? (decodeName(name) ?? []) : []));
}
