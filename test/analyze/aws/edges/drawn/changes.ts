// Changes of a plan by which nobody may gain: a Deny more, a grant less, a boundary or a narrower control policy.
import fc from "fast-check";
import { arn, type Scene } from "../scene.js";
import { statement } from "./draw.js";
import { ORIGINALS } from "./names.js";
import type { Plan, PlanStatement } from "./plan.js";
import { addOwn } from "./rewriting.js";
import { ALL, type Statement } from "./statements.js";
import { TRUST_DENIALS, WHOM } from "./trusts.js";

/** What to do to a plan: in which kind of list, in which one of them, and with which statement. */
export interface Change {
  readonly place: number;
  readonly at: number;
  readonly statement: PlanStatement;
}

/** Kinds of lists of statements that a plan has. */
const LISTS = ["inline", "groups", "managed", "boundaries", "scp", "rcp", "guarded", "sessions"] as const;
/** Those, and trusts. */
const PLACES = LISTS.length;

/** What may be done to any plan. */
export const changes: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(PLACES),
  at: fc.nat(60),
  statement: statement(50),
});

function listsOf(plan: Plan, place: number) {
  const name = LISTS[place % LISTS.length] ?? "inline";
  const lists: readonly (readonly PlanStatement[])[] =
    name === "inline" ? plan.holders.map(({ inline }) => inline) : plan[name];
  const put = (at: number, list: readonly PlanStatement[]): Plan =>
    name === "inline"
      ? { ...plan, holders: plan.holders.map((one, n) => (n === at ? { ...one, inline: list } : one)) }
      : { ...plan, [name]: lists.map((one, n) => (n === at ? list : one)) };
  return { name, lists, put };
}

/** The plan with one Deny more; undefined where that is not all that changes. */
export function withDenial(plan: Plan, { place, at, statement }: Change): Plan | undefined {
  const { name, lists, put } = listsOf(plan, place);
  const index = at % lists.length;
  const list = lists[index] ?? [];
  // a session without a policy is none, and one with a Deny alone would be new
  if (name === "sessions" && list.length === 0) return undefined;
  return put(index, [...list, { ...statement, isDeny: true, ...(name === "guarded" && { whom: at % WHOM.length }) }]);
}

/** The plan with one Allow, or the trusts of a role but one, taken away; undefined where that is not all that changes. */
export function withoutGrant(plan: Plan, { place, at, statement: { actions } }: Change): Plan | undefined {
  if (place === PLACES) {
    const index = at % plan.trusts.length;
    const trusts = plan.trusts.map((list, n) =>
      n === index ? list.filter((one, k) => k > 0 || TRUST_DENIALS.has(one)) : list,
    );
    return { ...plan, trusts };
  }
  const { name, lists, put } = listsOf(plan, place);
  const index = at % lists.length;
  const list = lists[index] ?? [];
  const left = list.filter((one, n) => one.isDeny || n !== actions % list.length);
  return name === "sessions" && left.length === 0 ? undefined : put(index, left);
}

/** The plan with a boundary for one who has none. */
export function withBoundary(plan: Plan, { place, at }: Change): Plan {
  const holders = plan.holders.map((one, n) =>
    n === at % plan.holders.length && one.boundary === 0 ? { ...one, boundary: 1 + (place % 2) } : one,
  );
  return { ...plan, holders };
}

/** The plan with a service control policy that allows some actions in place of one that allows all. */
export function withCeiling(plan: Plan, { at, statement: { actions } }: Change): Plan {
  const ceilings = plan.ceilings.map((one, n) => (n === at % plan.ceilings.length ? (one ?? actions) : one));
  return { ...plan, ceilings };
}

/** A Deny about somebody who is not there: who holds it is looked at by itself. */
const OF_NOBODY: Statement = {
  ...ALL,
  Effect: "Deny",
  Condition: { ArnEquals: { "aws:PrincipalArn": arn("role/nobody") } },
};

/** The scene with one more policy for each principal, which says nothing and is of none but it. */
export function apart(scene: Scene): Scene {
  for (const holder of ORIGINALS) addOwn(scene, holder, "zz-apart", [OF_NOBODY]);
  return scene;
}
