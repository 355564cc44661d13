// What comes out of policies, without who decided it.
import { and, type Truth } from "../condition/truth.js";

export interface BareOutcome {
  /** How surely no Deny applies: NO is an explicit deny. */
  readonly spared: Truth;
  /** How surely something allows. */
  readonly allow: Truth;
}

/** How surely the request goes through: something allows it, and nothing denies it. */
export function truthOf({ spared, allow }: BareOutcome): Truth {
  return and(spared, allow);
}
