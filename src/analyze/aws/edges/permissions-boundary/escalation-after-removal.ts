// Who takes the boundary off a role or user, gives it whatever rights it wants and then acts as it: all three of one caller. Neither of
// the first two is worth control alone: what is given stays within the boundary, and without it there is only what was given before.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import { addTo } from "../../../../model/group-by.js";
import { oncePer, oncePerWord } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { EdgeSketch } from "../builder/edge-builder.js";
import { createRaisedResources, isRaising, type RaisedByOthers, toRaised } from "../escalation/escalation-by-other.js";
import { common, readWays, type Shared, surestOf, type Ways } from "../escalation/impersonation.js";
import { createChanging } from "../escalation/principal-changers.js";
import { after, both, type Judgement, NEVER } from "../evaluation/decision.js";
import { keepSurest } from "../evaluation/keep-surest.js";
import type { ChangeGroup } from "../similarity/change-groups.js";
import type { TechniqueFrame } from "../techniques/frame.js";
import { isCapped } from "../techniques/target-requirements.js";
import { createUnbinding, isUnbinding } from "./boundary-removers.js";

/** In: every technique; those by which one raises itself or loses its own boundary do so to others as well. */
export function createRaisedWithoutBoundary(
  techniques: readonly Technique[],
  { judge, around }: Pick<TechniqueFrame, "judge" | "around">,
): RaisedByOthers {
  const { estate } = judge;
  const capped = estate.principals.filter(
    (one) => one.kind !== "root" && !one.isServiceLinked && isCapped(one) && isOfAccount(one),
  );
  const resources = createRaisedResources(around);
  const changeable = { word: "raise without boundary", principals: capped, resources };
  const raising = createChanging(techniques.filter(isRaising), changeable, judge);
  const unbinding = createUnbinding(raising.isAny ? techniques.filter(isUnbinding) : [], estate, judge);
  return {
    add(caller) {
      if (!unbinding.isAny || !raising.isNamed(caller) || !unbinding.isNamed(caller)) return;
      raising.add(caller);
      unbinding.add(caller);
    },
    draw(drawing) {
      const groups = unbinding.isAny ? raising.groups() : [];
      if (groups.length === 0) return;
      const callers = new Set(groups.flatMap(({ members }) => members.map(({ principal }) => principal.id)));
      const ways = readWays(callers, drawing.sketches(), (id) => groups.some(({ opens }) => opens.has(id)), around);
      const raisingId = ({ action, on }: TechniqueAction) =>
        techniques.find((one) => isRaising(one) && one.actions.some((is) => is.action === action && is.on === on))?.id;
      for (const edge of surest(groups, byMember(unbinding.groups()), ways, raisingId)) drawing.edge(edge);
    },
  };
}

/** Sessions have no boundary to take off. */
function isOfAccount({ session }: AwsPrincipal): boolean {
  return session === undefined;
}

/** Caller → the groups in which it is: one list for all who are in the same. */
function byMember(groups: readonly ChangeGroup[]): ReadonlyMap<string, readonly ChangeGroup[]> {
  const found = new Map<string, number[]>();
  for (const [at, group] of groups.entries()) for (const { principal } of group.members) addTo(found, principal.id, at);
  const listOf = oncePerWord((places) => places.split(" ").flatMap((at) => groups[Number(at)] ?? []));
  return new Map([...found].map(([id, places]) => [id, listOf(places.join(" "))]));
}

/** Of the ways of a caller by one technique, the surest. */
function surest(
  groups: readonly ChangeGroup[],
  unbound: ReadonlyMap<string, readonly ChangeGroup[]>,
  ways: Ways,
  raisingId: (action: TechniqueAction) => string | undefined,
): Iterable<EdgeSketch> {
  const best = new Map<string, EdgeSketch>();
  for (const group of groups) {
    // those who hold the same have the same ends and take off the same boundaries, most of them
    const firstOf = oncePer((rid: readonly ChangeGroup[]) =>
      oncePerWord((end) => surestOf(common(ways.leads(end), group.opens).flatMap((one) => withoutBoundary(one, rid)))),
    );
    for (const member of group.members) {
      const rid = unbound.get(member.principal.id) ?? [];
      for (const edge of rid.length === 0 ? [] : (ways.from.get(member.principal.id) ?? [])) {
        const raised = firstOf(rid)(edge.to);
        if (raised === undefined) continue;
        const technique = edge.technique ?? raisingId(group.action);
        const sketch = { ...toRaised(group, member, edge, raised, "then"), technique };
        keepSurest(best, `${sketch.from} ${sketch.technique ?? edge.kind}`, sketch, (one) => one.judgement);
      }
    }
  }
  return best.values();
}

/** Who may be raised, as surely as the caller whose groups these are takes its boundary off; nothing where it does not. */
function withoutBoundary({ id, judgement }: Shared, groups: readonly ChangeGroup[]): Shared[] {
  const without = both(judgement, ridOf(id, groups));
  return without.truth === NO ? [] : [{ id, judgement: without }];
}

/** How surely the caller whose groups these are takes the boundary off. */
function ridOf(id: string, groups: readonly ChangeGroup[]): Judgement {
  let best = NEVER;
  for (const { action, opens } of groups) {
    const found = opens.get(id);
    if (found === undefined || found.truth >= best.truth) continue;
    best = both(found, after(`its permissions boundary goes first, by ${action.action}`));
  }
  return best;
}
