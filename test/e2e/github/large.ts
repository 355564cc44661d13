// A generated organisation: some repositories with workflows, environments, keys and rulesets, teams, Apps, secrets.
import { type Answers, organization, repository } from "../../collect/github/organization.js";

/** How much there is of what; every figure of the plan counts one of these. */
export interface Sizes {
  readonly repositories: number;
  readonly withWorkflows: number;
  readonly withEnvironments: number;
  readonly withKeys: number;
  readonly withRulesets: number;
  readonly teams: number;
  readonly secrets: number;
}

/** An organisation of so many hundreds of repositories, the same share of them with each thing. */
export function hundreds(of: number): Sizes {
  return {
    repositories: of * 100,
    withWorkflows: of * 20,
    withEnvironments: of * 10,
    withKeys: of * 5,
    withRulesets: of * 4,
    teams: of * 5,
    secrets: 120,
  };
}

const WORKFLOW = `on: push
permissions: { contents: read, id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps: [{ run: make deploy }]
`;

const DATES = { created_at: "2025-01-01T00:00:00Z", updated_at: "2025-06-01T00:00:00Z" };

/** The answers of an organisation of these sizes, and the files of its repositories. */
export function largeOrganization(sizes: Sizes): { answers: Answers; files: { [path: string]: string } } {
  const small = organization();
  const named = (at: number): string => `r${at}`;
  const answers: Answers = {
    "users/octo-org": small["users/octo-org"],
    "orgs/octo-org": small["orgs/octo-org"],
    "orgs/octo-org/repos": count(sizes.repositories, (at) => repository(2000 + at, named(at))),
    "orgs/octo-org/teams": count(sizes.teams, (at) => ({
      id: 50 + at,
      slug: `t${at}`,
      name: `t${at}`,
      permission: "push",
    })),
    "orgs/octo-org/actions/secrets": {
      total_count: sizes.secrets,
      secrets: count(sizes.secrets, (at) => ({ name: `SECRET_${at}`, visibility: "all", ...DATES })),
    },
  };
  for (let at = 0; at < sizes.withEnvironments; at += 1) {
    const base = `repos/octo-org/${named(at)}/environments`;
    const environment = { id: 9000 + at, name: "production", protection_rules: [], deployment_branch_policy: null };
    answers[base] = { total_count: 1, environments: [{ ...environment, ...DATES }] };
  }
  for (let at = 0; at < sizes.withKeys; at += 1) {
    const key = { id: 7000 + at, key: "ssh-ed25519 AAAAC3", title: "deploy", read_only: true, verified: true };
    answers[`repos/octo-org/${named(at)}/keys`] = [{ ...key, created_at: DATES.created_at }];
  }
  for (let at = 0; at < sizes.withRulesets; at += 1) {
    const ruleset = { id: 6000 + at, name: "main", target: "branch", enforcement: "active", rules: [] };
    answers[`repos/octo-org/${named(at)}/rulesets`] = [ruleset];
    answers[`repos/octo-org/${named(at)}/rulesets/${6000 + at}`] = ruleset;
  }
  const files = count(sizes.withWorkflows, (at) => [`${named(at)}/.github/workflows/deploy.yml`, WORKFLOW] as const);
  return { answers, files: Object.fromEntries(files) };
}

function count<T>(size: number, make: (at: number) => T): T[] {
  return Array.from({ length: size }, (_, at) => make(at));
}

/** Of this organisation workflows run in all repositories. */
const SELECTED =
  "repository with workflows; per repository without an organisation, or where it selects in which they run";

/** How often a call is promised: `1 per 100 repositories` of 1,000 are 10. */
export function timesOf(text: string, sizes: Sizes): number {
  const [, pages = "1", unit = ""] = /^1(?: per (?:(\d+) )?(.+))?$/.exec(text) ?? [];
  if (text === "1") return 1;
  const units: { readonly [unit: string]: number } = {
    repositories: sizes.repositories,
    repository: sizes.repositories,
    "repository with workflows": sizes.withWorkflows,
    [SELECTED]: sizes.withWorkflows,
    "repository with environments": sizes.withEnvironments,
    "repository with deploy keys": sizes.withKeys,
    "repository with rulesets": sizes.withRulesets,
    "ruleset of a repository": sizes.withRulesets,
    environment: sizes.withEnvironments,
    team: sizes.teams,
    teams: sizes.teams,
  };
  return Math.ceil((units[unit] ?? 0) / Number(pages));
}
