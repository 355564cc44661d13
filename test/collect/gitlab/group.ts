// A GitLab group as its API answers: two projects in two groups, with a marker in every field that can hold a secret.

export type Answers = { [path: string]: unknown };

/** No fragment of this may be anywhere after a crawl. */
export const MARKER = "glpat-MARKERmarkerMARKERmarker";

/** Path below the project's repository → text. */
export const FILES: { readonly [path: string]: string } = {
  "projects/101/.gitlab-ci.yml": `
include:
  - local: /ci/deploy.yml
  - project: acme/platform/templates
    file: lint.yml
  - template: Security/SAST.gitlab-ci.yml
default:
  image: node:22
variables:
  SHARED: "x"
.aws:
  id_tokens:
    AWS_TOKEN:
      aud: sts.amazonaws.com
  script:
    - export AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/token
    - echo "$AWS_TOKEN" > /tmp/token
    # ${MARKER}
deploy:
  extends: .aws
  environment: production
  tags: [deploy]
  script:
    - !reference [.aws, script]
    - ./deploy.sh "$DEPLOY_PASSWORD"
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
test:
  script: npm test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
`,
  "projects/101/ci/deploy.yml": "migrate:\n  script: ./migrate.sh\n",
  "projects/103/lint.yml": "lint:\n  script: npm run lint\n",
};

export function project(id: number, path: string, more: object = {}): object {
  return {
    id,
    name: path.split("/").at(-1),
    path_with_namespace: path,
    namespace: { id: path.split("/").length > 2 ? 10 : 9, full_path: path.slice(0, path.lastIndexOf("/")) },
    default_branch: "main",
    visibility: "private",
    archived: false,
    builds_access_level: "enabled",
    runners_token: MARKER,
    description: `token: ${MARKER}`,
    ci_id_token_sub_claim_components: ["project_path", "ref_type", "ref"],
    ci_allow_fork_pipelines_to_run_in_parent_project: true,
    shared_with_groups: [],
    created_at: "2024-01-01T00:00:00.000Z",
    ...more,
  };
}

const member = (id: number, username: string, level: number): object => ({
  id,
  username,
  name: username,
  state: "active",
  access_level: level,
  expires_at: null,
  membership_state: "active",
});

export function group(): Answers {
  return {
    user: { id: 1, username: "ada", is_admin: true },
    "groups/acme": {
      id: 9,
      full_path: "acme",
      visibility: "private",
      require_two_factor_authentication: true,
      runners_token: MARKER,
      shared_with_groups: [],
      created_at: "2024-01-01T00:00:00.000Z",
    },
    "groups/acme/descendant_groups": [{ id: 10, full_path: "acme/platform", parent_id: 9, runners_token: MARKER }],
    "groups/10": {
      id: 10,
      full_path: "acme/platform",
      project_creation_level: "maintainer",
      subgroup_creation_level: "owner",
      runners_token: MARKER,
      shared_with_groups: [{ group_id: 88, group_full_path: "contractors", group_access_level: 30, expires_at: null }],
    },
    "groups/acme/projects": [
      project(101, "acme/site"),
      project(102, "acme/platform/api", {
        shared_with_groups: [{ group_id: 77, group_full_path: "partner", group_access_level: 30, expires_at: null }],
      }),
      project(103, "acme/platform/templates"),
      project(104, "acme/old", { archived: true }),
    ],
    "groups/acme/members/all": [member(1, "ada", 50), member(2, "ben", 30)],
    "groups/10/members": [member(3, "cleo", 40)],
    "projects/101/members": [member(4, "project_101_bot_1f2e", 40)],
    "projects/102/members": [member(5, "dan", 20)],
    "groups/acme/service_accounts": [{ id: 6, username: "service_account_group_9_aa", name: "deployer" }],
    "groups/acme/service_accounts/6/personal_access_tokens": [
      {
        id: 60,
        name: "deployer",
        scopes: ["api"],
        active: true,
        revoked: false,
        user_id: 6,
        created_at: "2025-01-01T00:00:00.000Z",
        expires_at: "2027-01-01",
        last_used_at: null,
        token: MARKER,
      },
    ],
    personal_access_tokens: [
      {
        id: 61,
        name: `laptop ${MARKER}`,
        scopes: ["read_api"],
        active: true,
        revoked: false,
        user_id: 2,
        created_at: "2025-01-01T00:00:00.000Z",
        expires_at: "2026-12-01",
        last_used_at: "2026-05-01T00:00:00.000Z",
      },
    ],
    "admin/ci/variables": [
      {
        key: "REGISTRY_PASSWORD",
        value: `${MARKER}-instance`,
        masked: true,
        protected: false,
        raw: false,
        variable_type: "env_var",
      },
    ],
    "groups/acme/variables": [
      {
        key: "AWS_SECRET_ACCESS_KEY",
        value: `${MARKER}group`,
        masked: false,
        hidden: false,
        protected: false,
        raw: true,
        environment_scope: "*",
        variable_type: "env_var",
      },
      {
        key: "AWS_ROLE_ARN",
        value: "arn:aws:iam::111122223333:role/deploy",
        masked: false,
        protected: false,
        environment_scope: "*",
        variable_type: "env_var",
      },
      {
        key: "LOG_LEVEL",
        value: "debug",
        masked: false,
        protected: false,
        environment_scope: "*",
        variable_type: "env_var",
      },
    ],
    "projects/101/variables": [
      {
        key: "DEPLOY_PASSWORD",
        value: `MARKER-${MARKER}`,
        masked: true,
        hidden: false,
        protected: true,
        environment_scope: "production",
        variable_type: "env_var",
      },
      {
        key: "HIDDEN_ONE",
        value: null,
        masked: true,
        hidden: true,
        protected: true,
        environment_scope: "*",
        variable_type: "env_var",
      },
      {
        key: "KUBECONFIG",
        value: `MARKER: |\n  ${MARKER}`,
        masked: false,
        protected: true,
        environment_scope: "*",
        variable_type: "file",
      },
    ],
    "groups/acme/access_tokens": [
      {
        id: 70,
        user_id: 40,
        name: "sync",
        scopes: ["api"],
        access_level: 50,
        active: true,
        revoked: false,
        created_at: "2025-01-01T00:00:00.000Z",
        expires_at: "2027-01-01",
        last_used_at: "2025-02-01T00:00:00.000Z",
      },
    ],
    "projects/101/access_tokens": [
      {
        id: 71,
        user_id: 4,
        name: "release",
        scopes: ["write_repository"],
        access_level: 30,
        active: true,
        revoked: false,
        created_at: "2026-05-01T00:00:00.000Z",
        expires_at: "2026-07-01",
        last_used_at: null,
      },
    ],
    "projects/101/deploy_tokens": [
      {
        id: 80,
        name: "pull",
        username: "gitlab+deploy-token-80",
        expires_at: null,
        revoked: false,
        expired: false,
        scopes: ["read_repository"],
        token: MARKER,
      },
    ],
    "projects/101/deploy_keys": [
      {
        id: 90,
        title: "mirror",
        key: "ssh-ed25519 AAAAC3Nz",
        fingerprint_sha256: "SHA256:abc",
        can_push: true,
        created_at: "2024-01-01T00:00:00.000Z",
        expires_at: null,
      },
    ],
    "groups/acme/protected_environments": [
      {
        name: "production",
        deploy_access_levels: [{ access_level: 40, user_id: null, group_id: null }],
        required_approval_count: 0,
        approval_rules: [{ required_approvals: 2 }],
      },
    ],
    "groups/acme/runners": [
      { id: 1, description: "shared", runner_type: "instance_type", is_shared: true, status: "online" },
      { id: 2, description: "ours", runner_type: "group_type", is_shared: false, status: "online" },
    ],
    "runners/1": {
      id: 1,
      runner_type: "instance_type",
      run_untagged: true,
      locked: false,
      access_level: "ref_protected",
      tag_list: [],
      token: MARKER,
      projects: [],
    },
    "runners/2": {
      id: 2,
      run_untagged: true,
      locked: false,
      access_level: "not_protected",
      tag_list: ["deploy"],
      token: MARKER,
      projects: [{ id: 101 }],
    },
    ...Object.fromEntries(
      [101, 102, 103].map((number) => [
        `projects/${number}/approvals`,
        {
          approvers: [],
          approver_groups: [],
          approvals_before_merge: 0,
          reset_approvals_on_push: number === 101,
          disable_overriding_approvers_per_merge_request: number === 101 ? true : null,
          merge_requests_author_approval: number !== 101,
          merge_requests_disable_committers_approval: number === 101,
        },
      ]),
    ),
    "projects/101/job_token_scope": { inbound_enabled: false, outbound_enabled: true },
    "projects/102/job_token_scope": { inbound_enabled: true, outbound_enabled: false },
    "projects/102/job_token_scope/allowlist": [{ id: 102 }, { id: 101 }],
    "projects/102/job_token_scope/groups_allowlist": [{ id: 10 }],
    "projects/103/job_token_scope": { inbound_enabled: true, outbound_enabled: false },
    "projects/101/protected_branches": [
      {
        id: 1,
        name: "main",
        push_access_levels: [{ access_level: 40 }],
        merge_access_levels: [{ access_level: 40 }],
        allow_force_push: false,
        code_owner_approval_required: false,
      },
      {
        id: 2,
        name: "release/*",
        push_access_levels: [{ access_level: 0 }],
        merge_access_levels: [{ access_level: 30 }, { access_level: 40, user_id: 2 }],
        inherited: true,
      },
    ],
    "projects/101/protected_tags": [{ name: "v*", create_access_levels: [{ access_level: 40 }] }],
    "projects/101/environments": [
      { id: 1, name: "production", tier: "production", state: "available", created_at: "2024-01-01T00:00:00.000Z" },
    ],
    "projects/101/protected_environments": [
      {
        name: "production",
        deploy_access_levels: [{ access_level: 40 }],
        required_approval_count: 0,
        approval_rules: [{ required_approvals: 1 }],
      },
    ],
    "projects/101/pipeline_schedules": [
      {
        id: 5,
        description: "nightly",
        ref: "main",
        cron: "0 1 * * *",
        active: true,
        created_at: "2025-01-01T00:00:00.000Z",
        owner: { id: 2, username: "ben" },
      },
    ],
    "projects/101/pipeline_schedules/5": {
      id: 5,
      ref: "main",
      variables: [{ key: "NIGHTLY_TOKEN", value: MARKER, variable_type: "env_var", raw: false }],
    },
    "projects/101/triggers": [
      {
        id: 6,
        description: "from the shop",
        token: MARKER,
        created_at: "2025-01-01T00:00:00.000Z",
        last_used: null,
        owner: { id: 1, username: "ada" },
      },
    ],
    "projects/101/hooks": [
      {
        id: 7,
        url: `https://hook:${MARKER}@ci.example.com/x?token=${MARKER}`,
        token: MARKER,
        enable_ssl_verification: false,
        push_events: true,
        tag_push_events: false,
        created_at: "2025-01-01T00:00:00.000Z",
        disabled_until: null,
      },
    ],
    "projects/101/integrations": [
      { id: 8, slug: "slack", active: true },
      { id: 9, slug: "jira", active: false },
    ],
  };
}
