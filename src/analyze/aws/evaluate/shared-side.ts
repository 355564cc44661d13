// The part of a question about everyone that is the same for all principals of an account: control policies and the policy of
// the resource. Where it names single callers or reads keys of the caller, they have to be asked one by one.
import { onResource } from "../attached-policy.js";
import { tellsCallersApart } from "../condition/keys.js";
import { and, NO, or, type Truth, YES } from "../condition/truth.js";
import type { Estate } from "../estate.js";
import { coversAction, toActionRef } from "../policy/action-set.js";
import type { Policy } from "../policy/policy.js";
import { accountNamed } from "../policy/principal-set.js";
import { variablesIn } from "../policy/resource-set.js";
import type { Subject } from "./caller.js";
import { decide } from "./decide.js";
import { type PreparedRequest, prepareFor } from "./request.js";
import type { Target } from "./target.js";

interface AccountSide {
  /** What is allowed to a principal whose own policies allow nothing. */
  readonly withoutOwn: Truth;
  /** Outcome of a principal of the account whose own side is given. */
  outcome(allow: Truth, spared: Truth): { readonly spared: Truth; readonly allow: Truth };
}

export interface SharedSide {
  /** The policy of the resource may allow someone without any help of identity policies. */
  readonly mayGrant: boolean;
  /** Names of callers in the policy of the resource: ARNs and unique ids. */
  readonly named: ReadonlySet<string>;
  ofAccount(account: string): AccountSide | "personal";
}

/** What is the same for everyone about a target; the part of an account is worked out when `ofAccount` is called. */
export function createSharedSide(target: Target, estate: Estate): SharedSide {
  const { policies } = prepareAs("", target, estate);
  const { resource, withoutResourcePolicy, withoutGrants } = policies;
  return {
    mayGrant: resource !== undefined || withoutResourcePolicy !== NO || withoutGrants !== NO,
    named: new Set(ownPolicies(policies).flatMap((policy) => [...namesIn(policy)])),
    ofAccount: (account) => toSide(prepareAs(account, target, estate), target, estate),
  };
}

/** Some user of the account that nobody names. */
function prepareAs(account: string, target: Target, estate: Estate): PreparedRequest {
  const name = `arn:${estate.partitionOf(target.resource)}:iam::${account}:user/`;
  const caller = { kind: "user", name, account, uniqueId: undefined, role: undefined } as const;
  const subject: Subject = { caller, principal: undefined, sessionName: undefined };
  return prepareFor(subject, target, { foreignSide: "unknown" }, estate);
}

function ownPolicies({ resource, grants }: PreparedRequest["policies"]): readonly Policy[] {
  return onResource(resource, grants).map(({ policy }) => policy);
}

/** ARNs, unique ids and sessions; those of a session count for its role, which is asked by itself. */
function namesIn(policy: Policy): Set<string> {
  const names = new Set<string>();
  for (const { principals } of policy.statements) {
    for (const text of principals?.aws ?? []) if (text !== "*" && accountNamed(text) === undefined) names.add(text);
  }
  return names;
}

function toSide(prepared: PreparedRequest, target: Target, estate: Estate): AccountSide | "personal" {
  const { policies, request } = prepared;
  const levels = [...policies.scp, ...policies.rcp].flatMap((level) => level.policies);
  const shared = [...levels.map(({ policy }) => policy), ...ownPolicies(policies)];
  if (shared.some((policy) => isPersonal(policy, target, estate))) return "personal";
  // control policies name everyone; one that names callers is asked for each
  if (levels.some(({ policy }) => namesIn(policy).size > 0)) return "personal";
  // asked with own sides of yes and no: everything that is in between follows from these two
  const withYes = decide({ ...policies, identity: undefined, ownSide: YES }, request);
  const withNo = decide({ ...policies, identity: undefined, ownSide: NO }, request);
  return {
    withoutOwn: withNo.allow,
    outcome: (allow, spared) => ({
      spared: and(spared, withYes.spared),
      allow: or(withNo.allow, and(allow, withYes.allow)),
    }),
  };
}

/** Whether the policy reads keys that tell callers of an account apart, names sessions or excepts principals, in a statement about the action. */
function isPersonal(policy: Policy, target: Target, estate: Estate): boolean {
  const action = toActionRef(estate.compiler.dictionary, target.action);
  return policy.statements.some((statement) => {
    if (!coversAction(statement.actions, action)) return false;
    const { principals, condition, resources } = statement;
    if (principals && (principals.isNegated || principals.aws.some((text) => text.includes(":assumed-role/"))))
      return true;
    return (condition?.keys ?? []).some(tellsCallersApart) || variablesIn(resources).some(tellsCallersApart);
  });
}
