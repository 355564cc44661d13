// GitHub's own tables of permissions ("Permissions required for fine-grained personal access tokens", and the same for GitHub
// Apps), cut down to the calls that nhi makes.

const REPO = "GET /repos/{owner}/{repo}";
export const ORG = "GET /orgs/{org}";
const ENVIRONMENT = `${REPO}/environments/{environment_name}`;

/** Permission to the calls that GitHub's table lists below it. */
export const GITHUB: { readonly [permission: string]: readonly string[] } = {
  "organization_administration:read": [
    `${ORG}/actions/oidc/customization/sub`,
    `${ORG}/actions/permissions`,
    `${ORG}/actions/permissions/fork-pr-contributor-approval`,
    `${ORG}/actions/permissions/fork-pr-workflows-private-repos`,
    `${ORG}/actions/permissions/selected-actions`,
    `${ORG}/actions/permissions/workflow`,
    `${ORG}/credential-authorizations`,
    `${ORG}/installations`,
  ],
  "organization_administration:write": [`${ORG}/rulesets`, `${ORG}/rulesets/{ruleset_id}`],
  "organization_agent_secrets:read": [`${ORG}/agents/secrets`, `${ORG}/agents/secrets/{secret_name}/repositories`],
  "organization_agent_variables:read": [`${ORG}/agents/variables`],
  "organization_custom_org_roles:read": [`${ORG}/organization-roles`],
  // GitHub takes organization_administration:read for it too.
  "organization_custom_roles:read": [`${ORG}/custom-repository-roles`],
  "members:read": [
    `${ORG}/members`,
    `${ORG}/organization-roles/{role_id}/teams`,
    `${ORG}/organization-roles/{role_id}/users`,
    `${ORG}/outside_collaborators`,
    `${ORG}/teams`,
    `${ORG}/teams/{team_slug}/members`,
    `${ORG}/teams/{team_slug}/repos`,
  ],
  "organization_codespaces_secrets:read": [
    `${ORG}/codespaces/secrets`,
    `${ORG}/codespaces/secrets/{secret_name}/repositories`,
  ],
  "organization_dependabot_secrets:read": [
    `${ORG}/dependabot/secrets`,
    `${ORG}/dependabot/secrets/{secret_name}/repositories`,
  ],
  "organization_secrets:read": [`${ORG}/actions/secrets`, `${ORG}/actions/secrets/{secret_name}/repositories`],
  "organization_self_hosted_runners:read": [
    `${ORG}/actions/runner-groups`,
    `${ORG}/actions/runner-groups/{runner_group_id}/repositories`,
    `${ORG}/actions/runners`,
  ],
  "organization_actions_variables:read": [`${ORG}/actions/variables`],
  "organization_hooks:read": [`${ORG}/hooks`],
  "actions:read": [
    `${REPO}/actions/oidc/customization/sub`,
    `${REPO}/environments`,
    `${ENVIRONMENT}/deployment-branch-policies`,
  ],
  "administration:read": [
    `${REPO}/actions/permissions`,
    `${REPO}/actions/permissions/fork-pr-contributor-approval`,
    `${REPO}/actions/permissions/fork-pr-workflows-private-repos`,
    `${REPO}/actions/permissions/workflow`,
    `${REPO}/actions/runners`,
    `${REPO}/branches/{branch}/protection`,
    `${REPO}/keys`,
  ],
  "agent_secrets:read": [`${REPO}/agents/secrets`],
  "agent_variables:read": [`${REPO}/agents/variables`],
  "codespaces_secrets:write": [`${REPO}/codespaces/secrets`],
  "contents:read": [`${REPO}/branches`, `${REPO}/contents/{path}`, `${REPO}/git/trees/{tree_sha}`],
  "dependabot_secrets:read": [`${REPO}/dependabot/secrets`],
  "environments:read": [`${ENVIRONMENT}/secrets`, `${ENVIRONMENT}/variables`],
  "metadata:read": [
    `${ORG}/repos`,
    "GET /users/{username}/repos",
    REPO,
    `${REPO}/collaborators`,
    `${REPO}/rulesets`,
    `${REPO}/rulesets/{ruleset_id}`,
  ],
  "secret_scanning_alerts:read": [`${ORG}/secret-scanning/alerts`, `${REPO}/secret-scanning/alerts`],
  "secrets:read": [`${REPO}/actions/secrets`],
  "actions_variables:read": [`${REPO}/actions/variables`],
  "repository_hooks:read": [`${REPO}/hooks`],
};

/** In the table of Apps alone. */
export const APPS_ONLY: { readonly [permission: string]: readonly string[] } = {
  "organization_personal_access_token_requests:read": [
    `${ORG}/personal-access-token-requests`,
    `${ORG}/personal-access-token-requests/{pat_request_id}/repositories`,
  ],
  "organization_personal_access_tokens:read": [
    `${ORG}/personal-access-tokens`,
    `${ORG}/personal-access-tokens/{pat_id}/repositories`,
  ],
};

/** Pairs of a route and its permission. */
export function byRoute(table: { readonly [permission: string]: readonly string[] }): [string, string][] {
  return Object.entries(table).flatMap(([permission, routes]) =>
    routes.map((route): [string, string] => [route, permission]),
  );
}
