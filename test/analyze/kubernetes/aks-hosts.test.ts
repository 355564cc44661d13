// Machines of AKS: pods get the identities of the machine that they are on, those of another cluster or set never.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:shop";
const ISSUER = "westeurope.oic.prod-aks.azure.com/t/c";
const SUB = "/subscriptions/0e0e0e0e-0000-4000-8000-000000000001";

const machine = (name: string, group = "machines") => {
  const resource = `${SUB}/resourcegroups/${group}/providers/microsoft.compute/virtualmachinescalesets/${name}`;
  return node(`azure:${resource}`, "azure.scale-set", { kind: "workload", name, properties: { resource } });
};

interface Scene {
  readonly cluster?: JsonRecord;
  readonly issuer?: string;
  readonly group?: string;
  readonly near?: string;
  readonly makes?: boolean;
}

/** Edges to and from scale sets, in short. */
function ways({ cluster = {}, issuer = ISSUER, group, near, makes = false }: Scene): readonly string[] {
  const inCluster = (path: string, type: string, kind: "resource" | "principal" | "grant" | "workload", more = {}) =>
    node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties: { ...more } });
  const resource = `${SUB}/resourcegroups/apps/providers/microsoft.containerservice/managedclusters/shop`;
  const maker = { subject: `${AT}/namespaces/ci/serviceaccounts/ci`, subject_kind: "service-account" };
  const { edges = [] } = analyzeKubernetes(
    toInput({
      scopes: [
        {
          ...{ id: AT, type: "kubernetes.cluster", name: "shop", parent: undefined, coverage: [] },
          properties: { issuer, version: "v1.33.2" },
        },
      ],
      nodes: [
        node(`azure:${resource}`, "azure.kubernetes-cluster", {
          kind: "workload",
          properties: { resource, issuer: ISSUER, node_resource_group: "machines", ...cluster },
        }),
        machine("aks-pool-1-vmss", group),
        machine("aks-idle-1-vmss", group),
        inCluster("namespaces/ci", "namespace", "resource", { pod_security: "restricted" }),
        inCluster("namespaces/ci/serviceaccounts/ci", "service-account", "principal"),
        inCluster("namespaces/ci/pods/p", "pod", "workload", {
          node: "aks-pool-1-vmss00000a",
          ...(near === undefined ? {} : { host_near: [near] }),
        }),
        ...(makes
          ? [
              inCluster("namespaces/ci/roles/r", "role", "resource", {
                rules: [{ verbs: ["create"], groups: [""], resources: ["pods"] }],
              }),
              inCluster("namespaces/ci/rolebindings/r/ci", "role-binding", "grant", {
                ...{ namespace: "ci", ...maker, subject_name: "ci/ci", role_id: `${AT}/namespaces/ci/roles/r` },
              }),
            ]
          : []),
      ],
      tables: { scopedTechniques: scopedTechniques.filter(({ provider }) => provider === "kubernetes") },
    }),
  );
  const short = (id: string) => id.split("/").at(-1) ?? "";
  return edges
    .filter(({ kind, from, to }) => kind === "runs_code_in" && (from.startsWith("azure:") || /vmss$|metadata/.test(to)))
    .map(
      ({ from, to, state }) => `${short(from)} ${to.startsWith("set:") ? to.slice(4 + AT.length) : short(to)} ${state}`,
    );
}

const SET = "aks-pool-1-vmss /nodes/aks-pool-1-vmss00000a/pods none";
// no pod is known to be on a machine of it: which ones run there is open
const IDLE = "aks-idle-1-vmss /pods unknown";

test("a pod may have the machine that it is on, and the scale set has the pods on its machines", () => {
  expect([...ways({})].sort()).toEqual(["p aks-pool-1-vmss unknown", SET, IDLE].sort());
});

test("not in a cluster of another issuer, nor in another group", () => {
  expect(ways({ issuer: "other.example" })).toEqual([]);
  expect(ways({ group: "elsewhere" })).toEqual([]);
});

test("pods that are kept from the metadata service have nothing of it, those in the network of the machine do", () => {
  const cluster = { pods_kept_from_metadata: true };
  expect(ways({ cluster })).not.toContain("p aks-pool-1-vmss unknown");
  expect(ways({ cluster, near: "network" })).toContain("p aks-pool-1-vmss unknown");
});

test("who makes pods, plain as they may be, gets there unless they are kept from it", () => {
  const made = (scene: Scene) => ways({ ...scene, makes: true }).filter((one) => one.startsWith("ci "));
  expect(made({})).toEqual(["ci /metadata-services unknown"]);
  expect(made({ cluster: { pods_kept_from_metadata: true } })).toEqual([]);
});
