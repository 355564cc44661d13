// The columns of the `trust_rule` view that analysis works out, for one trust.
import type { JsonRecord } from "../../model/words.js";
import type { Policy, Statement } from "../aws/policy/policy.js";
import type { AccountStanding } from "./accounts.js";
import { issuerOf, type TrustParty, toTrustConditions } from "./conditions.js";
import { type Constraint, equalsConstraint } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";
import type { IssuerTable } from "./issuers.js";
import { type CallerParty, judgeCaller } from "./judge-caller.js";
import { judgeSaml } from "./judge-saml.js";
import { judgeToken, type TokenJudgement } from "./judge-token.js";
import type { RoleControls } from "./role-controls.js";
import type { Issuer } from "./token-context.js";
import { breadthWords, callerVerdict, samlVerdict, tokenVerdict } from "./verdict.js";

/** What the columns of a trust depend on besides its document. */
export interface TrustFrame {
  readonly issuers: IssuerTable;
  readonly now: Date;
  /** Standing of the trusted account (aws-account, aws-principal). */
  readonly standing: AccountStanding | undefined;
  /** Account of the trusted party. */
  readonly account: string | undefined;
  /** Audiences that the identity provider is set up for; undefined when the provider was not read. */
  readonly audiences: readonly string[] | undefined;
  /** What the organisation denies at the role, whoever calls. */
  readonly controls: RoleControls;
}

/** Columns of one statement of a trust for one of the parties that it names. */
export function toTrustColumns(policy: Policy, statement: Statement, party: TrustParty, frame: TrustFrame): JsonRecord {
  switch (party.kind) {
    case "oidc":
      return tokenColumns(policy, statement, party, frame);
    case "saml":
      return samlColumns(policy, statement, party, frame);
    case "aws-account":
    case "aws-principal":
    case "aws-service":
    case "anyone":
      return callerColumns(policy, statement, party, { ...frame, kind: party.kind });
    case "deleted":
      return deletedColumns(party);
    default:
      return undecidedColumns(`nothing is known about callers of the kind ${party.kind}`);
  }
}

function columns(values: { readonly [column: string]: JsonRecord[string] | undefined }): JsonRecord {
  const kept: { [column: string]: JsonRecord[string] } = {};
  for (const column in values) {
    const value = values[column];
    if (value !== undefined) kept[column] = value;
  }
  return kept;
}

function decision(undecided: readonly string[]) {
  const isDecided = undecided.length === 0;
  return { decided: isDecided, undecided_reason: isDecided ? undefined : undecided.join("; ") };
}

function tokenColumns(policy: Policy, statement: Statement, party: TrustParty, frame: TrustFrame): JsonRecord {
  const audience = frame.audiences === undefined ? [] : audienceOf(party.provider, frame.audiences);
  const conditions = toTrustConditions(policy, statement, party, audience, frame.controls);
  const issuer = frame.issuers.issuer(party.provider, () => subjectsIn(conditions));
  return judgedColumns(judgeToken(conditions, issuer, frame.now), issuer);
}

function judgedColumns(judgement: TokenJudgement, issuer: Issuer): JsonRecord {
  const { row } = issuer;
  return columns({
    ...decision(judgement.undecided),
    issuer_sharing: row?.sharing ?? "unknown",
    issuer_vendor: row?.vendor,
    pins_tenant: judgement.pinsTenant,
    breadth: judgement.breadth,
    breadth_words: breadthWords(judgement, issuer),
    accepts_pull_request: judgement.acceptsPullRequest,
    subjects: judgement.subjects.length > 0 ? judgement.subjects : undefined,
    repositories: repositoriesOf(judgement),
    vacuous: judgement.vacuousReason !== undefined,
    vacuous_reason: judgement.vacuousReason,
    restricts_caller: judgement.restrictsCaller,
    has_external_id: false,
    limits_organization: false,
    limits_source: judgement.limitsSource,
    dead: judgement.isDead,
    verdict: tokenVerdict(judgement, issuer),
  });
}

function repositoriesOf({ repositories }: TokenJudgement): JsonRecord[string] | undefined {
  if (repositories.length === 0) return undefined;
  return repositories.map(({ path, context }) => ({ path, ...(context !== undefined && { context }) }));
}

/** Columns of a trust of another cloud in an issuer; its conditions name claims by their plain names. */
export function otherCloudColumns(conditions: TrustConditions, issuer: Issuer, now: Date): JsonRecord {
  return judgedColumns(judgeToken(conditions, issuer, now, true), issuer);
}

/** STS accepts only tokens for the audiences of the provider, whatever the trust says. */
function audienceOf(provider: string, audiences: readonly string[]): Constraint[] {
  return equalsConstraint(`${issuerOf(provider)}:aud`, audiences);
}

function subjectsIn({ alternatives }: TrustConditions): readonly string[] {
  return alternatives.flatMap((constraints) =>
    constraints.flatMap(({ key, texts }) => (key.endsWith(":sub") ? texts : [])),
  );
}

function callerColumns(
  policy: Policy,
  statement: Statement,
  party: TrustParty,
  { standing, account, now, kind, controls }: TrustFrame & { readonly kind: CallerParty["kind"] },
): JsonRecord {
  const caller: CallerParty = {
    kind,
    account,
    arn: kind === "aws-principal" ? principalArn(party.provider) : undefined,
    isOurs: standing?.relation === "same" || standing?.relation === "organization",
  };
  const judgement = judgeCaller(toTrustConditions(policy, statement, party, [], controls), caller, now);
  return columns({
    ...decision(judgement.isDead ? [] : judgement.undecided),
    account_relation: standing?.relation,
    account_name: standing?.name,
    pins_tenant: judgement.pinsTenant,
    breadth: judgement.breadth,
    accepts_pull_request: false,
    vacuous: false,
    restricts_caller: judgement.restrictsCaller,
    has_external_id: judgement.hasExternalId,
    needs_mfa: judgement.needsMfa || undefined,
    limits_organization: judgement.limitsOrganization,
    limits_source: judgement.limitsSource,
    dead: judgement.isDead,
    verdict: callerVerdict(judgement, caller, party.provider, standing),
  });
}

/** aws:PrincipalArn of a session is the ARN of its role, whose path is not in the session's own: left open then. */
function principalArn(arn: string): string | undefined {
  return arn.includes(":sts:") ? undefined : arn;
}

function samlColumns(policy: Policy, statement: Statement, party: TrustParty, frame: TrustFrame): JsonRecord {
  const judgement = judgeSaml(toTrustConditions(policy, statement, party, [], frame.controls), frame.now);
  return columns({
    ...decision(judgement.undecided),
    issuer_sharing: "tenant",
    pins_tenant: true,
    breadth: judgement.breadth,
    accepts_pull_request: false,
    vacuous: false,
    restricts_caller: judgement.restrictsCaller,
    has_external_id: false,
    limits_organization: false,
    limits_source: judgement.limitsSource,
    dead: judgement.isDead,
    verdict: samlVerdict(judgement, party.provider),
  });
}

function deletedColumns({ provider }: TrustParty): JsonRecord {
  return {
    decided: true,
    pins_tenant: true,
    breadth: "nobody",
    accepts_pull_request: false,
    vacuous: false,
    restricts_caller: true,
    has_external_id: false,
    limits_organization: false,
    limits_source: false,
    dead: true,
    verdict: `Nobody can use it: ${provider} is the unique id of a principal that was deleted.`,
  };
}

/** Columns of a trust about which nothing can be said. */
export function undecidedColumns(reason: string): JsonRecord {
  return {
    decided: false,
    undecided_reason: reason,
    verdict: `It could not be decided who can use it: ${reason}.`,
  };
}
