// The engine of escalation techniques: reads them as data, finds for every caller the targets that they open.
import { compareText } from "../../model/compare.js";
import type { Technique, TechniqueAction } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import type { Assumption } from "./assume.js";
import { judgeCallerActions } from "./caller-actions.js";
import type { Drawing } from "./drawing.js";
import type { ActionMask } from "./interest.js";
import { both, type Judge, type Judgement } from "./judge.js";
import { createMechanism, type Group, type Mechanism, type TargetAction } from "./mechanism.js";
import { drawByAssuming } from "./raise-by-assuming.js";
import { drawSelf } from "./raise-self.js";
import type { Surroundings } from "./surroundings.js";
import { CAPPED, isBoundaryOpen, judgeRequirements, judgeServiceTrust, rolesByService } from "./target-facts.js";
import { createTargets, type Targets } from "./targets.js";
import { BECOME, isByAssuming, type Plan, planTechniques, shortName } from "./technique-plan.js";
import { commonResource, pickResource } from "./witness.js";

export interface TechniqueFrame {
  readonly judge: Judge;
  readonly around: Surroundings;
  readonly assumption: Assumption;
}

export interface TechniqueEngine {
  /** Tries every technique on a caller; `mask` holds the actions that it is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

interface Running {
  readonly plan: Plan;
  readonly mechanism: Mechanism;
}

export function createTechniques(techniques: readonly Technique[], frame: TechniqueFrame): TechniqueEngine {
  const sorted = [...techniques].sort((a, b) => compareText(a.id, b.id));
  const needs = new Map(sorted.map((technique) => [technique, maskOf(technique, frame.judge)]));
  const byTarget = (isWanted: (one: Technique) => boolean) => sorted.filter(isWanted);
  const selfs = byTarget(({ target }) => target === "self");
  const byAssuming = byTarget(isByAssuming);
  const trusting = rolesByService(frame.judge);
  const running: Running[] = planTechniques(byTarget((one) => one.target !== "self" && !isByAssuming(one))).map(
    (plan) => ({
      plan,
      mechanism: createMechanism(toSpec(plan, trusting, frame), frame.judge),
    }),
  );
  // most callers hold one of few sets of actions of interest
  const byMask = new Map<ActionMask, ReadonlySet<Technique>>();
  const applicable = (mask: ActionMask): ReadonlySet<Technique> => {
    const known = byMask.get(mask);
    if (known) return known;
    const made = new Set(sorted.filter((technique) => (mask & (needs.get(technique) ?? 0n)) === needs.get(technique)));
    byMask.set(mask, made);
    return made;
  };
  const raising: { readonly principal: AwsPrincipal; readonly techniques: readonly Technique[] }[] = [];
  return {
    add(principal, mask) {
      const possible = applicable(mask);
      if (possible.size === 0) return;
      for (const { plan, mechanism } of running) addToPlan(plan, mechanism, principal, possible, frame);
      const own = [...selfs, ...byAssuming].filter((technique) => possible.has(technique));
      if (own.length > 0) raising.push({ principal, techniques: own });
    },
    draw(drawing) {
      for (const { plan, mechanism } of running) {
        if (plan.shape.yields === "target") mechanism.draw(drawing);
        else for (const group of mechanism.groups()) drawRaised(group, plan, drawing);
      }
      for (const { principal, techniques: own } of raising) {
        for (const technique of own) {
          if (technique.target === "self") drawSelf(principal, technique, frame, drawing);
          else drawByAssuming(principal, technique, frame, drawing);
        }
      }
    },
  };
}

/** Actions that a caller has to be allowed somewhere. */
function maskOf({ actions }: Technique, { interest }: Judge): ActionMask {
  let mask: ActionMask = 0n;
  for (const { action, on } of actions) {
    // assuming a role takes no permission where its trust names the caller
    if (on !== "target" || action !== BECOME) mask |= interest.bitOf(action);
  }
  return mask;
}

/** The best technique of a plan for a caller joins its mechanism. */
function addToPlan(
  { techniques }: Plan,
  mechanism: Mechanism,
  principal: AwsPrincipal,
  possible: ReadonlySet<Technique>,
  { judge, around }: TechniqueFrame,
): void {
  let best: { readonly judgement: Judgement; readonly technique: string } | undefined;
  for (const technique of techniques) {
    if (!possible.has(technique) || !isCallerFit(principal, technique)) continue;
    const judgement = judgeCallerActions(principal, technique, judge, around);
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { judgement, technique: technique.id };
  }
  if (best) mechanism.add({ principal, ...best });
}

export function isCallerFit({ kind }: AwsPrincipal, { requires }: Technique): boolean {
  return requires?.caller === undefined || requires.caller === kind;
}

/** A target that the caller may change at will and use: the account is the caller's. */
function drawRaised({ members, hits, account }: Group, { shape }: Plan, drawing: Drawing): void {
  const [best] = hits
    .filter(({ judgement }) => judgement.truth !== NO)
    .sort((a, b) => a.judgement.truth - b.judgement.truth || compareText(a.target, b.target));
  if (!best) return;
  for (const { principal, judgement, technique, because } of members) {
    drawing.edge({
      kind: shape.edge,
      from: principal.id,
      to: `aws:${account}`,
      judgement: both(judgement, best.judgement),
      because: [...because, best.target],
      technique,
      gives: "admin",
    });
  }
}

function toSpec(plan: Plan, trusting: ReadonlyMap<string, readonly string[]>, frame: TechniqueFrame) {
  const { judge, around } = frame;
  const { shape, service, targetActions } = plan;
  const requires = shape.requires ?? {};
  const trusts = new Map<string, Judgement>();
  const judgeTarget = (target: string): Judgement => {
    const known = trusts.get(target);
    if (known) return known;
    let judgement = judgeRequirements(target, requires, judge, around);
    if (service !== undefined) judgement = both(judgement, judgeServiceTrust(target, service, judge));
    const principal = judge.estate.principal(target);
    if (shape.yields === "admin" && principal && !isBoundaryOpen(principal)) judgement = CAPPED;
    trusts.set(target, judgement);
    return judgement;
  };
  return {
    id: shortName(plan),
    kind: shape.edge,
    actions: targetActions.map((action) => toTargetAction(action, service, frame)),
    targetsFor: targetsOf(plan, trusting, frame),
    judgeTarget,
    // users, roles and groups have no policy of their own that could stand against it
    isPlainTarget: () => shape.target !== "workload",
    hubName: (account: string, count: number) => {
      const what = service === undefined ? `${shape.target}s` : `roles that trust ${service}`;
      return `${count} ${what} of account ${account}`;
    },
  };
}

function targetsOf(
  { shape, service }: Plan,
  trusting: ReadonlyMap<string, readonly string[]>,
  { judge, around }: TechniqueFrame,
): (account: string) => Targets {
  const { estate } = judge;
  const idsIn = (account: string): readonly string[] => {
    if (shape.target === "workload") return around.workloads(shape.types ?? [], account).map(({ id }) => id);
    if (shape.target === "group") return estate.groups.filter((one) => one.account === account).map(({ id }) => id);
    if (service !== undefined) return (trusting.get(service) ?? []).filter((role) => role.split(":")[4] === account);
    return estate.principals
      .filter((one) => one.account === account && one.kind === shape.target && !one.isServiceLinked)
      .map(({ id }) => id);
  };
  const known = new Map<string, Targets>();
  return (account) => {
    const targets = known.get(account) ?? createTargets(idsIn(account));
    known.set(account, targets);
    return targets;
  };
}

function toTargetAction(action: TechniqueAction, service: string | undefined, frame: TechniqueFrame): TargetAction {
  const context = action.passed_to && service !== undefined ? { "iam:PassedToService": service } : undefined;
  const base = { action: action.action, ...(context && { context }) };
  if (action.on === "target-policy") return { ...base, resources: (target) => policiesOf(target, frame.judge) };
  const { resource } = action;
  if (resource === undefined) return base;
  return {
    ...base,
    resources: (target, { resources }) => {
      const written = fillTemplate(resource, target, frame.around);
      if (!/[*?]/.test(written)) return [written];
      const account = target.split(":")[4] ?? "";
      return resources.flatMap(({ texts, isNegated, isEverything }) => {
        if (isNegated || isEverything) return [pickResource(written, account)];
        return texts.flatMap((text) => commonResource(text.replace(/\$\{[^}]*\}/g, "*"), written) ?? []);
      });
    },
  };
}

/** Customer-managed policies attached to a principal, those of its groups included. */
export function policiesOf(holder: string, { estate }: Judge): string[] {
  const principal = estate.principal(holder) ?? estate.groups.find(({ id }) => id === holder);
  return (principal?.policies ?? []).map(({ id }) => id).filter((id) => /:iam::\d{12}:policy\//.test(id));
}

/** {account}, {region}, {name} and {property} of a workload put into an ARN; what is not known may be anything. */
function fillTemplate(template: string, target: string, around: Surroundings): string {
  const workload = around.workload(target);
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    if (name === "account") return workload?.account ?? "*";
    if (name === "region") return workload?.region ?? "*";
    if (name === "name") return workload?.name ?? "*";
    const value = workload?.properties[name];
    return typeof value === "string" ? value : "*";
  });
}
