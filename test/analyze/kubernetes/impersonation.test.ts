// Whom somebody is by impersonating users: those to whom something is bound, by their names where the role has some.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const CI = `${AT}/namespaces/ci/serviceaccounts/runner`;

function role(name: string, rules: readonly object[]): StoredNode {
  return node(`${AT}/clusterroles/${name}`, "kubernetes.cluster-role", {
    ...{ kind: "resource", scope: AT, name, properties: { rules: rules.map((one) => ({ groups: [""], ...one })) } },
  });
}

function bound(subject: string, kind: string, to: string): StoredNode {
  const name = subject.slice(subject.lastIndexOf("/") + 1);
  return node(`${AT}/clusterrolebindings/${to}-${name}`, "kubernetes.cluster-role-binding", {
    ...{ kind: "grant", scope: AT },
    properties: { subject, subject_kind: kind, subject_name: name, role_id: `${AT}/clusterroles/${to}` },
  });
}

/** The cluster where the account holds the rules, and everything is bound to two users or groups. */
function analyzed(rules: readonly object[], kind: "user" | "group"): ReturnType<typeof analyzeKubernetes> {
  const [one, other] = kind === "user" ? ["dana@corp", "eli@corp"] : ["ops", "security"];
  return analyzeKubernetes(
    toInput({
      scopes: [
        {
          ...{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} },
          coverage: complete(
            "kubernetes/rbac:cluster-roles",
            "kubernetes/rbac:roles",
            "kubernetes/core:service-accounts",
          ),
        },
      ],
      nodes: [
        node(`${AT}/namespaces/ci`, "kubernetes.namespace", { scope: AT, kind: "resource" }),
        node(CI, "kubernetes.service-account", { scope: AT }),
        role("all", [{ verbs: ["*"], groups: ["*"], resources: ["*"] }]),
        role("held", rules),
        bound(`${AT}/${kind}s/${one}`, kind, "all"),
        bound(`${AT}/${kind}s/${other}`, kind, "all"),
        bound(CI, "service-account", "held"),
      ],
      tables: { scopedTechniques },
    }),
  );
}

/** Users whom the account gets to with this rule. */
function reached(rule: object): readonly string[] {
  const { edges = [] } = analyzed([rule], "user");
  const led = edges.flatMap(({ from, to, technique }) =>
    from === CI && technique === "kubernetes-impersonation-004" ? [to] : [],
  );
  const members = edges.flatMap(({ kind, from, to }) => (kind === "includes" && led.includes(from) ? [to] : []));
  return [...led.filter((to) => !to.startsWith("set:")), ...members]
    .map((id) => id.slice(`${AT}/users/`.length))
    .sort();
}

test.each<[string, object, readonly string[]]>([
  ["any user", { verbs: ["impersonate"], resources: ["users"] }, ["dana@corp", "eli@corp"]],
  ["one by name", { verbs: ["impersonate"], resources: ["users"], names: ["dana@corp"] }, ["dana@corp"]],
  ["one to whom nothing is bound", { verbs: ["impersonate"], resources: ["users"], names: ["finn@corp"] }, []],
  ["groups alone, which takes a user too", { verbs: ["impersonate"], resources: ["groups"] }, []],
  ["reads users", { verbs: ["get"], resources: ["users"] }, []],
])("%s", (_name, rule, expected) => {
  expect(reached(rule)).toEqual(expected);
});

/** Groups with something bound to them that the account acts in by these rules. */
function groups(...rules: readonly object[]): readonly string[] {
  const { edges = [] } = analyzed(rules, "group");
  const led = edges.flatMap(({ from, to, technique }) =>
    from === CI && (technique?.startsWith("kubernetes-impersonation-") ?? false) && to.includes("/groups/") ? [to] : [],
  );
  return led.map((id) => id.slice(`${AT}/groups/`.length)).sort();
}

const named = (resource: string, ...names: readonly string[]): object => ({
  verbs: ["impersonate"],
  resources: [resource],
  names,
});

test.each<[string, readonly object[], readonly string[]]>([
  ["somebody in a group by its name", [named("users", "dana@corp"), named("groups", "ops")], ["ops"]],
  ["an account in it", [named("serviceaccounts", "runner"), named("groups", "ops")], ["ops"]],
  ["one to which nothing is bound", [named("users", "dana@corp"), named("groups", "qa")], []],
  ["the group without anybody to be", [named("groups", "ops")], []],
])("%s", (_name, rules, expected) => {
  expect(groups(...rules)).toEqual(expected);
});
