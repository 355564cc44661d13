// What is known about each condition key of a request: given by the question, worked out from caller, resource and clock, or
// open with who decides it.
import { ACCESS_POINT_KEY } from "../access-points.js";
import { accountOfArn } from "../attached-policy.js";
import type { AwsResource } from "../estate.js";
import { isFederatedUser, type Subject } from "../evaluate/caller.js";
import { partitionOf } from "../partition.js";
import { associatedResource } from "./associated-resource.js";
import { calledVia, viaService } from "./called-via.js";
import { functionUrl } from "./function-url.js";
import { instanceAttribute } from "./instance-attribute.js";
import { classOfKey } from "./key-classes.js";
import {
  ABSENT,
  atOrBelow,
  clockKey,
  type Decider,
  type GivenContext,
  type KeyLookup,
  type KeyState,
  type KeyValues,
  known,
  open,
} from "./key-state.js";
import { isKnownTo } from "./known-keys.js";
import { multiFactor, multiFactorAge } from "./mfa-keys.js";
import { ownChoices } from "./own-choices.js";
import { regionKey } from "./region-key.js";
import type { RequestFacts, Retag } from "./request-facts.js";
import { isOfRequest } from "./request-keys.js";
import { sourceIdentity } from "./source-identity.js";
import { isTagKey, principalTag, resourceTag } from "./tag-keys.js";
import { SETTABLE, UNKNOWN } from "./truth.js";

export interface RequestKeys extends KeyLookup {
  /** Open keys that were asked for, with the reason. */
  readonly open: ReadonlyMap<string, { readonly decider: Decider; readonly why: string }>;
  /** Whether any key was asked for: a condition or a variable was in play. */
  wasAsked(): boolean;
  /** Whether tags of the resource, or of the caller, were asked for. */
  readsTags(of: Retag["of"]): boolean;
}

const CHOSEN = "the caller chooses it";
const NOBODY_KNOWS = "depends on the network or the request";

/** Lookup for one request; each key is worked out once. */
export function createKeys(facts: RequestFacts): RequestKeys {
  const states = new Map<string, KeyState>();
  const opened = new Map<string, { decider: Decider; why: string }>();
  return {
    open: opened,
    wasAsked: () => states.size > 0,
    readsTags: (of) => [...states.keys()].some((key) => isTagKey(key, of)),
    state(key) {
      const existing = states.get(key);
      if (existing) return existing;
      const state = resolveKey(key, facts);
      states.set(key, state);
      if (state.open) opened.set(key, { decider: state.open.decider, why: state.open.why });
      return state;
    },
  };
}

function resolveKey(key: string, facts: RequestFacts): KeyState {
  const attribute = instanceAttribute(key, facts);
  if (attribute) return attribute;
  const given = facts.context.get(key);
  if (given !== undefined) return { values: given };
  if (facts.isComplete) return ABSENT;
  switch (classOfKey(key)) {
    case "principal":
      return isTagKey(key, "caller") ? principalTag(key, facts) : principalKey(key, facts);
    case "resource":
      return isTagKey(key, "resource") ? resourceTag(key, facts) : resourceKey(key, facts);
    case "time":
      return timeKey(key, facts.estate.now);
    case "request":
      return requestKey(key, facts);
    case "service":
      return sourceKey(key, facts);
    case "federation":
      return facts.subject.caller.kind === "federated" ? open(UNKNOWN, "asserted by the issuer") : ABSENT;
    case "context":
      return contextKey(key, facts);
  }
}

/**
 * Topics are made with a policy that lets their own account in by aws:SourceOwner, of which AWS says no more than that
 * aws:SourceAccount takes its place: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
function sourceKey(key: string, { subject: { caller }, owner, context }: RequestFacts): KeyState {
  if (caller.kind === "service") {
    const [account] = context.get("aws:sourceaccount") ?? [];
    const isNever = (text: string) => account !== undefined && isOfOther(text, account);
    const wholeOf = (text: string) => (account === undefined ? undefined : allOf(text, account, caller.name));
    return open(UNKNOWN, "depends on what the service acts for", key === "aws:sourcearn" ? { isNever, wholeOf } : {});
  }
  const isOwn = key === "aws:sourceowner" && caller.account !== "" && caller.account === owner;
  return isOwn ? open(UNKNOWN, "AWS does not say when it is there") : ABSENT;
}

/**
 * Whether an ARN, perhaps with wildcards, is of another account than the one that a service acts for: aws:SourceArn is a resource of
 * aws:SourceAccount (IAM User Guide, "AWS global condition context keys"). ARNs without an account, as of buckets, are of any.
 */
function isOfOther(text: string, account: string): boolean {
  const owner = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(text)?.[1];
  return owner !== undefined && owner !== account;
}

/**
 * One of all resources of an account that a service acts for, where an ARN with wildcards is of them all: `arn:aws:lambda:*:111122223333:*`.
 * What a role trusts for these alone the service assumes for each of them.
 */
function allOf(text: string, account: string, service: string): string | undefined {
  const [, partition = "", named = "", owner = ""] = /^arn:([^:]*):([^:]*):\*:([^:]*):\*$/.exec(text) ?? [];
  const labels = service.split(".");
  if ((owner !== account && owner !== "*") || (named !== "*" && !labels.includes(named))) return undefined;
  return `arn:${partition}:${named}:<any>:${account}:<any>`;
}

/** The statement of Redshift whose result is asked for is the caller's own. */
const OWN_STATEMENT = "redshift-data:statement-owner-iam-userid";

function contextKey(key: string, facts: RequestFacts): KeyState {
  const { action, node, resource, service } = facts;
  if (key === OWN_STATEMENT) return userId(facts);
  // who comes by way of an access point names that, and has these in the context
  if (ACCESS_POINT_KEY.test(key) && service === "s3" && node !== undefined)
    return node.areAccessPointsUnread ? open(UNKNOWN, "not all access points of the bucket were read") : ABSENT;
  const cluster = key === "ecs:cluster" ? clusterOf(resource) : undefined;
  if (cluster !== undefined) return known(cluster);
  if (key === "eks:policyarn") return accessPolicyKey(partitionOf(resource));
  if (isOfRequest(key, action)) return isKnownTo(action, key) === false ? ABSENT : open(SETTABLE, CHOSEN);
  const own = ownChoices(key, action);
  return own
    ? open(UNKNOWN, "whether that value serves the caller is not known", { own })
    : open(UNKNOWN, NOBODY_KNOWS);
}

/** Access policies with which somebody makes pods, and so comes to what they have: rules/tables/eks-access-policies.yaml. */
function accessPolicyKey(partition: string): KeyState {
  const possible = ["ClusterAdmin", "Admin", "Edit"].map((name) => [
    `arn:${partition}:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`,
  ]);
  return open(SETTABLE, CHOSEN, { possible });
}

/** Tasks, services and instances have the cluster in their ARN; where all of them are meant by a pattern, it is not known. */
function clusterOf(resource: string): string | undefined {
  const [, place, name = ""] =
    /^(arn:[^:]+:ecs:[^:]+:\d{12}):(?:task|service|container-instance)\/([^/]+)\//.exec(resource) ?? [];
  return place === undefined || /[*?]/.test(`${place}${name}`) ? undefined : `${place}:cluster/${name}`;
}

type PrincipalResolver = (facts: RequestFacts) => KeyState;

const PRINCIPAL_KEYS: { readonly [key: string]: PrincipalResolver } = {
  "aws:principalarn": ({ subject: { caller } }) => ofIamCaller(caller.kind, known(caller.role ?? caller.name)),
  // whose access entry it is: ways go by that of the caller
  "eks:principalarn": ({ subject: { caller } }) => ofIamCaller(caller.kind, known(caller.role ?? caller.name)),
  "aws:principalaccount": ({ subject: { caller } }) => ofIamCaller(caller.kind, known(caller.account)),
  "kms:calleraccount": ({ subject: { caller } }) => ofIamCaller(caller.kind, known(caller.account)),
  "aws:principalorgid": (facts) => ofIamCaller(facts.subject.caller.kind, organizationKey(facts, "id")),
  "aws:principalorgpaths": (facts) => ofIamCaller(facts.subject.caller.kind, organizationKey(facts, "path")),
  "aws:principaltype": ({ subject: { caller } }) =>
    ofIamCaller(
      caller.kind,
      known(isFederatedUser(caller.name) ? "FederatedUser" : (PRINCIPAL_TYPE[caller.kind] ?? "")),
    ),
  "aws:principalisawsservice": ({ subject: { caller } }) => known(String(caller.kind === "service")),
  "aws:principalservicename": ({ subject: { caller } }) => (caller.kind === "service" ? known(caller.name) : ABSENT),
  "aws:principalservicenameslist": ({ subject: { caller } }) =>
    caller.kind === "service" ? known(caller.name) : ABSENT,
  "aws:username": ({ subject: { caller } }) => (caller.kind === "user" ? known(nameOf(caller.name)) : ABSENT),
  "aws:userid": userId,
  "aws:multifactorauthpresent": multiFactor,
  "aws:multifactorauthage": multiFactorAge,
  "aws:tokenissuetime": ({ subject, estate }) => (isSession(subject) ? freshToken(estate.now) : ABSENT),
  "aws:federatedprovider": ({ subject }) =>
    isSession(subject) ? open(UNKNOWN, "set in federated sessions only") : ABSENT,
  "aws:sourceidentity": sourceIdentity,
  "aws:calledvia": calledVia,
  "aws:calledviafirst": calledVia,
  "aws:calledvialast": calledVia,
};

const PRINCIPAL_TYPE: { readonly [kind: string]: string } = {
  user: "User",
  role: "AssumedRole",
  session: "AssumedRole",
  root: "Account",
  federated: "FederatedUser",
  anonymous: "Anonymous",
};

function principalKey(key: string, facts: RequestFacts): KeyState {
  return PRINCIPAL_KEYS[key]?.(facts) ?? ABSENT;
}

/** Services and callers without an account have none of these keys. */
function ofIamCaller(kind: string, state: KeyState): KeyState {
  return kind === "service" || kind === "anonymous" || kind === "federated" ? ABSENT : state;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function isSession({ caller }: Subject): boolean {
  return caller.kind === "role" || caller.kind === "session";
}

/** A session that was taken just now: what a deny of older tokens spares. */
function freshToken(now: Date): KeyState {
  return clockKey(now);
}

function organizationKey({ subject, estate }: RequestFacts, part: "id" | "path"): KeyState {
  const place = estate.organizations.placeOf(subject.caller.account);
  const value = part === "id" ? place?.organization : place?.path;
  if (value !== undefined) return known(value);
  // an account that is in none of the organisations which were read whole is of another, or of none
  const isNever = place === undefined ? atOrBelow(estate.organizations.readWhole) : undefined;
  return open(UNKNOWN, "the organisation of the caller's account was not read", isNever && { isNever });
}

function userId({ subject: { caller, sessionName } }: RequestFacts): KeyState {
  if (caller.kind === "root") return known(caller.account);
  if (isFederatedUser(caller.name)) return known(`${caller.account}:${nameOf(caller.name)}`);
  if (caller.kind === "user")
    return caller.uniqueId === undefined ? open(UNKNOWN, "the user's id was not read") : known(caller.uniqueId);
  if (!caller.role) return ABSENT;
  if (caller.uniqueId === undefined) return open(UNKNOWN, "the role's id was not read", { isPresent: true });
  if (sessionName !== undefined) return known(`${caller.uniqueId}:${sessionName}`);
  return open(SETTABLE, "the session name is chosen when the role is assumed", {
    prefix: `${caller.uniqueId}:`,
    isPresent: true,
  });
}

function resourceKey(key: string, facts: RequestFacts): KeyState {
  const { resource, owner, estate } = facts;
  if (key === "aws:requestedregion" || key === "ec2:region") return regionKey(facts);
  if (resource === "*" || owner === "") return open(UNKNOWN, "depends on the resource");
  if (key === "aws:resourceaccount" || key === "s3:resourceaccount") return known(owner);
  const place = estate.organizations.placeOf(owner);
  const value = key === "aws:resourceorgid" ? place?.organization : place?.path;
  return value === undefined ? open(UNKNOWN, "the organisation of the resource was not read") : known(value);
}

function requestKey(key: string, facts: RequestFacts): KeyState {
  if (isKnownTo(facts.action, key) === false) return ABSENT;
  const url = functionUrl(key, facts);
  if (url) return url;
  if (key === "iam:permissionsboundary") return boundaryKey(facts);
  if (key === "aws:viaawsservice") return viaService(facts);
  if (key === "iam:associatedresourcearn") {
    const [service] = facts.context.get("iam:passedtoservice") ?? [];
    return associatedResource(service, partitionOf(facts.resource), CHOSEN);
  }
  // a token of an issuer brings none: sts:AssumeRole alone has that parameter (AWS STS API Reference)
  if (key === "sts:externalid" && facts.action.startsWith("sts:assumerolewith")) return ABSENT;
  return open(SETTABLE, CHOSEN, ALWAYS_SENT.has(key) ? { isPresent: true } : {});
}

/** Keys of every request (IAM User Guide, "AWS global condition context keys", availability). */
const ALWAYS_SENT = new Set(["aws:securetransport", "aws:useragent"]);

/** What makes a user or role, or sets its boundary, brings the boundary itself. */
const BRINGS_BOUNDARY = /^iam:(create(user|role)|put(user|role)permissionsboundary)$/;

/**
 * iam:PermissionsBoundary is the boundary that the user or role has, and only where one is made or given a boundary the one
 * in the request (IAM User Guide, "IAM condition context keys").
 */
function boundaryKey({ action, resource, estate }: RequestFacts): KeyState {
  if (BRINGS_BOUNDARY.test(action)) return open(SETTABLE, CHOSEN);
  const principal = estate.principal(resource);
  if (!principal) return open(UNKNOWN, "the boundary of what is changed was not read");
  return principal.boundary ? known(principal.boundary.id) : ABSENT;
}

function timeKey(key: string, now: Date): KeyState {
  return clockKey(now, key === "aws:epochtime");
}

/** Keys whose state differs from caller to caller; the others can be worked out once for a question about everyone. */
export function dependsOnCaller(key: string): boolean {
  const found = classOfKey(key);
  return found === "principal" || found === "service" || found === "federation";
}

/** Keys of the caller that are the same for all users and roles of an account. */
const OF_ACCOUNT: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "kms:calleraccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalisawsservice",
  "aws:principalservicename",
  "aws:principalservicenameslist",
]);

/** Keys whose state differs between users and roles of one account. */
export function tellsCallersApart(key: string): boolean {
  return dependsOnCaller(key) && !OF_ACCOUNT.has(key);
}

/** Given keys of a question, in lower case. */
export function toContext(
  given: { readonly [key: string]: string | readonly string[] | null } | undefined,
): GivenContext {
  const context = new Map<string, KeyValues>();
  for (const [key, values] of Object.entries(given ?? {})) {
    context.set(key.toLowerCase(), typeof values === "string" ? [values] : values);
  }
  return context;
}

/**
 * Account that owns a resource: the one in its ARN, the owner of its node, else the caller's. AWS's own managed policies
 * (`arn:aws:iam::aws:policy/…`) belong to every account.
 */
export function ownerOf(resource: string, node: AwsResource | undefined, caller: string): string {
  const account = accountOfArn(resource);
  const isNamed = account !== "" && account !== "aws" && !/[*?]/.test(account);
  return isNamed ? account : (node?.account ?? caller);
}
