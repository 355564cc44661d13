// Code scanning keeps so many results of a run: whoever asked for a SARIF report has to hear what is not in it.
import type { ReportSource } from "../model/report.js";
import { counted, formatCount } from "../report/count.js";
import { asksFor, isOneSarif, type OutputOptions } from "./output.js";

/** So many scopes are named. */
const MOST_NAMED = 3;

/** What to say beside a SARIF report that does not hold every finding; undefined when it does, and for other formats. */
export async function limitWarning(source: ReportSource, options: OutputOptions): Promise<string | undefined> {
  if (!asksFor("sarif", options)) return undefined;
  const { MAX_RESULTS, sarifRuns } = await import("../report/sarif-runs.js");
  if (source.findings.length <= MAX_RESULTS) return undefined;
  const [{ leftOutOfRuns }, { fileRuns }] = await Promise.all([
    import("../report/sarif-limit.js"),
    import("../report/sarif-merge.js"),
  ]);
  const left = leftOutOfRuns(isOneSarif(options) ? fileRuns(source).runs : sarifRuns(source));
  if (left === undefined) return undefined;
  const { scopes, findings, leftOut } = left;
  const more = scopes.length - MOST_NAMED;
  const named = scopes.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${counted(more, "more scope")}` : "");
  return (
    `sarif: ${formatCount(leftOut)} of ${counted(findings, "finding")} of ${named} are left out: the report holds the ` +
    `${formatCount(MAX_RESULTS)} worst of each, which is what code scanning keeps.\n     All are in --output csv=FILE or json=FILE.`
  );
}
