// One way of getting from callers to targets (assume a role, pass one to a service, change a function), for everyone at once.
// Callers who hold the same statements are one group with one answer; a group that many share becomes a hub, a set node
// through which each of them reaches each of its targets. Never a loop over pairs of callers and targets.
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { hashText } from "../../model/hash.js";
import type { Capability, EdgeKind } from "../../model/words.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { NO, YES } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { type Across, type Alike, alikeAcross } from "./across-accounts.js";
import { type Claim, type ClaimSet, claimsOn, combineClaims } from "./claims.js";
import type { Lock, Locks } from "./decryption.js";
import type { Drawing } from "./drawing.js";
import type { Judge } from "./judge.js";
import { both, type Context, GRANTED, type Judgement, surest } from "./judgement.js";
import { isNamed, type Targets } from "./targets.js";

/** An action that the caller has to be allowed on the target. */
export interface TargetAction {
  readonly action: string;
  /**
   * Resource of the action for a target; one of several has to be allowed. The target itself when left out. `claims`: those on all
   * actions, for what one makes and another is done to.
   */
  readonly resources?: (target: string, claim: Claim, claims: readonly Claim[]) => readonly string[];
  /** Targets can be found by the resources of policies although `resources` differ from them. */
  readonly isFindable?: boolean;
  readonly context?: Context;
  /** For a target that takes several requests, what each of them brings; all have to be allowed. */
  readonly contexts?: (target: string) => readonly Context[];
}

export interface MechanismSpec {
  /** Words that tell it from others, in ids of hubs: `assume`, `pass lambda.amazonaws.com`. */
  readonly id: string;
  readonly kind: EdgeKind;
  /** What it gives at the target, where the kind does not say. */
  readonly gives?: Capability;
  readonly actions: readonly TargetAction[];
  /** Possible targets of callers in an account. */
  readonly targetsFor: (account: string) => Targets;
  /**
   * Whether a plain permission on the target is all it takes; false asks the evaluator. Only for actions that the policy of
   * the target has no part in, or where it plainly agrees.
   */
  readonly isPlainTarget?: (target: string, account: string) => boolean;
  /** What has to hold of the target besides. */
  readonly judgeTarget?: (target: string) => Judgement;
  /**
   * For targets whose own policy tells one caller of an account from another: what they have in common, so that they can be
   * judged for each caller once. Undefined for all others.
   */
  readonly personalGroup?: (target: string) => string | undefined;
  /** What else callers have to be let through to get to the target, by keys that targets share. */
  readonly lockOf?: Locks;
  /** For targets in all of an organisation: callers of which accounts are asked for together. */
  readonly across?: Across;
  /** Name of a hub for people. */
  readonly hubName: (account: string, count: number) => string;
}

/** A caller that may use the mechanism, as far as that does not depend on the target. */
export interface Caller {
  readonly principal: AwsPrincipal;
  readonly judgement: Judgement;
  readonly technique?: string;
}

export interface Mechanism {
  add(caller: Caller): void;
  /** Everyone's targets, group by group, in the order of their keys. */
  groups(): readonly Group[];
  /** Draws edges from callers to targets, by way of hubs where that saves some. */
  draw(drawing: Drawing): void;
}

export interface Member extends Caller {
  /** Statements that allow it, of this caller. */
  readonly because: readonly string[];
}

export interface Hit {
  readonly target: string;
  readonly judgement: Judgement;
  /** Group of personal targets; the judgement is then only the callers' own side. */
  readonly personal?: string;
  /** For personal targets: resources that each action is asked about, one of which has to be allowed. */
  readonly resources?: readonly (readonly string[])[];
}

export interface Group {
  readonly key: string;
  readonly account: string;
  /** Of callers in several accounts that are alike; `account` is the first of them. */
  readonly organization?: string;
  readonly members: readonly Member[];
  readonly hits: readonly Hit[];
}

interface OpenGroup {
  readonly key: string;
  readonly account: string;
  readonly set: ClaimSet;
  readonly members: Member[];
}

/** A mechanism without callers yet: add every caller, then draw once. */
export function createMechanism(spec: MechanismSpec, judge: Judge): Mechanism {
  const open = new Map<string, OpenGroup>();
  const bits = spec.actions.map(({ action }) => judge.interest.bitOf(action));
  let groups: readonly Group[] | undefined;
  const allGroups = (): readonly Group[] => {
    groups ??= [...groupsOf(spec, [...open.values()], judge)].sort((a, b) => compareText(a.key, b.key));
    return groups;
  };
  return {
    add(caller) {
      const { principal } = caller;
      const sets = combineClaims(
        principal,
        bits.map((bit) => claimsOn(principal, bit, judge.interest, judge.isTagger)),
      );
      for (const set of sets) {
        const key = `${principal.account} ${set.key}`;
        const because = [...new Set(set.claims.flatMap((claim) => claim.because))];
        const group = open.get(key);
        if (group) group.members.push({ ...caller, because });
        else open.set(key, { key, account: principal.account, set, members: [{ ...caller, because }] });
      }
    },
    groups: allGroups,
    draw(drawing) {
      for (const group of allGroups()) drawGroup(spec, group, judge, drawing);
    },
  };
}

/** The groups as they are, and those of accounts that are alike together where the targets do not tell them apart. */
function* groupsOf(spec: MechanismSpec, open: readonly OpenGroup[], judge: Judge): Iterable<Group> {
  const { across } = spec;
  const together = across === undefined ? [] : alikeAcross(open, across);
  /** Group of an account → targets that it has with others. */
  const shared = new Map<string, ReadonlySet<string>>();
  for (const { key, organization, groups } of together) {
    const { hits, account } = hitsTogether(spec, groups, judge);
    const sure = new Set(hits.flatMap(({ target, judgement }) => (judgement.truth === YES ? [target] : [])));
    for (const group of groups) shared.set(group.key, sure);
    yield { key, account, organization, members: groups.flatMap(({ members }) => members), hits };
  }
  for (const { key, account, set, members } of open) {
    const sure = shared.get(key);
    const targets = (sure && across?.leftFor(account)) ?? spec.targetsFor(account);
    const hits = hitsOf(spec, set, { account, targets }, judge, (target) => sure?.has(target) !== true);
    yield { key, account, members, hits: members.length > 1 ? hits.map((hit) => toShared(hit, set)) : hits };
  }
}

/** Wide targets of groups that are alike: what one may elsewhere each may, so that two of them answer for all. */
function hitsTogether(
  spec: MechanismSpec,
  [first, second]: Alike<OpenGroup>["groups"],
  judge: Judge,
): { readonly hits: readonly Hit[]; readonly account: string } {
  const isWide = (target: string) => spec.across?.isWide(target) === true;
  const isOwn = (target: string) => accountOfArn(target) === first.account;
  const of = ({ account }: OpenGroup) => ({ account, targets: spec.targetsFor(account) });
  const elsewhere = hitsOf(spec, first.set, of(first), judge, (one) => isWide(one) && !isOwn(one));
  const there = hitsOf(spec, second.set, of(second), judge, (one) => isWide(one) && isOwn(one));
  const hits = [...elsewhere.map((hit) => toShared(hit, first.set)), ...there.map((hit) => toShared(hit, second.set))];
  return { hits: hits.sort((a, b) => compareText(a.target, b.target)), account: first.account };
}

function hitsOf(
  spec: MechanismSpec,
  { claims }: ClaimSet,
  { account, targets }: { readonly account: string; readonly targets: Targets },
  judge: Judge,
  isWanted: (target: string) => boolean,
): Hit[] {
  const [fewest = targets.ids] = claims
    .flatMap(({ resources }, index) => (isFindable(spec.actions[index]) ? [targets.find(resources)] : []))
    .sort((a, b) => a.length - b.length);
  const hits: Hit[] = [];
  for (const target of fewest) {
    if (!isWanted(target)) continue;
    const own = spec.judgeTarget?.(target) ?? GRANTED;
    if (own.truth === NO) continue;
    if (isPlainly(spec, target, claims, account, judge)) {
      hits.push({ target, judgement: own });
      continue;
    }
    const personal = claims.some(({ isPersonal }) => isPersonal) ? undefined : spec.personalGroup?.(target);
    const judgement = judgeTarget(spec, target, claims, own, personal !== undefined, judge);
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
function toShared(hit: Hit, { claims }: ClaimSet): Hit {
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

function isFindable(action: TargetAction | undefined): boolean {
  return action !== undefined && (action.resources === undefined || action.isFindable === true);
}

function judgeTarget(
  spec: MechanismSpec,
  target: string,
  claims: ClaimSet["claims"],
  own: Judgement,
  isOwnSide: boolean,
  judge: Judge,
): Judgement {
  let judgement = own;
  for (const [index, claim] of claims.entries()) {
    const wanted = spec.actions[index];
    if (!wanted) continue;
    let best: Judgement | undefined;
    const contexts = wanted.contexts?.(target) ?? [wanted.context ?? {}];
    for (const resource of resourcesOf(spec, index, target, claims)) {
      const answer = contexts
        .map((context) => ({ action: wanted.action, resource, context }))
        .map((one) => (isOwnSide ? judge.askOwnSide(claim.probe, one) : judge.ask(claim.probe, one)))
        .reduce(both);
      if (best === undefined || answer.truth < best.truth) best = answer;
    }
    judgement = best === undefined ? { ...own, truth: NO, state: "blocked" } : both(judgement, best);
    if (judgement.truth === NO) break;
  }
  return judgement;
}

function drawGroup(spec: MechanismSpec, group: Group, judge: Judge, drawing: Drawing): void {
  const plain = group.hits.filter(({ personal, judgement }) => personal === undefined && judgement.truth !== NO);
  const blocked = group.hits.filter(({ judgement }) => judgement.truth === NO);
  for (const [lock, hits] of byLock(spec, plain))
    connect(spec, group, hits, opened(lock, group.members), drawing, lock?.id ?? "");
  for (const hit of blocked) for (const member of group.members) drawDirect(spec, member, hit, drawing);
  const byPersonal = new Map<string, Hit[]>();
  for (const hit of group.hits) {
    if (hit.personal === undefined || hit.judgement.truth === NO) continue;
    addTo(byPersonal, hit.personal, hit);
  }
  for (const [personal, hits] of byPersonal) {
    const members = admitted(spec, group, hits, judge);
    for (const [lock, locked] of byLock(spec, hits))
      connect(spec, group, locked, opened(lock, members), drawing, [personal, lock?.id ?? []].flat().join(" "));
  }
}

function byLock({ lockOf }: MechanismSpec, hits: readonly Hit[]): Iterable<[Lock | undefined, Hit[]]> {
  const groups = new Map<Lock | undefined, Hit[]>();
  for (const hit of hits) addTo(groups, lockOf?.(hit.target), hit);
  return groups;
}

/** Callers whom the lock lets through. */
function opened(lock: Lock | undefined, members: readonly Member[]): readonly Member[] {
  if (lock === undefined) return members;
  return members.flatMap((member) => {
    const judgement = both(member.judgement, lock.judge(member.principal));
    return judgement.truth === NO ? [] : [{ ...member, judgement }];
  });
}

/** Callers of the group whom targets that tell them apart accept; the targets of one personal group accept the same ones. */
function admitted(spec: MechanismSpec, { members }: Group, [hit]: readonly Hit[], judge: Judge): Member[] {
  return members.flatMap((member) => {
    let judgement = member.judgement;
    for (const [at, action] of spec.actions.entries()) {
      const resources = hit?.resources?.[at] ?? [];
      judgement = both(judgement, bestOf(member.principal, action, resources, judge));
    }
    return judgement.truth === NO ? [] : [{ ...member, judgement }];
  });
}

function bestOf(
  principal: AwsPrincipal,
  { action, context = {} }: TargetAction,
  resources: readonly string[],
  judge: Judge,
): Judgement {
  return surest(resources, (resource) => judge.ask(principal, { action, resource, context }));
}

function connect(
  spec: MechanismSpec,
  group: Group,
  hits: readonly Hit[],
  members: readonly Member[],
  drawing: Drawing,
  personal: string,
): void {
  if (hits.length === 0 || members.length === 0) return;
  if (hits.length === 1 || members.length === 1) {
    for (const member of members) for (const hit of hits) drawDirect(spec, member, hit, drawing);
    return;
  }
  const place = group.organization ?? group.account;
  const id = `set:aws:${place}/${spec.id}/${hashText(`${spec.kind} ${spec.gives ?? ""} ${group.key} ${personal}`).slice(0, 12)}`;
  const scope = `aws:${group.account}`;
  const name =
    group.organization === undefined
      ? spec.hubName(group.account, hits.length)
      : (spec.across?.hubName(group.organization, hits.length) ?? "");
  drawing.node({ id, kind: "set", type: "aws.access-set", name, scope, properties: { mechanism: spec.id } });
  for (const { principal, judgement, technique, because } of members) {
    drawing.edge({ kind: spec.kind, from: principal.id, to: id, judgement, because, technique, ...givesOf(spec) });
  }
  for (const { target, judgement } of hits) drawing.edge({ kind: "includes", from: id, to: target, judgement });
}

function givesOf({ gives }: MechanismSpec): { gives?: Capability } {
  return gives === undefined ? {} : { gives };
}

function drawDirect(spec: MechanismSpec, member: Member, { target, judgement }: Hit, drawing: Drawing): void {
  const { principal, technique, because } = member;
  drawing.edge({
    ...givesOf(spec),
    kind: spec.kind,
    from: principal.id,
    to: target,
    judgement: both(member.judgement, judgement),
    because,
    technique,
  });
}
