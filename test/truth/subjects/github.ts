// GitHub Actions. Tokens: a branch, the same with a reusable workflow, another branch, a tag, a pull request, an environment,
// one with a colon in its name; the same repository in the immutable form; neighbours and strangers.
import type { IssuerTableText, TokenText } from "./table.js";

const SITE = { owner: "acme", owner_id: "42", repo: "site", repo_id: "7", actor: "octocat" };
const OWN = {
  workflow_owner: "acme",
  workflow_repo: "site",
  workflow_file: ".github/workflows/ci.yml",
  workflow_ref: "refs/heads/main",
};
const without = ["enterprise_id"];

function token(kind: string, sub: string, more: { readonly [part: string]: string }): TokenText {
  return { kind, sub, values: { ...SITE, ...OWN, ...more }, without };
}

const main = { branch: "main" };
const production = { sub_environment: "production", environment: "production", ref: "refs/heads/main" };
const evil = { owner: "evil", owner_id: "666", repo_id: "13", actor: "mallory" };

const tokens: IssuerTableText["tokens"] = {
  main: token("branch", "repo:acme/site:ref:refs/heads/main", main),
  shared: token("branch", "repo:acme/site:ref:refs/heads/main", {
    ...main,
    workflow_repo: "shared",
    workflow_file: ".github/workflows/deploy.yml",
  }),
  dev: token("branch", "repo:acme/site:ref:refs/heads/dev", { branch: "dev", workflow_ref: "refs/heads/dev" }),
  tag: token("tag", "repo:acme/site:ref:refs/tags/v1", { tag: "v1", workflow_ref: "refs/tags/v1" }),
  pull: token("pull_request", "repo:acme/site:pull_request", { number: "5", workflow_ref: "refs/pull/5/merge" }),
  prod: token("environment", "repo:acme/site:environment:production", production),
  colon: token("environment", "repo:acme/site:environment:eu%3Aprod", {
    sub_environment: "eu%3Aprod",
    environment: "eu:prod",
    ref: "refs/heads/main",
  }),
  idMain: token("branch (ids)", "repo:acme@42/site@7:ref:refs/heads/main", main),
  idProd: token("environment (ids)", "repo:acme@42/site@7:environment:production", production),
  idPull: token("pull_request (ids)", "repo:acme@42/site@7:pull_request", {
    number: "5",
    workflow_ref: "refs/pull/5/merge",
  }),
  api: token("branch", "repo:acme/api:ref:refs/heads/main", {
    ...main,
    repo: "api",
    repo_id: "8",
    workflow_repo: "api",
  }),
  next: token("branch", "repo:acme/site-next:ref:refs/heads/main", {
    ...main,
    repo: "site-next",
    repo_id: "9",
    workflow_repo: "site-next",
  }),
  evil: token("branch", "repo:evil/site:ref:refs/heads/main", { ...main, ...evil, workflow_owner: "evil" }),
  near: token("branch", "repo:acme-evil/site:ref:refs/heads/main", {
    ...main,
    ...evil,
    owner: "acme-evil",
    workflow_owner: "acme-evil",
  }),
  trick: token("branch", "repo:evil/site:ref:refs/heads/acme/site", {
    ...evil,
    branch: "acme/site",
    workflow_owner: "evil",
    workflow_ref: "refs/heads/acme/site",
  }),
  again: token("branch (ids)", "repo:acme@43/site@99:ref:refs/heads/main", {
    ...main,
    owner_id: "43",
    repo_id: "99",
    actor: "mallory",
  }),
};

const NAMES = "main shared dev tag pull prod colon";
const IDS = "idMain idProd idPull";
const EVERYTHING = Object.keys(tokens).join(" ");

const is = (claim: string, ...values: readonly string[]) => ({ StringEquals: { [claim]: values } });
const like = (claim: string, ...values: readonly string[]) => ({ StringLike: { [claim]: values } });

export const GITHUB: IssuerTableText = {
  issuer: "token.actions.githubusercontent.com",
  source:
    "https://docs.github.com/en/actions/reference/security/oidc; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
  tokens,
  patterns: [
    { when: is("sub", "repo:acme/site:ref:refs/heads/main"), yes: "main shared" },
    { when: like("sub", "repo:acme/site:*"), yes: NAMES },
    { when: like("sub", "repo:acme/*"), yes: `${NAMES} api next` },
    { when: like("sub", "repo:acme*"), yes: `${NAMES} ${IDS} api next near again` },
    { when: like("sub", "repo:acme/site*"), yes: `${NAMES} next` },
    { when: like("sub", "repo:acme@42/*"), yes: IDS },
    { when: like("sub", "repo:acme@*"), yes: `${IDS} again` },
    { when: like("sub", "repo:acme@42/site@7:*"), yes: IDS },
    { when: is("sub", "repo:acme@42/site@7:environment:production"), yes: "idProd" },
    { when: like("sub", "*"), yes: EVERYTHING },
    { when: like("sub", "repo:*"), yes: EVERYTHING },
    { when: like("sub", "*:ref:refs/heads/main"), yes: "main shared idMain api next evil near again" },
    { when: like("sub", "repo:*/site:ref:refs/heads/main"), yes: "main shared evil near" },
    { when: like("sub", "repo:*/acme/*"), yes: "trick" },
    { when: like("sub", "*acme/site*"), yes: `${NAMES} next trick` },
    { when: is("sub", "repo:acme/*"), yes: "" },
    { when: like("sub", "repo:acme/site:environment:*"), yes: "prod colon" },
    { when: is("sub", "repo:acme/site:environment:production"), yes: "prod" },
    { when: is("sub", "repo:acme/site:environment:Production"), yes: "" },
    { when: is("sub", "repo:acme/site:environment:eu:prod"), yes: "" },
    { when: is("sub", "repo:acme/site:environment:eu%3Aprod"), yes: "colon" },
    { when: is("sub", "repo:acme/site:pull_request"), yes: "pull" },
    { when: like("sub", "repo:acme/*:pull_request"), yes: "pull" },
    { when: like("sub", "repo:acme/site:ref:refs/heads/*"), yes: "main shared dev" },
    { when: like("sub", "repo:acme/site:ref:refs/*"), yes: "main shared dev tag" },
    { when: like("sub", "repo:acme/site:ref:refs/tags/v*"), yes: "tag" },
    { when: like("sub", "repo:acme/site:ref:main"), yes: "" },
    { when: like("sub", "repo:ACME/site:*"), yes: "" },
    { when: { StringEqualsIgnoreCase: { sub: "REPO:ACME/SITE:REF:REFS/HEADS/MAIN" } }, yes: "main shared" },
    { when: like("sub", "repo:acme/????:ref:refs/heads/main"), yes: "main shared" },
    { when: like("sub", "repo:acme/???:ref:refs/heads/main"), yes: "api" },
    { when: { "ForAllValues:StringLike": { sub: "repo:acme/site:*" } }, yes: NAMES },
    { when: { "ForAnyValue:StringLike": { sub: "repo:acme/site:*" } }, yes: NAMES },
    { when: { StringLikeIfExists: { sub: "repo:acme/site:*" } }, yes: NAMES },
    { when: is("repository", "acme/site"), yes: `${NAMES} ${IDS} again` },
    { when: is("repository_id", "7"), yes: `${NAMES} ${IDS}` },
    { when: is("repository_owner_id", "42"), yes: `${NAMES} ${IDS} api next` },
    { when: is("ref", "refs/heads/main"), yes: "main shared prod colon idMain idProd api next evil near again" },
    {
      when: { StringEquals: { repository_id: "7", ref: "refs/heads/main" } },
      yes: "main shared prod colon idMain idProd",
    },
    { when: is("environment", "production"), yes: "prod idProd" },
    { when: is("environment", "eu:prod"), yes: "colon" },
    { when: { "ForAllValues:StringEquals": { environment: "production" } }, yes: EVERYTHING.replace("colon ", "") },
    {
      when: { StringEqualsIfExists: { environment: "production" }, StringLike: { sub: "repo:acme/site:*" } },
      yes: NAMES.replace(" colon", ""),
    },
    { when: { "ForAllValues:StringEquals": { enterprise_id: "99" } }, yes: EVERYTHING },
    { when: is("enterprise_id", "99"), yes: "" },
    { when: like("job_workflow_ref", "acme/shared/.github/workflows/*@refs/heads/main"), yes: "shared" },
    { when: like("job_workflow_ref", "acme/*"), yes: `${NAMES} ${IDS} api next again` },
    {
      when: { StringLike: { sub: "repo:acme/site:*" }, StringNotEquals: { sub: "repo:acme/site:pull_request" } },
      yes: NAMES.replace(" pull", ""),
    },
    { when: { StringNotLike: { sub: "repo:acme/*" } }, yes: `${IDS} evil near trick again` },
    { when: is("aud", "api://other"), yes: "" },
    {
      when: is("sub", "repo:acme/site:ref:refs/heads/main", "repo:acme/api:ref:refs/heads/main"),
      yes: "main shared api",
    },
    { when: like("sub", "repo:acme/site:ref:refs/heads/main", "repo:acme/api:*"), yes: "main shared api" },
    { when: is("actor", "octocat"), yes: `${NAMES} ${IDS} api next` },
    { when: { Null: { environment: "false" } }, yes: "prod colon idProd" },
    { when: { Null: { sub: "true" } }, yes: "" },
    { when: like("repository", "acme/*"), yes: `${NAMES} ${IDS} api next again` },
    { when: like("repository", "acme*"), yes: `${NAMES} ${IDS} api next near again` },
    { when: is("runner_environment", "github-hosted"), yes: "", unknown: EVERYTHING },
    { when: like("sub", "repo:${aws:PrincipalTag/owner}/*"), yes: "", unknown: EVERYTHING },
    { condition: "", yes: EVERYTHING },
    { condition: "assertion.repository_owner == 'acme'", yes: `${NAMES} ${IDS} api next again` },
    { condition: "assertion.repository_owner_id == '42'", yes: `${NAMES} ${IDS} api next` },
    {
      condition: "assertion.repository == 'acme/site' && assertion.ref == 'refs/heads/main'",
      yes: "main shared prod colon idMain idProd again",
    },
    { condition: "assertion.sub == 'repo:acme/site:ref:refs/heads/main'", yes: "main shared" },
    { condition: "assertion.ref in ['refs/heads/dev', 'refs/tags/v1']", yes: "dev tag" },
    { condition: "assertion.repository_id == '7' && assertion.environment == 'production'", yes: "prod idProd" },
    { condition: "assertion.sub.startsWith('repo:acme')", yes: `${NAMES} ${IDS} api next near again` },
    { condition: "assertion.repository_owner == 'acme' || assertion.actor == 'mallory'", yes: EVERYTHING },
    { condition: "assertion.repository.matches('^acme/.*$')", yes: `${NAMES} ${IDS} api next again` },
    { condition: "assertion.repository.matches('^acme')", yes: `${NAMES} ${IDS} api next near again` },
    { condition: "assertion.repository.matches('^acme/[^/]+$')", yes: "", unknown: EVERYTHING },
    { subject: "repo:acme/site:ref:refs/heads/main", yes: "main shared" },
    { subject: "repo:acme/site:environment:production", yes: "prod" },
    { subject: "repo:acme/*", yes: "" },
    { subject: "repo:Acme/site:pull_request", yes: "" },
    { expression: "claims['sub'] matches 'repo:acme/*:ref:refs/heads/*'", yes: "main shared dev api next" },
    { expression: "claims['sub'] eq 'repo:acme@42/site@7:pull_request'", yes: "idPull" },
    {
      expression: "claims['sub'] matches 'repo:acme*' and claims['job_workflow_ref'] matches 'acme/shared/*'",
      yes: "shared",
    },
    { expression: "claims['sub'] matches 'repo:acme/sit?:pull_request'", yes: "pull" },
    { expression: "claims['sub'] contains 'acme'", yes: "", unknown: EVERYTHING },
  ],
};

/** A server of one's own: names only, and AWS reads no claim beyond the subject. */
export const GITHUB_SERVER: IssuerTableText = {
  issuer: "github.acme.example/_services/token",
  source: "https://docs.github.com/en/enterprise-server@3.19/actions/reference/security/oidc",
  tokens: {
    main: token("branch", "repo:acme/site:ref:refs/heads/main", main),
    pull: token("pull_request", "repo:acme/site:pull_request", { number: "5" }),
    other: token("branch", "repo:tools/site:ref:refs/heads/main", { ...main, owner: "tools" }),
  },
  patterns: [
    { when: is("sub", "repo:acme/site:ref:refs/heads/main"), yes: "main" },
    { when: like("sub", "repo:acme/*"), yes: "main pull" },
    { when: like("sub", "*"), yes: "main pull other" },
    { when: is("repository", "acme/site"), yes: "", unknown: "main pull" },
  ],
};

/** An enterprise with an issuer of its own. */
export const GITHUB_ENTERPRISE: IssuerTableText = {
  issuer: "token.actions.githubusercontent.com/acme-corp",
  source: "https://docs.github.com/en/enterprise-cloud@latest/actions/reference/security/oidc",
  tokens: {
    main: token("branch", "repo:acme/site:ref:refs/heads/main", main),
    sister: token("branch", "repo:acme-labs/site:ref:refs/heads/main", { ...main, owner: "acme-labs" }),
  },
  patterns: [
    { when: like("sub", "repo:*"), yes: "main sister" },
    { when: like("sub", "repo:acme/*"), yes: "main" },
    { when: like("sub", "repo:acme*/site:*"), yes: "main sister" },
  ],
};

/** Data residency: a host of the customer's own. */
export const GITHUB_RESIDENCY: IssuerTableText = {
  issuer: "token.actions.acme.ghe.com",
  source: "https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom",
  tokens: {
    main: token("branch", "repo:acme/site:ref:refs/heads/main", main),
    tag: token("tag", "repo:acme/site:ref:refs/tags/v1", { tag: "v1" }),
  },
  patterns: [
    { when: like("sub", "repo:acme/site:ref:refs/heads/*"), yes: "main" },
    { when: is("repository_id", "7"), yes: "main tag" },
    {
      when: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/site:ref:refs/heads/main" } },
      yes: "",
    },
  ],
};
