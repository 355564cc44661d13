// Who becomes which SPIFFE id and what it becomes in turn; each beside the one thing changed.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredEdge } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, complete, node, toInput, trusting } from "../estate.js";

const DOMAIN = "spire:shop.example";
const ENTRY = `${DOMAIN}/entries/e1`;
const ID = "spiffe://shop.example/orders";
const ISSUER = "oidc.shop.example";
const ROLE = "arn:aws:iam::111122223333:role/orders";
const TRUST = `${ROLE}#trust/${ISSUER}/0`;
const CLUSTER = "kubernetes:prod";
const SA = `${CLUSTER}/namespaces/shop/serviceaccounts/orders`;

interface Scene {
  readonly entry?: JsonRecord;
  /** Condition of the trust on the subject. */
  readonly condition?: JsonRecord;
  readonly clusters?: readonly string[];
  readonly type?: "spire.workload" | "spire.node";
}

const subject = (text: string, operator = "StringEquals"): JsonRecord => ({ [operator]: { [`${ISSUER}:sub`]: text } });
const NAMED = { k8s_namespace: "shop", k8s_account: "orders", selectors: ["k8s:ns:shop", "k8s:sa:orders"] };
const AGENT = "spiffe://shop.example/spire/agent/k8s_psat/prod/1";

function analyzed({ entry = {}, condition = subject(ID), clusters = ["prod"], type = "spire.workload" }: Scene) {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
      },
    ],
  };
  const scope = (id: string, kind: string) => ({
    id,
    type: kind,
    name: id.slice(id.indexOf(":") + 1),
    parent: undefined,
    properties: {},
    coverage: complete("kubernetes/core:service-accounts", "spire/server:entries"),
  });
  const properties = { is_node: false, is_admin: false, is_downstream: false, parent_id: AGENT, ...NAMED, ...entry };
  const yields: StoredEdge = {
    kind: "yields",
    from: ENTRY,
    to: ID,
    scope: DOMAIN,
    state: "none",
    confidence: 1,
    properties: {},
  };
  const input = toInput({
    scopes: [
      account(undefined, { coverage: complete("aws/iam:account-authorization-details") }),
      scope(DOMAIN, "spire.trust-domain"),
      ...clusters.map((name) => scope(`kubernetes:${name}`, "kubernetes.cluster")),
    ],
    nodes: [
      node(ID, type, { scope: DOMAIN, parent: DOMAIN, properties: { trust_domain: "shop.example" } }),
      node(ENTRY, "spire.entry", { kind: "trust", scope: DOMAIN, parent: ID, properties }),
      ...clusters.flatMap((name) => [
        ...["shop/orders", "shop/web", "test/orders"].map((account) => {
          const [namespace = "", of = ""] = account.split("/");
          const id = `kubernetes:${name}/namespaces/${namespace}/serviceaccounts/${of}`;
          const about = { scope: `kubernetes:${name}`, name: account, properties: { namespace, account: of } };
          return node(id, "kubernetes.service-account", about);
        }),
        node(`kubernetes:${name}/namespaces/shop/pods/p`, "kubernetes.pod", {
          kind: "workload",
          scope: `kubernetes:${name}`,
          incarnation: `uid-${name}`,
        }),
      ]),
      ...trusting("orders", policy, [{ kind: "oidc", provider: ISSUER }]),
    ],
    edges: [yields],
    documents: [policy],
    tables: TABLES,
  });
  return analyze(input);
}

/** Edges to the entry, as `from state`. */
function intoEntry(scene: Scene): readonly string[] {
  return analyzed(scene)
    .edges.filter(({ kind, to }) => kind === "federates" && to === ENTRY)
    .map(({ from, state }) => `${from} ${state}`);
}

const intoCloud = (scene: Scene) =>
  analyzed(scene).edges.filter(({ from, kind }) => from === ID && kind === "federates");

describe("who the selectors match", () => {
  test("the account of the namespace, and no other", () => {
    expect(intoEntry({})).toEqual([`${SA} none`]);
    expect(intoEntry({ entry: { k8s_namespace: "other" } })).toEqual([]);
    expect(intoEntry({ entry: { k8s_account: "other" } })).toEqual([]);
  });

  test("every account of a namespace, or of a name, where no more is asked for", () => {
    expect(intoEntry({ entry: { k8s_account: null, selectors: ["k8s:ns:shop"] } })).toHaveLength(2);
    expect(intoEntry({ entry: { k8s_namespace: null, selectors: ["k8s:sa:orders"] } })).toHaveLength(2);
  });

  test("what else is asked for is a condition", () => {
    const selectors = [...NAMED.selectors, "k8s:container-image:orders"];
    expect(intoEntry({ entry: { selectors } })).toEqual([`${SA} unknown`]);
  });

  test("the cluster of the agent, and not the one beside it; where no entry says it, it is unknown", () => {
    const clusters = ["prod", "test"];
    expect(intoEntry({ clusters })).toEqual([`${SA} none`]);
    const entry = { parent_id: "spiffe://shop.example/hosts" };
    expect(intoEntry({ clusters, entry })).toEqual([
      `${SA} unknown`,
      `${SA.replace(CLUSTER, "kubernetes:test")} unknown`,
    ]);
    // the server may know a cluster by another name than nhi
    expect(intoEntry({ entry: { parent_id: AGENT.replace("/prod/", "/eu-1/") } })).toEqual([`${SA} unknown`]);
  });

  test("the pod of a uid, and nobody else", () => {
    const entry = { k8s_pod: "uid-prod", k8s_namespace: null, k8s_account: null, selectors: ["k8s:pod-uid:uid-prod"] };
    expect(intoEntry({ entry })).toEqual([`${CLUSTER}/namespaces/shop/pods/p none`]);
    expect(intoEntry({ entry: { ...entry, k8s_pod: "uid-other" } })).toEqual([]);
  });

  test("nobody by an entry for hosts, by one whose end has come, or by selectors of hosts", () => {
    expect(intoEntry({ entry: { is_node: true } })).toEqual([]);
    expect(intoEntry({ entry: { expires_at: "2026-11-25T11:59:59Z" } })).toEqual([]);
    expect(intoEntry({ entry: { expires_at: "2026-11-25T12:00:01Z" } })).toHaveLength(1);
    const unix = { k8s_namespace: null, k8s_account: null, selectors: ["unix:uid:1000"] };
    expect(intoEntry({ entry: unix })).toEqual([]);
  });
});

describe("what a SPIFFE id becomes", () => {
  test("the role whose trust asks for it, with what is assumed", () => {
    expect(intoCloud({})).toMatchObject([{ to: TRUST, state: "unknown", because: [TRUST] }]);
    expect(intoCloud({})[0]?.condition).toBe(
      "oidc.shop.example is taken to be the issuer of trust domain shop.example, whose subjects it asks for",
    );
    expect(intoCloud({ condition: subject("spiffe://shop.example/*", "StringLike") })).toHaveLength(1);
  });

  test.each<[what: string, condition: JsonRecord]>([
    ["another workload", subject("spiffe://shop.example/web")],
    ["a pattern beside it", subject("spiffe://shop.example/web/*", "StringLike")],
    ["another trust domain", subject("spiffe://partner.example/*", "StringLike")],
    ["a trust domain that begins alike", subject("spiffe://shop.example.org/*", "StringLike")],
    ["any trust domain, whose issuer nothing ties", subject("spiffe://*", "StringLike")],
    ["no subject at all", { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } }],
  ])("nothing by %s", (_, condition) => {
    expect(intoCloud({ condition })).toEqual([]);
  });

  test("nothing for an identity of a host", () => {
    expect(intoCloud({ type: "spire.node" })).toEqual([]);
  });
});

describe("control of a trust domain", () => {
  const adminOf = (scene: Scene, id: string) =>
    analyzed(scene).facts.find(({ node: of, columns }) => of === id && columns["admin"] !== undefined)?.columns[
      "admin"
    ];

  test.each([[{ is_admin: true }], [{ is_downstream: true }]])("%j", (entry) => {
    expect(adminOf({ entry }, ID)).toBe("effective");
    expect(adminOf({ entry }, SA)).toBe("reaches");
    expect(analyzed({ entry }).edges).toContainEqual(
      expect.objectContaining({ kind: "permits", from: ID, to: DOMAIN, capability: "admin" }),
    );
  });

  test("not without either, nor after its end", () => {
    for (const entry of [{}, { is_admin: true, expires_at: "2026-11-01T00:00:00Z" }]) {
      expect(adminOf({ entry }, ID)).not.toBe("effective");
      expect(analyzed({ entry }).edges.filter(({ to }) => to === DOMAIN)).toEqual([]);
    }
  });
});
