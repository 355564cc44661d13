// Grammar of GitHub Actions: what its tokens say of a run. Sources are in rules/tables/issuers.yaml.
import { type Grammar, toGrammar } from "./grammar.js";

const GITHUB_NAMES = "repo:<owner>/<repo>";
const GITHUB_IDS = "repo:<owner>@<owner_id>/<repo>@<repo_id>";

/** Kinds of GitHub token for one form of the repository in `sub`. */
function githubKinds(prefix: string, suffix: string) {
  return {
    [`branch${suffix}`]: {
      claims: {
        sub: `${prefix}:ref:refs/heads/<branch>`,
        ref: "refs/heads/<branch>",
        ref_type: "branch",
        event_name: "<event>",
        workflow_ref: "<owner>/<repo>/<own_file>@refs/heads/<branch>",
      },
      narrow: ["branch", "workflow_ref"],
      noun: "branch",
    },
    [`tag${suffix}`]: {
      claims: {
        sub: `${prefix}:ref:refs/tags/<tag>`,
        ref: "refs/tags/<tag>",
        ref_type: "tag",
        event_name: "<event>",
        workflow_ref: "<owner>/<repo>/<own_file>@refs/tags/<tag>",
      },
      narrow: ["tag", "workflow_ref"],
      noun: "tag",
    },
    // In `sub` a colon of the environment's name is written %3A, in the claim of its own it is not: two holes.
    [`environment${suffix}`]: {
      claims: {
        sub: `${prefix}:environment:<sub_environment>`,
        environment: "<environment>",
        ref: "<ref>",
        ref_type: "<ref_type>",
        event_name: "<event>",
        workflow_ref: "<owner>/<repo>/<own_file>@<ref>",
      },
      narrow: ["sub_environment", "environment", "ref", "workflow_ref"],
      noun: "environment",
    },
    [`pull_request${suffix}`]: {
      claims: {
        sub: `${prefix}:pull_request`,
        ref: "refs/pull/<number>/merge",
        ref_type: "branch",
        event_name: "pull_request<sort>",
        workflow_ref: "<owner>/<repo>/<own_file>@refs/pull/<number>/merge",
      },
      narrow: [],
      isPullRequest: true,
    },
  };
}

export const GITHUB: Grammar = toGrammar({
  name: "github",
  sets: {
    owner: "login",
    owner_id: "digits",
    repo: "name",
    repo_id: "digits",
    environment: "rest",
    workflow: "rest",
    own_file: "rest",
    actor: "rest",
    workflow_owner: "login",
    workflow_repo: "name",
  },
  kinds: { ...githubKinds(GITHUB_NAMES, ""), ...githubKinds(GITHUB_IDS, " (ids)") },
  claims: {
    repository: "<owner>/<repo>",
    repository_id: "<repo_id>",
    repository_owner: "<owner>",
    repository_owner_id: "<owner_id>",
    job_workflow_ref: "<workflow_owner>/<workflow_repo>/<workflow_file>@<workflow_ref>",
    workflow: "<workflow>",
    actor: "<actor>",
    actor_id: "<actor_id>",
    enterprise_id: "<enterprise_id>",
  },
  optional: ["enterprise_id"],
  tenant: ["owner", "owner_id", "repo_id", "enterprise_id"],
  repository: [["repo_id"], ["owner", "repo"], ["owner_id", "repo"]],
  beginning: "repo:<owner>/<more>",
  conditional: {
    workflow_owner: "a reusable workflow names a tenant only while its repository is private",
  },
  custom: {
    keys: {
      repo: ["<owner>/<repo>", "<owner>@<owner_id>/<repo>@<repo_id>"],
      repository: ["<owner>/<repo>"],
      repository_id: ["<repo_id>"],
      repository_owner: ["<owner>"],
      repository_owner_id: ["<owner_id>"],
      repository_visibility: ["<visibility>"],
      enterprise: ["<enterprise>"],
      enterprise_id: ["<enterprise_id>"],
      job_workflow_ref: ["<workflow_owner>/<workflow_repo>/<workflow_file>@<workflow_ref>"],
      job_workflow_sha: ["<workflow_sha>"],
      workflow: ["<workflow>"],
      workflow_ref: ["<workflow_path>"],
      workflow_sha: ["<sha>"],
      environment: ["<sub_environment>"],
      ref: ["refs/<ref>"],
      ref_type: ["<ref_type>"],
      ref_protected: ["<ref_protected>"],
      head_ref: ["<head_ref>"],
      base_ref: ["<base_ref>"],
      event_name: ["<event>"],
      actor: ["<actor>"],
      actor_id: ["<actor_id>"],
      runner_environment: ["<runner>"],
      sha: ["<sha>"],
    },
    words: ["pull_request"],
    claims: {
      ref: "refs/<ref>",
      environment: "<environment>",
      ref_type: "<ref_type>",
      event_name: "<event>",
      workflow_ref: "<workflow_path>",
    },
    narrow: ["sub_environment", "environment", "ref", "workflow_ref", "workflow_path"],
  },
  words: {
    tenant: "organisation",
    tenants: "organisations",
    repository: "repository",
    narrow: "branch, tag or environment",
  },
});
