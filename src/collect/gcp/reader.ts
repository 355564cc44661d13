// How a data set about many service accounts, secrets or groups is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import type { Page } from "../answers.js";
import type { PartBuilder } from "../part.js";
import { type Detail, DetailReader } from "../reader.js";
import type { GcpCall, Params } from "./call.js";
import { type ContainerCrawl, elementsOf } from "./container-crawl.js";

/** Quotas are counted by the minute: 600 and more for the calls that are made about one thing. */
const AT_A_TIME = 8;
const REFUSALS = 10;

export class Reader extends DetailReader<GcpCall> {
  readonly crawl: ContainerCrawl;

  constructor(crawl: ContainerCrawl, dataSet: string) {
    super({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: crawl.context.signal,
      nameOf: ({ method }) => method,
      count: (word, more) => crawl.count(word, more),
    });
    this.crawl = crawl;
  }

  /** The answer about one thing, all pages of it. */
  detail(call: GcpCall, params: Params, subject: string): Promise<Detail> {
    return this.answer(call, subject, () => this.crawl.one(call, params));
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: GcpCall, params: Params, subject: string): Promise<readonly unknown[] | undefined> {
    const page: Page | "absent" | "unread" = await this.detail(call, params, subject);
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things. */
  async *batches<T>(
    things: readonly T[],
    { word, call }: { readonly word: string; readonly call: GcpCall },
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(call, out, undefined, this.dataSet);
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: GcpCall): GraphBatch {
    const { coverage, gaps } = this.outcome();
    const [gap] = gaps;
    const isPart = coverage.state === undefined && gap !== undefined;
    const state = isPart ? { state: "partial" as const, message: gap.message } : coverage;
    return this.crawl.close(call, state, { gaps }, undefined, this.dataSet);
  }
}
