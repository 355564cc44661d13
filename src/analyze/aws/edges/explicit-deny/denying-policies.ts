// Policies by which a role or user is denied something, and what it is once one of them is gone: detached, deleted, left behind with
// the group that holds it, or in force in another version. An explicit Deny wins over every Allow as long as it is attached, and not longer:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
import { groupBy } from "../../../../model/group-by.js";
import { oncePerWord } from "../../../../model/once.js";
import type { TechniqueAction } from "../../../../model/technique.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { AwsGroup, AwsPrincipal, Estate } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import { type Everything, everythingOf } from "../escalation/full-access-grant.js";
import type { PolicyVersions } from "../escalation/policy-versions.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Context } from "../evaluation/decision.js";
import { isOwnPolicy } from "../similarity/change-groups.js";
import type { Surroundings } from "../techniques/account-inventory.js";
import { isCapped } from "../techniques/target-requirements.js";
import type { Removal } from "./removal-request.js";

/** Groups of a principal, by its ARN, the versions of policies, and what a version that is written anew gives. */
export interface Holdings {
  readonly everything: Everything;
  readonly groupsOf: (principal: string) => readonly AwsGroup[];
  readonly versions: PolicyVersions;
}

/** Groups and versions as removals read them. */
export function readHoldings(
  estate: Estate,
  around: Pick<Surroundings, "groupsOf">,
  versions: PolicyVersions,
): Holdings {
  const groups = new Map(estate.groups.map((one) => [one.id, one]));
  return {
    versions,
    everything: everythingOf(estate),
    groupsOf: oncePerWord((id) => around.groupsOf(id).flatMap((group) => groups.get(group) ?? [])),
  };
}

/** The boundary taken off, replaced or rewritten. */
export function unbound(principal: AwsPrincipal): Removal {
  return { resource: principal.id, context: {}, policies: [], isOfBoundary: true, label: "boundary" };
}

/**
 * What one action may take away from a principal so that it may do something of interest which it was denied, or which another version
 * of its policy allows. A policy that denies and allows is taken away with what it allows.
 */
export function removalsOf(
  principal: AwsPrincipal,
  { action, on }: TechniqueAction,
  holdings: Holdings,
  interest: Interest,
): readonly Removal[] {
  const { groupsOf, versions } = holdings;
  const groups = groupsOf(principal.id);
  const own = without(
    principal.policies,
    groups.flatMap(({ policies }) => policies),
  );
  const holders = on === "target" ? [{ id: principal.id, policies: own }] : groups;
  const removals = (): readonly Removal[] =>
    holders.flatMap(({ id, policies }) =>
      action.startsWith("iam:Remove")
        ? [{ resource: id, context: {}, policies, label: labelOf(id, principal) }]
        : policies.filter(isOf(action)).map((one) => toRemoval(id, one, principal)),
    );
  const exchanges = () => (on === "target-policy" ? exchangesOf(principal, versions) : removals());
  const all = isRewriting(action) ? rewritesOf(principal, on, holders, holdings, interest) : exchanges();
  return all.filter((removal) => {
    const left = withoutAll(principal, [removal]).policies;
    const allowed = left.reduce((mask, { policy }) => mask | interest.allowedBy(policy), 0n);
    const instead = removal.instead?.policy;
    return removal.policies.some(
      ({ policy }) =>
        isLifted(policy, instead, allowed, interest) ||
        (instead !== undefined && allowsMore(instead, policy, interest)),
    );
  });
}

/** What writes a policy anew, in force at once: one of the same name takes the place of an inline policy. */
export function isRewriting(action: string): boolean {
  return action === "iam:CreatePolicyVersion" || /^iam:Put(User|Role|Group)Policy$/.test(action);
}

/**
 * Policies of the account, or inline ones of a holder, that deny something, with everything in their stead. Only within a boundary: who
 * has none is given everything by a policy whatever it denies today.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
function rewritesOf(
  principal: AwsPrincipal,
  on: TechniqueAction["on"],
  holders: readonly Pick<AwsGroup, "id" | "policies">[],
  { everything }: Holdings,
  interest: Interest,
): readonly Removal[] {
  if (!isCapped(principal)) return [];
  const denying = (policies: readonly AttachedPolicy[]) =>
    policies.filter(({ policy }) => interest.deniedBy(policy) !== 0n);
  const managed = groupBy(
    denying(principal.policies).filter(({ id }) => isOwnPolicy(id)),
    ({ id }) => id,
  );
  const inline = holders.map(
    ({ id, policies }) => [id, denying(policies).filter((one) => !isManagedPolicy(one))] as const,
  );
  return [...(on === "target-policy" ? managed : inline)].flatMap(([resource, policies]): Removal[] => {
    const names = [...new Set(policies.map(({ id }) => `${labelOf(id, principal)}@new`))].join(",");
    return names === "" ? [] : [{ resource, context: {}, policies, ...everything(principal), label: names }];
  });
}

/** Every other version of its account's own policies, in force instead. */
function exchangesOf(principal: AwsPrincipal, versions: PolicyVersions): readonly Removal[] {
  const ids = [...new Set(principal.policies.map(({ id }) => id))].filter(isOwnPolicy);
  return ids.flatMap((id) => {
    const policies = principal.policies.filter((one) => one.id === id);
    return versions(id).map(({ name, policy }) => {
      const label = `${labelOf(id, principal)}@${name}`;
      return { resource: id, context: {}, policies, instead: { id, policy }, label };
    });
  });
}

/** Whether a Deny of something allowed is gone with the policy, where perhaps another is in force in its stead. */
function isLifted(policy: Policy, instead: Policy | undefined, allowed: ActionMask, interest: Interest): boolean {
  const denied = interest.deniedBy(policy) & allowed;
  if (denied === 0n || instead === undefined) return denied !== 0n;
  return (denied & ~interest.deniedBy(instead)) !== 0n || denialsOf(policy) !== denialsOf(instead);
}

/** Whether another version of a policy that the principal holds may allow it more. */
export function mayHoldMore({ policies }: AwsPrincipal, { versions }: Holdings, interest: Interest): boolean {
  return policies.some(
    ({ id, policy }) => isOwnPolicy(id) && versions(id).some((other) => allowsMore(other.policy, policy, interest)),
  );
}

/** Whether a policy may allow something of interest that another does not: another action, or the same elsewhere or otherwise. */
function allowsMore(policy: Policy, than: Policy, interest: Interest): boolean {
  const allowed = interest.allowedBy(policy);
  if ((allowed & ~interest.allowedBy(than)) !== 0n) return true;
  if (allowed === 0n) return false;
  const known = new Set(textsOf(than, true));
  return textsOf(policy, true).some((text) => !known.has(text));
}

/** Its Denies as one text, to tell whether another version has the same. */
function denialsOf(policy: Policy): string {
  return textsOf(policy, false).sort().join("\n");
}

/** Its Allows or Denies, each as what tells it from others. */
function textsOf({ statements }: Policy, isOfAllows: boolean): string[] {
  return statements.flatMap(({ isAllow, actions, resources, condition }) =>
    isAllow === isOfAllows ? [`${actions.id} ${resources.id} ${condition?.id}`] : [],
  );
}

/** Whether nothing is lost with it. */
export function isPure({ policies, instead }: Removal, interest: Interest): boolean {
  return instead === undefined && policies.every(({ policy }) => !policy.isOpaque && interest.allowedBy(policy) === 0n);
}

/** The principal once all of it is done. */
export function withoutAll(principal: AwsPrincipal, removals: readonly Removal[]): AwsPrincipal {
  const gone = removals.flatMap(({ policies }) => policies);
  const isUnbound = removals.some(({ isOfBoundary }) => isOfBoundary === true);
  const added = removals.flatMap(({ instead, unbounded }) => (isUnbound ? unbounded : undefined) ?? instead ?? []);
  const policies = [...without(principal.policies, gone), ...added];
  return { ...principal, policies, ...(isUnbound && { boundary: undefined }) };
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
export function labelOf(id: string, principal: Pick<AwsPrincipal, "id">): string {
  if (id.startsWith(`${principal.id}/`)) return id.slice(principal.id.length + 1);
  return id.replace(/^arn:[^:]+:iam::(\d{12}:)?/, "");
}
