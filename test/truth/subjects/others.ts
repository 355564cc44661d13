// Other issuers: their documented subjects and claims.
import type { IssuerTableText, TokenText } from "./table.js";

const is = (claim: string, ...values: readonly string[]) => ({ StringEquals: { [claim]: values } });
const like = (claim: string, ...values: readonly string[]) => ({ StringLike: { [claim]: values } });
const make = (kind: string, sub: string, values: TokenText["values"], without: readonly string[] = []): TokenText => ({
  kind,
  sub,
  values,
  without,
});

const job = {
  namespace_id: "10",
  project_id: "100",
  ref_protected: "true",
  pipeline_source: "push",
  runner: "gitlab-hosted",
  user: "1",
  user_login: "nadia",
  user_email: "nadia@acme.example",
  user_access_level: "maintainer",
};
const gitlab = (group: string, project: string, type: string, ref: string, more: TokenText["values"] = {}): TokenText =>
  make("job", `project_path:${group}/${project}:ref_type:${type}:ref:${ref}`, {
    ...job,
    group,
    project,
    ref_type: type,
    ref,
    ...more,
  });

const GITLAB: IssuerTableText = {
  issuer: "gitlab.com",
  source: "https://docs.gitlab.com/ci/secrets/id_token_authentication/; https://docs.gitlab.com/ci/cloud_services/aws/",
  tokens: {
    main: gitlab("acme", "site", "branch", "main"),
    feature: gitlab("acme", "site", "branch", "feature/a", { ref_protected: "false" }),
    tag: gitlab("acme", "site", "tag", "v1"),
    below: gitlab("acme", "shop/app", "branch", "main", { namespace_id: "11", project_id: "101" }),
    evil: gitlab("evil", "site", "branch", "main", { namespace_id: "66", project_id: "660" }),
    near: gitlab("acme-evil", "site", "branch", "main", { namespace_id: "67", project_id: "670" }),
    deployed: {
      ...gitlab("acme", "site", "branch", "main", {
        environment: "production",
        environment_protected: "true",
        tier: "production",
      }),
      kind: "job in an environment",
    },
  },
  patterns: [
    { when: is("sub", "project_path:acme/site:ref_type:branch:ref:main"), yes: "main deployed" },
    { when: like("sub", "project_path:acme/site:*"), yes: "main feature tag deployed" },
    { when: like("sub", "project_path:acme/*"), yes: "main feature tag below deployed" },
    { when: like("sub", "project_path:acme*"), yes: "main feature tag below near deployed" },
    { when: like("sub", "project_path:acme/*:ref_type:branch:ref:main"), yes: "main below deployed" },
    { when: like("sub", "project_path:*/site:ref_type:branch:ref:main"), yes: "main evil near deployed" },
    { when: like("sub", "project_path:acme/site:ref_type:branch:ref:feature/*"), yes: "feature" },
    { when: is("sub", "project_path:acme/site:ref_type:branch:ref:refs/heads/main"), yes: "" },
    { when: is("sub", "project_path:acme/*"), yes: "" },
    { when: like("sub", "project_path:acme/site:ref_type:tag:*"), yes: "tag" },
    { when: is("namespace_id", "10"), yes: "main feature tag deployed" },
    { when: { StringEquals: { project_id: "100", ref_protected: "true" } }, yes: "main tag deployed" },
    { when: is("ref_protected", "true"), yes: "main tag below evil near deployed" },
    // a job without an environment has no such claim; AWS is not known to read it
    { when: is("environment", "production"), yes: "", unknown: "deployed" },
    { condition: "assertion.environment == 'production'", yes: "deployed" },
    { condition: "assertion.environment == 'staging'", yes: "" },
    { condition: "assertion.namespace_id == '10'", yes: "main feature tag deployed" },
    { expression: "claims['sub'] matches 'project_path:acme/*:ref_type:branch:ref:main'", yes: "main below deployed" },
  ],
};

const GITLAB_OWN: IssuerTableText = {
  issuer: "gitlab.acme.example",
  source: "https://docs.gitlab.com/ci/secrets/id_token_authentication/",
  tokens: { main: gitlab("acme", "site", "branch", "main"), other: gitlab("tools", "site", "branch", "main") },
  patterns: [
    { when: like("sub", "project_path:acme/*"), yes: "main" },
    { when: like("sub", "project_path:*"), yes: "main other" },
  ],
};

const ORG = "3f0a7c1e-0000-4000-8000-00000000000a";
const circle = (project: string): TokenText =>
  make("job", `org/${ORG}/project/${project}/user/u1`, { org: ORG, project, user: "u1" });

const CIRCLECI: IssuerTableText = {
  issuer: `oidc.circleci.com/org/${ORG}`,
  source: "https://circleci.com/docs/openid-connect-tokens/",
  tokens: {
    site: circle("p1"),
    api: circle("p2"),
    newer: make("job (v2)", `org/${ORG}/project/p1/user/u1/vcs-origin/github.com/acme/site/vcs-ref/refs/heads/main`, {
      org: ORG,
      project: "p1",
      user: "u1",
      origin: "github.com/acme/site",
      ref: "refs/heads/main",
    }),
  },
  patterns: [
    { when: like("sub", `org/${ORG}/project/p1/user/*`), yes: "site newer" },
    { when: like("sub", `org/${ORG}/*`), yes: "site api newer" },
    { when: is("sub", `org/${ORG}/project/p1/user/u1`), yes: "site" },
    { when: like("sub", "org/*/project/p2/*"), yes: "api" },
    { when: like("sub", "*/vcs-ref/refs/heads/main"), yes: "newer" },
    { when: is("oidc.circleci.com/project-id", "p1"), yes: "site newer" },
    { when: like("sub", "org/66660000-0000-4000-8000-000000000006/project/p1/*"), yes: "" },
  ],
};

const buildkite = (org: string, pipeline: string, ref: string, org_id: string): TokenText =>
  make(
    "job",
    `organization:${org}:pipeline:${pipeline}:ref:${ref}:commit:c0ffee:step:deploy`,
    {
      org,
      pipeline,
      ref,
      commit: "c0ffee",
      step: "deploy",
      org_id,
      pipeline_id: `${org_id}-${pipeline}`,
      branch: ref.replace("refs/heads/", ""),
    },
    ["cluster_id", "cluster_name"],
  );

const BUILDKITE: IssuerTableText = {
  issuer: "agent.buildkite.com",
  source: "https://buildkite.com/docs/pipelines/security/oidc/aws",
  tokens: {
    main: buildkite("acme", "site", "refs/heads/main", "o1"),
    dev: buildkite("acme", "site", "refs/heads/dev", "o1"),
    api: buildkite("acme", "api", "refs/heads/main", "o1"),
    evil: buildkite("evil", "site", "refs/heads/main", "o6"),
    near: buildkite("acme-evil", "site", "refs/heads/main", "o7"),
  },
  patterns: [
    { when: like("sub", "organization:acme:pipeline:site:ref:refs/heads/main:*"), yes: "main" },
    { when: like("sub", "organization:acme:pipeline:site:*"), yes: "main dev" },
    { when: like("sub", "organization:acme:*"), yes: "main dev api" },
    { when: like("sub", "organization:acme*"), yes: "main dev api near" },
    { when: like("sub", "organization:*:pipeline:site:*"), yes: "main dev evil near" },
    { when: is("sub", "organization:acme:pipeline:site:*"), yes: "" },
    { when: is("organization_id", "o1"), yes: "main dev api" },
    { when: { StringEquals: { organization_slug: "acme", pipeline_slug: "site", build_branch: "main" } }, yes: "main" },
    { when: { StringEquals: { "aws:RequestTag/organization_id": "o1" } }, yes: "main dev api" },
    { when: { StringLike: { "aws:RequestTag/pipeline_slug": "s*" } }, yes: "main dev evil near" },
  ],
};

const terraform = (org: string, workspace: string, phase: string): TokenText =>
  make("workspace run", `organization:${org}:project:core:workspace:${workspace}:run_phase:${phase}`, {
    org,
    project: "core",
    workspace,
    phase,
  });

const TERRAFORM: IssuerTableText = {
  issuer: "app.terraform.io",
  source:
    "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration",
  tokens: {
    plan: terraform("acme", "network", "plan"),
    apply: terraform("acme", "network", "apply"),
    other: terraform("acme", "web", "apply"),
    evil: terraform("evil", "network", "apply"),
    near: terraform("acme-evil", "network", "apply"),
  },
  patterns: [
    { when: is("sub", "organization:acme:project:core:workspace:network:run_phase:apply"), yes: "apply" },
    { when: like("sub", "organization:acme:project:core:workspace:network:run_phase:*"), yes: "plan apply" },
    { when: like("sub", "organization:acme:*"), yes: "plan apply other" },
    { when: like("sub", "organization:acme*"), yes: "plan apply other near" },
    { when: like("sub", "organization:*:project:core:workspace:network:run_phase:apply"), yes: "apply evil near" },
    { when: like("sub", "organization:acme:project:*:workspace:*:run_phase:plan"), yes: "plan" },
    { when: is("sub", "organization:acme:workspace:network:run_phase:apply"), yes: "" },
    {
      expression: "claims['sub'] matches 'organization:acme:project:core:workspace:network:run_phase:*'",
      yes: "plan apply",
    },
    { condition: "assertion.sub.startsWith('organization:acme:')", yes: "plan apply other" },
  ],
};

const TERRAFORM_EU: IssuerTableText = {
  issuer: "app.eu.terraform.io",
  source:
    "https://learn.microsoft.com/en-us/entra/workload-id/workload-identities-flexible-federated-identity-credentials",
  tokens: { plan: terraform("acme", "network", "plan"), apply: terraform("acme", "network", "apply") },
  patterns: [{ when: like("sub", "organization:acme:*:run_phase:apply"), yes: "apply" }],
};

const BITBUCKET: IssuerTableText = {
  issuer: "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
  source: "https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/",
  tokens: {
    step: make("step", "{r1}:{s1}", { repository: "r1", step: "s1" }),
    production: make("deployment", "{r1}:{e1}:{s1}", { repository: "r1", environment: "e1", step: "s1" }),
    staging: make("deployment", "{r1}:{e2}:{s1}", { repository: "r1", environment: "e2", step: "s1" }),
    other: make("step", "{r2}:{s1}", { repository: "r2", step: "s1" }),
  },
  patterns: [
    { when: like("sub", "{r1}:*"), yes: "step production staging" },
    { when: like("sub", "{r1}:{e1}:*"), yes: "production" },
    { when: like("sub", "*:{e1}:*"), yes: "production" },
    { when: like("sub", "{r2}*"), yes: "other" },
    { when: like("sub", "r1:*"), yes: "" },
  ],
};

const account = (namespace: string, name: string): TokenText =>
  make("service account", `system:serviceaccount:${namespace}:${name}`, { namespace, account: name });
const clusterTokens = {
  api: account("orders", "api"),
  worker: account("orders", "worker"),
  system: account("kube-system", "default"),
  near: account("orders-dev", "api"),
};
const clusterPatterns: IssuerTableText["patterns"] = [
  { when: is("sub", "system:serviceaccount:orders:api"), yes: "api" },
  { when: like("sub", "system:serviceaccount:orders:*"), yes: "api worker" },
  { when: like("sub", "system:serviceaccount:orders*"), yes: "api worker near" },
  { when: like("sub", "system:serviceaccount:*:api"), yes: "api near" },
  { when: like("sub", "system:serviceaccount:*:*"), yes: "api worker system near" },
  { when: is("sub", "system:serviceaccount:orders:*"), yes: "" },
  { condition: "assertion.sub == 'system:serviceaccount:orders:api'", yes: "api" },
  { condition: "assertion.sub.startsWith('system:serviceaccount:orders:')", yes: "api worker" },
  { condition: "assertion['kubernetes.io']['namespace'] == 'orders'", yes: "", unknown: "api worker system near" },
  { subject: "system:serviceaccount:orders:api", yes: "api" },
  { subject: "system:serviceaccount:orders:*", yes: "" },
];

const CLUSTERS: readonly IssuerTableText[] = [
  [
    "oidc.eks.eu-west-1.amazonaws.com/id/6C1D0E6F2B7A4D5E9F80A1B2C3D4E5F6",
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
  ],
  [
    "container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/main",
    "https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity",
  ],
  [
    "westeurope.oic.prod-aks.azure.com/5c1e0000-0000-4000-8000-000000000001/9d2f0000-0000-4000-8000-000000000002",
    "https://learn.microsoft.com/en-us/azure/aks/workload-identity-overview",
  ],
].map(([issuer = "", source = ""]) => ({ issuer, source, tokens: clusterTokens, patterns: clusterPatterns }));

const DEVOPS: IssuerTableText = {
  issuer: "vstoken.dev.azure.com/5c1e0000-0000-4000-8000-000000000001",
  source: "https://learn.microsoft.com/en-us/azure/devops/pipelines/library/connect-to-azure",
  tokens: {
    deploy: make("service connection", "sc://acme/site/deploy", { org: "acme", project: "site", connection: "deploy" }),
    other: make("service connection", "sc://acme/api/deploy", { org: "acme", project: "api", connection: "deploy" }),
  },
  patterns: [
    { when: is("sub", "sc://acme/site/deploy"), yes: "deploy" },
    { when: like("sub", "sc://acme/*"), yes: "deploy other" },
    { subject: "sc://acme/site/deploy", yes: "deploy" },
  ],
};

const vercel = (project: string, environment: string): TokenText =>
  make("deployment", `owner:acme:project:${project}:environment:${environment}`, {
    team: "acme",
    project,
    environment,
  });

const VERCEL: IssuerTableText = {
  issuer: "oidc.vercel.com/acme",
  source: "https://vercel.com/docs/oidc/reference",
  tokens: {
    production: vercel("site", "production"),
    preview: vercel("site", "preview"),
    other: vercel("shop", "production"),
  },
  patterns: [
    { when: is("sub", "owner:acme:project:site:environment:production"), yes: "production" },
    { when: like("sub", "owner:acme:project:site:*"), yes: "production preview" },
    { when: like("sub", "owner:acme:*:environment:production"), yes: "production other" },
  ],
};

const vercelClaims = (team: string, project: string, environment: string): TokenText =>
  make("deployment", `owner:${team}:project:${project}:environment:${environment}`, {
    team,
    team_id: `team_${team}`,
    project,
    project_id: `prj_${team}_${project}`,
    environment,
  });

const VERCEL_ALL: IssuerTableText = {
  issuer: "oidc.vercel.com",
  source: "https://vercel.com/docs/oidc/reference",
  tokens: {
    production: vercelClaims("acme", "site", "production"),
    preview: vercelClaims("acme", "site", "preview"),
    other: vercelClaims("acme", "shop", "production"),
    evil: vercelClaims("evil", "site", "production"),
    near: vercelClaims("acme-evil", "site", "production"),
  },
  patterns: [
    { when: like("sub", "owner:acme:project:site:*"), yes: "production preview" },
    { when: like("sub", "owner:acme*"), yes: "production preview other near" },
    { when: like("sub", "*:project:site:environment:production"), yes: "production evil near" },
    { when: is("sub", "owner:acme:*"), yes: "" },
    { when: is("project_id", "prj_acme_site"), yes: "", unknown: "production preview" },
    { condition: "assertion.owner_id == 'team_acme'", yes: "production preview other" },
    {
      condition: "assertion.project_id == 'prj_acme_site' && assertion.environment == 'production'",
      yes: "production",
    },
    { condition: "assertion.project == 'site'", yes: "production preview evil near" },
    { condition: "assertion.owner != 'evil'", yes: "production preview other near" },
    { subject: "owner:acme:project:site:environment:production", yes: "production" },
  ],
};

const spacelift = (stack: string, run_type: string, scope: string, kind = "stack"): TokenText =>
  make("run", `space:legacy:${kind}:${stack}:run_type:${run_type}:scope:${scope}`, {
    space: "legacy",
    kind,
    stack,
    run_type,
    scope,
  });

const SPACELIFT: IssuerTableText = {
  issuer: "acme.app.spacelift.io",
  source: "https://docs.spacelift.io/integrations/cloud-providers/oidc",
  tokens: {
    apply: spacelift("infra", "TRACKED", "write"),
    plan: spacelift("infra", "PROPOSED", "read"),
    other: spacelift("web", "TRACKED", "write"),
    module: spacelift("infra", "TESTING", "write", "module"),
  },
  patterns: [
    { when: is("sub", "space:legacy:stack:infra:run_type:TRACKED:scope:write"), yes: "apply" },
    { when: like("sub", "space:legacy:stack:infra:*"), yes: "apply plan" },
    { when: like("sub", "*:scope:write"), yes: "apply other module" },
    { when: like("sub", "space:*:infra:*:scope:read"), yes: "plan" },
    { when: is("callerId", "infra"), yes: "", unknown: "apply plan module" },
    { condition: "assertion.callerId == 'infra'", yes: "apply plan module" },
    { condition: "assertion.callerId == 'infra' && assertion.callerType == 'stack'", yes: "apply plan" },
    { condition: "assertion.spaceId == 'root'", yes: "" },
    { condition: "assertion.runType in ['TRACKED', 'TASK']", yes: "apply other" },
  ],
};

const fresh = (account: string, pipeline: string) => ({ account, pipeline, account_name: `${account}-name` });
const REPO = "https://github.com/acme/site";
const git = { repo: REPO, scm_user: "nadia", ref: "main" };
const GIT = `scm_repo_url:${REPO}:scm_user_name:nadia:scm_ref:main`;

const CODEFRESH: IssuerTableText = {
  issuer: "oidc.codefresh.io",
  source: "https://codefresh.io/docs/docs/integrations/oidc-pipelines/",
  tokens: {
    timer: make("timed build", "account:a1:pipeline:p1", fresh("a1", "p1")),
    hand: make("build by hand", "account:a1:pipeline:p1:initiator:nadia", { ...fresh("a1", "p1"), initiator: "nadia" }),
    push: make("push", `account:a1:pipeline:p1:${GIT}`, { ...fresh("a1", "p1"), ...git }),
    change: make("pull request", `account:a1:pipeline:p1:${GIT}:scm_pull_request_target_branch:prod`, {
      ...fresh("a1", "p1"),
      ...git,
      target: "prod",
    }),
    other: make("push", `account:a1:pipeline:p2:${GIT}`, { ...fresh("a1", "p2"), ...git }),
    evil: make("push", `account:a6:pipeline:p6:${GIT}`, { ...fresh("a6", "p6"), ...git }),
  },
  patterns: [
    { when: is("sub", "account:a1:pipeline:p1"), yes: "timer" },
    { when: like("sub", "account:a1:pipeline:p1:*"), yes: "hand push change" },
    { when: like("sub", "account:a1:*"), yes: "timer hand push change other" },
    { when: like("sub", "account:a1:pipeline:p1:*:scm_ref:main"), yes: "push" },
    { when: like("sub", `*:scm_repo_url:${REPO}:*`), yes: "push change other evil" },
    { when: like("sub", "account:a1:pipeline:p1:*:scm_pull_request_target_branch:prod"), yes: "change" },
    { condition: "assertion.account_id == 'a1'", yes: "timer hand push change other" },
    { condition: "assertion.pipeline_id == 'p1' && assertion.scm_ref == 'main'", yes: "push change" },
    { condition: `assertion.scm_repo_url == '${REPO}'`, yes: "push change other evil" },
    { subject: "account:a1:pipeline:p1", yes: "timer" },
  ],
};

const fly = (app: string, machine: string): TokenText =>
  make("machine", `acme:${app}:${machine}`, { org: "acme", app, machine, app_id: `id-${app}` });

const FLY: IssuerTableText = {
  issuer: "oidc.fly.io/acme",
  source: "https://fly.io/docs/security/openid-connect/",
  tokens: { site: fly("site", "m1"), twin: fly("site", "m2"), other: fly("shop", "m1") },
  patterns: [
    { when: like("sub", "acme:site:*"), yes: "site twin" },
    { when: is("sub", "acme:site:m1"), yes: "site" },
    { when: like("sub", "*:m1"), yes: "site other" },
    { when: like("sub", "evil:site:*"), yes: "" },
    { condition: "assertion.app_name == 'site'", yes: "site twin" },
    { condition: "assertion.app_id == 'id-shop'", yes: "other" },
  ],
};

const jenkins = (kind: string, path: string, values: TokenText["values"]): TokenText =>
  make(kind, `https://jenkins.acme.example/job/${path}/`, { server: "jenkins.acme.example", ...values });

const JENKINS: IssuerTableText = {
  issuer: "jenkins.acme.example/oidc",
  source: "https://plugins.jenkins.io/oidc-provider/",
  tokens: {
    job: jenkins("job", "release", { job: "release" }),
    main: jenkins("job in a folder", "site/job/main", { folder: "site", below: "main" }),
    change: jenkins("job of a pull request", "site/job/PR-7", { folder: "site", number: "7" }),
    deep: jenkins("job in a folder", "team/job/site/job/main", { folder: "team", below: "site/job/main" }),
  },
  patterns: [
    { when: is("sub", "https://jenkins.acme.example/job/release/"), yes: "job" },
    // as many write it, without the slash at the end
    { when: is("sub", "https://jenkins.acme.example/job/release"), yes: "" },
    { when: like("sub", "https://jenkins.acme.example/job/site/*"), yes: "main change" },
    { when: like("sub", "https://jenkins.acme.example/*"), yes: "job main change deep" },
    { when: like("sub", "*/job/main/"), yes: "main deep" },
    { condition: "assertion.sub == 'https://jenkins.acme.example/job/site/job/main/'", yes: "main" },
    { subject: "https://jenkins.acme.example/job/release/", yes: "job" },
  ],
};

const COGNITO: IssuerTableText = {
  issuer: "cognito-identity.amazonaws.com",
  source: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
  tokens: {
    user: make("signed-in user", "eu-west-1:u1", {
      identity: "eu-west-1:u1",
      pool: "eu-west-1:p1",
      amr: "authenticated",
    }),
    guest: make("guest", "eu-west-1:u2", { identity: "eu-west-1:u2", pool: "eu-west-1:p1" }),
    foreign: make("signed-in user", "eu-west-1:u3", {
      identity: "eu-west-1:u3",
      pool: "eu-west-1:p9",
      amr: "authenticated",
    }),
  },
  patterns: [
    { when: is("aud", "eu-west-1:p1"), yes: "user guest" },
    {
      when: { StringEquals: { aud: "eu-west-1:p1" }, "ForAnyValue:StringLike": { amr: "authenticated" } },
      yes: "user",
    },
    { when: { "ForAnyValue:StringLike": { amr: "unauthenticated" } }, yes: "guest" },
    { when: { "ForAnyValue:StringLike": { amr: "authenticated" } }, yes: "user foreign" },
  ],
};

export const OTHERS: readonly IssuerTableText[] = [
  GITLAB,
  GITLAB_OWN,
  CIRCLECI,
  BUILDKITE,
  TERRAFORM,
  TERRAFORM_EU,
  BITBUCKET,
  ...CLUSTERS,
  DEVOPS,
  VERCEL,
  VERCEL_ALL,
  SPACELIFT,
  CODEFRESH,
  FLY,
  JENKINS,
  COGNITO,
];
