// What one data set of an account leaves for the next: which users there are, and what was read about them.
import type { AnswerFault } from "../fault.js";
import type { Fields } from "../fields.js";
import type { Page } from "../page.js";
import type { Detail } from "../reader.js";
import type { ReportRow } from "./report-rows.js";
import type { KnownCredential } from "./slots.js";

export interface KnownUser {
  readonly arn: string;
  /** Unique id (AIDA…), from GetAccountAuthorizationDetails only. */
  readonly id: string | undefined;
}

/** An access key as ListAccessKeys gives it. */
export interface ListedKey extends KnownCredential {
  readonly isActive: boolean;
}

/** A signing certificate as ListSigningCertificates gives it; `expiresAt` is read from the certificate. */
export interface ListedCertificate extends ListedKey {
  readonly expiresAt: string | undefined;
}

export interface RegionFacts {
  /** Answers of DescribeTaskDefinition by `family:revision`, asked for once. */
  readonly taskDefinitions: Map<string, Promise<Page | AnswerFault>>;
  /** Groups of Identity Center by id, asked for once. */
  readonly groups: Map<string, Promise<Detail>>;
}

export class AccountFacts {
  readonly users = new Map<string, KnownUser>();
  /** Whether the users of GetAccountAuthorizationDetails were read, or tried. */
  triedUsers = false;
  /** Whether all of them could be read. */
  hasAllUsers = false;
  /** ARNs of roles that are the account's own, as far as they were listed. */
  readonly roles = new Set<string>();
  /** Whether the roles were listed, or tried. */
  triedRoles = false;
  /** Whether all of them could be listed. */
  hasAllRoles = false;
  /** Alias of the account, once read. */
  alias: string | undefined;
  /** Answer of ListAccountAliases. */
  aliases: Page | AnswerFault = {};
  /** Whether roles trust a SAML provider; undefined until all roles were seen. */
  trustsSaml: boolean | undefined;
  /** OIDC providers of the account; undefined when they could not be listed. */
  oidcProviders: number | undefined;
  /** SummaryMap of GetAccountSummary, once read. */
  summary: Fields | undefined;
  /** Users whose MFA device is a virtual one; undefined when that list could not be read. */
  virtualMfaUsers: ReadonlySet<string> | undefined;
  /** The credential report, asked for once. */
  report: Promise<CredentialReport | AnswerFault> | undefined;
  /** Answer of GenerateCredentialReport. */
  reportStart: Promise<Page | AnswerFault> | undefined;
  /** Access keys of users, asked for once. */
  keys: Promise<UserCredentials<ListedKey> | AnswerFault> | undefined;
  /** Signing certificates of users, asked for once. */
  certificates: Promise<UserCredentials<ListedCertificate> | AnswerFault> | undefined;
  /** Instance profiles by name, as far as they were seen: names are unique in an account. */
  readonly instanceProfiles = new Map<string, string>();
  /** Regions that are read, once known, sorted. */
  regions: readonly string[] = [];
  /** Answer of DescribeRegions, asked for once. */
  enabledRegions: Promise<Page | AnswerFault> | undefined;
  /** What resources of one region leave for each other, by region. */
  readonly #places = new Map<string, RegionFacts>();
  readonly #prefix: string;

  constructor(partition: string, account: string) {
    this.#prefix = `arn:${partition}:iam::${account}:user/`;
  }

  /** What was read in a region so far. */
  at(region: string): RegionFacts {
    const known = this.#places.get(region) ?? { taskDefinitions: new Map(), groups: new Map() };
    this.#places.set(region, known);
    return known;
  }

  /** ARN of a user by name; without a known path it is taken to be `/`. */
  userArn(name: string): string {
    return this.users.get(name)?.arn ?? this.#prefix + name;
  }

  /** Stable id of a user for credentials that have none of their own. */
  userKey(name: string): string {
    return this.users.get(name)?.id ?? this.userArn(name);
  }
}

/** Credentials of the users that answered, what was left out of their lists, and the faults of those that did not answer. */
export interface UserCredentials<T> {
  readonly byUser: ReadonlyMap<string, readonly T[]>;
  readonly lacks: ReadonlyMap<string, string>;
  readonly faults: ReadonlyMap<string, AnswerFault>;
}

export interface CredentialReport {
  readonly rows: readonly ReportRow[];
  readonly generatedAt: unknown;
  /** The file it was read from, when it is the CSV itself. */
  readonly file?: string;
}
