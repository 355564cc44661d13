// The Condition element: compiled once per text, evaluated three-valued for the request at hand.
import { coversGlob, overlapsGlob, STAR } from "../policy/glob.js";
import type { KeyLookup, KeyState, KeyValues, OpenKey } from "./key-state.js";
import { type Operator, operatorNamed, type PolicyValue, UNKNOWN_OPERATOR } from "./operators.js";
import { and, NO, not, or, type Truth, toTruth, UNKNOWN, YES } from "./truth.js";
import { parseDate, parseNumber } from "./values.js";

type Quantifier = "one" | "all" | "any";

/** One operator on one key. */
export interface ConditionEntry {
  readonly operator: Operator;
  readonly quantifier: Quantifier;
  readonly isIfExists: boolean;
  /** As written, and in lower case for looking it up. */
  readonly label: string;
  readonly key: string;
  /** Values as written. */
  readonly texts: readonly string[];
  readonly values: readonly PolicyValue[];
}

export interface Condition {
  readonly id: number;
  readonly entries: readonly ConditionEntry[];
  /** Every key that it reads, variables included, in lower case. */
  readonly keys: readonly string[];
}

export interface ConditionProblem {
  /** Operator and key it is about. */
  readonly where: string;
  readonly message: string;
}

/** Operator → key → values, as parsed. */
export type ConditionBlock = { readonly [operator: string]: unknown };

const OPERATOR_NAME = /^(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?$/i;

/** Compiles operator → key → values; what cannot be understood is reported and never decides. */
export function toEntries(
  block: ConditionBlock,
  hasVariables: boolean,
  problems: ConditionProblem[],
): ConditionEntry[] {
  const entries: ConditionEntry[] = [];
  for (const [written, keys] of Object.entries(block)) {
    if (!isBlock(keys)) {
      problems.push({ where: written, message: "the operator has no keys" });
      entries.push(toEntry(written, "", ["?"], hasVariables, problems));
      continue;
    }
    for (const [key, raw] of Object.entries(keys)) {
      const entry = toEntry(written, key, toTexts(raw), hasVariables, problems);
      const isOdd = [raw].flat().some((value) => typeof value === "object");
      if (isOdd) problems.push({ where: `${written} ${key}`, message: "a value is no text" });
      entries.push(isOdd ? { ...entry, operator: UNKNOWN_OPERATOR } : entry);
    }
  }
  return entries;
}

function isBlock(value: unknown): value is ConditionBlock {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Values as text: policies hold booleans and numbers quoted and bare. What is none of these decides nothing. */
function toTexts(raw: unknown): string[] {
  const list = Array.isArray(raw) ? raw : [raw];
  return list.map((value) => (typeof value === "object" ? "?" : String(value)));
}

function toEntry(
  written: string,
  label: string,
  texts: readonly string[],
  hasVariables: boolean,
  problems: ConditionProblem[],
): ConditionEntry {
  const [, quantifier, name = "", ifExists] = OPERATOR_NAME.exec(written) ?? [];
  const operator = operatorNamed(name);
  const values = texts.map((text) => (operator ?? UNKNOWN_OPERATOR).toValue(text, hasVariables));
  const where = `${written} ${label}`.trim();
  if (!operator) problems.push({ where, message: `no operator is named ${written}` });
  else for (const { problem } of values) if (problem !== undefined) problems.push({ where, message: problem });
  return {
    operator: operator ?? UNKNOWN_OPERATOR,
    quantifier: toQuantifier(quantifier),
    isIfExists: ifExists !== undefined,
    label,
    key: label.toLowerCase(),
    texts,
    values,
  };
}

function toQuantifier(text: string | undefined): Quantifier {
  if (text === undefined) return "one";
  return text.toLowerCase() === "forallvalues" ? "all" : "any";
}

/** Keys that entries ask about, those inside of policy variables too, each once. */
export function keysOf(entries: readonly ConditionEntry[]): string[] {
  return [...new Set(entries.flatMap((entry) => [entry.key, ...entry.values.flatMap((value) => value.variables)]))];
}

/** Whether the whole condition holds; the entry that holds least decides. */
export function evaluateCondition(condition: Condition, keys: KeyLookup): Truth {
  let holds: Truth = YES;
  for (const entry of condition.entries) {
    holds = and(holds, evaluateEntry(entry, keys));
    if (holds === NO) break;
  }
  return holds;
}

/** Whether one entry holds for the keys at hand. An operator that AWS does not document can never be told. */
export function evaluateEntry(entry: ConditionEntry, keys: KeyLookup): Truth {
  if (entry.operator === UNKNOWN_OPERATOR) return UNKNOWN;
  const state: KeyState = keys.state(entry.key);
  if (!state.open) return decide(entry, valuesFor(entry, state), keys);
  const { open } = state;
  const possible = open.possible ?? wholeIn(open, entry) ?? (open.isNever && othersThan(open.isNever, entry));
  if (possible)
    return agree(
      possible.map((values) => decide(entry, values, keys)),
      open,
    );
  return decideOpen(entry, open, keys);
}

/** The values of a key; of one that follows from the clock it is noted which times the entry compares it with. */
function valuesFor(entry: ConditionEntry, state: Exclude<KeyState, { readonly open: OpenKey }>): KeyValues {
  const times = state.against === undefined ? undefined : timesIn(entry);
  return times === undefined || state.against === undefined ? state.values : state.against(times);
}

/** Times that an entry names, in milliseconds; undefined where it may look at more than which of two comes first. */
function timesIn({ operator, texts }: ConditionEntry): readonly number[] | undefined {
  if (operator.isNull) return [];
  if (!/^(Date|Numeric)/.test(operator.name)) return undefined;
  const times = texts.map((text) => (operator.name.startsWith("Date") ? parseDate(text) : secondsOf(text)));
  return times.every((time) => time !== undefined) ? times : undefined;
}

function secondsOf(text: string): number | undefined {
  const seconds = parseNumber(text);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** A value that stands for all, where the entry names something that covers them. */
function wholeIn({ wholeOf }: OpenKey, { operator, texts }: ConditionEntry): readonly KeyValues[] | undefined {
  const whole =
    wholeOf !== undefined && WITH_WILDCARDS.test(operator.name) && texts.flatMap((text) => wholeOf(text) ?? [])[0];
  return whole ? [[whole]] : undefined;
}

const WITH_WILDCARDS = /^(Arn|StringLike|StringNotLike)/;

/** Absent, something that the entry does not name, and what it names, but for what the key cannot have. */
function othersThan(isNever: (text: string) => boolean, { texts }: ConditionEntry): readonly KeyValues[] {
  return [null, ["<another>"], ...texts.filter((text) => !isNever(text)).map((text) => [text])];
}

/** One answer for all possible values, or the one who decides between them. */
function agree(answers: readonly Truth[], open: OpenKey): Truth {
  const [first = UNKNOWN] = answers;
  return answers.every((answer) => answer === first)
    ? first
    : and(open.decider, answers.includes(UNKNOWN) ? UNKNOWN : YES);
}

function decide(entry: ConditionEntry, given: KeyValues, keys: KeyLookup): Truth {
  const isAbsent = given === null || given.length === 0;
  if (entry.operator.isNull) return anyValue(entry, isAbsent ? "true" : "false", keys);
  if (isAbsent) return decideAbsent(entry);
  const isNegated = entry.operator.isNegated;
  const answer = (value: string): Truth => {
    const matched = anyValue(entry, value, keys);
    return isNegated ? not(matched) : matched;
  };
  // a key with several values under a plain operator: AWS documents none; read as "some value", or "no value" when negated
  const isAll = entry.quantifier === "all" || (entry.quantifier === "one" && isNegated);
  return given.map(answer).reduce(isAll ? and : or);
}

function decideAbsent(entry: ConditionEntry): Truth {
  if (entry.isIfExists || entry.quantifier === "all") return YES;
  if (entry.quantifier === "any") return NO;
  return toTruth(entry.operator.isNegated);
}

function anyValue(entry: ConditionEntry, given: string, keys: KeyLookup): Truth {
  let matched: Truth = NO;
  for (const value of entry.values) {
    matched = or(matched, value.test(given, keys));
    if (matched === YES) break;
  }
  return matched;
}

/** A key of which only its decider, and perhaps its beginning, is known. */
function decideOpen(entry: ConditionEntry, open: OpenKey, keys: KeyLookup): Truth {
  const present = decidePresent(entry, open, keys);
  if (open.isPresent === true) return present;
  return agree([present, decide(entry, null, keys)], open);
}

function decidePresent(entry: ConditionEntry, open: OpenKey, keys: KeyLookup): Truth {
  if (entry.operator.isNull) return anyValue(entry, "false", keys);
  const flip = (truth: Truth): Truth => (entry.operator.isNegated ? not(truth) : truth);
  const values = entry.values.filter((value) => value.isEmpty?.(keys) !== true);
  if (values.some((value) => value.isAlways)) return flip(YES);
  if (values.length === 0) return flip(NO);
  if (open.prefix === undefined) return open.decider;
  const patterns = values.map((value) => value.pattern);
  const every = open.prefix + STAR;
  if (patterns.some((pattern) => pattern !== undefined && coversGlob(pattern, every))) return flip(YES);
  const widest = values.map((value) => value.pattern ?? value.within);
  const isOutside = widest.every((pattern) => pattern !== undefined && !overlapsGlob(pattern, every));
  return isOutside ? flip(NO) : open.decider;
}
