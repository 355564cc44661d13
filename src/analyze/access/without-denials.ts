// Roles and users without policies by which they are denied something: what they are once they, or others who may act as them, have
// taken those away. A Deny of a service control policy, of a boundary, or in a policy that nobody may take away stays.
import { groupBy } from "../../model/group-by.js";
import { oncePerWord } from "../../model/once.js";
import type { Technique } from "../../model/technique.js";
import { NO, YES } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { type GroupsOf, isPure, type Removal, removalsOf, withoutAll } from "./denials.js";
import type { FreedOne, FreedPart } from "./freed.js";
import { drawFreedByOthers } from "./freed-by-others.js";
import { both, GRANTED, type Judge, type Judgement } from "./judge.js";
import { isCallerFit } from "./technique-frame.js";
import { createUndenying, isUndenying, toUndenied } from "./undenying.js";
import type { GivenToFree } from "./without-boundary.js";

/** Principals that some caller's policies let it rid of a Deny, the removals that come first where that is itself. */
export function readWithoutDenials<T extends { readonly principal: AwsPrincipal }>(given: GivenToFree<T>): FreedPart {
  const { techniques, estate, judge, around } = given;
  const removing = techniques.filter(isUndenying);
  const groups = new Map(estate.groups.map((one) => [one.id, one]));
  const groupsOf: GroupsOf = oncePerWord((id) => around.groupsOf(id).flatMap((group) => groups.get(group) ?? []));
  const undenying = createUndenying(removing, groupsOf, judge);
  const asked = given.callers.filter((one) => undenying.isNamed(one.principal) && !given.isAdmin(one));
  const callers = asked.map(({ principal }) => principal);
  const own = callers.flatMap((one) => (isItself(one) ? freedBySelf(one, removing, groupsOf, judge) : []));
  const others = undenying.targetsOf(callers).map((one): FreedOne => ({ ...one, own: undefined }));
  const found = [...groupBy([...own, ...others], ({ session }) => session.id).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  );
  return {
    found,
    draw(drawing) {
      if (found.length === 0) return;
      for (const principal of callers) undenying.add(principal);
      for (const { session } of found) undenying.add(session);
      for (const group of undenying.groups())
        drawFreedByOthers({ ...group, techniques, around, goes: DENIAL }, drawing);
    },
  };
}

const DENIAL = { what: "policy that denies", others: "policies that deny them something", changes: "denial" } as const;

/** A user or role as it is; no group, no session. */
function isItself({ index, session }: AwsPrincipal): boolean {
  return index >= 0 && session === undefined;
}

interface Step {
  readonly removal: Removal;
  readonly judgement: Judgement;
  readonly technique: string;
}

/**
 * What a principal makes of itself: all policies gone that it may take away and that only deny, one after the other as each lets it;
 * and besides, each that allows something as well.
 */
function freedBySelf(
  principal: AwsPrincipal,
  techniques: readonly Technique[],
  groupsOf: GroupsOf,
  judge: Judge,
): readonly FreedOne[] {
  const { interest } = judge;
  const fit = techniques.filter((technique) => isCallerFit(principal, technique));
  const stepsFrom = (done: readonly Step[], isWanted: (removal: Removal) => boolean): readonly Step[] => {
    const now = withoutAll(
      principal,
      done.map(({ removal }) => removal),
    );
    const labels = new Set(done.map(({ removal }) => removal.label));
    return fit.flatMap(({ id, actions }) =>
      actions.flatMap((action) =>
        removalsOf(now, action, groupsOf, interest)
          .filter((removal) => !labels.has(removal.label) && isWanted(removal))
          .map((removal) => ({ removal, judgement: judgeStep(now, action.action, removal, judge), technique: id }))
          .filter(({ judgement }) => judgement.truth !== NO),
      ),
    );
  };
  const pure = (removal: Removal): boolean => isPure(removal, interest);
  const steps: Step[] = [];
  // one that is unsure makes what follows unsure: those that are sure come first
  for (const isSure of [true, false]) {
    if (!isSure && steps.length > 0) break;
    for (let next: Step | undefined; ; steps.push(next)) {
      next = stepsFrom(steps, pure).find(({ judgement }) => !isSure || judgement.truth === YES);
      if (next === undefined) break;
    }
  }
  const mixed = stepsFrom(steps, (removal) => !pure(removal)).map((step) => [...steps, step]);
  return [...(steps.length > 0 ? [steps] : []), ...mixed].map((done) => toFreed(principal, done));
}

function judgeStep(principal: AwsPrincipal, action: string, removal: Removal, judge: Judge): Judgement {
  const { resource, context } = removal;
  return judge.ask(principal, { action, resource, context });
}

function toFreed(principal: AwsPrincipal, steps: readonly Step[]): FreedOne {
  const judgement = steps.map((step) => step.judgement).reduce(both, GRANTED);
  const removals = steps.map(({ removal }) => removal);
  return { ...toUndenied(principal, removals), own: { judgement, technique: steps[0]?.technique ?? "" } };
}
