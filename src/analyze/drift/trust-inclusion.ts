// Whether a trust lets in anyone whom other trusts did not: inclusion of the sets of callers, not of texts.
import { coversGlob, overlapsGlob } from "../aws/policy/glob.js";
import type { Constraint } from "../trust/constraint.js";
import type { TrustConditions } from "../trust/evaluate-trust.js";

export interface Accepted {
  /** Kind of party, as trust nodes say it. */
  readonly kind: string;
  /** Issuer, ARN, account, service, or `*`. */
  readonly provider: string;
  /** Account of the party, where it has one. */
  readonly account: string | undefined;
  readonly conditions: TrustConditions;
}

export type Inclusion = "covered" | "wider" | "undecided";

/** Values that one trust is taken apart into; with more of them it is compared whole. */
const MOST_PARTS = 256;

/** Whether everyone whom `one` lets in is let in by one of `others`. */
export function inclusionIn(others: readonly Accepted[], one: Accepted): Inclusion {
  if (one.conditions.blockedBy !== undefined) return "covered";
  const open = others.filter((other) => other.conditions.blockedBy === undefined && coversParty(other, one));
  let result: Inclusion = "covered";
  for (const part of one.conditions.alternatives.flatMap(apart)) {
    const known = best(open.flatMap(({ conditions }) => conditions.alternatives.map((way) => holdsIn(part, way))));
    const isDoubted = [one, ...open].some(({ conditions }) => conditions.doubts.length > 0);
    if (known === "wider" && !isDoubted) return "wider";
    if (known !== "covered" || isDoubted) result = "undecided";
  }
  return result;
}

/** The same party, or one that stands for it too. */
export function coversParty(outer: Accepted, inner: Accepted): boolean {
  if (outer.kind === "anyone") return true;
  if (outer.kind === inner.kind && outer.provider === inner.provider) return true;
  return outer.kind === "aws-account" && inner.kind === "aws-principal" && outer.provider === inner.account;
}

function best(found: readonly Inclusion[]): Inclusion {
  if (found.includes("covered")) return "covered";
  return found.includes("undecided") ? "undecided" : "wider";
}

/** One way in for each value of its demands: two trusts with a value each let in whom one with both does. */
function apart(way: readonly Constraint[]): readonly (readonly Constraint[])[] {
  let parts: (readonly Constraint[])[] = [way];
  way.forEach((constraint, at) => {
    const { kind, isNegated, patterns, entry } = constraint;
    const isList = kind === "match" && !isNegated && patterns.length > 1 && entry.quantifier === "one";
    if (!isList || parts.length * patterns.length > MOST_PARTS) return;
    parts = parts.flatMap((part) =>
      patterns.map((pattern, i) =>
        part.with(at, { ...constraint, patterns: [pattern], texts: [constraint.texts[i] ?? ""] }),
      ),
    );
  });
  return parts;
}

/** Whether who meets `part` meets `way`: each of its demands follows from one of the part's. */
function holdsIn(part: readonly Constraint[], way: readonly Constraint[]): Inclusion {
  let result: Inclusion = "covered";
  for (const wanted of way) {
    const known = best(part.map((has) => follows(has, wanted)));
    if (known === "wider") return "wider";
    if (known === "undecided") result = "undecided";
  }
  return result;
}

/** Whether `wanted` holds wherever `has` does. */
function follows(has: Constraint, wanted: Constraint): Inclusion {
  if (has.key !== wanted.key) return "wider";
  if (isSame(has, wanted)) return "covered";
  if (wanted.kind === "presence") return followsPresence(has, wanted);
  if (has.kind !== "match" || wanted.kind !== "match") return "undecided";
  if (has.passesAbsent && !wanted.passesAbsent) return "wider";
  const outer = foldedPatterns(wanted, wanted.ignoreCase);
  const inner = foldedPatterns(has, wanted.ignoreCase);
  if (outer === undefined || inner === undefined || (has.ignoreCase && !wanted.ignoreCase)) return "undecided";
  if (wanted.isNegated) {
    if (has.isNegated) return outer.every((text) => inner.some((one) => coversGlob(one, text))) ? "covered" : "wider";
    return inner.every((text) => !outer.some((one) => overlapsGlob(one, text))) ? "covered" : "wider";
  }
  if (has.isNegated) return "wider";
  return inner.every((text) => outer.some((one) => coversGlob(one, text))) ? "covered" : "wider";
}

/** A value that must match has to be there. */
function followsPresence(has: Constraint, wanted: Constraint): Inclusion {
  if (has.kind === "presence" || !wanted.isNegated) return "wider";
  return has.passesAbsent ? "wider" : "covered";
}

function isSame(a: Constraint, b: Constraint): boolean {
  if (a.kind !== b.kind || a.operator !== b.operator || a.isNegated !== b.isNegated) return false;
  const texts = new Set(a.texts);
  return texts.size === new Set(b.texts).size && b.texts.every((text) => texts.has(text));
}

/** Undefined when one of them depends on the request. */
function foldedPatterns({ patterns }: Constraint, ignoreCase: boolean): readonly string[] | undefined {
  const texts = patterns.filter((text) => text !== undefined);
  if (texts.length < patterns.length) return undefined;
  return ignoreCase ? texts.map((text) => text.toLowerCase()) : texts;
}
