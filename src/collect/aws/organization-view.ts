// What could be read of the organization that an account is in.
import type { Coverage } from "../../model/batch.js";
import type { AnswerFault } from "../fault.js";

export interface OrganizationAccount {
  readonly id: string;
  readonly name: string;
  /** ACTIVE, SUSPENDED, PENDING_CLOSURE, … */
  readonly status: string;
}

/** What could be read of the organisation. */
export interface OrganizationView {
  /** `o-abc123`; undefined when the account is in none, or nobody knows. */
  readonly id?: string;
  readonly managementAccount?: string;
  readonly accounts: readonly OrganizationAccount[];
  /** Who administers services for it; undefined where the accounts are not known. */
  readonly delegations?: Delegations;
  /** Why the accounts are not known; undefined when they are, and when there is no organisation. */
  readonly fault?: AnswerFault;
  /** What became of its control policies, or why they are not known. Empty: all were read, or there is no organisation. */
  readonly policies?: Partial<Coverage> | AnswerFault;
}

export interface Delegations {
  /** Service → accounts; without those that were not read. */
  readonly administrators: { readonly [service: string]: readonly string[] };
  /** Why others were not read. */
  readonly fault?: AnswerFault;
}
