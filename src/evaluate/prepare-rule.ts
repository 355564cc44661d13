// What the build writes down about a built-in rule, so that it need not be found out again: see src/model/prepared.ts.
import type { PreparedRule } from "../model/prepared.js";
import type { Rule } from "../model/rule.js";
import { viewNamed } from "../model/views/index.js";
import { BUILT_IN_LIMITS, toViewEnvironment } from "./cel/environment.js";
import { compileExpressions } from "./cel/expression.js";
import { makeRegexReady } from "./cel/regex.js";
import { toPrepared } from "./prepare.js";

/** Of a rule that checks; undefined for path rules, which have no conditions. */
export function prepareRule(rule: Rule): PreparedRule | undefined {
  makeRegexReady();
  const view = viewNamed(rule.from);
  if (view === undefined || rule.path !== undefined) return undefined;
  return toPrepared(rule, view, compileExpressions(rule, toViewEnvironment(view, BUILT_IN_LIMITS)));
}
