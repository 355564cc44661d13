// Three-valued truth with the reason for the middle: who or what decides. Pure arithmetic on a ladder of six steps.
import type { ConditionState } from "../../../model/words.js";

/**
 * How surely something holds: 0 yes; 1 if the caller chooses so (attacker-settable); 2 if a person acts; 3 cannot be told; 4 only
 * if another person lets the caller; 5 no.
 * The order makes "and" the larger and "or" the smaller of two.
 */
export type Truth = 0 | 1 | 2 | 3 | 4 | 5;

export const YES = 0 satisfies Truth;
export const SETTABLE = 1 satisfies Truth;
export const ACTOR = 2 satisfies Truth;
export const UNKNOWN = 3 satisfies Truth;
export const AWAITS = 4 satisfies Truth;
export const NO = 5 satisfies Truth;

/** State of what holds so surely, where conditions were in play. */
export const STATES: { readonly [truth in Truth]: ConditionState } = {
  0: "met",
  1: "attacker-settable",
  2: "needs-actor",
  3: "unknown",
  4: "needs-actor",
  5: "blocked",
};

/** Both hold: as surely as the less sure of the two. */
export function and(a: Truth, b: Truth): Truth {
  return a > b ? a : b;
}

/** Either holds: as surely as the surer of the two. */
export function or(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

/** What the caller may choose, it may also avoid: only yes and no change places. */
export function not(a: Truth): Truth {
  if (a === YES) return NO;
  return a === NO ? YES : a;
}

/** Yes or no, without a middle. */
export function toTruth(holds: boolean): Truth {
  return holds ? YES : NO;
}
