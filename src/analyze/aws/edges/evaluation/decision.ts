// How surely something can be done, in the words of edges: state, condition, where it was read; and how several such go together.
import type { ConditionState } from "../../../../model/words.js";
import { CONFIDENCE } from "../../../confidence.js";
import { AWAITS, and, NO, STATES, type Truth, UNKNOWN, YES } from "../../condition/truth.js";
import type { AccessRequest } from "../../evaluate/target.js";

export interface Judgement {
  readonly truth: Truth;
  readonly state: ConditionState;
  /** Why the state is what it is; undefined when nothing had to be decided. */
  readonly condition: string | undefined;
  /** Statements that decided, as `<policy>#<index>`. */
  readonly because: readonly string[];
}

/** What nothing stands in the way of. */
export const GRANTED: Judgement = { truth: YES, state: "none", condition: undefined, because: [] };

/** What cannot be done. */
export const NEVER: Judgement = { truth: NO, state: "blocked", condition: undefined, because: [] };

export type Context = NonNullable<AccessRequest["context"]>;

/** Id of a statement of a policy, inline policy or trust policy; of the whole document when the index is not known. */
export function toStatementId(policy: string, statement: number | null | undefined): string {
  return statement === null || statement === undefined ? policy : `${policy}#${statement}`;
}

/** Id of all that a principal is allowed, where no single statement decides. */
export function toPermissionsId(principal: string): string {
  return `${principal}#permissions`;
}

/** Id of the trust policy of a role. */
export function toTrustId(role: string): string {
  return `${role}#trust`;
}

/** The surest of several ways, the first of those that are alike. Behind one that nothing stands in the way of none is judged. */
export function surest<T>(ways: Iterable<T>, judge: (way: T) => Judgement): Judgement {
  let best = NEVER;
  for (const one of ways) {
    const way = judge(one);
    if (way.truth < best.truth) best = way;
    if (best.state === "none") break;
  }
  return best;
}

/** Both have to hold. */
export function both(a: Judgement, b: Judgement): Judgement {
  const truth = and(a.truth, b.truth);
  const isPlain = a.state === "none" && b.state === "none";
  const conditions = [...new Set([a, b].flatMap(({ condition }) => condition ?? []))];
  return {
    truth,
    state: isPlain ? "none" : STATES[truth],
    condition: conditions.length > 0 ? conditions.join("; ") : undefined,
    because: [...new Set([...a.because, ...b.because])],
  };
}

/** What can be done once something else is, which can be. */
export function after(condition: string): Judgement {
  return { ...GRANTED, state: "met", condition };
}

/** Something that could not be read or is not known to be so. */
export function uncertain(condition: string): Judgement {
  return { truth: UNKNOWN, state: "unknown", condition, because: [] };
}

/** Confidence of an edge: none of its own where another person has to let the source. */
export function confidenceOf({ truth, state }: Judgement): number {
  return truth === AWAITS ? 0 : CONFIDENCE[state];
}
