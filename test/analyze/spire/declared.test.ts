// What pods become by ClusterSPIFFEID and ClusterStaticEntry; each beside the one thing changed.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, complete, node, toInput, trusting } from "../estate.js";

const CLUSTER = "kubernetes:prod";
const ISSUER = "oidc.shop.example";
const ROLE = "arn:aws:iam::111122223333:role/orders";
const BY_ACCOUNT = "spiffe://shop.example/ns/{{ .PodMeta.Namespace }}/sa/{{ .PodSpec.ServiceAccountName }}";
const ORDERS = "spiffe://shop.example/ns/shop/sa/orders";
const OPEN = { labels: {}, expressions: [] };
const app = (value: string) => ({ labels: { app: value }, expressions: [] });

function resource(name: string, more: JsonRecord = {}): StoredNode {
  const properties = {
    spiffe_id: BY_ACCOUNT,
    pod_selector: OPEN,
    namespace_selector: OPEN,
    workload_selectors: [],
    is_node: false,
    is_admin: false,
    is_downstream: false,
    is_fallback: false,
    entries_to_set: 2,
    namespaces_ignored: 0,
    ...more,
  };
  const id = `${CLUSTER}/clusterspiffeids/${name}`;
  return node(id, "kubernetes.cluster-spiffe-id", {
    kind: "trust",
    scope: CLUSTER,
    name: `ClusterSPIFFEID ${name}`,
    properties,
  });
}

function staticEntry(more: JsonRecord = {}): StoredNode {
  const properties = {
    spiffe_id: "spiffe://shop.example/static",
    parent_id: "spiffe://shop.example/spire/agent/k8s_psat/prod/1",
    selectors: ["k8s:ns:shop", "k8s:sa:orders"],
    k8s_namespace: "shop",
    k8s_account: "orders",
    is_node: false,
    is_admin: false,
    is_downstream: false,
    ...more,
  };
  const about = { kind: "trust", scope: CLUSTER, parent: "spiffe://shop.example/static", properties } as const;
  return node(`${CLUSTER}/clusterstaticentries/one`, "kubernetes.cluster-static-entry", about);
}

interface Scene {
  readonly resources: readonly StoredNode[];
  readonly pod?: JsonRecord;
  /** Labels of the namespace; null: it was not read. */
  readonly namespace?: JsonRecord | null;
  readonly more?: readonly StoredNode[];
  readonly subject?: string;
}

function analyzed({ resources, pod = {}, namespace = {}, more = [], subject = ORDERS }: Scene) {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${ISSUER}:sub`]: subject } },
      },
    ],
  };
  const podNode = (name: string, of: string, properties: JsonRecord = {}) =>
    node(`${CLUSTER}/namespaces/shop/pods/${name}`, "kubernetes.pod", {
      kind: "workload",
      scope: CLUSTER,
      name: `shop/${name}`,
      incarnation: `uid-${name}`,
      properties: {
        namespace: "shop",
        role: `${CLUSTER}/namespaces/shop/serviceaccounts/${of}`,
        node: "node-a",
        tags: { app: of },
        state: "Running",
        ...properties,
      },
    });
  return analyze(
    toInput({
      scopes: [
        account(undefined, { coverage: complete("aws/iam:account-authorization-details") }),
        {
          id: CLUSTER,
          type: "kubernetes.cluster",
          name: "prod",
          parent: undefined,
          properties: {},
          coverage: complete("kubernetes/core:pods"),
        },
      ],
      nodes: [
        podNode("a", "orders", pod),
        podNode("b", "web"),
        ...(namespace === null
          ? []
          : [
              node(`${CLUSTER}/namespaces/shop`, "kubernetes.namespace", {
                kind: "resource",
                scope: CLUSTER,
                properties: { namespace: "shop", tags: namespace },
              }),
            ]),
        ...resources,
        ...more,
        ...trusting("orders", policy, [{ kind: "oidc", provider: ISSUER }]),
      ],
      edges: [],
      documents: [policy],
      tables: TABLES,
    }),
  );
}

/** Who becomes what, as `pod id state`. */
function becoming(scene: Scene): readonly string[] {
  return analyzed(scene)
    .edges.filter(({ kind, from }) => kind === "federates" && from.includes("/pods/"))
    .map(({ from, to, state }) => `${from.at(-1)} ${to.slice(to.indexOf("spiffe://"))} ${state}`);
}

const gaps = (scene: Scene) => analyzed(scene).gaps.filter(({ subject }) => subject.startsWith(CLUSTER));

describe("which pods get which identity", () => {
  test("every pod that of its account, into the role that asks for it", () => {
    const scene = { resources: [resource("all")] };
    expect(becoming(scene)).toEqual([`a ${ORDERS} none`, "b spiffe://shop.example/ns/shop/sa/web none"]);
    const { edges, nodes } = analyzed(scene);
    expect(nodes.find(({ id }) => id === ORDERS)).toMatchObject({ type: "spire.workload", scope: CLUSTER });
    expect(edges.filter(({ kind, to }) => kind === "federates" && to.startsWith(ROLE)).map(({ from }) => from)).toEqual(
      [ORDERS],
    );
    expect(gaps(scene)).toEqual([]);
  });

  test("those whose labels are asked for, of the pod and of its namespace", () => {
    const only = [`a ${ORDERS} none`];
    expect(becoming({ resources: [resource("one", { pod_selector: app("orders") })] })).toEqual(only);
    expect(becoming({ resources: [resource("one", { pod_selector: app("other") })] })).toEqual([]);
    const mesh = { pod_selector: app("orders"), namespace_selector: { labels: { mesh: "on" }, expressions: [] } };
    expect(becoming({ resources: [resource("one", mesh)], namespace: { mesh: "on" } })).toEqual(only);
    expect(becoming({ resources: [resource("one", mesh)], namespace: { mesh: "off" } })).toEqual([]);
    // labels of a namespace that was not read decide nothing
    expect(becoming({ resources: [resource("one", mesh)], namespace: null })).toEqual([`a ${ORDERS} unknown`]);
  });

  test("none that is over, or that no host has taken yet", () => {
    const resources = [resource("one", { pod_selector: app("orders") })];
    expect(becoming({ resources, pod: { state: "Succeeded" } })).toEqual([]);
    expect(becoming({ resources, pod: { node: null } })).toEqual([]);
  });

  test("what else has to hold is a condition; another account is another pod's", () => {
    const by = (selector: string) =>
      becoming({ resources: [resource("one", { pod_selector: app("orders"), workload_selectors: [selector] })] });
    expect(by("k8s:sa:orders")).toEqual([`a ${ORDERS} none`]);
    expect(by("k8s:sa:web")).toEqual([]);
    expect(by("k8s:ns:{{ .PodMeta.Namespace }}")).toEqual([`a ${ORDERS} none`]);
    expect(by("k8s:container-name:app")).toEqual([`a ${ORDERS} unknown`]);
  });

  test("what the controller says of itself counts", () => {
    const of = (more: JsonRecord) =>
      becoming({ resources: [resource("one", { pod_selector: app("orders"), ...more })] });
    expect(of({ entries_to_set: 0 })).toEqual([]);
    expect(of({ namespaces_ignored: 1 })).toEqual([`a ${ORDERS} unknown`]);
    expect(of({ entries_to_set: null, namespaces_ignored: null })).toEqual([`a ${ORDERS} unknown`]);
  });

  test("a fallback gives way to what selects the pod, and stands where nothing does", () => {
    const fallback = resource("fall", { spiffe_id: "spiffe://shop.example/fallback", is_fallback: true });
    const states = (resources: readonly StoredNode[]) =>
      becoming({ resources }).filter((one) => one.includes("/fallback"));
    expect(states([fallback])).toEqual([
      "a spiffe://shop.example/fallback none",
      "b spiffe://shop.example/fallback none",
    ]);
    expect(states([fallback, resource("one", { pod_selector: app("orders") })])).toEqual([
      "a spiffe://shop.example/fallback unknown",
      "b spiffe://shop.example/fallback none",
    ]);
  });

  test("a label that a pod lacks makes no SPIFFE id, and the controller none", () => {
    const spiffe_id = "spiffe://shop.example/{{ .PodMeta.Labels.team }}";
    expect(becoming({ resources: [resource("one", { spiffe_id })], pod: { tags: { team: "pay" } } })).toEqual([
      "a spiffe://shop.example/pay none",
    ]);
    expect(gaps({ resources: [resource("one", { spiffe_id })] })).toEqual([]);
  });
});

describe("the trust domain, which the controller's configuration says", () => {
  const open = resource("open", { spiffe_id: "spiffe://{{ .TrustDomain }}/app" });

  test("nothing says it: a gap that names the resource", () => {
    expect(becoming({ resources: [open] })).toEqual([]);
    expect(gaps({ resources: [open] })).toMatchObject([
      { subject: open.id, message: expect.stringMatching(/ClusterSPIFFEID open: its template reads \.TrustDomain/) },
    ]);
  });

  test("another resource of its class names one, and not one of another class", () => {
    const of = (other: JsonRecord) =>
      becoming({ resources: [open, resource("named", other)] }).filter((one) => one.includes("/app "));
    expect(of({})).toHaveLength(2);
    expect(of({ class_name: "other" })).toEqual([]);
    expect(of({ entries_to_set: 0 })).toEqual([]);
    expect(becoming({ resources: [open], more: [staticEntry()] }).filter((one) => one.includes("/app "))).toHaveLength(
      2,
    );
  });

  test("two that differ say nothing", () => {
    const resources = [open, resource("one"), resource("two", { spiffe_id: "spiffe://other.example/x" })];
    expect(becoming({ resources }).filter((one) => one.includes("/app "))).toEqual([]);
  });

  test("an entry of a server for a pod of the cluster says it", () => {
    const entry = (uid: string) =>
      node("spire:shop.example/entries/e1", "spire.entry", {
        kind: "trust",
        scope: "spire:shop.example",
        parent: "spiffe://shop.example/x",
        properties: { k8s_pod: uid, is_node: false, parent_id: "spiffe://shop.example/spire/agent/k8s_psat/eu-1/1" },
      });
    const named = resource("open", { spiffe_id: "spiffe://{{ .TrustDomain }}/{{ .ClusterName }}" });
    expect(
      becoming({ resources: [named], more: [entry("uid-b")] }).filter((one) => one.includes("/eu-1 ")),
    ).toHaveLength(2);
    expect(becoming({ resources: [named], more: [entry("uid-other")] })).toEqual([]);
  });
});

test.each([
  ["{{ .NodeMeta.Labels.zone }}", /reads \.NodeMeta\.Labels\.zone/],
  ["{{ .PodMeta.Annotations.team }}", /reads \.PodMeta\.Annotations\.team/],
  ["{{ .PodMeta.Name | upper }}", /was not understood/],
])("%s is a gap, and no identity", (path, message) => {
  const scene = { resources: [resource("one", { spiffe_id: `spiffe://shop.example/${path}` })] };
  expect(becoming(scene)).toEqual([]);
  expect(gaps(scene)).toMatchObject([{ message: expect.stringMatching(message) }]);
});

describe("what has one and the same identity", () => {
  const breadth = (more: JsonRecord) => {
    const { facts } = analyzed({ resources: [resource("one", more)] });
    const mine = `${CLUSTER}/clusterspiffeids/one`;
    return facts.find(({ node: of, columns }) => of === mine && "spiffe_breadth" in columns)?.columns["spiffe_breadth"];
  };
  const spiffe = (path: string, more: JsonRecord = {}) => ({ spiffe_id: `spiffe://shop.example/${path}`, ...more });
  const named = { labels: { "kubernetes.io/metadata.name": "shop" }, expressions: [] };

  test.each<[string | undefined, JsonRecord]>([
    ["workload", {}],
    ["cluster", spiffe("app")],
    ["namespace", spiffe("{{ .PodMeta.Namespace }}")],
    ["namespace", spiffe("app", { namespace_selector: app("x") })],
    ["account-name", spiffe("{{ .PodSpec.ServiceAccountName }}")],
    ["account-name", spiffe("{{ .PodSpec.ServiceAccountName }}", { namespace_selector: app("x") })],
    ["workload", spiffe("{{ .PodSpec.ServiceAccountName }}", { namespace_selector: named })],
    ["workload", spiffe("app", { pod_selector: app("orders") })],
    ["workload", spiffe("app", { workload_selectors: ["k8s:container-image:x"] })],
    ["namespace", spiffe("app", { workload_selectors: ["k8s:ns:shop", "k8s:node-name:a"] })],
    ["workload", spiffe("{{ .PodMeta.Name }}")],
    [undefined, spiffe("{{ .PodMeta.Name | upper }}")],
    [undefined, spiffe("app", { workload_selectors: null })],
  ])("%s: %j", (expected, more) => {
    expect(breadth(more)).toBe(expected);
  });
});

describe("control of the trust domain", () => {
  const adminOf = (scene: Scene, id: string) =>
    analyzed(scene).facts.find(({ node: of, columns }) => of === id && columns["admin"] !== undefined)?.columns[
      "admin"
    ];
  const pod = `${CLUSTER}/namespaces/shop/pods/a`;
  const reaches = (scene: Scene) =>
    analyzed(scene).facts.find(
      ({ node: of, columns }) => of.includes("/clusterspiffeids/") && "reaches_admin" in columns,
    )?.columns["reaches_admin"];

  test.each([{ is_admin: true }, { is_downstream: true }])("%j", (more) => {
    const scene = { resources: [resource("one", { pod_selector: app("orders"), ...more })] };
    expect(adminOf(scene, ORDERS)).toBe("effective");
    expect(reaches(scene)).toBe(true);
    expect(analyzed(scene).edges).toContainEqual(
      expect.objectContaining({ kind: "permits", from: ORDERS, to: "spire:shop.example", capability: "admin" }),
    );
    expect(analyzed(scene).edges).toContainEqual(expect.objectContaining({ kind: "federates", from: pod }));
  });

  test("not without either; unknown where its identities are", () => {
    expect(adminOf({ resources: [resource("one")] }, ORDERS)).toBe("no");
    expect(reaches({ resources: [resource("one")] })).toBe(false);
    expect(reaches({ resources: [resource("one", { spiffe_id: "spiffe://{{ .TrustDomain }}/x" })] })).toBeUndefined();
  });

  test("a ClusterStaticEntry that is set, and not one that is masked", () => {
    const id = "spiffe://shop.example/static";
    expect(adminOf({ resources: [], more: [staticEntry({ is_admin: true })] }, id)).toBe("effective");
    expect(adminOf({ resources: [], more: [staticEntry({ is_admin: true, is_set: false })] }, id)).toBeUndefined();
  });
});
