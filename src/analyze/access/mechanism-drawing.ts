// Edges from the members of a group to what they get to: through a hub where that saves some, past whatever locks a target.
import { addTo } from "../../model/group-by.js";
import { hashText } from "../../model/hash.js";
import type { Capability } from "../../model/words.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import type { Lock } from "./decryption.js";
import type { Drawing } from "./drawing.js";
import type { Judge } from "./judge.js";
import { both, type Judgement, surest } from "./judgement.js";
import type { Group, Hit, MechanismSpec, Member, TargetAction } from "./mechanism-spec.js";

/** Draws what a group gets to; targets that tell its members apart are asked for each of them. */
export function drawGroup(spec: MechanismSpec, group: Group, judge: Judge, drawing: Drawing): void {
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
  const mayAdmit = hit && spec.mayAdmit?.(hit.target);
  return members.flatMap((member) => {
    if (mayAdmit?.(member.principal) === false) return [];
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
  const told = [spec.kind, spec.gives ?? "", spec.plan ?? "", group.key, personal].join(" ");
  const id = `set:aws:${place}/${spec.id}/${hashText(told).slice(0, 12)}`;
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
