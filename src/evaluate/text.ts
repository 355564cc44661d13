// The texts of a finding: message and fix with the values of the row in place of the placeholders.
import { formatDuration, wholeDays } from "../model/duration.js";
import { fillMessage, type Message, toMessage } from "../model/message.js";
import { oncePer } from "../model/once.js";
import { fillTemplate, type Placeholder, type Template, toTemplate } from "../model/placeholder.js";
import { fieldOfPlaceholder, type RowField, rowFields } from "../model/row-field.js";
import type { Rule, RuleParam } from "../model/rule.js";
import type { View } from "../model/views/column.js";
import type { Row } from "./row.js";

const LIST_LIMIT = 5;

/** The two texts of a rule that speak of a row, taken apart once. */
export interface RuleTexts {
  readonly message: Message;
  readonly fix: Template;
}

/** Message and fix of a rule, taken apart once for all of its findings. */
export function toRuleTexts(rule: Rule): RuleTexts {
  return { message: toMessage(rule.message), fix: toTemplate(rule.fix) };
}

/** What the texts of a rule show for a row: values of its columns at a time, and params. */
export interface Shown {
  readonly rule: Pick<Rule, "params">;
  readonly view: View;
  readonly row: Row;
  readonly now: Date;
}

/** The message of a rule for a row, on one line. */
export function fillMessageText(message: Message, of: Shown): string {
  const lookUp = inWords(lookUpIn(of));
  return oneLine(fillMessage(message, (placeholder, inChoice) => shown(placeholder, lookUp, inChoice)));
}

/** Message and fix of a rule for a row. In the fix, values that a shell would read as more than a word are quoted. */
export function fillTexts({ message, fix }: RuleTexts, of: Shown): { message: string; fix: string } {
  const lookUp = lookUpIn(of);
  let isTrimmed = endsNoLineInBlanks(fix);
  const inFix = (placeholder: Placeholder): string => {
    const value = shown(placeholder, lookUp, false);
    const text = value ?? placeholder.fallback ?? "unknown";
    if (isWord(text)) return text;
    isTrimmed = false;
    return value === undefined ? text : quoted(text);
  };
  const filled = withNativeId(fillTemplate(fix, inFix), of.row["id"]);
  return { message: fillMessageText(message, of), fix: isTrimmed ? filled : trimmedLines(filled) };
}

/** Ids of nodes that a provider writes otherwise: the resource of Azure without our prefix, the object of Entra without its tenant. */
const ADDED = /^(?:azure:(?=\/)|[0-9a-f-]{36}\/(?=[0-9a-f-]{36}$))/;

/** A fix whose commands of the provider take the row's id as the provider writes it; those of nhi keep it. */
function withNativeId(fix: string, id: string | number | null | undefined): string {
  if (typeof id !== "string") return fix;
  const native = id.replace(ADDED, "");
  if (native === id || !fix.includes(id)) return fix;
  const lines = fix.split("\n");
  return lines.map((line) => (/\bnhi /.test(line) ? line : line.replaceAll(id, native))).join("\n");
}

function lookUpIn({ rule, view, row, now }: Shown): (name: string) => Value | undefined {
  const fieldOf = fieldsByPlaceholder(view);
  return (name) => {
    const param = name.startsWith("params.") ? rule.params[name.slice("params.".length)] : undefined;
    return param === undefined ? columnValue(fieldOf(name), row, now) : { texts: [paramText(param)], says: true };
  };
}

// Full resource names of Google: the host says nothing where the path begins with what it is.
const RESOURCE_NAME =
  /^\/\/(?:(?:cloudresourcemanager|iam)\.googleapis\.com\/)?(?=[a-z]+\.googleapis\.com\/|projects\/|folders\/|organizations\/)/;

/** Values as a sentence has them; in commands they stay whole. */
function inWords(lookUp: (name: string) => Value | undefined): (name: string) => Value | undefined {
  return (name) => {
    const value = lookUp(name);
    if (value === undefined || !value.texts.some((text) => text.startsWith("//"))) return value;
    return { ...value, texts: value.texts.map((text) => text.replace(RESOURCE_NAME, "")) };
  };
}

/** A value to be shown. */
interface Value {
  /** One, or those of a list. */
  readonly texts: readonly string[];
  /** False for no, zero and an empty list. */
  readonly says: boolean;
}

/** What a placeholder shows; undefined when there is nothing to show. */
function shown(
  { names, noun, asks }: Placeholder,
  lookUp: (name: string) => Value | undefined,
  inChoice: boolean,
): string | undefined {
  // Most name one column, and lists of one cost more than all the rest.
  if (names.length === 1 && asks === undefined) {
    const value = lookUp(names[0]);
    return value === undefined || (inChoice && !value.says) ? undefined : inOne(value.texts, noun);
  }
  const values = names.map(lookUp).filter((value) => value !== undefined);
  // a column that was not read says neither yes nor no
  if (asks !== undefined) return values.some(({ says }) => says === (asks === "yes")) ? "" : undefined;
  const told = inChoice ? values.filter(({ says }) => says) : values;
  return inOne(
    told.flatMap((value) => value.texts),
    noun,
  );
}

// nothing in a list reads like nothing known of it: the text after | says which
function inOne(texts: readonly string[], noun: string | undefined): string | undefined {
  if (texts.length === 0) return undefined;
  return noun === undefined ? listed(texts) : counted(texts, noun);
}

function listed(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0] ?? "";
  const more = texts.length - LIST_LIMIT;
  return `${texts.slice(0, LIST_LIMIT).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A number with its noun: "1 key", "2 keys"; with "identity/identities" both forms are given. */
function counted([count = ""]: readonly string[], noun: string): string {
  const [one = noun, many = `${one}s`] = noun.split("/");
  return `${count} ${count === "1" ? one : many}`;
}

/** What the placeholders of texts about a view name: few, and each is asked for in thousands of findings. */
const fieldsByPlaceholder = oncePer((view: View) => {
  const fields = rowFields(view);
  const known = new Map<string, RowField | undefined>();
  return (name: string): RowField | undefined => {
    if (!known.has(name)) known.set(name, fieldOfPlaceholder(fields, name));
    return known.get(name);
  };
});

function columnValue(field: RowField | undefined, row: Row, now: Date): Value | undefined {
  const value = field === undefined ? undefined : row[field.column.name];
  if (field === undefined || value === null || value === undefined) return undefined;
  if (field.type === "json") return jsonValue(String(value));
  const text = fieldText(field, value, now);
  if (text === undefined) return undefined;
  // no days ago is today, while no keys are none
  return { texts: [text], says: field.type === "duration" || (value !== 0 && value !== "") };
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
    default:
      return String(value);
  }
}

function jsonValue(text: string): Value | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  return { texts, says: texts.length > 0 };
}

function paramText(param: RuleParam): string {
  if (param.kind === "duration") return formatDuration(param.milliseconds);
  return Array.isArray(param.value) ? param.value.join(", ") : String(param.value);
}

function trimmedLines(text: string): string {
  return text.replace(/[ \t]+$/gm, "");
}

/** Whether a template with words in all its places ends no line in blanks: looking through each text costs more than making it. */
const endsNoLineInBlanks = oncePer((template: Template) => {
  const text = fillTemplate(template, () => "word");
  return trimmedLines(text) === text;
});

// A name may hold line breaks; a message is one line. Other characters are for reporters to escape.
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ").trim();
}

/** What a shell reads as one word, as it stands. */
function isWord(text: string): boolean {
  return /^[A-Za-z0-9_.:/@+=,-]+$/.test(text);
}

function quoted(value: string): string {
  return `'${value.replace(/[\r\n]+/g, " ").replaceAll("'", "'\\''")}'`;
}
