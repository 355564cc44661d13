// How a data set about many vaults, identities or accounts is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import type { PartBuilder } from "../part.js";
import { DetailReader } from "../reader.js";
import { type AzureCall, callName, type Params } from "./call.js";
import { type ContainerCrawl, elementsOf } from "./container-crawl.js";

/** Limits are counted by subscription and hour: thousands of reads. */
const AT_A_TIME = 8;
const REFUSALS = 10;

export class Reader extends DetailReader<AzureCall> {
  readonly crawl: ContainerCrawl;

  constructor(crawl: ContainerCrawl, dataSet: string) {
    super({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: crawl.context.signal,
      nameOf: callName,
      count: (word, more) => crawl.count(word, more),
    });
    this.crawl = crawl;
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: AzureCall, params: Params, subject: string): Promise<readonly unknown[] | undefined> {
    const page = await this.answer(call, subject, () => this.crawl.one(call, params));
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things, and the one that closes the data set with what could not be read of it. */
  async *batches<T>(
    things: readonly T[],
    { word, call }: { readonly word: string; readonly call: AzureCall },
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(call, out, undefined, this.dataSet);
    const { coverage, gaps } = this.outcome();
    yield this.crawl.close(call, coverage, { gaps }, undefined, this.dataSet);
  }

  /** The batch that closes a data set whose things could not be listed. */
  closeUnlisted(call: AzureCall, what: string): GraphBatch {
    const message = `${what} could not be listed`;
    return this.crawl.close(call, { state: "failed", message }, {}, undefined, this.dataSet);
  }
}
