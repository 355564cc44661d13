// The order of a crawl: the data sets of a scope one after the other; within one, several calls at a time.
import type { Coverage, GraphBatch } from "../model/batch.js";
import type { CollectContext } from "../model/collector.js";
import type { Answers } from "./answers.js";
import { notAllOf } from "./fault.js";

/** A scope as far as the order of its data sets needs to know it. */
interface Crawled {
  readonly id: string;
  readonly answers: Answers;
  readonly context: CollectContext;
}

/** One data set; its batches end with its coverage. */
interface Collected<C> {
  readonly dataSet: string;
  collect(crawl: C): AsyncIterable<GraphBatch>;
}

/**
 * Coverage of a data set that is about what another one found. With a part of that missing, so are edges and facts of this one,
 * and a later run would take what an earlier one had found for removed: it is no more whole than the other.
 * @param leansOn what each data set is about, by its name.
 * @param partial data sets of which a part or nothing could be read.
 */
export function cutCoverage(
  dataSet: string,
  coverage: Partial<Coverage>,
  leansOn: { readonly [dataSet: string]: string },
  partial: ReadonlySet<string>,
): Partial<Coverage> {
  const basis = leansOn[dataSet];
  if (coverage.state !== undefined || basis === undefined || !partial.has(basis)) return coverage;
  return { ...coverage, state: "partial", message: notAllOf(basis) };
}

/**
 * Every data set of a scope. What an interrupted run has read is left out; so is what a recorded crawl did not ask for. Those
 * that others need are read even then, and their batches left out.
 */
export async function* collectDataSets<C extends Crawled>(
  crawl: C,
  dataSets: readonly Collected<C>[],
  needed: ReadonlySet<string>,
): AsyncGenerator<GraphBatch, void, undefined> {
  for (const one of dataSets) {
    const { dataSet } = one;
    if (crawl.answers.wasAsked(dataSet) === false) continue;
    crawl.context.signal.throwIfAborted();
    // A scope may learn its id from its first answers.
    const isDone = crawl.context.isDone(crawl.id, dataSet, "");
    if (isDone && !needed.has(dataSet)) continue;
    crawl.answers.noteAsked(dataSet);
    for await (const batch of one.collect(crawl)) if (!isDone) yield batch;
  }
}
