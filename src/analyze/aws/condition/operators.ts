// The condition operators of IAM: what each compares, and how one value of a policy is turned into a test of one value of a
// request. Quantifiers, …IfExists and absent keys are in evaluate.ts.

import { matchesGlob, toGlob } from "../policy/glob.js";
import {
  expandTemplate,
  type Template,
  toTemplate,
  variablesOf,
  withoutWildcards,
  withWildcards,
} from "../policy/variables.js";
import { holdsAddress, isEveryAddress, parseBlock } from "./ip.js";
import type { KeyLookup } from "./key-state.js";
import { NO, type Truth, toTruth, UNKNOWN } from "./truth.js";
import { matchesArn, parseDate, parseNumber, toArnPattern } from "./values.js";

/** One value of a policy, ready to be compared. */
export interface PolicyValue {
  /** Whether a value of the request is what the operator asks for (before any negation). */
  test(given: string, keys: KeyLookup): Truth;
  /** Holds for every value of a request: `*`, or a block of all addresses. */
  readonly isAlways: boolean;
  /** Compiled text of what it accepts, for values that are only partly known; undefined when it is not a text. */
  readonly pattern: string | undefined;
  /** Pattern that every text fits which it matches, among others: an ARN is compared field by field. */
  readonly within?: string;
  /** Keys in lower case that its variables read. */
  readonly variables: readonly string[];
  /** Whether it equals nothing, because a variable in it has no value in the request. */
  readonly isEmpty?: (keys: KeyLookup) => boolean;
  /** Compiled text with the values of its variables; undefined where one has none, or is open. */
  readonly expand?: (keys: KeyLookup) => string | undefined;
  /** Why the value cannot be understood. */
  readonly problem?: string;
}

export interface Operator {
  /** As AWS writes it. */
  readonly name: string;
  readonly isNegated: boolean;
  readonly isNull: boolean;
  toValue(raw: string, hasVariables: boolean): PolicyValue;
}

type Maker = (raw: string, hasVariables: boolean) => PolicyValue;
type Comparison = (given: number, wanted: number) => boolean;

function plain(test: (given: string) => Truth, more: Partial<PolicyValue> = {}): PolicyValue {
  return { test, isAlways: false, pattern: undefined, variables: [], ...more };
}

/** A value that does not parse for its operator: AWS does not say what happens, so nothing is claimed. */
function broken(problem: string): PolicyValue {
  return plain(() => UNKNOWN, { problem });
}

interface TextRule {
  readonly hasWildcards: boolean;
  /** Compiled text and a glob of it accept the same texts. */
  readonly isGlob: boolean;
  /** ARNs are compared field by field, so that a glob of the text accepts them and more. */
  readonly isArn?: true;
  readonly compare: (compiled: string, given: string) => Truth;
}

/** String and ARN operators: the only ones with variables. */
function texts({ hasWildcards, isGlob, isArn, compare }: TextRule): Maker {
  return (raw, hasVariables) => {
    const template = toTemplate(raw, hasVariables, hasWildcards ? withWildcards : withoutWildcards);
    if (typeof template !== "string") return variableText(template, compare);
    const isAlways = hasWildcards && raw === "*";
    const pattern = isGlob ? template : undefined;
    return plain((given) => compare(template, given), { isAlways, pattern, ...(isArn && { within: template }) });
  };
}

function variableText(template: Template, compare: (compiled: string, given: string) => Truth): PolicyValue {
  const test = (given: string, keys: KeyLookup): Truth => {
    const expansion = expandTemplate(template, keys);
    if (!expansion) return NO; // a variable without value equals nothing
    return "open" in expansion ? expansion.open : compare(expansion.text, given);
  };
  const isEmpty = (keys: KeyLookup): boolean => expandTemplate(template, keys) === undefined;
  const expand = (keys: KeyLookup): string | undefined => {
    const expansion = expandTemplate(template, keys);
    return expansion && "text" in expansion ? expansion.text : undefined;
  };
  return { test, isAlways: false, pattern: undefined, variables: variablesOf(template), isEmpty, expand };
}

const equals = texts({
  hasWildcards: false,
  isGlob: true,
  compare: (wanted, given) => toTruth(wanted === given),
});
const equalsIgnoringCase = texts({
  hasWildcards: false,
  isGlob: false,
  compare: (wanted, given) => toTruth(wanted.toLowerCase() === given.toLowerCase()),
});
const like = texts({
  hasWildcards: true,
  isGlob: true,
  compare: (wanted, given) => toTruth(matchesGlob(toGlob(wanted), given)),
});
const arn = texts({
  hasWildcards: true,
  isGlob: false,
  isArn: true,
  compare: (wanted, given) => {
    const matched = matchesArn(toArnPattern(wanted), given);
    return matched === undefined ? UNKNOWN : toTruth(matched);
  },
});

function numbers(parse: (text: string) => number | undefined, word: string, compare: Comparison): Maker {
  return (raw) => {
    const wanted = parse(raw);
    if (wanted === undefined) return broken(`"${raw}" is no ${word}`);
    return plain((text) => {
      const given = parse(text);
      return given === undefined ? UNKNOWN : toTruth(compare(given, wanted));
    });
  };
}

const bool: Maker = (raw) => {
  const wanted = raw.toLowerCase();
  if (wanted !== "true" && wanted !== "false") return broken(`"${raw}" is neither true nor false`);
  return plain((given) => toTruth(given.toLowerCase() === wanted));
};

const binary: Maker = (raw) => {
  const wanted = Buffer.from(raw, "base64");
  return plain((given) => toTruth(wanted.equals(Buffer.from(given, "base64"))));
};

const address: Maker = (raw) => {
  const block = parseBlock(raw);
  if (!block) return broken(`"${raw}" is no IP address or CIDR block`);
  const test = (text: string): Truth => {
    const given = parseBlock(text);
    return given ? toTruth(holdsAddress(block, given)) : UNKNOWN;
  };
  return plain(test, { isAlways: isEveryAddress(block) });
};

const COMPARISONS: readonly (readonly [string, boolean, Comparison])[] = [
  ["Equals", false, (given, wanted) => given === wanted],
  ["NotEquals", true, (given, wanted) => given === wanted],
  ["LessThan", false, (given, wanted) => given < wanted],
  ["LessThanEquals", false, (given, wanted) => given <= wanted],
  ["GreaterThan", false, (given, wanted) => given > wanted],
  ["GreaterThanEquals", false, (given, wanted) => given >= wanted],
];

/** The value of Null is asked of the key's presence, see evaluate.ts. */
const presence: Maker = (raw) => {
  const wanted = raw.toLowerCase();
  if (wanted !== "true" && wanted !== "false") return broken(`"${raw}" is neither true nor false`);
  return plain((given) => toTruth(given === wanted), { isAlways: false });
};

const ROWS: readonly (readonly [string, boolean, Maker])[] = [
  ["StringEquals", false, equals],
  ["StringNotEquals", true, equals],
  ["StringEqualsIgnoreCase", false, equalsIgnoringCase],
  ["StringNotEqualsIgnoreCase", true, equalsIgnoringCase],
  ["StringLike", false, like],
  ["StringNotLike", true, like],
  ["ArnEquals", false, arn],
  ["ArnNotEquals", true, arn],
  ["ArnLike", false, arn],
  ["ArnNotLike", true, arn],
  ["Bool", false, bool],
  ["BinaryEquals", false, binary],
  ["IpAddress", false, address],
  ["NotIpAddress", true, address],
  ["Null", false, presence],
  ...COMPARISONS.map(([suffix, isNegated, compare]) => {
    return [`Numeric${suffix}`, isNegated, numbers(parseNumber, "number", compare)] as const;
  }),
  ...COMPARISONS.map(([suffix, isNegated, compare]) => {
    return [`Date${suffix}`, isNegated, numbers(parseDate, "date", compare)] as const;
  }),
];

const OPERATORS = new Map(
  ROWS.map(([name, isNegated, toValue]) => {
    const operator: Operator = { name, isNegated, isNull: name === "Null", toValue };
    return [name.toLowerCase(), operator] as const;
  }),
);

/** Operator by its name in any case, without quantifier and IfExists; undefined when nobody knows it. */
export function operatorNamed(name: string): Operator | undefined {
  return OPERATORS.get(name.toLowerCase());
}

/** Stands in for an operator that nobody knows. */
export const UNKNOWN_OPERATOR: Operator = {
  name: "unknown",
  isNegated: false,
  isNull: false,
  toValue: () => broken("unknown operator"),
};
