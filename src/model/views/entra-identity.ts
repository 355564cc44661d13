// Columns of the `identity` view that are about principals of Entra.
import { type Column, column } from "./column.js";

const USERS = "supplement:entra/graph:user-sign-ins";

const list = (name: string, nullMeans: Column["null_means"], doc: string): Column =>
  column(name, "json", `fact:${name}`, nullMeans, `Entra: ${doc}`);

export const ENTRA_IDENTITY: readonly Column[] = [
  column("enabled", "boolean", "property:enabled", "unread", "Entra, Workspace: it may sign in."),
  column("app_id", "text", "property:app_id", "none", "Entra: application (client) id."),
  column("login", "text", "property:login", "none", "Entra, Workspace: name that a user signs in with."),
  column("user_type", "text", "property:user_type", "none", "Entra: Member or Guest."),
  column("department", "text", "property:department", "none", "Entra: department of a user."),
  column("owner_tenant", "text", "property:owner_tenant", "none", "Entra: tenant that owns the application."),
  column(
    "is_third_party",
    "boolean",
    ["property:is_third_party", "fact:is_third_party"],
    "unread",
    "Entra: that is another tenant. Workspace: the application is neither ours nor Google's, as far as is known.",
  ),
  column("is_microsofts", "boolean", "fact:is_microsofts", "none", "Entra: it is a service of Microsoft's own."),
  column("is_verified", "boolean", "property:is_verified", "none", "Entra: it has a verified publisher."),
  column("verified_publisher", "text", "property:verified_publisher", "none", "Entra: that publisher."),
  column(
    "own_credential_count",
    "integer",
    "fact:own_credential_count",
    "none",
    "Entra: valid secrets and certificates set directly on a service principal, keys that sign assertions left out.",
  ),
  column(
    "grant_count",
    "integer",
    "fact:grant_count",
    "unread",
    "Entra: permissions, consents and roles that it holds.",
  ),
  column(
    "azure_assignment_count",
    "integer",
    "fact:azure_assignment_count",
    "none",
    "Entra: roles that are assigned to it on Azure; NULL where no subscription was read.",
  ),
  list("admin_permissions", "unread", "permissions that control the tenant by themselves."),
  list("step_permissions", "unread", "permissions that lead on to something stronger."),
  list("data_permissions", "unread", "permissions to everybody's mail, files, chats or devices."),
  list("admin_scopes", "unread", "such scopes that were consented to for everybody; the user bounds them."),
  list("step_scopes", "unread", "scopes for everybody that lead on to something stronger; the user bounds them."),
  list("directory_roles", "unread", "active roles of the whole tenant."),
  list("privileged_roles", "unread", "those that are control of the tenant or a step from it."),
  list("strong_roles", "unread", "those over people, groups, policies or data of everybody."),
  list("scoped_privileged_roles", "unread", "roles like privileged_roles, for a part of the tenant only."),
  list("standing_roles", "unread", "privileged and strong roles that it holds for good, not for a time."),
  column(
    "answered_for",
    "text",
    "fact:answered_for",
    "unread",
    "Entra: of an agent, whether a sponsor or owner is there: somebody, gone (each is disabled) or nobody.",
  ),
  list("eligible_roles", "unread", "roles that it may activate."),
  column(
    "conditional_access",
    "json",
    "supplement:entra/graph:conditional-access:conditional_access",
    "unread",
    "Entra: names of the policies in force that are about its own sign-in; policies cannot be about applications of others.",
  ),
  column(
    "new_secrets",
    "text",
    "fact:new_secrets",
    "unread",
    "Entra: whether the application of another tenant may be given another secret here: forbidden, limited in life, free.",
  ),
  column(
    "tenant_uses_eligible",
    "boolean",
    "fact:tenant_uses_eligible",
    "unread",
    "Entra, Google: somebody in the tenant or organisation holds a role that has to be activated or asked for.",
  ),
  column(
    "last_interactive_at",
    "time",
    `${USERS}:last_interactive_at`,
    "none",
    "Entra: last sign-in of a person.",
    "last_used_known",
  ),
  column(
    "last_non_interactive_at",
    "time",
    `${USERS}:last_non_interactive_at`,
    "none",
    "Entra: last sign-in by a program on behalf of the user.",
    "last_used_known",
  ),
];
