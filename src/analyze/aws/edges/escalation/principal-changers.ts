// Who may change principals of some kind, by techniques of one action each, and whose: callers who hold the same statements together, so
// that nobody is asked about every pair.
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import { GRANTED } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import {
  type Changeable,
  type ChangeGroup,
  changedBy,
  toChangeGroups,
  toChangeWay,
} from "../similarity/change-groups.js";
import { allowedBy } from "../trust/assume-role.js";

export interface Changing {
  /** Whether anybody can be changed so. */
  readonly isAny: boolean;
  /** Whether the policies of the caller name such an action. */
  isNamed(caller: AwsPrincipal): boolean;
  /** Principals that the callers' policies may let them change, conditions and the callers' own boundaries apart. */
  targetsOf(callers: readonly AwsPrincipal[]): readonly AwsPrincipal[];
  add(caller: AwsPrincipal): void;
  /** What the callers added may do; once all are. */
  groups(): readonly ChangeGroup[];
}

/** In: techniques of one action, and what is changed of whom; nothing where there is nobody to change. */
export function createChanging(techniques: readonly Technique[], changeable: Changeable, judge: Judge): Changing {
  const { principals } = changeable;
  const ways = principals.length === 0 ? [] : techniques.flatMap((one) => toChangeWay(one, changeable, judge));
  const bits = ways.reduce((mask, { bit }) => mask | bit, 0n);
  return {
    isAny: ways.length > 0,
    isNamed: ({ policies }) => (allowedBy(policies, judge.interest) & bits) !== 0n,
    targetsOf: (callers) => [...changedBy(callers, ways, judge)].sort((a, b) => a.index - b.index),
    add(principal) {
      for (const { mechanism } of ways) mechanism.add({ principal, judgement: GRANTED });
    },
    groups: () => ways.flatMap(toChangeGroups),
  };
}
