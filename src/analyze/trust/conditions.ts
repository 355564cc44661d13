// The conditions of one trust statement for one party, with what the Deny statements of the document add to them.
import { coversAction } from "../aws/policy/action-set.js";
import type { Policy, Statement } from "../aws/policy/policy.js";
import { accountNamed, type PrincipalSet, serviceName } from "../aws/policy/principal-set.js";
import { type Constraint, negate, toConstraints } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";
import { NO_CONTROLS, type RoleControls } from "./role-controls.js";

/** Whom a trust accepts, as the trust node says. */
export interface TrustParty {
  /** oidc, saml, aws-account, aws-principal, aws-service, anyone, deleted, canonical-user or unknown. */
  readonly kind: string;
  /** Issuer host and path, ARN, account id, service name, or `*`. */
  readonly provider: string;
}

const ASSUME: { readonly [kind: string]: string } = {
  oidc: "sts:AssumeRoleWithWebIdentity",
  saml: "sts:AssumeRoleWithSAML",
};

/** Combinations of Deny conditions that are tried; more are left undecided. */
const MAX_ALTERNATIVES = 32;

/**
 * What must hold so that the party gets in: the statement's conditions, `extra` ones, and of every Deny that covers the
 * party at least one condition that does not hold. `controls` are Denies from outside the document.
 */
export function toTrustConditions(
  policy: Policy,
  statement: Statement,
  party: TrustParty,
  extra: readonly Constraint[] = [],
  controls: RoleControls = NO_CONTROLS,
): TrustConditions {
  const action = ASSUME[party.kind] ?? "sts:AssumeRole";
  const own = subjectFirst([...toConstraints(statement.condition), ...extra]);
  if (!statement.isAllow) return { alternatives: [own], blockedBy: "the statement denies", doubts: [] };
  if (!covers(statement, action)) {
    return { alternatives: [own], blockedBy: `the statement does not allow ${action}`, doubts: [] };
  }
  const doubts = policy.isOpaque ? ["a statement of the document could not be read"] : [];
  if (controls.isOpen) doubts.push("a resource control policy could not be read");
  const nameOf = (deny: Statement) =>
    controls.denies.includes(deny) ? `a resource control policy (${statementName(deny)})` : statementName(deny);
  let alternatives: Constraint[][] = [own];
  for (const deny of [...policy.statements, ...controls.denies]) {
    if (deny.isAllow || !covers(deny, action) || !namesParty(deny.principals, party)) continue;
    const ways = toConstraints(deny.condition).map(negate);
    if (ways.length === 0) return { alternatives, blockedBy: `${nameOf(deny)} denies it`, doubts };
    if (alternatives.length * ways.length > MAX_ALTERNATIVES) doubts.push(`${nameOf(deny)} was not taken into account`);
    else alternatives = alternatives.flatMap((known) => ways.map((way) => [...known, way]));
  }
  return { alternatives: alternatives.map(demandsFirst), blockedBy: undefined, doubts };
}

/** The subject tells most kinds of token apart: asked first, it saves asking the rest. */
function subjectFirst(constraints: Constraint[]): Constraint[] {
  const at = constraints.findIndex(({ key }) => key.endsWith(":sub"));
  return at > 0 ? [...constraints.splice(at, 1), ...constraints] : constraints;
}

/** What is excluded is judged within what is demanded: repo:acme/api:* without repo:acme/api:pull_request. */
function demandsFirst(constraints: Constraint[]): Constraint[] {
  if (!constraints.some(({ isNegated }) => isNegated)) return constraints;
  return [...constraints.filter(({ isNegated }) => !isNegated), ...constraints.filter(({ isNegated }) => isNegated)];
}

function covers(statement: Statement, action: string): boolean {
  return coversAction(statement.actions, { id: undefined, key: action.toLowerCase() });
}

function statementName({ sid, index }: Statement): string {
  return sid === undefined ? `statement ${index}` : `statement ${sid}`;
}

/** Whether the principals take the whole party in; a part of it is not enough. */
function namesParty(principals: PrincipalSet | undefined, party: TrustParty): boolean {
  if (principals === undefined) return false;
  const isListed = principals.isEveryone || lists(principals, party);
  return principals.isNegated ? !isListed : isListed;
}

function lists(principals: PrincipalSet, { kind, provider }: TrustParty): boolean {
  switch (kind) {
    case "oidc":
    case "saml":
      return principals.federated.some((text) => issuerOf(text) === issuerOf(provider));
    case "aws-service":
      return principals.services.some((text) => text === "*" || serviceName(text) === serviceName(provider));
    case "aws-account":
      return principals.aws.some((text) => accountNamed(text) === (accountNamed(provider) ?? provider));
    default: {
      const account = /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(provider)?.[1];
      return principals.aws.some(
        (text) => text === provider || (account !== undefined && accountNamed(text) === account),
      );
    }
  }
}

/** Issuer host and path of a provider ARN, of a URL, or of an issuer as it is; without a slash at the end. */
export function issuerOf(text: string): string {
  return text
    .replace(/^arn:[^:]+:iam::\d*:oidc-provider\//, "")
    .replace(/^https?:\/\//i, "")
    .replace(/\/+$/, "");
}
