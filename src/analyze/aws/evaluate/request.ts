// From a question to what decides it: caller, keys, and all policies that have a say.
import { behind, byWayOf, contextThrough } from "../access-points.js";
import { type AttachedPolicy, accountOfArn } from "../attached-policy.js";
import { createKeys, type GivenContext, ownerOf, type RequestKeys, toContext } from "../condition/keys.js";
import type { Retag } from "../condition/tag-keys.js";
import { NO, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { AwsResource, Estate } from "../estate.js";
import type { ControlKind, ControlLevel } from "../organization.js";
import { RCP_SERVICES } from "../policy/action-names.generated.js";
import { toActionRef } from "../policy/action-set.js";
import type { Caller } from "../policy/principal-set.js";
import { isFederatedUser, type Subject, toSubject } from "./caller.js";
import type { Policies } from "./decide.js";
import type { PolicyRequest } from "./weigh.js";

/** A question: may this principal do this action on this resource? */
export interface AccessRequest {
  /** ARN of a user, role, session or root user; name of a service; ARN of an identity provider; "*" for anyone. */
  readonly principal: string;
  readonly action: string;
  /** ARN, or "*" for an action without resource; "*" when left out. */
  readonly resource?: string;
  /** Condition keys with their values; null says that a key is not in the request. */
  readonly context?: { readonly [key: string]: string | readonly string[] | null };
  /** Keys that are not given are absent, and what is not in the estate does not exist. */
  readonly contextComplete?: boolean;
  /** Policies that narrow the session, compiled. */
  readonly session?: readonly AttachedPolicy[];
  /** What to take for the caller's own policies when its account was not read; "unknown" when left out. */
  readonly foreignSide?: "allowed" | "unknown";
  /** Who may change the tags of the resource before; nobody when left out. */
  readonly retag?: Retag;
}

export interface PreparedRequest {
  readonly request: PolicyRequest;
  readonly keys: RequestKeys;
  readonly policies: Policies;
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

/** What of a question does not depend on who asks. */
export interface Target {
  readonly action: string;
  readonly service: string;
  readonly resource: string;
  /** What statements are matched with: the resource, or how a service writes all of its own. */
  readonly matched: string;
  /**
   * Service of an action that AWS's reference gives no resource type. Some services ask about all of a type all the same
   * (`cluster/*`, as policies that AWS manages show), so a statement that names just that neither surely counts nor surely not.
   */
  readonly wholeOf: string | undefined;
  readonly node: AwsResource | undefined;
  readonly context: GivenContext;
  readonly isComplete: boolean;
}

const RCP_SERVICE_NAMES = new Set(RCP_SERVICES.split(" "));
/** Actions of those services that resource control policies do not restrict. */
const PAST_RCPS = new Set(["kms:retiregrant"]);
/** Services whose resources can have a policy of their own, beside roles. */
const POLICY_SERVICES = new Set(
  "backup codeartifact codebuild dynamodb ecr elasticfilesystem es events glue kms lambda logs s3 secretsmanager sns sqs".split(
    " ",
  ),
);
/** Actions that a role's trust policy decides about. */
const TRUST_ACTION = /^sts:(assumerole.*|tagsession|setsourceidentity|setcontext)$/;

/**
 * AWS answers it whatever policies say, an explicit deny included ("No permissions are required", STS API reference).
 */
export function needsNoPermission({ action }: Pick<Target, "action">): boolean {
  return action === "sts:getcalleridentity";
}

/**
 * Whether AWS asks about the action without naming a resource: its row in the service authorization reference lists no
 * resource type, and a statement that names an ARN then says nothing about it
 * (of those that name all of a type, see Target.wholeOf). False for actions that are not known.
 */
export function isWithoutResource(action: string, { compiler: { dictionary } }: Estate): boolean {
  const id = dictionary.idOf(action);
  return id !== undefined && !dictionary.hasResources(id);
}

/** S3 takes both ways of writing that all buckets are meant ("Identity-based policy examples", Amazon S3 User Guide). */
const ALL_OF_SERVICE: { readonly [action: string]: (partition: string) => string } = {
  "s3:listallmybuckets": (partition) => `arn:${partition}:s3:::*`,
};

export function toTarget(request: Omit<AccessRequest, "principal">, estate: Estate): Target {
  const action = request.action.toLowerCase();
  const [service = ""] = action.split(":", 1);
  const isTypeless = isWithoutResource(action, estate);
  const resource = isTypeless ? "*" : (request.resource ?? "*");
  const isComplete = request.contextComplete === true;
  const node = resource === "*" ? undefined : estate.resource(resource);
  const given = toContext(request.context);
  return {
    action,
    service,
    resource,
    matched: ALL_OF_SERVICE[action]?.(estate.partitionOf(request.resource ?? "*")) ?? resource,
    wholeOf: isTypeless && !isComplete ? service : undefined,
    node,
    context: node?.way === undefined ? given : contextThrough(node.id, node.way, given),
    isComplete,
  };
}

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
  const { resource, matched, wholeOf, node, service, isComplete } = target;
  const owner = ownerOf(resource, node, caller.account);
  const keys = createKeys({ ...target, estate, subject, owner, retag: options.retag });
  const assumptions = networkOf(target);
  const unreadLimits: string[] = [];
  const own = ownPolicies(subject, target, options, estate, assumptions);
  const held = mayAssume(caller, target)
    ? resourcePolicy(target, owner, caller.account, estate, assumptions)
    : NO_POLICY;
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
      resource: matched,
      wholeOf,
      caller,
      keys,
    },
    keys,
    subject,
    target,
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
      isSameAccount: isOf(caller, owner),
      needsResourcePolicy: service === "kms" ? held.isKey : TRUST_ACTION.test(target.action) && resource !== "*",
    },
  };
}

/**
 * Access points of a bucket whose policy tells them apart, with what is asked for by way of each. None for a request that is whole:
 * it says by itself which way it comes.
 */
export function waysTo({ node, resource, isComplete }: Target): readonly { point: string; resource: string }[] {
  if (node === undefined || isComplete) return [];
  return node.accessPoints.map((point) => ({ point, resource: byWayOf(resource, node.id, point) }));
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

/** Whether the request comes by way of an access point that takes none from outside its network ("Creating access points"). */
export function isWithinNetwork({ node, isComplete }: Target): boolean {
  return node?.way?.origin === "VPC" && !isComplete;
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

/**
 * Whether resource control policies have a say: the service is on AWS's list, the action has a resource and is not excepted
 * ("Resource control policies", AWS Organizations User Guide). What the list does not name they do not hold.
 */
function isUnderResourceControls({ action, service, resource }: Target): boolean {
  return resource !== "*" && hasResourceControls(service) && !PAST_RCPS.has(action);
}

/** Whether the service is on AWS's list of those that resource control policies hold. */
export function hasResourceControls(service: string): boolean {
  return RCP_SERVICE_NAMES.has(service);
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

type OwnSide = Pick<Policies, "identity" | "ownSide" | "boundary">;

function ownPolicies(
  { principal, caller }: Subject,
  target: Target,
  options: Pick<AccessRequest, "foreignSide">,
  estate: Estate,
  assumptions: string[],
): OwnSide {
  if (principal && principal.kind !== "root") {
    return { identity: principal.policies, ownSide: NO, boundary: principal.boundary };
  }
  const take = (ownSide: Truth): OwnSide => ({ identity: undefined, ownSide, boundary: undefined });
  if (caller.kind === "root") return take(mayAssume(caller, target) ? YES : NO);
  if (caller.kind === "service" || caller.kind === "federated" || caller.kind === "anonymous") return take(YES);
  if (isFederatedUser(caller.name)) return take(UNKNOWN);
  if (estate.hasAccount(caller.account)) return take(NO);
  if (options.foreignSide === "allowed") {
    assumptions.push(`the policies of ${caller.name} were not read; they are taken to allow it`);
    return take(YES);
  }
  return take(UNKNOWN);
}

/** The root user may do everything but assume roles, whatever their trust policies say. */
function mayAssume(caller: Caller, { action }: Target): boolean {
  return caller.kind !== "root" || !TRUST_ACTION.test(action);
}

interface HeldPolicy {
  readonly policy: AttachedPolicy | undefined;
  /** How the missing policy counts. */
  readonly without: Truth;
  readonly isKey: boolean;
}

const NO_POLICY: HeldPolicy = { policy: undefined, without: NO, isKey: false };

function resourcePolicy(
  target: Target,
  owner: string,
  account: string,
  estate: Estate,
  assumptions: string[],
): HeldPolicy {
  const { resource, action, node, service } = target;
  const none = (without: Truth): HeldPolicy => ({ policy: undefined, without, isKey: isKey(target) });
  if (resource === "*") return none(NO);
  if (TRUST_ACTION.test(action)) return trustPolicy(resource, owner, estate);
  if (node?.policy) return { policy: node.policy, without: NO, isKey: isKey(target) };
  // every key has a policy, so one that is not there was not read
  if (isKey(target) || node?.isUnread === true) return none(UNKNOWN);
  if (node || target.isComplete || !POLICY_SERVICES.has(service)) return none(NO);
  // who has no policies of its own is let in by that policy or not at all
  if (account === "" || (owner !== account && !estate.hasAccount(owner))) return none(UNKNOWN);
  assumptions.push(`no policy of ${resource} was read; it is taken to have none`);
  return none(NO);
}

function isKey({ service, resource }: Target): boolean {
  return service === "kms" && /^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(resource);
}

function trustPolicy(resource: string, owner: string, estate: Estate): HeldPolicy {
  const role = estate.principal(resource);
  const isMissing = role ? role.trust === undefined : !estate.hasAccount(owner || accountOfArn(resource));
  return { policy: role?.trust, without: isMissing ? UNKNOWN : NO, isKey: false };
}
