// How a data set about many users or applications is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import type { PartBuilder } from "../part.js";
import { DetailReader } from "../reader.js";
import type { Params } from "../shared/google/call.js";
import type { WorkspaceCall } from "./call.js";
import { type DomainCrawl, elementsOf } from "./domain-crawl.js";

/** Google takes 2,400 calls a minute of the Directory API from one user; who asks faster is told to wait. */
const AT_A_TIME = 8;
const REFUSALS = 10;

export class Reader extends DetailReader<WorkspaceCall> {
  readonly crawl: DomainCrawl;

  constructor(crawl: DomainCrawl, dataSet: string) {
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

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: WorkspaceCall, params: Params, subject: string): Promise<readonly unknown[] | undefined> {
    const page = await this.answer(call, subject, () => this.crawl.one(call, params));
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things. */
  async *batches<T>(
    things: readonly T[],
    { word, call }: { readonly word: string; readonly call: WorkspaceCall },
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(call, out);
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: WorkspaceCall): GraphBatch {
    const { coverage, gaps } = this.outcome();
    const [gap] = gaps;
    const isPart = coverage.state === undefined && gap !== undefined;
    const state = isPart ? { state: "partial" as const, message: gap.message } : coverage;
    return this.crawl.close(call, state, { gaps });
  }
}
