// One operator on one key in normal form: what it wants, whether it is negated, and whether an absent key passes. In this
// form …IfExists, ForAllValues and the negation that a Deny means are all the same thing.
import { type Condition, type ConditionEntry, toEntries } from "../aws/condition/condition.js";
import { ONE_IN_FIELD, STAR_IN_FIELD, toGlobText } from "../aws/policy/glob.js";

export interface Constraint {
  /** Key in lower case. */
  readonly key: string;
  /** `match` compares a text, `presence` is Null, `other` compares dates, addresses and the like. */
  readonly kind: "match" | "presence" | "other";
  /** For `match`: compiled texts (wildcards as in policy/glob); undefined for a value with policy variables. */
  readonly patterns: readonly (string | undefined)[];
  /** Values as written. */
  readonly texts: readonly string[];
  readonly ignoreCase: boolean;
  /** Asks that no value matches; for `presence`, that the key is there. */
  readonly isNegated: boolean;
  /** Holds when the key is not in the request. */
  readonly passesAbsent: boolean;
  /** It is the negation of what is written: a Deny. */
  readonly isFlipped: boolean;
  /** Operator as written, for people. */
  readonly operator: string;
  readonly entry: ConditionEntry;
}

const TEXT_OPERATORS = /^(String|Arn|Bool|Binary|NumericEquals|NumericNotEquals)/;
const ARN_FIELDS = 5;

/** Constraints of a condition that all have to hold; none where there is no condition. */
export function toConstraints(condition: Condition | undefined): Constraint[] {
  return (condition?.entries ?? []).flatMap(toConstraint);
}

/** Constraint that a key has one of these values, exactly. */
export function equalsConstraint(key: string, texts: readonly string[]): Constraint[] {
  return toEntries({ StringEquals: { [key]: texts } }, false, []).flatMap(toConstraint);
}

function toConstraint(entry: ConditionEntry): Constraint[] {
  const { name, isNegated, isNull } = entry.operator;
  const base = { key: entry.key, texts: entry.texts, entry, operator: operatorText(entry), isFlipped: false };
  if (isNull) {
    const wanted = new Set(entry.texts.map((text) => text.toLowerCase()));
    if (wanted.size !== 1) return []; // both: says nothing
    const wantsAbsent = wanted.has("true");
    const rest = { patterns: [], ignoreCase: false, isNegated: !wantsAbsent, passesAbsent: wantsAbsent };
    return [{ ...base, kind: "presence", ...rest }];
  }
  const ignoreCase = name.endsWith("IgnoreCase") || name === "Bool";
  const kind = TEXT_OPERATORS.test(name) ? "match" : "other";
  const patterns = kind === "match" ? entry.texts.map((text, i) => patternOf(entry, i, text, ignoreCase)) : [];
  return [{ ...base, kind, patterns, ignoreCase, isNegated, passesAbsent: passesAbsent(entry) }];
}

function passesAbsent(entry: ConditionEntry): boolean {
  if (entry.isIfExists || entry.quantifier === "all") return true;
  return entry.quantifier === "one" && entry.operator.isNegated;
}

function patternOf(entry: ConditionEntry, index: number, text: string, ignoreCase: boolean): string | undefined {
  const value = entry.values[index];
  if (value === undefined || value.variables.length > 0) return undefined;
  if (value.pattern !== undefined) return value.pattern;
  if (entry.operator.name.startsWith("Arn")) return arnPattern(text);
  return ignoreCase ? text.toLowerCase() : text;
}

/** Wildcards in the leading fields of an ARN never match a colon. */
function arnPattern(text: string): string {
  const fields = text.split(":");
  const inField = (field: string) => field.replaceAll("*", STAR_IN_FIELD).replaceAll("?", ONE_IN_FIELD);
  if (fields.length <= ARN_FIELDS) return toGlobText(text);
  const last = toGlobText(fields.slice(ARN_FIELDS).join(":"));
  return [...fields.slice(0, ARN_FIELDS).map(inField), last].join(":");
}

const QUANTIFIERS = { one: "", all: "ForAllValues:", any: "ForAnyValue:" } as const;

function operatorText({ operator, quantifier, isIfExists }: ConditionEntry): string {
  return `${QUANTIFIERS[quantifier]}${operator.name}${isIfExists ? "IfExists" : ""}`;
}

/** What must hold so that the constraint does not: how a Deny reads. */
export function negate(constraint: Constraint): Constraint {
  return {
    ...constraint,
    isNegated: !constraint.isNegated,
    passesAbsent: !constraint.passesAbsent,
    isFlipped: !constraint.isFlipped,
  };
}

/** A text of infrastructure code with a part that the code does not state; variables of IAM have a colon. */
export function isUnstated(text: string): boolean {
  return /\$\{[^:}]*\}/.test(text);
}
