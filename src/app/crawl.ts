// Runs the collectors and hands each batch to the store. One source that fails does not stop the others.

import { NO_CI_TABLES } from "../model/ci-tables.js";
import { WatchedClock } from "../model/clock.js";
import type { CollectContext, Collector } from "../model/collector.js";
import { AuthError, NhiError } from "../model/errors.js";
import type { CallCount } from "../model/report.js";
import type { Tables } from "../model/tables.js";
import type { SnapshotWriter, Store } from "../store/index.js";
import { BatchQueue } from "./batch-queue.js";
import { ReadBefore } from "./read-before.js";
import { answersDigest, COLLECTING_BUILD } from "./sources.js";
import type { Terminal } from "./terminal.js";
import { turns } from "./turns.js";

export interface FailedSource {
  readonly source: string;
  readonly message: string;
}

export interface CrawlOutcome {
  readonly failed: readonly FailedSource[];
  /** Scopes that were read in this run, at least in part. */
  readonly scopes: ReadonlySet<string>;
  /** By scope and data set: nodes with facts of earlier runs that this one did not read again. */
  readonly notReread: ReadonlyMap<string, SnapshotWriter["notReread"]>;
  /** Live calls, sorted by scope and call. */
  readonly calls: readonly CallCount[];
  /** Stopped by a signal: snapshots are left unfinished and the next run goes on with them. */
  readonly interrupted: boolean;
}

export interface CrawlOptions {
  readonly run: number;
  readonly now: Date;
  readonly joinKey: Buffer;
  readonly tables: Tables;
}

/** Crawls every source, unless all of them are recordings that were read before and have not changed. */
export async function crawl(
  store: Store,
  collectors: readonly Collector[],
  options: CrawlOptions,
  terminal: Terminal,
): Promise<CrawlOutcome> {
  const answers = await answersDigest(collectors, options);
  const unchanged = answers === undefined ? undefined : store.takeOverAnswers(options.run, answers, options.now);
  if (unchanged !== undefined) return takenOver(unchanged, terminal);
  const writers = new Map<string, SnapshotWriter>();
  const { outcome, mayDiffer } = await readSources({ store, collectors, options, terminal, writers });
  // What was said on the way, or is known from before only, would be missing the next time.
  const isWhole =
    !outcome.interrupted && !mayDiffer && outcome.failed.length === 0 && [...outcome.notReread.values()].every(isEmpty);
  if (answers !== undefined && isWhole) {
    const snapshots = [...writers.values()].map(({ id }) => id);
    store.rememberAnswers(answers, snapshots);
  }
  return outcome;
}

interface Reading {
  readonly store: Store;
  readonly collectors: readonly Collector[];
  readonly options: CrawlOptions;
  readonly terminal: Terminal;
  /** Filled: the writer of each scope. */
  readonly writers: Map<string, SnapshotWriter>;
}

/** Snapshots are completed at the end, so that a scope in two bundles is one snapshot. */
async function readSources({ store, collectors, options, terminal, writers }: Reading) {
  const { run, now, joinKey, tables } = options;
  const clock = new WatchedClock(now);
  let warned = false;
  const calls = new Map<string, Map<string, number>>();
  const note = toWriterNote(writers, terminal);
  // From source nothing is kept: code changes under one name.
  const kept = COLLECTING_BUILD === undefined ? undefined : store.keptAnswers(COLLECTING_BUILD, now);
  const ofFiles = new Set<string>();
  const queue = new BatchQueue((batches) =>
    store.together(() => {
      for (const batch of batches) {
        const { scope } = batch;
        note(store.openSnapshot(run, scope, now, ofFiles.has(scope.id)))?.write(batch);
      }
    }),
  );
  const context: CollectContext = {
    now: clock,
    joinKey,
    ciTables: tables.ci ?? NO_CI_TABLES,
    signal: terminal.signal,
    ...(kept === undefined ? {} : { cache: kept }),
    isDone: (scope, dataSet, region) =>
      queue.isDone(scope, dataSet, region) ||
      (note(store.resumeSnapshot(run, scope, now, ofFiles.has(scope)))?.isDone(dataSet, region) ?? false),
    progress: terminal.progress,
    called: (scope, call) => count(calls, scope, call),
    log: (level, message) => {
      if (level !== "warn") return terminal.detail(message);
      warned = true;
      terminal.say(`nhi: ${message}`);
    },
  };
  const failed = await readEach(collectors, context, { queue, ofFiles }, terminal);
  kept?.close();
  terminal.settle();
  const interrupted = terminal.signal.aborted;
  if (!interrupted) for (const scope of [...writers.keys()].sort()) writers.get(scope)?.complete(now);
  const notReread = new Map([...writers].map(([scope, writer]) => [scope, writer.notReread]));
  const outcome = { failed, scopes: new Set(writers.keys()), notReread, calls: toCallCounts(calls), interrupted };
  return { outcome, mayDiffer: warned || clock.wasRead };
}

/**
 * Batches of every source, one after the other, until it is stopped. Returns what failed; the others go on.
 * `ofFiles` gets the scopes of sources that read files.
 */
async function readEach(
  collectors: readonly Collector[],
  context: CollectContext,
  { queue, ofFiles }: { readonly queue: BatchQueue; readonly ofFiles: Set<string> },
  terminal: Terminal,
): Promise<readonly FailedSource[]> {
  const failed: FailedSource[] = [];
  const before = new ReadBefore();
  const { signal } = context;
  const turn = turns();
  for (const collector of collectors) {
    if (signal.aborted) break;
    const isRecorded = collector.digest !== undefined;
    const isDone: CollectContext["isDone"] = (scope, dataSet, region) => {
      if (collector.isOfFiles) ofFiles.add(scope);
      const isRead = context.isDone(scope, dataSet, region);
      if (isRead) before.leave(scope, dataSet, collector.source);
      return isRead;
    };
    const read = async () => {
      for await (const batch of collector.collect({ ...context, isDone })) {
        before.read(batch, collector.source);
        if (collector.isOfFiles) ofFiles.add(batch.scope.id);
        queue.add(batch, !isRecorded);
        await turn();
        if (signal.aborted) break;
      }
    };
    try {
      // A recording is read again as fast as it is gone on with, and hardly waits for anything.
      await (isRecorded ? read() : terminal.stoppable(read));
    } catch (error) {
      if (signal.aborted) break;
      failed.push({ source: collector.source, message: sourceFault(error) });
    }
  }
  queue.flush();
  for (const line of before.lines()) context.log("warn", line);
  return failed;
}

/** Notes the writer of each scope; says it when one goes on with an interrupted crawl. */
function toWriterNote(writers: Map<string, SnapshotWriter>, terminal: Terminal) {
  return (writer: SnapshotWriter | undefined): SnapshotWriter | undefined => {
    if (writer === undefined) return undefined;
    if (writer.resumed && !writers.has(writer.scope)) {
      terminal.say(`nhi: ${writer.scope}: going on with a crawl that was interrupted`);
    }
    writers.set(writer.scope, writer);
    return writer;
  };
}

function isEmpty(nodes: SnapshotWriter["notReread"]): boolean {
  return [...nodes.values()].every(({ size }) => size === 0);
}

/** The crawl of answers that were read before, by the same build. */
function takenOver(scopes: readonly string[], terminal: Terminal): CrawlOutcome {
  terminal.detail("nhi: the recorded answers are those of the last run: nothing is read again");
  return { failed: [], scopes: new Set(scopes), notReread: new Map(), calls: [], interrupted: false };
}

/** Faults that a source may have; whatever else went wrong is ours and goes up. */
function sourceFault(error: unknown): string {
  if (error instanceof AuthError || (error instanceof NhiError && error.code === "provider")) return error.message;
  throw error;
}

function count(calls: Map<string, Map<string, number>>, scope: string, call: string): void {
  const ofScope = calls.get(scope) ?? new Map<string, number>();
  calls.set(scope, ofScope.set(call, (ofScope.get(call) ?? 0) + 1));
}

function toCallCounts(calls: ReadonlyMap<string, ReadonlyMap<string, number>>): CallCount[] {
  return [...calls]
    .flatMap(([scope, ofScope]) => [...ofScope].map(([call, times]) => ({ scope, call, count: times })))
    .sort((a, b) => (a.scope < b.scope ? -1 : a.scope > b.scope ? 1 : a.call < b.call ? -1 : 1));
}
