// Can this caller meet this statement? Three-valued, for one concrete caller or for a whole shape of callers (a template
// with holes): `met` means that some filling of the holes gets in, and the outcome says which holes the conditions close.
import { evaluateEntry } from "../aws/condition/condition.js";
import type { KeyState } from "../aws/condition/key-state.js";
import { NO, not, UNKNOWN } from "../aws/condition/truth.js";
import { STAR, toGlobText } from "../aws/policy/glob.js";
import { type Constraint, isUnstated } from "./constraint.js";
import { matchSubject } from "./match-subject.js";
import { fillTemplate, type Template } from "./template.js";

export type TrustVerdict = "met" | "blocked" | "unknown";

/** What is known about one condition key for the caller at hand. */
export type KeyRole =
  /** It has this shape; `doubt` says why it may never arrive at all. */
  | { readonly role: "claim"; readonly template: Template; readonly isOptional: boolean; readonly doubt?: string }
  | { readonly role: "absent"; readonly why: string }
  /** The caller chooses it: no restriction. */
  | { readonly role: "settable" }
  /** Where the call comes from. */
  | { readonly role: "network" }
  | { readonly role: "known"; readonly state: KeyState }
  | { readonly role: "open"; readonly why: string };

export interface TrustContext {
  /** In: key in lower case. */
  keyRole(key: string): KeyRole;
}

/** The conditions of one statement for one party, with what Deny statements add. */
export interface TrustConditions {
  /** One of them must hold whole; what is demanded stands before what is excluded. */
  readonly alternatives: readonly (readonly Constraint[])[];
  /** A Deny takes everyone, or the statement is about another action. */
  readonly blockedBy: string | undefined;
  /** What could not be taken into account and might block. */
  readonly doubts: readonly string[];
}

/** Hole → the values it is left, each once. */
export type Closed = ReadonlyMap<string, readonly string[]>;

export interface TrustOutcome {
  readonly verdict: TrustVerdict;
  /** Why it is blocked or unknown; empty when met. */
  readonly because: readonly string[];
  /** Hole → the values that the conditions leave it. Holes that are not here stay open. */
  readonly closed: Closed;
  /** The same of each way in, where there are several. */
  readonly ways?: readonly Closed[];
  /** Constraints that hold only because the key may be absent. */
  readonly vacuous: readonly Constraint[];
  /** What is closed is closed at least so far: values that infrastructure code does not state may close more. */
  readonly isBound?: boolean;
}

/** Name of the hole that a condition on the network closes. */
export const NETWORK = "network";

/** Whether the caller meets one of the alternatives, why not, and what they ask of its holes. Doubts leave it open. */
export function evaluateTrust(conditions: TrustConditions, context: TrustContext): TrustOutcome {
  if (conditions.blockedBy !== undefined) return blocked([conditions.blockedBy]);
  const outcomes = conditions.alternatives.map((constraints) => evaluateAll(constraints, context));
  const open = outcomes.filter((outcome) => outcome.verdict !== "blocked");
  const [first] = open;
  if (first === undefined) return blocked([...new Set(outcomes.flatMap((outcome) => outcome.because))]);
  const { doubts } = conditions;
  const isMet = open.some((outcome) => outcome.verdict === "met") && doubts.length === 0;
  return {
    verdict: isMet ? "met" : "unknown",
    because: isMet ? [] : [...new Set([...open.flatMap((outcome) => outcome.because), ...doubts])],
    closed: closedInAll(open.map((outcome) => outcome.closed)),
    ...(open.length > 1 && { ways: open.map((outcome) => outcome.closed) }),
    vacuous: open.flatMap((outcome) => outcome.vacuous),
    ...(open.some(({ isBound }) => isBound) && { isBound: true }),
  };
}

/** Holes that are closed whichever way is taken, with the values of all ways. */
export function closedInAll(all: readonly Closed[]): Closed {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first ?? NONE;
  const closed = new Map<string, readonly string[]>();
  for (const [hole, values] of first) {
    if (!others.every((other) => other.has(hole))) continue;
    closed.set(hole, [...new Set([...values, ...others.flatMap((other) => other.get(hole) ?? [])])]);
  }
  return closed;
}

const NONE: Closed = new Map();

function blocked(because: readonly string[]): TrustOutcome {
  return { verdict: "blocked", because, closed: NONE, vacuous: [] };
}

interface Answer {
  readonly verdict: TrustVerdict;
  readonly why?: string;
  readonly closed?: Closed;
  readonly isVacuous?: boolean;
  readonly isBound?: boolean;
}

const MET: Answer = { verdict: "met" };
const VACUOUS: Answer = { verdict: "met", isVacuous: true };

function evaluateAll(constraints: readonly Constraint[], context: TrustContext): TrustOutcome {
  const because: string[] = [];
  const vacuous: Constraint[] = [];
  const closed = new Map<string, readonly string[]>();
  let isBound = false;
  for (const constraint of constraints) {
    const answer = evaluateConstraint(constraint, context, closed);
    if (answer.verdict === "blocked") return blocked([answer.why ?? describe(constraint)]);
    if (answer.verdict === "unknown") because.push(answer.why ?? describe(constraint));
    if (answer.isVacuous) vacuous.push(constraint);
    if (answer.isBound) isBound = true;
    for (const [hole, values] of answer.closed ?? []) {
      const kept = narrow(closed.get(hole), values);
      if (kept.length === 0) return blocked([`its conditions contradict each other on ${constraint.entry.label}`]);
      closed.set(hole, kept);
    }
  }
  const same = closed.size === 0 ? undefined : withSame(closed);
  const contradicting = same && constraints.find((one) => isContradicted(one, context, same));
  if (contradicting !== undefined)
    return blocked([`its conditions contradict each other on ${contradicting.entry.label}`]);
  return { verdict: because.length > 0 ? "unknown" : "met", because, closed, vacuous, ...(isBound && { isBound }) };
}

/** Begins the name of a hole that is another one as a subject has it: GitHub writes a colon in it as %3A. */
const IN_SUBJECT = "sub_";

/** The closed holes, and those that are closed because the same name stands elsewhere in the token. */
function withSame(closed: Closed): Closed {
  const all = new Map(closed);
  for (const [hole, values] of closed) {
    if (hole.startsWith(IN_SUBJECT)) continue;
    const escaped = values.map((value) => value.replaceAll(":", "%3A"));
    all.set(IN_SUBJECT + hole, narrow(closed.get(IN_SUBJECT + hole), escaped));
  }
  return all;
}

/** Whether what the other conditions leave of the holes is nothing that this one takes. */
function isContradicted(constraint: Constraint, context: TrustContext, all: Closed): boolean {
  const { kind, isNegated, passesAbsent, patterns, ignoreCase } = constraint;
  if (kind !== "match" || isNegated || passesAbsent || patterns.includes(undefined)) return false;
  const role = context.keyRole(constraint.key);
  if (role.role !== "claim") return false;
  if (role.template.holes.some((hole) => all.get(hole)?.length === 0)) return true;
  const filled = fillings(role.template, all);
  return (
    filled?.every((template) => patterns.every((one) => !matchSubject(one ?? "", template, ignoreCase).matches)) ??
    false
  );
}

function narrow(before: readonly string[] | undefined, values: readonly string[]): readonly string[] {
  if (before === undefined || before.some(isUnstated)) return values;
  if (values.some(isUnstated)) return before;
  const lower = new Set(values.map((value) => value.toLowerCase()));
  return before.filter((value) => lower.has(value.toLowerCase()));
}

function evaluateConstraint(constraint: Constraint, context: TrustContext, closed: Closed): Answer {
  const role = context.keyRole(constraint.key);
  switch (role.role) {
    case "absent":
      return constraint.passesAbsent ? VACUOUS : { verdict: "blocked", why: `${describe(constraint)}: ${role.why}` };
    case "settable":
      return MET;
    case "network":
      return evaluateNetwork(constraint);
    case "known":
      return evaluateKnown(constraint, role.state);
    case "open":
      return { verdict: "unknown", why: `${describe(constraint)}: ${role.why}` };
    case "claim":
      return evaluateClaim(constraint, role, closed);
  }
}

/** A condition on the network limits the source unless it lets everything through, or only excludes some. */
function evaluateNetwork(constraint: Constraint): Answer {
  if (constraint.passesAbsent && !constraint.isNegated) return VACUOUS;
  const isLimit = !constraint.isNegated && !constraint.entry.values.some((value) => value.isAlways);
  return isLimit ? { verdict: "met", closed: new Map([[NETWORK, constraint.texts]]) } : MET;
}

function evaluateKnown(constraint: Constraint, state: KeyState): Answer {
  const truth = evaluateEntry(constraint.entry, { state: () => state });
  const holds = constraint.isFlipped ? not(truth) : truth;
  if (holds === NO) return { verdict: "blocked", why: describe(constraint) };
  return holds === UNKNOWN ? { verdict: "unknown", why: describe(constraint) } : MET;
}

type Claim = Extract<KeyRole, { role: "claim" }>;

function evaluateClaim(constraint: Constraint, claim: Claim, closed: Closed): Answer {
  if (constraint.kind === "presence") return evaluatePresence(constraint, claim);
  if (constraint.passesAbsent && (claim.isOptional || claim.doubt !== undefined)) {
    return constraint.isNegated ? MET : VACUOUS;
  }
  if (constraint.kind === "other") return { verdict: "unknown", why: `${describe(constraint)} cannot be decided` };
  const answer = constraint.isNegated ? evaluateExclusion(constraint, claim, closed) : evaluateMatch(constraint, claim);
  if (claim.doubt === undefined || answer.verdict !== "met") return answer;
  return { ...answer, verdict: "unknown", why: `${describe(constraint)}: ${claim.doubt}` };
}

function evaluatePresence(constraint: Constraint, claim: Claim): Answer {
  const wantsAbsent = !constraint.isNegated;
  if (wantsAbsent && !claim.isOptional && claim.doubt === undefined) {
    return { verdict: "blocked", why: `${describe(constraint)}: it is always there` };
  }
  return MET;
}

/** One of the values must match; a hole is closed when every value that can match closes it. */
function evaluateMatch(constraint: Constraint, claim: Claim): Answer {
  const ways: Closed[] = [];
  let hasVariable = false;
  let isBound = false;
  for (const [i, pattern] of constraint.patterns.entries()) {
    if (pattern === undefined) {
      const text = constraint.texts[i] ?? "";
      if (!isUnstated(text)) hasVariable = true;
      else {
        const way = closedAtLeast(text, constraint, claim.template);
        if (way !== undefined) {
          isBound = true;
          ways.push(way);
        }
      }
      continue;
    }
    const match = matchSubject(pattern, claim.template, constraint.ignoreCase);
    if (match.matches) ways.push(match.closed);
  }
  if (hasVariable) return { verdict: "unknown", why: `${describe(constraint)}: ${variableWords(constraint)} decides` };
  if (ways.length === 0) return { verdict: "blocked", why: describe(constraint) };
  const closed = closedInAll(ways);
  if (!isBound) return { verdict: "met", closed };
  return { verdict: "unknown", why: `${describe(constraint)}: ${variableWords(constraint)} decides`, closed, isBound };
}

function isComparedWhole({ entry }: Constraint): boolean {
  return entry.operator.name.startsWith("StringEquals");
}

/** Pattern of a value with parts that infrastructure code does not state, `*` in their places; undefined for another. */
export function widestPattern(text: string, constraint: Constraint): string | undefined {
  if (!isUnstated(text)) return undefined;
  const parts = text.split(/\$\{[^}]*\}/);
  const pattern = (isComparedWhole(constraint) ? parts : parts.map(toGlobText)).join(STAR);
  return constraint.ignoreCase ? pattern.toLowerCase() : pattern;
}

/**
 * What a value closes whatever its missing parts are: no more than with `*` in their places, and all of it where it is
 * compared whole. Undefined when no such value matches.
 */
function closedAtLeast(text: string, constraint: Constraint, template: Template): Closed | undefined {
  const match = matchSubject(widestPattern(text, constraint) ?? "", template, constraint.ignoreCase);
  if (!match.matches) return undefined;
  if (!isComparedWhole(constraint)) return match.closed;
  return new Map(template.holes.map((hole) => [hole, match.closed.get(hole) ?? [text]]));
}

/** No value may match: blocked only when they cover every filling that the other conditions leave. */
function evaluateExclusion(constraint: Constraint, claim: Claim, closed: Closed): Answer {
  if (constraint.patterns.some((pattern) => pattern === undefined)) {
    return { verdict: "unknown", why: `${describe(constraint)}: ${variableWords(constraint)} decides` };
  }
  const isCovered = fillings(claim.template, closed)?.every((template) =>
    constraint.patterns.some((pattern) => covers(pattern ?? "", template, constraint.ignoreCase)),
  );
  return isCovered ? { verdict: "blocked", why: describe(constraint) } : MET;
}

const MAX_FILLINGS = 64;

/** The template filled with every combination of the closed holes; undefined when there are too many to try. */
function fillings(template: Template, closed: Closed): readonly Template[] | undefined {
  let filled = [template];
  for (const hole of template.holes) {
    const values = closed.get(hole) ?? [];
    if (values.length === 0) continue;
    if (filled.length * values.length > MAX_FILLINGS) return undefined;
    filled = filled.flatMap((one) => values.map((value) => fillTemplate(one, new Map([[hole, value]]))));
  }
  return filled;
}

/**
 * Whether the conditions take every filling of the holes: none is left out by a pattern, and none by what is excluded. Of those in
 * `chosen` it is enough that there is one that they take: what they are closed to.
 */
export function takesEvery(
  { alternatives, blockedBy, doubts }: TrustConditions,
  context: TrustContext,
  chosen: Closed,
): boolean {
  if (blockedBy !== undefined || doubts.length > 0) return false;
  return alternatives.some((constraints) => constraints.every((one) => takesEveryOf(one, context, chosen)));
}

function takesEveryOf(constraint: Constraint, context: TrustContext, chosen: Closed): boolean {
  const role = context.keyRole(constraint.key);
  const { verdict } = evaluateConstraint(constraint, context, NONE);
  if (role.role !== "claim" || verdict !== "met" || constraint.kind !== "match") return verdict === "met";
  const { isNegated, passesAbsent, patterns, ignoreCase } = constraint;
  if (passesAbsent && role.doubt !== undefined) return true;
  const filled = fillings(role.template, chosen) ?? [];
  const isTaken = (template: Template): boolean =>
    isNegated
      ? patterns.every((one) => !matchSubject(one ?? "", template, ignoreCase).matches)
      : patterns.some((one) => covers(one ?? "", template, ignoreCase));
  return filled.some(isTaken);
}

/** Fillings of different length that no pattern names by chance: one that matches them all matches everything. */
const CHANCE_VALUES = ["0", "0q7", "0q7-nhi-0000000000"];

function covers(pattern: string, template: Template, ignoreCase: boolean): boolean {
  return CHANCE_VALUES.every((value) => {
    const filled = fillTemplate(template, new Map(template.holes.map((hole) => [hole, value])));
    return matchSubject(pattern, filled, ignoreCase).matches;
  });
}

/** Variables of IAM have a colon; one without stands for what infrastructure code does not state. */
function variableWords({ texts }: Constraint): string {
  const [open] = texts.flatMap((text) => /\$\{([^:}]*)\}/.exec(text)?.[1] ?? []);
  return open === undefined ? "a policy variable" : `${open}, which the code does not state,`;
}

const described = new WeakMap<Constraint, string>();

/** The constraint in a few words: `sub not like repo:acme/*`. */
function describe(constraint: Constraint): string {
  const known = described.get(constraint);
  if (known !== undefined) return known;
  const text = inWords(constraint);
  described.set(constraint, text);
  return text;
}

function inWords(constraint: Constraint): string {
  const { label } = constraint.entry;
  if (constraint.kind === "presence") return `${label} must be ${constraint.isNegated ? "present" : "absent"}`;
  const values =
    constraint.texts.length > 3 ? `one of ${constraint.texts.length} values` : constraint.texts.join(" or ");
  if (constraint.kind === "other") {
    return `${constraint.isFlipped ? "not " : ""}${constraint.operator} ${label} ${values}`;
  }
  const isLike = /Like|Arn/.test(constraint.operator);
  return `${label} ${constraint.isNegated ? "not " : ""}${isLike ? "like" : "equal to"} ${values}`;
}
