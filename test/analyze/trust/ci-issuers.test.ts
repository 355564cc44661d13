// CI and deployment services other than GitHub and GitLab: trusts of AWS, Google and Entra in them, and how much of whose is
// accepted. Expected answers come from what the vendors document of their tokens; the sources are in rules/tables/issuers.yaml.
import { beforeAll, describe, expect, it } from "vitest";
import { toCredentialConditions } from "../../../src/analyze/trust/entra-credential.js";
import type { TrustConditions } from "../../../src/analyze/trust/evaluate-trust.js";
import { issuerFor } from "../../../src/analyze/trust/federated.js";
import { toMemberConditions, toProviderConditions } from "../../../src/analyze/trust/google-provider.js";
import { createIssuerTable, type IssuerTable } from "../../../src/analyze/trust/issuers.js";
import { otherCloudColumns } from "../../../src/analyze/trust/trust-columns.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";
import { columnsOf, NOW, withTables } from "./judged.js";

withTables();
let issuers: IssuerTable;
beforeAll(async () => {
  issuers = createIssuerTable((await shippedTables()).issuers);
});

/** pins_tenant and breadth; null: cannot be decided. */
type Expected = readonly [pins: boolean | null, breadth: string | null];
const ANYONE: Expected = [false, "anyone"];
const TENANTS: Expected = [false, "tenants"];
const ALL: Expected = [true, "organization"];
const ONE: Expected = [true, "repository"];
const NARROW: Expected = [true, "context"];
const NOBODY: Expected = [true, "nobody"];
const OPEN: Expected = [null, null];

const told = (columns: JsonRecord): readonly Json[] => [columns["pins_tenant"] ?? null, columns["breadth"] ?? null];

interface Aws {
  readonly operator?: string;
  readonly claims?: { readonly [claim: string]: Json };
  readonly audiences?: readonly string[];
}

/** Like: the operator StringLike; a claim with `aws:` in front is a key of its own. */
function aws(provider: string, { operator = "StringLike", claims, audiences }: Aws): readonly Json[] {
  const keys = Object.entries(claims ?? {}).map(([claim, value]) => [
    claim.startsWith("aws:") ? claim : `${provider}:${claim}`,
    value,
  ]);
  const condition: JsonRecord | undefined = claims && { [operator]: Object.fromEntries(keys) };
  return told(columnsOf({ provider, ...(condition && { condition }), ...(audiences && { audiences }) }));
}

const of = (name: string, conditions: TrustConditions): readonly Json[] =>
  told(otherCloudColumns(conditions, issuerFor(name, conditions, issuers), NOW));
const google = (name: string, condition: string, more: JsonRecord = {}): readonly Json[] =>
  of(name, toProviderConditions({ attribute_condition: condition, ...more }));
const entra = (issuer: string, properties: JsonRecord): readonly Json[] =>
  of(
    issuer,
    toCredentialConditions({ issuer: `https://${issuer}`, audiences: ["api://AzureADTokenExchange"], ...properties }),
  );

const ORG = "3f0a7c1e-0000-4000-8000-00000000000a";
const OTHER = "66660000-0000-4000-8000-000000000006";
const DEVOPS = `vstoken.dev.azure.com/${ORG}`;
const CIRCLE = `oidc.circleci.com/org/${ORG}`;
const BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
const R = "{11111111-2222-3333-4444-555555555555}";
const E = "{99999999-8888-7777-6666-555555555555}";
const BUILDKITE = "agent.buildkite.com";
const TERRAFORM = "app.terraform.io";
const VERCEL = "oidc.vercel.com/acme";
const PULUMI = "api.pulumi.com/oidc";
const SPACELIFT = "acme.app.spacelift.io";
const CODEFRESH = "oidc.codefresh.io";
const FLY = "oidc.fly.io/acme";
const JENKINS = "jenkins.acme.example/oidc";
const JOB = "https://jenkins.acme.example/job";

describe("roles of AWS", () => {
  it.each<[string, string, Aws, Expected]>([
    ["devops: nothing asked", DEVOPS, {}, ALL],
    ["devops: one connection", DEVOPS, { operator: "StringEquals", claims: { sub: "sc://acme/site/deploy" } }, NARROW],
    ["devops: connections of a project", DEVOPS, { claims: { sub: "sc://acme/site/*" } }, ONE],
    ["devops: connections of the organisation", DEVOPS, { claims: { sub: "sc://acme/*" } }, ALL],
    ["devops: pipelines of a project", DEVOPS, { claims: { sub: "p://acme/site/*" } }, ONE],
    ["devops: a name in any project", DEVOPS, { claims: { sub: "*/deploy" } }, ALL],
    ["devops: a name that begins so", DEVOPS, { claims: { sub: "sc://acme/site/deploy*" } }, [true, "pattern"]],
    ["devops: a star taken literally", DEVOPS, { operator: "StringEquals", claims: { sub: "sc://acme/*" } }, NOBODY],
    [
      "devops: if it is there, as it always is",
      DEVOPS,
      { operator: "StringEqualsIfExists", claims: { sub: "sc://acme/site/deploy" } },
      NARROW,
    ],
    [
      "devops: another audience",
      DEVOPS,
      { operator: "StringEquals", claims: { aud: "sts.amazonaws.com" }, audiences: ["api://AzureADTokenExchange"] },
      NOBODY,
    ],

    ["circleci: nothing asked", CIRCLE, {}, ALL],
    ["circleci: its audience", CIRCLE, { operator: "StringEquals", claims: { aud: ORG } }, ALL],
    ["circleci: a project", CIRCLE, { claims: { sub: `org/${ORG}/project/p1/user/*` } }, ONE],
    [
      "circleci: a project, whoever runs it",
      CIRCLE,
      { operator: "StringEquals", claims: { sub: `org/${ORG}/project/p1/user/u1` } },
      ONE,
    ],
    ["circleci: all of it", CIRCLE, { claims: { sub: `org/${ORG}/*` } }, ALL],
    [
      "circleci: another organisation, of which the issuer does not speak",
      CIRCLE,
      { claims: { sub: `org/${OTHER}/project/p1/user/*` } },
      NOBODY,
    ],
    [
      "circleci: another organisation among ours",
      CIRCLE,
      { claims: { sub: [`org/${OTHER}/*`, `org/${ORG}/project/p1/*`] } },
      ONE,
    ],
    ["circleci: a branch of any project", CIRCLE, { claims: { sub: "*/vcs-ref/refs/heads/main" } }, ALL],
    [
      "circleci: a star taken literally",
      CIRCLE,
      { operator: "StringEquals", claims: { sub: `org/${ORG}/project/*` } },
      NOBODY,
    ],
    [
      "circleci: any of several, one of which is always there",
      CIRCLE,
      { operator: "ForAnyValue:StringLike", claims: { sub: `org/${ORG}/project/p1/*` } },
      ONE,
    ],
    [
      "circleci: all of several",
      CIRCLE,
      { operator: "ForAllValues:StringLike", claims: { sub: `org/${ORG}/project/p1/*` } },
      ONE,
    ],
    [
      "circleci: the claim of the project",
      CIRCLE,
      { operator: "StringEquals", claims: { "oidc.circleci.com/project-id": "p1" } },
      ONE,
    ],
    ["circleci, root issuer: nothing asked", "oidc.circleci.com", {}, ANYONE],
    ["circleci, root issuer: an audience that a job chooses", "oidc.circleci.com", { claims: { aud: ORG } }, ANYONE],
    ["circleci, root issuer: our organisation", "oidc.circleci.com", { claims: { sub: `org/${ORG}/*` } }, ALL],
    ["circleci, root issuer: any organisation", "oidc.circleci.com", { claims: { sub: "org/*" } }, ANYONE],

    ["bitbucket: nothing asked", BITBUCKET, {}, ALL],
    ["bitbucket: its audience", BITBUCKET, { claims: { aud: "ari:cloud:bitbucket::workspace/1" } }, ALL],
    ["bitbucket: a repository", BITBUCKET, { claims: { sub: `${R}:*` } }, ONE],
    ["bitbucket: a repository, without colon", BITBUCKET, { claims: { sub: `${R}*` } }, ONE],
    ["bitbucket: an environment", BITBUCKET, { claims: { sub: `${R}:${E}:*` } }, NARROW],
    ["bitbucket: an environment, which is of one repository", BITBUCKET, { claims: { sub: `*:${E}:*` } }, NARROW],
    ["bitbucket: a star taken literally", BITBUCKET, { operator: "StringEquals", claims: { sub: `${R}:*` } }, NOBODY],
    [
      "bitbucket: a claim that AWS is not known to read: no more than that",
      BITBUCKET,
      { operator: "StringEquals", claims: { repositoryUuid: R } },
      ONE,
    ],

    ["buildkite: nothing asked", BUILDKITE, {}, ANYONE],
    ["buildkite: an audience that a job chooses", BUILDKITE, { claims: { aud: "https://buildkite.com/acme" } }, ANYONE],
    [
      "buildkite: a branch of a pipeline",
      BUILDKITE,
      { claims: { sub: "organization:acme:pipeline:site:ref:refs/heads/main:*" } },
      NARROW,
    ],
    ["buildkite: a step", BUILDKITE, { claims: { sub: "organization:acme:pipeline:site:*:step:deploy" } }, NARROW],
    ["buildkite: a pipeline", BUILDKITE, { claims: { sub: "organization:acme:pipeline:site:*" } }, ONE],
    ["buildkite: pipelines that begin so", BUILDKITE, { claims: { sub: "organization:acme:pipeline:site*" } }, ALL],
    ["buildkite: an organisation", BUILDKITE, { claims: { sub: "organization:acme:*" } }, ALL],
    ["buildkite: organisations that begin so", BUILDKITE, { claims: { sub: "organization:acme*" } }, TENANTS],
    ["buildkite: a pipeline of any organisation", BUILDKITE, { claims: { sub: "*:pipeline:site:*" } }, TENANTS],
    ["buildkite: a branch anywhere", BUILDKITE, { operator: "StringEquals", claims: { build_branch: "main" } }, ANYONE],
    [
      "buildkite: claims of organisation and pipeline",
      BUILDKITE,
      { operator: "StringEquals", claims: { organization_slug: "acme", pipeline_slug: "site" } },
      ONE,
    ],
    [
      "buildkite: a session tag",
      BUILDKITE,
      { operator: "StringEquals", claims: { "aws:RequestTag/organization_id": "o1" } },
      ALL,
    ],
    [
      "buildkite: a session tag that may be missing",
      BUILDKITE,
      { operator: "ForAllValues:StringEquals", claims: { "aws:RequestTag/organization_id": "o1" } },
      ANYONE,
    ],
    [
      "buildkite: any of a session tag",
      BUILDKITE,
      { operator: "ForAnyValue:StringEquals", claims: { "aws:RequestTag/organization_id": "o1" } },
      ALL,
    ],
    [
      "buildkite: all but one",
      BUILDKITE,
      { operator: "StringNotLike", claims: { sub: "organization:evil:*" } },
      ANYONE,
    ],

    ["terraform: its audience", TERRAFORM, { claims: { aud: "aws.workload.identity" } }, ANYONE],
    [
      "terraform: one phase",
      TERRAFORM,
      { operator: "StringEquals", claims: { sub: "organization:acme:project:core:workspace:net:run_phase:apply" } },
      NARROW,
    ],
    [
      "terraform: a workspace",
      TERRAFORM,
      { claims: { sub: "organization:acme:project:core:workspace:net:run_phase:*" } },
      ONE,
    ],
    [
      "terraform: workspaces of a project",
      TERRAFORM,
      { claims: { sub: "organization:acme:project:core:workspace:*:run_phase:*" } },
      ALL,
    ],
    ["terraform: an organisation", TERRAFORM, { claims: { sub: "organization:acme:*" } }, ALL],
    [
      "terraform: a workspace of any organisation",
      TERRAFORM,
      { claims: { sub: "organization:*:project:core:workspace:net:run_phase:apply" } },
      TENANTS,
    ],
    [
      "terraform: a claim that AWS is not known to read: no more than that",
      TERRAFORM,
      { operator: "StringEquals", claims: { terraform_organization_id: "org-1" } },
      ALL,
    ],
    ["terraform: any", TERRAFORM, { claims: { sub: "*" } }, ANYONE],

    ["vercel, team issuer: nothing asked", VERCEL, {}, ALL],
    [
      "vercel, team issuer: an environment",
      VERCEL,
      { operator: "StringEquals", claims: { sub: "owner:acme:project:site:environment:production" } },
      NARROW,
    ],
    ["vercel, team issuer: a project", VERCEL, { claims: { sub: "owner:acme:project:site:*" } }, ONE],
    [
      "vercel, team issuer: production of all",
      VERCEL,
      { claims: { sub: "owner:acme:project:*:environment:production" } },
      ALL,
    ],
    [
      "vercel, team issuer: another team, of which it does not speak",
      VERCEL,
      { operator: "StringEquals", claims: { sub: "owner:evil:project:site:environment:production" } },
      NOBODY,
    ],
    ["vercel, one for all: nothing asked", "oidc.vercel.com", {}, ANYONE],
    [
      "vercel, one for all: its audience",
      "oidc.vercel.com",
      { operator: "StringEquals", claims: { aud: "https://vercel.com/acme" } },
      ALL,
    ],
    ["vercel, one for all: a team", "oidc.vercel.com", { claims: { sub: "owner:acme:*" } }, ALL],
    [
      "vercel, one for all: a project of any team",
      "oidc.vercel.com",
      { claims: { sub: "owner:*:project:site:environment:production" } },
      TENANTS,
    ],

    ["spacelift: nothing asked", SPACELIFT, {}, ALL],
    ["spacelift: its audience", SPACELIFT, { claims: { aud: SPACELIFT } }, ALL],
    [
      "spacelift: one kind of run",
      SPACELIFT,
      { operator: "StringEquals", claims: { sub: "space:legacy:stack:infra:run_type:TRACKED:scope:write" } },
      NARROW,
    ],
    ["spacelift: a stack", SPACELIFT, { claims: { sub: "space:legacy:stack:infra:*" } }, ONE],
    ["spacelift: a space", SPACELIFT, { claims: { sub: "space:legacy:*" } }, ALL],
    ["spacelift: writers", SPACELIFT, { claims: { sub: "*:scope:write" } }, ALL],
    [
      "spacelift: a star taken literally",
      SPACELIFT,
      { operator: "StringEquals", claims: { sub: "space:legacy:*" } },
      NOBODY,
    ],

    ["codefresh: nothing asked", CODEFRESH, {}, ANYONE],
    [
      "codefresh: its audience, which is the same for all",
      CODEFRESH,
      { claims: { aud: "https://g.codefresh.io" } },
      ANYONE,
    ],
    ["codefresh: an account", CODEFRESH, { claims: { sub: "account:5f30:*" } }, ALL],
    ["codefresh: a pipeline", CODEFRESH, { claims: { sub: "account:5f30:pipeline:64de:*" } }, ONE],
    [
      "codefresh: the timer of a pipeline",
      CODEFRESH,
      { operator: "StringEquals", claims: { sub: "account:5f30:pipeline:64de" } },
      NARROW,
    ],
    ["codefresh: a pipeline, its timer too", CODEFRESH, { claims: { sub: "account:5f30:pipeline:64de*" } }, ALL],
    [
      "codefresh: a branch",
      CODEFRESH,
      {
        claims: {
          sub: "account:5f30:pipeline:64de:scm_repo_url:https://github.com/acme/site:scm_user_name:*:scm_ref:main",
        },
      },
      NARROW,
    ],
    [
      "codefresh: a repository that any account may build",
      CODEFRESH,
      { claims: { sub: "*:scm_repo_url:https://github.com/acme/site:*" } },
      ANYONE,
    ],

    ["fly: nothing asked", FLY, {}, ALL],
    ["fly: an app", FLY, { claims: { sub: "acme:site:*" } }, ONE],
    ["fly: a machine", FLY, { operator: "StringEquals", claims: { sub: "acme:site:m1" } }, NARROW],
    ["fly: machines of a name in all apps", FLY, { claims: { sub: "*:m1" } }, ALL],

    ["jenkins: nothing asked", JENKINS, {}, OPEN],
    ["jenkins: a job", JENKINS, { operator: "StringEquals", claims: { sub: `${JOB}/my-job/` } }, NARROW],
    [
      "jenkins: a branch of a job",
      JENKINS,
      { operator: "StringEquals", claims: { sub: `${JOB}/site/job/main/` } },
      NARROW,
    ],
    ["jenkins: what is below a folder", JENKINS, { claims: { sub: `${JOB}/team/*` } }, ONE],
    ["jenkins: all of the server", JENKINS, { claims: { sub: "https://jenkins.acme.example/*" } }, ALL],
    [
      "jenkins: a star taken literally",
      JENKINS,
      { operator: "StringEquals", claims: { sub: `${JOB}/team/*` } },
      NOBODY,
    ],
    [
      "jenkins: its folders have issuers of their own",
      "jenkins.acme.example/job/team/oidc",
      { claims: { sub: `${JOB}/team/job/site/` } },
      NARROW,
    ],
    [
      "jenkins: a subject that an administrator made up",
      JENKINS,
      { operator: "StringEquals", claims: { sub: "jenkins:main:123" } },
      NARROW,
    ],
  ])("%s", (_name, provider, asked, expected) => {
    expect(aws(provider, asked)).toEqual(expected);
  });
});

describe("providers of Google, which read every claim", () => {
  it.each<[string, string, string, Expected]>([
    ["devops", DEVOPS, "assertion.sub == 'sc://acme/site/deploy'", NARROW],
    ["devops", DEVOPS, "assertion.sub.startsWith('sc://acme/site/')", ONE],
    ["circleci", CIRCLE, `assertion.aud == '${ORG}'`, ALL],
    ["circleci", CIRCLE, "assertion['oidc.circleci.com/project-id'] == 'p1'", ONE],
    ["circleci", CIRCLE, `assertion.sub.startsWith('org/${OTHER}/')`, NOBODY],
    [
      "circleci",
      CIRCLE,
      "assertion['oidc.circleci.com/project-id'] == 'p1' && assertion['oidc.circleci.com/vcs-ref'] == 'refs/heads/main'",
      NARROW,
    ],
    ["circleci, root issuer", "oidc.circleci.com", "assertion['oidc.circleci.com/org-id'] == 'o1'", ALL],
    ["bitbucket", BITBUCKET, `assertion.repositoryUuid == '${R}'`, ONE],
    [
      "bitbucket",
      BITBUCKET,
      `assertion.repositoryUuid == '${R}' && assertion.deploymentEnvironmentUuid == '${E}'`,
      NARROW,
    ],
    ["bitbucket", BITBUCKET, `assertion.deploymentEnvironmentUuid == '${E}'`, NARROW],
    ["bitbucket", BITBUCKET, "assertion.workspaceUuid == '{1}'", ALL],
    ["bitbucket", BITBUCKET, "assertion.branchName == 'main'", ALL],
    ["bitbucket", BITBUCKET, `assertion.repositoryUuid == '${R}' && assertion.branchName == 'main'`, NARROW],
    ["buildkite", BUILDKITE, "assertion.organization_slug == 'acme'", ALL],
    ["buildkite", BUILDKITE, "assertion.pipeline_id == 'p'", ONE],
    ["buildkite", BUILDKITE, "assertion.sub.startsWith('organization:acme')", TENANTS],
    ["buildkite", BUILDKITE, "assertion.sub.startsWith('organization:acme:pipeline:site:')", ONE],
    ["buildkite", BUILDKITE, "assertion.pipeline_slug == 'site' && assertion.build_branch == 'main'", TENANTS],
    ["terraform", TERRAFORM, "assertion.terraform_organization_id == 'org-1'", ALL],
    ["terraform", TERRAFORM, "assertion.terraform_workspace_id == 'ws-1'", ONE],
    ["terraform", TERRAFORM, "assertion.terraform_project_id == 'prj-1'", ALL],
    ["terraform", TERRAFORM, "assertion.sub.startsWith('organization:acme:project:core:workspace:net')", ALL],
    [
      "terraform",
      TERRAFORM,
      "assertion.terraform_full_workspace == 'organization:acme:project:core:workspace:net'",
      ONE,
    ],
    [
      "terraform",
      TERRAFORM,
      "assertion.terraform_organization_name == 'acme' && assertion.terraform_run_phase == 'apply'",
      ALL,
    ],
    ["terraform", TERRAFORM, "assertion.terraform_workspace_name == 'net'", TENANTS],
    ["vercel, one for all", "oidc.vercel.com", "assertion.owner_id == 'team_1'", ALL],
    ["vercel, one for all", "oidc.vercel.com", "assertion.project_id == 'prj_1'", ONE],
    [
      "vercel, one for all",
      "oidc.vercel.com",
      "assertion.project_id == 'prj_1' && assertion.environment == 'production'",
      NARROW,
    ],
    ["vercel, one for all", "oidc.vercel.com", "assertion.environment == 'production'", ANYONE],
    ["vercel, one for all", "oidc.vercel.com", "assertion.project == 'site'", TENANTS],
    ["vercel", VERCEL, "assertion.environment == 'production'", ALL],
    ["vercel", VERCEL, "assertion.project == 'site' && assertion.environment == 'production'", NARROW],
    ["vercel", VERCEL, "assertion.owner == 'evil'", NOBODY],
    ["spacelift", SPACELIFT, "assertion.callerId == 'infra'", ONE],
    ["spacelift", SPACELIFT, "assertion.spaceId == 'legacy'", ALL],
    ["spacelift", SPACELIFT, "assertion.callerId == 'infra' && assertion.scope == 'write'", NARROW],
    ["spacelift", SPACELIFT, "assertion.runType == 'TRACKED'", ALL],
    ["codefresh", CODEFRESH, "assertion.account_id == '5f30'", ALL],
    ["codefresh", CODEFRESH, "assertion.pipeline_id == '64de'", ONE],
    ["codefresh", CODEFRESH, "assertion.scm_repo_url == 'https://github.com/acme/site'", ANYONE],
    ["codefresh", CODEFRESH, "assertion.pipeline_id == '64de' && assertion.scm_ref == 'main'", NARROW],
    ["fly", FLY, "assertion.app_name == 'site'", ONE],
    ["fly", FLY, "assertion.app_id == '11'", ONE],
    ["fly", FLY, "assertion.org_id == '11'", ALL],
    ["fly", FLY, "assertion.machine_id == 'm1'", NARROW],
    ["jenkins", JENKINS, `assertion.sub == '${JOB}/my-job/'`, NARROW],
    ["jenkins", JENKINS, `assertion.sub.startsWith('${JOB}/team/')`, ONE],
  ])("%s (%s): %s", (_name, issuer, condition, expected) => {
    expect(google(issuer, condition)).toEqual(expected);
  });

  it.each<[string, string, JsonRecord, Expected]>([
    [CIRCLE, "attribute.project/p1", { "attribute.project": "assertion['oidc.circleci.com/project-id']" }, ONE],
    [CIRCLE, "*", {}, ALL],
    [BUILDKITE, "*", {}, ANYONE],
    [BUILDKITE, "attribute.pipeline/p", { "attribute.pipeline": "assertion.pipeline_id" }, ONE],
    [TERRAFORM, "attribute.workspace/ws-1", { "attribute.workspace": "assertion.terraform_workspace_id" }, ONE],
    [
      "oidc.vercel.com",
      "subject/owner:acme:project:site:environment:production",
      { "google.subject": "assertion.sub" },
      NARROW,
    ],
    [BITBUCKET, `attribute.repository/${R}`, { "attribute.repository": "assertion.repositoryUuid" }, ONE],
  ])("%s bound as %s", (name, member, mapping, expected) => {
    expect(of(name, toMemberConditions({ attribute_mapping: mapping }, member))).toEqual(expected);
  });

  it("an audience that a job chooses says nothing of whose it is", () => {
    expect(google(BUILDKITE, "", { allowed_audiences: ["https://buildkite.com/acme"] })).toEqual(ANYONE);
    expect(google("oidc.circleci.com", "", { allowed_audiences: [ORG] })).toEqual(ANYONE);
    expect(google("oidc.vercel.com", "", { allowed_audiences: ["https://vercel.com/acme"] })).toEqual(ALL);
  });
});

describe("credentials of Entra", () => {
  it.each<[string, string, JsonRecord, Expected]>([
    ["devops", DEVOPS, { subject: "sc://acme/site/deploy" }, NARROW],
    ["devops", DEVOPS, { subject: "sc://acme/*" }, NOBODY],
    ["circleci", CIRCLE, { subject: `org/${ORG}/project/p1/user/u1` }, ONE],
    ["circleci", CIRCLE, { subject: `org/${OTHER}/project/p1/user/u1` }, NOBODY],
    [
      "buildkite",
      BUILDKITE,
      { subject: "organization:acme:pipeline:site:ref:refs/heads/main:commit:c0ffee:step:deploy" },
      NARROW,
    ],
    ["terraform", TERRAFORM, { subject: "organization:acme:project:core:workspace:net:run_phase:apply" }, NARROW],
    [
      "terraform",
      TERRAFORM,
      {
        claims_matching_expression:
          "claims['sub'] matches 'organization:acme:project:core:workspace:*:run_phase:apply'",
      },
      ALL,
    ],
    [
      "terraform",
      TERRAFORM,
      {
        claims_matching_expression: "claims['sub'] matches 'organization:acme:project:core:workspace:net:run_phase:*'",
      },
      ONE,
    ],
    [
      "terraform",
      TERRAFORM,
      { claims_matching_expression: "claims['sub'] matches '*:workspace:net:run_phase:apply'" },
      TENANTS,
    ],
    ["vercel", VERCEL, { subject: "owner:acme:project:site:environment:production" }, NARROW],
    ["vercel", VERCEL, { subject: "owner:evil:project:site:environment:production" }, NOBODY],
    ["spacelift", SPACELIFT, { subject: "space:legacy:stack:infra:run_type:TRACKED:scope:write" }, NARROW],
    ["codefresh", CODEFRESH, { subject: "account:5f30:pipeline:64de" }, NARROW],
    ["fly", FLY, { subject: "acme:site:m1" }, NARROW],
    ["jenkins", JENKINS, { subject: `${JOB}/my-job/` }, NARROW],
  ])("%s (%s): %j", (_name, issuer, properties, expected) => {
    expect(entra(issuer, properties)).toEqual(expected);
  });
});

describe("pull requests", () => {
  const accepted = (provider: string, sub: string): Json =>
    columnsOf({ provider, condition: { StringLike: { [`${provider}:sub`]: sub } } })["accepts_pull_request"] ?? null;
  it.each<[string, string, string, Json]>([
    ["codefresh: any build of a pipeline", CODEFRESH, "account:5f30:pipeline:64de:*", true],
    ["codefresh: pushes to a branch", CODEFRESH, "account:5f30:pipeline:64de:*:scm_ref:main", false],
    ["codefresh: into a branch", CODEFRESH, "account:5f30:pipeline:64de:*:scm_pull_request_target_branch:main", true],
    // whether the workspace, stack or project is linked to a repository is not read
    ["terraform: plans", TERRAFORM, "organization:acme:project:core:workspace:net:run_phase:plan", null],
    ["terraform: plans and what they lead to", TERRAFORM, "organization:acme:project:core:workspace:net:*", null],
    ["terraform: what is applied", TERRAFORM, "organization:acme:project:core:workspace:net:run_phase:apply", false],
    ["spacelift: proposed runs", SPACELIFT, "space:legacy:stack:infra:run_type:PROPOSED:scope:read", null],
    ["spacelift: any run", SPACELIFT, "space:legacy:stack:infra:*", null],
    ["spacelift: runs that only read", SPACELIFT, "space:legacy:stack:infra:run_type:*:scope:read", null],
    ["spacelift: runs that write", SPACELIFT, "space:legacy:stack:infra:run_type:*:scope:write", false],
    ["spacelift: tracked runs", SPACELIFT, "space:legacy:stack:infra:run_type:TRACKED:*", false],
    ["vercel: previews", VERCEL, "owner:acme:project:site:environment:preview", null],
    ["vercel: any environment", VERCEL, "owner:acme:project:site:environment:*", null],
    ["vercel: production", VERCEL, "owner:acme:project:site:environment:production", false],
    ["pulumi: previews", PULUMI, "pulumi:deploy:org:acme:project:web:stack:dev:operation:preview:scope:write", null],
    ["pulumi: updates", PULUMI, "pulumi:deploy:org:acme:project:web:stack:dev:operation:update:scope:write", false],
    ["pulumi: an environment", PULUMI, "pulumi:environments:org:acme:env:web", false],
    // a folder, or a job of several branches
    ["jenkins: below a folder", JENKINS, `${JOB}/site/*`, null],
    ["jenkins: a branch", JENKINS, `${JOB}/site/job/main/`, false],
    ["jenkins: a job", JENKINS, `${JOB}/my-job/`, false],
  ])("%s", (_name, provider, sub, expected) => {
    expect(accepted(provider, sub)).toBe(expected);
  });
});

describe("an issuer that infrastructure code states in part", () => {
  it("may speak for any customer", () => {
    const sub = `org/${ORG}/project/p1/user/*`;
    expect(aws("oidc.circleci.com/org/${var.circleci_org}", { claims: { sub } })).toEqual(ONE);
    expect(aws(`oidc.circleci.com/org/${OTHER}`, { claims: { sub } })).toEqual(NOBODY);
  });
});
