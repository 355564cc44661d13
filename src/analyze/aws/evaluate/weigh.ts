// What one policy says about one request: how surely it allows, how surely it spares from a deny, and which statement did it.
import type { AttachedPolicy } from "../attached-policy.js";
import { evaluateCondition, evaluateEntry } from "../condition/condition.js";
import type { KeyLookup } from "../condition/key-state.js";
import { and, NO, not, or, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import { type ActionRef, coversAction } from "../policy/action-set.js";
import type { Statement } from "../policy/policy.js";
import {
  type Caller,
  coversCaller,
  deniesCaller,
  joinNaming,
  type Naming,
  NOBODY,
  nameCaller,
  narrowNaming,
  type PrincipalSet,
} from "../policy/principal-set.js";
import { coversResource } from "../policy/resource-set.js";

/** Actions that a role's trust policy decides about. */
export const TRUST_ACTION = /^sts:(assumerole.*|tagsession|setsourceidentity|setcontext)$/;

/** A request as policies are asked about it. */
export interface PolicyRequest {
  readonly action: ActionRef;
  /** ARN, or "*". */
  readonly resource: string;
  /** As coversResource takes it. */
  readonly wholeOf?: string | undefined;
  readonly caller: Caller;
  readonly keys: KeyLookup;
}

/** Where a statement stands. */
export interface StatementPlace {
  /** Id of what holds the policy. */
  readonly policy: string;
  /** Index from 0; undefined when the whole document decided (it could not be read). */
  readonly statement: number | undefined;
  readonly sid: string | undefined;
}

/** What a group of policies says together. */
export interface Weight {
  allow: Truth;
  allowedBy: StatementPlace | undefined;
  /** How surely no Deny applies: NO is an explicit deny. */
  spared: Truth;
  deniedBy: StatementPlace | undefined;
}

/** A Weight of resource policies: an Allow counts by how it names the caller. */
export interface NamedWeight extends Weight {
  naming: Naming;
}

/** What a policy weighs that says nothing: no allow, and no deny to be spared from. */
export function emptyWeight(): Weight {
  return { allow: NO, allowedBy: undefined, spared: YES, deniedBy: undefined };
}

function place(policy: AttachedPolicy, statement: Statement | undefined): StatementPlace {
  return { policy: policy.id, statement: statement?.index, sid: statement?.sid };
}

/** How surely the statement is about the request, its principals left aside. */
export function appliesTo(statement: Statement, request: PolicyRequest): Truth {
  if (!coversAction(statement.actions, request.action)) return NO;
  const resource = coversResource(statement.resources, request.resource, request.keys, request.wholeOf);
  if (resource === NO || !statement.condition) return resource;
  return and(resource, evaluateCondition(statement.condition, request.keys));
}

/** How surely a Deny is not about the request: as surely as any part of it is not, since one that fails is enough. */
function escapes(statement: Statement, request: PolicyRequest): Truth {
  if (!coversAction(statement.actions, request.action)) return YES;
  const resource = coversResource(statement.resources, request.resource, request.keys, request.wholeOf);
  let truth = not(resource);
  for (const entry of statement.condition?.entries ?? []) {
    if (truth === YES) break;
    truth = or(truth, not(evaluateEntry(entry, request.keys)));
  }
  return truth;
}

/** Adds what an identity policy, boundary, session policy or SCP says. */
export function weighIdentityPolicy(policy: AttachedPolicy, request: PolicyRequest, weight: Weight): void {
  if (policy.policy.isOpaque) weighOpaque(policy, weight);
  for (const statement of policy.policy.statements) {
    if (!statement.isAllow) {
      addDeny(weight, escapes(statement, request), policy, statement);
      continue;
    }
    const applies = appliesTo(statement, request);
    if (applies < weight.allow) {
      weight.allow = applies;
      weight.allowedBy = place(policy, statement);
    }
  }
}

function addDeny(weight: Weight, spared: Truth, policy: AttachedPolicy, statement: Statement | undefined): void {
  const together = and(weight.spared, spared);
  if (together === weight.spared) return;
  weight.spared = together;
  weight.deniedBy = place(policy, statement);
}

/** A document that was not read or not understood may allow and deny anything. */
function weighOpaque(policy: AttachedPolicy, weight: Weight): void {
  if (UNKNOWN < weight.allow) {
    weight.allow = UNKNOWN;
    weight.allowedBy = place(policy, undefined);
  }
  addDeny(weight, UNKNOWN, policy, undefined);
}

/** How surely the caller is allowed without its own policies. */
export function directly({ itself, role, everyone }: Naming): Truth {
  return or(or(itself, role), everyone);
}

/**
 * How an Allow names the caller. AWS writes that a wildcard in a trust policy lets in all users, and of services only that they are named
 * there ("AWS JSON policy elements: Principal", IAM User Guide): whether one takes a role that trusts everybody is not known.
 */
function nameIn(principals: PrincipalSet, { caller, action }: PolicyRequest): Naming {
  const named = nameCaller(principals, caller);
  if (caller.kind !== "service" || !TRUST_ACTION.test(action.key)) return named;
  return { ...named, everyone: and(named.everyone, UNKNOWN) };
}

/** What a resource or trust policy says to the caller. */
export function weighResourcePolicy(policy: AttachedPolicy, request: PolicyRequest): NamedWeight {
  const weight: NamedWeight = { ...emptyWeight(), naming: NOBODY };
  let direct: Truth = NO;
  if (policy.policy.isOpaque) {
    weighOpaque(policy, weight);
    weight.naming = { itself: UNKNOWN, role: UNKNOWN, everyone: UNKNOWN, account: UNKNOWN };
  }
  for (const statement of policy.policy.statements) {
    if (!statement.principals) continue;
    const named = nameIn(statement.principals, request);
    const covered = statement.isAllow ? coversCaller(named) : deniesCaller(statement.principals, request.caller);
    if (covered === NO) continue;
    if (!statement.isAllow) {
      addDeny(weight, or(not(covered), escapes(statement, request)), policy, statement);
      continue;
    }
    const applies = appliesTo(statement, request);
    if (applies === NO) continue;
    const naming = narrowNaming(named, applies);
    weight.naming = joinNaming(weight.naming, naming);
    const allow = and(covered, applies);
    // one that names the caller decides, not one that leaves it to the caller's account
    if (allow < weight.allow || (allow === weight.allow && directly(naming) < direct)) {
      weight.allow = allow;
      weight.allowedBy = place(policy, statement);
      direct = directly(naming);
    }
  }
  return weight;
}
