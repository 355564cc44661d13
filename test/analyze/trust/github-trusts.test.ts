// Trusts in GitHub Actions: condition → whose jobs get in. Near misses stand beside what they nearly are.
import { describe, expect, it } from "vitest";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { columnsOf, withTables } from "./judged.js";

withTables();

const GITHUB = "token.actions.githubusercontent.com";

/** pins_tenant, breadth, accepts_pull_request as JSON has them; null: cannot be decided. */
type Expected = readonly [pins: Json, breadth: Json, pullRequest: Json];

const ANYONE: Expected = [false, "anyone", true];
const TENANTS: Expected = [false, "tenants", true];
const ORGANIZATION: Expected = [true, "organization", true];
const REPOSITORY: Expected = [true, "repository", true];
const CONTEXT: Expected = [true, "context", false];
const NOBODY: Expected = [true, "nobody", false];
const UNKNOWN: Expected = [null, null, null];

function judge(condition: JsonRecord | undefined, provider = GITHUB): Expected {
  const columns = columnsOf({ provider, ...(condition && { condition }) });
  return [columns["pins_tenant"] ?? null, columns["breadth"] ?? null, columns["accepts_pull_request"] ?? null];
}

function keys(operator: string, claims: { readonly [claim: string]: Json }, provider = GITHUB): JsonRecord {
  const values = Object.entries(claims).map(([claim, value]) => [`${provider}:${claim}`, value]);
  return { [operator]: Object.fromEntries(values) };
}

const like = (sub: Json) => keys("StringLike", { sub });
const equals = (sub: Json) => keys("StringEquals", { sub });

describe("subject patterns under StringLike", () => {
  it.each<[Json, Expected]>([
    // everyone
    ["*", ANYONE],
    ["repo:*", ANYONE],
    ["repo:*/*", ANYONE],
    ["repo:*/*:*", ANYONE],
    ["?*", ANYONE],
    ["repo:*@*/*@*:*", ANYONE],
    ["*:pull_request", [false, "anyone", true]],
    // the name may stand in a branch of any repository
    ["repo:*octo-org/*", ANYONE],
    ["repo:*/octo-org/*", [false, "anyone", false]],
    ["repo:*/api", [false, "anyone", false]],
    ["*:ref:refs/heads/main", [false, "anyone", false]],
    ["repo:*:ref:refs/heads/main", [false, "anyone", false]],
    ["repo:*:environment:production", [false, "anyone", false]],
    ["*:environment:*", [false, "anyone", false]],
    // several organisations
    ["repo:octo-org*", TENANTS],
    ["repo:octo-org*/*", TENANTS],
    ["repo:octo-org*:*", TENANTS],
    ["repo:octo-*/api:*", TENANTS],
    ["repo:*/api:*", TENANTS],
    ["*octo-org/api:*", TENANTS],
    ["repo:octo-or?/api:*", TENANTS],
    ["repo:octo-org*/api:ref:refs/heads/main", [false, "tenants", false]],
    ["repo:octo*@123456/*", TENANTS],
    // one organisation
    ["repo:octo-org/*", ORGANIZATION],
    ["repo:octo-org/*:*", ORGANIZATION],
    ["repo:octo-org/api*", ORGANIZATION],
    ["repo:octo-org/api-*:*", ORGANIZATION],
    ["repo:octo-org/*api:*", ORGANIZATION],
    ["repo:octo-org/ap?:*", ORGANIZATION],
    ["repo:octo-org/*:pull_request", ORGANIZATION],
    ["repo:octo-org/*:ref:refs/heads/main", [true, "organization", false]],
    ["repo:octo-org/*:environment:production", [true, "organization", false]],
    ["repo:octo-org@123456/*", ORGANIZATION],
    ["repo:octo-org@123456/*:ref:refs/heads/main", [true, "organization", false]],
    ["repo:octo-org@*/*", ORGANIZATION],
    ["repo:octo-org@123456/api@*:*", REPOSITORY],
    ["repo:octo-org@*/api@*:*", REPOSITORY],
    // one repository
    ["repo:octo-org/api:*", REPOSITORY],
    ["repo:octo-org/api:*:*", [true, "repository", false]],
    ["repo:octo-org/api:ref:*", [true, "repository", false]],
    ["repo:octo-org/api:ref:refs/*", [true, "repository", false]],
    ["repo:octo-org/api:ref:refs/heads/*", [true, "repository", false]],
    ["repo:octo-org/api:ref:refs/tags/*", [true, "repository", false]],
    ["repo:octo-org/api:ref:refs/tags/v*", [true, "pattern", false]],
    ["repo:octo-org/api:ref:refs/heads/release-*", [true, "pattern", false]],
    ["repo:octo-org/api:ref:refs/heads/mai?", [true, "pattern", false]],
    ["repo:octo-org/api:environment:*", [true, "repository", false]],
    ["repo:octo-org/api:environment:prod*", [true, "pattern", false]],
    ["repo:octo-org@123456/api@456789:*", REPOSITORY],
    ["repo:octo-org@123456/api@456789:ref:refs/heads/*", [true, "repository", false]],
    ["repo:*/*@456789:*", REPOSITORY],
    ["repo:octo-org/api:pull*", [true, "context", true]],
    // one branch, tag or environment
    ["repo:octo-org/api:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org/api:ref:refs/heads/feature/x", CONTEXT],
    ["repo:octo-org/api:ref:refs/tags/v1.0.0", CONTEXT],
    ["repo:octo-org/api:environment:production", CONTEXT],
    ["repo:octo-org/api:environment:a%3Ab", CONTEXT],
    ["repo:octo-org/.github:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org@123456/api@456789:environment:production", CONTEXT],
    ["repo:octo-org@123456/api@456789:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org@*/api@*:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org/api:pull_request", [true, "context", true]],
    ["repo:octo-org@123456/api@456789:pull_request", [true, "context", true]],
    // several values: each of them counts
    [["repo:octo-org/api:ref:refs/heads/main", "repo:octo-org/web:ref:refs/heads/main"], CONTEXT],
    [["repo:octo-org/api:environment:prod", "repo:acme/web:environment:prod"], CONTEXT],
    [
      ["repo:octo-org/api:ref:refs/heads/main", "repo:octo-org/api:pull_request"],
      [true, "context", true],
    ],
    [["repo:octo-org/api:ref:refs/heads/main", "repo:octo-org/*"], ORGANIZATION],
    [["repo:octo-org/api:ref:refs/heads/main", "repo:*"], ANYONE],
    [["repo:octo-org/api:*", "repo:octo-org*"], TENANTS],
    [["repo:octo-org/api:*", "repo:octo-org@123456/api@456789:*"], REPOSITORY],
    [["repo:octo-org/api:environment:staging", "repo:octo-org/api:environment:prod"], CONTEXT],
    // values are compared with case; nothing that GitHub mints looks so
    ["REPO:octo-org/api:*", UNKNOWN],
    ["repo:octo-org/api:REF:refs/heads/main", [true, null, null]],
    ["repo:octo-org/api:ref:main", NOBODY],
    ["octo-org/api:*", UNKNOWN],
    ["https://github.com/octo-org/*", UNKNOWN],
  ])("%j", (sub, expected) => {
    expect(judge(like(sub))).toEqual(expected);
  });
});

describe("subject values under StringEquals", () => {
  it.each<[Json, Expected]>([
    ["repo:octo-org/api:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org@123456/api@456789:ref:refs/heads/main", CONTEXT],
    ["repo:octo-org/api:pull_request", [true, "context", true]],
    ["repo:octo-org/api:*", NOBODY],
    ["repo:octo-org/*", NOBODY],
    ["*", NOBODY],
    ["repo:octo-org/api:ref:refs/heads/release-?", NOBODY],
    [["repo:octo-org/api:*", "repo:octo-org/api:environment:prod"], CONTEXT],
  ])("%j", (sub, expected) => {
    expect(judge(equals(sub))).toEqual(expected);
  });

  it("a star that nobody reads as one is said to be so", () => {
    const columns = columnsOf({ provider: GITHUB, condition: equals("repo:octo-org/api:*") });
    expect(columns["dead"]).toBe(true);
    expect(columns["verdict"]).toMatch(/^Nobody can use it: .*sub equal to repo:octo-org\/api:\*/);
  });
});

describe("operators", () => {
  const main = "repo:octo-org/api:ref:refs/heads/main";
  it.each<[string, JsonRecord | undefined, Expected]>([
    ["no condition", undefined, ANYONE],
    ["audience only", keys("StringEquals", { aud: "sts.amazonaws.com" }), ANYONE],
    ["keys in another case", { StringEquals: { "Token.Actions.GitHubUserContent.com:SUB": main } }, CONTEXT],
    [
      "case ignored, pattern literal",
      keys("StringEqualsIgnoreCase", { sub: "REPO:Octo-Org/API:ref:refs/heads/main" }),
      CONTEXT,
    ],
    ["case ignored, star literal", keys("StringEqualsIgnoreCase", { sub: "repo:octo-org/api:*" }), NOBODY],
    ["ForAllValues on sub, which is always there", keys("ForAllValues:StringLike", { sub: main }), CONTEXT],
    ["ForAnyValue on sub", keys("ForAnyValue:StringLike", { sub: main }), CONTEXT],
    ["IfExists on sub, which is always there", keys("StringLikeIfExists", { sub: main }), CONTEXT],
    [
      "ForAllValues on aud, which is always there",
      { ...keys("ForAllValues:StringEquals", { aud: "sts.amazonaws.com" }), ...like(main) },
      CONTEXT,
    ],
    ["only what is not wanted", keys("StringNotLike", { sub: "repo:evil/*" }), ANYONE],
    ["only what is not wanted, exactly", keys("StringNotEquals", { sub: main }), ANYONE],
    ["nothing is wanted", keys("StringNotLike", { sub: "*" }), NOBODY],
    [
      "a repository without its pull requests",
      { ...like("repo:octo-org/api:*"), ...keys("StringNotLike", { sub: "*:pull_request" }) },
      [true, "repository", false],
    ],
    [
      "without the pull requests of another repository",
      { ...like("repo:octo-org/api:*"), ...keys("StringNotLike", { sub: "repo:octo-org/web:pull_request" }) },
      REPOSITORY,
    ],
    [
      "without its own pull requests, by name",
      { ...like("repo:octo-org/api:*"), ...keys("StringNotEquals", { sub: "repo:octo-org/api:pull_request" }) },
      [true, "repository", false],
    ],
    ["sub must be there, which it is", keys("Null", { sub: "false" }), ANYONE],
    ["sub must not be there", keys("Null", { sub: "true" }), NOBODY],
    [
      "two conditions narrow each other",
      { ...like("repo:octo-org/*"), ...keys("StringEquals", { ref: "refs/heads/main" }) },
      [true, "organization", false],
    ],
    [
      "two patterns narrow each other",
      { ...like("repo:octo-org/*"), ...keys("ForAnyValue:StringLike", { sub: "*:ref:refs/heads/main" }) },
      [true, "organization", false],
    ],
    [
      "two conditions that contradict",
      { ...equals(main), ...keys("StringLike", { sub: "repo:octo-org/web:*" }) },
      NOBODY,
    ],
    ["an unknown operator", keys("StringMatches", { sub: main }), UNKNOWN],
    ["a key without issuer", { StringLike: { sub: main } }, UNKNOWN],
    ["a policy variable", like("repo:octo-org/\u0024{aws:PrincipalTag/repo}:*"), UNKNOWN],
    ["an escaped star", like("repo:octo-org/api:\u0024{*}"), NOBODY],
  ])("%s", (_name, condition, expected) => {
    expect(judge(condition)).toEqual(expected);
  });

  it("policies of 2008 know no variables: the text is compared as it is", () => {
    const columns = columnsOf({
      provider: GITHUB,
      version: "2008-10-17",
      condition: like("repo:octo-org/\u0024{x}:*"),
    });
    expect(columns["pins_tenant"]).toBe(true);
  });
});

describe("claims other than sub", () => {
  it.each<[string, JsonRecord, Expected]>([
    ["repository", keys("StringEquals", { repository: "octo-org/api" }), REPOSITORY],
    ["repository of one owner", keys("StringLike", { repository: "octo-org/*" }), ORGANIZATION],
    ["repository of owners with one beginning", keys("StringLike", { repository: "octo*/api" }), TENANTS],
    ["repository of any owner", keys("StringLike", { repository: "*/api" }), TENANTS],
    ["any repository", keys("StringLike", { repository: "*" }), ANYONE],
    ["repository_id", keys("StringEquals", { repository_id: "456789" }), REPOSITORY],
    ["one of two repository ids", keys("StringEquals", { repository_id: ["456789", "456790"] }), REPOSITORY],
    ["repository_id by pattern", keys("StringLike", { repository_id: "45*" }), TENANTS],
    ["repository_owner_id", keys("StringEquals", { repository_owner_id: "123456" }), ORGANIZATION],
    ["enterprise_id", keys("StringEquals", { enterprise_id: "42" }), ORGANIZATION],
    ["enterprise_id, if there is one", keys("StringEqualsIfExists", { enterprise_id: "42" }), ANYONE],
    ["enterprise_id, of all values", keys("ForAllValues:StringEquals", { enterprise_id: "42" }), ANYONE],
    ["ref alone", keys("StringEquals", { ref: "refs/heads/main" }), [false, "anyone", false]],
    ["ref of pull requests alone", keys("StringLike", { ref: "refs/pull/*" }), [false, "anyone", true]],
    ["environment alone", keys("StringEquals", { environment: "production" }), [false, "anyone", false]],
    ["workflow alone", keys("StringEquals", { workflow: "deploy" }), ANYONE],
    ["actor alone", keys("StringEquals", { actor: "octocat" }), ANYONE],
    ["actor_id alone", keys("StringEquals", { actor_id: "1" }), ANYONE],
    ["repository and ref", keys("StringEquals", { repository: "octo-org/api", ref: "refs/heads/main" }), CONTEXT],
    ["repository_id and environment", keys("StringEquals", { repository_id: "456789", environment: "prod" }), CONTEXT],
    [
      "owner id and environment",
      keys("StringEquals", { repository_owner_id: "123456", environment: "prod" }),
      [true, "organization", false],
    ],
    [
      "owner id and sub of any repository",
      { ...keys("StringEquals", { repository_owner_id: "1" }), ...like("repo:*:environment:prod") },
      [true, "organization", false],
    ],
    [
      "reusable workflow alone: private or public is not known",
      keys("StringEquals", { job_workflow_ref: "octo-org/ci/.github/workflows/deploy.yml@refs/heads/main" }),
      [null, null, true],
    ],
    ["any reusable workflow of an owner", keys("StringLike", { job_workflow_ref: "octo-org/*" }), [null, null, true]],
    [
      "any workflow of that name",
      keys("StringLike", { job_workflow_ref: "*/.github/workflows/deploy.yml@refs/heads/main" }),
      ANYONE,
    ],
    [
      "repository and its workflow on main",
      keys("StringEquals", {
        repository: "octo-org/api",
        job_workflow_ref: "octo-org/api/.github/workflows/deploy.yml@refs/heads/main",
      }),
      [true, "context", true],
    ],
    [
      "repository and its workflow on any branch",
      {
        ...keys("StringEquals", { repository: "octo-org/api" }),
        ...keys("StringLike", { job_workflow_ref: "octo-org/api/.github/workflows/deploy.yml@*" }),
      },
      REPOSITORY,
    ],
    [
      "a claim AWS is not known to read",
      keys("StringEquals", { repository_owner: "octo-org" }),
      [true, "organization", null],
    ],
    [
      "a claim AWS is not known to read, if it is there",
      keys("StringEqualsIfExists", { repository_owner: "octo-org" }),
      ANYONE,
    ],
    ["a claim that does not exist", keys("StringEquals", { repo: "octo-org/api" }), UNKNOWN],
    ["a claim that does not exist, of all values", keys("ForAllValues:StringEquals", { repo: "octo-org/api" }), ANYONE],
    [
      "environment, if there is one, in one repository",
      { ...like("repo:octo-org/api:*"), ...keys("StringEqualsIfExists", { environment: "prod" }) },
      REPOSITORY,
    ],
  ])("%s", (_name, condition, expected) => {
    expect(judge(condition)).toEqual(expected);
  });
});

describe("customised subjects", () => {
  it.each<[Json, Expected]>([
    ["repository_owner:octo-org:*", [true, "organization", null]],
    ["repository_owner:octo-org", [true, "organization", null]],
    ["repository_owner:octo-org*", [false, "tenants", null]],
    ["repository_owner:*", [false, "anyone", null]],
    ["repository_id:456789:environment:prod", [true, "context", false]],
    ["repository_owner_id:123456:repository_visibility:private", [true, "organization", null]],
    [
      "repo:octo-org/api:job_workflow_ref:octo-org/ci/.github/workflows/deploy.yml@refs/heads/main",
      [true, "context", null],
    ],
    ["repo:octo-org/api:job_workflow_ref:*", [true, "repository", null]],
    ["repo:octo-org/api:environment:prod:event_name:push", [true, "context", false]],
    [
      "repo:octo-org/*:job_workflow_ref:octo-org/ci/.github/workflows/deploy.yml@refs/heads/main",
      [true, "organization", null],
    ],
    ["repo:octo-org/api:event_name:pull_request", [true, "repository", null]],
    ["environment:production", [false, "anyone", false]],
    ["job_workflow_ref:octo-org/ci/.github/workflows/deploy.yml@refs/heads/main", [null, null, null]],
    ["project:site:stage:prod", UNKNOWN],
  ])("%j", (sub, expected) => {
    expect(judge(like(sub))).toEqual(expected);
  });

  it("what is not known is never decided", () => {
    const columns = columnsOf({ provider: GITHUB, condition: like("project:site:stage:prod") });
    expect(columns["decided"]).toBe(false);
    expect(columns["undecided_reason"]).toContain("project:site:stage:prod");
  });
});

describe("issuers of one customer", () => {
  const ENTERPRISE = `${GITHUB}/octo-corp`;
  const SERVER = "github.octo.example/_services/token";
  const RESIDENT = "token.actions.octo.ghe.com";
  it.each<[string, JsonRecord | undefined, string, Expected]>([
    ["enterprise issuer, no condition", undefined, ENTERPRISE, ORGANIZATION],
    ["enterprise issuer, any repository", keys("StringLike", { sub: "repo:*" }, ENTERPRISE), ENTERPRISE, ORGANIZATION],
    [
      "enterprise issuer, one branch",
      keys("StringLike", { sub: "repo:o/r:ref:refs/heads/main" }, ENTERPRISE),
      ENTERPRISE,
      CONTEXT,
    ],
    ["enterprise issuer, keys of the shared one", keys("StringLike", { sub: "repo:o/r:*" }), ENTERPRISE, NOBODY],
    ["own server", keys("StringLike", { sub: "repo:o/r:*" }, SERVER), SERVER, REPOSITORY],
    ["own server, no condition", undefined, SERVER, ORGANIZATION],
    ["data residency", keys("StringEquals", { repository_id: "7" }, RESIDENT), RESIDENT, REPOSITORY],
    [
      "shared issuer, keys of the enterprise one",
      keys("StringLike", { sub: "repo:o/r:*" }, ENTERPRISE),
      GITHUB,
      NOBODY,
    ],
    [
      "shared issuer, keys of the enterprise one, if there",
      keys("StringLikeIfExists", { sub: "repo:o/r:*" }, ENTERPRISE),
      GITHUB,
      ANYONE,
    ],
  ])("%s", (_name, condition, provider, expected) => {
    expect(judge(condition, provider)).toEqual(expected);
  });
});
