// X-021 over whole scans: builds of changes that become administrator, by who gets code into them alone; and builds of which that is not
// known, because their repository was not scanned.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ADMIN_PERMISSIONS } from "../../../src/analyze/gcp/admin.js";
import { scanBundle } from "../../fixtures/scan-bundle.js";
import type { Protection, Repository } from "./drawn/plan.js";
import { type Recorded, writeRecorded } from "./recorded.js";

const ACCOUNT = "111122223333";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const CONNECTION = `arn:aws:codeconnections:us-east-1:${ACCOUNT}:connection/0a1b`;
const SITE = "https://github.com/acme/repo-0.git";
const OTHER = "https://github.com/elsewhere/site.git";

/** What the rule says: who gets in, that it could not tell, or nothing. */
type Said = "internet" | "writers" | "not evaluated" | "nothing";

async function said(recorded: Recorded, withoutGitHub = false): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-builds-"));
  try {
    writeRecorded(recorded, folder);
    if (withoutGitHub) rmSync(join(folder, "github"), { recursive: true });
    const { report } = await scanBundle(folder, "2026-03-12T12:00:00Z");
    const [finding, ...others] = report.findings.filter(({ rule }) => rule === "X-021");
    expect(others).toEqual([]);
    if (finding !== undefined) return finding.message.includes("anyone on the internet") ? "internet" : "writers";
    const open = report.notEvaluated.filter(({ rule, dataSet }) => rule === "X-021" && dataSet === undefined);
    return open.length > 0 ? "not evaluated" : "nothing";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const role = (name: string, policies: readonly string[], service: string) => ({
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
  AttachedManagedPolicies: policies.map((arn) => ({ PolicyArn: arn, PolicyName: arn.split("/").at(-1) })),
  InstanceProfileList: [],
});

/** The account; its roles are administrators unless it is said that they are not. */
function account(answers: { readonly [path: string]: object }, isAdmin = true): NonNullable<Recorded["aws"]> {
  const policies = isAdmin ? [ADMIN] : [];
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const version = { VersionId: "v1", IsDefaultVersion: true, Document: document };
  return {
    "iam/get-account-authorization-details": {
      UserDetailList: [],
      GroupDetailList: [],
      Policies: [
        {
          PolicyName: "AdministratorAccess",
          Arn: ADMIN,
          PolicyId: "ANPA",
          Path: "/",
          DefaultVersionId: "v1",
          PolicyVersionList: [version],
        },
      ],
      RoleDetailList: [
        role("build", policies, "codebuild"),
        role("stack", policies, "cloudformation"),
        role("run", policies, "tasks.apprunner"),
        role("pipeline", [], "codepipeline"),
      ],
    },
    ...answers,
  };
}

const roleOf = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const reviewed: Protection = { reviews: 1, passReviews: [], pushers: undefined, isForAdmins: true, isLocked: false };
const open: Partial<Repository> = { visibility: "public" };
const guarded: Partial<Repository> = { protection: reviewed };
const both: Partial<Repository> = { ...open, ...guarded };

type Case = [what: string, aws: NonNullable<Recorded["aws"]>, repository: Partial<Repository>, said: Said];
const hold = async ([, aws, repository, expected]: Case) =>
  expect(await said({ repositories: [repository], aws })).toBe(expected);

describe("CodeBuild", () => {
  const project = (webhook: object | undefined, location = SITE, isAdmin = true, type = "GITHUB") =>
    account(
      {
        "us-east-1/codebuild/list-projects": { projects: ["site"] },
        "us-east-1/codebuild/batch-get-projects": {
          projects: [
            {
              name: "site",
              arn: `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/site`,
              serviceRole: roleOf("build"),
              source: { type, location },
              ...(webhook && { webhook }),
            },
          ],
        },
      },
      isAdmin,
    );
  const asks = (requiresCommentApproval: string) => ({
    pullRequestBuildPolicy: { requiresCommentApproval, approverRoles: ["GITHUB_ADMIN"] },
  });
  const filtered = (event: string, ...filters: readonly (readonly [string, string])[]) => ({
    filterGroups: [
      [["EVENT", event] as const, ...filters].map(([type, pattern]) => ({
        type,
        pattern,
        excludeMatchedPattern: false,
      })),
    ],
  });
  const pulls = "PULL_REQUEST_CREATED,PULL_REQUEST_UPDATED";
  const main = filtered("PUSH", ["HEAD_REF", "^refs/heads/main$"]);
  it.each<Case>([
    ["of a public repository, without filters", project(asks("DISABLED")), open, "internet"],
    ["of pull requests of anyone", project({ ...filtered(pulls), ...asks("DISABLED") }), both, "internet"],
    ["of a role that is no administrator", project(asks("DISABLED"), SITE, false), open, "nothing"],
    ["of a private repository: who pushes", project(asks("DISABLED")), {}, "writers"],
    [
      "of pull requests that wait for a comment",
      project({ ...filtered(pulls), ...asks("ALL_PULL_REQUESTS") }),
      both,
      "nothing",
    ],
    [
      "of accounts that a filter names",
      project({ ...filtered(pulls, ["ACTOR_ACCOUNT_ID", "^123$"]), ...asks("DISABLED") }),
      open,
      "nothing",
    ],
    [
      "of pushes by accounts that a filter names",
      project(filtered("PUSH", ["ACTOR_ACCOUNT_ID", "^123$"])),
      open,
      "nothing",
    ],
    ["of the reviewed branch of a public repository", project(main), both, "nothing"],
    ["of that branch, where nothing guards it", project(main), open, "writers"],
    ["that somebody has to start", project(undefined), open, "nothing"],
    [
      "of pushes by a pattern that was not worked out",
      project(filtered("PUSH", ["HEAD_REF", "^refs/heads/(?!main).*$"])),
      guarded,
      "not evaluated",
    ],
    ["where the approval was not read", project(filtered(pulls)), both, "writers"],
    ["of a repository that was not scanned", project(asks("DISABLED"), OTHER), open, "not evaluated"],
    [
      "of one that was not, by accounts that a filter names",
      project(filtered("PUSH", ["ACTOR_ACCOUNT_ID", "^1$"]), OTHER),
      open,
      "nothing",
    ],
    [
      "of one that was not, with a role that is no administrator",
      project(asks("DISABLED"), OTHER, false),
      open,
      "nothing",
    ],
    ["of one that was not, that somebody has to start", project(undefined, OTHER), open, "nothing"],
    [
      "of GitLab",
      project(asks("DISABLED"), "https://gitlab.com/acme/repo-0.git", true, "GITLAB"),
      open,
      "not evaluated",
    ],
    ["of an archived repository", project(asks("DISABLED")), { ...open, isArchived: true }, "nothing"],
  ])("%s", async (...all) => hold(all));

  it("is not evaluated where GitHub was not scanned at all", async () => {
    expect(await said({ aws: project(asks("DISABLED")) }, true)).toBe("not evaluated");
    expect(await said({ aws: project(asks("DISABLED"), SITE, false) }, true)).toBe("nothing");
  });

  it("of every repository of an organisation", async () => {
    const all = (name: string) =>
      project({ ...filtered("WORKFLOW_JOB_QUEUED"), scopeConfiguration: { scope: "GITHUB_ORGANIZATION", name } });
    expect(await said({ aws: all("acme") })).toBe("writers");
    expect(await said({ aws: all("elsewhere") })).toBe("not evaluated");
  });
});

describe("CodePipeline", () => {
  const step = (category: string, provider: string, configuration: object) => ({
    name: provider,
    actionTypeId: { category, owner: "AWS", provider, version: "1" },
    configuration,
  });
  const pipeline = (repository: string, more: object = {}, ...between: readonly object[]) =>
    account({
      "us-east-1/codepipeline/list-pipelines": { pipelines: [{ name: "site" }] },
      "us-east-1/codepipeline/get-pipeline/site": {
        pipeline: {
          name: "site",
          roleArn: roleOf("pipeline"),
          stages: [
            {
              name: "Source",
              actions: [
                step("Source", "CodeStarSourceConnection", {
                  ConnectionArn: CONNECTION,
                  FullRepositoryId: repository,
                  BranchName: "main",
                }),
              ],
            },
            ...between.map((action, at) => ({ name: `Between ${at}`, actions: [action] })),
            {
              name: "Deploy",
              actions: [step("Deploy", "CloudFormation", { StackName: "s", RoleArn: roleOf("stack") })],
            },
          ],
        },
        metadata: {},
      },
      "us-east-1/codestar-connections/list-connections": {
        Connections: [
          {
            ConnectionName: "code",
            ConnectionArn: CONNECTION,
            ProviderType: "GitHub",
            ConnectionStatus: "AVAILABLE",
            ...more,
          },
        ],
      },
    });
  it.each<Case>([
    ["of a branch that nothing guards", pipeline("acme/repo-0"), {}, "writers"],
    ["of a reviewed branch", pipeline("acme/repo-0"), guarded, "nothing"],
    ["behind an approval", pipeline("acme/repo-0", {}, step("Approval", "Manual", {})), {}, "nothing"],
    ["of a repository that was not scanned", pipeline("elsewhere/site"), {}, "not evaluated"],
    ["of Bitbucket", pipeline("acme/repo-0", { ProviderType: "Bitbucket" }), {}, "not evaluated"],
    [
      "by a connection that nobody has finished",
      pipeline("elsewhere/site", { ConnectionStatus: "PENDING" }),
      {},
      "nothing",
    ],
  ])("%s", async (...all) => hold(all));
});

describe("App Runner", () => {
  const service = (AutoDeploymentsEnabled: boolean, RepositoryUrl = SITE, isAdmin = true) => {
    const ServiceArn = `arn:aws:apprunner:us-east-1:${ACCOUNT}:service/site/0a1b`;
    const named = { ServiceName: "site", ServiceArn };
    return account(
      {
        "us-east-1/apprunner/list-services": { ServiceSummaryList: [named] },
        "us-east-1/apprunner/describe-service/site": {
          Service: {
            ...named,
            SourceConfiguration: {
              AutoDeploymentsEnabled,
              CodeRepository: { RepositoryUrl, SourceCodeVersion: { Type: "BRANCH", Value: "main" } },
            },
            InstanceConfiguration: { InstanceRoleArn: roleOf("run") },
          },
        },
      },
      isAdmin,
    );
  };
  it.each<Case>([
    ["of a branch that nothing guards", service(true), {}, "writers"],
    ["of a reviewed branch", service(true), guarded, "nothing"],
    ["that somebody deploys", service(false), {}, "nothing"],
    ["with a role that is no administrator", service(true, SITE, false), {}, "nothing"],
    ["of a repository that was not scanned", service(true, OTHER), {}, "not evaluated"],
    ["of one that was not, that somebody deploys", service(false, OTHER), {}, "nothing"],
  ])("%s", async (...all) => hold(all));
});

describe("Cloud Build", () => {
  const P = "projects/acme-build";
  const EMAIL = "deploy@acme-build.iam.gserviceaccount.com";
  const trigger = (events: object, more: object = {}, owned = "roles/owner"): NonNullable<Recorded["gcp"]> => ({
    [`cloudresourcemanager/v3/${P}`]: {
      name: "projects/510000000001",
      projectId: "acme-build",
      displayName: "acme-build",
      state: "ACTIVE",
    },
    [`serviceusage/v1/${P}/services`]: {
      services: [{ name: "projects/510000000001/services/cloudbuild.googleapis.com", state: "ENABLED" }],
    },
    [`iam/v1/${P}/roles`]: {},
    [`iam/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Facme-build/denypolicies`]: {},
    [`iam/v3/${P}/locations/global/policyBindings`]: {},
    [`cloudasset/v1/${P}:searchAllIamPolicies`]: {
      results: [
        {
          resource: `//cloudresourcemanager.googleapis.com/${P}`,
          project: "projects/510000000001",
          policy: { bindings: [{ role: owned, members: [`serviceAccount:${EMAIL}`] }] },
        },
      ],
    },
    "iam/v1/roles/owner": { name: "roles/owner", includedPermissions: ADMIN_PERMISSIONS },
    "iam/v1/roles/viewer": { name: "roles/viewer", includedPermissions: ["cloudbuild.builds.get"] },
    [`iam/v1/${P}/serviceAccounts`]: {
      accounts: [{ name: `${P}/serviceAccounts/${EMAIL}`, email: EMAIL, projectId: "acme-build", uniqueId: "1" }],
    },
    [`cloudbuild/v1/${P}/triggers`]: {
      triggers: [
        {
          id: "t-1",
          name: "deploy",
          serviceAccount: `${P}/serviceAccounts/${EMAIL}`,
          github: { owner: "acme", name: "repo-0", ...events },
          ...more,
        },
      ],
    },
  });
  const pull = (commentControl?: string) => ({
    pullRequest: { branch: ".*", ...(commentControl && { commentControl }) },
  });
  const push = (branch: string, more: object = {}) => ({ push: { branch, ...more } });
  const elsewhere = { owner: "elsewhere", name: "site" };
  const connected = {
    repositoryEventConfig: { repository: `${P}/locations/eu/connections/c/repositories/site`, ...push(".*") },
  };
  const approved = { approvalConfig: { approvalRequired: true } };
  it.each<[what: string, gcp: NonNullable<Recorded["gcp"]>, repository: Partial<Repository>, said: Said]>([
    ["of pull requests of anyone", trigger(pull()), both, "internet"],
    ["of those without comments, said so", trigger(pull("COMMENTS_DISABLED")), both, "internet"],
    [
      "after a comment for those of others: who writes",
      trigger(pull("COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY")),
      open,
      "writers",
    ],
    ["of a private repository: who writes", trigger(pull()), {}, "writers"],
    ["of pushes to any branch", trigger(push(".*")), guarded, "writers"],
    ["of pushes to all but the reviewed one", trigger(push("^main$", { invertRegex: true })), guarded, "writers"],
    ["of pushes to the reviewed branch", trigger(push("^main$")), both, "nothing"],
    ["of tags", trigger({ push: { tag: "^v.*" } }), both, "writers"],
    ["after an approval", trigger(pull(), approved), open, "nothing"],
    ["of one that is switched off", trigger(pull(), { disabled: true }), open, "nothing"],
    ["of an account that is no administrator", trigger(pull(), {}, "roles/viewer"), open, "nothing"],
    ["of a repository that was not scanned", trigger({ ...pull(), ...elsewhere }), open, "not evaluated"],
    ["of one that was not, after an approval", trigger({ ...pull(), ...elsewhere }, approved), open, "nothing"],
    ["by a connection", trigger({}, { github: undefined, ...connected }), open, "not evaluated"],
  ])("%s", async (_, gcp, repository, expected) =>
    expect(await said({ repositories: [repository], gcp })).toBe(expected),
  );
});
