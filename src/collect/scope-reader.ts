// How a data set of a scope about many things is read: one answer about each, several at a time.
import type { GraphBatch } from "../model/batch.js";
import type { PartBuilder } from "./part.js";
import { type Detail, DetailReader } from "./reader.js";
import { type CallParams, elementsOf, type ScopeCall, type ScopeCrawl } from "./scope-crawl.js";

/** Microsoft counts by the hour and thousands, Google by the minute: 600 and more for what is asked about one thing. */
const AT_A_TIME = 8;
const REFUSALS = 10;

export class ScopeReader<C extends ScopeCall> extends DetailReader<C> {
  readonly crawl: ScopeCrawl<C>;

  constructor(crawl: ScopeCrawl<C>, dataSet: string) {
    super({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: crawl.context.signal,
      nameOf: (call) => crawl.nameOf(call),
      count: (word, more) => crawl.count(word, more),
    });
    this.crawl = crawl;
  }

  /** The answer about one thing, all pages of it. */
  detail(call: C, params: CallParams, subject: string): Promise<Detail> {
    return this.answer(call, subject, () => this.crawl.one(call, params));
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: C, params: CallParams, subject: string): Promise<readonly unknown[] | undefined> {
    const page = await this.detail(call, params, subject);
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things. */
  async *batches<T>(
    things: readonly T[],
    { word, call }: { readonly word: string; readonly call: C },
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(call, out, undefined, this.dataSet);
  }

  /** The batch that closes the data set, with what could not be read of it; `unasked` says what was left out on purpose. */
  close(call: C, unasked?: string): GraphBatch {
    const { coverage, gaps } = this.ending();
    const told = unasked === undefined ? coverage : { message: unasked, ...coverage };
    return this.crawl.close(call, told, { gaps }, undefined, this.dataSet);
  }

  /** The batch that closes a data set whose things could not be listed. */
  closeUnlisted(call: C, what: string): GraphBatch {
    const message = `${what} could not be listed`;
    return this.crawl.close(call, { state: "failed", message }, {}, undefined, this.dataSet);
  }
}
