// Trusts of Google pools and Entra credentials against tokens of GitHub jobs.
import { beforeAll, describe, expect, it } from "vitest";
import { toCredentialConditions } from "../../../src/analyze/trust/entra-credential.js";
import type { TrustConditions } from "../../../src/analyze/trust/evaluate-trust.js";
import { accepts } from "../../../src/analyze/trust/federated.js";
import { toMemberConditions, toProviderConditions } from "../../../src/analyze/trust/google-provider.js";
import { fillKind } from "../../../src/analyze/trust/grammar.js";
import { createIssuerTable, type IssuerTable } from "../../../src/analyze/trust/issuers.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";
import { columnsOf, withTables } from "./judged.js";

const NOW = new Date("2026-11-25T12:00:00Z");
const ISSUER = "token.actions.githubusercontent.com";

withTables();

let issuers: IssuerTable;
beforeAll(async () => {
  issuers = createIssuerTable((await shippedTables()).issuers);
});

/** Verdict for a run on main of acme/site, or of another owner's repository of the same name. */
function verdict(cloud: string, conditions: TrustConditions, owner = "acme", shape = "branch"): string {
  const issuer = issuers.issuer(ISSUER, () => []);
  const kind = issuer.grammar.kinds.find(({ name }) => name === shape);
  if (kind === undefined) throw new Error(shape);
  const values = new Map([
    ["owner", owner],
    ["repo", "site"],
    ["owner_id", owner === "acme" ? "42" : "666"],
    ["repo_id", owner === "acme" ? "1" : "2"],
    ["branch", "main"],
    ["audience", "api://AzureADTokenExchange"],
    ["actor", "mallory"],
  ]);
  return accepts({ cloud, issuer, conditions }, fillKind(kind, values), NOW).verdict;
}

describe("a Google provider", () => {
  const mapping = { "google.subject": "assertion.sub", "attribute.repository": "assertion.repository" };
  const provider = (condition: string, more: JsonRecord = {}): TrustConditions =>
    toProviderConditions({ issuer: ISSUER, attribute_condition: condition, attribute_mapping: mapping, ...more });

  it.each<[string, string, string]>([
    ["", "met", "met"],
    ["assertion.repository_owner == 'acme'", "met", "blocked"],
    ["assertion.repository_owner_id == '42'", "met", "blocked"],
    ["assertion.repository == \"acme/site\" && assertion.ref == 'refs/heads/main'", "met", "blocked"],
    ["assertion.repository == 'acme/site' && assertion.ref == 'refs/heads/dev'", "blocked", "blocked"],
    ["assertion.repository in ['acme/api', 'acme/site']", "met", "blocked"],
    ["assertion.repository in ['acme/api']", "blocked", "blocked"],
    ["assertion.repository_owner == 'acme' || assertion.repository_owner == 'evil'", "met", "met"],
    [
      "assertion.ref == 'refs/heads/main' && (assertion.repository_owner == 'acme' || assertion.repository == 'x/y')",
      "met",
      "blocked",
    ],
    ["assertion.repository.startsWith('acme/')", "met", "blocked"],
    ["assertion.sub.startsWith('repo:acme/')", "met", "blocked"],
    ["assertion.repository.endsWith('/site')", "met", "met"],
    ["assertion.repository.contains('acme')", "met", "blocked"],
    ["assertion.repository_owner != 'acme'", "blocked", "met"],
    ["attribute.repository == 'acme/site'", "met", "blocked"],
    ["'acme' == assertion.repository_owner", "met", "blocked"],
    ["google.subject == 'repo:acme/site:ref:refs/heads/main'", "met", "blocked"],
    ["assertion.environment == 'production'", "blocked", "blocked"],
    ["assertion['repository_owner'] == 'acme'", "met", "blocked"],
    ["'acme' == assertion['repository_owner']", "met", "blocked"],
    ["assertion['repository'].startsWith('acme/') && assertion.ref == 'refs/heads/main'", "met", "blocked"],
    ["assertion['repository'] in ['acme/api']", "blocked", "blocked"],
    ["assertion['google']['project'] == 'acme'", "unknown", "unknown"],
    ["assertion.ref_type == 'branch' && assertion.repository_owner == 'acme'", "met", "blocked"],
    ["assertion.ref_type == 'tag'", "blocked", "blocked"],
    ["assertion.workflow_ref == 'acme/site/.github/workflows/d.yml@refs/heads/main'", "met", "blocked"],
    ["assertion.workflow_ref == 'acme/site/.github/workflows/d.yml@refs/heads/dev'", "blocked", "blocked"],
    ["assertion.repository.matches('^acme/')", "met", "blocked"],
    ["assertion.repository.matches('^acme/(site|docs)$')", "met", "blocked"],
    ["assertion.repository.matches('^acme/docs$')", "blocked", "blocked"],
    ["assertion.repository.matches('/site$')", "met", "met"],
    ["assertion.sub.matches(r'^repo:acme/.*:ref:refs/heads/main$')", "met", "blocked"],
    ["assertion.repository.matches('^ac\\\\.me/')", "blocked", "blocked"],
    ["assertion.repository.matches('^ac.e/')", "met", "blocked"],
    // what a glob cannot say is not decided
    ["assertion.repository.matches('^acme/[^/]+$')", "unknown", "unknown"],
    ["assertion.repository.matches('(?i)^ACME/')", "unknown", "unknown"],
    ["assertion.repository.matches('^acme/') ? true : false", "unknown", "unknown"],
    ["assertion.repository_owner == 'acme' ? true : false", "unknown", "unknown"],
    ["has(assertion.environment)", "unknown", "unknown"],
    ["attribute.team == 'x'", "unknown", "unknown"],
    ["assertion.repository_owner == 'ac\\u006de'", "unknown", "unknown"],
  ])("with the condition %j: acme %s, evil %s", (condition, own, foreign) => {
    expect(verdict("gcp", provider(condition))).toBe(own);
    expect(verdict("gcp", provider(condition), "evil")).toBe(foreign);
  });

  it("takes no pull request where it asks for a push", () => {
    const pushed = provider("assertion.repository == 'acme/site' && assertion.event_name == 'push'");
    expect(verdict("gcp", pushed)).toBe("met");
    expect(verdict("gcp", pushed, "acme", "pull_request")).toBe("blocked");
    const requested = provider("assertion.event_name == 'pull_request_target'");
    expect(verdict("gcp", requested, "acme", "pull_request")).toBe("met");
  });

  it("takes nothing while it or its pool is off", () => {
    expect(verdict("gcp", provider("", { disabled: true }))).toBe("blocked");
    expect(verdict("gcp", provider("", { pool_state: "DELETED" }))).toBe("blocked");
    expect(verdict("gcp", provider("", { state: "ACTIVE", pool_state: "ACTIVE", pool_disabled: false }))).toBe("met");
  });

  it("takes only its audiences", () => {
    expect(verdict("gcp", provider("", { allowed_audiences: ["api://AzureADTokenExchange"] }))).toBe("met");
    expect(verdict("gcp", provider("", { allowed_audiences: ["other"] }))).toBe("blocked");
  });

  it.each<[string, string, string]>([
    ["*", "met", "met"],
    ["attribute.repository/acme/site", "met", "blocked"],
    ["attribute.repository/acme/api", "blocked", "blocked"],
    ["subject/repo:acme/site:ref:refs/heads/main", "met", "blocked"],
    ["subject/repo:acme/site:ref:refs/heads/dev", "blocked", "blocked"],
    ["attribute.unmapped/x", "blocked", "blocked"],
  ])("binding of %s: acme %s, evil %s", (member, own, foreign) => {
    const properties = { attribute_mapping: mapping, attribute_condition: "" };
    expect(verdict("gcp", toMemberConditions(properties, member))).toBe(own);
    expect(verdict("gcp", toMemberConditions(properties, member), "evil")).toBe(foreign);
  });

  it("whose subject is the actor takes anyone who has the name there", () => {
    const properties = { attribute_mapping: { "google.subject": "assertion.actor" }, attribute_condition: "" };
    expect(verdict("gcp", toMemberConditions(properties, "subject/mallory"), "evil")).toBe("met");
  });
});

describe("a Google provider for tokens of other CI services: their own claims tell whose", () => {
  const GITLAB = new Map([
    ["group", "acme"],
    ["project", "site"],
    ["namespace_id", "7"],
    ["project_id", "42"],
    ["ref_type", "branch"],
    ["ref", "main"],
  ]);
  const TERRAFORM = new Map([
    ["org", "acme"],
    ["org_id", "org-1"],
    ["project", "core"],
    ["project_id", "prj-1"],
    ["workspace", "prod"],
    ["workspace_id", "ws-1"],
    ["phase", "apply"],
  ]);
  const CIRCLE = "oidc.circleci.com/org/o-1";
  const BITBUCKET = "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
  const VALUES: { readonly [provider: string]: ReadonlyMap<string, string> } = {
    "gitlab.com": GITLAB,
    [CIRCLE]: new Map([
      ["org", "acme"],
      ["project", "p-1"],
      ["origin", "github.com/acme/site"],
      ["ref", "refs/heads/main"],
    ]),
    [BITBUCKET]: new Map([
      ["repository", "r-1"],
      ["branch", "main"],
    ]),
  };
  /** The same names of branch, workspace and project, in the hands of somebody else. */
  const others = (values: ReadonlyMap<string, string>): Map<string, string> =>
    new Map([
      ...values,
      ["group", "evil"],
      ["namespace_id", "8"],
      ["org", "evil"],
      ["org_id", "org-2"],
      ["origin", "github.com/evil/site"],
      ["repository", "r-2"],
    ]);

  it.each<[string, string, string, string]>([
    ["gitlab.com", "true", "met", "met"],
    ["gitlab.com", "assertion.namespace_path == 'acme'", "met", "blocked"],
    ["gitlab.com", "assertion.project_path.startsWith('acme/')", "met", "blocked"],
    ["gitlab.com", "assertion.project_path == 'acme/site' && assertion.ref == 'main'", "met", "blocked"],
    ["gitlab.com", "assertion.project_path == 'acme/site' && assertion.ref == 'dev'", "blocked", "blocked"],
    ["gitlab.com", "assertion.ref == 'main' && assertion.ref_type == 'branch'", "met", "met"],
    ["app.terraform.io", "assertion.terraform_organization_name == 'acme'", "met", "blocked"],
    ["app.terraform.io", "assertion.terraform_organization_id == 'org-1'", "met", "blocked"],
    ["app.terraform.io", "assertion.terraform_workspace_name == 'prod'", "met", "met"],
    ["app.terraform.io", "assertion.terraform_run_phase == 'plan'", "blocked", "blocked"],
    [
      "app.eu.terraform.io",
      "assertion.terraform_full_workspace == 'organization:acme:project:core:workspace:prod'",
      "met",
      "blocked",
    ],
    [CIRCLE, "assertion['oidc.circleci.com/project-id'] == 'p-1'", "met", "met"],
    [CIRCLE, "assertion['oidc.circleci.com/project-id'] == 'p-2'", "blocked", "blocked"],
    [CIRCLE, "assertion['oidc.circleci.com/vcs-origin'] == 'github.com/acme/site'", "met", "blocked"],
    [CIRCLE, "assertion['oidc.circleci.com/vcs-ref'] == 'refs/heads/dev'", "blocked", "blocked"],
    [CIRCLE, "assertion['oidc.circleci.com/context-ids'] == 'c-1'", "unknown", "unknown"],
    [BITBUCKET, "assertion.repositoryUuid == '{r-1}'", "met", "blocked"],
    [BITBUCKET, "assertion.repositoryUuid == '{r-1}' && assertion.branchName == 'dev'", "blocked", "blocked"],
    [BITBUCKET, "assertion.deploymentEnvironmentUuid == '{e-1}'", "blocked", "blocked"],
  ])("%s with %j: acme %s, evil %s", (provider, condition, own, foreign) => {
    const issuer = issuers.issuer(provider, () => []);
    const [kind] = issuer.grammar.kinds;
    if (kind === undefined) throw new Error(provider);
    const conditions = toProviderConditions({ attribute_condition: condition, attribute_mapping: {} });
    const values = VALUES[provider] ?? TERRAFORM;
    const of = (held: ReadonlyMap<string, string>): string =>
      accepts({ cloud: "gcp", issuer, conditions }, fillKind(kind, held), NOW).verdict;
    expect(of(values)).toBe(own);
    expect(of(others(values))).toBe(foreign);
  });

  it("AWS does not offer them: a condition on one decides nothing there", () => {
    const condition = { StringEquals: { "gitlab.com:project_path": "acme/site" } };
    expect(columnsOf({ provider: "gitlab.com", condition })).toMatchObject({ decided: false });
  });
});

describe("an Entra credential", () => {
  const audiences = ["api://AzureADTokenExchange"];

  it.each<[string, JsonRecord, string, string]>([
    ["exact", { subject: "repo:acme/site:ref:refs/heads/main" }, "met", "blocked"],
    ["of another branch", { subject: "repo:acme/site:ref:refs/heads/dev" }, "blocked", "blocked"],
    ["in other letters", { subject: "repo:Acme/site:ref:refs/heads/main" }, "blocked", "blocked"],
    ["with a star, which is no wildcard there", { subject: "repo:acme/*" }, "blocked", "blocked"],
    [
      "flexible over the organisation",
      { claims_matching_expression: "claims['sub'] matches 'repo:acme/*:ref:refs/heads/*'" },
      "met",
      "blocked",
    ],
    [
      "flexible over a prefix",
      { claims_matching_expression: "claims['sub'] matches 'repo:*:ref:refs/heads/main'" },
      "met",
      "met",
    ],
    [
      "flexible and equal",
      { claims_matching_expression: "claims['sub'] eq 'repo:acme/site:ref:refs/heads/main'" },
      "met",
      "blocked",
    ],
    [
      "flexible and equal to a text with a star, which nobody has",
      { claims_matching_expression: "claims['sub'] eq 'repo:acme/*'" },
      "blocked",
      "blocked",
    ],
    [
      "flexible, with a workflow as well",
      {
        claims_matching_expression:
          "claims['sub'] matches 'repo:acme/*' and claims['job_workflow_ref'] matches 'acme/shared/.github/workflows/*@refs/heads/main'",
      },
      "met",
      "blocked",
    ],
    [
      "flexible, with another ref",
      { claims_matching_expression: "claims['sub'] matches 'repo:acme/*' and claims['ref'] eq 'refs/heads/dev'" },
      "blocked",
      "blocked",
    ],
    [
      "of a form that nobody knows",
      { claims_matching_expression: "claims['sub'] startswith 'repo:acme/'" },
      "unknown",
      "unknown",
    ],
    ["without a subject: only the beta API shows it", {}, "unknown", "unknown"],
  ])("%s", (_name, properties, own, foreign) => {
    const conditions = toCredentialConditions({ issuer: ISSUER, audiences, ...properties });
    expect(verdict("entra", conditions)).toBe(own);
    expect(verdict("entra", conditions, "evil")).toBe(foreign);
  });

  it("of another audience", () => {
    const conditions = toCredentialConditions({ subject: "repo:acme/site:ref:refs/heads/main", audiences: ["other"] });
    expect(verdict("entra", conditions)).toBe("blocked");
  });
});

describe("an attribute of a Google pool that is a part of a claim", () => {
  const of = (text: string): JsonRecord => ({ issuer: ISSUER, attribute_mapping: { "attribute.part": text } });

  it.each<[string, string, string, string]>([
    ["assertion.repository.extract('{owner}/')", "acme", "met", "blocked"],
    ["assertion.repository.extract('{owner}/')", "other", "blocked", "blocked"],
    ['assertion.repository.extract("{owner}/")', "evil", "blocked", "met"],
    ["assertion['repository'].extract('{owner}/')", "acme", "met", "blocked"],
    ["assertion.repository.extract('{all}')", "acme/site", "met", "blocked"],
    ["assertion.repository.extract('{all}')", "acme", "blocked", "blocked"],
    // the part ends before the text does
    ["assertion.repository.extract('{owner}/')", "acme/site", "unknown", "unknown"],
    // a subject of GitHub may be made to begin otherwise, and the text be there before
    ["assertion.sub.extract('repo:{repository}:')", "acme/site", "unknown", "unknown"],
    ["assertion.repository.extract('{owner}/') + 'x'", "acmex", "unknown", "unknown"],
    ["assertion.repository.extract('{owner}/{name}')", "acme", "unknown", "unknown"],
  ])("%s is %s: acme %s, evil %s", (text, value, own, foreign) => {
    const member = toMemberConditions(of(text), `attribute.part/${value}`);
    expect(verdict("gcp", member)).toBe(own);
    expect(verdict("gcp", member, "evil")).toBe(foreign);
    const condition = { ...of(text), attribute_condition: `attribute.part == '${value}'` };
    expect(verdict("gcp", toProviderConditions(condition))).toBe(own);
    expect(verdict("gcp", toProviderConditions(condition), "evil")).toBe(foreign);
  });
});

describe("a Google provider for AWS", () => {
  const ROLE_NAME =
    "assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn";
  const properties = {
    aws_account: "111122223333",
    attribute_mapping: { "google.subject": "assertion.arn", "attribute.aws_role": ROLE_NAME },
  };

  function of(account: string, role: string, member: string): string {
    const issuer = issuers.issuer("sts.amazonaws.com", () => []);
    const kind = issuer.grammar.kinds.find(({ name }) => name === "role session");
    if (kind === undefined) throw new Error("no sessions");
    const conditions = toMemberConditions(properties, member);
    return accepts(
      { cloud: "gcp", issuer, conditions },
      fillKind(kind, new Map(Object.entries({ account, role, session: "s", unique_id: "AROA" }))),
      NOW,
    ).verdict;
  }

  it.each<[string, string, string, string]>([
    ["*", "111122223333", "deploy", "met"],
    ["*", "999988887777", "deploy", "blocked"],
    ["attribute.aws_role/arn:aws:sts::111122223333:assumed-role/deploy", "111122223333", "deploy", "met"],
    ["attribute.aws_role/arn:aws:sts::111122223333:assumed-role/deploy", "111122223333", "deploy-staging", "blocked"],
    ["subject/arn:aws:sts::111122223333:assumed-role/deploy/s", "111122223333", "deploy", "met"],
  ])("%s for a session of %s %s: %s", (member, account, role, expected) => {
    expect(of(account, role, member)).toBe(expected);
  });
});
