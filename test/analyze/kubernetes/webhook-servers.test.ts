// What serves a webhook that changes pods runs code as the accounts of the namespaces that it is asked about. "Control admission
// webhooks", Role Based Access Control Good Practices, Kubernetes documentation
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord, NodeKind } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

const AT = "kubernetes:prod";
const CONFIGURATION = `${AT}/mutatingwebhookconfigurations/inject`;
const SET = `set:${CONFIGURATION}/inject.example/servers`;
const PODS = { groups: [""], versions: ["v1"], resources: ["pods"], operations: ["CREATE"] };

function inCluster(path: string, type: string, kind: NodeKind, properties: JsonRecord, parent?: string): StoredNode {
  return node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties, parent });
}

/** Edges into and out of what serves the webhook. */
function ways(webhook: JsonRecord, type = "mutating-webhooks"): readonly string[] {
  const space = (name: string) => [
    inCluster(`namespaces/${name}`, "namespace", "resource", { tags: { team: name } }),
    inCluster(`namespaces/${name}/serviceaccounts/run`, "service-account", "principal", {}),
    inCluster(`namespaces/${name}/pods/p`, "pod", "workload", {}, `${AT}/namespaces/${name}`),
  ];
  const own = { name: "inject.example", service: "mesh/injector", rules: [PODS], ...webhook };
  const input = toInput({
    scopes: [{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {}, coverage: [] }],
    nodes: [
      ...["mesh", "shop", "bank"].flatMap(space),
      inCluster("mutatingwebhookconfigurations/inject", type, "resource", { webhooks: [own] }),
    ],
  });
  const { edges = [] } = analyzeKubernetes(input);
  return edges
    .filter(({ from, to }) => from === SET || to === SET)
    .map(({ from, kind, to, state }) => `${from === SET ? "" : `${from} `}${kind} ${to} ${state}`);
}

const SERVER = `${AT}/namespaces/mesh/pods/p runs_code_in ${SET} unknown`;

test("pods in the namespace of its service may serve it, and get the accounts of all namespaces; others may not", () => {
  const all = [SERVER, `escalates_to set:${AT}/service-accounts none`];
  expect(ways({})).toEqual(all);
  expect(ways({ object_selector: { labels: { inject: "yes" }, expressions: [] } })).toEqual(all);
});

test("one that is asked about some namespaces gets the accounts of those", () => {
  const selector = { labels: { team: "shop" }, expressions: [] };
  expect(ways({ namespace_selector: selector })).toEqual([
    SERVER,
    expect.stringMatching(/^escalates_to (set:)?kubernetes:prod\/namespaces\/shop\/service-?accounts\S* none$/),
  ]);
});

test("outside the cluster, about other things, or one that only refuses: nothing", () => {
  expect(ways({ service: null })).toEqual([]);
  expect(ways({ service: "other/injector" })).toEqual([]);
  expect(ways({ rules: [{ ...PODS, resources: ["services"] }] })).toEqual([]);
  expect(ways({}, "validating-webhooks")).toEqual([]);
});
