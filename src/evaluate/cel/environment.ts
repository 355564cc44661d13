// The CEL environment of one rule: the row under the name of its view, params, now, and our functions.
import { Environment } from "@marcbachmann/cel-js";
import { rowFields } from "../../model/row-field.js";
import type { Rule, RuleParam } from "../../model/rule.js";
import type { ColumnType, View } from "../../model/views/column.js";
import { type RowClass, type RowLimits, rowClassOf } from "../row.js";
import { registerFunctions, toDuration } from "./functions.js";

/** Limits on what an expression may be; those for packs of others are tighter. */
export interface ExpressionLimits {
  readonly astNodes: number;
  readonly depth: number;
  readonly literalElements: number;
  /** Nested list macros. */
  readonly macroDepth: number;
  readonly rows?: RowLimits;
}

export const BUILT_IN_LIMITS: ExpressionLimits = { astNodes: 5000, depth: 100, literalElements: 1000, macroDepth: 4 };
export const USER_LIMITS: ExpressionLimits = {
  astNodes: 1000,
  depth: 40,
  literalElements: 500,
  macroDepth: 2,
  rows: { listElements: 10_000 },
};

const CEL_TYPES: { readonly [type in ColumnType | "duration"]: string } = {
  text: "string",
  integer: "int",
  real: "double",
  boolean: "bool",
  time: "google.protobuf.Timestamp",
  json: "dyn",
  duration: "google.protobuf.Duration",
};

/** What all rules of one view share. Making it costs more than using it: keep one a view and run. */
export interface ViewEnvironment {
  readonly view: View;
  readonly limits: ExpressionLimits;
  readonly rowClass: RowClass;
  readonly environment: Environment;
}

/** The environment of a view, its columns typed; expressions over the limits are refused when they are parsed. */
export function toViewEnvironment(view: View, limits: ExpressionLimits): ViewEnvironment {
  const environment = new Environment({
    limits: {
      maxAstNodes: limits.astNodes,
      maxDepth: limits.depth,
      maxListElements: limits.literalElements,
      maxMapEntries: limits.literalElements,
    },
  });
  registerFunctions(environment);
  const rowClass = rowClassOf(view, limits.rows);
  const fields = Object.fromEntries(rowFields(view).map((field) => [field.name, CEL_TYPES[field.type]]));
  environment.registerType(`nhi.${view.name}`, { ctor: rowClass, fields });
  environment.registerVariable(view.name, `nhi.${view.name}`);
  environment.registerVariable("now", "google.protobuf.Timestamp");
  return { view, limits, rowClass, environment };
}

/** The environment of one rule: that of its view with its params, and the params as CEL values. */
export function toRuleEnvironment(shared: ViewEnvironment, rule: Rule): { environment: Environment; params: object } {
  const environment = shared.environment.clone();
  const names = Object.keys(rule.params);
  const Params = class {};
  const params = new Params();
  for (const name of names) Object.assign(params, { [name]: paramValue(rule.params[name]) });
  const fields = Object.fromEntries(names.map((name) => [name, paramType(rule.params[name])]));
  environment.registerType("nhi.params", { ctor: Params, fields });
  environment.registerVariable("params", "nhi.params");
  return { environment, params };
}

function paramValue(param: RuleParam | undefined): unknown {
  if (param?.kind === "duration") return toDuration(param.milliseconds);
  const value = param?.value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (!Array.isArray(value)) return value;
  const integers = value.every((element) => Number.isSafeInteger(element));
  return integers ? value.map(BigInt) : value;
}

function paramType(param: RuleParam | undefined): string {
  if (param?.kind === "duration") return CEL_TYPES.duration;
  const value = param?.value;
  if (Array.isArray(value)) return `list<${elementType(value)}>`;
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int" : "double";
  return typeof value === "boolean" ? "bool" : "string";
}

function elementType(values: readonly (string | number)[]): string {
  if (values.every((value) => typeof value === "string")) return "string";
  if (values.every((value) => Number.isSafeInteger(value))) return "int";
  return values.every((value) => typeof value === "number") ? "double" : "dyn";
}
