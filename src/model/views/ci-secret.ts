// The `ci_secret` view: one row a secret that a CI service keeps for workflows. Names and dates, never a value.
import { column, type View } from "./column.js";

export const ciSecret: View = {
  name: "ci_secret",
  doc: "Secrets that a CI service keeps: where, for whom, since when, what the name says, and which jobs read them.",
  kinds: ["credential"],
  types: ["github.actions-secret", "github.dependabot-secret", "github.codespaces-secret", "github.agents-secret"],
  columns: [
    column("id", "text", "node.id", "none", "Store, scope and name."),
    column("type", "text", "node.type", "none", "Vendor's type, such as github.actions-secret."),
    column("name", "text", "node.name", "none", "Name."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("holder", "text", "node.parent", "none", "Organisation, repository or environment that keeps it."),
    column("holder_name", "text", "parent.node.name", "none", "Name of that."),
    column("level", "text", "property:level", "none", "organization, repository or environment."),
    column(
      "visibility",
      "text",
      "property:visibility",
      "none",
      "Of an organisation's: all, private or selected repositories.",
    ),
    column("repository_count", "integer", "property:repository_count", "unread", "Repositories that can read it."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column("updated_at", "time", "property:updated_at", "unread", "Last time a value was saved."),
    column("cloud", "text", "fact:cloud", "none", "Whose credential the name says it is: aws, azure, gcp, npm, …"),
    column(
      "credential_type",
      "text",
      "fact:credential_type",
      "none",
      "What the name says it holds: access-key, client-id, …",
    ),
    column("is_static", "boolean", "fact:is_static", "none", "The name says that it is a static credential."),
    column("used_by_count", "integer", "fact:used_by_count", "unread", "Jobs that read it."),
    column(
      "oidc_trust_exists",
      "boolean",
      "fact:oidc_trust_exists",
      "unread",
      "A trust of the same cloud already accepts a repository that reads it.",
    ),
    column("tied_to", "text", "fact:tied_to", "none", "Credential of the estate that is probably in it."),
    column("tie_confidence", "real", "fact:tie_confidence", "none", "How sure that is, 0 to 1."),
  ],
};
