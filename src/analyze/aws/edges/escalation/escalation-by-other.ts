// Who gives a role or user whatever rights it wants and then acts as it, by whichever way: code that runs as it, a password of it.
// Both are known apart, as sets of callers with sets of targets; control of the account is what they have in common. Ways that a
// technique names as one step, such as assuming the role, are drawn by that technique.
import { oncePerWord } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import type { Member } from "../builder/mechanism-spec.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { after, both, GRANTED, type Judgement } from "../evaluation/decision.js";
import { keepSurest } from "../evaluation/keep-surest.js";
import type { Judge } from "../evaluation/requests.js";
import {
  type Changeable,
  type ChangeGroup,
  isOwnPolicy,
  toChangeGroups,
  toChangeWay,
} from "../similarity/change-groups.js";
import { toMember } from "../similarity/group-member.js";
import type { Surroundings } from "../techniques/account-inventory.js";
import type { TechniqueFrame } from "../techniques/frame.js";
import { BECOME } from "../techniques/plan.js";
import { isCapped, judgeCap } from "../techniques/target-requirements.js";
import { common, readWays, type Shared, surestOf, type Ways } from "./impersonation.js";

export interface RaisedByOthers {
  /** For callers that do not control their account anyway; `mask`: what they are allowed somewhere. */
  add(caller: AwsPrincipal, mask: ActionMask): void;
  /** After what leads from one identity to another. */
  draw(drawing: Drawing): void;
}

/** In: every technique; of those by which one raises itself, the same action raises others. `changeable`: the others. */
export function createRaisedByOthers(
  techniques: readonly Technique[],
  { judge, around }: Pick<TechniqueFrame, "judge" | "around">,
  changeable = ofPrincipals(judge, around),
): RaisedByOthers {
  const raising = changeable.principals.length === 0 ? [] : techniques.filter(isRaising);
  const ways = raising.flatMap((one) => toChangeWay(one, changeable, judge));
  return {
    add(principal, mask) {
      for (const { bit, mechanism } of ways) if ((mask & bit) !== 0n) mechanism.add({ principal, judgement: GRANTED });
    },
    draw(drawing) {
      const groups = ways.flatMap(toChangeGroups).map((one) => withCaps(one, judge));
      if (groups.length === 0) return;
      const callers = new Set(groups.flatMap(({ members }) => members.map(({ principal }) => principal.id)));
      const opened = new Set(groups.flatMap(({ opens }) => [...opens.keys()]));
      const acting = readWays(callers, drawing.sketches(), (id) => opened.has(id), around);
      for (const edge of surest(groups, acting, techniques)) drawing.edge(edge);
    },
  };
}

function ofPrincipals({ estate }: Judge, around: Surroundings): Changeable {
  return { word: "raise", principals: estate.principals.filter(isRaisable), resources: createRaisedResources(around) };
}

/** Groups, which whoever puts itself into one acts as. */
export function ofGroups({ estate }: Judge): Changeable {
  return {
    word: "raise group",
    principals: estate.groups.map(toMember),
    resources({ id, policies }, on) {
      if (on === "target-group") return [id];
      return on === "target-policy" ? policies.map((one) => one.id).filter(isOwnPolicy) : [];
    },
  };
}

/** What an action with which rights are given is asked about, to give them to a principal. */
export function createRaisedResources({ groupsOf }: Pick<Surroundings, "groupsOf">): Changeable["resources"] {
  return ({ id, policies }, on) => {
    if (on === "target-group") return groupsOf(id);
    return on === "target-policy" ? policies.map((one) => one.id).filter(isOwnPolicy) : [id];
  };
}

/** One action with which a caller gives itself whatever it wants. */
export function isRaising({ target, changes, yields, actions }: Technique): boolean {
  return target === "self" && yields === "admin" && changes === undefined && actions.every(isOfItself);
}

function isOfItself({ on }: TechniqueAction, _index: number, { length }: readonly TechniqueAction[]): boolean {
  return length === 1 && (on === "target" || on === "target-policy" || on === "target-group");
}

/** What it is given is perhaps worth control: no boundary that was read caps it. */
function isRaisable(principal: AwsPrincipal): boolean {
  return principal.kind !== "root" && !principal.isServiceLinked && !isCapped(principal);
}

/** With what is not known of the boundaries of those whom it changes. */
function withCaps(group: ChangeGroup, { estate }: Judge): ChangeGroup {
  const judged = [...group.opens].map(([id, judgement]): [string, Judgement] => {
    const principal = estate.principal(id);
    return [id, principal === undefined ? judgement : both(judgement, judgeCap(principal))];
  });
  return { ...group, opens: new Map(judged) };
}

/** Of the ways of a caller by one technique, the surest. */
function surest(groups: readonly ChangeGroup[], ways: Ways, techniques: readonly Technique[]): Iterable<EdgeSketch> {
  const best = new Map<string, EdgeSketch>();
  const byId = new Map(techniques.map((one) => [one.id, one]));
  const joint = createJoint(techniques);
  for (const group of groups) {
    // those who hold the same have the same ends, most of them
    const firstOf = oncePerWord((end) => surestOf(common(ways.leads(end), group.opens)));
    for (const member of group.members) {
      for (const edge of ways.from.get(member.principal.id) ?? []) {
        // who is in a group raises itself with it
        if (edge.kind === "member_of") continue;
        const first = firstOf(edge.to);
        if (first === undefined || joint(group.action, byId.get(edge.technique ?? ""))) continue;
        const key = `${member.principal.id} ${edge.technique ?? edge.kind}`;
        keepSurest(best, key, toRaised(group, member, edge, first, "first"), ({ judgement }) => judgement);
      }
    }
  }
  return best.values();
}

/**
 * Control of the account for a member of the group, which by its edge acts as what it raises. `when`: first of all, or after what is
 * said of that already.
 */
export function toRaised(
  { action, account }: ChangeGroup,
  member: Member,
  edge: EdgeSketch,
  raised: Shared,
  when: "first" | "then",
): EdgeSketch {
  const given = after(`what it acts as ${when} gets whatever the caller wants, by ${action.action}`);
  return {
    kind: "escalates_to",
    from: member.principal.id,
    to: `aws:${account}`,
    judgement: both(both(edge.judgement, raised.judgement), given),
    because: [...member.because, ...(edge.because ?? []), raised.id],
    technique: edge.technique,
    gives: "admin",
  };
}

/** Whether a technique is both: the action that raises, and the one by which the caller acts as what it raised. */
function createJoint(techniques: readonly Technique[]) {
  const known = new Map<string, boolean>();
  const find = (raising: TechniqueAction, by: readonly string[]): boolean =>
    techniques.some(
      ({ target, yields, changes, actions }) =>
        target !== "self" &&
        yields === "admin" &&
        changes === undefined &&
        actions.some(({ action, on }) => action === raising.action && on === raising.on) &&
        actions.some(({ action, on }) => on === "target" && action !== raising.action && by.includes(action)),
    );
  return (raising: TechniqueAction, acting: Technique | undefined): boolean => {
    const key = `${raising.action} ${acting?.id ?? ""}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(raising, acting?.actions.map(({ action }) => action) ?? [BECOME]);
    known.set(key, found);
    return found;
  };
}
