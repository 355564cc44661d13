// The permission that nhi names for each call is the one in GitHub's own table ("Permissions required for fine-grained
// personal access tokens", and the same for GitHub Apps): what a gap tells people to grant does open the call.
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/github/calls.js";
import { appPermissions, permissionsText } from "../../../src/collect/github/permissions.js";

const REPO = "GET /repos/{owner}/{repo}";
const ORG = "GET /orgs/{org}";
const ENVIRONMENT = `${REPO}/environments/{environment_name}`;

/** Permission to the calls that GitHub's table lists below it. */
const GITHUB: { readonly [permission: string]: readonly string[] } = {
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
    `${REPO}/actions/permissions/workflow`,
    `${REPO}/actions/runners`,
    `${REPO}/branches/{branch}/protection`,
    `${REPO}/keys`,
  ],
  "agent_secrets:read": [`${REPO}/agents/secrets`],
  "agent_variables:read": [`${REPO}/agents/variables`],
  "codespaces_secrets:write": [`${REPO}/codespaces/secrets`],
  "contents:read": [`${REPO}/branches`, `${REPO}/contents/{path}`],
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
const APPS_ONLY: { readonly [permission: string]: readonly string[] } = {
  "organization_personal_access_token_requests:read": [
    `${ORG}/personal-access-token-requests`,
    `${ORG}/personal-access-token-requests/{pat_request_id}/repositories`,
  ],
  "organization_personal_access_tokens:read": [
    `${ORG}/personal-access-tokens`,
    `${ORG}/personal-access-tokens/{pat_id}/repositories`,
  ],
};

/** In no table: everyone may, or GraphQL, which takes the permissions of what it shows. */
const UNLISTED: { readonly [route: string]: string | undefined } = {
  "GET /users/{username}": undefined,
  "GET /apps/{app_slug}": undefined,
  // Everyone may, but only owners see the settings for which it is asked.
  [ORG]: "organization_administration:read",
  "POST /graphql": "metadata:read, contents:read, administration:read",
};

function byRoute(table: { readonly [permission: string]: readonly string[] }): [string, string][] {
  return Object.entries(table).flatMap(([permission, routes]) =>
    routes.map((route): [string, string] => [route, permission]),
  );
}

test("every call names the permission that GitHub's table has for it", () => {
  const named = Object.fromEntries(CALLS.map(({ route, access }) => [route, access?.permission]));
  expect(named).toEqual({ ...Object.fromEntries([...byRoute(GITHUB), ...byRoute(APPS_ONLY)]), ...UNLISTED });
});

test("only Apps are told to make the calls that the table of tokens does not have", () => {
  const onlyApps = CALLS.filter(({ access }) => access?.isAppOnly === true).map(({ route }) => route);
  expect([...new Set(onlyApps)].sort()).toEqual(
    byRoute(APPS_ONLY)
      .map(([route]) => route)
      .sort(),
  );
});

test("nothing that may write is asked for; what only such a permission opens is said to be left out", () => {
  expect(new Set(Object.values(appPermissions()))).toEqual(new Set(["read"]));
  expect(appPermissions()).not.toHaveProperty("codespaces_secrets");
  const { leftOut } = JSON.parse(permissionsText()) as { leftOut: { [route: string]: string } };
  const writing = byRoute(GITHUB).filter(([, permission]) => permission.endsWith(":write"));
  expect(leftOut).toEqual(Object.fromEntries(writing));
});
