// Trusts in the other issuers of the table: condition → how much of whose is accepted.
import { describe, expect, it } from "vitest";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { columnsOf, withTables } from "./judged.js";

withTables();

type Claims = { readonly [claim: string]: Json };
/** issuer_sharing, pins_tenant, breadth; null: cannot be decided. */
type Expected = readonly [sharing: Json, pins: Json, breadth: Json];

function judge(provider: string, operator: string, claims: Claims | undefined): Expected {
  const keys = Object.entries(claims ?? {}).map(([claim, value]) => {
    return [claim.startsWith("aws:") || claim.startsWith("sts:") ? claim : `${provider}:${claim}`, value];
  });
  const condition: JsonRecord | undefined = claims && { [operator]: Object.fromEntries(keys) };
  const columns = columnsOf({ provider, ...(condition && { condition }) });
  return [columns["issuer_sharing"] ?? null, columns["pins_tenant"] ?? null, columns["breadth"] ?? null];
}

const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const BITBUCKET = "api.bitbucket.org/2.0/workspaces/octo/pipelines-config/identity/oidc";
const ENTRA = "sts.windows.net/11111111-2222-3333-4444-555555555555";
const CIRCLE = "oidc.circleci.com/org/11111111-2222-3333-4444-555555555555";

const shared = (pins: boolean | null, breadth: string | null): Expected => ["shared", pins, breadth];
const tenant = (breadth: string | null): Expected => ["tenant", true, breadth];

describe("SPIFFE ids, whose issuer is in no table: the subject tells them", () => {
  const SPIRE = "oidc.shop.example";
  const of = (breadth: string | null): Expected => ["unknown", breadth === null ? null : true, breadth];
  it.each<[string, Expected]>([
    ["spiffe://shop.example/*", of("organization")],
    ["spiffe://shop.example/ns/*", of("organization")],
    ["spiffe://shop.example/ns/*/sa/*", of("organization")],
    // the name of an account alone, in whatever namespace
    ["spiffe://shop.example/ns/*/sa/orders", of("organization")],
    ["spiffe://shop.example/ns/sh*", of("organization")],
    ["spiffe://shop.example/ns/shop/*", of("repository")],
    ["spiffe://shop.example/ns/shop/sa/*", of("repository")],
    ["spiffe://shop.example/ns/shop/sa/or*", of("pattern")],
    ["spiffe://shop.example/ns/shop/sa/orders", of("context")],
    ["spiffe://shop.example/prod/*", of("repository")],
    ["spiffe://shop.example/prod/web/1", of("context")],
    ["spiffe://shop.example/orders", of("context")],
    // whose trust domain it is, is open: one issuer may serve one or many
    ["spiffe://*", of(null)],
    ["spiffe://shop.example*", of(null)],
    ["spiffe://*/ns/shop/sa/orders", of(null)],
    // no SPIFFE id of a workload
    ["spiffe://shop.example", of(null)],
  ])("%s", (sub, expected) => {
    expect(judge(SPIRE, "StringLike", { sub })).toEqual(expected);
  });

  it("a star in a value that takes it literally is met by nobody", () => {
    expect(judge(SPIRE, "StringEquals", { sub: "spiffe://shop.example/*" })[2]).toBe("nobody");
  });
});

describe("StringLike", () => {
  it.each<[string, Claims | undefined, Expected]>([
    // GitLab.com
    ["gitlab.com", undefined, shared(false, "anyone")],
    ["gitlab.com", { sub: "*" }, shared(false, "anyone")],
    ["gitlab.com", { sub: "project_path:*:ref_type:branch:ref:main" }, shared(false, "anyone")],
    ["gitlab.com", { sub: "project_path:octo*" }, shared(false, "tenants")],
    ["gitlab.com", { sub: "project_path:octo/*" }, shared(true, "organization")],
    ["gitlab.com", { sub: "project_path:octo/infra/*:ref_type:branch:ref:main" }, shared(true, "organization")],
    ["gitlab.com", { sub: "project_path:octo/api:*" }, shared(true, "repository")],
    ["gitlab.com", { sub: "project_path:octo/api:ref_type:branch:ref:*" }, shared(true, "repository")],
    ["gitlab.com", { sub: "project_path:octo/api:ref_type:branch:ref:main" }, shared(true, "context")],
    ["gitlab.com", { sub: "project_path:octo/infra/api:ref_type:tag:ref:v1" }, shared(true, "context")],
    ["gitlab.com", { project_id: "42" }, shared(true, "repository")],
    ["gitlab.com", { namespace_id: "7" }, shared(true, "organization")],
    ["gitlab.com", { user_login: "octocat" }, shared(false, "anyone")],
    ["gitlab.com", { ref_protected: "true" }, shared(false, "anyone")],
    ["gitlab.com", { sub: "project_path:octo/api" }, shared(true, "repository")],
    // CircleCI
    [CIRCLE, undefined, tenant("organization")],
    [CIRCLE, { sub: "org/11111111-2222-3333-4444-555555555555/project/p-1/user/*" }, tenant("repository")],
    // a branch of another project may hold the words that the star leaves out
    [CIRCLE, { sub: "org/*/project/p-1/user/*" }, tenant("organization")],
    [CIRCLE, { "oidc.circleci.com/project-id": "p-1" }, tenant("repository")],
    [
      CIRCLE,
      {
        sub: "org/11111111-2222-3333-4444-555555555555/project/p-1/user/*/vcs-origin/github.com/octo/api/vcs-ref/refs/heads/main",
      },
      tenant("repository"),
    ],
    [
      CIRCLE,
      {
        sub: "org/11111111-2222-3333-4444-555555555555/project/p-1/user/u-1/vcs-origin/github.com/octo/api/vcs-ref/refs/heads/main",
      },
      tenant("context"),
    ],
    ["oidc.circleci.com", undefined, shared(false, "anyone")],
    ["oidc.circleci.com", { sub: "org/o-1/*" }, shared(true, "organization")],
    ["oidc.circleci.com", { sub: "org/o-1/project/p-1/*" }, shared(true, "repository")],
    // Buildkite
    ["agent.buildkite.com", undefined, shared(false, "anyone")],
    ["agent.buildkite.com", { sub: "organization:octo*" }, shared(false, "tenants")],
    ["agent.buildkite.com", { sub: "organization:octo:*" }, shared(true, "organization")],
    ["agent.buildkite.com", { sub: "organization:octo:pipeline:api:*" }, shared(true, "repository")],
    ["agent.buildkite.com", { sub: "organization:octo:pipeline:api:ref:refs/heads/main:*" }, shared(true, "context")],
    ["agent.buildkite.com", { organization_id: "0184-uuid" }, shared(true, "organization")],
    ["agent.buildkite.com", { pipeline_id: "0184-uuid" }, shared(true, "repository")],
    ["agent.buildkite.com", { pipeline_slug: "api" }, shared(false, "tenants")],
    ["agent.buildkite.com", { sub: "0184990a-477b-4fa8-9968-496074483cee" }, shared(true, "repository")],
    ["agent.buildkite.com", { sub: "0184*" }, shared(false, "tenants")],
    ["agent.buildkite.com", { sub: "api/*" }, shared(null, null)],
    ["agent.buildkite.com", { cluster_id: "0184-uuid" }, shared(true, "repository")],
    ["agent.buildkite.com", { cluster_name: "prod" }, shared(false, "anyone")],
    ["agent.buildkite.com", { "aws:RequestTag/pipeline_id": "0184-uuid" }, shared(true, "repository")],
    // HCP Terraform, both hosts
    ["app.terraform.io", undefined, shared(false, "anyone")],
    ["app.terraform.io", { sub: "organization:octo*" }, shared(false, "tenants")],
    ["app.terraform.io", { sub: "organization:octo:*" }, shared(true, "organization")],
    ["app.terraform.io", { sub: "organization:octo:project:*:workspace:*:run_phase:*" }, shared(true, "organization")],
    ["app.terraform.io", { sub: "organization:octo:project:p:workspace:prod:run_phase:*" }, shared(true, "repository")],
    [
      "app.terraform.io",
      { sub: "organization:octo:project:p:workspace:prod:run_phase:apply" },
      shared(true, "context"),
    ],
    ["app.terraform.io", { sub: "organization:octo:workspace:prod:run_phase:apply" }, shared(true, "context")],
    ["app.eu.terraform.io", { sub: "organization:*:workspace:prod:run_phase:apply" }, shared(false, "tenants")],
    // the issuer names the customer
    [BITBUCKET, undefined, tenant("organization")],
    [BITBUCKET, { sub: "{11111111-2222-3333-4444-555555555555}:*" }, tenant("repository")],
    ["oidc.vercel.com/octo", undefined, tenant("organization")],
    ["oidc.vercel.com/octo", { sub: "owner:octo:project:web:environment:production" }, tenant("context")],
    ["octo.app.spacelift.io", { sub: "space:prod:*" }, tenant("organization")],
    ["octo.app.spacelift.io", { sub: "space:prod:stack:app:run_type:*:scope:write" }, tenant("context")],
    [
      "octo.semaphoreci.com",
      { sub: "org:octo:project:p:repo:web:ref_type:branch:ref:refs/heads/main" },
      tenant("context"),
    ],
    ["oidc.fly.io/octo", { sub: "octo:web:*" }, tenant("repository")],
    ["vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555", { sub: "sc://octo/web/*" }, tenant("repository")],
    ["vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555", { sub: "sc://octo/web/aws" }, tenant("context")],
    ["app.harness.io/ng/api/oidc/account/abc", { sub: "account/abc:*" }, tenant("organization")],
    // shared, with the customer in aud or in sub
    ["oidc.vercel.com", { aud: "https://vercel.com/octo" }, shared(true, "organization")],
    ["oidc.vercel.com", { aud: "https://vercel.com/*" }, shared(false, "anyone")],
    ["oidc.vercel.com", { sub: "owner:octo:project:web:environment:production" }, shared(true, "context")],
    ["oidc.vercel.com", undefined, shared(false, "anyone")],
    ["api.pulumi.com/oidc", { aud: "aws:octo" }, shared(true, "organization")],
    ["api.pulumi.com/oidc", { sub: "pulumi:deploy:org:octo:project:web:*" }, shared(true, "repository")],
    ["api.pulumi.com/oidc", { sub: "pulumi:deploy:*" }, shared(false, "anyone")],
    ["api.pulumi.com/oidc/v2", { sub: "pulumi:org:0f1e:env:9a8b" }, shared(true, "context")],
    ["api.pulumi.com/oidc/v2", { sub: "pulumi:org:0f1e:env:*" }, shared(true, "organization")],
    ["api.pulumi.com/oidc/v2", { sub: "pulumi:org:*" }, shared(false, "anyone")],
    ["scalr.io", { sub: "account:octo:environment:*:workspace:*" }, shared(true, "organization")],
    ["oidc.codefresh.io", { sub: "account:5f30:pipeline:64de:*" }, shared(true, "repository")],
    ["oidc.modal.com", { sub: "modal:workspace_id:ac-1:*" }, shared(true, "organization")],
    ["login.app.env0.com/", { sub: "auth0|691b" }, shared(true, "context")],
    ["login.app.env0.com/", { sub: "auth0|*" }, shared(null, null)],
    ["login.app.env0.com/", { aud: "hoMiq9" }, shared(false, "anyone")],
    ["studio.datachain.ai/api", { sub: "credentials:octo/compute" }, shared(true, "context")],
    ["studio.datachain.ai/api", { sub: "credentials:octo/*" }, shared(null, null)],
    ["sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/", { aud: "api://1462b192" }, shared(false, "anyone")],
    [
      "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/",
      { "sts:RoleSessionName": "MicrosoftSentinel_0a1b" },
      shared(true, "context"),
    ],
    // clusters
    [EKS, undefined, tenant("organization")],
    [EKS, { aud: "sts.amazonaws.com" }, tenant("organization")],
    [EKS, { sub: "system:serviceaccount:*" }, tenant("organization")],
    [EKS, { sub: "system:serviceaccount:*:*" }, tenant("organization")],
    [EKS, { sub: "system:serviceaccount:*:default" }, tenant("organization")],
    [EKS, { sub: "system:serviceaccount:pay*:api" }, tenant("organization")],
    [EKS, { sub: "system:serviceaccount:payments:*" }, tenant("repository")],
    [EKS, { sub: "system:serviceaccount:payments:api-*" }, tenant("pattern")],
    [EKS, { sub: "system:serviceaccount:payments:api" }, tenant("context")],
    [EKS, { sub: ["system:serviceaccount:payments:api", "system:serviceaccount:payments:web"] }, tenant("context")],
    ["oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC", { sub: "system:serviceaccount:a:b" }, tenant("context")],
    [
      "container.googleapis.com/v1/projects/p/locations/l/clusters/c",
      { sub: "system:serviceaccount:a:b" },
      tenant("context"),
    ],
    ["westeurope.oic.prod-aks.azure.com/t/u/", { sub: "system:serviceaccount:a:b" }, tenant("context")],
    [
      "rh-oidc.s3.us-east-1.amazonaws.com/1ricsv5bio0domn5gofgaar07aifjpr0",
      { sub: "system:serviceaccount:a:b" },
      tenant("context"),
    ],
    // people and clouds
    ["accounts.google.com", undefined, shared(false, "anyone")],
    ["accounts.google.com", { oaud: "https://sts.example" }, shared(false, "anyone")],
    ["accounts.google.com", { aud: "123.apps.googleusercontent.com" }, shared(true, "context")],
    ["accounts.google.com", { sub: "109876543210987654321" }, shared(true, "context")],
    ["accounts.google.com", { "google/organization_number": "123456" }, shared(true, "organization")],
    ["cognito-identity.amazonaws.com", undefined, shared(false, "anyone")],
    ["cognito-identity.amazonaws.com", { amr: "authenticated" }, shared(false, "anyone")],
    ["cognito-identity.amazonaws.com", { aud: "eu-west-1:pool" }, shared(true, "organization")],
    ["cognito-identity.amazonaws.com", { aud: "eu-west-1:pool", amr: "authenticated" }, shared(true, "context")],
    ["cognito-identity.amazonaws.com", { aud: "eu-west-1:pool", amr: "unauthenticated" }, shared(true, "organization")],
    ["graph.facebook.com", { app_id: "1234" }, shared(true, "context")],
    ["graph.facebook.com", undefined, shared(false, "anyone")],
    ["www.amazon.com", { app_id: "amzn1.application-oa2-client.1" }, shared(true, "context")],
    [ENTRA, { aud: "api://aws" }, tenant("organization")],
    [`${ENTRA}/`, { sub: "9f8e7d6c" }, tenant("context")],
    ["login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0", { sub: "9f8e" }, tenant("context")],
    ["login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", { sub: "9f8e*" }, shared(null, null)],
    ["octo.eu.auth0.com/", { aud: "client" }, tenant("organization")],
    ["octo.okta.com/oauth2/default", { sub: "0oa1" }, tenant("context")],
    ["cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc", { sub: "0a1b" }, tenant("context")],
    ["idcs-1a2b.identity.oraclecloud.com", { rpst_id: "ocid1.instance" }, tenant("context")],
    // in no table: what the conditions name is decided, the rest is not
    ["git.octo.example", { sub: "project_path:octo/api:ref_type:branch:ref:main" }, ["unknown", true, "context"]],
    ["git.octo.example", { sub: "project_path:octo/*" }, ["unknown", true, "organization"]],
    ["git.octo.example", { aud: "aws" }, ["unknown", null, null]],
    ["git.octo.example", undefined, ["unknown", null, null]],
    ["keys.octo.example/cluster", { sub: "system:serviceaccount:a:b" }, ["unknown", true, "context"]],
    ["keys.octo.example/cluster", { sub: "system:serviceaccount:*" }, ["unknown", null, null]],
    ["id.octo.example", { sub: "svc-42" }, ["unknown", true, "context"]],
    ["id.octo.example", { sub: "svc-*" }, ["unknown", null, null]],
    // look-alikes are other issuers
    ["gitlab.com.octo.example", { aud: "aws" }, ["unknown", null, null]],
    ["oidc.eks.eu-west-1.amazonaws.com", { aud: "aws" }, ["unknown", null, null]],
    ["tokens.actions.githubusercontent.com", { aud: "aws" }, ["unknown", null, null]],
  ])("%s %j", (provider, claims, expected) => {
    expect(judge(provider, "StringLike", claims)).toEqual(expected);
  });

  it("two providers in one statement, with the conditions of one: the other gets nobody in", () => {
    const condition = { StringLike: { "gitlab.com:sub": "project_path:octo/*" } };
    expect(columnsOf({ provider: "agent.buildkite.com", condition })).toMatchObject({ dead: true, breadth: "nobody" });
  });
});

describe("other operators", () => {
  it("numbers of Google", () => {
    expect(judge("accounts.google.com", "NumericEquals", { "google/organization_number": "123456" })).toEqual(
      shared(true, "organization"),
    );
  });

  it("several values of amr", () => {
    expect(
      judge("cognito-identity.amazonaws.com", "ForAnyValue:StringLike", { amr: "authenticated", aud: "p" }),
    ).toEqual(shared(true, "context"));
  });

  it("an organisation number that only some tokens have", () => {
    const columns = columnsOf({
      provider: "accounts.google.com",
      condition: { StringEqualsIfExists: { "accounts.google.com:google/organization_number": "1" } },
    });
    expect(columns).toMatchObject({ pins_tenant: false, vacuous: true });
  });
});

describe("audiences of the provider", () => {
  it("an audience the provider is not set up for gets nobody in", () => {
    const condition = {
      StringEquals: {
        "gitlab.com:aud": "https://gitlab.com",
        "gitlab.com:sub": "project_path:o/r:ref_type:branch:ref:main",
      },
    };
    expect(columnsOf({ provider: "gitlab.com", condition, audiences: ["sts.amazonaws.com"] })).toMatchObject({
      dead: true,
    });
    expect(columnsOf({ provider: "gitlab.com", condition, audiences: ["https://gitlab.com"] })).toMatchObject({
      dead: false,
    });
    expect(columnsOf({ provider: "gitlab.com", condition })).toMatchObject({ dead: false });
  });

  it("names the customer where the issuer puts it there", () => {
    expect(columnsOf({ provider: "oidc.vercel.com", audiences: ["https://vercel.com/octo"] })).toMatchObject({
      pins_tenant: true,
    });
    expect(columnsOf({ provider: "gitlab.com", audiences: ["sts.amazonaws.com"] })).toMatchObject({
      pins_tenant: false,
    });
  });
});
