// Trusts of Google and Entra that ask for SPIFFE ids: how wide they are, and who of a trust domain gets in.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { application, identity, POOL, PROVIDER, pool, TENANT } from "../clouds/estate.js";
import { node, toInput } from "../estate.js";

const ISSUER = "oidc.shop.example";
const ORDERS = "spiffe://shop.example/ns/shop/sa/orders";

function analyzed(nodes: readonly StoredNode[]) {
  const workload = (id: string, domain: string): StoredNode =>
    node(id, "spire.workload", { scope: `spire:${domain}`, properties: { trust_domain: domain } });
  const domains = ["shop.example", "other.example"];
  return analyze(
    toInput({
      scopes: domains.map((name) => ({
        id: `spire:${name}`,
        type: "spire.trust-domain",
        name,
        parent: undefined,
        properties: {},
        coverage: [],
      })),
      nodes: [
        workload(ORDERS, "shop.example"),
        workload("spiffe://shop.example/ns/shop/sa/web", "shop.example"),
        workload("spiffe://shop.example/ns/test/sa/orders", "shop.example"),
        workload("spiffe://other.example/ns/shop/sa/orders", "other.example"),
        ...nodes,
      ],
      edges: [],
      documents: [],
      tables: TABLES,
    }),
  );
}

/** How much a trust takes, and who of the workloads gets in. */
function judged(trust: string, nodes: readonly StoredNode[]) {
  const { facts, edges } = analyzed(nodes);
  const columns = Object.assign(
    {},
    ...facts.filter(({ node: of }) => of === trust).map((fact) => fact.columns),
  ) as JsonRecord;
  const who = edges.flatMap(({ kind, from, to }) =>
    kind === "federates" && to === trust && from.startsWith("spiffe:") ? [from] : [],
  );
  return { breadth: columns["breadth"] ?? null, pins: columns["pins_tenant"] ?? null, who: who.sort() };
}

const ALL = [ORDERS, "spiffe://shop.example/ns/shop/sa/web", "spiffe://shop.example/ns/test/sa/orders"];

describe("a Google provider", () => {
  test.each<[condition: string, breadth: string, who: readonly string[]]>([
    ["assertion.sub.startsWith('spiffe://shop.example/')", "organization", ALL],
    ["assertion.sub.startsWith('spiffe://shop.example/ns/shop/')", "repository", ALL.slice(0, 2)],
    ["assertion.sub.startsWith('spiffe://shop.example/ns/shop/sa/')", "repository", ALL.slice(0, 2)],
    [`assertion.sub == '${ORDERS}'`, "context", [ORDERS]],
    [`google.subject == '${ORDERS}'`, "context", [ORDERS]],
  ])("%s: %s", (attribute_condition, breadth, who) => {
    expect(judged(PROVIDER, pool({ issuer: `https://${ISSUER}`, attribute_condition }))).toEqual({
      breadth,
      pins: true,
      who,
    });
  });

  test("one that leaves the trust domain open is not decided, and nobody is tied to it", () => {
    const attribute_condition = "assertion.sub.startsWith('spiffe://')";
    expect(judged(PROVIDER, pool({ issuer: `https://${ISSUER}`, attribute_condition }))).toEqual({
      breadth: null,
      pins: null,
      who: [],
    });
  });

  test("a binding of one subject is of that workload", () => {
    const nodes = pool({ issuer: `https://${ISSUER}` }, `subject/${ORDERS}`);
    expect(judged(`${PROVIDER}#subject/${ORDERS}`, nodes)).toEqual({ breadth: "context", pins: true, who: [ORDERS] });
    expect(identity(`subject/${ORDERS}`)).toContain(POOL);
  });
});

describe("an Entra credential", () => {
  const trust = `${TENANT}/orders/federated/f`;
  const of = (subject: string) => judged(trust, application("orders", { issuer: `https://${ISSUER}`, subject }));

  test("of one workload", () => {
    expect(of(ORDERS)).toEqual({ breadth: "context", pins: true, who: [ORDERS] });
  });

  test("of another trust domain, or with a star, which is none there", () => {
    expect(of("spiffe://other.example/ns/shop/sa/orders").who).toEqual(["spiffe://other.example/ns/shop/sa/orders"]);
    expect(of("spiffe://shop.example/ns/*/sa/*")).toMatchObject({ breadth: "nobody", who: [] });
  });
});
