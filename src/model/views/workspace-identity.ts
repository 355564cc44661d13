// Columns of the `identity` view that are about principals of Google Workspace.
import { type Column, column } from "./column.js";

const list = (name: string, doc: string): Column => column(name, "json", `fact:${name}`, "unread", `Workspace: ${doc}`);

export const WORKSPACE_IDENTITY: readonly Column[] = [
  column("client_id", "text", "property:client_id", "none", "Workspace: OAuth client id of an application."),
  column(
    "publisher",
    "text",
    "fact:publisher",
    "unread",
    "Workspace: own (made in a project of ours), google, other, or unknown: its project is not among those scanned.",
  ),
  column(
    "publisher_known",
    "boolean",
    "fact:publisher_known",
    "none",
    "Workspace: whether it is known whose an application is; it counts as a third party's where it is not.",
  ),
  column("user_count", "integer", "property:user_count", "unread", "Workspace: users who consented to an application."),
  list("restricted_scopes", "scopes of an application that Google calls restricted."),
  list("mail_scopes", "those of them that are whole mailboxes or drives."),
  list("directory_scopes", "scopes of an application that administer the domain."),
  list("super_admin_scopes", "those of them that a super administrator consented to."),
  list("super_admins", "super administrators who consented to it."),
  column("is_super_admin", "boolean", "property:is_super_admin", "unread", "Workspace: super administrator."),
  column("is_suspended", "boolean", "property:is_suspended", "unread", "Workspace: suspended."),
  column("is_archived", "boolean", "property:is_archived", "unread", "Workspace: archived."),
  column("two_step_enrolled", "boolean", "property:two_step_enrolled", "unread", "Workspace: has a second factor."),
  column(
    "consent_count",
    "integer",
    "fact:consent_count",
    "unread",
    "Workspace: applications that the user consented to.",
  ),
  column("app_password_count", "integer", "fact:app_password_count", "unread", "Workspace: app passwords of the user."),
  column(
    "everybodys_data",
    "json",
    "fact:everybodys_data",
    "none",
    "Entra, Google: what it reaches of everybody in the tenant or domain: mailboxes, files, chats.",
    "everybodys_data_known",
  ),
  column(
    "everybodys_data_known",
    "boolean",
    "fact:everybodys_data_known",
    "none",
    "Entra, Google: whether what could grant it that was read; NULL where there is nothing that could.",
  ),
  column(
    "has_key",
    "boolean",
    "fact:has_key",
    "unread",
    "Entra, Google: of what reaches everybody's data, whether a secret, certificate or key proves it.",
  ),
];
