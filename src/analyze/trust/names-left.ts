// What a trust leaves of a name that stands at the end of a claim: the branch, tag or ref of a run.
import { matchesGlob, ONE, ONE_IN_FIELD, STAR, STAR_IN_FIELD, toGlob } from "../aws/policy/glob.js";
import type { Constraint } from "./constraint.js";
import type { TrustConditions, TrustContext } from "./evaluate-trust.js";
import type { Template } from "./template.js";

const WILD: { readonly [compiled: string]: string } = {
  [STAR]: "*",
  [STAR_IN_FIELD]: "*",
  [ONE]: "?",
  [ONE_IN_FIELD]: "?",
};
/** Git allows none of these in a name (git check-ref-format). */
const NO_NAME = /[:~^\\[\s]/;

/**
 * Globs (`*` any text, slashes too) over the values of the hole that the conditions let in; undefined where that is any of them, or
 * cannot be said so. What they exclude is not taken away.
 */
export function namesLeft(
  { alternatives }: TrustConditions,
  context: TrustContext,
  hole: string,
): readonly string[] | undefined {
  const left = alternatives.map((constraints) => leftByAll(constraints, context, hole));
  return left.some((names) => names === undefined) ? undefined : [...new Set(left.flatMap((names) => names ?? []))];
}

/** All of them hold: what one leaves is enough to know. */
function leftByAll(
  constraints: readonly Constraint[],
  context: TrustContext,
  hole: string,
): readonly string[] | undefined {
  for (const constraint of constraints) {
    if (constraint.kind !== "match" || constraint.isNegated || constraint.passesAbsent || constraint.ignoreCase)
      continue;
    const role = context.keyRole(constraint.key);
    if (role.role !== "claim" || role.isOptional) continue;
    const left = constraint.patterns.map((pattern) =>
      pattern === undefined ? undefined : leftBy(pattern, role.template, hole),
    );
    if (left.every((names) => names !== undefined)) return left.flatMap((names) => names ?? []);
  }
  return undefined;
}

/** In: a compiled pattern. Where a `*` may end before the hole or within it, each way is one glob. */
function leftBy(pattern: string, { parts, holes }: Template, hole: string): readonly string[] | undefined {
  const last = parts.at(-1);
  if (holes.length !== 1 || last === undefined || !("hole" in last) || last.hole !== hole) return undefined;
  const fixed = parts.map((part) => ("fixed" in part ? part.fixed : "")).join("");
  const globs: string[] = [];
  for (let end = 0; end <= pattern.length; end++) {
    if (!matchesGlob(toGlob(pattern.slice(0, end)), fixed)) continue;
    const rest = pattern.slice(end);
    const glob = Array.from(pattern[end - 1] === STAR ? STAR + rest : rest, (one) => WILD[one] ?? one).join("");
    if (/^\*+$/.test(glob)) return undefined;
    if (glob !== "" && !NO_NAME.test(glob)) globs.push(glob);
  }
  return globs;
}
