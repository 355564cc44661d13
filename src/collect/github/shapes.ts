// Fields of GitHub's answers that decide what is found, by call. https://docs.github.com/rest
import type { Shape, Shapes } from "../shape.js";

const REPOSITORY: Shape = { ".*.archived": "flag", ".*.private": "flag", ".*.visibility": "text", ".*.fork": "flag" };
const POLICY: Shape = { allowed_actions: ["all", "local_only", "selected"], sha_pinning_required: "flag" };
const WORKFLOW: Shape = {
  default_workflow_permissions: ["read", "write"],
  can_approve_pull_request_reviews: "flag",
};
const FORKS: Shape = {
  run_workflows_from_fork_pull_requests: "flag",
  send_write_tokens_to_workflows: "flag",
  send_secrets_and_variables: "flag",
  require_approval_for_fork_pr_workflows: "flag",
};
const HOOKS: Shape = { ".*.id": "id", ".*.active": "flag", ".*.config": "fields", ".*.config.url": "text" };
const RULESET: Shape = {
  enforcement: ["active", "evaluate", "disabled"],
  target: "text",
  conditions: "fields",
  "conditions.ref_name": "fields",
  "conditions.ref_name.include": "list",
  "conditions.ref_name.include.*": "text",
  "conditions.ref_name.exclude": "list",
  "conditions.ref_name.exclude.*": "text",
  rules: "list",
  "rules.*": "fields",
  "rules.*.type": "text",
  bypass_actors: "list",
  "bypass_actors.*": "fields",
};

export const SHAPES: Shapes = {
  "GET /orgs/{org}": {
    two_factor_requirement_enabled: "flag",
    default_repository_permission: "text",
    members_can_create_repositories: "flag",
    members_can_create_public_repositories: "flag",
    members_can_create_private_repositories: "flag",
    members_can_create_internal_repositories: "flag",
    members_can_change_repo_visibility: "flag",
    members_can_fork_private_repositories: "flag",
  },
  "GET /orgs/{org}/repos": REPOSITORY,
  "GET /users/{username}/repos": REPOSITORY,
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": {
    truncated: "flag",
    "tree.*.path": "id",
    "tree.*.type": "text",
    "tree.*.mode": "text",
  },
  "GET /repos/{owner}/{repo}/keys": { ".*.id": "id", ".*.read_only": "flag", ".*.verified": "flag" },
  "GET /orgs/{org}/hooks": HOOKS,
  "GET /repos/{owner}/{repo}/hooks": HOOKS,
  "GET /orgs/{org}/installations": {
    "installations.*.id": "id",
    "installations.*.permissions": "fields",
    "installations.*.permissions.*": "text",
    "installations.*.repository_selection": ["all", "selected"],
    "installations.*.suspended_at": "text",
  },
  "GET /orgs/{org}/actions/permissions": POLICY,
  "GET /repos/{owner}/{repo}/actions/permissions": POLICY,
  "GET /orgs/{org}/actions/permissions/workflow": WORKFLOW,
  "GET /repos/{owner}/{repo}/actions/permissions/workflow": WORKFLOW,
  "GET /orgs/{org}/actions/permissions/fork-pr-workflows-private-repos": FORKS,
  "GET /repos/{owner}/{repo}/actions/permissions/fork-pr-workflows-private-repos": FORKS,
  "GET /repos/{owner}/{repo}/branches/{branch}/protection": {
    required_pull_request_reviews: "fields",
    "required_pull_request_reviews.required_approving_review_count": "number",
    "required_pull_request_reviews.require_code_owner_reviews": "flag",
    "required_pull_request_reviews.dismiss_stale_reviews": "flag",
    restrictions: "fields",
    required_status_checks: "fields",
    enforce_admins: "fields",
    "enforce_admins.enabled": "flag",
    allow_force_pushes: "fields",
    "allow_force_pushes.enabled": "flag",
  },
  "GET /orgs/{org}/rulesets/{ruleset_id}": RULESET,
  "GET /repos/{owner}/{repo}/rulesets/{ruleset_id}": RULESET,
  "GET /repos/{owner}/{repo}/environments": {
    "environments.*.protection_rules": "list",
    "environments.*.protection_rules.*.type": "text",
    "environments.*.protection_rules.*.reviewers": "list",
    "environments.*.protection_rules.*.reviewers.*": "fields",
    "environments.*.can_admins_bypass": "flag",
    "environments.*.deployment_branch_policy": "fields",
    "environments.*.deployment_branch_policy.protected_branches": "flag",
    "environments.*.deployment_branch_policy.custom_branch_policies": "flag",
  },
  "GET /orgs/{org}/actions/oidc/customization/sub": { include_claim_keys: "list", "include_claim_keys.*": "text" },
  "GET /repos/{owner}/{repo}/actions/oidc/customization/sub": {
    use_default: "flag",
    include_claim_keys: "list",
    "include_claim_keys.*": "text",
  },
  "GET /orgs/{org}/actions/runner-groups": {
    "runner_groups.*.id": "id",
    "runner_groups.*.visibility": "text",
    "runner_groups.*.allows_public_repositories": "flag",
    "runner_groups.*.restricted_to_workflows": "flag",
    "runner_groups.*.selected_workflows": "list",
    "runner_groups.*.selected_workflows.*": "text",
  },
  "GET /repos/{owner}/{repo}/collaborators": { ".*.id": "id", ".*.permissions": "fields" },
};
