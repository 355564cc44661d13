// Callers who raise their own rights: an inline policy on themselves, a new version of a policy that they hold.
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { both, type Judgement, NEVER, surest } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { isOwnPolicy } from "../similarity/change-groups.js";
import { judgeCallerActions } from "../techniques/caller-requirements.js";
import { isCallerFit, type TechniqueFrame } from "../techniques/frame.js";
import { CAPPED, judgeCap } from "../techniques/target-requirements.js";

/** Draws the edge of a caller to admin of its own account, when the technique holds for it. */
export function drawSelf(principal: AwsPrincipal, technique: Technique, frame: TechniqueFrame, drawing: Drawing): void {
  const judgement = judgeSelf(principal, technique, frame);
  // what a boundary caps is kept to be told of who is there, not walked
  if (judgement.truth === NO && (judgement.condition !== CAPPED.condition || principal.session !== undefined)) return;
  drawing.edge({
    kind: technique.edge,
    from: principal.id,
    to: `aws:${principal.account}`,
    judgement,
    technique: technique.id,
    gives: "admin",
  });
}

type Frame = Pick<TechniqueFrame, "judge" | "around"> & { readonly changes?: Pick<TechniqueFrame["changes"], "of"> };

/** Whether a caller raises itself so; CAPPED where only its boundary keeps that from being worth it. */
export function judgeSelf(principal: AwsPrincipal, technique: Technique, frame: Frame): Judgement {
  const judgement = judgeRaising(principal, technique, frame);
  // who makes another identity is not held by what holds itself
  const isOwn = isOfItself(technique) && technique.changes === undefined && technique.yields === "admin";
  if (judgement.truth === NO || !isOwn) return judgement;
  const cap = judgeCap(principal);
  return cap.truth === NO ? { ...cap, because: judgement.because } : both(judgement, cap);
}

/** Whether what the caller raises is itself, at least in part. */
function isOfItself({ actions }: Technique): boolean {
  return actions.some(({ on }) => !OF_OTHERS.has(on));
}

/** Whether a caller may do all of a technique on itself, whatever its boundary leaves of what it is given. */
export function judgeRaising(principal: AwsPrincipal, technique: Technique, frame: Frame): Judgement {
  const isRaised = isOfItself(technique);
  if ((isRaised && !isRaisable(principal, technique)) || !isCallerFit(principal, technique)) return NEVER;
  const others = judgeCallerActions(principal, technique, frame.judge, frame.around);
  if (technique.changes !== undefined) return both(others, judgeChanging(principal, principal, technique, frame));
  let judgement = others;
  for (const action of technique.actions) {
    if (judgement.truth === NO) return NEVER;
    const resources = resourcesOf(principal, action, frame);
    if (resources) judgement = both(judgement, bestOf(principal, action.action, resources, frame.judge));
  }
  return judgement.truth === NO ? NEVER : judgement;
}

/** What a session gives its role, the session's own limits still hold; one without limits is the role or user, with something gone. */
function isRaisable({ session }: AwsPrincipal, { changes }: Technique): boolean {
  return session === undefined || (session.limits.length === 0 && changes === undefined);
}

/** What an action is about that is neither the caller nor the target. */
const OF_OTHERS: ReadonlySet<TechniqueAction["on"]> = new Set(["any", "existing", "role"]);

/** Whether a caller may make a change of the target that is worth it, and do to the target what else the technique asks. */
export function judgeChanging(
  caller: AwsPrincipal,
  target: AwsPrincipal,
  technique: Technique,
  { judge, changes }: Pick<Frame, "judge" | "changes">,
): Judgement {
  let best = NEVER;
  for (const { resource, judgement: worth, context } of changes?.of(target, technique) ?? []) {
    let judgement = worth;
    for (const { action, on } of technique.actions) {
      if (OF_OTHERS.has(on)) continue;
      if (judgement.truth >= best.truth) break;
      const asked = { action, resource: on === "target" ? target.id : resource };
      judgement = both(judgement, judge.ask(caller, { ...asked, ...(context && { context }) }));
    }
    if (judgement.truth < best.truth) best = judgement;
    if (best.state === "none") break;
  }
  return best;
}

/** What an action is asked about; undefined for those that are not about the caller. */
function resourcesOf(
  { id: called, policies, session }: AwsPrincipal,
  { on }: TechniqueAction,
  { around }: Pick<TechniqueFrame, "around">,
): readonly string[] | undefined {
  const id = session?.of ?? called;
  if (on === "target") return [id];
  if (on === "target-policy") return policies.map((one) => one.id).filter(isOwnPolicy);
  if (on !== "target-group") return undefined;
  // a group stands for those who are put into it; who is without something may have left the group that held it
  if (id.includes(":group/")) return [id];
  return session === undefined ? around.groupsOf(id) : [];
}

/** The surest answer to whether the principal may do the action on one of the resources; a plain no where there is none. */
export function bestOf(principal: AwsPrincipal, action: string, resources: readonly string[], judge: Judge): Judgement {
  return surest(resources, (resource) => judge.ask(principal, { action, resource }));
}
