// The order of AWS: an explicit deny anywhere wins; then resource control policies, service control policies, and identity,
// boundary, session and resource policy together, differently within an account and across accounts.
import type { AttachedPolicy } from "../attached-policy.js";
import { and, NO, or, SETTABLE, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { ControlLevel } from "../organization.js";
import { joinNaming } from "../policy/principal-set.js";
import { chooseBest } from "./choose.js";
import { decideEitherWay } from "./either-way.js";
import { type BareOutcome, truthOf } from "./outcome.js";
import {
  directly,
  emptyWeight,
  type NamedWeight,
  type PolicyRequest,
  type StatementPlace,
  type Weight,
  weighIdentityPolicy,
  weighResourcePolicy,
} from "./weigh.js";

export type Layer = "identity" | "boundary" | "session" | "resource" | "scp" | "rcp";

/** All policies that have a say in a request. */
export interface Policies {
  /** Undefined: the caller's own side was not read or is not asked (services, anonymous callers). */
  readonly identity: readonly AttachedPolicy[] | undefined;
  /** Taken for the caller's own side when its policies are undefined. */
  readonly ownSide: Truth;
  readonly boundary: AttachedPolicy | undefined;
  readonly session: readonly AttachedPolicy[] | undefined;
  readonly resource: AttachedPolicy | undefined;
  /** Taken as allowing when there is no resource policy. */
  readonly withoutResourcePolicy: Truth;
  /** Grants of a key, which allow beside its policy and never deny ("Grants in AWS KMS", AWS KMS Developer Guide). */
  readonly grants: readonly AttachedPolicy[];
  /** Whether another one may allow it. */
  readonly withoutGrants: Truth;
  readonly scp: readonly ControlLevel[];
  readonly rcp: readonly ControlLevel[];
  readonly isSameAccount: boolean;
  /** The resource policy has to agree even in the same account: KMS keys, roles to assume. */
  readonly needsResourcePolicy: boolean;
}

/** Which statement decided, in which layer; no place when nothing there allows. */
export interface Decision {
  readonly layer: Layer;
  readonly place: StatementPlace | undefined;
}

export interface Outcome extends BareOutcome {
  readonly decision: Decision;
}

/** The outcome of an action that needs no permission. */
export const FREE: Outcome = { spared: YES, allow: YES, decision: { layer: "identity", place: undefined } };

type Layers = { readonly [layer in Layer]?: Weight };

/**
 * What the policies come to. Where the caller may choose the value of a key, the choice that serves it best; where nobody can tell
 * it, what comes out whichever it is.
 */
export function decide(policies: Policies, request: PolicyRequest): Outcome {
  const first = decideOnce(policies, request);
  const outcome = chosen(first, policies, request);
  const truth = truthOf(outcome);
  // where a choice alone was open, others make it no surer
  if (truth === YES || truth === NO || truthOf(first) <= SETTABLE) return outcome;
  return decideEitherWay(outcome, everyPolicy(policies), request, (keys) => {
    const given = { ...request, keys };
    return chosen(decideOnce(policies, given), policies, given);
  });
}

/** The outcome with the choice that serves the caller best; `first`: each condition by itself. */
function chosen(first: Outcome, policies: Policies, request: PolicyRequest): Outcome {
  const truth = truthOf(first);
  if (truth === YES || truth === NO) return first;
  const best = chooseBest(first, everyPolicy(policies), request, (keys) => decideOnce(policies, { ...request, keys }));
  // that it rests on the caller's choice stays to be told
  const isChosen = best !== first && best.spared === YES && best.allow === YES;
  return isChosen ? { ...best, allow: SETTABLE } : best;
}

function* everyPolicy({
  identity,
  boundary,
  session,
  resource,
  grants,
  scp,
  rcp,
}: Policies): Generator<AttachedPolicy> {
  yield* identity ?? [];
  yield* session ?? [];
  if (boundary) yield boundary;
  if (resource) yield resource;
  yield* grants;
  for (const level of scp) yield* level.policies;
  for (const level of rcp) yield* level.policies;
}

/** Each condition by itself: two that the caller cannot meet at once both count as met here. */
function decideOnce(policies: Policies, request: PolicyRequest): Outcome {
  const layers = weighLayers(policies, request);
  const { spared, deniedIn } = sparedBy(layers);
  if (spared === NO) return { spared, allow: NO, decision: { layer: deniedIn, place: layers[deniedIn]?.deniedBy } };
  const granted = grant(policies, layers);
  const control = and(layers.scp?.allow ?? YES, layers.rcp?.allow ?? YES);
  const allow = and(granted.allow, control);
  if (spared > allow) return { spared, allow, decision: { layer: deniedIn, place: layers[deniedIn]?.deniedBy } };
  const layer = control > granted.allow ? "scp" : granted.layer;
  return { spared, allow, decision: { layer, place: layers[layer]?.allowedBy } };
}

interface Weighed extends Layers {
  readonly identity: Weight;
  readonly resource: NamedWeight;
  /** How surely a grant of the key allows it; undefined where it has none. */
  readonly granted?: Truth;
}

function weighLayers(policies: Policies, request: PolicyRequest): Weighed {
  const held = policies.resource
    ? weighResourcePolicy(policies.resource, request)
    : absent(policies.withoutResourcePolicy);
  const granted = weighGrants(policies, request);
  const resource = granted ? beside(held, granted) : held;
  return {
    ...(granted && { granted: granted.allow }),
    identity: policies.identity ? weighAll(policies.identity, request) : { ...emptyWeight(), allow: policies.ownSide },
    ...(policies.boundary && { boundary: weighAll([policies.boundary], request) }),
    ...(policies.session && { session: weighAll(policies.session, request) }),
    resource,
    ...(policies.scp.length > 0 && { scp: weighLevels(policies.scp, request) }),
    ...(policies.rcp.length > 0 && { rcp: weighResourceControls(policies.rcp, request) }),
  };
}

/** What the grants of a key say together; undefined without any. */
function weighGrants({ grants, withoutGrants }: Policies, request: PolicyRequest): NamedWeight | undefined {
  if (grants.length === 0 && withoutGrants === NO) return undefined;
  const unread: NamedWeight = { ...absent(withoutGrants), spared: YES };
  return grants.reduce((all, grant) => beside(all, weighResourcePolicy(grant, request)), unread);
}

/** A policy and what allows beside it. */
function beside(policy: NamedWeight, more: NamedWeight): NamedWeight {
  const naming = joinNaming(policy.naming, more.naming);
  const isMore = more.allow < policy.allow || directly(more.naming) < directly(policy.naming);
  const { allowedBy } = isMore ? more : policy;
  return { ...policy, naming, allow: or(policy.allow, more.allow), allowedBy };
}

/** A resource policy that is not there, or that may be there unread. */
function absent(allow: Truth): NamedWeight {
  const naming = { itself: allow, role: allow, everyone: allow, account: allow };
  return { ...emptyWeight(), allow, spared: allow === UNKNOWN ? UNKNOWN : YES, naming };
}

function weighAll(policies: readonly AttachedPolicy[], request: PolicyRequest): Weight {
  const weight = emptyWeight();
  for (const policy of policies) weighIdentityPolicy(policy, request, weight);
  return weight;
}

/** Each level has to allow; a level without any policy was not read completely. */
function weighLevels(levels: readonly ControlLevel[], request: PolicyRequest): Weight {
  const together: Weight = { ...emptyWeight(), allow: YES };
  for (const level of levels) {
    const weight = weighAll(level.policies, request);
    const allow = level.policies.length === 0 ? UNKNOWN : weight.allow;
    if (allow > together.allow) {
      together.allow = allow;
      together.allowedBy = weight.allowedBy;
    }
    if (weight.spared > together.spared) {
      together.spared = weight.spared;
      together.deniedBy = weight.deniedBy;
    }
  }
  return together;
}

/** Only their denies count: full access is attached to every level and cannot be taken off. */
function weighResourceControls(levels: readonly ControlLevel[], request: PolicyRequest): Weight {
  const together: Weight = { ...emptyWeight(), allow: YES };
  for (const { policies } of levels) {
    for (const policy of policies) {
      const weight = weighResourcePolicy(policy, request);
      if (weight.spared <= together.spared) continue;
      together.spared = weight.spared;
      together.deniedBy = weight.deniedBy;
    }
  }
  return together;
}

const ORDER: readonly Layer[] = ["rcp", "scp", "resource", "boundary", "session", "identity"];

function sparedBy(layers: Layers): { spared: Truth; deniedIn: Layer } {
  let spared: Truth = YES;
  let deniedIn: Layer = "identity";
  for (const layer of ORDER) {
    const weight = layers[layer];
    if (!weight || weight.spared <= spared) continue;
    spared = weight.spared;
    deniedIn = layer;
  }
  return { spared, deniedIn };
}

interface Granted {
  readonly allow: Truth;
  /** Layer that gave it, or that withheld it. */
  readonly layer: Layer;
}

function grant(policies: Policies, layers: ReturnType<typeof weighLayers>): Granted {
  const own = ownGrant(layers);
  const limits = limitGrant(layers);
  const { itself, role, everyone, account } = layers.resource.naming;
  if (!policies.isSameAccount) {
    const granted: Granted = { allow: layers.resource.allow, layer: "resource" };
    const byBoth = policies.identity ? both(own, granted) : both(granted, own);
    // whether a grant to another account takes a policy there as well AWS does not say
    return layers.granted === undefined
      ? byBoth
      : either(byBoth, { allow: and(layers.granted, UNKNOWN), layer: "resource" });
  }
  // within the account: who is named itself, or as everyone, needs nothing else; a named role stays within its sessions' limits
  const named: Granted = { allow: or(or(itself, everyone), and(role, limits.allow)), layer: "resource" };
  const delegated: Granted = policies.needsResourcePolicy ? both(own, { allow: account, layer: "resource" }) : own;
  return either(delegated, named);
}

/** Identity policies within boundary and session policies. */
function ownGrant(layers: Layers & { readonly identity: Weight }): Granted {
  return both({ allow: layers.identity.allow, layer: "identity" }, limitGrant(layers));
}

function limitGrant(layers: Layers): Granted {
  return both(
    { allow: layers.boundary?.allow ?? YES, layer: "boundary" },
    { allow: layers.session?.allow ?? YES, layer: "session" },
  );
}

function both(a: Granted, b: Granted): Granted {
  return b.allow > a.allow ? b : a;
}

function either(a: Granted, b: Granted): Granted {
  return b.allow < a.allow ? b : a;
}
