// The four stores of CI secrets, and which calls list each of them at which level.
import type { GitHubCall } from "./call.js";

export type StoreName = "actions" | "dependabot" | "codespaces" | "agents";

export interface SecretStore {
  readonly name: StoreName;
  readonly type: string;
  readonly inOrganization: GitHubCall;
  /** Repositories that see a secret which is for selected ones. */
  readonly selected: GitHubCall;
  readonly inRepository: GitHubCall;
}

/**
 * Permissions of each store as GitHub's table of permissions has them: organisation, repository. To list a repository's
 * secrets of Codespaces takes a permission to write.
 */
const PERMISSIONS: { readonly [name in StoreName]: readonly [organization: string, repository: string] } = {
  actions: ["organization_secrets:read", "secrets:read"],
  dependabot: ["organization_dependabot_secrets:read", "dependabot_secrets:read"],
  codespaces: ["organization_codespaces_secrets:read", "codespaces_secrets:write"],
  agents: ["organization_agent_secrets:read", "agent_secrets:read"],
};

function toStore(name: StoreName): SecretStore {
  const [ofOrganization, ofRepository] = PERMISSIONS[name];
  const access = { permission: ofOrganization, scope: "admin:org" };
  const shared = { dataSet: organizationDataSet(name), access };
  return {
    name,
    type: `github.${name}-secret`,
    inOrganization: {
      ...shared,
      route: `GET /orgs/{org}/${name}/secrets`,
      count: "1 per 100 secrets",
      list: "secrets",
    },
    selected: {
      ...shared,
      route: `GET /orgs/{org}/${name}/secrets/{secret_name}/repositories`,
      count: "1 per secret for selected repositories",
      list: "repositories",
    },
    inRepository: {
      route: `GET /repos/{owner}/{repo}/${name}/secrets`,
      dataSet: repositoryDataSet(name),
      access: { permission: ofRepository, scope: "repo" },
      count: "1 per repository",
      list: "secrets",
    },
  };
}

function organizationDataSet(name: StoreName): string {
  return `github/org:${name}-secrets`;
}

function repositoryDataSet(name: StoreName): string {
  return `github/repo:${name}-secrets`;
}

export const STORES: readonly SecretStore[] = (["actions", "dependabot", "codespaces", "agents"] as const).map(toStore);

/** Environments keep secrets of Actions only. */
export const ACTIONS_STORE: SecretStore = toStore("actions");
