// Who may take off, replace or rewrite the permissions boundary of a role or user, and whose: callers who hold the same statements
// together, so that nobody is asked about every pair.
import type { Technique, TechniqueAction } from "../../model/technique.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { allowedBy } from "./assume.js";
import { type ChangeGroup, changedBy, isOwnPolicy, toChangeGroups, toChangeWay } from "./change-groups.js";
import { GRANTED, type Judge } from "./judge.js";
import { isBoundaryOpen } from "./target-facts.js";

export interface Unbinding {
  /** Whether some boundary limits somebody. */
  readonly isAnyLimited: boolean;
  /** Whether the policies of the caller name an action that changes boundaries. */
  isNamed(caller: AwsPrincipal): boolean;
  /** Principals whose boundaries the callers' policies may let them change, conditions and the callers' own boundaries apart. */
  targetsOf(callers: readonly AwsPrincipal[]): readonly AwsPrincipal[];
  add(caller: AwsPrincipal): void;
  /** What the callers added may do; once all are. */
  groups(): readonly ChangeGroup[];
}

/** Whether a technique is one action by which a caller loses its own boundary; the same action rids others of theirs. */
export function isUnbinding({ target, changes, actions }: Technique): boolean {
  return target === "self" && changes === "boundary" && actions.length === 1;
}

/** `techniques`: those of which `isUnbinding` holds. */
export function createUnbinding(techniques: readonly Technique[], estate: Estate, judge: Judge): Unbinding {
  const { interest } = judge;
  const limited = techniques.length === 0 ? [] : estate.principals.filter(isLimited);
  const changeable = { word: "free", principals: limited, resources: resourcesOf };
  const ways = limited.length === 0 ? [] : techniques.flatMap((one) => toChangeWay(one, changeable, judge));
  const bits = ways.reduce((mask, { bit }) => mask | bit, 0n);
  return {
    isAnyLimited: limited.length > 0,
    isNamed: ({ policies }) => (allowedBy(policies, interest) & bits) !== 0n,
    targetsOf: (callers) => [...changedBy(callers, ways, judge)].sort((a, b) => a.index - b.index),
    add(principal) {
      for (const { mechanism } of ways) mechanism.add({ principal, judgement: GRANTED });
    },
    groups: () => ways.flatMap(toChangeGroups),
  };
}

/** Roles and users of which a boundary takes away something. */
function isLimited(principal: AwsPrincipal): boolean {
  const { boundary, kind, isServiceLinked } = principal;
  return boundary !== undefined && kind !== "root" && !isServiceLinked && !isBoundaryOpen(principal);
}

/** The principal whose boundary goes with it, or the policy that it is. */
function resourcesOf({ id, boundary }: AwsPrincipal, on: TechniqueAction["on"]): readonly string[] {
  if (on !== "target-boundary") return [id];
  return boundary !== undefined && isOwnPolicy(boundary.id) ? [boundary.id] : [];
}
