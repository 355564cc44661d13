// From an outcome to the answer people and programs get.
import type { ConditionState } from "../../../model/words.js";
import { ACTOR, NO, STATES, type Truth, YES } from "../condition/truth.js";
import type { Layer, Outcome } from "./decide.js";
import { type BareOutcome, truthOf } from "./outcome.js";
import type { PreparedRequest } from "./request.js";

export type Verdict = "allowed" | "implicit-deny" | "explicit-deny" | "unknown";

/** Which statement decided; null where a document as a whole did, or where nothing allows. */
export interface DecidedBy {
  readonly layer: Layer;
  readonly policy: string | null;
  readonly statement: number | null;
  readonly sid: string | null;
}

export interface Answer {
  readonly verdict: Verdict;
  /** State of the conditions in play: `none` when there were none. */
  readonly state: ConditionState;
  readonly decidedBy: DecidedBy;
  /** Condition keys that could not be decided, with the reason, sorted; empty when the verdict rests on none. */
  readonly openKeys: readonly string[];
  /** What was taken as given because it was not read. */
  readonly assumptions: readonly string[];
  /** Access point by way of which it is so; undefined for what is asked for itself. */
  readonly accessPoint?: string;
}

/** Verdict of an outcome: what the caller can choose counts as allowed, what a person has to do or nobody can tell as unknown. */
export function verdictOf(outcome: BareOutcome): Verdict {
  if (outcome.spared === NO) return "explicit-deny";
  if (outcome.allow === NO) return "implicit-deny";
  return truthOf(outcome) >= ACTOR ? "unknown" : "allowed";
}

/** The answer with the statement that decided, and with the keys that are open where the verdict rests on one. */
export function toAnswer(outcome: Outcome, prepared: PreparedRequest): Answer {
  const { layer, place } = outcome.decision;
  const truth = truthOf(outcome);
  const parts = partsOf(prepared);
  const openKeys = parts.flatMap(({ keys }) => [...keys.open].map(([key, { why }]) => `${key}: ${why}`));
  const isOpen = truth !== YES && truth !== NO;
  return {
    verdict: verdictOf(outcome),
    state: truth === YES && !parts.some(({ keys }) => keys.wasAsked()) ? "none" : STATES[truth],
    decidedBy: { layer, policy: place?.policy ?? null, statement: place?.statement ?? null, sid: place?.sid ?? null },
    openKeys: isOpen ? [...new Set(openKeys)].sort() : [],
    assumptions: [...new Set(parts.flatMap((part) => assumptionsOf(part, truth)))],
  };
}

/** The request, and what it is behind an access point. */
function partsOf(prepared: PreparedRequest): readonly PreparedRequest[] {
  return [prepared, ...prepared.behind.flatMap((one) => one ?? [])];
}

function assumptionsOf({ assumptions, unreadLimits }: PreparedRequest, truth: Truth): readonly string[] {
  return truth === NO ? assumptions : [...assumptions, ...unreadLimits];
}
