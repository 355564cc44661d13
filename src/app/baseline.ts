// nhi baseline: writes the findings of now as known, or takes out the ones that are gone.
import { existsSync, statSync } from "node:fs";
import { type Baseline, formatBaseline, pruneBaseline as prune, toBaseline } from "../evaluate/baseline.js";
import { parseBaseline } from "../evaluate/parse-baseline.js";
import { applyWaivers } from "../evaluate/waivers.js";
import { UsageError } from "../model/errors.js";
import { counted } from "../report/count.js";
import { isSqliteFile } from "../store/index.js";
import { readBaseline } from "./acceptance.js";
import { openJudgedEstate } from "./judged-estate.js";
import { readTextFile } from "./read-file.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { checkFile, SHARED, writeText } from "./write-file.js";

/**
 * Writes every finding that is not waived to the file. What a baseline that is there did not know is counted; throws UsageError for
 * a file that is none, which would be lost.
 */
export async function createBaseline(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  await checkFile(file);
  const before = baselineBefore(file);
  const { store, evaluation, rules, now } = await openJudgedEstate(settings, terminal);
  try {
    const { findings } = applyWaivers(evaluation.findings, settings.waivers, now);
    const baseline = toBaseline(findings, rules, store.scopes());
    await writeText(file, formatBaseline(baseline), SHARED);
    const known = `${counted(baseline.entries.length, "finding")} ${baseline.entries.length === 1 ? "is" : "are"} known from now on`;
    terminal.say(`nhi: ${file}: ${known}${before === undefined ? "" : replacedText(before, baseline)}`);
    return 0;
  } finally {
    store.close();
  }
}

/** The baseline that is about to be replaced; undefined where none is, or one that can only be made again (a conflict of git). */
function baselineBefore(file: string): Baseline | undefined {
  // What cannot be looked at cannot be written either, which says why.
  if (!existsSync(file) || !statSync(file).isFile() || isSqliteFile(file)) return undefined;
  const text = readTextFile(file);
  if (text.trim() === "") return undefined;
  if (!text.includes('"nhi_baseline"')) {
    throw new UsageError(`${file}: is there, and no baseline of nhi: name another file with --output, or take it away`);
  }
  try {
    return parseBaseline(text, file);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function replacedText(before: Baseline, after: Baseline): string {
  const [had, has] = [before, after].map(({ entries }) => new Set(entries.map(({ fingerprint }) => fingerprint)));
  const count = (one: Baseline, other: ReadonlySet<string> | undefined) =>
    one.entries.filter(({ fingerprint }) => other?.has(fingerprint) !== true).length;
  return `; ${count(after, had)} of them new, ${count(before, has)} of before left out`;
}

/** Takes out entries that are gone; what could not be evaluated stays. */
export async function pruneBaseline(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  const before = readBaseline(file);
  const { store, evaluation, rules } = await openJudgedEstate(settings, terminal);
  try {
    const { baseline, removed } = prune(before, { ...evaluation, rules, scopes: store.scopes() });
    if (removed.length > 0) await writeText(file, formatBaseline(baseline), SHARED);
    terminal.say(`nhi: ${file}: ${removed.length} taken out, ${baseline.entries.length} stay`);
    return 0;
  } finally {
    store.close();
  }
}
