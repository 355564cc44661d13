// Which targets a group of callers that hold the same statements gets to, and how sure that is: one answer for all of them.
import { compareText } from "../../../../model/compare.js";
import { NO } from "../../condition/truth.js";
import { coversResource } from "../../policy/resource-set.js";
import type { Across, Alike, Asking, Width } from "../cross-account/organization-wide.js";
import { both, type Context, GRANTED, type Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { ClaimSet } from "../similarity/claim-sets.js";
import type { Claim } from "../similarity/claims.js";
import { NO_KEYS } from "../similarity/statements.js";
import { judgeProtected } from "../techniques/protected-roles.js";
import type { Hit, MechanismSpec, TargetAction } from "./mechanism-spec.js";
import { taggedTargets } from "./tagged-targets.js";
import { isNamed, type Targets } from "./target-index.js";

/** Targets to which groups are alike: what one may elsewhere each may, so that two of them answer for all. */
export function hitsTogether(
  spec: MechanismSpec,
  [first, second]: Alike<Asking>["groups"],
  { across, width }: { readonly across: Across; readonly width: Width },
  judge: Judge,
): { readonly hits: readonly Hit[]; readonly account: string } {
  const targets = across.targetsOf(width);
  const isOwn = (target: string) => across.accountOf(target) === first.account;
  const of = ({ account }: Asking) => ({ account, targets });
  const told = across.tellsCallersApart ? spec : { ...spec, personalGroup: () => undefined };
  const elsewhere = hitsOf(told, first.set, of(first), judge, (one) => !isOwn(one));
  const there = hitsOf(told, second.set, of(second), judge, isOwn);
  const hits = [...elsewhere.map((hit) => toShared(hit, first.set)), ...there.map((hit) => toShared(hit, second.set))];
  return { hits: hits.sort((a, b) => compareText(a.target, b.target)), account: first.account };
}

/** Targets among those given that statements in common get to, those that policies name and refuse among them. */
export function hitsOf(
  spec: MechanismSpec,
  { claims }: ClaimSet,
  { account, targets }: { readonly account: string; readonly targets: Targets },
  judge: Judge,
  isWanted: (target: string) => boolean,
): Hit[] {
  const [fewest = targets.ids] = claims
    .flatMap((claim, index) => {
      const { resources, isPersonal, probe } = claim;
      const finder = finderOf(spec.actions[index], targets);
      const byTags = taggedTargets(claim, spec.actions[index], targets, judge);
      return [...(finder ? [finder.find(resources, isPersonal ? probe : undefined)] : []), ...(byTags ? [byTags] : [])];
    })
    .sort((a, b) => a.length - b.length);
  const hits: Hit[] = [];
  const together = claims.map((claim, index) => askedTogether(spec, claim, spec.actions[index], account, judge));
  for (const target of fewest) {
    if (!isWanted(target)) continue;
    const own = spec.judgeTarget?.(target) ?? GRANTED;
    if (own.truth === NO) continue;
    if (isPlainly(spec, target, claims, account, judge)) {
      hits.push({ target, judgement: own });
      continue;
    }
    const personal = claims.some(({ isPersonal }) => isPersonal) ? undefined : spec.personalGroup?.(target);
    const judgement = judgeTarget(
      spec,
      target,
      claims,
      { own, together: personal ? [] : together, isOwnSide: personal !== undefined },
      judge,
    );
    const isNamedTarget = claims.every(({ resources }) => isNamed(resources, target));
    if (judgement.truth === NO && !isNamedTarget) continue;
    if (personal === undefined) hits.push({ target, judgement });
    else
      hits.push({
        target,
        judgement,
        personal,
        resources: claims.map((_, at) => resourcesOf(spec, at, target, claims)),
      });
  }
  return hits;
}

/** Without the statements of the member that was asked for all: each of them brings its own. */
export function toShared(hit: Hit, { claims }: ClaimSet): Hit {
  const own = new Set(claims.flatMap(({ probe }) => probe.policies.map(({ id }) => id)));
  const because = hit.judgement.because.filter((id) => !own.has(id.replace(/#\d+$/, "")));
  return because.length === hit.judgement.because.length ? hit : { ...hit, judgement: { ...hit.judgement, because } };
}

/** What the action at that place is asked about for a target. */
function resourcesOf(spec: MechanismSpec, at: number, target: string, claims: readonly Claim[]): readonly string[] {
  const claim = claims[at];
  return (claim && spec.actions[at]?.resources?.(target, claim, claims)) ?? [target];
}

/** Targets were found by the resources of every claim, and nothing else has a say. */
function isPlainly(
  spec: MechanismSpec,
  target: string,
  claims: ClaimSet["claims"],
  account: string,
  judge: Judge,
): boolean {
  if (claims.length !== 1 || !claims[0]?.isPlain || spec.actions[0]?.resources !== undefined) return false;
  return judge.isUncontrolled(account) && spec.isPlainTarget?.(target, account) === true;
}

/** The answer of an action for a target, where it is that of others too. */
type Together = ((target: string) => Judgement | undefined) | undefined;

/**
 * One answer for all targets that nothing tells apart but which Allows cover them: somebody who is denied all from elsewhere is not asked
 * about each. Undefined for a target that has to be asked about itself.
 */
function askedTogether(
  spec: MechanismSpec,
  { lists, probe, isPersonal }: Claim,
  wanted: TargetAction | undefined,
  account: string,
  judge: Judge,
): Together {
  if (lists === undefined || wanted === undefined) return undefined;
  if (wanted.resources !== undefined || wanted.contexts !== undefined || wanted.choices !== undefined) return undefined;
  // a trust may name a caller that answers for itself alone
  const isSame = isPersonal ? spec.isAlikeTarget : (spec.isPlainTarget ?? spec.isAlikeTarget);
  if (isSame === undefined) return undefined;
  const { action, context = {} } = wanted;
  const bit = judge.interest.bitOf(action);
  const known = new Map<string, Judgement>();
  return (target) => {
    if (!isSame(target, account) || judgeProtected(action, target) !== undefined) return undefined;
    const controlled = judge.controlledAs(account, target, bit);
    if (controlled === undefined) return undefined;
    const key = [controlled, ...lists.map((list) => coversResource(list, target, NO_KEYS))].join(" ");
    const answer = known.get(key) ?? judge.ask(probe, { action, resource: target, context });
    known.set(key, answer);
    return answer;
  };
}

/** Undefined where the resources of policies say nothing of the targets. */
function finderOf(action: TargetAction | undefined, targets: Targets): Pick<Targets, "find"> | undefined {
  if (action === undefined) return undefined;
  if (action.finder !== undefined) return action.finder(targets);
  return action.resources === undefined || action.isFindable === true ? targets : undefined;
}

/** Ways to ask for a target, and what the requests of each bring, all of which have to be allowed. */
function requestsOf(
  { choices, contexts, context = {} }: TargetAction,
  target: string,
): readonly (readonly Context[])[] {
  return choices?.(target).map((one) => [one]) ?? [contexts?.(target) ?? [context]];
}

function judgeTarget(
  spec: MechanismSpec,
  target: string,
  claims: ClaimSet["claims"],
  { own, together, isOwnSide }: { own: Judgement; together: readonly Together[]; isOwnSide: boolean },
  judge: Judge,
): Judgement {
  let judgement = own;
  for (const [index, claim] of claims.entries()) {
    const wanted = spec.actions[index];
    if (!wanted) continue;
    const resources = () => resourcesOf(spec, index, target, claims);
    const best = together[index]?.(target) ?? surestOf(wanted, { claim, target, resources, isOwnSide }, judge);
    judgement = best === undefined ? { ...own, truth: NO, state: "blocked" } : both(judgement, best);
    if (judgement.truth === NO) break;
  }
  return judgement;
}

interface Aimed {
  readonly claim: Claim;
  readonly target: string;
  readonly resources: () => readonly string[];
  /** What others say of the caller is left aside. */
  readonly isOwnSide: boolean;
}

/** The surest of the requests by which an action is done to a target; undefined where there is none. */
function surestOf(
  wanted: TargetAction,
  { claim, target, resources, isOwnSide }: Aimed,
  judge: Judge,
): Judgement | undefined {
  let best: Judgement | undefined;
  for (const resource of resources()) {
    for (const contexts of requestsOf(wanted, target)) {
      const answer = contexts
        .map((context) => ({ action: wanted.action, resource, context }))
        .map((one) => (isOwnSide ? judge.askOwnSide(claim.probe, one) : judge.ask(claim.probe, one)))
        .reduce(both);
      if (best === undefined || answer.truth < best.truth) best = answer;
    }
  }
  return best;
}
