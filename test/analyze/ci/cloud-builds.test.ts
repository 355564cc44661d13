// Who gets code into builds of AWS by a repository of GitHub: as far as the role that the build has.
// https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
// https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
import { describe, expect, it } from "vitest";
import type { Protection, Repository } from "./drawn/plan.js";
import { type Recorded, sureness } from "./recorded.js";

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const PROJECT = `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/site`;
const STACK = `arn:aws:iam::${ACCOUNT}:role/stack`;

const role = (name: string, service: string) => ({
  RoleName: name,
  RoleId: `AROA${name.toUpperCase()}`,
  Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  Path: "/",
  CreateDate: "2024-01-01T00:00:00Z",
  AssumeRolePolicyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
  },
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  InstanceProfileList: [],
});
const DETAILS = {
  UserDetailList: [],
  GroupDetailList: [],
  Policies: [],
  RoleDetailList: [role("build", "codebuild"), role("stack", "cloudformation"), role("pipeline", "codepipeline")],
};

/** An account with one project that builds the first repository. */
function project(more: object, source: object = {}): NonNullable<Recorded["aws"]> {
  const own = { type: "GITHUB", location: "https://github.com/acme/repo-0.git", ...source };
  return {
    "iam/get-account-authorization-details": DETAILS,
    "us-east-1/codebuild/list-projects": { projects: ["site"] },
    "us-east-1/codebuild/batch-get-projects": {
      projects: [{ name: "site", arn: PROJECT, serviceRole: ROLE, source: own, ...more }],
    },
  };
}

const filter = (type: string, pattern: string, excludeMatchedPattern = false) => ({
  type,
  pattern,
  excludeMatchedPattern,
});
const group = (event: string, ...others: object[]) => [filter("EVENT", event), ...others];
const hook = (groups: readonly object[][], more: object = {}) =>
  project({ webhook: { filterGroups: groups, ...more } });
const onRef = (pattern: string, excludes = false) => hook([group("PUSH", filter("HEAD_REF", pattern, excludes))]);

const writer = {
  grants: [
    { who: "user-1", repository: 0, role: "write" as const },
    { who: "user-2", repository: 1, role: "write" as const },
  ],
};
const reviewed: Protection = { reviews: 1, passReviews: [], pushers: undefined, isForAdmins: true, isLocked: false };
const guarded: Partial<Repository>[] = [{ protection: reviewed }];
const open: Partial<Repository>[] = [{ visibility: "public" }];

type Case = [
  what: string,
  aws: NonNullable<Recorded["aws"]>,
  repositories: Partial<Repository>[],
  from: string,
  sure: 0 | 1 | 2,
];
const hold = async ([, aws, repositories, from, sure]: Case, to = ROLE) =>
  expect(await sureness({ plan: writer, repositories, aws }, from, to)).toBe(sure);

describe("pushes that a webhook builds", () => {
  it.each<Case>([
    ["every one, without filters", project({ webhook: {} }), [], "user-1", 2],
    ["of a writer of another repository", project({ webhook: {} }), [], "user-2", 0],
    ["where the default branch is reviewed, on another", project({ webhook: {} }), guarded, "user-1", 2],
    ["of an archived repository", project({ webhook: {} }), [{ isArchived: true }], "user-1", 0],
    ["of the reviewed branch alone", onRef("^refs/heads/main$"), guarded, "user-1", 1],
    ["of that branch, where nothing guards it", onRef("^refs/heads/main$"), [], "user-1", 2],
    ["of branches that begin so: a new one", onRef("^refs/heads/main"), guarded, "user-1", 2],
    ["of branches that have it within: a new one", onRef("main"), guarded, "user-1", 2],
    ["of one of several that are guarded or not there", onRef("^refs/heads/(main|prod)$"), guarded, "user-1", 2],
    ["of all but that branch", onRef("^refs/heads/main$", true), guarded, "user-1", 2],
    ["of tags", onRef("^refs/tags/v.*"), guarded, "user-1", 2],
    ["by a pattern that says more", onRef("^refs/heads/(?!main).*$"), guarded, "user-1", 1],
    ["of some accounts", hook([group("PUSH", filter("ACTOR_ACCOUNT_ID", "^123$"))]), [], "user-1", 1],
    [
      "with a message, which the writer writes",
      hook([group("PUSH", filter("COMMIT_MESSAGE", "deploy"))]),
      [],
      "user-1",
      2,
    ],
    ["of an older filter of branches", project({ webhook: { branchFilter: "^main$" } }), guarded, "user-1", 1],
    ["of one that others pass", project({ webhook: { branchFilter: "main" } }), guarded, "user-1", 2],
    ["only merged pull requests", hook([group("PULL_REQUEST_MERGED")]), [], "user-1", 0],
    [
      "in another host",
      project({ webhook: {} }, { location: "https://git.acme.example/acme/repo-0.git" }),
      [],
      "user-1",
      0,
    ],
    ["of a repository of GitLab with that name", project({ webhook: {} }, { type: "GITLAB" }), [], "user-1", 0],
  ])("%s", async (...all) => hold(all));
});

describe("pull requests that a webhook builds", () => {
  const pulls = (more: object, ...others: object[]) =>
    hook([group("PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED", ...others)], more);
  const policy = (requiresCommentApproval: string, approverRoles = ["GITHUB_WRITE"]) => ({
    pullRequestBuildPolicy: { requiresCommentApproval, approverRoles },
  });
  it.each<Case>([
    ["of anyone, of a public repository", pulls(policy("DISABLED")), open, "anyone", 2],
    ["of nobody outside, of a private one", pulls(policy("DISABLED")), [], "anyone", 0],
    ["after a comment", pulls(policy("FORK_PULL_REQUESTS")), open, "anyone", 1],
    ["where it was not told", pulls({}), open, "anyone", 1],
    [
      "of accounts by their whole number",
      pulls(policy("DISABLED"), filter("ACTOR_ACCOUNT_ID", "^12345$")),
      open,
      "anyone",
      0,
    ],
    ["of numbers that hold one", pulls(policy("DISABLED"), filter("ACTOR_ACCOUNT_ID", "12345")), open, "anyone", 1],
    [
      "by a head that the fork names",
      pulls(policy("DISABLED"), filter("HEAD_REF", "^refs/heads/ok$")),
      open,
      "anyone",
      2,
    ],
    ["of anyone, where pushes alone are built", hook([group("PUSH")]), open, "anyone", 0],
    ["of a writer, who may let them", pulls(policy("ALL_PULL_REQUESTS")), guarded, "user-1", 2],
    ["of a writer, who may not", pulls(policy("ALL_PULL_REQUESTS", ["GITHUB_ADMIN"])), guarded, "user-1", 1],
  ])("%s", async (...all) => hold(all));
});

describe("jobs that run on the project", () => {
  const runner = (...others: object[]) => hook([group("WORKFLOW_JOB_QUEUED", ...others)]);
  const all = (name: string, ...others: object[]) =>
    hook([group("WORKFLOW_JOB_QUEUED", ...others)], { scopeConfiguration: { scope: "GITHUB_ORGANIZATION", name } });
  it.each<Case>([
    ["of a writer", runner(), guarded, "user-1", 2],
    ["of another repository", runner(), guarded, "user-2", 0],
    ["of every repository of the organisation", all("acme"), guarded, "user-2", 2],
    ["of those of a name", all("acme", filter("REPOSITORY_NAME", "^repo-0$")), guarded, "user-2", 0],
    ["of another organisation", all("other"), guarded, "user-1", 0],
  ])("%s", async (...every) => hold(every));
});

describe("a project without a webhook", () => {
  it.each<Case>([
    ["a person starts a build of the default branch", project({}), [], "user-1", 1],
    ["where that is reviewed", project({}), guarded, "user-1", 1],
    ["of another branch", project({ sourceVersion: "next" }), guarded, "user-1", 1],
    ["of one commit", project({ sourceVersion: "0".repeat(40) }), [], "user-1", 0],
  ])("%s", async (...all) => hold(all));
});

describe("a pipeline", () => {
  const step = (category: string, provider: string, configuration: object, more: object = {}) => ({
    name: provider,
    actionTypeId: { category, owner: "AWS", provider, version: "1" },
    configuration,
    ...more,
  });
  const pipeline = (source: object, ...between: object[]): NonNullable<Recorded["aws"]> => ({
    ...project({}, { type: "CODEPIPELINE", location: undefined }),
    "us-east-1/codepipeline/list-pipelines": { pipelines: [{ name: "site" }] },
    "us-east-1/codepipeline/get-pipeline/site": {
      pipeline: {
        name: "site",
        roleArn: `arn:aws:iam::${ACCOUNT}:role/pipeline`,
        stages: [
          { name: "Source", actions: [source] },
          ...between.map((actions, at) => ({ name: `Between ${at}`, actions: [actions] })),
          { name: "Build", actions: [step("Build", "CodeBuild", { ProjectName: "site" })] },
          { name: "Deploy", actions: [step("Deploy", "CloudFormation", { StackName: "s", RoleArn: STACK })] },
        ],
      },
      metadata: {},
    },
  });
  const github = (more: object = {}) =>
    step("Source", "GitHub", { Owner: "acme", Repo: "repo-0", Branch: "main", ...more }, {});
  const CONNECTION = `arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/0a1b`;
  const followed = { ConnectionArn: CONNECTION, FullRepositoryId: "acme/repo-0", BranchName: "main" };
  const connected = step("Source", "CodeStarSourceConnection", followed);
  const by = (ProviderType: string, ConnectionStatus = "AVAILABLE", number = "0a1b") => ({
    ...pipeline(connected),
    "us-east-1/codestar-connections/list-connections": {
      Connections: [
        {
          ConnectionName: "code",
          ConnectionArn: `arn:aws:codestar-connections:us-east-1:${ACCOUNT}:connection/${number}`,
          ProviderType,
          ConnectionStatus,
        },
      ],
    },
  });
  const approval = step("Approval", "Manual", {});
  it.each<Case>([
    ["builds its branch", pipeline(github()), [], "user-1", 2],
    ["of a writer of another repository", pipeline(github()), [], "user-2", 0],
    ["builds a reviewed branch", pipeline(github()), guarded, "user-1", 1],
    ["builds a branch that may be made", pipeline(github({ Branch: "next" })), guarded, "user-1", 2],
    ["waits for an approval", pipeline(github(), approval), [], "user-1", 1],
    ["by a connection, which may be one to another host", pipeline(connected), [], "user-1", 1],
    ["by a connection to GitHub", by("GitHub"), [], "user-1", 2],
    ["by one to another host", by("Bitbucket"), [], "user-1", 0],
    ["by one that nobody has finished", by("GitHub", "PENDING"), [], "user-1", 0],
    ["by one that is not among those", by("GitHub", "AVAILABLE", "ffff"), [], "user-1", 1],
  ])("%s", async (...all) => hold(all));

  it("deploys with the role of the stack, and does nothing with its own", async () => {
    const recorded = { plan: writer, aws: pipeline(github()) };
    expect(await sureness(recorded, "user-1", STACK)).toBe(2);
    expect(await sureness(recorded, "user-1", `arn:aws:iam::${ACCOUNT}:role/pipeline`)).toBe(0);
  });
});

describe("a service of App Runner", () => {
  const ARN = `arn:aws:apprunner:us-east-1:${ACCOUNT}:service/site/0a1b`;
  const runs = (
    AutoDeploymentsEnabled: boolean,
    at = "https://github.com/acme/repo-0",
  ): NonNullable<Recorded["aws"]> => ({
    "iam/get-account-authorization-details": DETAILS,
    "us-east-1/apprunner/list-services": { ServiceSummaryList: [{ ServiceName: "site", ServiceArn: ARN }] },
    "us-east-1/apprunner/describe-service/site": {
      Service: {
        ServiceName: "site",
        ServiceArn: ARN,
        SourceConfiguration: {
          AutoDeploymentsEnabled,
          CodeRepository: { RepositoryUrl: at, SourceCodeVersion: { Type: "BRANCH", Value: "main" } },
        },
        InstanceConfiguration: { InstanceRoleArn: ROLE },
      },
    },
  });
  it.each<Case>([
    ["runs what is at its branch", runs(true), [], "user-1", 2],
    ["behind a review", runs(true), guarded, "user-1", 1],
    ["when somebody deploys it", runs(false), [], "user-1", 1],
    ["of a writer of another repository", runs(true), [], "user-2", 0],
    ["of Bitbucket", runs(true, "https://bitbucket.org/acme/repo-0"), [], "user-1", 0],
  ])("%s", async (...all) => hold(all));
});
