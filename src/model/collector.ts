// The seam between app and the collectors: one collector per source, each yields batches and never sees the store.
import type { GraphBatch } from "./batch.js";
import type { CiTables } from "./ci-tables.js";

/** Answers of earlier runs, so that a vendor who says "unchanged" need not be read again. Never holds a secret value. */
export interface AnswerCache {
  get(key: string): CachedAnswer | undefined;
  put(key: string, answer: CachedAnswer): void;
}

export interface CachedAnswer {
  /** The vendor's own mark of this answer, as it came: an ETag. */
  readonly mark: string;
  /** The answer as the collector keeps it, secrets replaced. */
  readonly body: string;
}

/** What app hands to a collector. */
export interface CollectContext {
  /** Clock of the run. */
  readonly now: Date;
  /** Data sets already complete in an unfinished snapshot that is being resumed: skip them. */
  isDone(scope: string, dataSet: string, region: string): boolean;
  /** Counts for the progress line: (scope, word, total so far). */
  progress(scope: string, word: string, count: number): void;
  /** A call was made: `iam:GetAccountAuthorizationDetails`. */
  called(scope: string, call: string): void;
  /** A line for people on stderr (verbose or warning), already free of secrets. */
  log(level: "debug" | "warn", message: string): void;
  readonly signal: AbortSignal;
  /** Where answers are kept for the next run; undefined where nothing is kept. */
  readonly cache?: AnswerCache;
  /** Key for joining equal secrets; see design section 4. */
  readonly joinKey: Buffer;
  /** Reviewed facts about CI, from the catalogue. */
  readonly ciTables: CiTables;
}

/** A planned call, for --dry-run. */
export interface PlannedCall {
  readonly scope: string;
  readonly call: string;
  /** Data set that it serves, where a provider says. */
  readonly dataSet?: string;
  /** How many, as far as known: "1", "1 per 1,000 principals". */
  readonly count: string;
}

export interface Collector {
  /** As typed or found: `aws:prod`, `bundle:fixtures/acme`. */
  readonly source: string;
  /** Batches of one scope are contiguous per data set; scopes may interleave. */
  collect(context: CollectContext): AsyncIterable<GraphBatch>;
  plan(): Promise<readonly PlannedCall[]>;
  /**
   * Reads files alone, such as recorded answers or a checkout: after an interruption they are read from the start, as they may
   * be others by then.
   */
  readonly isOfFiles?: boolean;
  /**
   * For recorded answers: a digest over all that will be read. Where it is that of an earlier crawl by the same build and
   * with the same join key, the batches would be the same. Undefined when it cannot be told.
   */
  digest?(): Promise<string | undefined>;
}
