// The exit code of scan and check, by the contract: 1 findings, 3 incomplete, 0 neither; 1 wins over 3.
import type { Finding } from "../model/finding.js";
import { SEVERITIES, type Severity } from "../model/words.js";

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly failOn: Severity | "none";
  /** A baseline is in use: only findings that it does not know count. */
  readonly hasBaseline: boolean;
  /** A source failed, or coverage is worse than the baseline's. */
  readonly incomplete: boolean;
  /** Rules or rows that were not evaluated. */
  readonly notEvaluated: number;
  readonly strict: boolean;
}

/** Findings that decide the exit code: open, severe enough, and new where only new ones count. */
export function failing({
  findings,
  failOn,
  hasBaseline,
}: Pick<Outcome, "findings" | "failOn" | "hasBaseline">): Finding[] {
  if (failOn === "none") return [];
  const severe = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return findings.filter(
    (finding) =>
      finding.state === "finding" &&
      severe.includes(finding.severity) &&
      finding.newRule !== true &&
      // One that could not be compared is not new for certain; that something was lost is exit 3.
      (!hasBaseline || finding.isNew === true),
  );
}

/** 0, 1 or 3. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 3 {
  if (failing(outcome).length > 0) return 1;
  if (outcome.incomplete) return 3;
  return outcome.strict && outcome.notEvaluated > 0 ? 3 : 0;
}
