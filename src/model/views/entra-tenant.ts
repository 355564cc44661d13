// The `entra_tenant` view: one row a tenant of Entra, with its policies about applications.
import { column, type View } from "./column.js";

const AUTHORIZATION = "supplement:entra/graph:authorization-policy";
const MANAGEMENT = "supplement:entra/graph:app-management-policy";

export const entraTenant: View = {
  name: "entra_tenant",
  doc: "Tenants of Entra, with what users may do with applications and how long credentials of applications may live.",
  kinds: ["scope"],
  types: ["entra.tenant"],
  columns: [
    column("id", "text", "node.id", "none", "Scope id: entra:<tenant id>."),
    column("type", "text", "node.type", "none", "entra.tenant."),
    column("name", "text", "node.name", "none", "Display name."),
    column("scope", "text", "node.scope", "none", "Itself."),
    column("default_domain", "text", "property:default_domain", "none", "Domain that users have by default."),
    column("users_create_apps", "boolean", `${AUTHORIZATION}:users_create_apps`, "unread", "Users register apps."),
    column(
      "consent_policies_assigned",
      "json",
      `${AUTHORIZATION}:consent_policies_assigned`,
      "unread",
      "Policies by which users consent to applications, for themselves or for what they own.",
    ),
    column(
      "user_consent",
      "text",
      "fact:user_consent",
      "unread",
      "What users may consent to by themselves: none, low (verified publishers, permissions classified as low), or wide.",
    ),
    column(
      "app_management_enabled",
      "boolean",
      `${MANAGEMENT}:app_management_enabled`,
      "unread",
      "The policy about credentials of applications is in force.",
    ),
    column(
      "app_management_restrictions",
      "json",
      `${MANAGEMENT}:app_management_restrictions`,
      "unread",
      "What it restricts: passwordAddition, passwordLifetime, asymmetricKeyLifetime, …",
    ),
    column("app_secret_lifetime", "text", `${MANAGEMENT}:app_secret_lifetime`, "none", "How long a secret may live."),
    column(
      "freed_applications",
      "json",
      "fact:freed_applications",
      "unread",
      "Applications whose own policy takes the place of the tenant's and limits their secrets by nothing.",
    ),
  ],
};
