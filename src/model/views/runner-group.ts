// The `runner_group` view: one row a group of self-hosted runners.
import { column, type View } from "./column.js";

export const runnerGroup: View = {
  name: "runner_group",
  doc: "Groups of runners of one's own, and which repositories may run on them.",
  kinds: ["resource"],
  types: ["github.runner-group"],
  columns: [
    column("id", "text", "node.id", "none", "Address: the organisation and a number."),
    column("type", "text", "node.type", "none", "Vendor's type, such as github.runner-group."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("visibility", "text", "property:visibility", "unread", "all, private or selected repositories."),
    column("is_default", "boolean", "property:is_default", "none", "New runners join it."),
    column("inherited", "boolean", "property:inherited", "none", "It is of the enterprise."),
    column(
      "allows_public_repositories",
      "boolean",
      "property:allows_public_repositories",
      "unread",
      "Public repositories may use it.",
    ),
    column(
      "restricted_to_workflows",
      "boolean",
      "property:restricted_to_workflows",
      "unread",
      "Only selected workflows may use it.",
    ),
    column("repositories", "json", "property:repositories", "none", "Ids of the selected ones."),
    column("runner_count", "integer", "property:runner_count", "unread", "Runners in it."),
    column(
      "lasting_runner_count",
      "integer",
      "property:lasting_runner_count",
      "unread",
      "Those of them that keep what a job leaves behind.",
    ),
    column(
      "cloud_identities",
      "json",
      "fact:cloud_identities",
      "none",
      "Identities of the machines that its runners are, as far as names tell.",
    ),
  ],
};
