// Which two analyses are meant: by time, by number of a run, or the last two.
import { StoreError, UsageError } from "../model/errors.js";
import type { AnalysisStamp } from "../model/history.js";

/**
 * The analyses that `a` and `b` name: a time (the last one at or before it), the number of a run, `latest` or `previous`.
 * Left out: the last one, and the one before that. Throws with what there is when there is nothing to compare, and for a run
 * after `lastRun`, the last one there was.
 */
export function chooseTimes(
  all: readonly AnalysisStamp[],
  a: string | undefined,
  b: string | undefined,
  path: string,
  lastRun = Number.POSITIVE_INFINITY,
): readonly [before: AnalysisStamp, after: AnalysisStamp] {
  const latest = all.at(-1);
  if (latest === undefined) throw new StoreError(`${path}: nothing was analysed in it yet. Run nhi scan first.`);
  const unknown = [a, b].find((text) => isRun(text) && Number(text) > lastRun);
  if (unknown !== undefined) throw new UsageError(`diff: there is no run ${unknown}; ${listText(all)}`);
  const after = b === undefined ? latest : chosen(all, b);
  const before = a === undefined ? scanBefore(all, after) : chosen(all, a);
  if (before === undefined && b === undefined) {
    throw new StoreError(
      `${path}: nothing to compare with: the only scan in it is of ${dayText(latest)}. Scan again, then: nhi diff`,
    );
  }
  if (before === undefined) throw new UsageError(`diff: no scan came before ${b ?? "it"}; ${listText(all)}`);
  if (before.id >= after.id) {
    const same = before.id === after.id ? "are the same scan" : "are in the wrong order: name the earlier one first";
    throw new UsageError(`diff: ${a} and ${b ?? "the latest"} ${same}; ${listText(all)}`);
  }
  return [before, after];
}

/** The last state of other answers: the same ones judged again, after an update or with another nhi.yaml, are no scan before. */
function scanBefore(all: readonly AnalysisStamp[], after: AnalysisStamp): AnalysisStamp | undefined {
  const runs = after.runs.join();
  return all.slice(0, all.indexOf(after)).findLast((one) => one.runs.join() !== runs);
}

function chosen(all: readonly AnalysisStamp[], text: string): AnalysisStamp {
  if (text === "latest") return all.at(-1) as AnalysisStamp;
  const found = text === "previous" ? scanBefore(all, all.at(-1) as AnalysisStamp) : named(all, text);
  if (found === undefined) throw new UsageError(`diff: no scan is of ${text} or before; ${listText(all)}`);
  return found;
}

function isRun(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,9}$/.test(text);
}

function named(all: readonly AnalysisStamp[], text: string): AnalysisStamp | undefined {
  return isRun(text) ? byRun(all, Number(text)) : byTime(all, text);
}

/** The first that used what the run read; a run that read nothing new is as the one before it. */
function byRun(all: readonly AnalysisStamp[], run: number): AnalysisStamp | undefined {
  return all.find(({ runs }) => runs.includes(run)) ?? all.findLast(({ runs }) => runs.every((one) => one < run));
}

function byTime(all: readonly AnalysisStamp[], text: string): AnalysisStamp | undefined {
  const isTime = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text);
  // A day means all of it.
  const time = isTime ? Date.parse(text.length === 10 ? `${text}T23:59:59.999Z` : text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      `diff: "${text}" is no time (2026-11-01, 2026-11-01T08:00:00Z), number of a run, latest, previous or recording; ${listText(all)}`,
    );
  }
  return all.findLast(({ readAt }) => Date.parse(readAt) <= time);
}

const MOST_LISTED = 6;

function listText(all: readonly AnalysisStamp[]): string {
  const last = all.slice(-MOST_LISTED).map((one) => `run ${one.runs.at(-1) ?? "?"} of ${dayText(one)}`);
  return `there are ${all.length > MOST_LISTED ? "… " : ""}${last.join(", ")}`;
}

function dayText({ readAt }: AnalysisStamp): string {
  return readAt.slice(0, 16).replace("T", " ");
}
