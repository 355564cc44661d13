// What does not fit into the runs of a SARIF report.
import { MAX_RESULTS, type SarifRun } from "./sarif-runs.js";

export interface LeftOut {
  /** Accounts, tenants or organisations with more findings than a run holds. */
  readonly scopes: readonly string[];
  /** Findings of theirs. */
  readonly findings: number;
  /** How many of those are not in the report. */
  readonly leftOut: number;
}

/** What runs leave out; undefined when they hold everything. */
export function leftOutOfRuns(runs: readonly SarifRun[]): LeftOut | undefined {
  const over = runs.filter(({ findings }) => findings.length > MAX_RESULTS);
  if (over.length === 0) return undefined;
  const findings = over.reduce((sum, run) => sum + run.findings.length, 0);
  const scopes = over.flatMap(({ scope }) => (scope === undefined ? [] : [scope]));
  return { scopes, findings, leftOut: findings - over.length * MAX_RESULTS };
}
