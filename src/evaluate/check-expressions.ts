// The checker that catalog is handed: types, columns, limits and regular expressions of a rule's conditions.
import type { ExpressionProblem, Rule, RuleChecker } from "../model/rule.js";
import { viewNamed } from "../model/views/index.js";
import { BUILT_IN_LIMITS, toViewEnvironment, USER_LIMITS, type ViewEnvironment } from "./cel/environment.js";
import { compileExpressions } from "./cel/expression.js";
import { makeRegexReady } from "./cel/regex.js";

const environments = new Map<string, ViewEnvironment>();

/** What is wrong with the expressions of a rule; empty for path rules and unknown views, which others report. */
export const checkExpressions: RuleChecker = (rule): readonly ExpressionProblem[] => {
  makeRegexReady();
  const shared = environmentOf(rule);
  return rule.path === undefined && shared !== undefined ? compileExpressions(rule, shared).problems : [];
};

function environmentOf(rule: Rule): ViewEnvironment | undefined {
  const key = `${rule.source} ${rule.from}`;
  const known = environments.get(key);
  const view = viewNamed(rule.from);
  if (known !== undefined || view === undefined) return known;
  const made = toViewEnvironment(view, rule.source === "user" ? USER_LIMITS : BUILT_IN_LIMITS);
  environments.set(key, made);
  return made;
}
