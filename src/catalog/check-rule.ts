// What a schema cannot say about a rule: its view and columns exist, its params are used, its cases are rows of the view.
import { CHANGE_KINDS } from "../model/change.js";
import { alwaysSaid, toMessage } from "../model/message.js";
import { didYouMean } from "../model/nearest.js";
import { placeholdersOf, toTemplate } from "../model/placeholder.js";
import { fieldOfPlaceholder, type RowField, rowFields } from "../model/row-field.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import type { View } from "../model/views/column.js";
import { RULE_VIEWS, viewNamed } from "../model/views/index.js";
import type { Problem } from "./problem.js";
import type { SourceFile } from "./source-file.js";

/** Problems of a rule with its view: names of columns in identity, texts and cases. Expressions are checked apart. */
export function checkRule(rule: Rule, source: SourceFile): Problem[] {
  if (rule.path !== undefined) return [];
  const view = viewNamed(rule.from);
  if (view === undefined) {
    const known = RULE_VIEWS.map(({ name }) => name);
    return [
      source.problemAt(
        ["from"],
        `unknown view "${rule.from}"${didYouMean(rule.from, known) || `; views: ${known.join(", ")}`}`,
      ),
    ];
  }
  const fields = rowFields(view);
  return [
    ...checkIdentity(rule, view, source),
    ...checkText(rule, "message", fields, source),
    ...checkText(rule, "fix", fields, source),
    ...checkQuestions(rule, source),
    ...checkCases(rule, view, source),
    ...(view === change ? checkChanges(rule, source) : []),
  ];
}

/** Rules about changes say which: what hides such a change makes them "not evaluated". */
function checkChanges({ params }: Rule, source: SourceFile): Problem[] {
  const param = params["changes"];
  const names = param?.kind === "value" && Array.isArray(param.value) ? param.value : [];
  if (names.length === 0)
    return [source.problemAt(["params"], 'a rule from "change" lists its kinds in the param changes')];
  return names.flatMap((name, index) => {
    if (CHANGE_KINDS.some((kind) => kind === name)) return [];
    const message = `unknown kind of change "${name}"${didYouMean(String(name), CHANGE_KINDS)}`;
    return [source.problemAt(["params", "changes", index], message)];
  });
}

function checkIdentity(rule: Rule, view: View, source: SourceFile): Problem[] {
  return rule.identity.flatMap((name, index) => {
    const column = view.columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return [];
    return [source.problemAt(["identity", index], unknownColumn(view, name, columnNames(view)))];
  });
}

function checkText(rule: Rule, part: "message" | "fix", fields: readonly RowField[], source: SourceFile): Problem[] {
  return placeholdersOf(rule[part]).flatMap(({ names, start }) =>
    names.flatMap((name) => {
      const problem = nameProblem(name, rule, fields);
      return problem === undefined ? [] : [source.problemAt([part], problem, start)];
    }),
  );
}

/** {?column} and {!column} show nothing: they decide whether a part in brackets is said, and only messages have those. */
function checkQuestions(rule: Rule, source: SourceFile): Problem[] {
  const said = { message: alwaysSaid(toMessage(rule.message)), fix: toTemplate(rule.fix) };
  return (["message", "fix"] as const).flatMap((part) =>
    said[part].flatMap((piece) => {
      if (typeof piece === "string" || piece.asks === undefined) return [];
      const written = `{${piece.asks === "yes" ? "?" : "!"}${piece.names.join(",")}}`;
      return [source.problemAt([part], `${written} says nothing outside of brackets in a message`)];
    }),
  );
}

function nameProblem(name: string, rule: Rule, fields: readonly RowField[]): string | undefined {
  if (name.startsWith("params.")) {
    const param = name.slice("params.".length);
    if (rule.params[param] !== undefined) return undefined;
    return `unknown param "${param}"${didYouMean(param, Object.keys(rule.params))}`;
  }
  if (fieldOfPlaceholder(fields, name) !== undefined) return undefined;
  const known = fields.flatMap((field) => (field.type === "duration" ? [`${field.name}_days`] : [field.name]));
  return `unknown placeholder {${name}}${didYouMean(name, known)}`;
}

function checkCases(rule: Rule, view: View, source: SourceFile): Problem[] {
  const known = columnNames(view);
  return (["flagged", "spared", "unknown"] as const).flatMap((kind) =>
    rule.cases[kind].flatMap(({ row }, index) =>
      Object.keys(row)
        .filter((name) => !known.includes(name))
        .map((name) => source.problemAtKey(["cases", kind, index, "row", name], unknownColumn(view, name, known))),
    ),
  );
}

function columnNames(view: View): string[] {
  return view.columns.map(({ name }) => name);
}

function unknownColumn(view: View, name: string, known: readonly string[]): string {
  return `unknown column "${name}" of ${view.name}${didYouMean(name, known)}`;
}
