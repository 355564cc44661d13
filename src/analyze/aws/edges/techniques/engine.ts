// The engine of escalation techniques: reads them as data, finds for every caller the targets that they open.
import { compareText } from "../../../../model/compare.js";
import { once } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism, type Mechanism } from "../builder/mechanism.js";
import type { Group } from "../builder/mechanism-spec.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { drawByEntry, isByEntry } from "../compute/eks-access-entries.js";
import { movingTargets, roleMoving } from "../data/data-transfer-roles.js";
import { createPutIntoGroups } from "../escalation/add-user-to-group.js";
import { createChanges } from "../escalation/changes.js";
import { drawByAssuming } from "../escalation/escalation-by-assume-role.js";
import { createRaisedByOthers, ofGroups } from "../escalation/escalation-by-other.js";
import type { PolicyVersions } from "../escalation/policy-versions.js";
import { drawSelf } from "../escalation/self-escalation.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { both, type Judgement, NEVER } from "../evaluation/decision.js";
import { byLikeness, centerTargets, isBeyondAccount, judgeCenterTarget } from "../identity-center/center-targets.js";
import { drawRewritten } from "../identity-center/permission-set-escalation.js";
import { createRaisedWithoutBoundary } from "../permissions-boundary/escalation-after-removal.js";
import { createLetDo } from "../resource-policy/allowed-actions.js";
import { doorsOf } from "../resource-policy/policy-principals.js";
import { createWorkloadPolicies } from "../resource-policy/workload-policies.js";
import { rolesTrustingIn } from "../trust/roles-by-trusted-service.js";
import { createSamlTargets, toSamlUsers } from "../trust/saml-users.js";
import { judgeCallerActions } from "./caller-requirements.js";
import { isCallerFit, maskOf, type TechniqueFrame } from "./frame.js";
import { createToldProfiles, type ToldProfiles } from "./instance-profile-conditions.js";
import { isByAssuming, type Plan, planTechniques, shortName } from "./plan.js";
import { isProtectedRole } from "./protected-roles.js";
import { toTargetAction } from "./target-actions.js";
import { judgeCap, judgeGiven, judgeRequirements, judgeServiceTrust } from "./target-requirements.js";

export interface TechniqueEngine {
  /**
   * Tries every technique on a caller; `mask` holds the actions that it is allowed somewhere. Whoever controls its account anyway
   * is asked only for what lies beyond it.
   */
  add(principal: AwsPrincipal, mask: ActionMask, isAdmin: boolean): void;
  draw(drawing: Drawing): void;
}

interface Running {
  readonly plan: Plan;
  /** Made for the first caller: most plans have none in an estate. */
  readonly mechanism: () => Mechanism;
  readonly targetsFor: (account: string) => Targets;
}

/** What a set of allowed actions is enough for in an account: techniques of plans that have targets there. */
interface Possible {
  readonly plans: readonly (Running & { readonly techniques: readonly Technique[] })[];
  /** Techniques that are tried for each caller by itself. */
  readonly single: readonly Technique[];
}

/** `versions`: those of policies that a technique may put in force. */
export function createTechniques(
  techniques: readonly Technique[],
  versions: PolicyVersions,
  given: Omit<TechniqueFrame, "changes">,
): TechniqueEngine {
  const frame: TechniqueFrame = { ...given, changes: createChanges(techniques, versions, given) };
  // who takes away a Deny is known by what it is then
  const sorted = techniques
    .filter(({ changes }) => changes !== "denial")
    .flatMap((one) => byLikeness(one, given.around.centers))
    .sort((a, b) => compareText(a.id, b.id));
  const told = createToldProfiles(sorted, frame.judge);
  const needs = new Map(told.all.map((technique) => [technique, maskOf(technique, frame.judge)]));
  const find = createTargetFinder(frame);
  const running = toRunning(planTechniques(told.all.filter((one) => !isSingle(one))), find, frame);
  const asked = new Set<Plan>();
  const possibleWith = createPossible(running, needs);
  const raising: { readonly principal: AwsPrincipal; readonly techniques: readonly Technique[] }[] = [];
  const withOthers = [
    createRaisedByOthers(techniques, frame),
    createRaisedWithoutBoundary(techniques, frame),
    createPutIntoGroups(techniques, frame),
    createRaisedByOthers(techniques, frame, ofGroups(frame.judge)),
  ];
  const workloadPolicies = createWorkloadPolicies(techniques, frame);
  const letDo = createLetDo(techniques, frame);
  return {
    add(principal, mask, isAdmin) {
      workloadPolicies.add(principal, mask);
      const { plans, single } = possibleWith(mask | letDo(principal), principal.account);
      for (const { plan, techniques: own, mechanism } of plans) {
        if (isAdmin && !isBeyondAccount(plan.shape)) continue;
        asked.add(plan);
        addToPlan(own, mechanism(), principal, { ...frame, told });
      }
      if (single.length > 0 && !isAdmin) raising.push({ principal, techniques: single });
      if (isAdmin) return;
      for (const one of withOthers) one.add(principal, mask);
    },
    draw(drawing) {
      for (const { plan, mechanism } of running) if (asked.has(plan)) drawPlan(plan, mechanism(), frame, drawing);
      for (const { principal, techniques: own } of raising) {
        for (const technique of own) drawSingle(principal, technique, frame, drawing);
      }
      for (const one of withOthers) one.draw(drawing);
      workloadPolicies.draw(drawing);
    },
  };
}

/** Plans, each with a mechanism that has no callers yet. */
function toRunning(plans: readonly Plan[], find: TargetFinder, frame: TechniqueFrame): readonly Running[] {
  return plans.map((plan) => ({
    plan,
    mechanism: once(() => createMechanism(toSpec(plan, find, frame), frame.judge)),
    targetsFor: (account) => find(plan, account),
  }));
}

/** Whether each caller is asked for by itself. */
function isSingle(technique: Technique): boolean {
  return technique.target === "self" || isByAssuming(technique) || isByEntry(technique);
}

/** In: what each technique needs, in the order of their ids. Out: what callers with those actions in an account may do. */
function createPossible(
  running: readonly Running[],
  needs: ReadonlyMap<Technique, ActionMask>,
): (mask: ActionMask, account: string) => Possible {
  const needed = [...needs.values()].reduce((all, need) => all | need, 0n);
  // Most callers hold one of few sets of the actions needed. By text: V8 hashes a BigInt by its lowest 64 bits alone.
  const known = new Map<string, Possible>();
  return (mask, account) => {
    const key = `${account} ${(mask & needed).toString(32)}`;
    const found = known.get(key);
    if (found) return found;
    const isPossible = (technique: Technique) => {
      const need = needs.get(technique) ?? 0n;
      return (mask & need) === need;
    };
    const plans = running.flatMap((one) => {
      const own = one.plan.techniques.filter(isPossible);
      return own.length > 0 && one.targetsFor(account).ids.length > 0 ? [{ ...one, techniques: own }] : [];
    });
    const made: Possible = { plans, single: [...needs.keys()].filter((one) => isSingle(one) && isPossible(one)) };
    known.set(key, made);
    return made;
  };
}

function drawPlan({ shape }: Plan, mechanism: Mechanism, { around }: TechniqueFrame, drawing: Drawing): void {
  const { target, yields, edge } = shape;
  if (target === "saml-users") drawSamlUsers(mechanism, drawing);
  if (yields !== "admin" || isAccount(target)) mechanism.draw(drawing);
  else if (target === "sso-role")
    for (const group of mechanism.groups()) drawRewritten(group, edge, around.centers, drawing);
  else for (const group of mechanism.groups()) drawRaised(group, shape, drawing);
}

function drawSingle(principal: AwsPrincipal, technique: Technique, frame: TechniqueFrame, drawing: Drawing): void {
  if (technique.target === "self") drawSelf(principal, technique, frame, drawing);
  else if (isByEntry(technique)) drawByEntry(principal, technique, frame, drawing);
  else drawByAssuming(principal, technique, frame, drawing);
}

/** The best of the techniques of a plan for a caller joins its mechanism. */
function addToPlan(
  techniques: readonly Technique[],
  mechanism: Mechanism,
  principal: AwsPrincipal,
  { judge, around, told }: Pick<TechniqueFrame, "judge" | "around"> & { readonly told: ToldProfiles },
): void {
  let best: { readonly judgement: Judgement; readonly technique: string } | undefined;
  for (const technique of techniques) {
    if (!isCallerFit(principal, technique) || !told.isFor(principal, technique)) continue;
    const judgement = both(judgeCallerActions(principal, technique, judge, around), judgeGiven(principal, technique));
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { judgement, technique: technique.id };
  }
  if (best) mechanism.add({ principal, ...best });
}

/** The sets that its targets are: no trust that is open draws those of roles which accept no one. */
function drawSamlUsers(mechanism: Mechanism, drawing: Drawing): void {
  for (const { hits } of mechanism.groups()) for (const { target } of hits) drawing.node(toSamlUsers(target));
}

/** A target that the caller may change at will and use: the account is the caller's. */
function drawRaised({ members, hits, account }: Group, { edge }: Technique, drawing: Drawing): void {
  const [best] = hits
    .filter(({ judgement }) => judgement.truth !== NO)
    .sort((a, b) => a.judgement.truth - b.judgement.truth || compareText(a.target, b.target));
  if (!best) return;
  for (const { principal, judgement, technique, because } of members) {
    drawing.edge({
      kind: edge,
      from: principal.id,
      to: `aws:${account}`,
      judgement: both(judgement, best.judgement),
      because: [...because, best.target],
      technique,
      gives: "admin",
    });
  }
}

function toSpec(plan: Plan, find: TargetFinder, frame: TechniqueFrame) {
  const { judge, around, changes } = frame;
  const { shape, trusted, targetActions } = plan;
  const requires = shape.requires ?? {};
  const isBeyond = isBeyondAccount(shape);
  const asksTrust = targetActions.some(({ action }) => action.toLowerCase().startsWith("sts:"));
  const doors = doorsOf(judge);
  const trusts = new Map<string, Judgement>();
  const judgeTarget = (target: string): Judgement => {
    const known = trusts.get(target);
    if (known) return known;
    const place = shape.yields === "data" ? roleMoving(target) : target;
    let judgement = judgeRequirements(place, requires, judge, around);
    if (trusted !== undefined && requires.identity_pool === undefined)
      judgement = both(judgement, judgeServiceTrust(place, trusted, judge));
    if (isBeyond) judgement = both(judgement, judgeCenterTarget(target, shape, around.centers));
    const principal = judge.estate.principal(target);
    if (shape.changes !== undefined)
      judgement = both(judgement, (principal && changes.of(principal, shape)[0]?.judgement) ?? NEVER);
    else if (shape.yields === "admin" && principal) judgement = both(judgement, judgeCap(principal));
    trusts.set(target, judgement);
    return judgement;
  };
  return {
    id: shortName(plan),
    plan: plan.id,
    kind: shape.edge,
    ...(isAccount(shape.target) && { gives: "admin" as const }),
    actions: targetActions.map((action) => toTargetAction(action, plan, frame)),
    targetsFor: (account: string) => find(plan, account),
    judgeTarget,
    // users, roles and groups have no policy of their own that could stand against it; what AWS protects is asked about
    isPlainTarget: (target: string) => shape.target !== "workload" && !isProtectedRole(target),
    isAlikeTarget: (target: string, account: string) =>
      shape.target !== "workload" && !asksTrust && accountOfArn(target) === account && !isProtectedRole(target),
    personalGroup: (target: string) => {
      // most have no policy: nothing is made and kept of them
      if (shape.target !== "workload" || judge.estate.resource(target)?.policy === undefined) return undefined;
      return targetActions.some(({ action }) => doors(action)(target).isPersonal) ? target : undefined;
    },
    hubName: (account: string, count: number) => {
      if (isBeyond) return `${count} ${NOUNS[shape.target]} of the ${homeOf(shape)} of account ${account}`;
      if (shape.yields === "data") return `${count} sessions that ${trusted} opens in account ${account}`;
      const what = trusted === undefined ? NOUNS[shape.target] : `roles that trust ${trusted}`;
      return `${count} ${what} of account ${account}`;
    },
  };
}

function isAccount(target: Technique["target"]): boolean {
  return target === "member-account" || target === "organization-account";
}

function homeOf({ target }: Technique): string {
  return target === "organization-account" ? "organization" : "Identity Center";
}

const NOUNS: { readonly [target in Technique["target"]]: string } = {
  role: "roles",
  user: "users",
  group: "groups",
  workload: "workloads",
  "saml-users": "SAML providers",
  self: "callers",
  "member-account": "accounts",
  "organization-account": "accounts",
  "sso-role": "roles",
  "sso-group": "groups",
  "sso-assignee": "groups and people",
};

/** Possible targets, the same for all plans that ask for the same kind of them. */
function createTargetFinder({ judge, around }: TechniqueFrame): TargetFinder {
  const { estate } = judge;
  const idsIn = ({ shape, trusted }: Plan, account: string): readonly string[] => {
    if (shape.target === "workload") return around.workloads(shape.types ?? [], account).map(({ id }) => id);
    if (shape.target === "group") return estate.groups.filter((one) => one.account === account).map(({ id }) => id);
    if (trusted !== undefined) return rolesTrustingIn(estate)(account, trusted);
    return estate.principals
      .filter((one) => one.account === account && one.kind === shape.target && !one.isServiceLinked)
      .map(({ id }) => id);
  };
  // no session is made of a role that only its service has
  const isOpened = (role: string) => estate.principal(role)?.isServiceLinked === false;
  const samlTargets = createSamlTargets(estate);
  const known = new Map<string, Targets>();
  return (plan, account) => {
    const { shape, trusted = "" } = plan;
    const { delegated = "" } = shape.requires ?? {};
    const key = [account, shape.target, shape.yields, trusted, delegated, ...(shape.types ?? [])].join(" ");
    const made = () => {
      if (shape.target === "saml-users") return samlTargets(account);
      if (shape.target === "organization-account")
        return createTargets(around.managedBy(account, shape.requires?.delegated).map((one) => `aws:${one}`));
      if (shape.yields === "data") return movingTargets(idsIn(plan, account).filter(isOpened), trusted);
      return isBeyondAccount(shape)
        ? centerTargets(shape.target, account, around.centers)
        : createTargets(idsIn(plan, account));
    };
    const targets = known.get(key) ?? made();
    known.set(key, targets);
    return targets;
  };
}

type TargetFinder = (plan: Plan, account: string) => Targets;
