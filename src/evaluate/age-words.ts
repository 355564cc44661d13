// Messages that say how old something is are others every day: those of stored findings are put into words again.
import type { Finding } from "../model/finding.js";
import { placeholdersOf } from "../model/placeholder.js";
import { fieldOfPlaceholder, rowFields } from "../model/row-field.js";
import type { Rule } from "../model/rule.js";
import { viewNamed } from "../model/views/index.js";
import type { Json } from "../model/words.js";
import type { Row } from "./row.js";
import { fillMessageText, toRuleTexts } from "./text.js";

/**
 * Ids of the rules whose messages have an age in them, and nothing else of a finding has: they can be made again from the columns that
 * a finding has.
 */
export function rulesOfAges(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(rules.filter((rule) => hasAge(rule, rule.message) && !hasAge(rule, rule.fix)).map(({ id }) => id));
}

function hasAge(rule: Rule, text: string): boolean {
  const view = viewNamed(rule.from);
  if (view === undefined || rule.path !== undefined || !text.includes("_days")) return false;
  const names = placeholdersOf(text).flatMap((placeholder) => placeholder.names);
  return names.some((name) => fieldOfPlaceholder(rowFields(view), name)?.type === "duration");
}

/** In: stored findings, changed in place, their rules, and the clock. Their messages are then those that judging now would make. */
export function tellAges(
  findings: readonly { -readonly [key in keyof Finding]: Finding[key] }[],
  rules: readonly Rule[],
  now: Date,
): void {
  const aged = rulesOfAges(rules);
  const words = new Map(
    rules.flatMap((rule) => {
      const view = aged.has(rule.id) ? viewNamed(rule.from) : undefined;
      return view === undefined ? [] : [[rule.id, { rule, view, ...toRuleTexts(rule) }] as const];
    }),
  );
  for (const finding of findings) {
    const of = words.get(finding.rule);
    if (of !== undefined) finding.message = fillMessageText(of.message, { ...of, row: rowOf(finding), now });
  }
}

/** The row of a finding, as far as its texts need it. */
function rowOf({ columns }: Finding): Row {
  const row: { [column: string]: string | number | null } = {};
  for (const name in columns) row[name] = toStored(columns[name] ?? null);
  return row;
}

function toStored(value: Json): string | number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  return value !== null && typeof value === "object" ? JSON.stringify(value) : value;
}
