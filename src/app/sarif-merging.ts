// A SARIF file takes the runs of 20 scopes. Whoever asked for one hears when scopes share a run: known beforehand, or else beside the
// report. Its category is another than theirs, which is what code scanning opens and closes alerts by.
import type { ReportScope, ReportSource } from "../model/report.js";
import { counted } from "../report/count.js";
import { isOneSarif, type OutputOptions } from "./output.js";

const WAY_OUT = "For a file and category for each: --output sarif=DIR/";
/** Categories that are named. */
const MOST_NAMED = 3;

/**
 * What to say before anything is read, where so many scopes are known or to be expected; undefined where there are not. `known` is
 * asked only for SARIF in one file.
 */
export async function mergeAhead(
  options: OutputOptions,
  known: () => readonly ReportScope[],
  sources: number,
): Promise<string | undefined> {
  if (!isOneSarif(options)) return undefined;
  const { MAX_RUNS, countScopes } = await import("../report/sarif-merge.js");
  const scopes = countScopes(known());
  if (Math.max(scopes, sources) <= MAX_RUNS) return undefined;
  const what =
    scopes > MAX_RUNS
      ? `${scopes} accounts, tenants or organisations are more than the ${MAX_RUNS} runs that GitHub takes a file: they share`
      : `${counted(sources, "source")} may be more than the ${MAX_RUNS} runs that GitHub takes a file: if so, scopes share`;
  return `sarif: ${what} runs by organisation or provider in it.\n     ${WAY_OUT}`;
}

/** What to say beside a SARIF file in which scopes share runs; undefined where each has its own, and for other formats. */
export async function mergeNote(source: ReportSource, options: OutputOptions): Promise<string | undefined> {
  if (!isOneSarif(options)) return undefined;
  const { fileRuns } = await import("../report/sarif-merge.js");
  const { runs, merged } = fileRuns(source);
  if (merged === 0) return undefined;
  const shared = runs.flatMap(({ category, isMerged }) => (isMerged === true ? [category] : []));
  const more = shared.length - MOST_NAMED;
  const named = shared.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return `sarif: ${merged} accounts, tenants or organisations share ${counted(shared.length, "run")} of the file (${named}), since GitHub takes 20 runs a file.\n     ${WAY_OUT}`;
}
