// The texts of a finding: message and fix with the values of the row in place of the placeholders.
import { formatDuration, wholeDays } from "../model/duration.js";
import { fillTemplate, type Template, toTemplate } from "../model/placeholder.js";
import { fieldOfPlaceholder, type RowField, rowFields } from "../model/row-field.js";
import type { Rule, RuleParam } from "../model/rule.js";
import type { View } from "../model/views/column.js";
import type { Row } from "./row.js";

const LIST_LIMIT = 5;

/** The two texts of a rule that speak of a row, taken apart once. */
export interface RuleTexts {
  readonly message: Template;
  readonly fix: Template;
}

export function toRuleTexts(rule: Rule): RuleTexts {
  return { message: toTemplate(rule.message), fix: toTemplate(rule.fix) };
}

/** Message and fix of a rule for a row. In the fix, values that a shell would read as more than a word are quoted. */
export function fillTexts(
  { message, fix }: RuleTexts,
  rule: Rule,
  view: View,
  row: Row,
  now: Date,
): { message: string; fix: string } {
  const fields = rowFields(view);
  const fill = (template: Template, shown: (value: string) => string): string =>
    fillTemplate(template, ({ name, fallback = "unknown" }) => {
      const param = name.startsWith("params.") ? rule.params[name.slice("params.".length)] : undefined;
      if (param !== undefined) return paramText(param);
      const value = placeholderValue(name, fields, row, now);
      return value === undefined ? fallback : shown(value);
    });
  return { message: oneLine(fill(message, (value) => value)), fix: fill(fix, forShell).replace(/[ \t]+$/gm, "") };
}

function placeholderValue(name: string, fields: readonly RowField[], row: Row, now: Date): string | undefined {
  const field = fieldOfPlaceholder(fields, name);
  const value = field === undefined ? undefined : row[field.column.name];
  return field === undefined || value === null || value === undefined ? undefined : fieldText(field, value, now);
}

function fieldText(field: RowField, value: string | number, now: Date): string | undefined {
  switch (field.type) {
    case "duration": {
      const time = Date.parse(String(value));
      const length = field.kind === "since" ? now.getTime() - time : time - now.getTime();
      return Number.isNaN(time) ? undefined : String(wholeDays(length));
    }
    case "time": {
      const time = Date.parse(String(value));
      return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
    }
    case "boolean":
      return value === 1 ? "yes" : "no";
    case "json":
      return jsonText(String(value));
    default:
      return String(value);
  }
}

function jsonText(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  // nothing in it reads like nothing known of it: the text after | says which
  if (value.length === 0) return undefined;
  const shown = value.slice(0, LIST_LIMIT).map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  const more = value.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function paramText(param: RuleParam): string {
  if (param.kind === "duration") return formatDuration(param.milliseconds);
  return Array.isArray(param.value) ? param.value.join(", ") : String(param.value);
}

// A name may hold line breaks; a message is one line. Other characters are for reporters to escape.
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ").trim();
}

function forShell(value: string): string {
  if (/^[A-Za-z0-9_.:/@+=,-]+$/.test(value)) return value;
  return `'${value.replace(/[\r\n]+/g, " ").replaceAll("'", "'\\''")}'`;
}
