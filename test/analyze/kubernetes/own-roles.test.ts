// Cluster roles that somebody holds and can change: by the role that is made and becomes part of one, or by its name. "Aggregated
// ClusterRoles" and "Privilege escalation prevention and bootstrapping", Kubernetes documentation; kubernetes/kubernetes,
// pkg/registry/rbac/clusterrole/policybased/storage.go
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const NAMESPACE = `${AT}/namespaces/shop`;
const WHO = `${NAMESPACE}/serviceaccounts/operator`;

const make = (path: string, type: string, kind: StoredNode["kind"], properties: JsonRecord = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });

const rule = (verbs: readonly string[], names?: readonly string[]): JsonRecord => ({
  verbs,
  groups: ["rbac.authorization.k8s.io"],
  resources: ["clusterroles"],
  ...(names && { names }),
});
const LOOKS: JsonRecord = { verbs: ["get"], groups: [""], resources: ["pods"] };

type Held = readonly [role: string, rules: readonly JsonRecord[], more?: "aggregated" | "in the namespace" | "both"];

/** What the operator controls, with these cluster roles bound to it. */
function controls(...held: readonly Held[]): readonly string[] {
  const nodes = held.flatMap(([name, rules, more]) => {
    const isAggregated = more === "aggregated" || more === "both";
    const isNarrow = more === "in the namespace" || more === "both";
    const grant = {
      ...{ subject: WHO, subject_kind: "service-account", subject_name: "shop/operator" },
      ...{ role_id: `${AT}/clusterroles/${name}`, binding: name, ...(isNarrow && { namespace: "shop" }) },
    };
    return [
      make(`clusterroles/${name}`, "cluster-role", "resource", { rules, aggregated: isAggregated }),
      isNarrow
        ? make(`namespaces/shop/rolebindings/${name}`, "role-binding", "grant", grant)
        : make(`clusterrolebindings/${name}`, "cluster-role-binding", "grant", grant),
    ];
  });
  const input = toInput({
    scopes: [
      {
        ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
        coverage: complete(...["namespaces", "service-accounts", "pods"].map((one) => `kubernetes/core:${one}`)),
      },
    ],
    nodes: [
      make("namespaces/shop", "namespace", "resource"),
      make("namespaces/shop/serviceaccounts/operator", "service-account", "principal"),
      ...nodes,
    ],
    tables: { scopedTechniques },
  });
  const edges = analyzeKubernetes(input).edges ?? [];
  const sets = new Map(edges.flatMap(({ kind, from, to }) => (kind === "includes" ? [[from, to]] : [])));
  const ends = edges.flatMap(({ from, to, technique = "", state }) =>
    from === WHO && technique.startsWith("kubernetes-roles-") && state === "none" ? [sets.get(to) ?? to] : [],
  );
  return [...new Set(ends)].sort();
}

const MAKES: Held = ["operator", [rule(["create", "escalate", "get"])]];

test.each<[string, readonly Held[], readonly string[]]>([
  ["makes roles, and holds one that takes in others", [MAKES, ["view", [LOOKS], "aggregated"]], [AT, NAMESPACE]],
  ["makes roles, and holds such a one in a namespace", [MAKES, ["view", [LOOKS], "both"]], [NAMESPACE]],
  ["makes roles, and holds none of them", [MAKES, ["plain", [LOOKS]]], []],
  [
    "makes roles no wider than its own",
    [
      ["operator", [rule(["create", "update", "patch"])]],
      ["view", [LOOKS], "aggregated"],
    ],
    [],
  ],
  [
    "escalates, and makes none",
    [
      ["operator", [rule(["escalate"])]],
      ["view", [LOOKS], "aggregated"],
    ],
    [],
  ],
  [
    "makes roles, and escalates one by its name",
    [
      ["operator", [rule(["create"]), rule(["escalate"], ["view"])]],
      ["view", [LOOKS], "aggregated"],
    ],
    [],
  ],
  [
    "escalates and changes the role that it holds, by its name",
    [["operator", [rule(["escalate", "patch"], ["operator"])]]],
    [AT, NAMESPACE],
  ],
  [
    "that of a role that it holds in a namespace",
    [
      ["operator", [rule(["escalate", "patch"], ["narrow"])]],
      ["narrow", [LOOKS], "in the namespace"],
    ],
    [NAMESPACE],
  ],
  ["that of a role that others hold", [["operator", [rule(["escalate", "patch"], ["other"])]]], []],
  [
    "roles of namespaces, of which it holds none",
    [["operator", [{ ...rule(["escalate", "update"]), resources: ["roles"] }]]],
    [],
  ],
  ["changes the role that it holds, no wider", [["operator", [rule(["update", "patch"], ["operator"])]]], []],
])("%s", (_what, held, expected) => {
  expect(controls(...held)).toEqual(expected);
});
