// What a principal brings to an action: the statements that allow it, apart as far as each can stand alone, so that everyone
// who holds the same statement shares one answer. Who has a Deny, a boundary or a condition about itself is looked at whole.

import { groupBy } from "../../../../model/group-by.js";
import { hashText } from "../../../../model/hash.js";
import { oncePer } from "../../../../model/once.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import type { ConditionEntry } from "../../condition/condition.js";
import { isTagKey, readsTags, tagsOfCaller } from "../../condition/tag-keys.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Policy, Statement } from "../../policy/policy.js";
import type { ResourceSet } from "../../policy/resource-set.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { toPermissionsId, toStatementId } from "../evaluation/decision.js";
import { isMfaKey, type Likeness, personalKeys, readsVia } from "./caller-similarity.js";
import { someoneAs, type Told, toProbe } from "./claim-probe.js";
import { isOfRequest, isOfTargets, isWhole, keyOf, readsRanges, sayRangesOnce, withAllows } from "./statements.js";

/** One way in which a principal is allowed an action on some resources. */
export interface Claim {
  /** The same for all principals of an account that hold the same; content only, no ids that could change. */
  readonly key: string;
  /** Resource lists of its Allow statements. */
  readonly resources: readonly ResourceSet[];
  /** The statements that allow, as `<policy>#<index>`, of the principal at hand. */
  readonly because: readonly string[];
  /** A principal that holds just this, and is named by nobody. */
  readonly probe: AwsPrincipal;
  /** The answer is about this one principal. */
  readonly isPersonal: boolean;
  /** One Allow with neither condition nor variable: what its resources match is allowed, control policies apart. */
  readonly isPlain: boolean;
  /** Resource lists of Allows, where nothing tells targets apart but which of these cover them; undefined where more does. */
  readonly lists: readonly ResourceSet[] | undefined;
}

interface Held {
  readonly policy: AttachedPolicy;
  readonly statement: Statement;
}

const ALIKE: Likeness = { isTagger: () => false };

/** Claims of a principal on an action; empty when nothing allows it anywhere. */
export function claimsOn(
  principal: AwsPrincipal,
  bit: ActionMask,
  interest: Interest,
  likeness: Likeness = ALIKE,
): Claim[] {
  const allows: Held[] = [];
  const denies: Held[] = [];
  let isOpaque = false;
  for (const policy of principal.policies) {
    isOpaque ||= policy.policy.isOpaque;
    const mask = interest.allowedBy(policy.policy) | interest.deniedBy(policy.policy);
    if ((mask & bit) === 0n) continue;
    for (const statement of interest.only(policy.policy, bit).statements) {
      (statement.isAllow ? allows : denies).push({ policy, statement });
    }
  }
  if (allows.length === 0 || denies.some(({ statement }) => isWhole(statement))) return [];
  const boundary = principal.boundary && interest.only(principal.boundary.policy, bit);
  if (boundary && !boundary.isOpaque && !boundary.statements.some(({ isAllow }) => isAllow)) return [];
  const limits = (principal.session?.limits ?? []).map(({ policy }) => interest.only(policy, bit));
  if (limits.length > 0 && limits.every((limit) => !limit.isOpaque && !limit.statements.some(({ isAllow }) => isAllow)))
    return [];
  const asked: Asked = { bit, likeness, interest };
  const isFree =
    denies.length === 0 && !isOpaque && limits.length === 0 && (boundary === undefined || isOpen(boundary));
  if (!isFree) return bounded(principal, { allows, denies, boundary, session: limits }, asked);
  const whole = allows.find(({ statement }) => isWhole(statement));
  const held = distinct(whole ? [whole] : allows);
  const isExact = !areRangesAlike(
    held.map(({ statement }) => statement),
    asked,
  );
  const given: Free = { held, isExact, asked };
  const claims = held.map((one) => free(principal, [one], given));
  const both = complementing(held);
  return both.length === 0 || claims.every(({ isPersonal }) => isPersonal)
    ? claims
    : [...claims, free(principal, both, given)];
}

/** Whether callers who hold the statements with other ranges of the network are answered alike. */
function areRangesAlike(statements: readonly Statement[], { bit, likeness }: Asked): boolean {
  return statements.some(readsRanges) && likeness.readsRanges?.(bit) === false && sayRangesOnce(statements);
}

/** The boundary leaves the action as it is. */
function isOpen(boundary: Policy): boolean {
  if (boundary.isOpaque) return false;
  return boundary.statements.every(({ isAllow }) => isAllow) && boundary.statements.some(isWhole);
}

function distinct(held: readonly Held[]): Held[] {
  const byKey = new Map<string, Held>();
  for (const one of held) {
    const key = keyOf(one.statement, true);
    if (!byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey.values()];
}

/** Allows of which one may hold where another does not, so that together they are surer than each: with MFA, and without. */
function complementing(held: readonly Held[]): readonly Held[] {
  if (held.length < 2) return [];
  const read = held.flatMap((one) =>
    (one.statement.condition?.entries ?? []).filter(isOfEither).map((entry) => ({ one, entry })),
  );
  if (read.length < 2) return [];
  const together = [...groupBy(read, ({ entry }) => entry.key).values()].filter(
    (same) => new Set(same.map(({ entry }) => sideOf(entry))).size > 1,
  );
  return [...new Set(together.flatMap((same) => same.map(({ one }) => one)))];
}

/** Whether an entry is about a key of which nobody can tell, or a person decides, whichever the target. */
function isOfEither({ key }: ConditionEntry): boolean {
  return isMfaKey(key) || isOfRequest(key);
}

/** What an entry takes of its key: entries that take the same do not complement each other. */
function sideOf({ operator, isIfExists, texts }: ConditionEntry): string {
  if (operator.name !== "Bool" && !operator.isNull) return String(operator.isNegated);
  return [operator.name, isIfExists, ...texts.map((text) => text.toLowerCase()).sort()].join(" ");
}

interface Free {
  /** All Allows of the principal. */
  readonly held: readonly Held[];
  readonly isExact: boolean;
  readonly asked: Asked;
}

/** The claim of one Allow, or of some that count together. */
function free(principal: AwsPrincipal, some: readonly Held[], { held, isExact, asked }: Free): Claim {
  const statements = some.map(({ statement }) => statement);
  const { isPersonal, ...told } = toldApart(principal, statements, asked);
  const policies = some.map(({ policy: { id }, statement }) => ({ id, policy: onlyOf(statement) }));
  // who answers for itself does so with all that it holds
  const answering = isPersonal ? held.map((one) => one.statement) : statements;
  const texts = statements.map((one) => keyOf(one, isExact)).sort();
  return {
    key:
      (texts.length === 1 ? texts.join() : `together ${hashText(JSON.stringify(texts))}`) +
      personal(principal, isPersonal, told),
    resources: statements.map(({ resources }) => resources),
    because: placesOf(principal, some),
    probe: isPersonal ? principal : toProbe(principal, policies, undefined, told),
    isPersonal,
    isPlain: statements.length === 1 && statements.every(isPlainAllow),
    lists: isOfTargets(answering, []) ? answering.map(({ resources }) => resources) : undefined,
  };
}

function onlyOf(statement: Statement): Policy {
  return { hash: "", statements: [statement], problems: [], isOpaque: false };
}

function isPlainAllow({ condition, resources }: Statement): boolean {
  return condition === undefined && !resources.hasVariables && !resources.isNegated;
}

/** What a principal holds about an action. */
interface Bounded {
  readonly allows: readonly Held[];
  readonly denies: readonly Held[];
  readonly boundary: Policy | undefined;
  /** Session policies. */
  readonly session: readonly Policy[];
}

/**
 * The claims of a principal with a Deny or a boundary: each Allow by itself within them, as far as it is then the same for all who hold it;
 * the others together, such as those about the caller itself (`${aws:username}`).
 */
function bounded(principal: AwsPrincipal, held: Bounded, asked: Asked): Claim[] {
  const each = held.allows.length > MOST_ALLOWS || hasWhole(held.allows) ? [] : distinct(held.allows);
  if (each.length < 2 || complementing(each).length > 0) return [restricted(principal, held, asked)];
  const claims = each.map((one) => ({ one, claim: restricted(principal, { ...held, allows: [one] }, asked) }));
  const shared = claims.flatMap(({ claim }) => (claim.isPersonal ? [] : [claim]));
  const own = claims.flatMap(({ one, claim }) => (claim.isPersonal ? [one] : []));
  if (shared.length === 0) return [restricted(principal, held, asked)];
  return own.length === 0 ? shared : [...shared, restricted(principal, { ...held, allows: own }, asked)];
}

/** Of more Allows than this, each within the same Deny, nobody holds the same. */
const MOST_ALLOWS = 16;

function hasWhole(allows: readonly Held[]): boolean {
  return allows.some(({ statement }) => isWhole(statement));
}

/** Tells one statement, always by the same function: what is worked out by it is kept. */
const isJust = oncePer((wanted: Statement) => (statement: Statement) => statement === wanted);

/** Beside an Allow of everything the others count for nothing: administrators whom the same is denied are alike. */
function restricted(
  principal: AwsPrincipal,
  { allows: held, denies, boundary, session }: Bounded,
  asked: Asked,
): Claim {
  const whole = held.find(({ statement }) => isWhole(statement));
  const allows = whole ? [whole] : held;
  const statements = [...allows, ...denies].map(({ statement }) => statement);
  const inSession = session.flatMap((limit) => limit.statements);
  const all = [...statements, ...(boundary?.statements ?? []), ...inSession];
  const { isPersonal, ...told } = toldApart(principal, all, asked);
  const isOpaque = [...principal.policies.map(({ policy }) => policy), ...session].some((policy) => policy.isOpaque);
  const isExact = !areRangesAlike(all, asked);
  const textsOf = (some: readonly Statement[]) => some.map((one) => keyOf(one, isExact)).sort();
  const limits = [
    ...(boundary === undefined ? [] : ["boundary", ...textsOf(boundary.statements)]),
    ...(session.length === 0 ? [] : ["session", ...textsOf(inSession)]),
  ];
  const text = [...new Set(textsOf(statements))].concat(limits, isOpaque ? ["unread"] : []);
  const [only, ...others] = allows;
  const policies =
    only === undefined || others.length > 0
      ? principal.policies
      : withAllows(principal.policies, whole ? isWhole : isJust(only.statement), asked);
  return {
    key: `whole ${hashText(JSON.stringify(text))}${personal(principal, isPersonal, told)}`,
    resources: allows.map(({ statement }) => statement.resources),
    because: placesOf(principal, held),
    probe: isPersonal ? principal : toProbe(principal, policies, principal.boundary, told),
    isPersonal,
    isPlain: false,
    lists:
      isOpaque || !isOfTargets(statements, all.slice(statements.length))
        ? undefined
        : allows.map(({ statement }) => statement.resources),
  };
}

/** The one statement that allows; where there are several, none of them decides alone. */
function placesOf(principal: AwsPrincipal, allows: readonly Held[]): string[] {
  const [first] = allows;
  if (!first || allows.length > 1) return [toPermissionsId(principal.id)];
  return [toStatementId(first.policy.id, first.statement.index)];
}

function personal(principal: AwsPrincipal, isPersonal: boolean, { mfa, begins, tags }: Told): string {
  if (isPersonal) return ` of ${principal.id}`;
  const told = [
    mfa === undefined ? "" : ` of users ${mfa}`,
    begins === undefined ? "" : ` who begin ${begins}`,
    tags === undefined ? "" : ` with tags ${JSON.stringify(tags)}`,
  ];
  return told.join("");
}

/** The action that claims are about, and what else tells callers apart. */
interface Asked {
  readonly bit: ActionMask;
  readonly likeness: Likeness;
  readonly interest: Interest;
}

/** Whether the statements or control policies tell the principal from all others, or its MFA (the text) from that of some. */
function toldApart(
  principal: AwsPrincipal,
  statements: readonly Statement[],
  { bit, likeness }: Asked,
): Told & { readonly isPersonal: boolean } {
  const keys = personalKeys(statements);
  const ofTags = keys.filter((key) => isTagKey(key, "caller"));
  const others = keys.filter((key) => !isTagKey(key, "caller"));
  const isByMfa =
    others.length > 0 ? others.every(isMfaKey) : likeness.controlKeys?.(principal.account, bit).some(isMfaKey) === true;
  const mfa = isByMfa ? likeness.mfaOf?.(principal) : undefined;
  const isRetagged = ofTags.length > 0 && likeness.isTagger(principal, "caller");
  const tags = ofTags.length > 0 && !isRetagged ? tagsOfCaller(principal, ofTags) : undefined;
  const isPersonal =
    (others.length > 0 && mfa === undefined) ||
    (ofTags.length > 0 && tags === undefined) ||
    // tags of the resource decide, which some callers may change and others not
    (statements.some((one) => readsTags(one, "resource")) && likeness.isRetagger?.(principal, bit) === true) ||
    (readsPicks(statements) && likeness.isWriter?.(principal) === true) ||
    likeness.isApart?.(principal, () => someoneAs(principal, { mfa, tags }), bit) === true;
  const isVia = readsVia(statements) || likeness.readsVia?.(principal.account, bit) === true;
  const begins = isVia ? likeness.beginningOf?.(principal) : undefined;
  return isPersonal ? { isPersonal } : { isPersonal, mfa, begins, tags };
}

/** The policy that is picked decides, which some callers may write and others not. */
function readsPicks(statements: readonly Statement[]): boolean {
  return statements.some(({ condition }) => condition?.keys.some((key) => PICKS.has(key)) ?? false);
}

const PICKS = new Set(["iam:policyarn", "iam:permissionsboundary"]);
