// What code scanning keeps of a run, and what does not fit into it.
import type { ReportSource } from "../model/report.js";
import { sarifRuns } from "./sarif-runs.js";

/** GitHub keeps the 5,000 worst results of a run; what is beyond is said, not silently dropped by the server. */
export const MAX_RESULTS = 5000;

export interface LeftOut {
  /** Accounts, tenants or organisations with more findings than a run holds. */
  readonly scopes: readonly string[];
  /** Findings of theirs. */
  readonly findings: number;
  /** How many of those are not in the report. */
  readonly leftOut: number;
}

/** What a SARIF report leaves out; undefined when it holds everything. */
export function leftOutOfSarif(source: ReportSource): LeftOut | undefined {
  if (source.findings.length <= MAX_RESULTS) return undefined;
  const over = sarifRuns(source).filter(({ findings }) => findings.length > MAX_RESULTS);
  if (over.length === 0) return undefined;
  const findings = over.reduce((sum, run) => sum + run.findings.length, 0);
  const scopes = over.flatMap(({ scope }) => (scope === undefined ? [] : [scope]));
  return { scopes, findings, leftOut: findings - over.length * MAX_RESULTS };
}
