// Whose an AWS account is, seen from another: the same, of our organisation, known, external, or not to be told.
import type { AnalysisInput, EstateConfig, StoredScope } from "../../model/analysis.js";
import { OWN_ACCOUNT } from "../../model/own-account.js";
import type { VendorAccountRow } from "../../model/tables.js";
import { wasRead } from "../read-sets.js";

export type AccountRelation = "same" | "organization" | "known" | "external" | "unknown";

export interface AccountStanding {
  readonly relation: AccountRelation;
  readonly name: string | undefined;
}

export interface Accounts {
  /** In: scope id of the account that trusts (`aws:111122223333`), 12 digits of the one that is trusted. */
  standing(scope: string, account: string): AccountStanding;
}

const ACCOUNTS = "aws/organizations:accounts";
const PREFIX = "aws:";

interface Organization {
  readonly accounts: ReadonlyMap<string, string>;
  readonly isComplete: boolean;
}

/** Looks up whose an account is, by what was scanned, the configuration and the reviewed table. */
export function createAccounts(input: Pick<AnalysisInput, "scopes" | "config" | "tables">): Accounts {
  const scopes = [...input.scopes()];
  const organizations = new Map<string, Organization>();
  for (const scope of scopes)
    if (scope.type === "aws.organization") organizations.set(scope.id, toOrganization(scope, scopes));
  const byScope = new Map(
    scopes.map((scope) => [
      scope.id,
      organizations.get(organizationId(scope)) ?? listing(scope, organizations) ?? standalone(scope),
    ]),
  );
  const scanned = new Map(
    scopes.filter((scope) => scope.type === "aws.account").map((scope) => [scope.id, scope.name]),
  );
  const vendors = new Map(input.tables.vendorAccounts.map((row) => [row.account, row]));
  return {
    standing(scope, account) {
      const organization = byScope.get(scope);
      return {
        relation: relate(scope, account, organization, input.config, scanned, vendors.has(account)),
        name: nameOf(account, organization, input.config, scanned, vendors),
      };
    },
  };
}

/**
 * Accounts scanned into the same database are ours to know, whatever the organisation says; a vendor's published account
 * is nobody's of ours.
 */
function relate(
  scope: string,
  account: string,
  organization: Organization | undefined,
  config: EstateConfig,
  scanned: ReadonlyMap<string, string>,
  isVendor: boolean,
): AccountRelation {
  if (scope === PREFIX + account || account === OWN_ACCOUNT) return "same";
  if (organization?.accounts.has(account)) return "organization";
  if (config.knownAccounts[account] !== undefined || scanned.has(PREFIX + account)) return "known";
  return organization?.isComplete || isVendor ? "external" : "unknown";
}

function nameOf(
  account: string,
  organization: Organization | undefined,
  config: EstateConfig,
  scanned: ReadonlyMap<string, string>,
  vendors: ReadonlyMap<string, VendorAccountRow>,
): string | undefined {
  const given = scanned.get(PREFIX + account);
  const isName = given !== undefined && given !== "" && given !== account && given !== PREFIX + account;
  return (
    config.knownAccounts[account] ??
    organization?.accounts.get(account) ??
    (isName ? given : undefined) ??
    vendors.get(account)?.vendor
  );
}

function organizationId(scope: StoredScope): string {
  if (scope.parent !== undefined) return scope.parent;
  const { organization } = scope.properties;
  if (typeof organization !== "string" || organization === "") return "";
  return organization.startsWith(PREFIX) ? organization : PREFIX + organization;
}

/** The organisation that lists the account: a crawl that may not ask for it forgets nothing that an earlier one was told. */
function listing(scope: StoredScope, organizations: ReadonlyMap<string, Organization>): Organization | undefined {
  if (!scope.id.startsWith(PREFIX) || wasRead(scope, ACCOUNTS)) return undefined;
  const account = scope.id.slice(PREFIX.length);
  return [...organizations.values()].find(({ accounts }) => accounts.has(account));
}

/** An account that was found to be in no organisation: every other one is external. */
function standalone(scope: StoredScope): Organization | undefined {
  return wasRead(scope, ACCOUNTS) ? { accounts: new Map(), isComplete: true } : undefined;
}

/** Accounts that the organisation lists, crawled or not, and those that say they belong to it. */
function toOrganization(scope: StoredScope, scopes: readonly StoredScope[]): Organization {
  const accounts = new Map<string, string>();
  const listed = scope.properties["accounts"];
  if (typeof listed === "object" && listed !== null && !Array.isArray(listed)) {
    for (const [account, entry] of Object.entries(listed)) accounts.set(account, nameIn(entry) ?? account);
  }
  for (const other of scopes) {
    if (other.type !== "aws.account" || organizationId(other) !== scope.id) continue;
    const account = other.id.slice(PREFIX.length);
    if (!accounts.has(account)) accounts.set(account, other.name);
  }
  return { accounts, isComplete: wasRead(scope, ACCOUNTS) === true };
}

function nameIn(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null || !("name" in entry)) return undefined;
  return typeof entry.name === "string" && entry.name !== "" ? entry.name : undefined;
}
