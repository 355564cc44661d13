// A drawn organisation as GitHub's REST API answers of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Environment, type Plan, type Protection, type Repository, TEAMS, USERS } from "./plan.js";

const OWNER = "acme";
const GENERAL = { id: 10482231, login: OWNER, html_url: "https://github.com/acme", plan: { name: "enterprise" } };

/** Number by which GitHub knows a user or team of the plan. */
export function numberOf(name: string): number {
  const at = Number(name.slice(name.lastIndexOf("-") + 1));
  return (name.startsWith("team-") ? 300 : name.startsWith("user-") ? 100 : 500) + at;
}

/** Id in the graph of what the plan names. */
export function addressOf(name: string): string {
  const [kind, at = "", more] = name.split("-");
  const repository = `github:repo/${numberOf(`repo-${at}`)}`;
  switch (kind) {
    case "user":
      return `github:user/${numberOf(name)}`;
    case "key":
      return `${repository}/key/${700 + Number(more)}`;
    case "shared":
      return `github:${OWNER}/secret/actions/SHARED`;
    case "secret":
      return `${repository}/secret/actions/OWN`;
    default:
      return `${repository}/environment/production/secret/DEPLOY`;
  }
}

/** Writes the recording; everything of it was read. */
export function writeOrganization(plan: Plan, folder: string): void {
  const write = (path: string, answer: unknown): void => {
    const file = join(folder, "github", OWNER, `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(answer));
  };
  writeFileSync(join(folder, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-11-01T00:00:00Z" }));
  writeOwner(plan, write);
  plan.repositories.forEach((repository, at) => {
    writeRepository(repository, at, plan, write);
  });
}

type Write = (path: string, answer: unknown) => void;

const userOf = (name: string) => ({ login: name, id: numberOf(name), type: "User", site_admin: false });
const nameOf = (at: number): string => `repo-${at}`;
const identity = (at: number) => ({ id: numberOf(nameOf(at)), name: nameOf(at), full_name: `${OWNER}/${nameOf(at)}` });

function writeOwner(plan: Plan, write: Write): void {
  const org = `orgs/${OWNER}`;
  write(org, {
    ...GENERAL,
    default_repository_permission: plan.base,
    members_can_create_repositories: plan.made.length > 0,
    members_can_create_public_repositories: plan.made.includes("public"),
    members_can_create_private_repositories: plan.made.includes("private"),
    members_can_create_internal_repositories: plan.made.includes("internal"),
    members_can_change_repo_visibility: plan.isVisibilityChanged,
    members_can_fork_private_repositories: false,
  });
  write(
    `${org}/repos`,
    plan.repositories.map((one, at) => toRepository(one, at)),
  );
  const people = Array.from({ length: USERS }, (_, at) => userOf(`user-${at}`));
  write(`${org}/members@role=admin`, people.slice(0, 1));
  write(`${org}/members@role=member`, people.slice(1, -1));
  write(`${org}/members@filter=2fa_disabled`, []);
  write(`${org}/outside_collaborators`, people.slice(-1));
  writeTeams(plan, write);
  write(`${org}/installations`, { total_count: 0, installations: [] });
  write(`${org}/custom-repository-roles`, { total_count: 0, custom_roles: [] });
  write(`${org}/organization-roles`, { total_count: 0, roles: [] });
  write(`${org}/actions/permissions`, { enabled_repositories: "all", allowed_actions: "all" });
  write(`${org}/actions/permissions/workflow`, {
    default_workflow_permissions: "read",
    can_approve_pull_request_reviews: false,
  });
  write(`${org}/rulesets`, []);
  write(`${org}/actions/runner-groups`, { total_count: 0, runner_groups: [] });
  write(`${org}/actions/runners`, { total_count: 0, runners: [] });
  const isChosen = Array.isArray(plan.shared);
  write(`${org}/actions/secrets`, {
    total_count: 1,
    secrets: [{ name: "SHARED", visibility: isChosen ? "selected" : plan.shared }],
  });
  if (isChosen)
    write(`${org}/actions/secrets/SHARED/repositories`, { repositories: (plan.shared as number[]).map(identity) });
}

function writeTeams({ isNested, members, grants }: Plan, write: Write): void {
  write(
    `orgs/${OWNER}/teams`,
    TEAMS.map((name) => ({
      ...{ id: numberOf(name), name, slug: name, privacy: "closed", permission: "pull" },
      parent: isNested && name === "team-1" ? { id: numberOf("team-0"), slug: "team-0" } : null,
    })),
  );
  for (const name of TEAMS) {
    const own = members.filter(({ team }) => team === name).map(({ user }) => user);
    write(`orgs/${OWNER}/teams/${name}/members`, [...new Set(own)].map(userOf));
    const given = grants.filter(({ who }) => who === name);
    write(
      `orgs/${OWNER}/teams/${name}/repos`,
      given.map(({ repository, role }) => ({ ...identity(repository), role_name: role })),
    );
  }
}

function toRepository({ visibility, isArchived }: Repository, at: number) {
  return {
    ...identity(at),
    owner: { login: OWNER, id: GENERAL.id },
    ...{ visibility, private: visibility !== "public", archived: isArchived, disabled: false, fork: false },
    ...{ default_branch: "main", allow_forking: false },
  };
}

function writeRepository(repository: Repository, at: number, { grants }: Plan, write: Write): void {
  const self = `repos/${OWNER}/${nameOf(at)}`;
  const { protection, environment, keys } = repository;
  const own = grants.filter((one) => one.repository === at && one.who.startsWith("user-"));
  write(
    `${self}/collaborators@affiliation=direct`,
    own.map(({ who, role }) => ({ ...userOf(who), role_name: role })),
  );
  write(`${self}/branches@protected=true`, protection ? [{ name: "main", protected: true }] : []);
  if (protection) write(`${self}/branches/main/protection`, toProtection(protection));
  write(`${self}/rulesets`, []);
  write(`${self}/environments`, { environments: environment ? [toEnvironment(environment)] : [] });
  if (environment) writeEnvironment(environment, `${self}/environments/production`, write);
  write(`${self}/actions/secrets`, { total_count: 1, secrets: [{ name: "OWN" }] });
  write(
    `${self}/keys`,
    keys.map(({ isReadOnly }, one) => ({ id: 700 + one, title: `key ${one}`, read_only: isReadOnly, enabled: true })),
  );
  write(`${self}/contents/.github/workflows`, []);
}

function toActors(names: readonly string[]) {
  const of = (kind: string) => names.filter((name) => name.startsWith(kind));
  return {
    users: of("user-").map(userOf),
    teams: of("team-").map((name) => ({ id: numberOf(name), slug: name })),
    apps: [],
  };
}

function toProtection({ reviews, passReviews, pushers, isForAdmins, isLocked }: Protection) {
  return {
    enforce_admins: { enabled: isForAdmins },
    lock_branch: { enabled: isLocked },
    ...(pushers !== undefined && { restrictions: toActors(pushers) }),
    ...(reviews !== undefined && {
      required_pull_request_reviews: {
        required_approving_review_count: reviews,
        require_last_push_approval: true,
        dismiss_stale_reviews: true,
        require_code_owner_reviews: false,
        bypass_pull_request_allowances: toActors(passReviews),
      },
    }),
  };
}

function toEnvironment({ policy, reviewers, isOwnApprovalBarred, canAdminsBypass, waits }: Environment) {
  const custom = typeof policy !== "string";
  return {
    ...{ id: 9001, name: "production", can_admins_bypass: canAdminsBypass },
    protection_rules: [
      ...(waits ? [{ type: "wait_timer", wait_timer: 30 }] : []),
      ...(reviewers.length > 0 ? [toReviewers(reviewers, isOwnApprovalBarred)] : []),
      ...(policy === "none" ? [] : [{ type: "branch_policy" }]),
    ],
    deployment_branch_policy:
      policy === "none" ? null : { protected_branches: !custom, custom_branch_policies: custom },
  };
}

function toReviewers(reviewers: readonly string[], prevents: boolean) {
  return {
    type: "required_reviewers",
    prevent_self_review: prevents,
    reviewers: reviewers.map((name) => ({
      type: name.startsWith("team-") ? "Team" : "User",
      reviewer: { id: numberOf(name) },
    })),
  };
}

function writeEnvironment({ policy }: Environment, self: string, write: Write): void {
  if (typeof policy !== "string") {
    const policies = policy.map((name) =>
      name.startsWith("tag:") ? { name: name.slice(4), type: "tag" } : { name, type: "branch" },
    );
    write(`${self}/deployment-branch-policies`, { total_count: policies.length, branch_policies: policies });
  }
  write(`${self}/secrets`, { total_count: 1, secrets: [{ name: "DEPLOY" }] });
  write(`${self}/variables`, { total_count: 0, variables: [] });
}
