// How sure an edge is by what its conditions came to.
import type { ConditionState } from "../model/words.js";

/** Confidence of an edge by the state of its conditions, 0 to 1, where nothing else is known of it. */
export const CONFIDENCE: { readonly [state in ConditionState]: number } = {
  none: 1,
  met: 1,
  "attacker-settable": 1,
  "needs-actor": 0.6,
  unknown: 0.6,
  blocked: 0,
};
