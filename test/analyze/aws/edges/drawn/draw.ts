// Draws plans of estates: mostly small policies, of which few deny, so that there is something to look at.
import fc from "fast-check";
import { TAGS } from "./holders.js";
import { GUARDED, PRINCIPALS, ROLES, RUNNING } from "./names.js";
import type { Plan, PlanHolder, PlanStatement } from "./plan.js";
import { CONDITIONS, FREE, RESOURCE_LISTS } from "./statements.js";
import { TRUSTS, WHOM } from "./trusts.js";

const PLENTY = 2000;
/** Of a hundred statements so many deny, most of them on a condition: a Deny of all leaves nothing to look at. */
export const statement = (denials: number): fc.Arbitrary<PlanStatement> =>
  fc.nat(99).chain((n) =>
    fc.record({
      isDeny: fc.constant(n < denials),
      actions: fc.nat(PLENTY),
      resources: fc.nat(RESOURCE_LISTS.length - 1),
      form: fc.nat(19).map((form) => (form <= 2 ? form : 0)),
      condition:
        n < denials ? fc.integer({ min: FREE - 4, max: CONDITIONS.length - 1 }) : fc.nat(CONDITIONS.length - 1),
    }),
  );

/** At most so many of them, and mostly fewer. */
const few = <T>(one: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> => fc.array(one, { maxLength });
const each = <T>(count: number, one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(one, { minLength: count, maxLength: count });

const EVERYTHING: PlanStatement = { isDeny: false, actions: 0, resources: 0, condition: 0, form: 0 };

const holder: fc.Arbitrary<PlanHolder> = fc.record({
  // most hold nothing of their own: those who hold the same are answered for together
  inline: fc.tuple(fc.nat(2), few(statement(20), 2)).map(([n, list]) => (n === 0 ? list : [])),
  managed: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 2 }),
  groups: fc.uniqueArray(fc.nat(1), { maxLength: 2 }),
  boundary: fc.nat(9).map((n) => (n <= 2 ? n : 0)),
  tags: fc.nat(TAGS.length - 1),
  mfa: fc.nat(2),
});

/** Statements of a control policy beside the one that allows all: mostly none, for a Deny of much leaves nothing to look at. */
const controls = fc
  .tuple(fc.nat(2), few(statement(100), 2))
  .map(([n, list]) => (n === 0 ? list : list.slice(0, n === 1 ? 1 : 0)));

export const plans: fc.Arbitrary<Plan> = fc.record({
  holders: each(PRINCIPALS.length, holder),
  groups: each(2, few(statement(15), 2)),
  managed: each(3, fc.array(statement(12), { minLength: 2, maxLength: 4 })),
  boundaries: fc
    .tuple(fc.array(statement(10), { minLength: 1, maxLength: 3 }), few(statement(100), 2))
    .map(([narrow, denials]) => [narrow, [EVERYTHING, ...denials]]),
  trusts: each(ROLES.length, fc.array(fc.nat(TRUSTS.length - 1), { minLength: 1, maxLength: 3 })),
  scp: each(3, controls),
  rcp: each(3, controls),
  guarded: each(
    GUARDED.length,
    few(
      fc.tuple(statement(30), fc.nat(WHOM.length - 1)).map(([one, whom]) => ({ ...one, whom })),
      2,
    ),
  ),
  grants: few(fc.record({ to: fc.nat(PRINCIPALS.length - 1), makes: fc.boolean() }), 2),
  sessions: each(2, few(statement(15), 2)),
  runs: each(RUNNING.length, fc.nat(ROLES.length - 1)),
  ceilings: each(
    3,
    fc.nat(PLENTY).map((n) => (n % 12 === 0 ? n : undefined)),
  ),
});
