// nhi diff: what changed between two scans of the database, two databases, or two recordings.
import { existsSync } from "node:fs";
import type { ComparedTime, Comparison, DiffSource, FindingChanges } from "../model/change.js";
import { StoreError, UsageError } from "../model/errors.js";
import type { AnalysisStamp } from "../model/history.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import { counted } from "../report/count.js";
import { diffSummary, writeDiff } from "../report/diff.js";
import type { DiffFormat } from "../report/diff-formats.js";
import { roomOf } from "../report/text.js";
import { isSqliteFile } from "../store/index.js";
import { readDatabases, readRecordings, type TwoStates } from "./diff-states.js";
import { chooseTimes } from "./diff-times.js";
import { openEstate } from "./estate.js";
import { terminalOut } from "./output.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface DiffOptions {
  /** Time, run, database or recording; undefined: the scan before the later one. */
  readonly a: string | undefined;
  /** Likewise; undefined: the latest. */
  readonly b: string | undefined;
  readonly format: DiffFormat;
  /** New findings of this severity and above are exit code 1. */
  readonly failOn?: Severity | "none";
}

/**
 * Prints what changed. Exit code 0; 1 for a new finding at or over the threshold; 3 when something was read well at one of
 * the two times only.
 */
export async function diff(settings: Settings, options: DiffOptions, terminal: Terminal): Promise<number> {
  if (settings.bundles.length > 0) {
    throw new UsageError("diff: name the two recordings themselves: nhi diff OLDER NEWER, without --bundle");
  }
  const { failOn = "none" } = options;
  const states = await openStates(settings, options, terminal);
  const { store, before, after, failed, findings, notCompared = [] } = states;
  try {
    if (failOn !== "none" && findings === undefined) {
      throw new UsageError(
        "diff: --fail-on is for two databases or two recordings; of scans of one database, nhi check knows",
      );
    }
    const compared = states.compared ?? (await compareStates(states));
    const source: DiffSource = {
      changes: compared.changes,
      notCompared: [...compared.notCompared, ...notCompared],
      before: toTime(before, options.a),
      after: toTime(after, options.b ?? (isDatabase(options.a) ? settings.db : undefined)),
      ...(findings && { findings }),
    };
    const width = roomOf(terminal);
    await writeDiff(source, options.format, terminalOut(terminal), { width, full: settings.verbose });
    terminal.say(`nhi: ${diffSummary(source)}`);
    const severe = severeOf(findings, failOn);
    if (severe > 0) {
      terminal.say(`nhi: exit 1: ${counted(severe, "new finding")} at or over ${failOn} (--fail-on)`);
      return 1;
    }
    const isLess = source.notCompared.some(({ isStanding }) => isStanding !== true);
    return failed || isLess ? 3 : 0;
  } finally {
    store.close();
  }
}

async function compareStates({ store, before, after }: TwoStates): Promise<Comparison> {
  const { compareHistory } = await import("../analyze/drift/index.js");
  return compareHistory(store.history(before, after));
}

function severeOf(findings: FindingChanges | undefined, failOn: Severity | "none"): number {
  if (failOn === "none" || findings === undefined) return 0;
  const severe = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return findings.new.filter(({ severity }) => severe.includes(severity)).length;
}

/** What an argument names: nothing there, a file or folder of recorded answers, or a database. */
function isThere(text: string): boolean {
  return !/^\d{1,9}$/.test(text) && existsSync(text);
}

/** Neither a run nor a time is written so. */
function isPath(text: string): boolean {
  return /[/\\]|\.(?:db|json)$/.test(text);
}

function isDatabase(text: string | undefined): boolean {
  return text !== undefined && isThere(text) && isSqliteFile(text);
}

function isRecording(text: string | undefined): boolean {
  return text !== undefined && isThere(text) && !isSqliteFile(text);
}

/** Dated by what was read: judging it again later is no later scan. */
function toTime({ readAt, runs }: AnalysisStamp, named: string | undefined): ComparedTime {
  if (named === undefined || !isThere(named)) return { at: readAt, runs };
  return { at: readAt, runs, ...(isSqliteFile(named) ? { database: named } : { bundle: named }) };
}

async function openStates(settings: Settings, { a, b }: DiffOptions, terminal: Terminal): Promise<TwoStates> {
  if (isDatabase(a) || isDatabase(b)) return openDatabases(settings, a, b);
  if (a !== undefined && isRecording(a)) {
    if (b !== undefined && isRecording(b)) return readRecordings(settings, a, b, terminal);
    throw new UsageError(`diff: ${a} is a recording: name another one to compare it with`);
  }
  if (isRecording(b)) throw new UsageError("diff: a recording is compared with a recording: name two");
  const missing = [a, b].find((one) => one !== undefined && isPath(one));
  if (missing !== undefined) throw new UsageError(`diff: ${missing}: no such database or recording`);
  return openScans(settings, a, b, terminal);
}

/** The second one left out is the database in use. */
function openDatabases(settings: Settings, a: string | undefined, b: string | undefined): Promise<TwoStates> {
  if (a === undefined || !isDatabase(a)) throw new UsageError(`diff: ${b} is a database: ${a} is none; name two`);
  if (b === undefined) {
    if (!existsSync(settings.db)) throw new StoreError(`diff: ${a} is a database: name another one to compare it with`);
    return readDatabases(settings, a, settings.db);
  }
  if (isDatabase(b)) {
    if (!settings.asked.db) return readDatabases(settings, a, b);
    throw new UsageError("diff: two databases are named: leave --db out");
  }
  const what = existsSync(b) ? "is none" : "is not there";
  throw new UsageError(`diff: ${a} is a database, and is compared with one: ${b} ${what}`);
}

async function openScans(
  settings: Settings,
  a: string | undefined,
  b: string | undefined,
  terminal: Terminal,
): Promise<TwoStates> {
  const { store } = await openEstate(settings, terminal);
  try {
    const [[lastRun] = []] = [...store.query("SELECT max(id) FROM run").rows];
    const [before, after] = chooseTimes(store.analyses(), a, b, settings.db, Number(lastRun ?? 0));
    return { store, before, after, failed: false };
  } catch (error) {
    store.close();
    throw error;
  }
}
