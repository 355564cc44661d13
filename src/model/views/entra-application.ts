// The `entra_application` view: one row an application that a tenant has registered.
import { column, type View } from "./column.js";

const OWNERS = "supplement:entra/graph:application-owners";

export const entraApplication: View = {
  name: "entra_application",
  doc: "Applications and blueprints of agents that a tenant of Entra has registered itself, with how they sign in and who answers for them.",
  kinds: ["resource"],
  types: ["entra.application", "entra.agent-blueprint"],
  columns: [
    column("id", "text", "node.id", "none", "Tenant and object id."),
    column("type", "text", "node.type", "none", "entra.application or entra.agent-blueprint."),
    column("name", "text", "node.name", "none", "Display name."),
    column("scope", "text", "node.scope", "none", "Tenant it is registered in."),
    column("app_id", "text", "property:app_id", "none", "Application (client) id."),
    column("principal", "text", "node.parent", "none", "Its service principal in this tenant."),
    column("enabled", "boolean", "parent.property:enabled", "none", "That service principal may sign in."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column("audience", "text", "property:audience", "none", "Whose accounts may sign in to it."),
    column("secret_count", "integer", "property:secret_count", "unread", "Client secrets that are valid."),
    column("certificate_count", "integer", "property:certificate_count", "unread", "Certificates that are valid."),
    column("expired_count", "integer", "property:expired_count", "unread", "Secrets and certificates that have ended."),
    column("federated_count", "integer", "fact:federated_count", "unread", "Federated credentials."),
    column("management_reference", "text", "property:management_reference", "none", "Service management reference."),
    column("stated_owner", "text", "fact:stated_owner", "none", "Owner by the config or a tag."),
    column("owner_count", "integer", "fact:owner_count", "unread", "Owners that Entra records."),
    column("owner_names", "json", "fact:owner_names", "none", "Their names."),
    column("owners", "json", `${OWNERS}:owners`, "unread", "Their ids."),
    column(
      "owners_status",
      "text",
      "fact:owners_status",
      "unread",
      "none, present, or gone where each owner is disabled or a guest; NULL where their accounts were not read.",
    ),
    column(
      "is_privileged",
      "boolean",
      "fact:is_privileged",
      "unread",
      "Holds a permission that leads to control of the tenant, or a directory role that is or does.",
    ),
    column("issues_access_tokens", "boolean", "property:issues_access_tokens", "unread", "Implicit access tokens."),
    column("issues_id_tokens", "boolean", "property:issues_id_tokens", "unread", "Implicit id tokens."),
    column("redirects", "json", "property:redirects", "unread", "Addresses that codes and tokens are sent to."),
    column(
      "insecure_redirects",
      "json",
      "fact:insecure_redirects",
      "unread",
      "Those at which somebody else may receive them: in the clear, with a wildcard, by a bare address.",
    ),
    column("is_public_client", "boolean", "property:is_public_client", "unread", "Treated as a public client."),
    column(
      "instances_locked",
      "boolean",
      "property:instances_locked",
      "none",
      "Other tenants cannot add credentials to their service principal of it.",
    ),
    column("is_verified", "boolean", "property:is_verified", "none", "Has a verified publisher."),
  ],
};
