// Fields of GitLab's answers that decide what is found, by call. https://docs.gitlab.com/api/api_resources
import type { Shape, Shapes } from "../shape.js";

const VARIABLES: Shape = {
  ".*.key": "id",
  ".*.masked": "flag",
  ".*.hidden": "flag",
  ".*.protected": "flag",
  ".*.environment_scope": "text",
};
const TOKENS: Shape = {
  ".*.id": "id",
  ".*.active": "flag",
  ".*.revoked": "flag",
  ".*.expired": "flag",
  ".*.scopes": "list",
  ".*.scopes.*": "text",
  ".*.access_level": "number",
  ".*.expires_at": "text",
  ".*.last_used_at": "text",
};
const MEMBERS: Shape = { ".*.id": "id", ".*.access_level": "number", ".*.state": "text", ".*.expires_at": "text" };
const HOOKS: Shape = { ".*.id": "id", ".*.url": "text", ".*.enable_ssl_verification": "flag" };
const ENVIRONMENTS: Shape = {
  ".*.deploy_access_levels": "list",
  ".*.deploy_access_levels.*": "fields",
  ".*.approval_rules": "list",
  ".*.approval_rules.*": "fields",
  ".*.required_approval_count": "number",
};
const ENABLED = ["disabled", "private", "enabled", "public"] as const;

export const SHAPES: Shapes = {
  "GET /groups/:id/projects": {
    ".*.archived": "flag",
    ".*.empty_repo": "flag",
    ".*.visibility": ["private", "internal", "public"],
    ".*.ci_allow_fork_pipelines_to_run_in_parent_project": "flag",
    ".*.allow_pipeline_trigger_approve_deployment": "flag",
    ".*.shared_runners_enabled": "flag",
    ".*.group_runners_enabled": "flag",
    ".*.ci_push_repository_for_job_token_allowed": "flag",
    ".*.ci_pipeline_variables_minimum_override_role": "text",
    ".*.builds_access_level": ENABLED,
    ".*.ci_id_token_sub_claim_components": "list",
    ".*.ci_id_token_sub_claim_components.*": "text",
    ".*.shared_with_groups": "records",
  },
  "GET /groups/:id": {
    require_two_factor_authentication: "flag",
    prevent_forking_outside_group: "flag",
    shared_with_groups: "records",
  },
  "GET /projects/:id/repository/tree": { ".*.path": "id", ".*.type": "text", ".*.mode": "text" },
  "GET /projects/:id/job_token_scope": { inbound_enabled: "flag" },
  "GET /projects/:id/job_token_scope/allowlist": { ".*.id": "id" },
  "GET /projects/:id/job_token_scope/groups_allowlist": { ".*.id": "id" },
  "GET /projects/:id/protected_branches": {
    ".*.name": "id",
    ".*.push_access_levels": "list",
    ".*.push_access_levels.*": "fields",
    ".*.merge_access_levels": "list",
    ".*.merge_access_levels.*": "fields",
    ".*.allow_force_push": "flag",
    ".*.code_owner_approval_required": "flag",
  },
  "GET /projects/:id/protected_tags": {
    ".*.name": "id",
    ".*.create_access_levels": "list",
    ".*.create_access_levels.*": "fields",
  },
  "GET /projects/:id/approval_rules": {
    ".*.approvals_required": "number",
    ".*.protected_branches": "list",
    ".*.protected_branches.*": "fields",
  },
  "GET /projects/:id/deploy_keys": { ".*.id": "id", ".*.can_push": "flag", ".*.expires_at": "text" },
  "GET /projects/:id/protected_environments": ENVIRONMENTS,
  "GET /groups/:id/protected_environments": ENVIRONMENTS,
  "GET /admin/ci/variables": VARIABLES,
  "GET /groups/:id/variables": VARIABLES,
  "GET /projects/:id/variables": VARIABLES,
  "GET /projects/:id/access_tokens": TOKENS,
  "GET /groups/:id/access_tokens": TOKENS,
  "GET /projects/:id/deploy_tokens": TOKENS,
  "GET /groups/:id/deploy_tokens": TOKENS,
  "GET /groups/:id/service_accounts/:user_id/personal_access_tokens": TOKENS,
  "GET /personal_access_tokens": TOKENS,
  "GET /groups/:id/service_accounts": { ".*.id": "id" },
  "GET /groups/:id/members/all": MEMBERS,
  "GET /groups/:id/members": MEMBERS,
  "GET /projects/:id/members": MEMBERS,
  "GET /groups/:id/hooks": HOOKS,
  "GET /projects/:id/hooks": HOOKS,
  "GET /projects/:id/integrations": { ".*.active": "flag" },
  "GET /projects/:id/pipeline_schedules": { ".*.id": "id", ".*.active": "flag" },
  "GET /projects/:id/pipeline_schedules/:pipeline_schedule_id": { variables: "records" },
  "GET /projects/:id/triggers": { ".*.id": "id" },
  "GET /runners/:id": {
    is_shared: "flag",
    locked: "flag",
    run_untagged: "flag",
    access_level: ["not_protected", "ref_protected"],
    tag_list: "texts",
    projects: "records",
    groups: "records",
  },
};
