// Grammars of CI and deployment services. Sources of each are in rules/tables/issuers.yaml.
import { type Grammar, toGrammar } from "./grammar.js";

export const CIRCLECI: Grammar = toGrammar({
  name: "circleci",
  kinds: {
    job: { claims: { sub: "org/<org>/project/<project>/user/<user>" }, narrow: ["ref"] },
    "job (v2)": {
      claims: { sub: "org/<org>/project/<project>/user/<user>/vcs-origin/<origin>/vcs-ref/<ref>" },
      narrow: ["ref"],
    },
  },
  claims: {
    "oidc.circleci.com/org-id": "<org>",
    "oidc.circleci.com/project-id": "<project>",
    "oidc.circleci.com/vcs-origin": "<origin>",
    "oidc.circleci.com/vcs-ref": "<ref>",
    "oidc.circleci.com/ssh-rerun": "<rerun>",
  },
  // a pipeline that a webhook starts is of no change
  optional: ["oidc.circleci.com/org-id", "oidc.circleci.com/vcs-origin", "oidc.circleci.com/vcs-ref"],
  sets: { org: "name", project: "name", user: "name" },
  tenant: ["org"],
  repository: [["project"]],
  words: { tenant: "organisation", tenants: "organisations", repository: "project", narrow: "branch" },
});

export const BUILDKITE: Grammar = toGrammar({
  name: "buildkite",
  kinds: {
    job: {
      claims: { sub: "organization:<org>:pipeline:<pipeline>:ref:<ref>:commit:<commit>:step:<step>" },
      narrow: ["ref", "branch", "tag", "step"],
    },
    // a job chooses an id as its subject, for clouds that take no pattern: https://github.com/buildkite/agent/pull/3784
    "job (pipeline as subject)": { claims: { sub: "<pipeline_id>" }, narrow: ["branch", "tag", "step"] },
    "job (cluster as subject)": { claims: { sub: "<cluster_id>" }, narrow: ["branch", "tag", "step"] },
  },
  sets: { pipeline_id: "login", cluster_id: "login" },
  claims: {
    organization_slug: "<org>",
    organization_id: "<org_id>",
    pipeline_slug: "<pipeline>",
    pipeline_id: "<pipeline_id>",
    build_branch: "<branch>",
    build_tag: "<tag>",
    step_key: "<step>",
    cluster_id: "<cluster_id>",
    cluster_name: "<cluster_name>",
    // Session tags that a job may ask Buildkite to assert; the values are Buildkite's.
    "aws:requesttag/organization_slug": "<org>",
    "aws:requesttag/organization_id": "<org_id>",
    "aws:requesttag/pipeline_slug": "<pipeline>",
    "aws:requesttag/pipeline_id": "<pipeline_id>",
    "aws:requesttag/build_branch": "<branch>",
    "aws:requesttag/step_key": "<step>",
  },
  optional: [
    "build_tag",
    "step_key",
    "cluster_id",
    "cluster_name",
    "aws:requesttag/organization_slug",
    "aws:requesttag/organization_id",
    "aws:requesttag/pipeline_slug",
    "aws:requesttag/pipeline_id",
    "aws:requesttag/build_branch",
    "aws:requesttag/step_key",
  ],
  tenant: ["org", "org_id", "pipeline_id", "cluster_id"],
  repository: [["org", "pipeline"], ["org_id", "pipeline"], ["pipeline_id"], ["cluster_id"]],
  beginning: "organization:<org>:<more>",
  words: { tenant: "organisation", tenants: "organisations", repository: "pipeline", narrow: "branch or step" },
});

/** What a token of a run says of its workspace besides the subject. */
const WORKSPACE = {
  terraform_workspace_id: "<workspace_id>",
  terraform_workspace_name: "<workspace>",
  terraform_run_phase: "<phase>",
};

/**
 * Of a workspace that is linked to a repository, a pull request is planned as it is opened.
 * https://developer.hashicorp.com/terraform/cloud-docs/run/ui
 */
const PLAN = { phase: "plan" };

export const TERRAFORM: Grammar = toGrammar({
  name: "terraform",
  kinds: {
    "workspace run": {
      claims: {
        sub: "organization:<org>:project:<project>:workspace:<workspace>:run_phase:<phase>",
        terraform_full_workspace: "organization:<org>:project:<project>:workspace:<workspace>",
        ...WORKSPACE,
      },
      narrow: ["phase"],
      previews: PLAN,
    },
    "workspace run (no project)": {
      claims: { sub: "organization:<org>:workspace:<workspace>:run_phase:<phase>", ...WORKSPACE },
      narrow: ["phase"],
      previews: PLAN,
    },
    "stack deployment": {
      claims: {
        sub: "organization:<org>:project:<project>:stack:<workspace>:deployment:<deployment>:operation:<phase>",
      },
      narrow: ["phase"],
      previews: PLAN,
    },
  },
  claims: {
    terraform_organization_id: "<org_id>",
    terraform_organization_name: "<org>",
    terraform_project_id: "<project_id>",
    terraform_project_name: "<project>",
  },
  tenant: ["org", "org_id", "project_id", "workspace_id"],
  repository: [["org", "workspace"], ["org_id", "workspace"], ["workspace_id"]],
  beginning: "organization:<org>:<more>",
  words: { tenant: "organisation", tenants: "organisations", repository: "workspace", narrow: "run phase" },
});

export const BITBUCKET: Grammar = toGrammar({
  name: "bitbucket",
  kinds: {
    step: { claims: { sub: "{<repository>}:{<step>}" }, narrow: ["step", "branch"] },
    deployment: {
      claims: {
        sub: "{<repository>}:{<environment>}:{<step>}",
        deploymentenvironmentuuid: "{<environment>}",
      },
      narrow: ["environment", "step", "branch"],
    },
  },
  claims: {
    workspaceuuid: "{<workspace>}",
    repositoryuuid: "{<repository>}",
    pipelineuuid: "{<pipeline>}",
    stepuuid: "{<step>}",
    branchname: "<branch>",
  },
  optional: ["branchname"],
  sets: { workspace: "login", pipeline: "login", repository: "login", environment: "login", step: "login" },
  tenant: ["repository", "environment"],
  // an environment is of one repository
  repository: [["repository"], ["environment"]],
  words: { tenant: "workspace", tenants: "workspaces", repository: "repository", narrow: "deployment environment" },
});

export const VERCEL: Grammar = toGrammar({
  name: "vercel",
  kinds: {
    deployment: {
      claims: { sub: "owner:<team>:project:<project>:environment:<environment>" },
      narrow: ["environment"],
      // a project that is linked to a repository: https://vercel.com/docs/git
      previews: { environment: "preview" },
    },
  },
  claims: {
    owner: "<team>",
    owner_id: "<team_id>",
    project: "<project>",
    project_id: "<project_id>",
    environment: "<environment>",
  },
  tenant: ["team", "team_id", "project_id"],
  repository: [["project"], ["project_id"]],
  words: { tenant: "team", tenants: "teams", repository: "project", narrow: "environment" },
});

export const PULUMI: Grammar = toGrammar({
  name: "pulumi",
  kinds: {
    deployment: {
      claims: {
        sub: "pulumi:deploy:org:<org>:project:<project>:stack:<stack>:operation:<operation>:scope:<scope>",
      },
      narrow: ["stack"],
      // https://www.pulumi.com/docs/deployments/deployments/using/triggers/
      previews: { operation: "preview" },
    },
    environment: { claims: { sub: "pulumi:environments:org:<org>:env:<project>" }, narrow: [] },
    "customer-managed key": { claims: { sub: "pulumi:cmk:pulumi.organization.login:<org>" }, narrow: [] },
  },
  tenant: ["org"],
  repository: [["project"]],
  words: { tenant: "organisation", tenants: "organisations", repository: "project", narrow: "stack" },
});

/**
 * Tokens of the second issuer, for audiences that an environment names: with the ids of the organisation and of the environment that
 * asks for the token. https://www.pulumi.com/docs/esc/guides/configuring-oidc/custom-audience/
 */
export const PULUMI_IDS: Grammar = toGrammar({
  name: "pulumi-ids",
  kinds: { environment: { claims: { sub: "pulumi:org:<org_id>:env:<environment>" }, narrow: [] } },
  claims: {
    "https://pulumi.com/org": "<org>",
    "https://pulumi.com/org_id": "<org_id>",
    "https://pulumi.com/current_env_id": "<environment>",
  },
  tenant: ["org", "org_id"],
  repository: [["environment"]],
  words: { tenant: "organisation", tenants: "organisations", repository: "environment", narrow: "environment" },
});

/** A run of a pull request has the token of a proposed one. https://docs.spacelift.io/integrations/cloud-providers/oidc/ */
const PROPOSED = { run_type: "PROPOSED", scope: "read" };

export const SPACELIFT: Grammar = toGrammar({
  name: "spacelift",
  kinds: {
    run: {
      claims: { sub: "space:<space>:<kind>:<stack>:run_type:<run_type>:scope:<scope>" },
      narrow: ["run_type", "scope"],
      previews: PROPOSED,
    },
    "run (with path)": {
      claims: { sub: "space:<space>:<kind>:<stack>:run_type:<run_type>:scope:<scope>:space_path:<space_path>" },
      narrow: ["run_type", "scope"],
      previews: PROPOSED,
    },
  },
  // names of claims in lower case, as conditions are read
  claims: {
    spaceid: "<space>",
    callertype: "<kind>",
    callerid: "<stack>",
    runtype: "<run_type>",
    scope: "<scope>",
  },
  tenant: ["space"],
  repository: [["stack"]],
  words: { tenant: "account", tenants: "accounts", repository: "stack", narrow: "run type" },
});

export const SCALR: Grammar = toGrammar({
  name: "scalr",
  kinds: {
    run: {
      claims: { sub: "account:<account>:environment:<environment>:workspace:<workspace>" },
      narrow: ["workspace"],
    },
  },
  tenant: ["account"],
  repository: [["environment"]],
  words: { tenant: "account", tenants: "accounts", repository: "environment", narrow: "workspace" },
});

/** What a build that something in Git starts says of it. */
const CODEFRESH_GIT = "scm_repo_url:<repo>:scm_user_name:<scm_user>:scm_ref:<ref>";
const CODEFRESH_GIT_CLAIMS = { scm_repo_url: "<repo>", scm_user_name: "<scm_user>", scm_ref: "<ref>" };

export const CODEFRESH: Grammar = toGrammar({
  name: "codefresh",
  sets: { repo: "rest" },
  kinds: {
    "timed build": { claims: { sub: "account:<account>:pipeline:<pipeline>" }, narrow: [] },
    "build by hand": {
      claims: { sub: "account:<account>:pipeline:<pipeline>:initiator:<initiator>", initiator: "<initiator>" },
      narrow: ["initiator"],
    },
    push: {
      claims: { sub: `account:<account>:pipeline:<pipeline>:${CODEFRESH_GIT}`, ...CODEFRESH_GIT_CLAIMS },
      narrow: ["ref"],
    },
    "push by hand": {
      claims: {
        sub: `account:<account>:pipeline:<pipeline>:initiator:<initiator>:${CODEFRESH_GIT}`,
        initiator: "<initiator>",
        ...CODEFRESH_GIT_CLAIMS,
      },
      narrow: ["ref", "initiator"],
    },
    "pull request": {
      claims: {
        sub: `account:<account>:pipeline:<pipeline>:${CODEFRESH_GIT}:scm_pull_request_target_branch:<target>`,
        scm_pull_request_target_branch: "<target>",
        ...CODEFRESH_GIT_CLAIMS,
      },
      narrow: ["ref", "target"],
      isPullRequest: true,
    },
  },
  claims: {
    account_id: "<account>",
    account_name: "<account_name>",
    pipeline_id: "<pipeline>",
    pipeline_name: "<pipeline_name>",
    workflow_id: "<workflow>",
  },
  tenant: ["account", "account_name", "pipeline"],
  repository: [["pipeline"], ["account", "pipeline_name"], ["account_name", "pipeline_name"]],
  words: { tenant: "account", tenants: "accounts", repository: "pipeline", narrow: "trigger" },
});

export const SEMAPHORE: Grammar = toGrammar({
  name: "semaphore",
  kinds: {
    job: {
      claims: { sub: "org:<org>:project:<project>:repo:<repo>:ref_type:<ref_type>:ref:<ref>" },
      narrow: ["ref"],
    },
  },
  tenant: ["org"],
  repository: [["project"], ["repo"]],
  words: { tenant: "organisation", tenants: "organisations", repository: "project", narrow: "branch" },
});

export const MODAL: Grammar = toGrammar({
  name: "modal",
  sets: { more: "rest" },
  kinds: {
    function: {
      claims: { sub: "modal:workspace_id:<workspace>:environment_name:<environment>:app_name:<app>:<more>" },
      narrow: ["app"],
    },
  },
  tenant: ["workspace"],
  repository: [["environment"]],
  words: { tenant: "workspace", tenants: "workspaces", repository: "environment", narrow: "app" },
});

/** Jobs by the addresses that they have on the server, which may stand below a path of its host. */
const JENKINS_JOB = "job/<job>/";
const JENKINS_BELOW = "job/<folder>/job/<below>/";

/**
 * Tokens of the plugin OpenID Connect Provider: the subject is the address of the job unless an administrator made up another.
 * A folder and a job of several branches look alike; the latter has a job PR-N for each pull request.
 * https://plugins.jenkins.io/oidc-provider/
 */
export const JENKINS: Grammar = toGrammar({
  name: "jenkins",
  sets: { server: "name", path: "name", job: "name", folder: "name", below: "rest", number: "digits" },
  kinds: {
    job: { claims: { sub: `https://<server>/${JENKINS_JOB}` }, narrow: ["job"] },
    "job in a folder": { claims: { sub: `https://<server>/${JENKINS_BELOW}` }, narrow: ["below"] },
    "job of a pull request": {
      claims: { sub: "https://<server>/job/<folder>/job/PR-<number>/" },
      narrow: ["number"],
      isPullRequest: undefined,
    },
    "job, below a path": { claims: { sub: `https://<server>/<path>/${JENKINS_JOB}` }, narrow: ["job"] },
    "job in a folder, below a path": { claims: { sub: `https://<server>/<path>/${JENKINS_BELOW}` }, narrow: ["below"] },
    "job of a pull request, below a path": {
      claims: { sub: "https://<server>/<path>/job/<folder>/job/PR-<number>/" },
      narrow: ["number"],
      isPullRequest: undefined,
    },
  },
  tenant: ["server"],
  repository: [["job"], ["folder"]],
  words: { tenant: "server", tenants: "servers", repository: "folder or job of several branches", narrow: "job" },
});
