// What follows from a rule and its view alone. The build works it out for built-in rules: see src/model/prepared.ts.
import { placeholdersOf } from "../model/placeholder.js";
import type { PreparedRule } from "../model/prepared.js";
import { fieldOfPlaceholder, rowFields } from "../model/row-field.js";
import { type Rule, requiredDataSets } from "../model/rule.js";
import type { View } from "../model/views/column.js";
import { type CompiledExpressions, clockRead, columnsRead } from "./cel/expression.js";
import { dataSetsOf } from "./data-sets.js";

/** Of a rule with these conditions. */
export function toPrepared(rule: Rule, view: View, conditions: CompiledExpressions): PreparedRule {
  const read = columnsRead(conditions);
  const columns = sorted([...read, ...rule.identity, ...textColumns(rule, view)]);
  const behind = view.columns.filter(({ name }) => columns.includes(name)).flatMap(dataSetsOf);
  return {
    columns,
    dataSets: sorted([...requiredDataSets(rule), ...behind]),
    hasRegex: hasRegex(rule),
    clock: clockRead(conditions),
  };
}

/** Whether a condition may ask for a match: more than those that do, never fewer. */
function hasRegex({ when, unless, severity_when: worse }: Rule): boolean {
  return [when, unless ?? "", ...Object.values(worse)].some((text) => text.includes("matches"));
}

function textColumns(rule: Rule, view: View): string[] {
  const fields = rowFields(view);
  return [rule.message, rule.fix]
    .flatMap(placeholdersOf)
    .flatMap(({ names }) => names.flatMap((name) => fieldOfPlaceholder(fields, name)?.column.name ?? []));
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
