import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, gather, noting } from "../support.js";

const FIXTURE = fileURLToPath(new URL("../fixtures/account", import.meta.url));
const ACCOUNT = "aws:111122223333";
const arn = (resource: string): string => `arn:aws:iam::111122223333:${resource}`;

const noted = noting();
const batches = await batchesOf(await collectorForBundle(FIXTURE), noted);
const graph = gather(batches);
const edge = (kind: string, from: string) => graph.edges.filter((found) => found.kind === kind && found.from === from);

describe("principals", () => {
  it("has users with what the details say of them", () => {
    expect(graph.node(arn("user/ci/deployer"))).toMatchObject({
      kind: "principal",
      type: "aws.iam-user",
      name: "deployer",
      incarnation: "AIDAEXAMPLEDEPLOYER0",
      properties: { path: "/ci/", created_at: "2022-03-01T09:00:00Z", boundary: arn("policy/team/Reader") },
    });
    const tags = graph.node(arn("user/ci/deployer"))?.properties["tags"];
    expect(Object.entries(tags ?? {})).toEqual([
      ["__proto__", "x"],
      ["owner", "platform@acme.example"],
    ]);
  });

  it("tells no tags from tags that were not read", () => {
    expect(graph.node(arn("role/worker"))?.properties["tags"]).toEqual({});
    expect(graph.node(arn("user/alice"))?.properties).not.toHaveProperty("tags");
  });

  it("reads dates with a space", () => {
    expect(graph.node(arn("user/alice"))?.properties["created_at"]).toBe("2021-01-05T08:30:00Z");
  });

  it("tells a role that was not used from one of which it is not known", () => {
    expect(graph.node(arn("role/site-deploy"))?.properties).toMatchObject({
      last_used_known: true,
      last_used_at: "2026-05-20T11:12:13Z",
    });
    expect(graph.node(arn("role/worker"))?.properties).toMatchObject({ last_used_known: true });
    expect(graph.node(arn("role/worker"))?.properties).not.toHaveProperty("last_used_at");
  });

  it("has a root user, who is declared once", () => {
    expect(graph.ofType("aws.root-user")).toEqual([
      { id: arn("root"), kind: "principal", type: "aws.root-user", name: "root", properties: { is_root: true } },
    ]);
  });

  it("puts users into groups by their ARN, also when the group comes later or never", () => {
    expect(edge("member_of", arn("user/ci/deployer")).map(({ to }) => to)).toEqual([arn("group/teams/builders")]);
    expect(edge("member_of", arn("user/legacy")).map(({ to }) => to)).toEqual([
      arn("group/teams/builders"),
      arn("group/ghosts"),
    ]);
  });
});

describe("grants", () => {
  it("takes the default version of a managed policy, not the first", () => {
    const policy = graph.node(arn("policy/team/Reader"));
    expect(policy?.properties).toMatchObject({
      attachments: 2,
      default_version: "v2",
      updated_at: "2023-01-01T00:00:00Z",
      vendor_managed: false,
    });
    expect(graph.documents.get(policy?.document ?? "")).toContain("s3:GetObject");
    const other = graph.node(`${policy?.id}/version/v1`);
    expect(other).toMatchObject({ type: "aws.policy-version", name: "v1", parent: policy?.id });
    expect(graph.documents.get(other?.document ?? "")).toContain('"Action":"*"');
    expect(graph.nodes.filter(({ type }) => type === "aws.policy-version")).toEqual([other]);
  });

  it("gives attached and inline policies to their holder, and refers to the boundary", () => {
    const inline = arn("user/ci/deployer/inline/artifacts");
    expect(graph.node(inline)).toMatchObject({ type: "aws.inline-policy", parent: arn("user/ci/deployer") });
    expect(edge("has_grant", arn("user/ci/deployer")).map(({ to }) => to)).toEqual([arn("policy/team/Reader"), inline]);
    expect(edge("references", arn("user/ci/deployer"))).toEqual([
      {
        kind: "references",
        from: arn("user/ci/deployer"),
        to: arn("policy/team/Reader"),
        properties: { role: "boundary" },
      },
    ]);
  });
});

describe("trusts and workload parts", () => {
  it("reads encoded and plain trust policies alike", () => {
    expect(graph.ofType("aws.role-trust").map(({ id }) => id)).toEqual([
      arn("role/site-deploy#trust/token.actions.githubusercontent.com/0"),
      arn("role/worker#trust/ec2.amazonaws.com/0"),
      arn("role/worker#trust/lambda.amazonaws.com/0"),
    ]);
  });

  it("gives an instance profile to the role that its own list names", () => {
    expect(graph.ofType("aws.instance-profile").map(({ name, properties }) => [name, properties["role"]])).toEqual([
      ["worker", arn("role/worker")],
    ]);
  });

  it("has the identity providers", () => {
    expect(graph.node(arn("oidc-provider/token.actions.githubusercontent.com"))?.properties).toEqual({
      url: "token.actions.githubusercontent.com",
      client_ids: ["sts.amazonaws.com"],
      created_at: "2023-01-01T00:00:00.120Z",
      tags: {},
    });
    expect(graph.node(arn("saml-provider/okta"))).toMatchObject({
      kind: "resource",
      name: "okta",
      properties: { valid_until: "2027-01-01T00:00:00Z" },
    });
  });
});

describe("credentials", () => {
  it("joins keys with the report: by time of creation, and the last pair left over", () => {
    expect(graph.node("AKIAEXAMPLE000000001")).toMatchObject({
      parent: arn("user/ci/deployer"),
      properties: { status: "active", static: true, created_at: "2022-03-01T09:00:00Z", last4: "0001" },
    });
    expect(graph.facts("AKIAEXAMPLE000000001")).toEqual({
      last_used_at: "2026-05-30T10:00:00Z",
      last_used_known: true,
      last_used_service: "s3",
      last_used_region: "eu-west-1",
    });
    // Made at 00:00:03, which the report rounds: still the only one left.
    expect(graph.facts("AKIAEXAMPLE000000002")).toEqual({ last_used_known: true });
  });

  it("keeps keys that only the report knows, under an id of their own, blocked when inactive", () => {
    const id = "AIDAEXAMPLEALICE0000/access-key/2021-02-01T00:00:00Z";
    expect(graph.node(id)).toMatchObject({
      parent: arn("user/alice"),
      properties: { status: "inactive", slot_only: true, last_used_service: "ec2" },
    });
    expect(edge("authenticates_as", id)).toEqual([
      { kind: "authenticates_as", from: id, to: arn("user/alice"), state: "blocked" },
    ]);
    expect(graph.ofType("aws.access-key")).toHaveLength(4);
  });

  it("hangs a key of root on the root user", () => {
    expect(graph.node(`${arn("root")}/access-key/2018-11-23T16:01:14Z`)).toMatchObject({
      parent: arn("root"),
      properties: { status: "active" },
    });
  });

  it("has a console password only for those who have one, never used as far as anyone knows", () => {
    expect(graph.ofType("aws.console-password")).toMatchObject([
      { parent: arn("user/alice"), properties: { last_used_known: true, status: "active" } },
    ]);
    expect(graph.ofType("aws.console-password")[0]?.properties).not.toHaveProperty("last_used_at");
    expect(graph.facts(arn("user/alice"))).toMatchObject({
      password_enabled: true,
      mfa_active: true,
      virtual_mfa: true,
    });
    expect(graph.facts(arn("user/legacy"))).toMatchObject({ password_enabled: false, mfa_active: false });
  });

  it("says of root what the report says, and not what it does not", () => {
    expect(graph.facts(arn("root"))).toMatchObject({
      password_last_used_at: "2026-01-02T03:04:05Z",
      mfa_active: false,
    });
    expect(graph.facts(arn("root"))).not.toHaveProperty("password_enabled");
  });

  it("has credentials for one service, static when they do not end", () => {
    expect(
      graph
        .ofType("aws.service-specific-credential")
        .map(({ id, parent, properties }) => [id, parent, properties["static"], properties["status"]]),
    ).toEqual([
      ["ACCAEXAMPLEBEDROCK00", arn("user/ci/deployer"), false, "active"],
      ["ACCAEXAMPLECOMMIT000", arn("user/legacy"), true, "inactive"],
    ]);
    expect(graph.ofType("aws.server-certificate")).toMatchObject([
      { incarnation: "ASCAEXAMPLEWWW000000", properties: { expires_at: "2025-01-01T00:00:00Z" } },
    ]);
  });

  it("keeps a certificate of the report when its list is refused, and says so", () => {
    expect(graph.node("AIDAEXAMPLELEGACY000/signing-certificate/2019-02-01T00:00:00Z")?.properties).toMatchObject({
      status: "active",
      slot_only: true,
    });
    expect(graph.coverageOf("aws/iam:signing-certificates")).toMatchObject({
      state: "denied",
      permission: "iam:ListSigningCertificates",
    });
  });
});

describe("the scope", () => {
  it("carries the account-wide facts", () => {
    expect(graph.facts(ACCOUNT)).toMatchObject({
      alias: "acme-prod",
      read_as: "arn:aws:iam::111122223333:user/auditor",
      users: 3,
      root_keys_present: true,
      root_mfa_enabled: false,
      root_certificate_present: false,
      root_password_last_used_at: "2026-01-02T03:04:05Z",
      password_policy_present: true,
      password_min_length: 14,
      password_max_age_days: 90,
      password_reuse_prevention: 24,
    });
  });

  it("is named by the organisation, below it, the same in every batch", () => {
    const scopes = batches.map(({ scope }) => scope).filter(({ id }) => id === ACCOUNT);
    expect(new Set(scopes.map((scope) => JSON.stringify(scope))).size).toBe(1);
    expect(scopes[0]).toEqual({
      id: ACCOUNT,
      type: "aws.account",
      name: "prod",
      parent: "aws:o-acme123456",
      properties: { account: "111122223333", partition: "aws", organization: "o-acme123456" },
    });
  });

  it("has the organisation with all its accounts, those that are closed named, no mail addresses", () => {
    const organization = batches.find(({ scope }) => scope.id === "aws:o-acme123456");
    expect(organization?.scope.properties).toEqual({
      management_account: "999900001111",
      accounts: {
        "111122223333": { name: "prod", status: "ACTIVE" },
        "444455556666": { name: "old", status: "SUSPENDED" },
      },
    });
    expect(organization?.gaps).toMatchObject([
      { subject: "aws:444455556666", message: "account old is suspended: not crawled" },
      { subject: "aws:o-acme123456", message: expect.stringContaining("organizations:ListDelegatedAdministrators") },
    ]);
    expect(JSON.stringify(batches)).not.toContain("prod@acme.example");
  });
});

describe("the crawl", () => {
  it("closes each data set once, and keeps its batches together", () => {
    const order = batches.map(({ scope, dataSet }) => `${scope.id} ${dataSet}`);
    const closed = batches
      .filter(({ coverage }) => coverage !== undefined)
      .map(({ scope, dataSet }) => `${scope.id} ${dataSet}`);
    expect(new Set(closed).size).toBe(closed.length);
    expect(order.filter((name, at) => name !== order[at - 1])).toEqual(closed);
  });

  it("does not ask for what the report says already, nor for what it needs nobody for", () => {
    expect(graph.state("aws/iam:access-key-last-used")).toBe("-");
    expect(graph.state("aws/iam:ssh-public-keys")).toBe("-");
    expect(graph.state("aws/iam:mfa-devices")).toBe("complete");
  });

  it("names the file that each batch was read from", () => {
    const files = new Map(batches.map(({ dataSet, evidence }) => [dataSet, evidence.file?.slice(FIXTURE.length + 1)]));
    expect(files.get("aws/iam:credential-report")).toBe("aws/111122223333/iam/credential-report.csv");
    expect(files.get("aws/iam:access-keys")).toBe("aws/111122223333/iam/list-access-keys/");
    expect(files.get("aws/iam:account-authorization-details")).toMatch(/get-account-authorization-details\.json$/);
  });

  it("counts for the progress line and says nothing else", () => {
    expect(noted.progress).toContain(`${ACCOUNT} users 3`);
    expect(noted.progress).toContain(`${ACCOUNT} roles 2`);
    expect(noted.calls).toEqual([]);
    expect(noted.lines).toEqual([]);
  });

  it("goes on where an interrupted run stopped, with the same credentials", async () => {
    const done = ["account-authorization-details", "access-keys"].map((name) => `${ACCOUNT} aws/iam:${name}`);
    const rest = await batchesOf(await collectorForBundle(FIXTURE), noting(done));
    expect(rest.some(({ dataSet }) => done.includes(`${ACCOUNT} ${dataSet}`))).toBe(false);
    const report = (all: typeof batches) => all.filter(({ dataSet }) => dataSet === "aws/iam:credential-report");
    expect(report(rest)).toEqual(report(batches));
  });
});
