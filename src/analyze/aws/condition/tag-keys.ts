// Tags as condition keys: of callers, with what sessions are given, and of resources.
import type { AwsPrincipal, AwsResource, Estate } from "../estate.js";
import type { Statement } from "../policy/policy.js";
import type { Tags } from "../tags.js";
import { type Condition, type ConditionEntry, evaluateCondition } from "./condition.js";
import { ABSENT, atOrBelow, type KeyLookup, type KeyState, known, open } from "./key-state.js";
import type { RequestFacts, Retag } from "./request-facts.js";
import { NO, SETTABLE, UNKNOWN, YES } from "./truth.js";

/** Whether a key (lower case) is a tag of the resource or of the caller. */
export function isTagKey(key: string, of: Retag["of"]): boolean {
  return of === "caller" ? key.startsWith("aws:principaltag/") : key.includes(":resourcetag/");
}

/** Whether the condition of a statement reads a tag. */
export function readsTags({ condition }: Pick<Statement, "condition">, of: Retag["of"]): boolean {
  return condition?.keys.some((key) => isTagKey(key, of)) === true;
}

/** State of aws:PrincipalTag/…: tags of the user or role, those that a session of it may have been given, and what is made of them. */
export function principalTag(key: string, facts: RequestFacts): KeyState {
  const { caller, principal } = facts.subject;
  if (caller.kind === "service" && caller.name === CERTIFICATE_SERVICE && isOfCertificate(key)) return OF_CERTIFICATE;
  if (caller.kind === "service" || caller.kind === "anonymous") return ABSENT;
  if (!principal) return open(UNKNOWN, "the caller's tags were not read");
  const own = tagState(principal.tags, key);
  const taggers = principal.kind === "role" ? taggersOf(principal) : NO_TAGGERS;
  const given = taggers.anyone.length > 0 ? givenTag(tagNameOf(key), taggers, own) : undefined;
  if (given !== undefined) return given;
  if (taggers.services.has(POD_SERVICE) && POD_TAGS.has(key)) return open(UNKNOWN, "the cluster says which pod it is");
  if (taggers.services.has(CERTIFICATE_SERVICE) && isOfCertificate(key)) return OF_CERTIFICATE;
  return facts.retag?.of === "caller" ? changed(key, own, facts.retag) : own;
}

/**
 * Tags of a caller by the names that keys (lower case) ask for, which are those of its requests; undefined where a session of it may have been
 * given others.
 */
export function tagsOfCaller(
  principal: AwsPrincipal,
  keys: readonly string[],
): { readonly [name: string]: string } | undefined {
  const { anyone, services } = principal.kind === "role" ? taggersOf(principal) : NO_TAGGERS;
  if (anyone.length > 0 || services.size > 0 || principal.session !== undefined) return undefined;
  const wanted = [...new Set(keys.map(tagNameOf))].sort();
  const found = wanted.map((name) => [name, tagState(principal.tags, `/${name}`).values?.[0]] as const);
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Who may give a session of a role tags: whoever assumes it, or services that give those of their own only. */
interface Taggers {
  /** Statements that let it, and those that deny it. */
  readonly anyone: readonly Statement[];
  readonly denies: readonly Statement[];
  /** EKS and Roles Anywhere, as far as they may. */
  readonly services: ReadonlySet<string>;
}

const NO_TAGGERS: Taggers = { anyone: [], denies: [], services: new Set() };

function taggersOf({ trust }: AwsPrincipal): Taggers {
  const tagging = (trust?.policy.statements ?? []).filter(({ actions }) =>
    actions.patterns.some((pattern) => /^(\*|sts:(\*|tag.*))$/i.test(pattern)),
  );
  const allows = tagging.filter(({ isAllow }) => isAllow);
  const isOwn = ({ principals }: Statement) => isOfServices(principals, OWN_TAGS);
  return {
    anyone: allows.filter((one) => !isOwn(one)),
    denies: tagging.filter(({ isAllow, principals }) => !isAllow && principals?.isEveryone === true),
    services: new Set(allows.filter(isOwn).flatMap(({ principals }) => principals?.services ?? [])),
  };
}

/** Whether nobody is named but some of the services. */
function isOfServices(principals: Statement["principals"], wanted: ReadonlySet<string>): boolean {
  if (principals === undefined || principals.isNegated || principals.isEveryone) return false;
  const { aws, federated, canonicalUsers, services } = principals;
  const others = aws.length + federated.length + canonicalUsers.length;
  return others === 0 && services.length > 0 && services.every((one) => wanted.has(one));
}

const GIVEN = "the trust policy lets whoever assumes the role set session tags";
/** Of what the trust policy lets only issuers say, by a SAML assertion, a claim of a token, a certificate. */
export const ASSERTED = "asserted by the issuer";

/** Whether the statement of a trust policy is about what identity providers and services vouch for, and nobody else. */
export function isOfIssuers({ principals }: Statement): boolean {
  if (principals === undefined || principals.isNegated || principals.isEveryone) return false;
  const { aws, federated, services, canonicalUsers } = principals;
  return aws.length + canonicalUsers.length === 0 && federated.length + services.length > 0;
}

/** What whoever assumes a role may make a tag of its session; undefined where its trust policy lets nobody set that one to anything else. */
function givenTag(name: string, { anyone, denies }: Taggers, own: KeyState): KeyState | undefined {
  if (denies.some(({ condition }) => condition === undefined || isMet(condition, name))) return undefined;
  const limits = anyone.flatMap(({ condition }) => {
    if (condition === undefined) return [[]];
    return isRefused(condition, name) ? [] : [condition.entries.filter((entry) => isLimit(entry, name))];
  });
  if (limits.length === 0) return undefined;
  const [decider, why] = anyone.every(isOfIssuers) ? ([UNKNOWN, ASSERTED] as const) : ([SETTABLE, GIVEN] as const);
  // some statement may say nothing of the value, and a Deny of one value alone may take it away
  const isAny = limits.some((entries) => entries.length === 0);
  const alone = denies.flatMap(
    ({
      condition: {
        entries: [entry, ...others],
      } = { entries: [] },
    }) => (entry !== undefined && others.length === 0 ? [entry] : []),
  );
  const spared = alone.filter((entry) => isLimit(entry, name, "StringNotEquals")).map(({ texts }) => texts);
  const noneOf = alone.filter((entry) => isLimit(entry, name)).flatMap(({ texts }) => texts);
  const isNever = atOrBelow(noneOf);
  if (isAny && spared.length === 0) return open(decider, why, isNever && { isNever });
  const values = isAny ? (spared[0] ?? []) : limits.flat().flatMap(({ texts }) => texts);
  const possible = [...new Set(values)].filter(
    (value) => spared.every((texts) => texts.includes(value)) && !noneOf.includes(value),
  );
  const others = possible.filter((value) => value !== own.values?.[0]);
  return others.length === 0
    ? undefined
    : open(decider, why, { possible: [own.values ?? null, ...others.map((one) => [one])] });
}

/** Whether the tag's value has to be one of a list, written out; with the negated operator of a Deny as well. */
function isLimit({ key, operator, texts }: ConditionEntry, name: string, wanted = "StringEquals"): boolean {
  return key === `aws:requesttag/${name}` && operator.name === wanted && texts.every((text) => !text.includes("${"));
}

/** Of a request that sets this tag and no other; whoever asks chooses the rest. */
function lookupFor(name: string, { entries }: Condition): KeyLookup {
  const written = entries.flatMap(({ key, texts }) => (key === "aws:tagkeys" ? texts : []));
  // whoever asks writes the name as the condition does
  const key = written.find((text) => text.toLowerCase() === name) ?? name;
  return { state: (asked) => (asked === "aws:tagkeys" ? known(key) : open(SETTABLE, "the caller chooses it")) };
}

function isRefused(condition: Condition, name: string): boolean {
  return evaluateCondition(condition, lookupFor(name, condition)) === NO;
}

function isMet(condition: Condition, name: string): boolean {
  return evaluateCondition(condition, lookupFor(name, condition)) === YES;
}

/** Service that assumes roles for pods, and the tags that it gives every session (EKS User Guide, "Session tags"). */
const POD_SERVICE = "pods.eks.amazonaws.com";
const POD_TAGS = new Set(
  [
    "eks-cluster-arn",
    "eks-cluster-name",
    "kubernetes-namespace",
    "kubernetes-pod-name",
    "kubernetes-pod-uid",
    "kubernetes-service-account",
  ].map((name) => `aws:principaltag/${name}`),
);

/** Service that assumes roles for certificates: what is in them it puts into tags ("Trust model", IAM Roles Anywhere User Guide). */
const CERTIFICATE_SERVICE = "rolesanywhere.amazonaws.com";
const OF_CERTIFICATE = open(UNKNOWN, "the certificate says it");
const isOfCertificate = (key: string): boolean => key.startsWith("aws:principaltag/x509");

/** Services that give sessions no other tags than those of their own. */
const OWN_TAGS: ReadonlySet<string> = new Set([POD_SERVICE, CERTIFICATE_SERVICE]);

/** State of the tag that a key is about, of these tags. Tag keys of IAM are the same in any case. */
export function tagState(tags: { readonly [key: string]: string }, key: string): KeyState {
  const wanted = tagNameOf(key);
  for (const [name, value] of Object.entries(tags)) if (name.toLowerCase() === wanted) return known(value);
  return ABSENT;
}

/**
 * Services that know the tag key of another one: who assumes a role by its tags names them by `iam:`, EC2 Instance Connect those of
 * instances by `ec2:`. Source: the condition keys of each service in the service authorization reference.
 */
const BORROWED: { readonly [service: string]: string } = { sts: "iam", "ec2-instance-connect": "ec2" };

function isOfAnotherService(key: string, service: string): boolean {
  const owner = key.slice(0, key.indexOf(":"));
  return owner !== "aws" && owner !== service && owner !== BORROWED[service];
}

/** State of …:ResourceTag/…: tags of the resource, where they were read; whatever somebody makes of them who may. */
export function resourceTag(key: string, facts: RequestFacts): KeyState {
  if (isOfAnotherService(key, facts.service)) return ABSENT;
  const state = readTag(key, facts);
  return facts.retag?.of === "resource" ? changed(key, state, facts.retag) : state;
}

function changed(key: string, state: KeyState, { tags }: Retag): KeyState {
  const change = tags.get(tagNameOf(key));
  if (change === undefined) return state;
  const { decider, why, isRemovalOnly, values } = change;
  if (!isRemovalOnly && values === undefined) return open(decider, why);
  if (state.open !== undefined) return isRemovalOnly ? state : open(UNKNOWN, why);
  if (isRemovalOnly && state.values === null) return state;
  const made = values?.map((value) => [value]) ?? [null];
  return open(decider, why, { possible: [state.values, ...made] });
}

/** Name of the tag that a condition key is about, as the key writes it. */
export function tagNameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

function readTag(key: string, facts: RequestFacts): KeyState {
  const tags = tagsOfResource(facts.resource, facts.node, facts.estate);
  return tags ? tagState(tags, key) : open(UNKNOWN, "the resource's tags were not read");
}

/** Tags of what is asked about, `node` being what it belongs to; undefined where they were not read. */
export function tagsOfResource(resource: string, node: AwsResource | undefined, estate: Estate): Tags | undefined {
  const principal = estate.principal(resource);
  if (principal) return principal.tags;
  return (node?.id === resource ? node.tags : undefined) ?? estate.workloadTags(resource);
}
