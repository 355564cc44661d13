// How a data set about many projects or groups is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import type { PartBuilder } from "../part.js";
import { type Detail, DetailReader } from "../reader.js";
import type { Params } from "../shared/rest/call.js";
import type { GitLabCall } from "./call.js";
import type { KnownGroup, KnownList, KnownProject } from "./facts.js";
import { elementsOf, type GroupCrawl } from "./group-crawl.js";
import { activeProjects, groupsOf } from "./known.js";

/** A server allows some hundred requests a minute of some calls: far more at a time would only wait. */
const AT_A_TIME = 8;
/** Roles differ from one project to the next. */
const REFUSALS = 20;

export class Reader extends DetailReader<GitLabCall> {
  readonly crawl: GroupCrawl;

  constructor(crawl: GroupCrawl, dataSet: string) {
    super({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: crawl.context.signal,
      nameOf: ({ route }) => route,
      count: (word, more) => crawl.count(word, more),
    });
    this.crawl = crawl;
  }

  /** The answer about one thing, all pages of it. */
  detail(call: GitLabCall, params: Params, subject: string): Promise<Detail> {
    return this.answer(call, subject, () => this.crawl.one(call, params));
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: GitLabCall, params: Params, subject: string): Promise<readonly unknown[] | undefined> {
    const page = await this.detail(call, params, subject);
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things. */
  async *batches<T>(
    { list, fault, lack }: KnownList<T>,
    { word, call }: Reading,
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    const missing = fault ?? lack;
    if (missing !== undefined) this.note(missing);
    for await (const out of this.each(list, word, work)) yield this.crawl.batch(this.dataSet, call, out);
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: GitLabCall): GraphBatch {
    const { coverage, gaps } = this.ending();
    return this.crawl.close(this.dataSet, call, coverage, { gaps });
  }
}

interface Reading {
  /** For the progress line. */
  readonly word: string;
  /** Evidence of the batches. */
  readonly call: GitLabCall;
}

interface ProjectReading extends Reading {
  /** Those that are asked; all that can run something when left out. */
  among?(crawl: GroupCrawl): Promise<KnownList<KnownProject>>;
}

/** One project or group of a data set that asks them all. */
export interface About<T> {
  readonly reader: Reader;
  readonly of: T;
  readonly params: Params;
  readonly out: PartBuilder;
}

/** A data set that asks about each project: its batches, and its coverage at the end. */
export async function* eachProject(
  crawl: GroupCrawl,
  { word, call, among = activeProjects }: ProjectReading,
  work: (about: About<KnownProject>) => Promise<void>,
): AsyncGenerator<GraphBatch> {
  const reader = new Reader(crawl, call.dataSet);
  const reading = { call, word: `projects asked for ${word}` };
  yield* reader.batches(await among(crawl), reading, (of, out) =>
    work({ reader, of, out, params: { id: String(of.number) } }),
  );
  yield reader.close(call);
}

/** The same of the group that is crawled and those below it. */
export async function* eachGroup(
  crawl: GroupCrawl,
  { word, call }: Reading,
  work: (about: About<KnownGroup>) => Promise<void>,
): AsyncGenerator<GraphBatch> {
  const reader = new Reader(crawl, call.dataSet);
  yield* reader.batches(await groupsOf(crawl), { call, word: `groups asked for ${word}` }, (of, out) =>
    work({ reader, of, out, params: { id: of.param } }),
  );
  yield reader.close(call);
}
