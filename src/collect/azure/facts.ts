// What the containers of one crawl know of each other: the tenant, its subscriptions, and what one data set leaves for the next.
import { BUILT_IN_ROLES } from "../../model/azure-roles.js";
import type { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";

export interface KnownResource {
  /** Resource id as Azure writes it. */
  readonly id: string;
  readonly name: string;
}

/** Resources of a list, and whether it came to its end. */
export interface KnownList {
  readonly list: readonly KnownResource[];
  readonly isWhole: boolean;
}

/** A role that somebody may activate. */
export interface EligibleRole {
  /** Node id of the grant. */
  readonly node: string;
  readonly principal: string;
  /** Definition as Azure writes it, and its last part. */
  readonly definition: string;
  readonly role: string;
  readonly scope: string;
}

export class EstateFacts {
  /** Tenant id; undefined until an answer says it. */
  tenant: string | undefined;
  /** Subscription → its name, as the list of the tenant says. */
  readonly subscriptions = new Map<string, string>();
  /** Management group → the one above it, as the hierarchy says. */
  readonly groups = new Map<string, string | undefined>();
  /** Management group → what people call it. */
  readonly groupNames = new Map<string, string>();
  /** Subscription → management group that holds it. */
  readonly groupOf = new Map<string, string>();
  /** Subscriptions whose place the tenant's own data set has said: in a group, or at the root. */
  readonly placed = new Set<string>();
  /** Role definition → what people call it. */
  readonly roleNames = new Map<string, string>();
  /** Scope and role → what activating it asks for: several containers list what they inherit, and it is asked for once. */
  readonly rolePolicies = new Map<string, Promise<Page | AnswerFault>>();

  constructor(tenant?: string) {
    this.tenant = tenant?.toLowerCase();
  }

  /** What people call a role: as its definition says, or as Azure calls it everywhere. In: last part of its id. */
  roleName(role: string): string | undefined {
    return this.roleNames.get(role) ?? BUILT_IN_ROLES.get(role)?.name;
  }
}
