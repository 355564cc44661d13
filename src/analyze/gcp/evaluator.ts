// The evaluator: who may do what on Google Cloud, for one question or for everyone at once. Pure; reads an estate.
import { addAll } from "../../model/add-all.js";
import { and, NO, UNKNOWN, YES } from "../aws/condition/truth.js";
import { isWithin } from "../scoped/world.js";
import { activationTruth } from "./activation.js";
import { boundaryInTheWay } from "./boundaries.js";
import { evaluateCondition } from "./condition.js";
import { boundariesOf, deniesPermission, isDenied, isNotApplied, UNSURE_WHOM } from "./deny.js";
import type { GoogleEstate } from "./environment.js";
import { bindingsOfEverybody } from "./everybody.js";
import type { Binding, Member } from "./member.js";
import { kindOf, resourceAtHand } from "./resource-names.js";
import { takenAsGiven } from "./taken-as-given.js";

export interface GoogleAnswer {
  readonly verdict: "allowed" | "implicit-deny" | "explicit-deny" | "unknown";
  /** What decided: id of a binding, deny policy or boundary; undefined when nothing allows it. */
  readonly decidedBy: string | undefined;
  readonly layer: "binding" | "deny" | "boundary" | "account";
  /** Conditions and what was not read, on which it depends. */
  readonly open: readonly string[];
  readonly assumptions: readonly string[];
}

export interface GoogleQuestion {
  readonly member: Member;
  readonly permission: string;
  /** Place of the resource. */
  readonly place: string;
}

/** Whether a member has a permission at a place: an account that is off, denies and boundaries first, then its bindings. */
export function answer({ member, permission, place }: GoogleQuestion, estate: GoogleEstate): GoogleAnswer {
  const { places, roles, now } = estate;
  const assumptions = takenAsGiven(place, estate);
  const account = estate.accounts.get(member.member.replace(/^serviceAccount:/, ""));
  if (account?.isDisabled === true)
    return { verdict: "explicit-deny", decidedBy: account.node.id, layer: "account", open: [], assumptions };
  const resource = resourceAtHand(kindOf(place, permission), permission, place, places);
  const { stop, doubts } = inTheWay({ member, permission, place }, estate);
  if (stop !== undefined)
    return { verdict: "explicit-deny", decidedBy: stop.id, layer: stop.layer, open: [], assumptions };
  const open: string[] = [];
  for (const binding of bindingsOf(member, estate)) {
    if (!isWithin(place, binding.place, places)) continue;
    const has = binding.role.has(permission);
    if (has === false) continue;
    if (has === undefined) {
      open.push(`${binding.role.name} (${binding.id}) holds it: its permissions were not read`);
      continue;
    }
    const { condition, activation } = binding;
    const asked = { permission, roles, isForWay: false };
    const met = condition === undefined ? YES : evaluateCondition(condition, resource, now, asked).truth;
    const truth = and(met, activationTruth(activation));
    const words = [...(activation === undefined ? [] : [activation.words]), ...(met === YES ? [] : [condition ?? ""])];
    if (truth === NO) continue;
    if (truth === 0 && doubts.length === 0)
      return { verdict: "allowed", decidedBy: binding.id, layer: "binding", open: [], assumptions };
    addAll(open, words);
    if (truth < UNKNOWN && truth !== 0 && doubts.length === 0)
      return {
        verdict: "allowed",
        decidedBy: binding.id,
        layer: "binding",
        open: words,
        assumptions,
      };
    addAll(open, doubts);
  }
  if (open.length > 0)
    return { verdict: "unknown", decidedBy: undefined, layer: "binding", open: [...new Set(open)], assumptions };
  return { verdict: "implicit-deny", decidedBy: undefined, layer: "binding", open: [], assumptions };
}

interface InTheWay {
  /** What denies it, whatever a binding gives. */
  readonly stop?: { readonly id: string; readonly layer: "deny" | "boundary" };
  /** What has to be so for it to have what a binding gives. */
  readonly doubts: readonly string[];
}

function inTheWay({ member, permission, place }: GoogleQuestion, estate: GoogleEstate): InTheWay {
  const { places } = estate;
  const doubts: string[] = [];
  for (const rule of estate.denies) {
    if (!deniesPermission(rule, permission) || !isWithin(place, rule.place, places)) continue;
    const denied = isDenied(rule, member, estate);
    if (denied === false) continue;
    if (denied === true && rule.condition === undefined) return { stop: { id: rule.id, layer: "deny" }, doubts };
    doubts.push(isNotApplied(rule, rule.condition ?? UNSURE_WHOM));
  }
  const { stop, doubts: open } = boundaryInTheWay(boundariesOf(member, estate), { permission, place }, places);
  if (stop !== undefined) return { stop: { id: stop.id, layer: "boundary" }, doubts };
  addAll(doubts, open);
  return { doubts };
}

/** Bindings of the member, its groups and its domain, everyone of its pool, and everyone. */
function* bindingsOf(member: Member, estate: GoogleEstate): Iterable<Binding> {
  yield* member.bindings;
  for (const one of member.groups) yield* estate.member(one)?.bindings ?? [];
  yield* bindingsOfEverybody(member, estate);
}

/** Members who may, and of whom it depends, by node id. */
export function whoCan(
  { permission, place }: Omit<GoogleQuestion, "member">,
  estate: GoogleEstate,
): { readonly allowed: readonly string[]; readonly depends: readonly string[] } {
  const allowed = new Set<string>();
  const depends = new Set<string>();
  for (const member of estate.members.values()) {
    const { verdict } = answer({ member, permission, place }, estate);
    if (verdict === "allowed") allowed.add(member.id);
    if (verdict === "unknown") depends.add(member.id);
  }
  return { allowed: [...allowed].sort(), depends: [...depends].sort() };
}
