// Callers who may change what a role is allowed, and may assume it: the role becomes whatever they want.
import { oncePer } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { both, type Judgement, NEVER } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { someoneAs } from "../similarity/claim-probe.js";
import { claimsOn } from "../similarity/claims.js";
import { judgeCallerActions } from "../techniques/caller-requirements.js";
import { isCallerFit, policiesOf, type TechniqueFrame } from "../techniques/frame.js";
import { BECOME } from "../techniques/plan.js";
import { judgeCap } from "../techniques/target-requirements.js";
import { bestOf, judgeChanging } from "./self-escalation.js";

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
  const best = bestRole(principal, rolesToAssume(principal, technique, frame), technique, frame);
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

interface Best {
  readonly role: string;
  readonly judgement: Judgement;
}

/** The role that serves best, the first of those that serve as well. */
function bestRole(
  principal: AwsPrincipal,
  roles: Iterable<string>,
  technique: Technique,
  frame: TechniqueFrame,
): Best | undefined {
  let best: Best | undefined;
  for (const role of roles) {
    const judgement = judgeRole(principal, role, technique, frame);
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { role, judgement };
    if (judgement.state === "none") break;
  }
  return best;
}

/** Those that the caller may perhaps assume; where a technique changes them, those that are more when they are changed. */
function* rolesToAssume(principal: AwsPrincipal, technique: Technique, frame: TechniqueFrame): Iterable<string> {
  const { assumption, changes } = frame;
  const only = technique.changes === undefined ? undefined : changes.targets(technique, principal.account);
  if (only?.size === 0) return;
  for (const role of [...assumption.namedBy(principal)].sort()) if (only?.has(role) !== false) yield role;
  const targets = () => assumption.targetsOf(principal).filter((role) => only?.has(role) !== false);
  const alike = textOfAlike(principal, technique, frame.judge);
  yield* alike === undefined
    ? targets()
    : worthAsking(frame)(alike, () => worthOf(principal, targets(), technique, frame));
}

/** Roles that are asked about for each of the callers who hold the same. */
const worthAsking = oncePer((_: TechniqueFrame) => {
  const known = new Map<string, readonly string[]>();
  return (alike: string, find: () => readonly string[]): readonly string[] => {
    const found = known.get(alike) ?? find();
    known.set(alike, found);
    return found;
  };
});

/** Of roles that take every caller alike the one that serves best somebody who holds the same, and those that tell callers apart. */
function worthOf(
  principal: AwsPrincipal,
  roles: readonly string[],
  technique: Technique,
  frame: TechniqueFrame,
): readonly string[] {
  const { isPersonal } = frame.assumption;
  const open = roles.filter((role) => !isPersonal(role));
  // those who hold the same have the tags that it is about
  const someone = { ...someoneAs(principal, { tags: principal.tags }), beginsAs: principal.id };
  const best = bestRole(someone, open, technique, frame);
  return roles.filter((role) => role === best?.role || isPersonal(role));
}

/** The same for callers whom nothing tells apart in what they may do to a role; undefined for one that differs from all others. */
function textOfAlike(principal: AwsPrincipal, technique: Technique, judge: Judge): string | undefined {
  if (principal.session !== undefined) return undefined;
  const names = [BECOME, ...technique.actions.map(({ action }) => action)];
  const claims = names.map((action) => claimsOn(principal, judge.interest.bitOf(action), judge.interest, judge));
  // who holds no Allow gets to roles that trust everyone, but for a Deny, which claims do not tell
  if (claims.some((some) => some.length === 0)) return undefined;
  if (claims.flat().some(({ isPersonal, probe }) => isPersonal || probe.standsFor !== undefined)) return undefined;
  return JSON.stringify([technique.id, principal.account, claims.map((some) => some.map(({ key }) => key))]);
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
