// The order of a crawl of one cluster: what it is, then every list.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { properties, textOf } from "../fields.js";
import type { RestCall } from "../shared/rest/call.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { GET_ISSUER, GET_VERSION } from "./calls.js";
import { scopeId } from "./ids.js";
import { collectResource } from "./resource.js";
import { RESOURCES } from "./resources.js";

/** The scope of a cluster, by the name that it is scanned under: clusters do not know their own. */
export function clusterScope(cluster: string): ScopeNode {
  return { id: scopeId(cluster), type: "kubernetes.cluster", name: cluster, properties: { cluster } };
}

/** Every data set of a cluster; what an interrupted run has read is left out, and what a recorded crawl did not ask for. */
export async function* crawlCluster(crawl: RestCrawl): AsyncGenerator<GraphBatch> {
  yield* collectFacts(crawl, GET_VERSION, (answer) => ({ version: textOf(answer["gitVersion"]) }));
  yield* collectFacts(crawl, GET_ISSUER, (answer) => ({ issuer: issuerOf(answer["issuer"]) }));
  for (const resource of RESOURCES) {
    if (resource.isWanted?.(crawl.scope.properties ?? {}) === false || !isWanted(crawl, resource.call)) continue;
    crawl.context.signal.throwIfAborted();
    yield* collectResource(crawl, resource);
  }
}

function isWanted({ answers, context, scope }: RestCrawl, { dataSet }: RestCall): boolean {
  if (answers.wasAsked(dataSet) === false || context.isDone(scope.id, dataSet, "")) return false;
  answers.noteAsked(dataSet);
  return true;
}

type Facts = { readonly [fact: string]: string | undefined };

/** Facts of the cluster itself: every batch carries them, so that they are asked for again when a run goes on. */
async function* collectFacts(
  crawl: RestCrawl,
  call: RestCall,
  toFacts: (answer: { readonly [field: string]: unknown }) => Facts,
): AsyncGenerator<GraphBatch> {
  if (crawl.answers.wasAsked(call.dataSet) === false) return;
  crawl.answers.noteAsked(call.dataSet);
  const answer = await crawl.one(call, {});
  const isDone = crawl.context.isDone(crawl.scope.id, call.dataSet, "");
  if (answer instanceof AnswerFault) {
    if (!isDone) yield crawl.closeAfter(call, answer);
    return;
  }
  crawl.scope = { ...crawl.scope, properties: properties({ ...crawl.scope.properties, ...toFacts(answer) }) };
  if (!isDone) yield crawl.close(call);
}

/** As trusts write it: without scheme and slash at the end. */
function issuerOf(value: unknown): string | undefined {
  return textOf(value)
    ?.replace(/^https:\/\//i, "")
    .replace(/\/+$/, "");
}
