// What Flux, Argo CD and the like apply for whoever makes their resources: only in a cluster that has those.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques: all } = await shippedTechniqueLists();
const TECHNIQUES = all.filter(({ id }) => id.startsWith("kubernetes-gitops-"));
const AT = "kubernetes:prod";
const CI = `${AT}/namespaces/shop/serviceaccounts/ci`;

interface Scene {
  /** API group that a cluster role of somebody else names. */
  readonly named?: string;
  readonly isRead?: boolean;
  /** Groups of the role that ci has in its namespace. */
  readonly held?: readonly string[];
}

/** Techniques by which an account that makes anything in its namespace gets to the cluster. */
function ways({ named = "apps", isRead = true, held = ["*"] }: Scene): readonly string[] {
  const role = (id: string, groups: readonly string[]) =>
    node(`${AT}/${id}`, id.startsWith("clusterroles") ? "kubernetes.cluster-role" : "kubernetes.role", {
      ...{ kind: "resource", scope: AT },
      properties: { rules: [{ verbs: ["*"], groups: [...groups], resources: ["*"] }] },
    });
  const bound = node(`${AT}/namespaces/shop/rolebindings/b`, "kubernetes.role-binding", {
    ...{ kind: "grant", scope: AT },
    properties: {
      ...{ binding: `${AT}/b`, subject: CI, subject_kind: "service-account", subject_name: "shop/ci" },
      ...{ role_id: `${AT}/namespaces/shop/roles/own`, namespace: "shop" },
    },
  });
  const read = ["rbac:roles", ...(isRead ? ["rbac:cluster-roles"] : [])].map((one) => `kubernetes/${one}`);
  const { edges = [] } = analyzeKubernetes(
    toInput({
      scopes: [
        {
          ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
          coverage: complete(...read),
        },
      ],
      nodes: [role("namespaces/shop/roles/own", held), role("clusterroles/controller", [named]), bound],
      tables: { scopedTechniques: TECHNIQUES },
    }),
  );
  return edges.flatMap(({ from, to, technique }) =>
    from === CI && to === AT && technique !== undefined ? [technique] : [],
  );
}

test.each<[string, Scene, readonly string[]]>([
  ["nothing of them is installed", {}, []],
  ["Flux is, which a role of its tells", { named: "kustomize.toolkit.fluxcd.io" }, ["kubernetes-gitops-002"]],
  ["Argo CD is", { named: "argoproj.io" }, ["kubernetes-gitops-003"]],
  ["its own role names it", { held: ["helm.toolkit.fluxcd.io"] }, ["kubernetes-gitops-002"]],
  ["its own role names another group", { held: ["apps"], named: "argoproj.io" }, []],
  // of two ways that are as sure, one is told
  ["cluster roles were not read", { isRead: false }, ["kubernetes-gitops-002"]],
])("who may do everything in a namespace, where %s", (_name, scene, expected) => {
  expect([...ways(scene)].sort()).toEqual(expected);
});
