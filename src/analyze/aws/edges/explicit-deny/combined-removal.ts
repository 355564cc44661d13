// Who rids a role or user of several things at once that hold it back, its boundary and a Deny or two Denies, each by another action
// or of another statement, and acts as it. What goes one by one by whoever may do that is known by then: callers who may change the same
// principals by the same changes are taken together.
import { addAll } from "../../../../model/add-all.js";
import { groupBy } from "../../../../model/group-by.js";
import { YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Member } from "../builder/mechanism-spec.js";
import { both, GRANTED, type Judgement } from "../evaluation/decision.js";
import { createUnbinding, isUnbinding } from "../permissions-boundary/boundary-removers.js";
import { BOUNDARY, type GivenToFree } from "../permissions-boundary/without-boundary.js";
import type { ChangeGroup } from "../similarity/change-groups.js";
import { createUndenying, isUndenying } from "./deny-removers.js";
import { isPure } from "./denying-policies.js";
import { drawFreedByOthers, firstBy, type Going } from "./removal-by-other.js";
import type { Removal } from "./removal-request.js";
import type { FreedOne, FreedPart } from "./removal-sessions.js";
import { type Released, toReleased } from "./unrestricted-session.js";
import { DENIAL } from "./without-deny.js";

/** In: those without one thing. Out: those without several of them that one caller takes away. */
export function readFreedTogether<T extends { readonly principal: AwsPrincipal }>(
  given: GivenToFree<T>,
  single: readonly FreedOne[],
): FreedPart {
  const { techniques, around } = given;
  const joints = jointsOf(given, single);
  const found = joints.flatMap(({ released }) => released.map((one): FreedOne => ({ ...one, own: undefined })));
  return {
    found,
    draw(drawing) {
      for (const { group, released, goes } of joints) {
        const free = new Map(released.map(({ of, session }) => [of.id, session]));
        drawFreedByOthers({ groups: [group], free, techniques, around, goes }, drawing);
      }
    },
  };
}

/** Callers each of whom may do all the changes to each of the principals. */
interface Joint {
  readonly group: ChangeGroup;
  readonly released: readonly Released[];
  readonly goes: Going;
}

/** A group of callers who may do one change, and what goes by it of each principal. */
interface Change {
  readonly group: ChangeGroup;
  readonly goes: Going;
  readonly removals: (principal: string) => readonly Removal[];
}

/** A caller, with what allows it all of its changes. */
interface Able {
  readonly member: Member;
  readonly changes: readonly Change[];
}

function jointsOf<T extends { readonly principal: AwsPrincipal }>(
  given: GivenToFree<T>,
  single: readonly FreedOne[],
): readonly Joint[] {
  const { interest } = given.judge;
  const pure = single.filter(({ removals }) => removals.every((one) => isPure(one, interest)));
  const several = new Set(
    [...groupBy(pure, ({ of }) => of.id)].flatMap(([id, list]) =>
      new Set(list.map(({ session }) => session.id)).size > 1 ? [id] : [],
    ),
  );
  if (several.size === 0) return [];
  const changes = changesOf(given, single, pure);
  const able = new Map<string, Able>();
  for (const change of changes) {
    for (const member of change.group.members) {
      const known = able.get(member.principal.id);
      able.set(member.principal.id, {
        member: known ? { ...member, because: [...known.member.because, ...member.because] } : member,
        changes: [...(known?.changes ?? []), change],
      });
    }
  }
  const principals = new Map(pure.map(({ of }) => [of.id, of]));
  const wanted = [...several].flatMap((id) => principals.get(id) ?? []);
  const kinds = groupBy(able.values(), (one) => one.changes.map(({ group }) => group.key).join(" "));
  return [...kinds.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined || first.changes.length < 2) return [];
    return [true, false].flatMap((isSure) => toJoint(alike, first.changes, wanted, isSure));
  });
}

/** The changes of all callers by whom something goes that is pure, one that is freed of something among the callers. */
function changesOf<T extends { readonly principal: AwsPrincipal }>(
  { techniques, estate, judge, holdings, callers, isAdmin }: GivenToFree<T>,
  single: readonly FreedOne[],
  pure: readonly FreedOne[],
): readonly Change[] {
  const unbinding = createUnbinding(techniques.filter(isUnbinding), estate, judge);
  const undenying = createUndenying(techniques.filter(isUndenying), holdings, judge);
  const own = callers.filter((one) => !isAdmin(one)).map(({ principal }) => principal);
  for (const caller of [...own, ...single.map(({ session }) => session)]) {
    if (unbinding.isNamed(caller)) unbinding.add(caller);
    if (undenying.isNamed(caller)) undenying.add(caller);
  }
  const bySession = new Map(pure.map(({ session, removals }) => [session.id, removals]));
  const bounds = new Map(
    pure.flatMap(({ of, removals }) => (removals.every(({ isOfBoundary }) => isOfBoundary) ? [[of.id, removals]] : [])),
  );
  return [
    ...unbinding.groups().map((group) => ({ group, goes: BOUNDARY, removals: (id: string) => bounds.get(id) ?? [] })),
    ...undenying.groups().flatMap(({ groups, free }, rank) =>
      groups.map((group) => ({
        group: { ...group, key: `${rank} ${group.key}` },
        goes: DENIAL,
        removals: (id: string) => bySession.get(free.get(id)?.id ?? "") ?? [],
      })),
    ),
  ];
}

/** `isSure`: only changes that nothing is open about. */
function toJoint(
  alike: readonly Able[],
  changes: readonly Change[],
  principals: readonly AwsPrincipal[],
  isSure: boolean,
): Joint[] {
  const opens = new Map<string, Judgement>();
  const released: Released[] = [];
  let named: Change | undefined;
  for (const of of principals) {
    const done = new Map<string, { readonly change: Change; readonly judgement: Judgement }>();
    const removals: Removal[] = [];
    for (const change of changes) {
      const judgement = change.group.opens.get(of.id);
      const gone = change.removals(of.id);
      const labels = gone.map(({ label }) => label).join(",");
      if (judgement === undefined || gone.length === 0 || (isSure && judgement.truth !== YES) || done.has(labels))
        continue;
      done.set(labels, { change, judgement });
      addAll(removals, gone);
    }
    const ways = [...done.values()];
    if (ways.length < 2) continue;
    if (!isSure && ways.every(({ judgement }) => judgement.truth === YES)) continue;
    named = ways.at(-1)?.change;
    const others = ways.slice(0, -1).map(({ change }) => firstBy(change.goes, change.group.action.action));
    opens.set(of.id, [...ways.map(({ judgement }) => judgement), ...others].reduce(both, GRANTED));
    released.push(toReleased(of, removals));
  }
  if (named === undefined) return [];
  const members = alike.map(({ member }) => member);
  const key = `${isSure} ${changes.map(({ group }) => group.key).join(" ")}`;
  return [{ group: { ...named.group, key, members, opens }, released, goes: named.goes }];
}
