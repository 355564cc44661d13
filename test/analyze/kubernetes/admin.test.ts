// Who controls a cluster by a role that allows everything: through the whole pipeline, each finding with its neighbour.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import { toFixes } from "../../../src/graph/fixes.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { clusterAnswers, clusterFiles } from "../../collect/kubernetes/cluster.js";
import { folderOf } from "../../collect/support.js";
import { scanBundle } from "../../fixtures/scan-bundle.js";
import { node, toInput } from "../estate.js";

const NOW = "2026-06-01T00:00:00Z";
const AT = "kubernetes:prod";

async function findings(rule: string, answers = clusterAnswers()): Promise<readonly string[]> {
  const { report } = await scanBundle(folderOf(clusterFiles("prod", answers)), NOW);
  return report.findings
    .filter((finding) => finding.rule === rule)
    .map(({ severity, subject }) => `${severity} ${subject.id.slice(AT.length + 1)}`)
    .sort();
}

test("accounts with everything; not people, not what is gone, not a role that reads", async () => {
  expect(await findings("K8S-001")).toEqual([
    "critical clusterrolebindings/deployers/serviceaccount/ci/deployer",
    "high namespaces/shop/rolebindings/all/serviceaccount/shop/api",
    "low clusterrolebindings/system:namespaces/serviceaccount/kube-system/namespace-controller",
  ]);
});

test("a role that is not there gives nothing; one that was not read is not passed", async () => {
  const answers = clusterAnswers();
  const roles = "/apis/rbac.authorization.k8s.io/v1/roles";
  answers[roles] = { ...answers[roles], items: [] };
  expect(await findings("K8S-001", answers)).not.toContain(
    "high namespaces/shop/rolebindings/all/serviceaccount/shop/api",
  );
  delete answers[roles];
  const { report } = await scanBundle(folderOf(clusterFiles("prod", answers)), NOW);
  const counts = report.counts.find(({ rule }) => rule === "K8S-001");
  expect(counts?.notEvaluated).toBe(1);
  expect(report.gaps.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/rules of the role all were not read/),
  );
});

test("a binding is what a fix takes away; not one that the API server makes again", () => {
  const bound = (name: string, more: JsonRecord = {}) =>
    node(`${AT}/clusterrolebindings/${name}/user/${name}`, "kubernetes.cluster-role-binding", {
      kind: "grant",
      scope: AT,
      properties: {
        binding: `${AT}/clusterrolebindings/${name}`,
        subject: `${AT}/users/${name}`,
        subject_kind: "user",
        subject_name: name,
        role_id: `${AT}/clusterroles/cluster-admin`,
        ...more,
      },
    });
  const { edges = [] } = analyzeKubernetes(
    toInput({
      scopes: [{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {}, coverage: [] }],
      nodes: [bound("dana"), bound("scheduler", { vendor_managed: true })],
    }),
  );
  const control = edges.filter(({ kind, to }) => kind === "permits" && to === AT);
  expect(control.map(({ from, because }) => [from, ...because])).toEqual([
    [`${AT}/users/dana`, `${AT}/clusterrolebindings/dana#binding`],
    [`${AT}/users/scheduler`, `${AT}/clusterrolebindings/scheduler`],
  ]);
  expect(toFixes(edges).map(({ id }) => id)).toEqual([`${AT}/clusterrolebindings/dana#binding`]);
});

test.each<["denied" | "partial" | "complete" | undefined, string | undefined]>([
  ["denied", "unknown"],
  ["partial", "unknown"],
  ["complete", undefined],
  [undefined, undefined],
])("whether an account is administrator, of a cluster whose bindings were %s", (state, verdict) => {
  const coverage = state === undefined ? [] : [{ dataSet: "kubernetes/rbac:cluster-role-bindings", state }];
  const id = `${AT}/namespaces/shop/serviceaccounts/api`;
  const { standings } = analyzeKubernetes(
    toInput({
      scopes: [{ id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {}, coverage }],
      nodes: [node(id, "kubernetes.service-account", { scope: AT, properties: { namespace: "shop" } })],
    }),
  );
  expect(standings?.has(id)).toBe(true);
  expect(standings?.get(id)).toBe(verdict);
});
