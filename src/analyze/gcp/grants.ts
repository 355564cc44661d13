// What a member is granted, with groups and inheritance, and what of it conditions, boundaries and denies leave.
import { addAll } from "../../model/add-all.js";
import { NO, SETTABLE, STATES, type Truth, UNKNOWN } from "../aws/condition/truth.js";
import { both, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { type Holding, isWithin } from "../scoped/world.js";
import { activationTruth } from "./activation.js";
import { withinBoundaries, worse } from "./boundaries.js";
import { evaluateCondition } from "./condition.js";
import { boundariesOf, deniesPermission, isDenied, isNotApplied, UNSURE_WHOM } from "./deny.js";
import type { GoogleEstate } from "./environment.js";
import type { Boundary, DenyRule } from "./limits.js";
import type { Binding, Member } from "./member.js";
import { resourceAtHand } from "./resource-names.js";

/** Permissions with either of which a deny policy is taken away. https://cloud.google.com/iam/docs/deny-access */
export const LIFTS_DENIES: readonly string[] = ["iam.denypolicies.delete", "iam.denypolicies.update"];

/** Targets of a kind below a scope: asked for where only their names decide. */
export type Enumerate = (kind: string, place: string) => readonly { readonly place: string }[];

/** The rules that stand in the way of what somebody is bound to. */
export interface Stops {
  readonly denies: readonly DenyRule[];
  readonly boundaries: readonly Boundary[];
}

export interface Grants extends Stops {
  readonly bindings: readonly Binding[];
}

/** Bindings of the member and its groups, and the rules that stand in its way. */
export function grantsOf(member: Member, estate: GoogleEstate): Grants {
  const groups = member.groups.flatMap((group) => estate.member(group)?.bindings ?? []);
  return {
    bindings: groups.length === 0 ? member.bindings : [...member.bindings, ...groups],
    ...stopsOf(member, estate),
  };
}

/** The rules that stand in a member's way, or may: with a condition then. */
export function stopsOf(member: Member, estate: GoogleEstate): Stops {
  return {
    denies: estate.denies.flatMap((rule) => {
      const denied = isDenied(rule, member, estate);
      if (denied === false) return [];
      return denied ? [rule] : [{ ...rule, condition: rule.condition ?? UNSURE_WHOM }];
    }),
    boundaries: boundariesOf(member, estate),
  };
}

export interface Asked {
  readonly permission: string;
  readonly kind: string;
  has(binding: Binding): boolean;
}

/** Places where the permission is held for targets of the kind. */
export function placesOf(grants: Grants, asked: Asked, estate: GoogleEstate, enumerate: Enumerate): readonly Holding[] {
  const { bindings, denies, boundaries } = grants;
  let held: Holding[] = [];
  for (const binding of bindings) if (asked.has(binding)) addAll(held, ofBinding(binding, asked, estate, enumerate));
  if (boundaries.length > 0) held = withinBoundaries(held, boundaries, asked.permission, estate.places);
  for (const rule of denies) {
    if (!deniesPermission(rule, asked.permission)) continue;
    const lifted = lifting(rule, grants, estate);
    if (lifted === undefined) held = without(held, rule, asked, { estate, enumerate });
    else
      held = held.map((one) =>
        concerns(rule, one, estate) ? { ...one, judgement: both(one.judgement, lifted) } : one,
      );
  }
  return held;
}

/** How surely the member takes a deny policy away first; undefined where it may not, as far as is known for certain. */
function lifting(rule: DenyRule, { bindings, denies, boundaries }: Grants, { roles, places }: GoogleEstate) {
  // what a boundary or a condition leaves of that is not looked into
  if (boundaries.length > 0) return undefined;
  for (const permission of LIFTS_DENIES) {
    if (denies.some((one) => deniesPermission(one, permission) && isWithin(rule.place, one.place, places))) continue;
    const bit = roles.bitOf(permission);
    const by = bindings.find(
      ({ role, place, condition, activation }) =>
        (role.least & bit) !== 0n &&
        condition === undefined &&
        activation === undefined &&
        isWithin(rule.place, place, places),
    );
    if (by !== undefined)
      return toJudgement(0, `it takes away the deny policy ${rule.id.slice("gcp:".length)} first`, by.id);
  }
  return undefined;
}

/** Whether a deny rule is about a place or something below it. */
function concerns({ place }: DenyRule, holding: Holding, { places }: GoogleEstate): boolean {
  return isWithin(holding.place, place, places) || isWithin(place, holding.place, places);
}

function toJudgement(truth: Truth, condition: string, because: string): Judgement {
  // waiting for the right hour takes nobody's help
  const state = truth === SETTABLE ? "met" : STATES[truth];
  return { truth: truth === SETTABLE ? 0 : truth, state, condition, because: [because] };
}

/** What a binding itself asks for, whatever its condition says: nothing of one that stands. */
export function standingOf({ id, activation }: Pick<Binding, "id" | "activation">): Judgement {
  if (activation === undefined) return { truth: 0, state: "none", condition: undefined, because: [id] };
  const truth = activationTruth(activation);
  return { truth, state: STATES[truth], condition: activation.words, because: [id] };
}

function ofBinding(
  { id, place, condition, activation }: Binding,
  { permission, kind }: Asked,
  { places, roles, now }: GoogleEstate,
  enumerate: Enumerate,
): readonly Holding[] {
  const standing = standingOf({ id, activation });
  if (condition === undefined) return [{ place, judgement: standing }];
  const at = (one: string): Holding & { readonly needsName: boolean } => {
    const resource = resourceAtHand(kind, permission, one, places);
    const { truth, needsName } = evaluateCondition(condition, resource, now, { permission, roles, isForWay: true });
    const met = toJudgement(truth, condition, id);
    return { place: one, judgement: activation === undefined ? met : both(standing, met), needsName };
  };
  const whole = at(place);
  if (!whole.needsName || whole.judgement.truth !== UNKNOWN || kind === "scope")
    return whole.judgement.truth === NO ? [] : [whole];
  return enumerate(kind, place)
    .map((target) => at(target.place))
    .filter(({ judgement }) => judgement.truth !== NO);
}

interface Split {
  readonly estate: GoogleEstate;
  readonly enumerate: Enumerate;
}

/** What a deny rule leaves. Held above it, the permission is left on what is not below the rule. */
function without(held: readonly Holding[], rule: DenyRule, { kind }: Asked, { estate, enumerate }: Split): Holding[] {
  const { places } = estate;
  if (rule.condition !== undefined) {
    // its conditions are about tags, which are not read
    const open = uncertain(isNotApplied(rule, rule.condition));
    return held.map((one) => ({ ...one, judgement: worse(one.judgement, open) }));
  }
  return held.flatMap((holding): Holding[] => {
    if (isWithin(holding.place, rule.place, places)) return [];
    if (!isWithin(rule.place, holding.place, places)) return [holding];
    const parts = partsOf(holding.place, rule.place, kind, { estate, enumerate });
    const left = parts.filter((place) => !isWithin(place, rule.place, places));
    return left.map((place) => ({ ...holding, place }));
  });
}

/** What a place falls into where something is denied below it: a scope that is asked about itself stays whole. */
function partsOf(place: string, denied: string, kind: string, { estate, enumerate }: Split): readonly string[] {
  const { places } = estate;
  if (kind === "gcp.organization") return [place];
  if (kind === "gcp.folder") {
    const isOfOrganization = place.startsWith("organizations/") && denied.startsWith("folders/");
    return isOfOrganization ? places.foldersOf(place) : [place];
  }
  if (kind === "scope" || kind === "gcp.project") return places.projectsIn(place);
  return [...new Set(enumerate(kind, place).map((target) => target.place))];
}
