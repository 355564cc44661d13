// Roles and users that are given everything within the permissions boundary that caps them: what they are once they have given it to
// themselves, or others have who may act as them. A boundary "sets the maximum permissions", and what an identity policy gives below it
// counts; an explicit Deny in another policy of theirs, or of the organisation, still holds:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import type { Technique } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { withWholePolicies } from "../escalation/attach-full-access.js";
import { createRaisedResources, isRaising } from "../escalation/escalation-by-other.js";
import { createGift } from "../escalation/full-access-grant.js";
import { createChanging } from "../escalation/principal-changers.js";
import { judgeRaising } from "../escalation/self-escalation.js";
import { drawFreedByOthers, type Going } from "../explicit-deny/removal-by-other.js";
import type { Removal } from "../explicit-deny/removal-request.js";
import { eachOnce, type FreedOne, type FreedPart } from "../explicit-deny/removal-sessions.js";
import { toReleased } from "../explicit-deny/unrestricted-session.js";
import { maskOf, type TechniqueFrame } from "../techniques/frame.js";
import { isCapped } from "../techniques/target-requirements.js";
import { allowedBy } from "../trust/assume-role.js";
import type { GivenToFree } from "./without-boundary.js";

const GIVEN: Going = {
  first: "what it acts as first gets all that its permissions boundary lets through",
  others: "with all that their boundaries let through",
  word: "within boundary",
  changes: undefined,
};

/** In: those that are rid of something, who may give themselves everything as well. Out: those with all that their boundaries let through. */
export function readWithinBoundary<T extends { readonly principal: AwsPrincipal }>(
  { techniques, estate, judge: asked, around, callers, isAdmin }: GivenToFree<T>,
  earlier: readonly FreedOne[],
): FreedPart {
  const raising = techniques.filter(isRaising);
  const judge = withWholePolicies(asked);
  const principals = raising.length === 0 ? [] : estate.principals.filter(isGivable);
  const giving = createChanging(raising, { word: "give", principals, resources: createRaisedResources(around) }, judge);
  if (!giving.isAny) return { found: [], draw() {} };
  const givers = callers.flatMap((one) => (giving.isNamed(one.principal) && !isAdmin(one) ? [one.principal] : []));
  const gift = createGift(judge);
  const give = (of: AwsPrincipal, gone: readonly Removal[]): FreedOne => {
    const now = gone.length === 0 ? of : toReleased(of, gone).session;
    const own = judgeGiving(now, raising, { judge, around });
    return { ...toReleased(of, [...gone, gift(now)]), own };
  };
  const freed = new Map(earlier.filter(({ session }) => isCapped(session)).map((one) => [one.session.id, one]));
  const further = [...freed.values()].flatMap(({ of, session, removals }) => {
    const one = giving.isNamed(session) ? give(of, removals) : undefined;
    return one?.own === undefined ? [] : [one];
  });
  const targets = new Map<string, FreedOne>();
  // what is given may be enough to give others something
  for (let next = [...givers, ...further.map(({ session }) => session)]; next.length > 0; ) {
    const found = giving.targetsOf(next).filter(({ id }) => !targets.has(id));
    const made = found.map((one) => give(one, []));
    for (const one of made) targets.set(one.of.id, one);
    next = made.map(({ session }) => session);
  }
  const free = new Map([...targets].map(([id, { session }]) => [id, session]));
  return {
    found: [...targets.values(), ...further],
    draw(drawing, all) {
      for (const one of eachOnce([...givers, ...all])) giving.add(one);
      drawFreedByOthers({ groups: giving.groups(), free, techniques, around, goes: GIVEN }, drawing);
    },
  };
}

function isGivable(principal: AwsPrincipal): boolean {
  return principal.kind !== "root" && !principal.isServiceLinked && isCapped(principal);
}

/** How surely, and by which technique, a principal gives itself everything; undefined where it does not. */
function judgeGiving(
  principal: AwsPrincipal,
  raising: readonly Technique[],
  frame: Pick<TechniqueFrame, "judge" | "around">,
): FreedOne["own"] {
  const { interest } = frame.judge;
  const within = principal.boundary === undefined ? interest.all : interest.allowedBy(principal.boundary.policy);
  const mask = allowedBy(principal.policies, interest) & within;
  let best: FreedOne["own"];
  for (const technique of raising) {
    const needed = maskOf(technique, frame.judge);
    if ((mask & needed) !== needed) continue;
    const judgement = judgeRaising(principal, technique, frame);
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { from: principal.id, judgement, technique: technique.id };
  }
  return best;
}
