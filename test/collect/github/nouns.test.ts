// Everything that the crawl promises to read of an organisation, one line each: what becomes of it in the graph. The answers
// are those of organization.ts; what is expected is written from them and GitHub's documentation, by hand.
import { beforeAll, expect, test } from "vitest";
import type { Gathered } from "../support.js";
import { FILES, organization } from "./organization.js";
import { GitHubServer } from "./server.js";
import { crawlLive } from "./support.js";

const API = "github:repo/101";
const WEB = "github:repo/102";
const WORKFLOW = `on: push
jobs:
  deploy:
    runs-on: [self-hosted]
    environment: production
    permissions: { id-token: write }
    steps: [{ run: make, env: { TOKEN: "\${{ secrets.NPM_TOKEN }}" } }]
`;
let graph: Gathered;

beforeAll(async () => {
  const server = new GitHubServer(more(organization()), { ...FILES, "web/.github/workflows/deploy.yml": WORKFLOW });
  await server.start();
  try {
    graph = await crawlLive(server);
  } finally {
    await server.stop();
  }
});

/** What the shared organisation has none of. */
function more(answers: ReturnType<typeof organization>): ReturnType<typeof organization> {
  const date = { created_at: "2025-01-01T00:00:00Z", updated_at: "2025-06-01T00:00:00Z" };
  const secret = (name: string, of: object = {}): object => ({ total_count: 1, secrets: [{ name, ...date, ...of }] });
  const variable = {
    total_count: 1,
    variables: [{ name: "DEPLOY_TOKEN", value: "ghp_EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE1", ...date }],
  };
  const all = { visibility: "all" };
  return {
    ...answers,
    "orgs/octo-org/dependabot/secrets": secret("DEPENDABOT_ORG", all),
    "orgs/octo-org/codespaces/secrets": secret("CODESPACES_ORG", { visibility: "private" }),
    "orgs/octo-org/agents/secrets": secret("AGENTS_ORG", all),
    "orgs/octo-org/agents/variables": variable,
    "repos/octo-org/api/dependabot/secrets": secret("DEPENDABOT_REPO"),
    "repos/octo-org/api/codespaces/secrets": secret("CODESPACES_REPO"),
    "repos/octo-org/api/agents/secrets": secret("AGENTS_REPO"),
    "repos/octo-org/api/agents/variables": variable,
    "repos/octo-org/api/actions/variables": variable,
    "repos/octo-org/api/environments/production/variables": variable,
    "orgs/octo-org/organization-roles/11/teams": [{ id: 50, slug: "core" }],
    "orgs/octo-org/personal-access-token-requests": [
      {
        id: 810,
        token_id: 8100,
        token_name: "wants in",
        reason: "release",
        owner: { id: 2, login: "ben" },
        repository_selection: "all",
        permissions: { repository: { contents: "write" } },
        created_at: "2026-05-01T00:00:00Z",
      },
    ],
  };
}

/** Node id, its type, and what must be among its properties. */
const NODES: readonly (readonly [noun: string, id: string, type: string, properties: object])[] = [
  [
    "App installation",
    "github:installation/900",
    "github.app-installation",
    { app_owner: "renewer-inc", is_third_party: true, repository_selection: "all", writes: ["contents", "workflows"] },
  ],
  [
    "App installation, suspended",
    "github:installation/901",
    "github.app-installation",
    { suspended_by: "ada", suspended_at: "2026-01-01T00:00:00Z" },
  ],
  [
    "fine-grained token",
    "github:token/8000",
    "github.fine-grained-token",
    { owner_login: "ben", repositories: [API], writes: ["contents"], last_used_at: "2026-05-30T00:00:00Z" },
  ],
  [
    "token request",
    "github:token-request/810",
    "github.token-request",
    { status: "requested", reason: "release", writes: ["contents"] },
  ],
  [
    "SAML credential authorization",
    "github:authorization/600",
    "github.classic-token",
    {
      owner_login: "cleo",
      scopes: ["repo", "workflow"],
      last4: "1234",
      api_path: "/orgs/octo-org/credential-authorizations/600",
    },
  ],
  [
    "deploy key",
    `${API}/key/401`,
    "github.deploy-key",
    { number: 401, read_only: false, added_by: "ben", last_used_known: true, api_path: "/repos/octo-org/api/keys/401" },
  ],
  [
    "webhook of the organisation",
    "github:octo-org/hook/700",
    "github.webhook",
    { host: "ci.example", insecure_ssl: true, has_secret: false, api_path: "/orgs/octo-org/hooks/700" },
  ],
  [
    "webhook of a repository",
    `${WEB}/hook/701`,
    "github.webhook",
    { scheme: "http", has_secret: true, insecure_ssl: false, api_path: "/repos/octo-org/web/hooks/701" },
  ],
  [
    "Actions secret of the organisation",
    "github:octo-org/secret/actions/NPM_TOKEN",
    "github.actions-secret",
    { level: "organization", visibility: "all", repository_count: 3, place_option: "--org=octo-org" },
  ],
  [
    "Actions secret for selected repositories",
    "github:octo-org/secret/actions/AZURE_CREDENTIALS",
    "github.actions-secret",
    { visibility: "selected", repositories: [API], repository_count: 1 },
  ],
  [
    "Dependabot secret of the organisation",
    "github:octo-org/secret/dependabot/DEPENDABOT_ORG",
    "github.dependabot-secret",
    { level: "organization", store_option: "--app=dependabot" },
  ],
  [
    "Codespaces secret of the organisation",
    "github:octo-org/secret/codespaces/CODESPACES_ORG",
    "github.codespaces-secret",
    { level: "organization", visibility: "private", repository_count: 2 },
  ],
  [
    "Agents secret of the organisation",
    "github:octo-org/secret/agents/AGENTS_ORG",
    "github.agents-secret",
    { level: "organization" },
  ],
  [
    "Actions secret of a repository",
    `${API}/secret/actions/PROD_DB_PASSWORD`,
    "github.actions-secret",
    { level: "repository", updated_at: "2025-06-01T00:00:00Z", place_option: "--repo=octo-org/api" },
  ],
  [
    "Dependabot secret of a repository",
    `${API}/secret/dependabot/DEPENDABOT_REPO`,
    "github.dependabot-secret",
    { level: "repository" },
  ],
  [
    "Codespaces secret of a repository",
    `${API}/secret/codespaces/CODESPACES_REPO`,
    "github.codespaces-secret",
    { level: "repository" },
  ],
  [
    "Agents secret of a repository",
    `${API}/secret/agents/AGENTS_REPO`,
    "github.agents-secret",
    { level: "repository" },
  ],
  [
    "secret of an environment",
    `${API}/environment/production/secret/SIGNING_KEY`,
    "github.actions-secret",
    { level: "environment", store_option: "--env=production" },
  ],
  [
    "secret in an Actions variable of the organisation",
    "github:octo-org/variable/actions/LEGACY_TOKEN",
    "github.plaintext-variable",
    { place_option: "--org=octo-org" },
  ],
  [
    "secret in an Agents variable of the organisation",
    "github:octo-org/variable/agents/DEPLOY_TOKEN",
    "github.plaintext-variable",
    { store: "agents" },
  ],
  [
    "secret in an Actions variable of a repository",
    `${API}/variable/actions/DEPLOY_TOKEN`,
    "github.plaintext-variable",
    { place_option: "--repo=octo-org/api" },
  ],
  [
    "secret in an Agents variable of a repository",
    `${API}/variable/agents/DEPLOY_TOKEN`,
    "github.plaintext-variable",
    { store: "agents" },
  ],
  [
    "secret in a variable of an environment",
    `${API}/environment/production/variable/actions/DEPLOY_TOKEN`,
    "github.plaintext-variable",
    { store_option: "--env=production" },
  ],
  [
    "environment",
    `${API}/environment/production`,
    "github.environment",
    {
      reviewers: ["github:user/1", "github:team/50"],
      prevent_self_review: true,
      wait_timer: 5,
      can_admins_bypass: true,
      branch_policy: "custom",
      branch_patterns: ["release/*", "tag:v*"],
    },
  ],
  [
    "custom role of repositories",
    "github:octo-org/repository-role/9",
    "github.repository-role",
    { base_role: "read", role_permissions: ["add_label"] },
  ],
  [
    "role of the organisation",
    "github:octo-org/organization-role/11",
    "github.organization-role",
    { base_role: "admin" },
  ],
  ["CODEOWNERS", `${API}/file/.github/CODEOWNERS`, "github.codeowners", { branch: "main" }],
  [
    "action file",
    `${WEB}/action/.github/actions/setup/action.yml`,
    "github.action",
    { file: ".github/actions/setup/action.yml" },
  ],
  [
    "workflow job",
    `${WEB}/workflow/.github/workflows/deploy.yml#deploy`,
    "github.job",
    {
      file: ".github/workflows/deploy.yml",
      line: 3,
      environment: "production",
      secret_names: ["NPM_TOKEN"],
      id_token: true,
      is_self_hosted: true,
    },
  ],
  ["member who administers", "github:user/1", "github.user", { role: "admin", two_factor: true }],
  ["member without a second factor", "github:user/4", "github.user", { role: "admin", two_factor: false }],
  ["outside collaborator", "github:user/3", "github.user", { role: "outside" }],
  ["team", "github:team/50", "github.team", {}],
  [
    "runner group",
    "github:octo-org/runner-group/5",
    "github.runner-group",
    { visibility: "selected", allows_public_repositories: true },
  ],
  ["runner", "github:octo-org/runner/51", "github.runner", {}],
];

test.each(NODES)("%s", (_noun, id, type, properties) => {
  const node = graph.node(id);
  expect(
    node,
    graph
      .ofType(type)
      .map((one) => one.id)
      .join("\n") || `none of ${type}`,
  ).toBeDefined();
  expect(node?.type).toBe(type);
  expect(node?.properties).toMatchObject(properties);
});

/** What is set somewhere, and where. */
const SETTINGS: readonly (readonly [noun: string, at: string, facts: object])[] = [
  [
    "allowed actions",
    "github:octo-org",
    {
      allowed_actions: "selected",
      allowed_patterns: ["*/*"],
      verified_actions_allowed: true,
      sha_pinning_required: false,
    },
  ],
  [
    "default workflow permissions of the organisation",
    "github:octo-org",
    { default_workflow_permissions: "write", can_approve_pull_requests: true },
  ],
  ["default workflow permissions of a repository", API, { default_workflow_permissions: "read" }],
  [
    "fork settings",
    "github:octo-org",
    {
      fork_workflows_run: false,
      fork_write_tokens: false,
      fork_secrets: false,
      fork_approval_required: true,
      fork_approval_policy: "first_time_contributors",
    },
  ],
  ["OIDC subject template", "github:octo-org", { oidc_claim_keys: ["repo", "context"] }],
  [
    "OIDC subject of a repository with its live prefix",
    API,
    { oidc_use_immutable: true, oidc_prefix: "repo:octo-org@7/api@101" },
  ],
  [
    "ruleset of the organisation",
    "github:octo-org",
    {
      rulesets: [
        expect.objectContaining({
          include: ["~DEFAULT_BRANCH"],
          rules: [
            { type: "pull_request", approvals: 1, dismisses_stale: false, last_push: false },
            { type: "non_fast_forward" },
          ],
          bypass: [{ id: 1, type: "OrganizationAdmin", mode: "always" }],
        }),
      ],
    },
  ],
  ["ruleset of a repository", WEB, { rulesets: [expect.objectContaining({ target: "tag", enforcement: "evaluate" })] }],
  [
    "branch protection",
    API,
    {
      default_branch_protected: true,
      protections: [
        expect.objectContaining({ pattern: "main", reviews: 1, code_owners: true, push_allowances: ["github:user/1"] }),
      ],
    },
  ],
  ["no branch protection", WEB, { default_branch_protected: false, protections: [] }],
  ["owner of the code", API, { code_owner: "@octo-org/core" }],
  [
    "variables and public values among them",
    "github:octo-org",
    {
      actions_variables: ["AWS_ROLE", "GREETING", "LEGACY_TOKEN"],
      public_values: { AWS_ROLE: "arn:aws:iam::111122223333:role/deploy" },
      agents_variables: ["DEPLOY_TOKEN"],
    },
  ],
];

test.each(SETTINGS)("%s", (_noun, at, facts) => expect(graph.facts(at)).toMatchObject(facts));

test("a repository without CODEOWNERS has no owner of its code", () => {
  expect(graph.facts(WEB)).not.toHaveProperty("code_owner");
});

/** Who can what by an edge. */
const EDGES: readonly (readonly [
  noun: string,
  kind: string,
  from: string,
  to: string,
  capability: string | undefined,
])[] = [
  ["an administrator controls the organisation", "permits", "github:user/1", "github:octo-org", "admin"],
  [
    "a holder of a role of the organisation, by a team",
    "has_grant",
    "github:team/50",
    "github:octo-org/organization-role/11",
    undefined,
  ],
  ["a collaborator who writes", "permits", "github:user/3", API, "write"],
  ["a team that writes", "permits", "github:team/50", API, "write"],
  [
    "an App on all repositories",
    "permits",
    "github:installation/900/permissions",
    "github:octo-org/all-repositories",
    "write",
  ],
  [
    "an App on selected repositories: any of them may be one",
    "permits",
    "github:installation/902/permissions",
    "github:octo-org/all-repositories",
    "write",
  ],
  ["a deploy key that writes", "permits", `${API}/key/401/permissions`, API, "write"],
  ["a member of a team", "member_of", "github:user/2", "github:team/50", undefined],
];

test.each(EDGES)("%s", (_noun, kind, from, to, capability) => {
  expect(
    graph.edges.filter(
      (edge) => edge.from === from && edge.to === to && edge.kind === kind && edge.capability === capability,
    ),
    graph.edges
      .filter((edge) => edge.from === from)
      .map((edge) => `${edge.kind} ${JSON.stringify(edge.to)} ${edge.capability}`)
      .join("\n"),
  ).not.toEqual([]);
});
