// nhi diff: what changed between two scans of the database, or between two recordings.
import { existsSync } from "node:fs";
import type { ComparedTime, DiffSource } from "../model/change.js";
import { UsageError } from "../model/errors.js";
import type { AnalysisStamp } from "../model/history.js";
import type { Tables } from "../model/tables.js";
import { VERSION } from "../model/version.js";
import { diffSummary, writeDiff } from "../report/diff.js";
import type { DiffFormat } from "../report/diff-formats.js";
import { openStore, type Store } from "../store/index.js";
import { analyzeStore } from "./analyze.js";
import { rulesInForce } from "./catalog.js";
import { crawl } from "./crawl.js";
import { chooseTimes } from "./diff-times.js";
import { openEstate } from "./estate.js";
import { joinKey } from "./join-key.js";
import { terminalOut } from "./output.js";
import type { Settings } from "./settings.js";
import { openSources } from "./sources.js";
import type { Terminal } from "./terminal.js";

export interface DiffOptions {
  /** Time, run or recording; undefined: the scan before the later one. */
  readonly a: string | undefined;
  /** Likewise; undefined: the latest. */
  readonly b: string | undefined;
  readonly format: DiffFormat;
}

/** Prints what changed. Exit code 0, or 3 when something was read well at one of the two times only. */
export async function diff(settings: Settings, options: DiffOptions, terminal: Terminal): Promise<number> {
  if (settings.bundles.length > 0) {
    throw new UsageError("diff: name the two recordings themselves: nhi diff OLDER NEWER, without --bundle");
  }
  const { store, before, after, failed } = isRecording(options.a)
    ? await readRecordings(settings, options, terminal)
    : await openScans(settings, options, terminal);
  try {
    const { compareHistory } = await import("../analyze/drift/index.js");
    const comparison = compareHistory(store.history(before, after));
    const source: DiffSource = { ...comparison, before: toTime(before, options.a), after: toTime(after, options.b) };
    const width = terminal.columns ?? 80;
    await writeDiff(source, options.format, terminalOut(terminal), { width, full: settings.verbose });
    terminal.say(`nhi: ${diffSummary(source)}`);
    const isLess = comparison.notCompared.some(({ isStanding }) => isStanding !== true);
    return failed || isLess ? 3 : 0;
  } finally {
    store.close();
  }
}

interface Opened {
  readonly store: Store;
  readonly before: AnalysisStamp;
  readonly after: AnalysisStamp;
  readonly failed: boolean;
}

function isRecording(text: string | undefined): boolean {
  return text !== undefined && !/^\d{1,9}$/.test(text) && existsSync(text);
}

/** Dated by what was read: judging it again later is no later scan. */
function toTime({ readAt, runs }: AnalysisStamp, named: string | undefined): ComparedTime {
  return { at: readAt, runs, ...(named !== undefined && isRecording(named) && { bundle: named }) };
}

async function openScans(settings: Settings, { a, b }: DiffOptions, terminal: Terminal): Promise<Opened> {
  if (isRecording(b)) throw new UsageError("diff: a recording is compared with a recording: name two");
  const { store } = await openEstate(settings, terminal);
  try {
    const [before, after] = chooseTimes(store.analyses(), a, b, settings.db);
    return { store, before, after, failed: false };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Both are read, one after the other, into a database in memory: two scans of the same estate. */
async function readRecordings(settings: Settings, { a, b }: DiffOptions, terminal: Terminal): Promise<Opened> {
  if (a === undefined || b === undefined || !isRecording(b)) {
    throw new UsageError(`diff: ${a} is a recording: name another one to compare it with`);
  }
  const store = openStore({ path: ":memory:", mode: "write" });
  try {
    // One key for both: equal secrets have to look alike.
    const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
    const at = { store, settings, tables, joinKey: joinKey(":memory:", process.env) };
    const failed = [await readOne(a, at, terminal), await readOne(b, at, terminal)];
    const [before, after] = chooseTimes(store.analyses(), undefined, undefined, `${a}, ${b}`);
    return { store, before, after, failed: failed.includes(true) };
  } catch (error) {
    store.close();
    throw error;
  }
}

interface Reading {
  readonly store: Store;
  readonly settings: Settings;
  readonly tables: Tables;
  readonly joinKey: Buffer;
}

/** Whether a source of it failed. */
async function readOne(
  path: string,
  { store, settings, tables, joinKey }: Reading,
  terminal: Terminal,
): Promise<boolean> {
  const only = { ...settings, sources: [], bundles: [path] };
  const { collectors, recordedAt } = await openSources(only, { record: undefined }, terminal);
  const now = settings.now ?? recordedAt ?? new Date();
  const run = store.beginRun({ command: "read", version: VERSION, now });
  const { failed } = await crawl(store, collectors, { run, now, joinKey, tables }, terminal);
  for (const { message } of failed) terminal.say(`nhi: ${message}`);
  await analyzeStore(store, settings, tables, now);
  store.finishRun(run, "done", now);
  return failed.length > 0;
}
