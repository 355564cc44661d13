// An answer about AWS as a row of output.
import type { Answer } from "./evaluate/verdict.js";

/** An answer with the names that output uses. */
export function toRecord(answer: Answer): object {
  return {
    verdict: answer.verdict,
    decided_by: answer.decidedBy,
    state: answer.state,
    open_keys: answer.openKeys,
    assumptions: answer.assumptions,
    ...(answer.accessPoint !== undefined && { access_point: answer.accessPoint }),
  };
}
