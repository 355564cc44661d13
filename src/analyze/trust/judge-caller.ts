// Who can use a trust in AWS principals or services: what its conditions leave open about account, organisation, principal,
// source and external id.
import {
  type CallerShape,
  callerContext,
  closesTag,
  foreignerOf,
  otherCustomerOf,
  principalShapes,
  programsOf,
  SERVICES,
  strangerOf,
} from "./caller-context.js";
import { type Closed, evaluateTrust, NETWORK, type TrustConditions } from "./evaluate-trust.js";
import type { Breadth } from "./judge-token.js";

/** The party as AWS names it. */
export interface CallerParty {
  readonly kind: "aws-account" | "aws-principal" | "aws-service" | "anyone";
  /** 12 digits, for accounts and principals. */
  readonly account: string | undefined;
  /** ARN of a principal. */
  readonly arn: string | undefined;
  /** Its account is ours: same account or same organisation. */
  readonly isOurs: boolean;
}

export interface CallerJudgement {
  readonly breadth: Breadth;
  readonly pinsTenant: boolean | undefined;
  readonly restrictsCaller: boolean | undefined;
  readonly hasExternalId: boolean;
  /** Only who signed in with MFA gets in, which programs do not. */
  readonly needsMfa: boolean;
  readonly limitsOrganization: boolean;
  readonly limitsSource: boolean;
  readonly isDead: boolean;
  readonly undecided: readonly string[];
  readonly because: readonly string[];
}

/** Without conditions only the kind of party counts. */
const unconditional = new Map<CallerParty["kind"], CallerJudgement>();

/** Judges a trust in a principal, an account or a service; those without conditions are judged once a kind. */
export function judgeCaller(conditions: TrustConditions, party: CallerParty, now: Date): CallerJudgement {
  if (!isUnconditional(conditions)) return judge(conditions, party, now);
  const known = unconditional.get(party.kind) ?? judge(conditions, party, now);
  unconditional.set(party.kind, known);
  return known;
}

function isUnconditional({ alternatives, blockedBy, doubts }: TrustConditions): boolean {
  return (
    blockedBy === undefined && doubts.length === 0 && alternatives.every((constraints) => constraints.length === 0)
  );
}

function judge(conditions: TrustConditions, party: CallerParty, now: Date): CallerJudgement {
  const shapes = shapesOf(party);
  const outcomes = shapes.map((shape) => ({ shape, outcome: evaluateTrust(conditions, callerContext(shape, now)) }));
  const open = outcomes.filter(({ outcome }) => outcome.verdict !== "blocked");
  const isDead = open.length === 0;
  // a service assumes what somebody of the role's own account passed to it ("Grant a user permissions to pass a role", IAM User
  // Guide): it lets no stranger in where everyone is named
  const principals = open.filter(({ shape }) => !shape.isService);
  const callers = party.kind === "anyone" && principals.length > 0 ? principals : open;
  const closes = (test: (closed: Closed) => boolean) => !isDead && callers.every(({ outcome }) => test(outcome.closed));
  const isShutOut = (shape: CallerShape) => evaluateTrust(conditions, callerContext(shape, now)).verdict === "blocked";
  const shutsOut = (stranger: (shape: CallerShape) => CallerShape) =>
    !isDead && callers.every(({ shape }) => isShutOut(stranger(shape)));
  const limitsOrganization = closes((closed) => closed.has("organization"));
  const limitsAccount = party.kind === "anyone" && shutsOut(foreignerOf);
  const limitsTags = closes(closesTag);
  const isAccountKnown = party.account !== undefined || limitsAccount;
  const limitsPrincipal = isAccountKnown && (limitsTags || shutsOut(strangerOf));
  const limitsSource = !isDead && open.every(({ shape, outcome }) => closesSource(shape, outcome.closed));
  const isRestricted = limitsOrganization || limitsAccount || limitsPrincipal || limitsSource || limitsTags;
  const undecided = [...new Set(open.flatMap(({ outcome }) => outcome.because))];
  return {
    breadth: breadthOf(party, isDead, isRestricted, limitsPrincipal),
    pinsTenant: party.kind !== "anyone" || isDead || isRestricted || unknownIf(undecided),
    restrictsCaller: isRestricted || isDead || unknownIf(undecided),
    hasExternalId: party.kind !== "aws-service" && (shutsOut(otherCustomerOf) || demandsUnstatedId(conditions)),
    needsMfa: !isDead && callers.every(({ shape }) => !shape.isService && programsOf(shape).every(isShutOut)),
    limitsOrganization,
    limitsSource,
    isDead,
    undecided,
    because: [...new Set(outcomes.flatMap(({ outcome }) => (isDead ? outcome.because : [])))],
  };
}

/** An ExternalId that infrastructure code demands without stating it is still one value. */
function demandsUnstatedId({ alternatives }: TrustConditions): boolean {
  return alternatives.every((constraints) =>
    constraints.some(
      ({ key, entry, isNegated, passesAbsent, texts }) =>
        key === "sts:externalid" &&
        entry.operator.name === "StringEquals" &&
        !isNegated &&
        !passesAbsent &&
        texts.length > 0 &&
        texts.every((text) => /\$\{[^:}]+\}/.test(text)),
    ),
  );
}

/** What is not restricted by what is known may be by what is not. */
function unknownIf(undecided: readonly string[]): boolean | undefined {
  return undecided.length > 0 ? undefined : false;
}

function shapesOf(party: CallerParty): readonly CallerShape[] {
  if (party.kind === "aws-service") return SERVICES;
  const principals = principalShapes(party.account, party.arn, party.isOurs);
  return party.kind === "anyone" ? [...principals, ...SERVICES] : principals;
}

function closesSource(shape: CallerShape, closed: Closed): boolean {
  if (closed.has(NETWORK)) return true;
  return SERVICES.includes(shape) && (closed.has("account") || closed.has("organization") || closed.has("resource"));
}

function breadthOf(party: CallerParty, isDead: boolean, isRestricted: boolean, limitsPrincipal: boolean): Breadth {
  if (isDead) return "nobody";
  if (party.kind === "aws-principal" || limitsPrincipal) return "context";
  if (party.kind === "aws-service") return isRestricted ? "context" : "organization";
  return party.kind === "aws-account" || isRestricted ? "organization" : "anyone";
}
