// Clusters from a bundle: lists as `kubectl get -A -o json` and `kubectl get --raw` print them, at the paths of the API.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { CALLS } from "./calls.js";
import { clusterScope, crawlCluster } from "./crawl.js";
import { scopeId } from "./ids.js";

/** Batches of every cluster below `kubernetes/`, one after the other. */
export async function* collectKubernetesBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const cluster of await clustersIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const scope = clusterScope(cluster);
    yield* crawlCluster(new RestCrawl({ folder: "kubernetes", host: cluster, scope, answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planKubernetesBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await clustersIn(bundle)).flatMap((cluster) =>
    CALLS.map(({ dataSet }) => ({ scope: scopeId(cluster), call: `read ${dataSet}`, count: "1" })),
  );
}

async function clustersIn(bundle: Bundle): Promise<readonly string[]> {
  const entries = await bundle.entries("kubernetes");
  return entries.flatMap(({ name, isFolder }) => (isFolder ? (decodeName(name) ?? []) : []));
}
