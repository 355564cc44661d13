// Runs the collectors and hands each batch to the store. One source that fails does not stop the others.

import { NO_CI_TABLES } from "../model/ci-tables.js";
import type { CollectContext, Collector } from "../model/collector.js";
import { AuthError, NhiError } from "../model/errors.js";
import type { CallCount } from "../model/report.js";
import type { Tables } from "../model/tables.js";
import type { SnapshotWriter, Store } from "../store/index.js";
import type { Terminal } from "./terminal.js";

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
  /** Stopped by Ctrl-C: snapshots are left unfinished and the next run goes on with them. */
  readonly interrupted: boolean;
}

export interface CrawlOptions {
  readonly run: number;
  readonly now: Date;
  readonly joinKey: Buffer;
  readonly tables: Tables;
}

/** Crawls every source; snapshots are completed at the end, so that a scope in two bundles is one snapshot. */
export async function crawl(
  store: Store,
  collectors: readonly Collector[],
  { run, now, joinKey, tables }: CrawlOptions,
  terminal: Terminal,
): Promise<CrawlOutcome> {
  const writers = new Map<string, SnapshotWriter>();
  const calls = new Map<string, Map<string, number>>();
  const failed: FailedSource[] = [];
  const note = (writer: SnapshotWriter | undefined): SnapshotWriter | undefined => {
    if (writer === undefined) return undefined;
    if (writer.resumed && !writers.has(writer.scope)) {
      terminal.say(`nhi: ${writer.scope}: going on with a crawl that was interrupted`);
    }
    writers.set(writer.scope, writer);
    return writer;
  };
  const context: CollectContext = {
    now,
    joinKey,
    ciTables: tables.ci ?? NO_CI_TABLES,
    signal: terminal.signal,
    isDone: (scope, dataSet, region) => note(store.resumeSnapshot(run, scope, now))?.isDone(dataSet, region) ?? false,
    progress: terminal.progress,
    called: (scope, call) => count(calls, scope, call),
    log: (level, message) => (level === "warn" ? terminal.say(`nhi: ${message}`) : terminal.detail(message)),
  };
  for (const collector of collectors) {
    if (terminal.signal.aborted) break;
    try {
      for await (const batch of collector.collect(context)) {
        note(store.openSnapshot(run, batch.scope, now))?.write(batch);
        if (terminal.signal.aborted) break;
      }
    } catch (error) {
      if (terminal.signal.aborted) break;
      failed.push({ source: collector.source, message: sourceFault(error) });
    }
  }
  terminal.settle();
  const interrupted = terminal.signal.aborted;
  if (!interrupted) for (const scope of [...writers.keys()].sort()) writers.get(scope)?.complete(now);
  const notReread = new Map([...writers].map(([scope, writer]) => [scope, writer.notReread]));
  return { failed, scopes: new Set(writers.keys()), notReread, calls: toCallCounts(calls), interrupted };
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
