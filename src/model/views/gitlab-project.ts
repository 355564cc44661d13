// The `gitlab_project` view: one row a project of GitLab.
import { column, type View } from "./column.js";

const JOB_TOKEN = "supplement:gitlab/project:job-token-scope";

export const gitlabProject: View = {
  name: "gitlab_project",
  doc: "Projects of GitLab, with whose jobs they let in and how their OIDC subjects are written.",
  kinds: ["resource"],
  types: ["gitlab.project"],
  columns: [
    column("id", "text", "node.id", "none", "Address: gitlab:gitlab.com/-/projects/101."),
    column("type", "text", "node.type", "none", "Vendor's type, such as gitlab.project."),
    column("name", "text", "node.name", "none", "Full path."),
    column("scope", "text", "node.scope", "none", "Scope it lives in."),
    column("visibility", "text", "property:visibility", "unread", "public, internal or private."),
    column("archived", "boolean", "property:archived", "none", "It is archived."),
    column("default_branch", "text", "property:default_branch", "none", "Default branch."),
    column("created_at", "time", "property:created_at", "unread", "Creation."),
    column(
      "job_token_limited",
      "boolean",
      `${JOB_TOKEN}:job_token_limited`,
      "unread",
      "Only jobs of the projects and groups in its allowlist may use its API with their job token.",
    ),
    column("job_token_projects", "json", `${JOB_TOKEN}:job_token_projects`, "unread", "Projects in the allowlist."),
    column("job_token_groups", "json", `${JOB_TOKEN}:job_token_groups`, "unread", "Groups in the allowlist."),
    column(
      "protected_branches",
      "json",
      "supplement:gitlab/project:protected-branches:protected_branches",
      "unread",
      "Patterns of protected branches, with who may push and merge.",
    ),
    column(
      "fork_pipelines_in_parent",
      "boolean",
      "property:fork_pipelines_in_parent",
      "unread",
      "Pipelines of merge requests from forks may run in it, with its variables, when a member starts them.",
    ),
    column(
      "integrations",
      "json",
      "supplement:gitlab/project:integrations:integrations",
      "none",
      "Active integrations.",
    ),
    column(
      "oidc_claim_keys",
      "json",
      "property:oidc_claim_keys",
      "none",
      "Claims that make up subjects of its tokens.",
    ),
    column("subject_form", "text", "fact:subject_form", "unread", "names, or custom where it has chosen the claims."),
    column("trusted_count", "integer", "fact:trusted_count", "unread", "Trusts of clouds that accept its jobs."),
    column("owner", "text", "fact:owner", "none", "Owner."),
  ],
};
