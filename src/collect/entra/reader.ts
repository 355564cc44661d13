// How a data set about many things is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import { notAllOf } from "../fault.js";
import type { PartBuilder } from "../part.js";
import { DetailReader } from "../reader.js";
import { callName, type EntraCall, type Params } from "./call.js";
import { elementsOf, type TenantCrawl } from "./tenant-crawl.js";

/** Two full batches in flight. */
const AT_A_TIME = 40;
const REFUSALS = 20;
/** Graph tells so many of a relation with the thing itself, and not whether there are more. */
const MOST_TOLD = 20;

export interface Things<T> {
  readonly things: readonly T[];
  /** For the progress line. */
  readonly word: string;
  /** Evidence of the batches. */
  readonly call: EntraCall;
  /** Data set that listed them. */
  readonly basis: string;
}

/** What is known of a list before it is asked for. */
export interface Known {
  /** What came with the thing itself: whole only when it is short. */
  readonly told?: readonly unknown[] | undefined;
  /** What another call has told of it, all of it. */
  readonly whole?: readonly unknown[] | undefined;
}

export class Reader extends DetailReader<EntraCall> {
  readonly crawl: TenantCrawl;

  constructor(crawl: TenantCrawl, dataSet: string) {
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
  async list(
    call: EntraCall,
    params: Params,
    subject: string,
    { told, whole }: Known = {},
  ): Promise<readonly unknown[] | undefined> {
    const short = told !== undefined && told.length < MOST_TOLD ? told : undefined;
    const known = whole ?? short;
    const page = await this.answer(call, subject, async () => {
      // A bundle may hold the list with the thing itself, and then no file of its own.
      const isInside = known !== undefined && !this.crawl.answers.isLive && !(await this.crawl.has(call, params));
      return isInside ? { value: known } : this.crawl.one(call, params, known);
    });
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(page);
  }

  /** Batches of many things, and the one that closes the data set. */
  async *batches<T>(
    { things, word, call, basis }: Things<T>,
    work: (thing: T, out: PartBuilder) => Promise<void>,
  ): AsyncGenerator<GraphBatch> {
    if (this.crawl.facts.partial.has(basis)) this.note(notAllOf(basis));
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(this.dataSet, call, out);
    yield this.close(call);
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: EntraCall): GraphBatch {
    const { coverage, gaps } = this.ending();
    return this.crawl.close(this.dataSet, call, coverage, { gaps });
  }

  /** The batch that closes a data set whose things could not be listed. */
  closeUnlisted(call: EntraCall, what: string): GraphBatch {
    return this.crawl.close(this.dataSet, call, { state: "failed", message: `${what} could not be listed` });
  }
}
