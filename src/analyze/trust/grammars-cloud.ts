// Grammars of clouds, clusters and identity providers. Sources of each are in rules/tables/issuers.yaml.
import { type Grammar, toGrammar } from "./grammar.js";

export const KUBERNETES: Grammar = toGrammar({
  name: "kubernetes",
  sets: { namespace: "name", account: "name" },
  kinds: {
    "service account": { claims: { sub: "system:serviceaccount:<namespace>:<account>" }, narrow: ["account"] },
  },
  tenant: ["namespace"],
  repository: [["namespace"]],
  words: { tenant: "cluster", tenants: "clusters", repository: "namespace", narrow: "service account" },
});

export const GOOGLE: Grammar = toGrammar({
  name: "google",
  sets: { subject: "digits", client: "rest", requested_audience: "rest", organization: "digits" },
  kinds: {
    // STS reads `aud` from azp when the token has one, and then shows the real audience, which the caller chose, as oaud.
    identity: {
      claims: {
        sub: "<subject>",
        aud: "<client>",
        oaud: "<requested_audience>",
        "google/organization_number": "<organization>",
      },
      // the client is one application, or the service account itself
      narrow: ["subject", "client"],
    },
  },
  optional: ["oaud", "google/organization_number"],
  tenant: ["subject", "client", "organization"],
  repository: [],
  words: {
    tenant: "application or organisation",
    tenants: "applications",
    repository: "application",
    narrow: "identity",
  },
});

/** AWS identities as a Google pool sees them: what sts:GetCallerIdentity answers. */
export const AWS_IDENTITY: Grammar = toGrammar({
  name: "aws-identity",
  sets: { account: "digits", role: "name", session: "rest", unique_id: "login", user: "rest" },
  kinds: {
    "role session": {
      claims: {
        arn: "arn:aws:sts::<account>:assumed-role/<role>/<session>",
        account: "<account>",
        userid: "<unique_id>:<session>",
      },
      narrow: ["role", "session"],
    },
    user: {
      claims: { arn: "arn:aws:iam::<account>:user/<user>", account: "<account>", userid: "<unique_id>" },
      narrow: ["user"],
    },
  },
  tenant: ["account"],
  repository: [["account"]],
  words: { tenant: "account", tenants: "accounts", repository: "account", narrow: "role or user" },
});

/** Tokens that an account of AWS issues about its own principals: sts:GetWebIdentityToken. */
export const AWS_TOKEN: Grammar = toGrammar({
  name: "aws-token",
  sets: { account: "digits", role: "rest", user: "rest" },
  kinds: {
    role: { claims: { sub: "arn:aws:iam::<account>:role/<role>" }, narrow: ["role"] },
    user: { claims: { sub: "arn:aws:iam::<account>:user/<user>" }, narrow: ["user"] },
  },
  tenant: ["account"],
  repository: [["account"]],
  words: { tenant: "account", tenants: "accounts", repository: "account", narrow: "role or user" },
});

export const COGNITO: Grammar = toGrammar({
  name: "cognito",
  sets: { pool: "rest", identity: "rest", amr: "rest" },
  kinds: {
    "signed-in user": { claims: { sub: "<identity>", aud: "<pool>", amr: "<amr>" }, narrow: ["identity", "pool"] },
    // anyone on the internet, where the pool lets guests in
    guest: { claims: { sub: "<identity>", aud: "<pool>", amr: "unauthenticated" }, narrow: ["identity"] },
  },
  tenant: ["pool", "identity"],
  repository: [],
  words: { tenant: "identity pool", tenants: "identity pools", repository: "identity pool", narrow: "user" },
});

export const FACEBOOK: Grammar = toGrammar({
  name: "facebook",
  sets: { app: "digits", user: "digits" },
  kinds: { user: { claims: { app_id: "<app>", id: "<user>" }, narrow: ["user", "app"] } },
  tenant: ["app", "user"],
  repository: [],
  words: { tenant: "app", tenants: "apps", repository: "app", narrow: "user" },
});

export const AMAZON: Grammar = toGrammar({
  name: "amazon",
  sets: { app: "rest", user: "rest" },
  kinds: { user: { claims: { app_id: "<app>", user_id: "<user>" }, narrow: ["user", "app"] } },
  tenant: ["app", "user"],
  repository: [],
  words: { tenant: "app", tenants: "apps", repository: "app", narrow: "user" },
});

/** Tokens of an organisation's own issuer: of a service connection, or of a pipeline without one. */
export const AZURE_DEVOPS: Grammar = toGrammar({
  name: "azure-devops",
  sets: { org: "name", project: "name", connection: "rest", pipeline: "rest" },
  kinds: {
    "service connection": { claims: { sub: "sc://<org>/<project>/<connection>" }, narrow: ["connection"] },
    pipeline: { claims: { sub: "p://<org>/<project>/<pipeline>" }, narrow: ["pipeline"] },
  },
  tenant: ["org"],
  repository: [["project"]],
  words: {
    tenant: "organisation",
    tenants: "organisations",
    repository: "project",
    narrow: "service connection or pipeline",
  },
});

/** Tokens that Entra issues for a service connection: ids of the organisation and of the connection, without a project. */
export const AZURE_DEVOPS_ENTRA: Grammar = toGrammar({
  name: "azure-devops-entra",
  sets: { home: "login", application: "login", org: "login", connection: "login" },
  kinds: {
    "service connection": {
      claims: { sub: "/eid1/c/pub/t/<home>/a/<application>/sc/<org>/<connection>" },
      narrow: ["connection"],
    },
  },
  tenant: ["org"],
  repository: [["connection"]],
  words: {
    tenant: "organisation",
    tenants: "organisations",
    repository: "service connection",
    narrow: "service connection",
  },
});

export const FLY: Grammar = toGrammar({
  name: "fly",
  kinds: { machine: { claims: { sub: "<org>:<app>:<machine>" }, narrow: ["machine", "machine_id"] } },
  claims: {
    org_name: "<org>",
    org_id: "<org_id>",
    app_name: "<app>",
    app_id: "<app_id>",
    machine_name: "<machine>",
    machine_id: "<machine_id>",
  },
  tenant: ["org", "org_id"],
  repository: [["app"], ["app_id"], ["machine_id"]],
  words: { tenant: "organisation", tenants: "organisations", repository: "app", narrow: "machine" },
});

export const ORACLE: Grammar = toGrammar({
  name: "oracle",
  sets: { subject: "rest", resource: "rest" },
  kinds: {
    identity: { claims: { sub: "<subject>", rpst_id: "<resource>" }, narrow: ["subject", "resource"] },
  },
  optional: ["rpst_id"],
  tenant: ["subject"],
  repository: [],
  words: { tenant: "domain", tenants: "domains", repository: "domain", narrow: "identity" },
});

/** Microsoft's own tenant that Sentinel calls from: the session name, which Microsoft sets, says whose workspace it is. */
export const SENTINEL: Grammar = toGrammar({
  name: "sentinel",
  sets: { subject: "rest", session: "rest" },
  kinds: {
    connector: { claims: { sub: "<subject>", "sts:rolesessionname": "<session>" }, narrow: ["session"] },
  },
  tenant: ["session"],
  repository: [],
  words: { tenant: "workspace", tenants: "workspaces", repository: "workspace", narrow: "workspace" },
});

/**
 * SPIFFE ids, the subjects of JWT-SVIDs (spiffe/spiffe, standards/JWT-SVID.md and SPIFFE-ID.md): a trust domain and a path of the
 * operator's choice. Workloads of clusters are by convention ns/NAMESPACE/sa/ACCOUNT (Istio, spire-controller-manager); of any
 * other path what comes before its last parts counts as the place where the workload is.
 */
export const SPIFFE: Grammar = toGrammar({
  name: "spiffe",
  sets: { trust_domain: "name", namespace: "name", account: "name", only: "name", first: "name", further: "rest" },
  kinds: {
    "service account": { claims: { sub: "spiffe://<trust_domain>/ns/<namespace>/sa/<account>" }, narrow: ["account"] },
    workload: { claims: { sub: "spiffe://<trust_domain>/<only>" }, narrow: ["only"] },
    "workload below a path": { claims: { sub: "spiffe://<trust_domain>/<first>/<further>" }, narrow: ["further"] },
  },
  tenant: ["trust_domain"],
  repository: [["namespace"], ["only"], ["first"]],
  words: { tenant: "trust domain", tenants: "trust domains", repository: "namespace or path", narrow: "workload" },
});

/** Issuers whose subjects have no form that is known here: one exact value, or nothing can be told. */
export const OPAQUE: Grammar = toGrammar({
  name: "opaque",
  sets: { subject: "rest" },
  kinds: { token: { claims: { sub: "<subject>" }, narrow: ["subject"] } },
  tenant: ["subject"],
  repository: [],
  words: { tenant: "tenant", tenants: "tenants", repository: "tenant", narrow: "subject" },
});
