// Reviewed facts about Microsoft's permissions and roles, from rules/tables/oauth-permissions.yaml and directory-roles.yaml; each
// row carries its source. Loaded and checked by catalog, handed to analysis.
import type { Capability } from "./words.js";

/**
 * How far a permission leads. `admin`: control of the tenant by itself, where what it needs is there. `step`: on to something
 * stronger, where there is something. `data`: what everybody keeps in the tenant.
 */
export type PermissionRisk = "admin" | "step" | "data";

export interface OauthPermissionRow {
  /** Name as Microsoft writes it: `Mail.Read`. */
  readonly permission: string;
  /** Application id of the API that it is a permission of. */
  readonly api: string;
  /** Id of the role that applications are given; none of what only people consent to. */
  readonly id?: string | undefined;
  readonly risk: PermissionRisk;
  /** What it opens: mailboxes, files, chats. */
  readonly data?: string | undefined;
  readonly capabilities: readonly Capability[];
  /** What its way to the data depends on, where that is something of its own. */
  readonly condition?: string | undefined;
  readonly source: string;
}

export interface DirectoryRoleRow {
  readonly role: string;
  /** Id that the role has in every tenant. */
  readonly template: string;
  /** 0: control of the tenant or a step from it; 1: people, groups, policies, data of everybody; 2: the rest. */
  readonly tier: 0 | 1 | 2;
  /** Roles whose holders may reset the password of whoever holds this one alone. */
  readonly reset_by?: readonly string[] | undefined;
  readonly source: string;
}
