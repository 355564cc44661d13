// All trusts of an estate: providers, accounts, shared documents, odd documents.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { shippedTables } from "../../shipped.js";
import { ACCOUNT, account, complete, type Estate, node, SCOPE, textOf, toInput, trusting } from "../estate.js";

const GITHUB = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/idp`;

function policy(principal: unknown, condition?: unknown) {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: principal, Action: "sts:*", ...(condition ? { Condition: condition } : {}) },
    ],
  };
}

function factsOf(estate: Estate, id: string) {
  return analyze(toInput(estate)).facts.find((fact) => fact.node === id)?.columns ?? {};
}

describe("a GitLab of one's own", async () => {
  const { issuers } = await shippedTables();
  const HOST = "git.acme.example";
  const arn = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
  const group = (host: string) => ({
    ...account(),
    id: `gitlab:${host}/acme`,
    type: "gitlab.group",
    properties: { host },
  });
  const judged = (condition: unknown, scopes = [account(), group(HOST)]) => {
    const document = policy({ Federated: arn }, condition);
    const nodes = trusting("ci", document, [{ kind: "oidc", provider: HOST, providerArn: arn }]);
    return factsOf({ nodes, documents: [document], scopes, tables: { issuers } }, nodes[1]?.id ?? "");
  };
  const audience = { StringEquals: { [`${HOST}:aud`]: "https://git.acme.example" } };

  it("that was read serves its own projects alone: a trust without a subject takes all of them", () => {
    expect(judged(audience)).toMatchObject({
      decided: true,
      issuer_vendor: "gitlab",
      issuer_sharing: "tenant",
      pins_tenant: true,
      breadth: "organization",
      breadth_words: "any project of git.acme.example",
      verdict: "Any project of git.acme.example can use it: no condition limits the subject.",
    });
    const subject = { StringLike: { [`${HOST}:sub`]: "project_path:acme/site:ref_type:branch:ref:main" } };
    expect(judged(subject)).toMatchObject({ breadth: "context" });
  });

  it("that was not read may serve anyone, and gitlab.com does", () => {
    expect(judged(audience, [account()])).toMatchObject({ decided: false, issuer_sharing: "unknown" });
    expect(judged(audience, [account(), group("gitlab.com")])).toMatchObject({ decided: false });
  });
});

describe("identity providers", () => {
  const document = policy({ Federated: PROVIDER });
  const nodes = trusting("ci", document, [{ kind: "oidc", provider: GITHUB, providerArn: PROVIDER }]);
  const trust = nodes[1]?.id ?? "";
  const provider = node(PROVIDER, "aws.oidc-provider", {
    properties: { url: GITHUB, client_ids: ["sts.amazonaws.com"] },
  });
  const read = [account(undefined, { coverage: complete("aws/iam:open-id-connect-providers") })];

  it.each<[string, Estate, boolean | undefined]>([
    ["is there", { nodes: [...nodes, provider] }, true],
    ["is gone", { nodes, scopes: read }, false],
    ["was not read", { nodes }, undefined],
  ])("%s", (_name, estate, exists) => {
    expect(factsOf({ ...estate, documents: [document] }, trust)["provider_exists"]).toBe(exists);
  });

  it("of SAML are looked up too", () => {
    const saml = policy({ Federated: SAML });
    const trusts = trusting("sso", saml, [{ kind: "saml", provider: SAML, providerArn: SAML }]);
    const scopes = [account(undefined, { coverage: complete("aws/iam:saml-providers") })];
    expect(factsOf({ nodes: trusts, documents: [saml], scopes }, trusts[1]?.id ?? "")).toMatchObject({
      provider_exists: false,
      issuer_sharing: "tenant",
    });
  });

  it("that AWS knows by itself are there", () => {
    const google = policy({ Federated: "accounts.google.com" });
    const trusts = trusting("app", google, [{ kind: "oidc", provider: "accounts.google.com" }]);
    expect(factsOf({ nodes: trusts, documents: [google] }, trusts[1]?.id ?? "")["provider_exists"]).toBe(true);
  });

  it("their audiences bound what the trust accepts", () => {
    const strict = policy({ Federated: PROVIDER }, { StringEquals: { [`${GITHUB}:aud`]: "https://github.com/octo" } });
    const trusts = trusting("ci", strict, [{ kind: "oidc", provider: GITHUB, providerArn: PROVIDER }]);
    const estate = { nodes: [...trusts, provider], documents: [strict] };
    expect(factsOf(estate, trusts[1]?.id ?? "")["dead"]).toBe(true);
  });
});

describe("documents", () => {
  it("each statement is judged for itself", () => {
    const federated = { Federated: PROVIDER };
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: federated,
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { [`${GITHUB}:sub`]: "repo:o/r:*" } },
        },
        { Effect: "Allow", Principal: federated, Action: "sts:AssumeRoleWithWebIdentity" },
        { Effect: "Allow", Principal: federated, Action: "sts:TagSession" },
      ],
    };
    const trusts = trusting(
      "ci",
      document,
      [0, 1, 2].map((statement) => ({ kind: "oidc", provider: GITHUB, statement })),
    );
    const issuers = [
      {
        vendor: "github",
        name: "GitHub",
        issuer: GITHUB,
        sharing: "shared" as const,
        grammar: "github",
        always_claims: ["sub", "aud"],
        tenant_claims: [],
        aws_claim_keys: [],
        source: "docs",
      },
    ];
    const { facts } = analyze(toInput({ nodes: trusts, documents: [document], tables: { issuers } }));
    const breadths = facts.filter((fact) => fact.node.includes("#trust/")).map(({ columns }) => columns["breadth"]);
    expect(breadths).toEqual(["repository", "anyone", "nobody"]);
  });

  it("the same document gives the same columns, in another account other ones", () => {
    const document = policy({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
    const trust = { kind: "aws-account", provider: ACCOUNT, account: ACCOUNT };
    const here = trusting("a", document, [trust]);
    const twin = trusting("b", document, [trust]);
    const there = trusting("c", document, [trust]).map((one) => ({ ...one, scope: "aws:444455556666" }));
    const scopes = [account(), account("444455556666")];
    const { facts } = analyze(toInput({ nodes: [...here, ...twin, ...there], documents: [document], scopes }));
    const relations = facts
      .filter((fact) => fact.node.includes("#trust/"))
      .map(({ columns }) => columns["account_relation"]);
    expect(relations).toEqual(["same", "same", "known"]);
  });

  it.each<[string, unknown, string]>([
    ["is not JSON", "{", "not JSON"],
    ["is a list", "[]", "not a JSON object"],
    ["has no statement", {}, "no Statement"],
    ["has a statement that is a text", { Statement: ["x"] }, "Statement[0]"],
    ["has an effect nobody knows", { Statement: [{ Effect: "Maybe", Principal: "*", Action: "*" }] }, "Statement[0]"],
    [
      "has a condition that is a list",
      { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Condition: [] }] },
      "Condition",
    ],
    ["has an operator nobody knows", policy("*", { StringSounds: { "aws:x": "y" } }), "StringSounds"],
    ["has conditions of odd shape", policy("*", { StringEquals: "x" }), "StringEquals"],
  ])("that %s is a gap that names the role, not an error", (_name, document, message) => {
    const trusts = ["a", "b"].flatMap((name) => trusting(name, document, [{ kind: "anyone", provider: "*" }]));
    const { facts, gaps } = analyze(toInput({ nodes: trusts, documents: [document] }));
    expect(gaps.map(({ subject }) => subject)).toEqual(
      ["a", "b"].map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`),
    );
    for (const gap of gaps) expect(gap).toMatchObject({ scope: SCOPE, message: expect.stringContaining(message) });
    const judged = facts.filter((fact) => fact.node.includes("#trust/")).map(({ columns }) => columns);
    for (const columns of judged) {
      expect(columns["decided"]).toBe(false);
      expect(columns["restricts_caller"]).not.toBe(true);
      expect(columns["pins_tenant"]).not.toBe(true);
    }
  });

  it("that was not kept decides nothing", () => {
    const trusts = trusting("a", policy("*"), [{ kind: "anyone", provider: "*" }]);
    const { facts, gaps } = analyze(toInput({ nodes: trusts }));
    expect(facts.find((fact) => fact.node.includes("#trust/"))?.columns["decided"]).toBe(false);
    expect(gaps[0]?.message).toContain("not kept");
  });

  it("with a statement number that is not in it decide nothing", () => {
    const document = policy("*");
    const trusts = trusting("a", document, [{ kind: "anyone", provider: "*", statement: 7 }]);
    expect(factsOf({ nodes: trusts, documents: [document] }, trusts[1]?.id ?? "")["decided"]).toBe(false);
  });

  it.each<[string, StoredNode["properties"]]>([
    ["no properties", {}],
    ["properties of other types", { statement: "0", provider_kind: 7, provider: ["x"] }],
  ])("trusts with %s do not throw", (_name, properties) => {
    const text = textOf(policy("*"));
    const odd = node(`arn:aws:iam::${ACCOUNT}:role/a#trust/x/0`, "aws.role-trust", {
      properties,
      document: "0".repeat(32),
    });
    expect(() => analyze(toInput({ nodes: [odd], documents: [text] }))).not.toThrow();
  });
});
