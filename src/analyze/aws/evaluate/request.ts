// From a question to what decides it: caller, keys, and all policies that have a say.
import { behind } from "../access-points.js";
import { createKeys, ownerOf, type RequestKeys } from "../condition/keys.js";
import { NO, type Truth, UNKNOWN } from "../condition/truth.js";
import type { Estate } from "../estate.js";
import type { ControlKind, ControlLevel } from "../organization.js";
import { toActionRef } from "../policy/action-set.js";
import type { Caller } from "../policy/principal-set.js";
import { type Subject, toSubject } from "./caller.js";
import type { Policies } from "./decide.js";
import { isRootSession, reachOf } from "./root-sessions.js";
import { mayAssume, NO_POLICY, ownPolicies, resourcePolicy } from "./sides.js";
import { type AccessRequest, isUnderResourceControls, isWithinNetwork, type Target, toTarget } from "./target.js";
import { type PolicyRequest, TRUST_ACTION } from "./weigh.js";

export interface PreparedRequest {
  readonly request: PolicyRequest;
  readonly keys: RequestKeys;
  readonly policies: Policies;
  /** Whether AWS lets this caller do it at all, whatever policies allow. */
  readonly reach: Truth;
  readonly subject: Subject;
  readonly target: Target;
  /**
   * The same request at the bucket, where it comes by way of an access point, and at each where that leads to several; undefined
   * stands for one that was not read.
   */
  readonly behind: readonly (PreparedRequest | undefined)[];
  /** What was taken as given because it was not read. */
  readonly assumptions: readonly string[];
  /** Of it, what could only have taken more away: it says nothing of what is denied already. */
  readonly unreadLimits: readonly string[];
}

/** All that decides a question. In: ids as the request gives them, and the estate that they are looked up in. */
export function prepareRequest(request: AccessRequest, estate: Estate): PreparedRequest {
  return prepareFor(toSubject(request.principal, estate), toTarget(request, estate), request, estate);
}

/** The request of one caller at a target. */
export function prepareFor(
  subject: Subject,
  target: Target,
  options: Pick<AccessRequest, "session" | "foreignSide" | "retag">,
  estate: Estate,
): PreparedRequest {
  const { caller } = subject;
  const { resource, node, service, isComplete } = target;
  const owner = ownerOf(resource, node, caller.account);
  const keys = createKeys({ ...target, estate, subject, owner, retag: options.retag });
  const assumptions = networkOf(target);
  const unreadLimits: string[] = [];
  const own = ownPolicies(subject, target, options, estate, assumptions);
  const held = heldPolicy(caller, target, owner, estate, assumptions);
  const isLinked = subject.principal?.isServiceLinked === true;
  const control = (kind: ControlKind, account: string): readonly ControlLevel[] => {
    const place = isLinked ? undefined : estate.organizations.placeOf(account);
    if (!place || place.isManagement) return [];
    if (!isComplete && !place.isRead[kind]) unreadLimits.push(unreadText(kind, place.organization));
    return place.levels[kind];
  };
  return {
    request: {
      action: toActionRef(estate.compiler.dictionary, target.action),
      resource: target.matched,
      wholeOf: target.wholeOf,
      caller,
      keys,
    },
    keys,
    subject,
    target,
    reach: reachOf(caller, target, owner, estate, assumptions),
    behind: prepareBehind(subject, target, options, estate),
    assumptions,
    unreadLimits,
    policies: {
      ...own,
      session: options.session,
      resource: held.policy,
      withoutResourcePolicy: held.without,
      ...grantsAt(target),
      // a token of an identity provider is nobody's user or role yet; what holds it is on the role's side
      scp: caller.kind === "federated" ? [] : control("scp", caller.account),
      rcp: isUnderResourceControls(target) ? control("rcp", owner) : [],
      isSameAccount: isOf(caller, owner) || isRootSession(target),
      needsResourcePolicy: service === "kms" ? held.isKey : TRUST_ACTION.test(target.action) && resource !== "*",
    },
  };
}

function heldPolicy(caller: Caller, target: Target, owner: string, estate: Estate, assumptions: string[]) {
  return mayAssume(caller, target) ? resourcePolicy(target, owner, caller.account, estate, assumptions) : NO_POLICY;
}

/** Whether the caller is a principal of the account. */
function isOf({ account, kind }: Caller, owner: string): boolean {
  return owner === account && account !== "" && kind !== "federated";
}

function networkOf(target: Target): string[] {
  return isWithinNetwork(target) ? [`that it comes from the network of ${target.node?.id}`] : [];
}

function grantsAt({ node, isComplete }: Target): Pick<Policies, "grants" | "withoutGrants"> {
  // in a request that is whole, what was not read is not there
  return { grants: node?.grants ?? [], withoutGrants: node?.areGrantsUnread && !isComplete ? UNKNOWN : NO };
}

function prepareBehind(
  subject: Subject,
  target: Target,
  options: Pick<AccessRequest, "session" | "foreignSide">,
  estate: Estate,
): PreparedRequest["behind"] {
  const { node } = target;
  if (node?.way === undefined) return [];
  const { buckets } = node.way;
  return (buckets.length > 0 ? buckets : [""]).map((bucket) => {
    const found = estate.resource(bucket);
    if (found === undefined) return undefined;
    const resource = behind(target.resource, node.id, bucket);
    return prepareFor(subject, { ...target, resource, matched: resource, node: found }, options, estate);
  });
}

function unreadText(kind: ControlKind, organization: string): string {
  return `the ${CONTROL_WORDS[kind]} of ${organization} were not read`;
}

/** Service control policies that were not read and may take away what principals of these accounts are allowed. */
export function unreadLimitsOf(accounts: Iterable<string>, estate: Estate): readonly string[] {
  const texts = [...new Set(accounts)].flatMap((account) => {
    const place = estate.organizations.placeOf(account);
    return !place || place.isManagement || place.isRead.scp ? [] : [unreadText("scp", place.organization)];
  });
  return [...new Set(texts)].sort();
}

const CONTROL_WORDS: { readonly [kind in ControlKind]: string } = {
  scp: "service control policies",
  rcp: "resource control policies",
};
