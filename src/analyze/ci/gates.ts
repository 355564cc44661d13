// Gates: what stands between somebody and code that runs in a context, and how several of them come together.
import { awaitsAnother, isStopped } from "../../model/standing.js";
import type { ConditionState } from "../../model/words.js";

export interface Gate {
  readonly state: ConditionState;
  readonly condition?: string;
  /** By the state when left out; 0 of an approval that only others give. */
  readonly confidence?: number;
}

/** Another person has to approve: whoever is asked about does not get through alone. */
export function approvalOfOthers(condition: string): Gate {
  return { state: "needs-actor", condition, confidence: 0 };
}

/** Whether nobody gets through alone: it is forbidden, or others have to approve. */
export function isShut({ state, confidence = 1 }: Gate): boolean {
  return isStopped({ state, confidence });
}

/** Nothing stands in the way. */
export const OPEN: Gate = { state: "none" };

const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

function rank(gate: Gate): number {
  // that others have to approve is known, and closes more than what nobody read
  return ORDER.indexOf(gate.state) + (awaitsAnother({ confidence: 1, ...gate }) ? 1.5 : 0);
}

/** Where something is open behind a gate, less is sure by this much. */
const WHERE_OPEN = 0.6;

/**
 * The part of an edge that says how somebody gets through a gate: for a reason, and how surely where nothing is open, and where
 * something is.
 */
export function through(
  gate: Gate,
  reason: string,
  confidence: number,
  whereOpen = confidence * WHERE_OPEN,
): Required<Gate> {
  const isOpen = gate.state === "none" || gate.state === "met";
  return {
    state: isOpen ? "met" : gate.state,
    condition: [reason, gate.condition].filter((text) => text !== undefined).join("; "),
    confidence: isShut(gate) ? 0 : isOpen ? confidence : whereOpen,
  };
}

/** Both stand in the way. */
export function worse(a: Gate, b: Gate): Gate {
  const [first, second] = rank(a) >= rank(b) ? [a, b] : [b, a];
  if (first.state === "blocked" || second.state === "none") return first;
  const conditions = [first.condition, second.condition].filter((text) => text !== undefined);
  return { ...first, condition: conditions.join("; ") };
}

/** Either way will do; nothing to choose from is no way. */
export function best(gates: readonly Gate[]): Gate {
  const [first, ...others] = gates;
  if (first === undefined) return { state: "blocked", condition: "no branch may use it" };
  return others.reduce((found, gate) => (rank(gate) < rank(found) ? gate : found), first);
}

/** Whether one lets more people through than the other. */
export function isEasier(one: Gate, other: Gate): boolean {
  return rank(one) < rank(other);
}

/** What the approval of another person opens. */
const REVIEWS: ReadonlySet<string> = new Set(["pull_request_reviews", "ruleset_reviews"]);

/** Whether what stops a push is a review, which another person gives. */
export function isReview(gate: string): boolean {
  return REVIEWS.has(gate);
}
