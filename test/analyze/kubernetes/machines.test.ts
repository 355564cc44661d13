// Machines of GKE: who gets to them by a pod has the service account of the node pool, where the cluster was crawled.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const CLUSTER = "projects/octo/locations/europe-west1/clusters/prod";
const POOL = `gcp:container.googleapis.com/${CLUSTER}/nodePools/default`;

const HOST = "gcp:compute.googleapis.com/projects/octo/zones/europe-west1-b/instances/gke-prod-default-1";
const LABELS = {
  "goog-k8s-cluster-location": "europe-west1",
  "goog-k8s-cluster-name": "prod",
  "goog-k8s-node-pool-name": "default",
};

/** Edges to machines out of an account that makes pods in a namespace of this level, and out of a pod on one of them. */
function ways(
  issuer: string,
  level = "privileged",
  mode?: string,
  instance = "gke-prod-default-1",
  near?: string,
): readonly string[] {
  const maker = `${AT}/namespaces/ci/serviceaccounts/ci`;
  const inCluster = (
    path: string,
    type: string,
    kind: "resource" | "principal" | "grant" | "workload",
    properties: object,
  ) => node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties: { ...properties } });
  const scope = { id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined };
  const input = toInput({
    scopes: [{ ...scope, properties: { issuer, version: "v1.33.2" }, coverage: [] }],
    nodes: [
      inCluster("namespaces/ci", "namespace", "resource", { pod_security: level }),
      inCluster("namespaces/ci/serviceaccounts/ci", "service-account", "principal", {}),
      inCluster("namespaces/ci/roles/maker", "role", "resource", {
        rules: [{ verbs: ["create"], groups: [""], resources: ["pods"] }],
      }),
      inCluster("namespaces/ci/rolebindings/maker/ci", "role-binding", "grant", {
        namespace: "ci",
        subject: maker,
        subject_kind: "service-account",
        subject_name: "ci/ci",
        role_id: `${AT}/namespaces/ci/roles/maker`,
      }),
      inCluster("namespaces/ci/pods/p", "pod", "workload", {
        node: "gke-prod-default-1",
        ...(near === undefined ? {} : { host_near: [near] }),
      }),
      node(POOL, "gcp.node-pool", {
        kind: "workload",
        scope: "gcp:projects/octo",
        properties: { cluster: CLUSTER, ...(mode === undefined ? {} : { metadata_mode: mode }) },
      }),
      ...(mode === undefined
        ? []
        : [
            node(HOST, "gcp.instance", {
              kind: "workload",
              name: instance,
              scope: "gcp:projects/octo",
              properties: { tags: LABELS },
            }),
          ]),
    ],
    tables: { scopedTechniques: scopedTechniques.filter(({ provider }) => provider === "kubernetes") },
  });
  const { edges = [] } = analyzeKubernetes(input);
  const pools = new Set(edges.filter(({ kind, to }) => kind === "includes" && to === POOL).map(({ from }) => from));
  pools.add(POOL).add(HOST);
  return edges
    .filter(({ kind, to, from }) => kind === "runs_code_in" && (pools.has(to) || from === HOST))
    .map(({ from, kind, to, state }) => (from === HOST ? `${kind} ${to} ${state}` : `${from} ${kind} ${state}`));
}

test("who makes pods that get at machines has those of the cluster that the issuer names, and of no other", () => {
  const maker = `${AT}/namespaces/ci/serviceaccounts/ci`;
  // webhooks were not read
  expect(ways(`container.googleapis.com/v1/${CLUSTER}`)).toEqual([`${maker} runs_code_in unknown`]);
  expect(ways(`container.googleapis.com/v1/${CLUSTER}`, "restricted")).toEqual([]);
  expect(ways(`container.googleapis.com/v1/${CLUSTER}-2`)).toEqual([]);
  expect(ways("oidc.eks.eu-west-1.amazonaws.com/id/0")).toEqual([]);
});

test("without the metadata server of GKE pods are answered as their machine, those that are made as well", () => {
  const issuer = `container.googleapis.com/v1/${CLUSTER}`;
  const maker = `${AT}/namespaces/ci/serviceaccounts/ci`;
  const below = `runs_code_in set:${AT}/nodes/gke-prod-default-1/pods none`;
  const pod = `${AT}/namespaces/ci/pods/p runs_code_in unknown`;
  expect(ways(issuer, "restricted", "GCE_METADATA")).toEqual([below, pod, `${maker} runs_code_in unknown`]);
  expect(ways(issuer, "restricted", "GKE_METADATA")).toEqual([below]);
  expect(ways(issuer, "restricted", "GCE_METADATA", "gke-prod-default-2")).not.toContain(pod);
  // that server answers those with an address of their own
  expect(ways(issuer, "restricted", "GKE_METADATA", "gke-prod-default-1", "network")).toContain(pod);
});
