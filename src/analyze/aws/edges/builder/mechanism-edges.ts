// Edges from the members of a group to what they get to: through a hub where that saves some, past whatever locks a target.
import { addTo, groupBy } from "../../../../model/group-by.js";
import { hashText } from "../../../../model/hash.js";
import type { Capability } from "../../../../model/words.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Lock } from "../data/decryption.js";
import { both, GRANTED, type Judgement, NEVER, surest, toTrustId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { Drawing } from "./edge-builder.js";
import type { Group, Hit, MechanismSpec, Member, TargetAction } from "./mechanism-spec.js";

/** Draws what groups get to; targets that tell their members apart are asked for each of them. */
export function drawGroups(spec: MechanismSpec, groups: readonly Group[], judge: Judge, drawing: Drawing): void {
  const alone: Connection[] = [];
  const connect = (group: Group, hits: readonly Hit[], members: readonly Member[], personal: string): void => {
    const [member, ...others] = members;
    if (member !== undefined && others.length === 0 && hits.length > 1) alone.push({ group, hits, member });
    else drawConnection(spec, group, { hits, members, personal }, drawing);
  };
  for (const group of groups) {
    const plain = group.hits.filter(({ personal, judgement }) => personal === undefined && judgement.truth !== NO);
    const blocked = group.hits.filter(({ judgement }) => judgement.truth === NO);
    for (const { lock, hits, locks } of byLock(spec, plain, group.members))
      connect(group, hits, opened(lock, group.members), locks);
    for (const hit of blocked) for (const member of group.members) drawDirect(spec, member, hit, drawing);
    for (const { hits, members, personal } of personally(spec, group, judge))
      for (const { lock, hits: some, locks } of byLock(spec, hits, members))
        connect(group, some, opened(lock, members), [personal, locks].filter(Boolean).join(" "));
  }
  drawAlone(spec, alone, drawing);
}

interface Admitted {
  readonly hits: readonly Hit[];
  readonly members: readonly Member[];
  readonly personal: string;
}

/** Targets that tell callers apart, those together that let in the same members as surely. */
function personally(spec: MechanismSpec, group: Group, judge: Judge): readonly Admitted[] {
  const byPersonal = new Map<string, Hit[]>();
  for (const hit of group.hits) {
    if (hit.personal === undefined || hit.judgement.truth === NO) continue;
    addTo(byPersonal, hit.personal, hit);
  }
  const each = [...byPersonal].map(([personal, hits]) => ({
    personal,
    hits,
    members: admitted(spec, group, hits, judge),
  }));
  const isWorth = each.length > 1 && each.some(({ members }) => members.length > 1);
  if (!isWorth) return each;
  const alike = groupBy(each, ({ members }) => members.map(textOf).join("\n"));
  return [...alike.values()].map((some) => ({
    personal: some.map(({ personal }) => personal).join(" "),
    hits: some.flatMap(({ hits }) => hits),
    members: some[0]?.members ?? [],
  }));
}

function textOf({ principal, judgement: { truth, state, condition, because } }: Member): string {
  return JSON.stringify([principal.id, truth, state, condition, because]);
}

/** A caller that gets to some targets by itself. */
interface Connection {
  readonly group: Group;
  readonly hits: readonly Hit[];
  readonly member: Member;
}

/** Callers that get to the same as surely by statements of their own each, or in accounts of their own, share a hub. */
function drawAlone(spec: MechanismSpec, alone: readonly Connection[], drawing: Drawing): void {
  const together = groupBy(alone, ({ group, hits }) =>
    JSON.stringify([
      placeOf(spec, group),
      ...hits.map(({ target, judgement: { state, condition } }) => [target, state, condition]),
    ]),
  );
  for (const [told, some] of together) {
    const [first] = some;
    if (first === undefined) continue;
    const members = some.map(({ member }) => member);
    const hits = some.length === 1 ? first.hits : inCommon(some);
    const { account } = first.group;
    const isOne = some.every(({ group }) => group.account === account);
    const organization = isOne ? first.group.organization : spec.across?.classOf(account, "organization")?.organization;
    const group = { ...first.group, ...(organization !== undefined && { organization }), key: told };
    drawConnection(spec, group, { hits, members, personal: "alone" }, drawing);
  }
}

/** Groups of one organisation have hubs in common where the targets are of all of it; others those of their account. */
function placeOf({ across }: MechanismSpec, { account, organization }: Group): string {
  return organization ?? across?.classOf(account, "organization")?.organization ?? account;
}

/** Targets of several callers, without what is behind them of each alone. */
function inCommon([first, ...others]: readonly Connection[]): readonly Hit[] {
  return (first?.hits ?? []).map((hit, at) => {
    const because = hit.judgement.because.filter((id) =>
      others.every(({ hits }) => hits[at]?.judgement.because.includes(id) === true),
    );
    return { ...hit, judgement: { ...hit.judgement, because } };
  });
}

/** Targets with what locks them, one for all that lets through the same callers as surely. */
interface Locked {
  readonly lock: Lock | undefined;
  readonly hits: readonly Hit[];
  /** Words that tell the locks from others. */
  readonly locks: string;
}

function byLock({ lockOf }: MechanismSpec, hits: readonly Hit[], members: readonly Member[]): readonly Locked[] {
  if (lockOf === undefined) return hits.length === 0 ? [] : [{ lock: undefined, hits, locks: "" }];
  const byOne = new Map<Lock | undefined, Hit[]>();
  for (const hit of hits) addTo(byOne, lockOf(hit.target), hit);
  const each = [...byOne];
  const outcome = (lock: Lock | undefined) =>
    each.length < 2 ? "" : members.map((member) => textOfLock(lock, member)).join("");
  return [...groupBy(each, ([lock]) => outcome(lock)).values()].map((some) => ({
    lock: some[0]?.[0],
    hits: some.flatMap(([, locked]) => locked),
    locks: some.map(([lock]) => lock?.id ?? "").join(" "),
  }));
}

function textOfLock(lock: Lock | undefined, { principal }: Member): string {
  const judgement = lock?.judge(principal) ?? GRANTED;
  if (judgement === GRANTED) return "+";
  if (judgement === NEVER) return "-";
  const { truth, state, condition, because } = judgement;
  return JSON.stringify([truth, state, condition, because]);
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
    if (judgement.truth === NO) return [];
    // each target names its own trust, which is not that of the one that was asked about for all
    const because = judgement.because.filter((id) => hit === undefined || id !== toTrustId(hit.target));
    return [{ ...member, judgement: { ...judgement, because } }];
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

function drawConnection(
  spec: MechanismSpec,
  group: Group,
  { hits, members, personal }: Admitted,
  drawing: Drawing,
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
      : (spec.across?.hubName(
          group.organization,
          hits.map(({ target }) => target),
        ) ?? "");
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
