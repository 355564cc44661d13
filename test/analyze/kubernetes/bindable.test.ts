// What somebody gets to by binding roles that he does not hold, as "Restrictions on role binding creation or update" of the Kubernetes
// documentation shows it: role-grantor, which binds admin, edit and view by their names.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const RBAC = "rbac.authorization.k8s.io";
const CI = `${AT}/namespaces/ci/serviceaccounts/runner`;
const SETS = ["core:namespaces", "core:service-accounts", "rbac:cluster-roles", "rbac:roles"];

const make = (path: string, type: string, kind: StoredNode["kind"], properties: JsonRecord = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });
const of = (verbs: string, resources: string, names?: readonly string[]): JsonRecord => ({
  ...{ verbs: verbs.split(","), resources: [resources], ...(names && { names }) },
  groups: [resources.includes("role") ? RBAC : ""],
});

const ROLES: { readonly [name: string]: readonly JsonRecord[] } = {
  edit: [of("create", "serviceaccounts/token")],
  view: [of("get,list", "pods")],
  granting: [of("bind", "clusterroles", ["edit"]), of("create", "rolebindings")],
};

/** Accounts that the runner gets to, wherever the way leads, with these rules in the cluster or in the namespace shop. */
function ends(rules: readonly JsonRecord[], namespace?: string): readonly string[] {
  const grant = { subject: CI, subject_kind: "service-account", subject_name: "ci/runner" };
  const input = toInput({
    scopes: [
      {
        ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
        coverage: complete(...SETS.map((one) => `kubernetes/${one}`)),
      },
    ],
    nodes: [
      ...["shop", "pay", "ci"].map((name) => make(`namespaces/${name}`, "namespace", "resource")),
      ...["shop", "pay"].map((name) => make(`namespaces/${name}/serviceaccounts/api`, "service-account", "principal")),
      make("namespaces/ci/serviceaccounts/runner", "service-account", "principal"),
      ...Object.entries({ ...ROLES, held: rules }).map(([name, all]) =>
        make(`clusterroles/${name}`, "cluster-role", "resource", { rules: all }),
      ),
      make("namespaces/shop/roles/tokens", "role", "resource", { rules: ROLES["edit"] ?? [] }),
      namespace === undefined
        ? make("clusterrolebindings/held", "cluster-role-binding", "grant", {
            ...{ ...grant, role_id: `${AT}/clusterroles/held` },
          })
        : make(`namespaces/${namespace}/rolebindings/held`, "role-binding", "grant", {
            ...{ ...grant, role_id: `${AT}/clusterroles/held`, namespace },
          }),
    ],
    tables: { scopedTechniques },
  });
  const edges = analyzeKubernetes(input).edges ?? [];
  const seen = new Set([CI]);
  for (const at of seen) for (const { from, to } of edges) if (from === at) seen.add(to);
  return [...seen].flatMap((id) => /\/namespaces\/(\w+)\/serviceaccounts\/api$/.exec(id)?.[1] ?? []).sort();
}

const GRANTOR = [of("create", "rolebindings"), of("bind", "clusterroles", ["admin", "edit", "view"])];

test.each<[string, readonly JsonRecord[], string | undefined, readonly string[]]>([
  ["role-grantor in a namespace", GRANTOR, "shop", ["shop"]],
  ["role-grantor in the cluster", GRANTOR, undefined, ["pay", "shop"]],
  ["without the verb", GRANTOR.slice(0, 1), "shop", []],
  ["without making bindings", GRANTOR.slice(1), "shop", []],
  ["a role that only reads", [of("create", "rolebindings"), of("bind", "clusterroles", ["view"])], "shop", []],
  ["one for the whole cluster", [of("create", "clusterrolebindings"), ...GRANTOR.slice(1)], undefined, ["pay", "shop"]],
  ["a role of the namespace", [of("create", "rolebindings"), of("bind", "roles")], "shop", ["shop"]],
  [
    "a role that may bind the next",
    [of("create", "rolebindings"), of("bind", "clusterroles", ["granting"])],
    "pay",
    ["pay"],
  ],
])("%s", (_name, rules, namespace, expected) => {
  expect(ends(rules, namespace)).toEqual(expected);
});
