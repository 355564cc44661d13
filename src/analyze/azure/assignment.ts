// Role assignments of Azure and who holds them, as types below all that reads and evaluates them.
import type { Role } from "./roles.js";

export interface RoleActivation {
  readonly words: string;
  /** Undefined where it was not read. */
  readonly asksApproval: boolean | undefined;
  readonly approvers: readonly string[];
  /** Beside an approval; undefined where it was not read. */
  readonly asks: readonly string[] | undefined;
}

export interface Assignment {
  /** Node id: what a finding is about and a fix takes away. */
  readonly id: string;
  readonly place: string;
  readonly role: Role;
  readonly condition: string | undefined;
  /** What it takes to activate it; undefined where it is held. */
  readonly activation: RoleActivation | undefined;
  /** Held until it ends since somebody has activated it. */
  readonly isActivated: boolean;
  /** `roles`: of Azure. `policies` of a vault and `database` roles count for what is in the one resource alone. */
  readonly of: "roles" | "policies" | "database";
}

export interface Holder {
  /** Node id. */
  readonly id: string;
  readonly objectId: string;
  readonly tenant: string | undefined;
  /** As Azure writes it: User, Group, ServicePrincipal, ForeignGroup. */
  readonly type: string;
  readonly assignments: Assignment[];
  /** Node ids of groups that it is directly in for sure. */
  readonly groups: readonly string[];
  /** Entra was read whole and does not have it: nobody can use what it was given. */
  readonly isGone: boolean;
  /** Of another tenant: a partner, or whoever manages from there. */
  readonly isOutside: boolean;
}

export const GRANTS_ROLES = "Microsoft.Authorization/roleAssignments/write";
