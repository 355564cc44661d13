// Clouds that take each other's tokens: AWS, Google and Entra in both directions, and what each of them must not take.
import type { IssuerTableText, TokenText } from "./table.js";

const is = (claim: string, ...values: readonly string[]) => ({ StringEquals: { [claim]: values } });
const like = (claim: string, ...values: readonly string[]) => ({ StringLike: { [claim]: values } });

const DEPLOY = "111111111111111111111";
const OTHER = "222222222222222222222";

/** Identity token of a service account: `sub` and `azp` are its number, never its address. */
const google = (subject: string): TokenText => ({
  kind: "identity",
  sub: subject,
  values: { subject, client: subject, requested_audience: "sts.amazonaws.com" },
  without: ["google/organization_number"],
});

/** Google's tokens in AWS, in Entra, and in a pool of Google's own. */
const GOOGLE: IssuerTableText = {
  issuer: "accounts.google.com",
  source:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif; https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-create-trust-gcp",
  tokens: { deploy: google(DEPLOY), other: google(OTHER) },
  patterns: [
    { when: is("sub", DEPLOY), yes: "deploy" },
    { when: is("aud", DEPLOY), yes: "deploy" },
    { when: { StringEquals: { aud: DEPLOY, oaud: "sts.amazonaws.com" } }, yes: "deploy" },
    { when: is("sub", DEPLOY, OTHER), yes: "deploy other" },
    { when: like("sub", "1111*"), yes: "deploy" },
    { when: is("oaud", "sts.amazonaws.com"), yes: "deploy other" },
    { when: is("oaud", "https://other.example"), yes: "" },
    { when: is("sub", "deploy@acme.iam.gserviceaccount.com"), yes: "" },
    { when: is("email", "deploy@acme.iam.gserviceaccount.com"), yes: "", unknown: "deploy other" },
    { when: is("google/organization_number", "12345"), yes: "" },
    { subject: DEPLOY, yes: "deploy" },
    { subject: "deploy@acme.iam.gserviceaccount.com", yes: "" },
    { subject: "1111*", yes: "" },
    { condition: `assertion.sub == '${OTHER}'`, yes: "other" },
  ],
};

/** What sts:GetCallerIdentity answers, which is what a Google pool for AWS sees: `role` may be below a path. */
const assumed = (account: string, role: string): TokenText => ({
  kind: "role session",
  sub: "",
  values: { account, role, session: "i-0abc", unique_id: "AROAEXAMPLE" },
});
const user = (account: string, name: string): TokenText => ({
  kind: "user",
  sub: "",
  values: { account, user: name, unique_id: "AIDAEXAMPLE" },
});

const AWS_TO_GOOGLE: IssuerTableText = {
  issuer: "sts.amazonaws.com",
  source: "https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds",
  tokens: {
    deploy: assumed("111122223333", "deploy"),
    other: assumed("111122223333", "deploy-staging"),
    user: user("111122223333", "deploy"),
    foreign: assumed("999988887777", "deploy"),
    stranger: user("999988887777", "deploy"),
  },
  patterns: [
    { condition: "", yes: "deploy other user foreign stranger" },
    { condition: "assertion.account == '111122223333'", yes: "deploy other user" },
    { condition: "assertion.account in ['999988887777']", yes: "foreign stranger" },
    { condition: "assertion.arn.startsWith('arn:aws:sts::111122223333:assumed-role/deploy/')", yes: "deploy" },
    { condition: "assertion.arn.startsWith('arn:aws:sts::111122223333:assumed-role/deploy')", yes: "deploy other" },
    { condition: "assertion.arn.contains('assumed-role/deploy/')", yes: "deploy foreign" },
    { condition: "assertion.arn == 'arn:aws:iam::111122223333:user/deploy'", yes: "user" },
    // the ARN of the role itself is what nobody calls with
    { condition: "assertion.arn == 'arn:aws:iam::111122223333:role/deploy'", yes: "" },
    { condition: "assertion.userid == 'AIDAEXAMPLE'", yes: "user stranger" },
    { condition: "assertion.account == '111122223333' && assertion.arn.contains(':user/')", yes: "user" },
  ],
};

const OUTBOUND = "3f0a7c1e-0000-4000-8000-00000000000a.tokens.sts.global.api.aws";
const token = (kind: "role" | "user", account: string, name: string): TokenText => ({
  kind,
  sub: `arn:aws:iam::${account}:${kind}/${name}`,
  values: { account, [kind]: name },
});

/** Tokens that an account of AWS issues about its own principals, as Entra and Google take them. */
const AWS_OUTBOUND: IssuerTableText = {
  issuer: OUTBOUND,
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html",
  tokens: {
    deploy: token("role", "111122223333", "deploy"),
    below: token("role", "111122223333", "apps/deploy"),
    near: token("role", "111122223333", "deploy-staging"),
    user: token("user", "111122223333", "deploy"),
  },
  patterns: [
    { subject: "arn:aws:iam::111122223333:role/deploy", yes: "deploy" },
    { subject: "arn:aws:iam::111122223333:role/apps/deploy", yes: "below" },
    { subject: "arn:aws:iam::111122223333:user/deploy", yes: "user" },
    // the session's ARN is what other calls show, not what the token says
    { subject: "arn:aws:sts::111122223333:assumed-role/deploy/i-0abc", yes: "" },
    { subject: "arn:aws:iam::999988887777:role/deploy", yes: "" },
    { subject: "arn:aws:iam::111122223333:role/Deploy", yes: "" },
    { condition: "assertion.sub == 'arn:aws:iam::111122223333:role/deploy'", yes: "deploy" },
    { condition: "assertion.sub.startsWith('arn:aws:iam::111122223333:role/deploy')", yes: "deploy near" },
    { condition: "", yes: "deploy below near user" },
    {
      condition: "assertion['https://sts.amazonaws.com/']['aws_account'] == '111122223333'",
      yes: "",
      unknown: "deploy below near user",
    },
  ],
};

const entra = (subject: string): TokenText => ({ kind: "token", sub: subject, values: { subject } });
const AGENT = "0d1f0000-0000-4000-8000-000000000001";
const BATCH = "0d1f0000-0000-4000-8000-000000000002";

/** Tokens of one Entra tenant in AWS and Google; `sub` of an application's own token is the object id of its principal. */
const entraTable = (issuer: string): IssuerTableText => ({
  issuer,
  source: "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference",
  tokens: { agent: entra(AGENT), batch: entra(BATCH) },
  patterns: [
    { when: is("sub", AGENT), yes: "agent" },
    { when: is("sub", AGENT.toUpperCase()), yes: "" },
    { when: like("sub", "0d1f0000-*"), yes: "agent batch" },
    { when: is("aud", "api://elsewhere"), yes: "" },
    { when: { StringEquals: { [`${issuer}/:sub`]: AGENT } }, yes: "agent" },
    // the issuer of another tenant says nothing about this one
    { when: { StringEquals: { "sts.windows.net/ffffffff-0000-4000-8000-00000000000f/:sub": AGENT } }, yes: "" },
    { condition: `assertion.sub == '${BATCH}'`, yes: "batch" },
    { condition: `assertion.sub in ['${AGENT}', '${BATCH}']`, yes: "agent batch" },
    { condition: "assertion.roles.exists(r, r == 'deploy')", yes: "", unknown: "agent batch" },
  ],
});

const TENANT = "5c1e0000-0000-4000-8000-000000000001";

export const CLOUDS: readonly IssuerTableText[] = [
  GOOGLE,
  AWS_TO_GOOGLE,
  AWS_OUTBOUND,
  entraTable(`sts.windows.net/${TENANT}`),
  entraTable(`login.microsoftonline.com/${TENANT}/v2.0`),
];
