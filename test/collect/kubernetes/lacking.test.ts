// Elements of recorded lists that do not say what they are, or not in the form of the API: a gap, and the others stay.
import { expect, test } from "vitest";
import { gatherBundle } from "../support.js";

const AT = "kubernetes:prod";
const RBAC = "kubernetes/prod/apis/rbac.authorization.k8s.io/v1";

const namespace = { metadata: { name: "shop" } };
const binding = {
  metadata: { name: "deployers" },
  roleRef: { kind: "ClusterRole", name: "edit" },
  subjects: [{ kind: "User", name: "ada" }],
};
const rule = { verbs: ["get"], apiGroups: [""], resources: ["secrets"] };
const role = { metadata: { name: "edit" }, rules: [rule] };

interface Lists {
  readonly namespaces?: readonly unknown[];
  readonly bindings?: readonly unknown[];
  readonly roles?: readonly unknown[];
}

function gatherLists({ namespaces = [], bindings = [], roles = [] }: Lists) {
  return gatherBundle({
    "kubernetes/prod/api/v1/namespaces.json": { items: [namespace, ...namespaces] },
    [`${RBAC}/clusterrolebindings.json`]: { items: [binding, ...bindings] },
    [`${RBAC}/clusterroles.json`]: { items: [role, ...roles] },
  });
}

const NAMELESS = "without a usable metadata.name, left out";

test.each<[string, Lists, string, string]>([
  ["a namespace without metadata", { namespaces: [{}] }, "core:namespaces", `1 of 2 namespaces ${NAMELESS}`],
  ["a namespace in a list", { namespaces: [[namespace]] }, "core:namespaces", `1 of 2 namespaces ${NAMELESS}`],
  [
    "a binding whose name is a list",
    { bindings: [{ ...binding, metadata: { name: ["x"] } }] },
    "rbac:cluster-role-bindings",
    `1 of 2 cluster role bindings ${NAMELESS}`,
  ],
  [
    "a binding whose role has no kind",
    { bindings: [{ ...binding, metadata: { name: "x" }, roleRef: { kind: 1.5, name: "edit" } }] },
    "rbac:cluster-role-bindings",
    "clusterrolebindings/x: its roleRef has no usable kind or name: the binding was left out",
  ],
  [
    "a subject in a list",
    { bindings: [{ ...binding, metadata: { name: "x" }, subjects: [[{ kind: "User", name: "eve" }]] }] },
    "rbac:cluster-role-bindings",
    "clusterrolebindings/x: a subject that is no account, user or group with a name was left out",
  ],
  [
    "subjects that are no list",
    { bindings: [{ ...binding, metadata: { name: "x" }, subjects: { kind: "User", name: "eve" } }] },
    "rbac:cluster-role-bindings",
    "clusterrolebindings/x: its subjects are no list: they were left out",
  ],
  [
    "resources in a list of lists",
    { roles: [{ metadata: { name: "x" }, rules: [rule, { ...rule, resources: [["secrets"]] }] }] },
    "rbac:cluster-roles",
    "clusterroles/x: resources of another form than expected, read in part",
  ],
  [
    "a rule that is a text",
    { roles: [{ metadata: { name: "x" }, rules: ["*"] }] },
    "rbac:cluster-roles",
    "clusterroles/x: rules of another form than expected, read in part",
  ],
])("%s is a gap", async (_, lists, dataSet, message) => {
  const graph = await gatherLists(lists);
  const gaps = graph.gaps.filter((gap) => gap.dataSet === `kubernetes/${dataSet}`);
  expect(gaps.map((gap) => gap.message)).toEqual([expect.stringContaining(message)]);
  expect(graph.state(`kubernetes/${dataSet}`)).toBe("partial");
  expect(graph.node(`${AT}/namespaces/shop`)).toBeDefined();
  expect(graph.node(`${AT}/clusterroles/edit`)).toBeDefined();
  expect(graph.node(`${AT}/clusterrolebindings/deployers/user/ada`)).toBeDefined();
});

test("what is as the API writes it is no gap: a binding of nobody, a role without rules", async () => {
  const graph = await gatherLists({
    bindings: [
      { ...binding, metadata: { name: "nobody" }, subjects: null },
      { metadata: { name: "none" }, roleRef: binding.roleRef },
    ],
    roles: [
      { metadata: { name: "collected" }, aggregationRule: {}, rules: null },
      { metadata: { name: "urls" }, rules: [{ verbs: ["get"], nonResourceURLs: ["/healthz"], resourceNames: null }] },
    ],
  });
  for (const dataSet of ["core:namespaces", "rbac:cluster-role-bindings", "rbac:cluster-roles"]) {
    expect(graph.gaps.filter((gap) => gap.dataSet === `kubernetes/${dataSet}`)).toEqual([]);
    expect(graph.state(`kubernetes/${dataSet}`)).toBe("complete");
  }
});
