// Who controls a cluster by a role that allows everything: through the whole pipeline, each finding with its neighbour.
import { expect, test } from "vitest";
import { clusterAnswers, clusterFiles } from "../../collect/kubernetes/cluster.js";
import { folderOf } from "../../collect/support.js";
import { scanBundle } from "../../fixtures/scan-bundle.js";

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
