// An organisation as GitHub's REST API answers for it, by path without the leading slash. Answers that are not here are the
// empty ones. Markers stand where a secret could be: none may come out anywhere.

export const MARKER = "ghp_MARKERMARKERMARKERMARKERMARKERMARKER";

export type Answers = { [path: string]: unknown };

const login = (id: number, name: string, more: object = {}): object => ({
  id,
  login: name,
  type: "User",
  site_admin: false,
  ...more,
});

export function repository(id: number, name: string, more: object = {}): { id: number; name: string; node_id: string } {
  return {
    id,
    node_id: `R_${id}`,
    name,
    full_name: `octo-org/${name}`,
    owner: login(7, "octo-org", { type: "Organization" }),
    private: true,
    visibility: "private",
    archived: false,
    default_branch: "main",
    created_at: "2024-01-01T00:00:00Z",
    pushed_at: "2026-05-01T00:00:00Z",
    ...more,
  } as { id: number; name: string; node_id: string };
}

const date = { created_at: "2025-01-01T00:00:00Z", updated_at: "2025-06-01T00:00:00Z" };

/** A small organisation that has one of everything. */
export function organization(): Answers {
  return {
    "users/octo-org": { ...login(7, "octo-org"), type: "Organization" },
    "orgs/octo-org": {
      ...login(7, "octo-org"),
      type: "Organization",
      plan: { name: "enterprise" },
      default_repository_permission: "read",
      members_can_fork_private_repositories: false,
      billing_email: MARKER,
    },
    "orgs/octo-org/repos": [
      repository(101, "api"),
      repository(102, "web", { private: false, visibility: "public" }),
      repository(103, "old", { archived: true }),
    ],
    "orgs/octo-org/members@role=admin": [login(1, "ada"), login(4, "deploy-bot")],
    "orgs/octo-org/members@role=member": [login(2, "ben")],
    "orgs/octo-org/members@filter=2fa_disabled": [login(4, "deploy-bot")],
    "orgs/octo-org/outside_collaborators": [login(3, "cleo")],
    "orgs/octo-org/teams": [{ id: 50, slug: "core", name: "Core", permission: "push" }],
    "orgs/octo-org/teams/core/members": [login(2, "ben")],
    "orgs/octo-org/teams/core/repos": [{ ...repository(101, "api"), role_name: "maintain" }],
    "orgs/octo-org/custom-repository-roles": {
      total_count: 1,
      custom_roles: [{ id: 9, name: "labeller", base_role: "read", permissions: ["add_label"] }],
    },
    "orgs/octo-org/organization-roles": {
      total_count: 1,
      roles: [{ id: 11, name: "all_repo_admin", base_role: "admin", source: "Predefined", permissions: [] }],
    },
    "orgs/octo-org/organization-roles/11/users": [login(2, "ben")],
    "orgs/octo-org/installations": {
      total_count: 3,
      installations: [
        {
          id: 900,
          app_id: 90,
          app_slug: "renewer",
          repository_selection: "all",
          permissions: { contents: "write", workflows: "write", metadata: "read" },
          events: ["push"],
          suspended_at: null,
          ...date,
        },
        {
          id: 901,
          app_id: 91,
          app_slug: "octo-internal",
          repository_selection: "selected",
          permissions: { metadata: "read" },
          events: [],
          suspended_at: "2026-01-01T00:00:00Z",
          suspended_by: login(1, "ada"),
          ...date,
        },
        {
          id: 902,
          app_id: 92,
          app_slug: "octo-bump",
          repository_selection: "selected",
          permissions: { contents: "write", metadata: "read" },
          events: [],
          suspended_at: null,
          ...date,
        },
      ],
    },
    "apps/octo-bump": { id: 92, slug: "octo-bump", name: "Octo bump", owner: login(9, "octo-org") },
    "apps/renewer": { id: 90, slug: "renewer", name: "Renewer", owner: login(77, "renewer-inc") },
    "orgs/octo-org/personal-access-tokens": [
      {
        id: 800,
        token_id: 8000,
        token_name: `uploads ${MARKER}`,
        owner: login(2, "ben"),
        repository_selection: "subset",
        permissions: { repository: { contents: "write", metadata: "read" }, organization: {} },
        access_granted_at: "2025-05-01T00:00:00Z",
        token_expired: false,
        token_expires_at: null,
        token_last_used_at: "2026-05-30T00:00:00Z",
      },
    ],
    "orgs/octo-org/personal-access-tokens/800/repositories": [repository(101, "api")],
    "orgs/octo-org/personal-access-token-requests": [],
    "orgs/octo-org/credential-authorizations": [
      {
        login: "cleo",
        credential_id: 600,
        credential_type: "personal access token",
        token_last_eight: "abcd1234",
        scopes: ["repo", "workflow"],
        credential_authorized_at: "2025-02-01T00:00:00Z",
        credential_accessed_at: null,
        authorized_credential_expires_at: null,
        authorized_credential_note: "old laptop",
      },
    ],
    "orgs/octo-org/hooks": [
      {
        id: 700,
        active: true,
        events: ["push"],
        config: { url: `https://user:${MARKER}@ci.example/hook/${MARKER}`, insecure_ssl: "1" },
        ...date,
      },
    ],
    "orgs/octo-org/actions/permissions": {
      enabled_repositories: "all",
      allowed_actions: "selected",
      sha_pinning_required: false,
    },
    "orgs/octo-org/actions/permissions/selected-actions": {
      github_owned_allowed: true,
      verified_allowed: true,
      patterns_allowed: ["*/*"],
    },
    "orgs/octo-org/actions/permissions/workflow": {
      default_workflow_permissions: "write",
      can_approve_pull_request_reviews: true,
    },
    "orgs/octo-org/actions/permissions/fork-pr-workflows-private-repos": {
      run_workflows_from_fork_pull_requests: false,
      send_write_tokens_to_workflows: false,
      send_secrets_and_variables: false,
      require_approval_for_fork_pr_workflows: true,
    },
    "orgs/octo-org/actions/permissions/fork-pr-contributor-approval": { approval_policy: "first_time_contributors" },
    "orgs/octo-org/actions/runner-groups": {
      total_count: 1,
      runner_groups: [
        {
          id: 5,
          name: "builders",
          visibility: "selected",
          default: false,
          allows_public_repositories: true,
          restricted_to_workflows: false,
        },
      ],
    },
    "orgs/octo-org/actions/runner-groups/5/repositories": { total_count: 1, repositories: [repository(102, "web")] },
    "orgs/octo-org/actions/runners": {
      total_count: 1,
      runners: [
        {
          id: 51,
          name: "builder-1",
          os: "linux",
          status: "online",
          busy: false,
          runner_group_id: 5,
          labels: [{ name: "self-hosted" }],
        },
      ],
    },
    "orgs/octo-org/actions/oidc/customization/sub": { include_claim_keys: ["repo", "context"] },
    "orgs/octo-org/rulesets": [{ id: 31, name: "no force", enforcement: "active" }],
    "orgs/octo-org/rulesets/31": {
      id: 31,
      name: "no force",
      target: "branch",
      source_type: "Organization",
      source: "octo-org",
      enforcement: "active",
      conditions: {
        ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] },
        repository_name: { include: ["*"], exclude: [] },
      },
      rules: [
        { type: "pull_request", parameters: { required_approving_review_count: 1 } },
        { type: "non_fast_forward" },
      ],
      bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin", bypass_mode: "always" }],
    },
    "orgs/octo-org/actions/secrets": {
      total_count: 2,
      secrets: [
        { name: "NPM_TOKEN", ...date, visibility: "all" },
        { name: "AZURE_CREDENTIALS", ...date, visibility: "selected", selected_repositories_url: "x" },
      ],
    },
    "orgs/octo-org/actions/secrets/AZURE_CREDENTIALS/repositories": {
      total_count: 1,
      repositories: [repository(101, "api")],
    },
    "orgs/octo-org/actions/variables": {
      total_count: 3,
      variables: [
        { name: "AWS_ROLE", value: "arn:aws:iam::111122223333:role/deploy", ...date, visibility: "all" },
        { name: "LEGACY_TOKEN", value: MARKER, ...date, visibility: "private" },
        { name: "GREETING", value: "hello MARKER-PLAIN", ...date, visibility: "all" },
      ],
    },
    "orgs/octo-org/secret-scanning/alerts@state=open": [
      {
        number: 3,
        state: "open",
        secret_type: "amazon_aws_access_key_id",
        secret_type_display_name: "Amazon AWS Access Key ID",
        secret: MARKER,
        validity: "active",
        publicly_leaked: false,
        multi_repo: false,
        push_protection_bypassed: false,
        repository: repository(102, "web"),
        created_at: "2026-04-01T00:00:00Z",
      },
    ],
    "repos/octo-org/api/actions/secrets": { total_count: 1, secrets: [{ name: "PROD_DB_PASSWORD", ...date }] },
    "repos/octo-org/api/actions/permissions": { enabled: true, allowed_actions: "all" },
    "repos/octo-org/api/actions/permissions/workflow": {
      default_workflow_permissions: "read",
      can_approve_pull_request_reviews: false,
    },
    "repos/octo-org/api/actions/oidc/customization/sub": {
      use_default: true,
      use_immutable_subject: true,
      sub_claim_prefix: "repo:octo-org@7/api@101",
    },
    "repos/octo-org/api/keys": [
      {
        id: 401,
        key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMarkerMarkerMarkerMarkerMarkerMarkerMarkerMa",
        title: "mirror",
        read_only: false,
        verified: true,
        enabled: true,
        added_by: "ben",
        last_used: null,
        created_at: "2025-01-01T00:00:00Z",
      },
    ],
    "repos/octo-org/api/environments": {
      total_count: 1,
      environments: [
        {
          id: 61,
          name: "production",
          ...date,
          can_admins_bypass: true,
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
          protection_rules: [
            { id: 1, type: "wait_timer", wait_timer: 5 },
            {
              id: 2,
              type: "required_reviewers",
              prevent_self_review: true,
              reviewers: [
                { type: "User", reviewer: login(1, "ada") },
                { type: "Team", reviewer: { id: 50, slug: "core" } },
              ],
            },
            { id: 3, type: "branch_policy" },
          ],
        },
      ],
    },
    "repos/octo-org/api/environments/production/deployment-branch-policies": {
      total_count: 2,
      branch_policies: [
        { id: 1, name: "release/*", type: "branch" },
        { id: 2, name: "v*", type: "tag" },
      ],
    },
    "repos/octo-org/api/environments/production/secrets": {
      total_count: 1,
      secrets: [{ name: "SIGNING_KEY", ...date }],
    },
    "repos/octo-org/api/collaborators@affiliation=direct": [{ ...login(3, "cleo"), role_name: "write" }],
    "repos/octo-org/api/branches@protected=true": [{ name: "main", protected: true }],
    "repos/octo-org/api/branches/main/protection": {
      enforce_admins: { enabled: true },
      required_pull_request_reviews: { required_approving_review_count: 1, require_code_owner_reviews: true },
      restrictions: { users: [login(1, "ada")], teams: [], apps: [] },
      block_creations: { enabled: false },
      lock_branch: { enabled: false },
      allow_force_pushes: { enabled: false },
      allow_deletions: { enabled: false },
    },
    "repos/octo-org/web/hooks": [
      {
        id: 701,
        active: true,
        events: ["push"],
        config: { url: "http://old.example/hook", insecure_ssl: "0", secret: "********" },
        ...date,
      },
    ],
    "repos/octo-org/web/rulesets": [{ id: 32, name: "tags" }],
    "repos/octo-org/web/rulesets/32": {
      id: 32,
      name: "tags",
      target: "tag",
      enforcement: "evaluate",
      conditions: {},
      rules: [],
    },
  };
}

/** Files of the default branches, by repository and path. */
export const FILES: { readonly [path: string]: string } = {
  "api/.github/workflows/deploy.yml": `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: curl -H "Authorization: ${MARKER}" x\n`,
  "api/.github/CODEOWNERS": "* @octo-org/core\n",
  "api/.mcp.json": JSON.stringify({
    mcpServers: { issues: { command: "npx", args: ["-y", "issues-mcp"], env: { GITHUB_TOKEN: MARKER, LOG: "on" } } },
  }),
  "api/tools/.claude/settings.json": '{ "permissions": { "defaultMode": "bypassPermissions" } }',
  "web/.github/actions/setup/action.yml": "name: setup\nruns: { using: composite, steps: [] }\n",
};
