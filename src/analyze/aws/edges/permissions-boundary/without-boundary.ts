// Roles and users without the permissions boundary that limits them: what they are once they, or others who may act as them, have taken
// it off, replaced or rewritten it.
import type { Technique } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { judgeChanging } from "../escalation/self-escalation.js";
import { GRANTED } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { type Holdings, unbound } from "../explicit-deny/denying-policies.js";
import { drawFreedByOthers, type Going } from "../explicit-deny/removal-by-other.js";
import { eachOnce, type FreedOne, type FreedPart } from "../explicit-deny/removal-sessions.js";
import { toReleased } from "../explicit-deny/unrestricted-session.js";
import type { Surroundings } from "../techniques/account-inventory.js";
import { changesBoundaryPolicy, isCallerFit, maskOf } from "../techniques/frame.js";
import { createUnbinding, isUnbinding } from "./boundary-removers.js";

export interface GivenToFree<T extends { readonly principal: AwsPrincipal }> {
  readonly techniques: readonly Technique[];
  readonly estate: Estate;
  readonly judge: Judge;
  readonly around: Surroundings;
  readonly holdings: Holdings;
  readonly callers: readonly T[];
  /** Who controls the account anyway is not asked. */
  readonly isAdmin: (caller: T) => boolean;
}

/** Principals of the estate whose boundary some caller's policies let it take off, the surest technique where that is itself. */
export function readWithoutBoundary<T extends { readonly principal: AwsPrincipal }>(given: GivenToFree<T>): FreedPart {
  const { techniques, estate, judge, around } = given;
  const freeing = techniques.filter(isUnbinding);
  const unbinding = createUnbinding(freeing, estate, judge);
  const asked = unbinding.isAny
    ? given.callers.filter((one) => unbinding.isNamed(one.principal) && !given.isAdmin(one))
    : [];
  const found = unbinding.targetsOf(asked.map(({ principal }) => principal)).map((of): FreedOne => {
    const own = judgeUnbinding(of, freeing, judge);
    return { ...toReleased(of, [unbound(of)]), own: own && { ...own, from: of.id } };
  });
  const free = new Map(found.map(({ of, session }) => [of.id, session]));
  return {
    found,
    draw(drawing, all) {
      if (found.length === 0) return;
      for (const one of eachOnce([...asked.map(({ principal }) => principal), ...all])) unbinding.add(one);
      drawFreedByOthers({ groups: unbinding.groups(), free, techniques, around, goes: BOUNDARY }, drawing);
    },
  };
}

export const BOUNDARY: Going = {
  first: "its permissions boundary goes first",
  others: "without their boundaries",
  word: "without boundary",
  changes: "boundary",
};

/** How surely, and by which technique, a principal is rid of its own boundary; undefined where it is not. */
export function judgeUnbinding(
  principal: AwsPrincipal,
  techniques: readonly Technique[],
  judge: Judge,
): Pick<NonNullable<FreedOne["own"]>, "judgement" | "technique"> | undefined {
  let best: ReturnType<typeof judgeUnbinding>;
  for (const technique of techniques) {
    if (!isCallerFit(principal, technique) || !mayBe(principal, technique, judge)) continue;
    const resource = changesBoundaryPolicy(technique) ? (principal.boundary?.id ?? "") : principal.id;
    const judgement = judgeChanging(principal, principal, technique, {
      judge,
      changes: { of: () => [{ resource, judgement: GRANTED }] },
    });
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { judgement, technique: technique.id };
  }
  return best;
}

/** Whether its policies and its boundary name the actions at all. */
function mayBe({ policies, boundary }: AwsPrincipal, technique: Technique, judge: Judge): boolean {
  const needed = maskOf(technique, judge);
  if (boundary !== undefined && (judge.interest.allowedBy(boundary.policy) & needed) !== needed) return false;
  return policies.some(({ policy }) => (judge.interest.allowedBy(policy) & needed) !== 0n);
}
