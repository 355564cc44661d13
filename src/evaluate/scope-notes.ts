// Rules that a scope does not let judge: said once a rule and scope, whether there are rows or not.
import type { NotEvaluated } from "../model/finding.js";
import { appliesTo, type CoverageIndex, isCrawled } from "./coverage.js";
import type { Judge } from "./judge.js";

/** Rules that a scope does not let judge, or only in part: one entry a rule and scope, whether it has rows or not. */
export function scopeNotes(judges: readonly Pick<Judge, "rule">[], coverage: CoverageIndex): NotEvaluated[] {
  return judges.flatMap(({ rule }) =>
    coverage.scopes.flatMap((scope) => {
      if (!isCrawled(scope) || !appliesTo(rule, scope)) return [];
      const { state, dataSet, reason, permission } = coverage.requirement(rule, scope.id);
      if (state === "met" || state === "unasked") return [];
      return [
        {
          rule: rule.id,
          scope: scope.id,
          reason: reason ?? "not read",
          ...(dataSet !== undefined && { dataSet }),
          ...(permission !== undefined && { permission }),
        },
      ];
    }),
  );
}
