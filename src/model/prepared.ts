// What the build has found out about built-in rules and tables, so that a start need not. Kept beside them, not in them: a rule
// with another threshold is another object, of which nothing is known.
import { hashText } from "./hash.js";
import type { Rule } from "./rule.js";

/** A time that the clock may pass: so many milliseconds after what a column says; null: so long after it as another value says. */
export interface ClockLimit {
  /** Of type time, or a list or map that has times in it. */
  readonly column: string;
  readonly after: number | null;
}

/** When the clock alone can change what conditions come to: on passing one of these limits (none: never), or at "any" moment. */
export type ClockUse = readonly ClockLimit[] | "any";

/** What follows from a rule and its view alone. */
export interface PreparedRule {
  /** Columns that its conditions read, and those of its identity and texts, sorted. */
  readonly columns: readonly string[];
  /** Data sets that a finding rests on: those required, and those behind the columns. Sorted. */
  readonly dataSets: readonly string[];
  /** Whether a condition has a regular expression. */
  readonly hasRegex: boolean;
  readonly clock: ClockUse;
}

const rules = new WeakMap<Rule, PreparedRule>();
const keys = new WeakMap<object, string>();

/** Keeps what was found out about a rule beside it. */
export function setPrepared(rule: Rule, prepared: PreparedRule): void {
  rules.set(rule, prepared);
}

/** Undefined for what is not as the build saw it. */
export function preparedOf(rule: Rule): PreparedRule | undefined {
  return rules.get(rule);
}

/** Says what contentKey would find. */
export function setContentKey(value: object, key: string): void {
  keys.set(value, key);
}

/** The same for what says the same, and another one for anything else. The object must not change afterwards. */
export function contentKey(value: object): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = hashText(JSON.stringify(value));
  keys.set(value, key);
  return key;
}
