// What may be done to things by their names (resourceNames): a deployment that is there is changed to run as another account of its
// namespace, and the kubelet of one machine has the pods there.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const SHOP = `${AT}/namespaces/shop`;
const CI = `${AT}/namespaces/ci/serviceaccounts/runner`;
const SETS = ["core:namespaces", "core:service-accounts", "core:pods", "apps:deployments", "apps:daemonsets"];

const make = (path: string, type: string, kind: StoredNode["kind"], properties: JsonRecord = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });

/** What the account leads to with a cluster role of one rule. */
function ends(rule: JsonRecord): readonly string[] {
  const input = toInput({
    scopes: [
      {
        ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
        coverage: complete(...SETS.map((one) => `kubernetes/${one}`)),
      },
    ],
    nodes: [
      ...["shop", "ci"].map((name) =>
        make(`namespaces/${name}`, "namespace", "resource", { pod_security: "baseline" }),
      ),
      make("namespaces/ci/serviceaccounts/runner", "service-account", "principal"),
      make("namespaces/shop/serviceaccounts/pay", "service-account", "principal"),
      make("namespaces/shop/deployments/web", "deployment", "workload"),
      make("namespaces/shop/pods/one", "pod", "workload", { node: "n1" }),
      make("namespaces/shop/pods/two", "pod", "workload", { node: "n2" }),
      make("clusterroles/held", "cluster-role", "resource", { rules: [rule] }),
      make("clusterrolebindings/held", "cluster-role-binding", "grant", {
        ...{ subject: CI, subject_kind: "service-account", subject_name: "ci/runner" },
        role_id: `${AT}/clusterroles/held`,
      }),
    ],
    tables: { scopedTechniques },
  });
  const found = (analyzeKubernetes(input).edges ?? []).filter(({ from }) => from === CI).map(({ to }) => to);
  return [...new Set(found)].sort();
}

const deployments = (...names: readonly string[]): JsonRecord => ({
  ...{ verbs: ["patch"], groups: ["apps"], resources: ["deployments"], names },
});
const kubelet = (...names: readonly string[]): JsonRecord => ({
  ...{ verbs: ["get"], groups: [""], resources: ["nodes/proxy"], names },
});

test.each<[string, JsonRecord, readonly string[]]>([
  ["a deployment that is there", deployments("web"), [`${SHOP}/deployments/web`, `set:${SHOP}/service-accounts`]],
  ["one that is not there", deployments("api"), []],
  ["a daemonset by the name of a deployment", { ...deployments("web"), resources: ["daemonsets"] }, []],
  ["the kubelet of a machine", kubelet("n1"), [`${SHOP}/pods/one`]],
  ["that of a machine without pods", kubelet("n3"), []],
])("%s", (_name, rule, expected) => {
  expect(ends(rule)).toEqual(expected);
});
