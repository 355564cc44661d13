// The `github_app` view: one row an installation of a GitHub App.
import { column, type View } from "./column.js";

export const githubApp: View = {
  name: "github_app",
  doc: "GitHub Apps that are installed: whose they are, what they may do and where.",
  kinds: ["principal"],
  types: ["github.app-installation"],
  columns: [
    column("id", "text", "node.id", "none", "Address of the installation: github:installation/900."),
    column("type", "text", "node.type", "none", "Vendor's type, such as github.app-installation."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("settings_page", "text", "property:settings_page", "none", "Page where its repositories are chosen."),
    column("app_id", "integer", "property:app_id", "none", "Number of the App."),
    column("app_slug", "text", "property:app_slug", "none", "Name of the App in addresses."),
    column(
      "app_owner",
      "text",
      "property:app_owner",
      "unread",
      "Login of the owner of the App; private Apps of others hide it.",
    ),
    column(
      "is_third_party",
      "boolean",
      "property:is_third_party",
      "unread",
      "The App is not of the organisation itself.",
    ),
    column(
      "permissions",
      "json",
      "property:permissions",
      "none",
      "Permissions as a map of name to read, write or admin.",
    ),
    column("writes", "json", "property:writes", "none", "Names of the permissions that write."),
    column("repository_selection", "text", "property:repository_selection", "unread", "all or selected repositories."),
    column("events", "json", "property:events", "none", "Events that are sent to the App."),
    column(
      "calls_recorded",
      "text",
      "fact:calls_recorded",
      "unread",
      "Whether the audit log of its organisation goes to a place that keeps it: part, or none. GitHub keeps it for half a year by itself.",
    ),
    column("suspended_at", "time", "property:suspended_at", "none", "Since when it is suspended."),
    column("suspended_by", "text", "property:suspended_by", "none", "Who suspended it."),
    column("created_at", "time", "property:created_at", "unread", "Installation."),
    column("updated_at", "time", "property:updated_at", "none", "Last change, such as permissions that were accepted."),
  ],
};
