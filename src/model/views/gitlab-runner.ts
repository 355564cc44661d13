// The `gitlab_runner` view: one row a runner of GitLab.
import { column, type View } from "./column.js";

export const gitlabRunner: View = {
  name: "gitlab_runner",
  doc: "Runners of GitLab, with whose jobs they take and what they are of a cloud.",
  kinds: ["workload"],
  types: ["gitlab.runner"],
  columns: [
    column("id", "text", "node.id", "none", "Address: the server and a number."),
    column("type", "text", "node.type", "none", "Vendor's type: gitlab.runner."),
    column("name", "text", "node.name", "none", "What people call it."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("runner_type", "text", "property:runner_type", "unread", "instance_type, group_type or project_type."),
    column("is_hosted", "boolean", "property:is_hosted", "unread", "GitLab runs it: a machine for each job."),
    column("paused", "boolean", "property:paused", "unread", "It takes no jobs."),
    column(
      "access_level",
      "text",
      "property:access_level",
      "unread",
      "not_protected: jobs of any branch; ref_protected: of protected branches and tags alone.",
    ),
    column("run_untagged", "boolean", "property:run_untagged", "unread", "It takes jobs without tags."),
    column("labels", "json", "property:labels", "none", "Its tags."),
    column("project_count", "integer", "fact:project_count", "unread", "Crawled projects whose jobs it takes."),
    column(
      "fork_project_count",
      "integer",
      "fact:fork_project_count",
      "unread",
      "Those that others can fork, and whose merge requests from forks run with its runners.",
    ),
    column(
      "protected_job_count",
      "integer",
      "fact:protected_job_count",
      "unread",
      "Jobs of protected branches and tags that it takes.",
    ),
    column(
      "cloud_identities",
      "json",
      "fact:cloud_identities",
      "none",
      "Identities of the machine that it is, as far as names tell.",
    ),
  ],
};
