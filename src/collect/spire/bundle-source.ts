// SPIRE from a bundle: every server below `spire/`, by the name of its trust domain.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import type { PartBuilder } from "../part.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import type { RestCall } from "../shared/rest/call.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { ENTRIES, FEDERATION, LIST_ENTRIES, LIST_FEDERATION } from "./calls.js";
import { toEntries } from "./entries.js";
import { toFederations } from "./federations.js";

function scopeOf(domain: string): ScopeNode {
  return { id: `spire:${domain}`, type: "spire.trust-domain", name: domain, properties: { trust_domain: domain } };
}

/** Batches of every server, one after the other. */
export async function* collectSpireBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const host of await domainsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const crawl = new RestCrawl({ folder: "spire", host, scope: scopeOf(host), answers, context });
    if (isWanted(crawl, ENTRIES)) yield await readList(crawl, LIST_ENTRIES, "entries", toEntries);
    // most servers federate with nobody and nobody records it: a file of its own that is not there is no gap
    if (isWanted(crawl, FEDERATION) && (await crawl.has(LIST_FEDERATION, {})))
      yield await readList(crawl, LIST_FEDERATION, "federated trust domains", toFederations);
  }
}

function isWanted({ answers, context, scope }: RestCrawl, dataSet: string): boolean {
  context.signal.throwIfAborted();
  return answers.wasAsked(dataSet) !== false && !context.isDone(scope.id, dataSet, "");
}

async function readList(
  crawl: RestCrawl,
  call: RestCall,
  word: string,
  convert: (scope: string, elements: readonly unknown[]) => PartBuilder,
): Promise<GraphBatch> {
  const { list, fault } = await crawl.list(call, {});
  const out = convert(crawl.scope.id, list);
  crawl.count(word, list.length);
  if (fault !== undefined || out.gaps.length === 0) return crawl.closeAfter(call, fault, out);
  return crawl.close(call, { state: "partial", message: out.gaps[0]?.message ?? "" }, out);
}

/** Data sets that a bundle would be read for. */
export async function planSpireBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const domains = await domainsIn(bundle);
  return domains.map((domain) => ({ scope: scopeOf(domain).id, call: `read ${ENTRIES}`, count: "1" }));
}

async function domainsIn(bundle: Bundle): Promise<readonly string[]> {
  const entries = await bundle.entries("spire");
  return entries.flatMap(({ name, isFolder }) => (isFolder ? (decodeName(name) ?? []) : []));
}
