// A source that failed as a whole, in the shape of a scope: so every report says that nothing of it was seen.
import { FAILED_SOURCE, type ReportScope } from "../model/report.js";
import type { FailedSource } from "./crawl.js";

/** Scopes that stand for the sources; their only data set is everything. */
export function toFailedScopes(failed: readonly FailedSource[]): ReportScope[] {
  return failed.map(({ source, message }) => ({
    id: source,
    type: FAILED_SOURCE,
    name: source,
    coverage: [{ dataSet: "everything", state: "failed", message }],
    gaps: [],
    identities: 0,
  }));
}
