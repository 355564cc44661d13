// Whose fork of a private repository runs with its secrets: who reads it, where both the organisation and it let it be forked.
// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/managing-the-forking-policy-for-your-repository
// https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization (who reads may fork)
// https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization#enabling-workflows-for-private-repository-forks
import { expect, it } from "vitest";
import { numberOf } from "./drawn/organization-of.js";
import { type Recorded, runnerGroup, sureness } from "./recorded.js";

const ORG = "orgs/acme";
const sent = {
  run_workflows_from_fork_pull_requests: true,
  send_write_tokens_to_workflows: false,
  send_secrets_and_variables: true,
  require_approval_for_fork_pr_workflows: false,
};

interface Forks {
  readonly ofOwner?: boolean;
  readonly ofRepository?: boolean;
  readonly visibility?: "private" | "internal";
  readonly sends?: Partial<typeof sent>;
  readonly more?: Recorded["answers"];
}

function answersOf({ ofOwner = true, ofRepository = true, visibility = "private", sends = {}, more = {} }: Forks) {
  const own = { id: numberOf("repo-0"), name: "repo-0", full_name: "acme/repo-0", visibility, private: true };
  return {
    [ORG]: { members_can_fork_private_repositories: ofOwner },
    [`${ORG}/repos`]: [{ ...own, owner: { login: "acme" }, default_branch: "main", allow_forking: ofRepository }],
    [`${ORG}/actions/permissions/fork-pr-workflows-private-repos`]: { ...sent, ...sends },
    ...more,
  };
}

const read = (who: string) => ({ base: "none" as const, grants: [{ who, repository: 0, role: "read" as const }] });
const inTeam = { ...read("team-0"), members: [{ user: "user-3", team: "team-0" }] };
const group = (more: object = {}) => ({ sends: { send_secrets_and_variables: false }, more: runnerGroup(more) });

it.each<[what: string, plan: Recorded["plan"], forks: Forks, to: string, sure: 0 | 1 | 2]>([
  ["any member, who reads it", {}, {}, "secret-0", 2],
  ["once somebody lets it run", {}, { sends: { require_approval_for_fork_pr_workflows: true } }, "secret-0", 1],
  ["without secrets", {}, { sends: { send_secrets_and_variables: false } }, "secret-0", 0],
  ["where forks do not run", {}, { sends: { run_workflows_from_fork_pull_requests: false } }, "secret-0", 0],
  ["the repository forbids forks", {}, { ofRepository: false }, "secret-0", 0],
  ["the organisation forbids forks", {}, { ofOwner: false }, "secret-0", 0],
  ["a member who does not read it", { base: "none" }, {}, "secret-0", 0],
  ["another one does", read("user-2"), {}, "secret-0", 0],
  ["by a role of their own", read("user-3"), {}, "secret-0", 2],
  ["by that of a team", inTeam, {}, "secret-0", 2],
  ["by a role, of one that forbids forks", read("user-3"), { ofRepository: false }, "secret-0", 0],
  ["an internal one", { base: "none" }, { visibility: "internal" }, "secret-0", 2],
  ["on runners of one's own", {}, group(), "runner", 2],
  ["on runners for selected workflows", {}, group({ restricted_to_workflows: true }), "runner", 0],
])("%s", async (_, plan, forks, to, sure) => {
  expect(await sureness({ plan: plan ?? {}, answers: answersOf(forks) }, "user-3", to)).toBe(sure);
});
