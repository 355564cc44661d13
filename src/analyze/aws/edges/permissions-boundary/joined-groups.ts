// Users that a permissions boundary caps and that may put themselves into groups: what they are with those policies of the groups of
// which the boundary lets something through. A boundary limits what a user has by its groups as well:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import { compareText } from "../../../../model/compare.js";
import { groupBy } from "../../../../model/group-by.js";
import { oncePerWord } from "../../../../model/once.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsGroup, AwsPrincipal } from "../../estate.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { isJoining } from "../escalation/add-user-to-group.js";
import { both, GRANTED, type Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { labelOf } from "../explicit-deny/denying-policies.js";
import type { Removal } from "../explicit-deny/removal-request.js";
import type { FreedOne, FreedPart } from "../explicit-deny/removal-sessions.js";
import { toReleased } from "../explicit-deny/unrestricted-session.js";
import { claimsOn } from "../similarity/claims.js";
import { isCapped } from "../techniques/target-requirements.js";
import { allowedBy } from "../trust/assume-role.js";
import type { GivenToFree } from "./without-boundary.js";

/** In: who may put users into groups. Out: capped users in all groups that only allow, and in each of the others. */
export function readJoinedGroups<T extends { readonly principal: AwsPrincipal }>({
  techniques,
  judge,
  holdings,
  callers,
  isAdmin,
}: GivenToFree<T>): FreedPart {
  const [technique] = techniques.filter(isJoining);
  const [action] = technique?.actions ?? [];
  if (technique === undefined || action === undefined) return { found: [], draw() {} };
  const { estate, interest } = judge;
  const bit = interest.bitOf(action.action);
  const byAccount = groupBy(estate.groups, ({ account }) => account);
  const targetsOf = oncePerWord((account) => createTargets((byAccount.get(account) ?? []).map(({ id }) => id)));
  const groups = new Map(estate.groups.map((one) => [one.id, one]));
  const isAsked = (one: T): boolean =>
    isCappedUser(one.principal) && (allowedBy(one.principal.policies, interest) & bit) !== 0n && !isAdmin(one);
  const found = callers.filter(isAsked).flatMap(({ principal }) => {
    const own = new Set(holdings.groupsOf(principal.id).map(({ id }) => id));
    const joins = groupsOf(principal, bit, targetsOf(principal.account), judge)
      .flatMap((id) => (own.has(id) ? [] : (groups.get(id) ?? [])))
      .filter((group) => isWorth(group, principal, judge))
      .map((group) => ({ group, judgement: judge.ask(principal, { action: action.action, resource: group.id }) }))
      .filter(({ judgement }) => judgement.truth !== NO);
    return together(joins, judge).map((some) => toFreed(principal, some, technique.id));
  });
  // who puts somebody else there has the groups of that one
  return { found, draw() {} };
}

interface Join {
  readonly group: AwsGroup;
  readonly judgement: Judgement;
}

function isCappedUser(principal: AwsPrincipal): boolean {
  const { index, kind, session } = principal;
  return index >= 0 && kind === "user" && session === undefined && isCapped(principal);
}

/** Groups of which the caller's policies speak. */
function groupsOf(principal: AwsPrincipal, bit: bigint, targets: Targets, { interest }: Judge): readonly string[] {
  const found = claimsOn(principal, bit, interest).flatMap(({ resources }) => [...targets.find(resources)]);
  return [...new Set(found)].sort(compareText);
}

/** The boundary lets through something of it. */
function isWorth({ policies }: AwsGroup, { boundary }: AwsPrincipal, { interest }: Judge): boolean {
  const within = boundary === undefined ? interest.all : interest.allowedBy(boundary.policy);
  return (allowedBy(policies, interest) & within) !== 0n;
}

/** Groups to join at once: those that only allow, the sure ones where there are any; one that denies as well by itself. */
function together(joins: readonly Join[], { interest }: Judge): readonly (readonly Join[])[] {
  const isPure = ({ group }: Join) =>
    group.policies.every(({ policy }) => !policy.isOpaque && interest.deniedBy(policy) === 0n);
  const pure = joins.filter(isPure);
  const sure = pure.filter(({ judgement }) => judgement.truth === YES);
  const first = sure.length > 0 ? sure : pure;
  return [...(first.length > 0 ? [first] : []), ...joins.filter((one) => !isPure(one)).map((one) => [one])];
}

function toFreed(of: AwsPrincipal, joins: readonly Join[], technique: string): FreedOne {
  const judgement = joins.map((one) => one.judgement).reduce(both, GRANTED);
  const gifts = joins.flatMap(({ group }) =>
    group.policies.map((policy): Removal => {
      const label = `${labelOf(group.id, of)}/${labelOf(policy.id, { id: group.id })}`;
      return { resource: group.id, context: {}, policies: [], instead: policy, label };
    }),
  );
  return { ...toReleased(of, gifts), own: { from: of.id, judgement, technique } };
}
