// What service accounts are said to have: also what is bound to the groups that every cluster puts them in, and to them alone.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const AT = "kubernetes:prod";
const ACCOUNT = `${AT}/namespaces/shop/serviceaccounts/api`;
const SETS = ["rbac:role-bindings", "rbac:cluster-role-bindings", "rbac:cluster-roles", "core:service-accounts"];
const SECRETS = { verbs: ["get"], groups: [""], resources: ["secrets"] };

const make = (path: string, type: string, kind: StoredNode["kind"], properties: JsonRecord = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });

/** Facts of the account where a cluster role is bound to a group. */
function facts(group: string, rule: JsonRecord): JsonRecord | undefined {
  const { facts: all = [] } = analyzeKubernetes(
    toInput({
      scopes: [
        {
          ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
          coverage: complete(...SETS.map((one) => `kubernetes/${one}`)),
        },
      ],
      nodes: [
        make("namespaces/shop/serviceaccounts/api", "service-account", "principal"),
        make("clusterroles/held", "cluster-role", "resource", { rules: [rule] }),
        make("clusterrolebindings/held", "cluster-role-binding", "grant", {
          ...{ subject: `${AT}/groups/${group}`, subject_kind: "group", subject_name: group },
          role_id: `${AT}/clusterroles/held`,
        }),
      ],
    }),
  );
  return all.find((one) => one.node === ACCOUNT)?.columns;
}

test.each<[string, readonly string[]]>([
  ["system:serviceaccounts", ["read-secrets"]],
  ["system:serviceaccounts:shop", ["read-secrets"]],
  ["system:authenticated", ["read-secrets"]],
  ["system:serviceaccounts:other", []],
  ["system:unauthenticated", []],
  ["developers", []],
])("bound to %s", (group, powers) => {
  expect(facts(group, SECRETS)).toMatchObject({ cluster_powers: powers, has_everything: false, grant_count: 0 });
});

test("everything that every account may do is said of each", () => {
  const all = { verbs: ["*"], groups: ["*"], resources: ["*"] };
  expect(facts("system:serviceaccounts", all)).toMatchObject({ has_everything: true });
});
