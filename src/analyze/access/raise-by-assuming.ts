// Callers who may change what a role is allowed, and may assume it: the role becomes whatever they want.
import type { Technique } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { judgeCallerActions } from "./caller-actions.js";
import type { Drawing } from "./drawing.js";
import { both, type Judgement, NEVER } from "./judgement.js";
import { bestOf, judgeChanging } from "./raise-self.js";
import { judgeCap } from "./target-facts.js";
import { isCallerFit, policiesOf, type TechniqueFrame } from "./technique-frame.js";
import { BECOME } from "./technique-plan.js";

/** Draws the edge to admin of the account through the role that serves best. */
export function drawByAssuming(
  principal: AwsPrincipal,
  technique: Technique,
  frame: TechniqueFrame,
  drawing: Drawing,
): void {
  if (!isCallerFit(principal, technique)) return;
  const others = judgeCallerActions(principal, technique, frame.judge, frame.around);
  if (others.truth === NO) return;
  let best: { readonly role: string; readonly judgement: Judgement } | undefined;
  for (const role of rolesToAssume(principal, technique, frame)) {
    const judgement = judgeRole(principal, role, technique, frame);
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { role, judgement };
    if (judgement.state === "none") break;
  }
  if (!best) return;
  drawing.edge({
    kind: technique.edge,
    from: principal.id,
    to: `aws:${principal.account}`,
    judgement: both(others, best.judgement),
    because: [best.role],
    technique: technique.id,
    gives: "admin",
  });
}

/** Those that the caller may perhaps assume; where a technique changes them, those that are more when they are changed. */
function* rolesToAssume(
  principal: AwsPrincipal,
  technique: Technique,
  { assumption, changes }: TechniqueFrame,
): Iterable<string> {
  const only = technique.changes === undefined ? undefined : changes.targets(technique, principal.account);
  if (only?.size === 0) return;
  for (const role of [...assumption.namedBy(principal)].sort()) if (only?.has(role) !== false) yield role;
  for (const role of assumption.targetsOf(principal)) if (only?.has(role) !== false) yield role;
}

function judgeRole(principal: AwsPrincipal, id: string, technique: Technique, frame: TechniqueFrame): Judgement {
  const { judge } = frame;
  const role = judge.estate.principal(id);
  if (!role || role.account !== principal.account || role.isServiceLinked) return NEVER;
  if (technique.changes !== undefined) return judgeChanging(principal, role, technique, frame);
  let judgement = judgeCap(role);
  if (judgement.truth === NO) return NEVER;
  judgement = both(judgement, judge.ask(principal, { action: BECOME, resource: id }));
  for (const { action, on } of technique.actions) {
    if (judgement.truth === NO) break;
    if (on === "target" && action !== BECOME) judgement = both(judgement, bestOf(principal, action, [id], judge));
    if (on === "target-policy") judgement = both(judgement, bestOf(principal, action, policiesOf(id, judge), judge));
  }
  return judgement;
}
