// How a data set about many repositories (or teams, or secrets) is read: one answer about each.
import type { GraphBatch } from "../../model/batch.js";
import type { Page } from "../page.js";
import type { PartBuilder } from "../part.js";
import { type Detail, DetailReader } from "../reader.js";
import type { GitHubCall, Params } from "./call.js";
import { detailsOf } from "./details.js";
import type { KnownRepository, RepositoryDetails, RepositoryList } from "./facts.js";
import { elementsOf, type OwnerCrawl } from "./owner-crawl.js";
import { activeRepositories } from "./repositories.js";

/** GitHub asks clients to stay far below a hundred. */
const AT_A_TIME = 8;
/** Rights differ from one repository to the next. */
const REFUSALS = 20;

export class Reader extends DetailReader<GitHubCall> {
  readonly crawl: OwnerCrawl;

  constructor(crawl: OwnerCrawl, dataSet: string) {
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

  /** The answer about one thing, all pages of it. `known`: where another call has told it already. */
  detail(call: GitHubCall, params: Params, subject: string, known?: Page): Promise<Detail> {
    return this.answer(call, subject, () => this.crawl.one(call, params, known));
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: GitHubCall, params: Params, subject: string, known?: Page): Promise<readonly unknown[] | undefined> {
    const page = await this.detail(call, params, subject, known);
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things, and the one that closes the data set. */
  async *batches<T>(
    { things, word, call, params }: Things<T>,
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<GraphBatch> {
    for await (const out of this.each(things, word, work)) yield this.crawl.batch(this.dataSet, call, out, params);
    yield this.close(call, params);
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: GitHubCall, params?: Params): GraphBatch {
    const { coverage, gaps } = this.ending();
    return this.crawl.close(this.dataSet, call, coverage, { gaps }, params);
  }
}

interface Things<T> {
  readonly things: readonly T[];
  /** For the progress line. */
  readonly word: string;
  /** Evidence of the batches. */
  readonly call: GitHubCall;
  readonly params?: Params;
}

interface RepositoryReading {
  readonly call: GitHubCall;
  /** For the progress line: `repositories asked for <word>`. */
  readonly word: string;
  /** Those that are asked; all that can run something when left out. */
  among?(crawl: OwnerCrawl): Promise<RepositoryList>;
  /** Whether the query about many repositories tells some of it. */
  readonly isTold?: boolean;
}

/** One repository of a data set that asks them all. */
export interface AboutRepository {
  readonly reader: Reader;
  readonly repository: KnownRepository;
  /** What the query has told about it already; undefined on a bundle, and where GraphQL was refused. */
  readonly known: RepositoryDetails | undefined;
  readonly out: PartBuilder;
}

/** A data set that asks about each repository: its batches, and its coverage at the end. */
export async function* eachRepository(
  crawl: OwnerCrawl,
  { call, word, among = activeRepositories, isTold = false }: RepositoryReading,
  work: (about: AboutRepository) => Promise<void>,
): AsyncGenerator<GraphBatch> {
  const reader = new Reader(crawl, call.dataSet);
  const { repositories, fault } = await among(crawl);
  if (fault !== undefined) reader.note(fault);
  const details = isTold ? await detailsOf(crawl, repositories) : undefined;
  const of = { things: repositories, word: `repositories asked for ${word}`, call };
  yield* reader.batches(of, (repository, out) =>
    work({ reader, repository, known: details?.get(repository.number), out }),
  );
}
