// SPIRE from a bundle: every server below `spire/`, by the name of its trust domain.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { ENTRIES, LIST_ENTRIES } from "./calls.js";
import { toEntries } from "./entries.js";

function scopeOf(domain: string): ScopeNode {
  return { id: `spire:${domain}`, type: "spire.trust-domain", name: domain, properties: { trust_domain: domain } };
}

/** Batches of every server, one after the other. */
export async function* collectSpireBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const host of await domainsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const crawl = new RestCrawl({ folder: "spire", host, scope: scopeOf(host), answers, context });
    if (answers.wasAsked(ENTRIES) === false || context.isDone(crawl.scope.id, ENTRIES, "")) continue;
    context.signal.throwIfAborted();
    yield await readEntries(crawl);
  }
}

async function readEntries(crawl: RestCrawl): Promise<GraphBatch> {
  const { list, fault } = await crawl.list(LIST_ENTRIES, {});
  const out = toEntries(crawl.scope.id, list);
  crawl.count("entries", list.length);
  if (fault !== undefined || out.gaps.length === 0) return crawl.closeAfter(LIST_ENTRIES, fault, out);
  return crawl.close(LIST_ENTRIES, { state: "partial", message: out.gaps[0]?.message ?? "" }, out);
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
