// A cluster from a bundle: what comes out of the lists that kubectl prints, and that nothing secret does.
import { expect, test } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, folderOf, gather, gatherBundle, noting } from "../support.js";
import { clusterAnswers, clusterFiles, ISSUER, SPIRE } from "./cluster.js";

const AT = "kubernetes:prod";

test("accounts, tokens, bindings and workloads, and nothing secret", async () => {
  const batches = await batchesOf(await collectorForBundle(folderOf(clusterFiles("prod"))));
  const graph = gather(batches);
  expect(new Set(graph.coverage.map(({ state }) => state))).toEqual(new Set(["complete"]));
  expect(batches.at(-1)?.scope).toEqual({
    id: AT,
    type: "kubernetes.cluster",
    name: "prod",
    properties: { cluster: "prod", version: "v1.33.2", issuer: ISSUER },
  });
  expect(graph.node(`${AT}/namespaces/shop/serviceaccounts/api`)).toMatchObject({
    kind: "principal",
    name: "shop/api",
    properties: { automount: true, is_default: false, role_arn: "arn:aws:iam::111122223333:role/shop-api" },
  });
  expect(
    graph.ofType("kubernetes.service-account-token").map(({ name, properties }) => [name, properties["status"]]),
  ).toEqual([
    ["ci/deployer-token", "active"],
    ["shop/web-token-abcde", "inactive"],
  ]);
  expect(graph.node(`${AT}/namespaces/ci/secrets/deployer-token`)?.properties).toMatchObject({
    last_used_at: "2025-04-01T00:00:00Z",
    last_used_known: true,
    static: true,
    never_expires: true,
  });
  // the user name of an account is the account
  expect(graph.node(`${AT}/clusterrolebindings/deployers/serviceaccount/ci/deployer`)?.parent).toBe(
    `${AT}/namespaces/ci/serviceaccounts/deployer`,
  );
  expect(JSON.stringify(batches)).not.toContain("MARKER");
});

test("what a pod comes from is what people made", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  const running = ["pod", "deployment", "cronjob"].flatMap((kind) => graph.ofType(`kubernetes.${kind}`));
  expect([...new Set(running.map(({ properties }) => JSON.stringify(properties["images"])))]).toEqual(['["x"]']);
  const owners = graph.ofType("kubernetes.pod").map(({ name, properties }) => [name, properties["owner"]]);
  expect(owners).toEqual([
    ["shop/api-7d9f-x1", "Deployment/api"],
    ["shop/web-0", "StatefulSet/web"],
    ["ci/nightly-29000000-a", "CronJob/nightly"],
  ]);
  // a pod that names no account runs as the default one
  expect(
    graph.edges.filter(({ kind, from }) => kind === "runs_as" && typeof from === "string" && from.includes("/pods/")),
  ).toMatchObject([
    { to: `${AT}/namespaces/shop/serviceaccounts/api` },
    { to: `${AT}/namespaces/shop/serviceaccounts/web` },
    { to: `${AT}/namespaces/ci/serviceaccounts/default` },
  ]);
});

test("a token that the API server refuses is nobody's way in", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  const ways = graph.edges.filter(({ kind }) => kind === "authenticates_as");
  expect(ways.map(({ from }) => from)).toEqual([`${AT}/namespaces/ci/secrets/deployer-token`]);
});

test.each(Object.keys(clusterAnswers()))(
  "%s missing or refused: its data set is a gap, the others are whole",
  async (path) => {
    const files = clusterFiles("prod");
    delete files[`kubernetes/prod${path}.json`];
    const missing = await gatherBundle(files);
    expect(missing.coverage.filter(({ state }) => state !== "complete")).toMatchObject([
      { state: "failed", code: "NotRecorded" },
    ]);
    files[`kubernetes/prod${path}.error.json`] = { status: 403, code: "Forbidden", message: "no" };
    const refused = await gatherBundle(files);
    const [gap, ...more] = refused.coverage.filter(({ state }) => state !== "complete");
    expect(more).toEqual([]);
    expect(gap?.state).toBe("denied");
    expect(gap?.permission).toMatch(
      path.startsWith("/api")
        ? /^verb list on (\S+ in all namespaces|configmaps named aws-auth in kube-system)/
        : /^nonResourceURL/,
    );
  },
);

test("a list that breaks off keeps what came before, as a part", async () => {
  const files = clusterFiles("prod");
  const whole = JSON.stringify(files["kubernetes/prod/api/v1/serviceaccounts.json"]);
  files["kubernetes/prod/api/v1/serviceaccounts.json"] = whole.slice(0, whole.indexOf('"web"'));
  const graph = await gatherBundle(files, noting());
  expect(graph.state("kubernetes/core:service-accounts")).toBe("partial");
  expect(graph.ofType("kubernetes.service-account").map(({ name }) => name)).toEqual([
    "kube-system/namespace-controller",
    "shop/default",
    "shop/api",
  ]);
});

test("resources of spire-controller-manager, with their templates as written", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  expect(graph.node(`${AT}/clusterspiffeids/mesh`)).toMatchObject({
    kind: "trust",
    properties: {
      spiffe_id: "spiffe://{{ .TrustDomain }}/ns/{{ .PodMeta.Namespace }}",
      pod_selector: { labels: { mesh: "on" }, expressions: [{ key: "tier", operator: "Exists", values: [] }] },
      namespace_selector: { labels: {}, expressions: [] },
      workload_selectors: ["k8s:sa:{{ .PodSpec.ServiceAccountName }}", "docker:env:TOKEN"],
      selectors: ["pods with mesh=on, tier Exists", "k8s:sa:{{ .PodSpec.ServiceAccountName }}", "docker:env:TOKEN"],
      is_admin: true,
      is_downstream: false,
      is_fallback: false,
      x509_ttl: 5400,
      federates_with: ["partner.example"],
      entries_to_set: 2,
      namespaces_ignored: 1,
    },
  });
  expect(graph.node(`${AT}/clusterstaticentries/node`)).toMatchObject({
    parent: "spiffe://shop.example/batch",
    properties: { breadth: "namespace", is_node: false, is_downstream: true, is_set: true, k8s_namespace: "batch" },
  });
  expect(graph.node(`${AT}/clusterstaticentries/node`)?.properties).not.toHaveProperty("x509_ttl");
  expect(graph.node(`${AT}/clusterfederatedtrustdomains/partner`)?.properties).toEqual({
    trust_domain: "partner.example",
    endpoint_url: "https://spire.partner.example/bundle",
    endpoint_profile: "https_spiffe",
    endpoint_spiffe_id: "spiffe://partner.example/spire/server",
  });
});

test("webhooks and admission policies: whom and what they are asked about, without certificates and messages", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  const rule = { groups: [""], versions: ["v1"], resources: ["pods"], operations: ["CREATE"], names: [], scope: "*" };
  expect(graph.node(`${AT}/validatingwebhookconfigurations/gatekeeper`)).toMatchObject({
    kind: "resource",
    type: "kubernetes.validating-webhooks",
    parent: AT,
    properties: {
      webhooks: [
        {
          name: "validation.gatekeeper.sh",
          failure_policy: "Fail",
          rules: [rule],
          namespace_selector: {
            labels: {},
            expressions: [{ key: "admission/ignore", operator: "DoesNotExist", values: [] }],
          },
          object_selector: { labels: {}, expressions: [] },
          conditions: [],
          service: "admission/webhook",
        },
      ],
    },
  });
  expect(graph.node(`${AT}/mutatingwebhookconfigurations/pod-identity-webhook`)?.type).toBe(
    "kubernetes.mutating-webhooks",
  );
  expect(graph.node(`${AT}/validatingadmissionpolicies/no-host-paths`)?.properties).toMatchObject({
    has_params: false,
    matched: { rules: [rule], excluded: [] },
    conditions: ["!has(object.metadata.deletionTimestamp)"],
    variables: [{ name: "volumes", expression: "has(object.spec.volumes) ? object.spec.volumes : []" }],
    validations: ["variables.volumes.all(v, !has(v.hostPath))"],
  });
  expect(graph.node(`${AT}/validatingadmissionpolicybindings/no-host-paths`)?.properties).toMatchObject({
    policy_id: `${AT}/validatingadmissionpolicies/no-host-paths`,
    actions: ["Deny", "Audit"],
    matched: { namespace_selector: { labels: { env: "production" }, expressions: [] } },
  });
});

test("clusters without admission policies have none, and that is no gap; rules of another form are one", async () => {
  const at = "kubernetes/prod/apis/admissionregistration.k8s.io/v1";
  const files = clusterFiles("prod");
  for (const kind of ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]) {
    delete files[`${at}/${kind}.json`];
    files[`${at}/${kind}.error.json`] = { status: 404, code: "NotFound", message: "no" };
  }
  files[`${at}/validatingwebhookconfigurations.json`] = {
    metadata: {},
    items: [{ metadata: { name: "x" }, webhooks: [{ name: "a.b.c", rules: { resources: ["pods"] } }] }],
  };
  const graph = await gatherBundle(files);
  expect(graph.state("kubernetes/admission:validating-policies")).toBe("complete");
  expect(graph.state("kubernetes/admission:validating-policy-bindings")).toBe("complete");
  expect(graph.state("kubernetes/admission:validating-webhooks")).toBe("partial");
});

test("without spire-controller-manager there are no such resources, and that is no gap", async () => {
  const files = clusterFiles("prod");
  for (const kind of ["clusterspiffeids", "clusterstaticentries", "clusterfederatedtrustdomains"]) {
    delete files[`kubernetes/prod${SPIRE}/${kind}.json`];
    files[`kubernetes/prod${SPIRE}/${kind}.error.json`] = { status: 404, code: "NotFound", message: "no" };
  }
  const graph = await gatherBundle(files);
  expect(new Set(graph.coverage.map(({ state }) => state))).toEqual(new Set(["complete"]));
  expect(graph.ofType("kubernetes.cluster-spiffe-id")).toEqual([]);
});

test("a resource that names no SPIFFE id or trust domain is a gap; selectors of another form narrow it by what nobody read", async () => {
  const files = clusterFiles("prod");
  const item = (spec: object) => ({ metadata: { resourceVersion: "1" }, items: [{ metadata: { name: "x" }, spec }] });
  files[`kubernetes/prod${SPIRE}/clusterstaticentries.json`] = item({ spiffeID: "https://shop.example/x" });
  files[`kubernetes/prod${SPIRE}/clusterfederatedtrustdomains.json`] = item({});
  files[`kubernetes/prod${SPIRE}/clusterspiffeids.json`] = item({
    spiffeIDTemplate: "spiffe://a/b",
    podSelector: "app",
  });
  const graph = await gatherBundle(files);
  expect(graph.gaps.map(({ subject }) => subject.slice(subject.lastIndexOf("/", subject.length - 3) + 1))).toEqual([
    "clusterstaticentries/x",
    "clusterfederatedtrustdomains/x",
  ]);
  expect(graph.state("kubernetes/spire:cluster-static-entries")).toBe("partial");
  expect(graph.node(`${AT}/clusterspiffeids/x`)?.properties).not.toHaveProperty("selectors");
});

const CONFIG_MAP = "kubernetes/prod/api/v1/namespaces/kube-system/configmaps.json";
const MAPPED = `${AT}/namespaces/kube-system/configmaps/aws-auth`;

test("aws-auth of EKS: whom it lets in, as whom, and nothing else of it", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  expect(graph.ofType("kubernetes.aws-auth-mapping").map(({ id, properties }) => [id, properties])).toMatchObject([
    [`${MAPPED}/arn:aws:iam::111122223333:role/shop-node`, { groups: ["system:bootstrappers", "system:nodes"] }],
    [`${MAPPED}/arn:aws:iam::111122223333:role/shop-deploy`, { username: "deploy", groups: ["deployers"] }],
    [`${MAPPED}/arn:aws:iam::111122223333:user/ops`, { username: "ops", groups: ["system:masters"] }],
  ]);
  expect(graph.ofType("kubernetes.aws-auth-account")).toMatchObject([{ properties: { account: "444455556666" } }]);
});

test("aws-auth: the last mapping of an ARN counts; what is no list is a gap; other config maps are left alone", async () => {
  const files = clusterFiles("prod");
  const twice = ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/A"];
  const item = (name: string, data: object) => ({ metadata: { name, namespace: "kube-system" }, data });
  files[CONFIG_MAP] = {
    items: [
      item("other", { mapRoles: `- rolearn: ${twice[0]}` }),
      item("aws-auth", {
        mapRoles: twice.map((arn, at) => `- {rolearn: "${arn}", username: u${at}}`).join("\n"),
        mapUsers: "users: [",
      }),
    ],
  };
  const graph = await gatherBundle(files);
  expect(graph.ofType("kubernetes.aws-auth-mapping").map(({ properties }) => properties["username"])).toEqual(["u1"]);
  expect(graph.coverageOf("kubernetes/core:aws-auth")).toMatchObject({
    state: "partial",
    message: expect.stringContaining("mapUsers is no list in YAML"),
  });
});

test("aws-auth is asked of clusters of EKS alone", async () => {
  const files = clusterFiles("prod");
  files["kubernetes/prod/.well-known/openid-configuration.json"] = { issuer: "https://kubernetes.default.svc" };
  delete files[CONFIG_MAP];
  const graph = await gatherBundle(files);
  expect(graph.coverageOf("kubernetes/core:aws-auth")).toBeUndefined();
  expect(new Set(graph.coverage.map(({ state }) => state))).toEqual(new Set(["complete"]));
});
