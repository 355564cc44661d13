// Policies by which a role or user is denied something, and what it is once one of them is gone: detached, deleted, or left behind with
// the group that holds it. An explicit Deny wins over every Allow as long as it is attached, and not longer:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
import type { TechniqueAction } from "../../model/technique.js";
import type { AttachedPolicy } from "../aws/attached-policy.js";
import type { AwsGroup, AwsPrincipal } from "../aws/estate.js";
import type { Interest } from "./interest.js";
import type { Context } from "./judge.js";

/** One request that takes policies away, one of which denies. */
export interface Removal {
  /** What it is about: the principal, or a group of it. */
  readonly resource: string;
  /** What it says of the policy that goes; an inline policy, and a group, it says nothing of that a condition could read. */
  readonly context: Context;
  /** What goes: the policy, or all that the group holds. */
  readonly policies: readonly AttachedPolicy[];
  /** For people, and in ids. */
  readonly label: string;
}

/** Groups of a principal, by its ARN. */
export type GroupsOf = (principal: string) => readonly AwsGroup[];

/**
 * What one action may take away from a principal so that it may do something of interest which it was denied. A policy that denies
 * and allows is taken away with what it allows.
 */
export function removalsOf(
  principal: AwsPrincipal,
  { action, on }: TechniqueAction,
  groupsOf: GroupsOf,
  interest: Interest,
): readonly Removal[] {
  const groups = groupsOf(principal.id);
  const own = without(
    principal.policies,
    groups.flatMap(({ policies }) => policies),
  );
  const holders = on === "target" ? [{ id: principal.id, policies: own }] : groups;
  const all = holders.flatMap(({ id, policies }): readonly Removal[] =>
    action.startsWith("iam:Remove")
      ? [{ resource: id, context: {}, policies, label: labelOf(id, principal) }]
      : policies.filter(isOf(action)).map((one) => toRemoval(id, one, principal)),
  );
  return all.filter(({ policies }) => {
    const left = without(principal.policies, policies);
    const allowed = left.reduce((mask, { policy }) => mask | interest.allowedBy(policy), 0n);
    return policies.some(({ policy }) => (interest.deniedBy(policy) & allowed) !== 0n);
  });
}

/** Whether nothing is lost with it. */
export function isPure({ policies }: Removal, interest: Interest): boolean {
  return policies.every(({ policy }) => !policy.isOpaque && interest.allowedBy(policy) === 0n);
}

/** The principal once all of it is done. */
export function withoutAll(principal: AwsPrincipal, removals: readonly Removal[]): AwsPrincipal {
  return {
    ...principal,
    policies: without(
      principal.policies,
      removals.flatMap(({ policies }) => policies),
    ),
  };
}

/** The policies without one of each of the others: what a group holds may be attached to the user as well. */
function without(policies: readonly AttachedPolicy[], gone: readonly AttachedPolicy[]): readonly AttachedPolicy[] {
  const left = [...policies];
  for (const { id } of gone) {
    const at = left.findIndex((one) => one.id === id);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

/** Managed policies are detached, inline policies deleted. */
function isOf(action: string): (policy: AttachedPolicy) => boolean {
  const isDetached = action.startsWith("iam:Detach");
  return (policy) => isManagedPolicy(policy) === isDetached;
}

/** An inline policy is named after who holds it. */
function isManagedPolicy({ id }: AttachedPolicy): boolean {
  return /:policy\//.test(id);
}

function toRemoval(resource: string, policy: AttachedPolicy, principal: AwsPrincipal): Removal {
  const isManaged = isManagedPolicy(policy);
  const label = labelOf(policy.id, principal);
  const held = isManaged && resource !== principal.id ? `${labelOf(resource, principal)}/${label}` : label;
  const context: Context = isManaged ? { "iam:PolicyARN": policy.id } : {};
  return { resource, context, policies: [policy], label: held };
}

/** `inline/name` of its own, `policy/name` of its account, `aws:policy/name` of AWS, `group/name`, `group/name/inline/name`. */
function labelOf(id: string, principal: AwsPrincipal): string {
  if (id.startsWith(`${principal.id}/`)) return id.slice(principal.id.length + 1);
  return id.replace(/^arn:[^:]+:iam::(\d{12}:)?/, "");
}
