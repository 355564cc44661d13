// Kinds of caller that the trust of a role accepts, how many unrelated families they make, and whether people are among them.
import type { JsonRecord } from "../../model/words.js";
import type { TrustCaller } from "../trust/index.js";
import type { RecordPool } from "./record-joiner.js";
import { familyOfService } from "./service-families.js";

/** Roles of IAM Identity Center, which people sign in to. */
const SSO_ROLE =
  /:role\/aws-reserved\/sso\.amazonaws\.com\/|:role\/(?:.*\/)?AWSReservedSSO_|:assumed-role\/AWSReservedSSO_/;
const USER = /^arn:[^:]*:iam::[^:]*:user\//;
/** A role takes another one by role chaining, which AWS ends after an hour whatever the role allows. */
const ROLE = /^arn:[^:]*:(?:iam|sts)::[^:]*:(?:role|assumed-role)\//;

/** Whether a user, by ARN, is a person; undefined when that cannot be told. */
export type IsPerson = (user: string) => boolean | undefined;

export type CallerColumns = (callers: readonly TrustCaller[]) => JsonRecord;

/**
 * What the trust of a role comes to: kinds, issuers, families, outside or not, people. Parties that nobody can use do not
 * count. Most roles trust one party and share the list with others: the same list gives the same columns.
 */
export function createCallerColumns(isPerson: IsPerson, pool: RecordPool): CallerColumns {
  const made = new Map<readonly TrustCaller[], JsonRecord>();
  return (callers) => {
    let columns = made.get(callers);
    if (columns === undefined) {
      columns = pool(callerColumns(callers, isPerson));
      made.set(callers, columns);
    }
    return columns;
  };
}

/** Columns of an identity about who its trusts let in, those that nobody can use left out. */
export function callerColumns(callers: readonly TrustCaller[], isPerson: IsPerson): JsonRecord {
  const live = callers.filter(({ isDead }) => !isDead);
  const kinds = new Set(live.map(kindOf));
  const issuers = new Set(live.flatMap(({ kind, provider }) => (kind === "oidc" ? [provider] : [])));
  const families = new Set(live.flatMap((caller) => familyOf(caller) ?? []));
  const vendors = new Set(live.flatMap(({ vendor }) => vendor ?? []));
  const long = new Set(live.filter((caller) => isLong(caller, isPerson)).map(kindOf));
  return {
    trust_kinds: [...kinds].sort(),
    trust_oidc_issuers: [...issuers].sort(),
    trust_issuer_vendors: [...vendors].sort(),
    trust_families: families.size,
    trusted_from_outside: live.some(isOutside),
    ...(isForPeopleOnly(live) && { people_only: true }),
    ...(long.size > 0 && { long_session_kinds: [...long].sort() }),
    ...thirdPartyColumns(live),
    ...peopleColumns(live, isPerson),
  };
}

/** Users that the trust names, by ARN: in its principals or in a condition. */
export function usersNamed(callers: readonly TrustCaller[]): readonly string[] {
  return callers.flatMap(partiesOf).filter((party) => USER.test(party));
}

/** Whether users alone can take a role: they need a key or a password for it. One that nobody can take needs nothing. */
export function isForUsersOnly(callers: readonly TrustCaller[]): boolean {
  const live = callers.filter(({ isDead, kind }) => !isDead && kind !== "deleted");
  return live.length > 0 && live.every((caller) => partiesOf(caller).every((party) => USER.test(party)));
}

/** Whether no program can take a role: everyone has to sign in with MFA, or comes from IAM Identity Center. */
function isForPeopleOnly(live: readonly TrustCaller[]): boolean {
  return live.length > 0 && live.every((caller) => caller.needsMfa || kindOf(caller) === "sso-role");
}

/** Those that can be it: the ones that a condition names, or else the principal itself. */
function partiesOf({ provider, limits }: TrustCaller): readonly string[] {
  return limits.length > 0 ? limits : [provider];
}

/** Whether a party lives outside the account of the role: another account, an issuer of tokens, everyone. */
function isOutside({ kind, relation }: TrustCaller): boolean {
  if (kind === "aws-account" || kind === "aws-principal") return relation !== "same";
  return kind === "oidc" || kind === "anyone";
}

/**
 * Whether its sessions last as long as the role allows: AWS sets that for its services, and an hour for chained roles.
 * Users of the same account count unless they are persons, who take a role for a day's work.
 */
function isLong(caller: TrustCaller, isPerson: IsPerson): boolean {
  if (caller.kind === "saml") return true;
  const parties = partiesOf(caller);
  if (isOutside(caller)) return !parties.every((party) => ROLE.test(party));
  return parties.some((party) => USER.test(party) && isPerson(party) !== true);
}

/** Accounts of others; nothing when it is not known whose some account is. */
function thirdPartyColumns(callers: readonly TrustCaller[]): JsonRecord {
  const accounts = callers.filter(({ kind }) => kind === "aws-account" || kind === "aws-principal");
  const others = new Set(
    accounts.flatMap(({ relation, account, provider }) => (relation === "external" ? [account ?? provider] : [])),
  );
  if (others.size > 0) return { trusts_third_party: true, third_parties: [...others].sort() };
  return accounts.some(({ relation }) => relation === "unknown") ? {} : { trusts_third_party: false };
}

function peopleColumns(callers: readonly TrustCaller[], isPerson: IsPerson): JsonRecord {
  const people = new Set<string>();
  let isOpen = false;
  for (const caller of callers) {
    const isSignIn = caller.kind === "saml";
    for (const party of partiesOf(caller)) {
      const answer = isSignIn || SSO_ROLE.test(party) ? true : USER.test(party) ? isPerson(party) : false;
      if (answer) people.add(party);
      isOpen ||= answer === undefined;
    }
  }
  if (people.size > 0) return { trusts_people: true, trusted_people: [...people].sort() };
  return isOpen ? {} : { trusts_people: false };
}

/** Kind of the party in the words of the view, with roles of people told apart. */
function kindOf(caller: TrustCaller): string {
  const { kind } = caller;
  if (kind !== "aws-principal" && kind !== "aws-account") return kind;
  return partiesOf(caller).every((party) => SSO_ROLE.test(party)) ? "sso-role" : kind;
}

/** Undefined for what is no family of its own: principals of the same account. The own organisation is one family. */
function familyOf(caller: TrustCaller): string | undefined {
  switch (kindOf(caller)) {
    case "aws-service":
      return `service ${familyOfService(caller.provider)}`;
    case "oidc":
      return `oidc ${caller.provider}`;
    case "saml":
    case "sso-role":
      return "people";
    case "aws-account":
    case "aws-principal":
      if (caller.relation === "same") return undefined;
      return caller.relation === "organization" ? "organization" : `account ${caller.account ?? caller.provider}`;
    default:
      return caller.kind;
  }
}
