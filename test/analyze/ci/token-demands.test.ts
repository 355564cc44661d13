// What trusts ask of a token beyond whose repository it is: each is asked of the runs that have it and of those that lack it. By GitHub's
// "OpenID Connect reference" and "Events that trigger workflows", and AWS' "Available keys for AWS OIDC federation".
import { describe, expect, it, test } from "vitest";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { type Company, condition, GITHUB, organization, reach, repository, withIds } from "./company.js";

const PLAIN = { reviewer_count: 0, branch_policy: "none" };
const EVENTS = (...events: readonly string[]): JsonRecord => ({
  workflow: "ci",
  trigger_facts: events.map((event) => ({ event, by: "writer", privileged: true })),
});

function company(
  trust: JsonRecord,
  { owner = {}, ...more }: { owner?: JsonRecord; [job: string]: JsonRecord } = {},
): Company {
  return {
    scope: organization({ in_enterprise: false, ...owner }),
    nodes: [
      ...repository({ name: "site", id: 1, environments: { production: PLAIN }, jobs: more }),
      ...repository({ name: "shop", id: 2, environments: { production: PLAIN } }),
    ],
    trust,
  };
}

const like = (sub: Json, more: JsonRecord = {}): JsonRecord => ({ StringLike: { [`${GITHUB}:sub`]: sub }, ...more });
const key = (claim: string, ...values: readonly string[]): JsonRecord => ({ [`${GITHUB}:${claim}`]: [...values] });

test.each<[what: string, trust: JsonRecord, from: string, answer: string]>([
  ["a beginning of names, of such a repository", like("repo:acme/site*:*"), "github:acme/site", "yes"],
  ["of another", like("repo:acme/site*:*"), "github:acme/shop", "no"],
  [
    "branches of a beginning, of the default one",
    like("repo:acme/*:ref:refs/heads/release/*"),
    "github:repo/1@branch/main",
    "no",
  ],
  ["of new ones", like("repo:acme/*:ref:refs/heads/release/*"), "github:acme/site", "yes"],
  [
    "all but one, of that one",
    like("repo:acme/*", { StringNotEquals: key("repository", "acme/shop") }),
    "github:acme/shop",
    "no",
  ],
  ["of another", like("repo:acme/*", { StringNotEquals: key("repository", "acme/shop") }), "github:acme/site", "yes"],
  [
    "all refs but one, of that one",
    like("repo:acme/*", { StringNotEquals: key("ref", "refs/heads/main") }),
    "github:repo/1@branch/main",
    "no",
  ],
  [
    "a person who starts it",
    like("repo:acme/*", { StringEquals: key("actor", "octocat") }),
    "github:acme/site",
    "unknown",
  ],
  [
    "anybody else who starts it",
    like("repo:acme/*", { StringNotEquals: key("actor", "octocat") }),
    "github:acme/site",
    "yes",
  ],
  [
    "two names of one environment",
    like("repo:acme/*:environment:production", { StringEquals: key("environment", "staging") }),
    "github:acme/site",
    "no",
  ],
  [
    "the same name twice",
    like("repo:acme/*:environment:production", { StringEquals: key("environment", "production") }),
    "github:acme/site",
    "yes",
  ],
  [
    "a branch of a beginning and another one",
    like("repo:acme/*:ref:refs/heads/release/*", { StringEquals: key("ref", "refs/heads/dev") }),
    "github:acme/site",
    "no",
  ],
])("%s: %s", (_, trust, from, answer) => {
  expect(reach(company(trust), from)).toBe(answer);
});

test.each<[what: string, owner: JsonRecord, operator: string, answer: string]>([
  ["of an owner in none", {}, "StringEquals", "no"],
  ["of one that may be in it", { in_enterprise: true }, "StringEquals", "unknown"],
  ["but another, of an owner in none", {}, "StringNotEquals", "yes"],
  ["but another, of one that may be in it", { in_enterprise: true }, "StringNotEquals", "unknown"],
  ["if it is said, of one that may be in another", { in_enterprise: true }, "StringEqualsIfExists", "unknown"],
])("an enterprise %s", (_, owner, operator, answer) => {
  const trust = like("repo:acme/*", { [operator]: key("enterprise_id", "77") });
  expect(reach(company(trust, { owner }), "github:acme/site")).toBe(answer);
});

describe("a repository that a member makes", () => {
  const making = { members_can_create_repositories: true };
  it.each<[subject: Json, answer: string]>([
    ["repo:acme@10482231/*:environment:production", "yes"],
    ["repo:acme@10482231/*:ref:refs/tags/*", "yes"],
    ["repo:acme@10482231/*:pull_request", "yes"],
    // only one that is there has its number
    ["repo:acme@10482231/shop@2:environment:production", "no"],
    [["repo:acme@10482231/site@*:ref:refs/heads/*", "repo:acme@10482231/shop@2:*"], "no"],
    [["repo:acme@10482231/new@*:ref:refs/heads/*", "repo:acme@10482231/shop@2:*"], "yes"],
    ["repo:acme/*:environment:production", "no"],
  ])("%j: %s", (subject, answer) => {
    expect(reach(company(like(subject), { owner: making }), "any:member")).toBe(answer);
  });
});

describe("a job that is there", () => {
  const JOB = "github:repo/1/workflow/.github/workflows/ci.yml#build";
  const inProduction = { ...EVENTS("pull_request"), environment: "production" };
  it.each<[what: string, job: JsonRecord, trust: JsonRecord, answer: string]>([
    ["of its workflow", EVENTS("push"), like("repo:acme/site:*", { StringEquals: key("workflow", "ci") }), "yes"],
    ["of another", EVENTS("push"), like("repo:acme/site:*", { StringEquals: key("workflow", "deploy") }), "no"],
    ["started by hand on a tag", EVENTS("workflow_dispatch"), condition("repo:acme/site:ref:refs/tags/v1"), "yes"],
    ["on a tag by the clock", EVENTS("schedule"), condition("repo:acme/site:ref:refs/tags/v1"), "no"],
    ["of a pull request in an environment", inProduction, like("repo:acme/site:environment:production"), "yes"],
    [
      "of a pull request on a branch",
      inProduction,
      like("repo:acme/site:environment:*", { StringEquals: key("ref", "refs/heads/main") }),
      "no",
    ],
    [
      "of a push in an environment, on a branch",
      { ...inProduction, ...EVENTS("push") },
      like("repo:acme/site:environment:*", { StringEquals: key("ref", "refs/heads/main") }),
      "yes",
    ],
  ])("%s", (_, job, trust, answer) => {
    expect(reach(company(trust, { build: job }), JOB)).toBe(answer);
  });
});

test.each<[visibility: string, answer: string]>([
  ["private", "yes"],
  ["internal", "no"],
  ["public", "no"],
])("a subject that says the repository is private, of a %s one: %s", (visibility, answer) => {
  const template = { oidc_use_default: false, oidc_claim_keys: ["repository_owner", "repository_visibility"] };
  const nodes = repository({ name: "site", id: 1, properties: { ...template, visibility } });
  const trust = condition("repository_owner:acme:repository_visibility:private");
  expect(reach({ nodes, trust }, "github:acme/site")).toBe(answer);
});

test("a pull request may have either of two subjects: one that names another repository does not hide the other", () => {
  const job = EVENTS("pull_request_target");
  const nodes = repository({ name: "api", id: 3, properties: withIds("api", 3), jobs: { build: job } });
  const trust = like(["repo:*:pull_request", "repo:acme@10482231/site@*"]);
  expect(reach({ nodes, trust }, "github:repo/3/workflow/.github/workflows/ci.yml#build")).toBe("unknown");
});

test.each<[workflow: string, answer: string]>([
  ["acme/site/.github/workflows/ci.yml@refs/heads/main", "unknown"],
  ["acme/site/.github/workflows/ci.yml@refs/heads/*", "yes"],
])("a new branch, by the workflow %s: %s", (workflow, answer) => {
  const trust = { StringLike: { ...key("repository", "acme/site"), ...key("job_workflow_ref", workflow) } };
  expect(reach(company(trust), "github:repo/1@any-branch")).toBe(answer);
});
