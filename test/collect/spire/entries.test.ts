// Registration entries as `spire-server entry show -output json` prints them; odd and broken ones are gaps.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectorFor, collectorForBundle } from "../../../src/collect/index.js";
import { breadthOf } from "../../../src/collect/shared/spire/selectors.js";
import { UsageError } from "../../../src/model/errors.js";
import { freshFolder } from "../../fresh-folder.js";
import { batchesOf, gather, gatherBundle } from "../support.js";

const AT = "spire:shop.example";
const FILE = "spire/shop.example/ListEntries.json";
const id = (path: string) => ({ trust_domain: "shop.example", path });

/** An entry as the command prints one: fields of the protocol by their own names, those without a value too. */
function entry(more: object = {}): object {
  return {
    id: "e1",
    spiffe_id: id("/orders"),
    parent_id: id("/spire/agent/k8s_psat/prod/1"),
    selectors: [
      { type: "k8s", value: "ns:shop" },
      { type: "k8s", value: "sa:orders" },
    ],
    x509_svid_ttl: 3600,
    federates_with: ["partner.example"],
    admin: false,
    downstream: false,
    expires_at: "0",
    dns_names: ["orders.shop.example"],
    revision_number: "3",
    store_svid: false,
    jwt_svid_ttl: 0,
    hint: "",
    ...more,
  };
}

const read = (...entries: readonly unknown[]) => gatherBundle({ [FILE]: { entries, next_page_token: "" } });
const one = async (more: object) => (await read(entry(more))).node(`${AT}/entries/e1`)?.properties;

test("an entry is a trust that yields its identity", async () => {
  const graph = await read(entry(), entry({ id: "e2", selectors: [{ type: "unix", value: "uid:1000" }], admin: true }));
  expect(graph.coverage).toEqual([{ dataSet: "spire/server:entries", state: "complete" }]);
  expect(graph.ofType("spire.workload")).toMatchObject([
    {
      id: "spiffe://shop.example/orders",
      kind: "principal",
      parent: AT,
      properties: { trust_domain: "shop.example", federates_with: ["partner.example"] },
    },
  ]);
  expect(graph.node(`${AT}/entries/e1`)).toMatchObject({
    kind: "trust",
    parent: "spiffe://shop.example/orders",
    properties: {
      is_node: false,
      selectors: ["k8s:ns:shop", "k8s:sa:orders"],
      breadth: "workload",
      k8s_namespace: "shop",
      k8s_account: "orders",
      is_admin: false,
      is_downstream: false,
      x509_ttl: 3600,
      dns_names: ["orders.shop.example"],
    },
  });
  // the server's own default and no end are no values
  expect(Object.keys(graph.node(`${AT}/entries/e1`)?.properties ?? {})).not.toEqual(
    expect.arrayContaining(["jwt_ttl", "expires_at"]),
  );
  expect(graph.node(`${AT}/entries/e2`)?.properties).toMatchObject({ breadth: "user", is_admin: true });
  expect(graph.edges.filter(({ kind }) => kind === "yields").map(({ from }) => from)).toEqual([
    `${AT}/entries/e1`,
    `${AT}/entries/e2`,
  ]);
});

test("below the server itself it is for hosts", async () => {
  const graph = await read(entry({ parent_id: id("/spire/server"), spiffe_id: id("/hosts") }));
  expect(graph.ofType("spire.node").map((node) => node.id)).toEqual(["spiffe://shop.example/hosts"]);
  const { is_node: isNode, breadth } = graph.node(`${AT}/entries/e1`)?.properties ?? {};
  expect([isNode, breadth]).toEqual([true, undefined]);
});

test("what the protocol leaves out is false; what has another type was not read", async () => {
  expect(await one({ admin: undefined, downstream: undefined })).toMatchObject({
    is_admin: false,
    is_downstream: false,
  });
  expect(await one({ admin: "yes" })).not.toHaveProperty("is_admin");
  expect(await one({ selectors: [{ type: "k8s", value: "ns:shop" }, { type: "k8s" }] })).not.toHaveProperty("breadth");
  expect(await one({ selectors: [] })).not.toHaveProperty("breadth");
  expect(await one({ selectors: "k8s:ns:shop" })).not.toHaveProperty("selectors");
  expect(await one({ parent_id: null })).not.toHaveProperty("is_node");
  expect(await one({ expires_at: "1735689600" })).toMatchObject({ expires_at: "2025-01-01T00:00:00Z" });
  expect(await one({ expires_at: "99999999999999999999" })).not.toHaveProperty("expires_at");
});

test("a variable of a container is kept by its name", async () => {
  const selectors = [{ type: "docker", value: "env:PASSWORD=MARKER" }];
  const graph = await read(entry({ selectors, hint: "orders" }));
  expect(graph.node(`${AT}/entries/e1`)?.properties).toMatchObject({
    selectors: ["docker:env:PASSWORD"],
    hint: "orders",
  });
  expect(JSON.stringify(graph.batches)).not.toContain("MARKER");
});

test.each<[what: string, element: unknown]>([
  ["no SPIFFE id", entry({ id: "e9", spiffe_id: undefined })],
  ["a path that is none", entry({ id: "e9", spiffe_id: id("orders") })],
  ["a trust domain that is none", entry({ id: "e9", spiffe_id: { trust_domain: "a/b", path: "/x" } })],
  ["no id", entry({ id: "" })],
  ["nothing", null],
  ["a text", "e9"],
])("%s: left out with a gap, and the others are read", async (_, element) => {
  const graph = await read(element, entry());
  expect(graph.coverage).toMatchObject([{ state: "partial" }]);
  expect(graph.gaps).toHaveLength(1);
  expect(graph.ofType("spire.entry").map((node) => node.id)).toEqual([`${AT}/entries/e1`]);
});

test.each<[what: string, file: unknown, state: string]>([
  ["another answer", { count: 3 }, "failed"],
  ["entries that are no list", { entries: { id: "e1" } }, "failed"],
])("%s: a gap of the data set", async (_, file, state) => {
  const graph = await gatherBundle({ [FILE]: file });
  expect(graph.coverage).toMatchObject([{ dataSet: "spire/server:entries", state }]);
});

test("no file, a refusal", async () => {
  const missing = await gatherBundle({ "spire/shop.example/other.json": {} });
  expect(missing.coverage).toMatchObject([{ state: "failed", code: "NotRecorded" }]);
  const refused = await gatherBundle({
    "spire/shop.example/ListEntries.error.json": { status: 403, code: "PermissionDenied" },
  });
  expect(refused.coverage).toMatchObject([{ state: "denied" }]);
});

test("the same id twice is one entry", async () => {
  const graph = await read(entry(), entry({ admin: true }));
  expect(graph.ofType("spire.entry")).toHaveLength(1);
});

test("the file alone is known by its entries, and one of another command is not", async () => {
  const file = join(freshFolder(), "entries.json");
  writeFileSync(file, JSON.stringify({ entries: [entry()] }));
  const graph = gather(await batchesOf(await collectorForBundle(file)));
  expect(graph.ofType("spire.entry").map((node) => node.id)).toEqual([`${AT}/entries/e1`]);
  writeFileSync(file, JSON.stringify({ entries: [{ id: "e1" }] }));
  await expect(collectorForBundle(file)).rejects.toThrow(UsageError);
  writeFileSync(file, '{"entries":[{');
  await expect(collectorForBundle(file)).rejects.toThrow(UsageError);
});

test("a live source is refused with what to do instead", async () => {
  await expect(collectorFor("spire:shop.example")).rejects.toThrow(/entry show -output json/);
});

describe("what selectors leave open", () => {
  test.each<[breadth: string, selectors: readonly string[]]>([
    ["workload", ["k8s:ns:shop", "k8s:sa:orders"]],
    ["workload", ["k8s:ns:shop", "k8s:pod-label:app:orders"]],
    ["workload", ["k8s:pod-uid:1"]],
    ["workload", ["unix:user:app", "unix:path:/usr/bin/app"]],
    ["workload", ["docker:image_id:app"]],
    ["namespace", ["k8s:ns:shop"]],
    ["namespace", ["k8s:ns:shop", "k8s:node-name:a"]],
    ["account-name", ["k8s:sa:orders"]],
    ["user", ["unix:uid:1000", "unix:gid:1000"]],
    ["host", ["k8s:node-name:a"]],
  ])("%s: %j", (breadth, selectors) => {
    const parsed = selectors.map((text) => ({
      type: text.split(":", 1)[0] ?? "",
      value: text.slice(text.indexOf(":") + 1),
    }));
    expect(breadthOf(parsed)).toBe(breadth);
  });
});

const FEDERATION = "spire/shop.example/ListFederationRelationships.json";
// As printed: spiffe/spire, cmd/spire-server/cli/federation
const relationships = [
  { trust_domain: "web.example", bundle_endpoint_url: "https://web.example/b", https_web: {} },
  {
    trust_domain: "partner.example",
    bundle_endpoint_url: "https://partner.example/b",
    https_spiffe: { endpoint_spiffe_id: "spiffe://partner.example/spire/server" },
    trust_domain_bundle: { trust_domain: "partner.example", x509_authorities: ["MARKER"] },
  },
];

test("federated trust domains, by whom their address is vouched for", async () => {
  const graph = await gatherBundle({
    [FILE]: { entries: [entry()] },
    [FEDERATION]: { federation_relationships: [...relationships, {}], next_page_token: "" },
  });
  expect(graph.ofType("spire.federation").map(({ id: at, properties }) => [at, properties])).toEqual([
    [
      `${AT}/federation/web.example`,
      { trust_domain: "web.example", endpoint_url: "https://web.example/b", endpoint_profile: "https_web" },
    ],
    [
      `${AT}/federation/partner.example`,
      {
        trust_domain: "partner.example",
        endpoint_url: "https://partner.example/b",
        endpoint_profile: "https_spiffe",
        endpoint_spiffe_id: "spiffe://partner.example/spire/server",
      },
    ],
  ]);
  expect(graph.state("spire/server:federation")).toBe("partial");
  expect(graph.gaps).toMatchObject([{ message: "relationship number 3: without a trust domain, left out" }]);
  expect(JSON.stringify(graph.batches)).not.toContain("MARKER");
});

test("a list of them alone does not say whose it is, and is refused with where to put it", async () => {
  const file = join(freshFolder(), "federation.json");
  writeFileSync(file, JSON.stringify({ federation_relationships: relationships }));
  await expect(collectorForBundle(file)).rejects.toThrow(/spire\/TRUST-DOMAIN\/ListFederationRelationships\.json/);
});
