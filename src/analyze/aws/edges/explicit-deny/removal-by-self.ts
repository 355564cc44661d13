// What a role or user rids itself of, one thing after the other as each lets it: policies that deny, its boundary.
import type { Technique } from "../../../../model/technique.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { both, GRANTED, type Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { judgeUnbinding } from "../permissions-boundary/without-boundary.js";
import { isCallerFit } from "../techniques/frame.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";
import { type Holdings, isPure, removalsOf, unbound, withoutAll } from "./denying-policies.js";
import type { Removal } from "./removal-request.js";
import type { FreedOne } from "./removal-sessions.js";
import { toReleased } from "./unrestricted-session.js";

export interface SelfFrame {
  /** Techniques of one action by which a Deny goes, and those by which a boundary does. */
  readonly removing: readonly Technique[];
  readonly unbinding: readonly Technique[];
  readonly holdings: Holdings;
  readonly judge: Judge;
}

interface Step {
  readonly removal: Removal;
  readonly judgement: Judgement;
  readonly technique: string;
}

/**
 * What a principal, some things gone already, makes of itself: all gone that it may take away and by which nothing is lost; and
 * besides, each policy that allows something as well, and each other version of one.
 */
export function freedBySelf(of: AwsPrincipal, gone: readonly Removal[], frame: SelfFrame): readonly FreedOne[] {
  const pure = (removal: Removal): boolean => isPure(removal, frame.judge.interest);
  const stepsFrom = (done: readonly Step[], isWanted: (removal: Removal) => boolean): readonly Step[] =>
    nextSteps(of, [...gone, ...done.map(({ removal }) => removal)], isWanted, frame);
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
  const from = gone.length === 0 ? of.id : toReleased(of, gone).session.id;
  return [...(steps.length > 0 ? [steps] : []), ...mixed].map((done) => {
    const judgement = done.map((step) => step.judgement).reduce(both, GRANTED);
    const own = { from, judgement, technique: done[0]?.technique ?? "" };
    return { ...toReleased(of, [...gone, ...done.map(({ removal }) => removal)]), own };
  });
}

function nextSteps(
  of: AwsPrincipal,
  gone: readonly Removal[],
  isWanted: (removal: Removal) => boolean,
  { removing, unbinding, holdings, judge }: SelfFrame,
): readonly Step[] {
  const now = withoutAll(of, gone);
  const labels = new Set(gone.map(({ label }) => label));
  const exchanged = new Set(gone.flatMap(({ instead }) => instead?.id ?? []));
  const isNew = ({ label, policies }: Removal) => !labels.has(label) && !policies.some(({ id }) => exchanged.has(id));
  const denials = removing
    .filter((technique) => isCallerFit(now, technique))
    .flatMap(({ id, actions }) =>
      actions.flatMap((action) =>
        removalsOf(now, action, holdings, judge.interest)
          .filter((removal) => isNew(removal) && isWanted(removal))
          .map((removal) => ({ removal, judgement: judgeStep(now, action.action, removal, judge), technique: id }))
          .filter(({ judgement }) => judgement.truth !== NO),
      ),
    );
  const removal = unbound(of);
  const boundary = isBoundaryOpen(now) || !isWanted(removal) ? undefined : judgeUnbinding(now, unbinding, judge);
  return [...denials, ...(boundary ? [{ ...boundary, removal }] : [])];
}

function judgeStep(principal: AwsPrincipal, action: string, removal: Removal, judge: Judge): Judgement {
  const { resource, context } = removal;
  return judge.ask(principal, { action, resource, context });
}
