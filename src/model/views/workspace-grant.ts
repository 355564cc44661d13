// Columns of the `permission_grant` view that are about Google Workspace: domain-wide delegation and administrator roles.
import { type Column, column } from "./column.js";

export const WORKSPACE_GRANT: readonly Column[] = [
  column("client_id", "text", "property:client_id", "none", "Workspace: client that a delegation is for."),
  column("told_by", "text", "property:told_by", "none", "Workspace: list (of an administrator) or log."),
  column(
    "broad_scopes",
    "json",
    "fact:broad_scopes",
    "unread",
    "Workspace: mail, files, chats, administration, cloud.",
  ),
  column(
    "control_scopes",
    "json",
    "fact:control_scopes",
    "unread",
    "Workspace: scopes that control the domain, or all of Google Cloud, in the name of an administrator.",
  ),
  column("opened_data", "json", "fact:opened_data", "unread", "Workspace: what of everybody its scopes open."),
  column(
    "client_kind",
    "text",
    "fact:client_kind",
    "unread",
    "Workspace: service-account or application, by the form of the client id.",
  ),
  column(
    "client_account",
    "text",
    "fact:client_account",
    "none",
    "Workspace: that service account, where it was read.",
  ),
  column("client_status", "text", "fact:client_status", "unread", "Workspace: active or inactive."),
  column("client_keys", "integer", "fact:client_keys", "unread", "Workspace: active keys of that account."),
  column(
    "client_caller_count",
    "integer",
    "fact:client_caller_count",
    "unread",
    "Workspace: who can sign as that account in one step and is no administrator.",
  ),
  column("client_callers", "json", "fact:client_callers", "none", "Workspace: these, the first by name."),
  column(
    "is_super_admin_role",
    "boolean",
    "property:is_super_admin_role",
    "unread",
    "Workspace: the role controls the domain.",
  ),
  column(
    "role_tier",
    "integer",
    "fact:role_tier",
    "none",
    "Workspace, Entra: tier of a role that every customer has: 0 control of everything or a step from it. Entra: one more for a part of the tenant. Azure, of roles that have to be activated: 0 gives roles on a subscription or above.",
  ),
  column(
    "holder_service_like",
    "boolean",
    "fact:holder_service_like",
    "none",
    "Workspace: the name of the user looks like a program (heuristic).",
  ),
  column("holder_two_step", "boolean", "fact:holder_two_step", "unread", "Workspace: the user has a second factor."),
];
