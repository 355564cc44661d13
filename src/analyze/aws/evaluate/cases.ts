// All that conditions on one key tell apart: a value for each case, so that what holds for every one of them holds whatever the
// value is.
import { once, oncePer } from "../../../model/once.js";
import type { ConditionEntry } from "../condition/condition.js";
import { addressesAround } from "../condition/ip.js";
import type { KeyLookup, KeyState, KeyValues } from "../condition/key-state.js";
import { type PolicyValue, UNKNOWN_OPERATOR } from "../condition/operators.js";
import { NO, YES } from "../condition/truth.js";
import { parseDate, parseNumber } from "../condition/values.js";
import { coversGlob, overlapsGlob, toGlob } from "../policy/glob.js";

/** A value that no condition speaks of. */
export const ANOTHER = "nhi-other";

/** Values that Bool compares with. */
export const TRUTHS: readonly string[] = ["true", "false"];

/**
 * A value for each case that the entries, all about one key, tell apart, absence among them; undefined where one might be
 * missing. More cases than there are do no harm.
 */
export function everyCase(entries: readonly ConditionEntry[], state: KeyState): readonly KeyValues[] | undefined {
  if (state.open?.possible) return state.open.possible;
  const values = [...new Set(entries)].reduce((known, entry) => known.with(entry), NONE).values();
  if (!values) return undefined;
  const present: KeyValues[] = values.map((value) => [value]);
  return state.open?.isPresent === true ? present : [null, ...present];
}

/** Entries with the values that they tell apart. */
interface Listed {
  with(entry: ConditionEntry): Listed;
  values(): readonly string[] | undefined;
}

/** Conditions are compiled once, so that requests come with the same entries over and over: each list of them is looked at once. */
function toListed(entries: readonly ConditionEntry[]): Listed {
  return {
    with: oncePer((entry) => toListed([...entries, entry])),
    values: once(() => valuesOf(entries)),
  };
}

const NONE = toListed([]);

function valuesOf(entries: readonly ConditionEntry[]): readonly string[] | undefined {
  if (!entries.every(isPlain)) return undefined;
  const comparing = entries.filter(({ operator }) => !operator.isNull);
  return comparing.length === 0 ? [ANOTHER] : presentCases(comparing);
}

/**
 * Keys with one value at most ("Single-valued vs. multivalued context keys", IAM User Guide): what all or any of its values have to be,
 * that one has to be.
 */
const SINGLE =
  /^(aws:(principaltag|requesttag)\/|[^/]*:resourcetag\/|aws:(sourceip|sourcevpce?|sourcearn|sourceaccount|sourceidentity|userid|username|useragent|principal(arn|account|orgid|type))$)/;

/** One value against texts that are the same for every request. */
function isPlain({ key, operator, quantifier, values }: ConditionEntry): boolean {
  if (operator === UNKNOWN_OPERATOR || (quantifier !== "one" && !SINGLE.test(key))) return false;
  return values.every(({ problem, variables }) => problem === undefined && variables.length === 0);
}

type Cases = (entries: readonly ConditionEntry[]) => readonly string[] | undefined;

/** How the values of operators that go by a name of this kind are told apart; entries of two kinds are not put together. */
const KINDS: readonly (readonly [RegExp, Cases])[] = [
  [/^Bool$/, () => TRUTHS],
  [/IpAddress$/, (entries) => addressesAround(textsOf(entries))],
  [/^Numeric/, (entries) => around(textsOf(entries).map(parseNumber), String)],
  [/^Date/, (entries) => around(textsOf(entries).map(parseDate), (time) => new Date(time).toISOString())],
  [/IgnoreCase$/, (entries) => [ANOTHER, ...textsOf(entries)]],
  [/^Arn/, (entries) => textCases(entries, false)],
  [/^String(Not)?(Equals|Like)$/, (entries) => textCases(entries, true)],
];

function presentCases(entries: readonly ConditionEntry[]): readonly string[] | undefined {
  const kind = KINDS.find(([name]) => entries.every(({ operator }) => name.test(operator.name)));
  return kind?.[1](entries);
}

function textsOf(entries: readonly ConditionEntry[]): string[] {
  return [...new Set(entries.flatMap(({ texts }) => texts))];
}

/** Whole numbers with their neighbours. */
function around(
  numbers: readonly (number | undefined)[],
  toText: (value: number) => string,
): readonly string[] | undefined {
  const near = numbers.flatMap((value) => (value === undefined ? [Number.NaN] : [value - 1, value, value + 1]));
  return near.every(Number.isInteger) ? [...new Set(near)].map(toText) : undefined;
}

interface Pattern {
  readonly value: PolicyValue;
  /** As globs are compared. */
  readonly text: string;
  readonly isExact: boolean;
}

/** `nests`: of two patterns one of which covers the other as a text, it covers it. */
function textCases(entries: readonly ConditionEntry[], nests: boolean): readonly string[] | undefined {
  const patterns = entries.flatMap(({ values }) => values).map(toPattern);
  if (!patterns.every((a) => patterns.every((b) => isTold(a, b, nests)))) return undefined;
  const tried = [ANOTHER, ...textsOf(entries).flatMap(fill)];
  const isOutside = (text: string) => patterns.every(({ value }) => value.test(text, NO_KEYS) === NO);
  const isShown = patterns.every((pattern) => tried.some((text) => stands(text, pattern, patterns)));
  return isShown && (patterns.some(({ value }) => value.isAlways) || tried.some(isOutside)) ? tried : undefined;
}

const NO_KEYS: KeyLookup = { state: () => ({ values: null }) };

function toPattern(value: PolicyValue): Pattern {
  const text = value.pattern ?? value.within ?? "";
  return { value, text, isExact: toGlob(text).kind === "exact" };
}

/** Whether two patterns are the same, apart, or one within the other. */
function isTold(a: Pattern, b: Pattern, nests: boolean): boolean {
  if (a.isExact || b.isExact || a.text === b.text || !overlapsGlob(a.text, b.text)) return true;
  return nests && (coversGlob(a.text, b.text) || coversGlob(b.text, a.text));
}

/** Whether the text is what the pattern accepts and those within it do not. */
function stands(text: string, pattern: Pattern, patterns: readonly Pattern[]): boolean {
  if (pattern.value.test(text, NO_KEYS) !== YES) return false;
  return patterns.every((other) => coversGlob(other.text, pattern.text) || other.value.test(text, NO_KEYS) === NO);
}

/** Texts that a pattern accepts. */
function fill(pattern: string): string[] {
  if (!/[*?]/.test(pattern)) return [pattern];
  const filled = ["", "x", ANOTHER].map((run) => pattern.replaceAll("*", run).replaceAll("?", "x"));
  return [pattern, ...filled, pattern.replaceAll("*", ANOTHER).replaceAll("?", "~")];
}
