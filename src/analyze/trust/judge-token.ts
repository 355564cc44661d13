// Who can use a trust in an OIDC issuer: every kind of token the issuer mints is tried against the conditions, with whose
// token it is left open, and what the conditions close says how wide the trust is.
import { addAll } from "../../model/add-all.js";
import { claimContext } from "./claim-context.js";
import type { Constraint } from "./constraint.js";
import { toBeginningKind, toCustomKind, UNKNOWN_FORM } from "./custom-subject.js";
import {
  type Closed,
  evaluateTrust,
  NETWORK,
  type TrustConditions,
  type TrustContext,
  type TrustOutcome,
  widestPattern,
} from "./evaluate-trust.js";
import { fillKind, type TokenKind } from "./grammar.js";
import { matchSubject } from "./match-subject.js";
import { type NamedRepositories, namedRepositories } from "./named-repositories.js";
import { namesLeft } from "./names-left.js";
import { claimHole, contextsOf, type Issuer, tokenContext } from "./token-context.js";

/** From nobody to anyone; see the column `breadth`. */
export type Breadth = "nobody" | "context" | "pattern" | "repository" | "organization" | "tenants" | "anyone";

const BREADTHS: readonly Breadth[] = [
  "nobody",
  "context",
  "pattern",
  "repository",
  "organization",
  "tenants",
  "anyone",
];

export interface TokenJudgement {
  /** Undefined when it cannot be decided; so are the next two. */
  readonly pinsTenant: boolean | undefined;
  readonly breadth: Breadth | undefined;
  readonly acceptsPullRequest: boolean | undefined;
  /** Subject patterns as written. */
  readonly subjects: readonly string[];
  /** Whose runs are named, by the subject or another claim. */
  readonly repositories: readonly NamedRepositories[];
  readonly vacuousReason: string | undefined;
  readonly isDead: boolean;
  readonly limitsSource: boolean;
  readonly restrictsCaller: boolean;
  /** What could not be decided. */
  readonly undecided: readonly string[];
  /** Why nobody can use it, when that is so. */
  readonly because: readonly string[];
  /** The kinds of token that get in. */
  readonly readings: readonly Reading[];
}

/** One kind of token that gets in, or may. */
export interface Reading {
  readonly kind: TokenKind;
  readonly outcome: TrustOutcome;
  /** Undefined: cannot be decided, see `doubt`. */
  readonly isTenantPinned: boolean | undefined;
  readonly breadth: Breadth;
  /** Breadth `pattern`: globs over the names of branches, tags or environments that get in. */
  readonly names?: readonly string[];
  readonly doubt: string | undefined;
}

/** How a cloud reads the claims of a kind of token. */
type ContextOf = (kind: TokenKind) => TrustContext;

/** The judgement of a trust of AWS, or of another cloud whose conditions name claims by their plain names. */
export function judgeToken(
  conditions: TrustConditions,
  issuer: Issuer,
  now: Date,
  readsPlainClaims = false,
): TokenJudgement {
  const contextOf: ContextOf = readsPlainClaims
    ? (kind) => claimContext(issuer, kind)
    : (kind) => tokenContext(issuer, kind, now);
  const subjects = subjectConstraints(conditions, issuer);
  const { kinds, unknownForms } = kindsFor(issuer, subjects);
  const because: string[] = [];
  const readings: Reading[] = [];
  const contexts = readsPlainClaims ? undefined : contextsOf(issuer, now);
  for (const kind of kinds) {
    const outcome = evaluateTrust(conditions, contexts?.get(kind) ?? contextOf(kind));
    if (outcome.verdict === "blocked") addAll(because, outcome.because);
    else readings.push(read(kind, outcome, conditions, issuer, contextOf));
  }
  const texts = [...new Set(subjects.flatMap((constraint) => constraint.texts))];
  const repositories = namedRepositories(conditions, issuer.row?.vendor);
  return { ...summarise(readings, unknownForms, because, issuer), subjects: texts, repositories };
}

function summarise(
  readings: readonly Reading[],
  unknownForms: readonly string[],
  because: readonly string[],
  issuer: Issuer,
): Omit<TokenJudgement, "subjects" | "repositories"> {
  const isUnknownForm = unknownForms.length > 0;
  const isDead = readings.length === 0 && !isUnknownForm;
  const pinsTenant =
    isUnknownForm && readings.length === 0 ? undefined : all(readings.map((one) => one.isTenantPinned));
  const undecided = new Set(readings.flatMap(({ outcome, doubt }) => [...outcome.because, ...(doubt ? [doubt] : [])]));
  for (const { outcome, isTenantPinned } of readings)
    for (const hole of isTenantPinned === false ? STARTERS : [])
      for (const name of outcome.closed.get(hole) ?? []) undecided.add(`a run that ${name} starts`);
  for (const form of unknownForms) undecided.add(`the subject ${form} has no form known of ${issuer.name}`);
  return {
    pinsTenant,
    breadth: isUnknownForm || pinsTenant === undefined || isOpenBreadth(readings) ? undefined : widest(readings),
    acceptsPullRequest: isDead ? false : pullRequests(readings, isUnknownForm),
    vacuousReason: readings.flatMap((one) => vacuousReason(one, issuer) ?? [])[0],
    isDead,
    limitsSource: readings.length > 0 && readings.every(({ outcome }) => outcome.closed.has(NETWORK)),
    restrictsCaller: readings.every(({ outcome, kind }) => identityHoles(outcome, kind) > 0),
    undecided: [...undecided],
    because: [...new Set(because)],
    readings,
  };
}

/** Holes that say who started a run of GitHub: of strangers somebody who is asked to. */
const STARTERS = ["actor", "actor_id"];

/** False as soon as one is, then undefined as soon as one is. */
function all(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

function widest(readings: readonly Reading[]): Breadth {
  return widestOf(readings.map(({ breadth }) => breadth));
}

function widestOf(breadths: readonly Breadth[]): Breadth {
  return BREADTHS[Math.max(0, ...breadths.map((breadth) => BREADTHS.indexOf(breadth)))] ?? "anyone";
}

/** Values that infrastructure code does not state could make it narrower than what is known of it. */
function isOpenBreadth(readings: readonly Reading[]): boolean {
  const sure = readings.filter(({ outcome }) => outcome.isBound !== true);
  const bound = widest(readings);
  return bound !== "context" && widest(sure) !== bound;
}

function pullRequests(readings: readonly Reading[], isUnknownForm: boolean): boolean | undefined {
  if (readings.some(({ kind, outcome }) => kind.isPullRequest === true && outcome.verdict === "met")) return true;
  const isOpen = readings.some((one) => one.kind.isPullRequest !== false || takesPreviews(one));
  return isOpen || isUnknownForm ? undefined : false;
}

/** Whether a run that previews a change is among those that get in. */
function takesPreviews({ kind: { previews }, outcome: { closed } }: Reading): boolean {
  if (previews === undefined) return false;
  return Object.entries(previews).every(([hole, value]) => closed.get(hole)?.includes(value) ?? true);
}

function identityHoles(outcome: TrustOutcome, kind: TokenKind): number {
  const audience = new Set(kind.claims.get("aud")?.holes ?? []);
  return [...outcome.closed.keys()].filter((hole) => !audience.has(hole)).length;
}

/** What the conditions demand of `sub`. */
function subjectConstraints(conditions: TrustConditions, issuer: Issuer): Constraint[] {
  const key = `${issuer.name.toLowerCase()}:sub`;
  const isSubject = (constraint: Constraint) =>
    constraint.kind === "match" &&
    !constraint.isNegated &&
    (constraint.key === key || constraint.key === "sub" || constraint.key.replace(/\/+:sub$/, ":sub") === key);
  return [...new Set(conditions.alternatives.flatMap((constraints) => constraints.filter(isSubject)))];
}

/** Kinds of token of the issuer, and kinds that customised subjects in the conditions stand for. */
function kindsFor(issuer: Issuer, subjects: readonly Constraint[]) {
  const { grammar } = issuer;
  const added = new Map<string, TokenKind>();
  const unknownForms: string[] = [];
  for (const subject of subjects) {
    const { patterns, texts, ignoreCase, operator } = subject;
    texts.forEach((text, i) => {
      const pattern = patterns[i] ?? widestPattern(text, subject);
      const isImpossible = !/Like|Arn/.test(operator) && /[*?]/.test(text);
      if (pattern === undefined || isImpossible || fits(grammar.forms, pattern, ignoreCase)) return;
      const custom = toCustomKind(grammar, text);
      if (custom) added.set(text, custom);
      else unknownForms.push(text);
    });
  }
  const beginning = unknownForms.length > 0 ? toBeginningKind(grammar) : undefined;
  if (beginning) added.set("", beginning);
  return { kinds: added.size === 0 ? grammar.kinds : [...grammar.kinds, ...added.values()], unknownForms };
}

function fits(kinds: readonly TokenKind[], pattern: string, ignoreCase: boolean): boolean {
  return kinds.some(({ claims }) => {
    const template = claims.get("sub");
    return template !== undefined && matchSubject(pattern, template, ignoreCase).matches;
  });
}

function read(
  kind: TokenKind,
  outcome: TrustOutcome,
  conditions: TrustConditions,
  issuer: Issuer,
  contextOf: ContextOf,
): Reading {
  const { closed, ways = [closed] } = outcome;
  // one way may name the owner and another one its number
  if (ways.every((way) => isTenantClosed(kind, way, issuer))) {
    const breadth = widestOf(ways.map((way) => breadthWithin(kind, way, issuer)));
    const whole = { kind, outcome, isTenantPinned: true, breadth, doubt: undefined };
    const names = breadth === "repository" ? patternsOfNames(kind, closed, conditions, contextOf) : undefined;
    return names === undefined ? whole : { ...whole, breadth: "pattern", names };
  }
  const isForeignIn = acceptsForeign(kind, conditions, issuer, contextOf);
  const doubt = tenantDoubt(kind, closed, issuer, isForeignIn);
  const isUndecided = doubt !== undefined || outcome.verdict === "unknown";
  const breadth = isForeignIn ? "anyone" : "tenants";
  return { kind, outcome, isTenantPinned: isUndecided ? undefined : false, breadth, doubt };
}

function isTenantClosed(kind: TokenKind, closed: Closed, { row, grammar }: Issuer): boolean {
  if (row?.sharing === "tenant" || grammar.tenant.some((hole) => closed.has(hole))) return true;
  return (row?.tenant_claims ?? []).some((claim) => {
    const template = kind.claims.get(claim.toLowerCase());
    return template ? template.holes.every((hole) => closed.has(hole)) : closed.has(claimHole(claim));
  });
}

/** Why it stays open whether one tenant is meant. */
function tenantDoubt(kind: TokenKind, closed: Closed, issuer: Issuer, isForeignIn: boolean): string | undefined {
  for (const [hole, doubt] of issuer.grammar.conditional) if (closed.has(hole)) return doubt;
  if (issuer.row === undefined) return `${issuer.name} is in no table of issuers: it may serve one customer or many`;
  if (issuer.grammar.name === "opaque" && !isForeignIn) return `the form of subjects of ${issuer.name} is not known`;
  return kind.name === UNKNOWN_FORM ? `this form of subject is not known of ${issuer.name}` : undefined;
}

/** A tenant that has nothing to do with the patterns gets in too. */
function acceptsForeign(kind: TokenKind, conditions: TrustConditions, issuer: Issuer, contextOf: ContextOf): boolean {
  const holes = [...issuer.grammar.tenant, ...issuer.grammar.repository.flat()];
  const foreign = fillKind(kind, new Map(holes.map((hole) => [hole, "0q7-foreign"])));
  return evaluateTrust(conditions, contextOf(foreign)).verdict !== "blocked";
}

/** How much of the one tenant is accepted. */
function breadthWithin(kind: TokenKind, closed: Closed, { grammar }: Issuer): Breadth {
  const isNarrow = kind.narrow.length === 0 || kind.narrow.some((hole) => closed.has(hole));
  if (grammar.repository.length === 0) return isNarrow ? "context" : "organization";
  const isRepository = grammar.repository.some((holes) => holes.every((hole) => closed.has(hole)));
  if (!isRepository) return "organization";
  return isNarrow ? "context" : "repository";
}

/**
 * Patterns that the names of branches, tags or environments must fit, for all repositories that are named; undefined where a
 * repository is left with any name.
 */
function patternsOfNames(
  kind: TokenKind,
  closed: Closed,
  conditions: TrustConditions,
  contextOf: ContextOf,
): readonly string[] | undefined {
  let fillings: ReadonlyMap<string, string>[] = [new Map()];
  for (const [hole, values] of closed) {
    if (kind.narrow.includes(hole)) continue;
    fillings = fillings.flatMap((filling) => values.map((value) => new Map([...filling, [hole, value]])));
    if (fillings.length > MAX_FILLINGS) return undefined;
  }
  const names = new Set<string>();
  for (const filling of fillings) {
    const context = contextOf(fillKind(kind, filling));
    if (evaluateTrust(conditions, context).verdict === "blocked") continue;
    const left = kind.narrow.map((hole) => namesLeft(conditions, context, hole)).find((one) => one !== undefined);
    if (left === undefined) return undefined;
    for (const name of left) names.add(name);
  }
  return names.size === 0 ? undefined : [...names];
}

/** A trust that names more repositories at once is judged as if any name got in. */
const MAX_FILLINGS = 64;

/** A claim that is demanded in a way that its absence passes, while nothing else closes what it would. */
function vacuousReason({ kind, outcome, breadth }: Reading, issuer: Issuer): string | undefined {
  if (breadth === "context") return undefined;
  for (const constraint of outcome.vacuous) {
    if (constraint.kind !== "match" || constraint.isNegated) continue;
    const colon = constraint.key.lastIndexOf(":");
    const isWhole = colon >= 0 && kind.claims.has(constraint.key);
    const claim = isWhole ? constraint.key : constraint.key.slice(colon + 1);
    const prefix = constraint.key.slice(0, Math.max(0, colon)).replace(/\/+$/, "");
    const isOfIssuer = prefix === issuer.name.toLowerCase() || isWhole;
    if (!isOfIssuer && !prefix.includes(".")) continue;
    if (claim === "aud" && !issuer.row?.tenant_claims.includes("aud")) continue;
    const holes = kind.claims.get(claim)?.holes ?? [];
    if (holes.some((hole) => outcome.closed.has(hole))) continue;
    if (!isOfIssuer) return `${constraint.operator} passes: ${constraint.entry.label} is not a key of ${issuer.name}`;
    return `${constraint.operator} passes when ${claim} is absent`;
  }
  return undefined;
}
