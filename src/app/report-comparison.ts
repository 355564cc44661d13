// What a report tells of the scan before: the comparison that nhi diff prints, and the findings that are gone since.
import type { ReportComparison } from "../model/report.js";
import type { Store } from "../store/index.js";

/**
 * The latest state beside the last one that was read at another time; undefined when there is none: judging the same
 * answers again is no later scan.
 */
export async function comparisonOf(store: Store): Promise<ReportComparison | undefined> {
  const all = store.analyses();
  const after = all.at(-1);
  const before = all.findLast(({ readAt }) => readAt !== after?.readAt);
  if (after === undefined || before === undefined) return undefined;
  const { compareHistory } = await import("../analyze/drift/index.js");
  return {
    ...compareHistory(store.history(before, after)),
    before: { at: before.readAt, runs: before.runs },
    after: { at: after.readAt, runs: after.runs },
    fixed: store.findingsClosedSince(Math.max(0, ...before.runs)),
  };
}
