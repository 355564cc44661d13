// One answer of a small recording is refused: rules that judge by it say so, and say nothing of the kind where it is there.
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { RefusingBundle, type Said, toSaid, untold } from "../soak/refused-answer.js";
import { nhi } from "./kept-nhi.js";

async function said(bundle: string): Promise<Said> {
  const database = join(freshFolder(), "nhi.db");
  const ask = async (...args: string[]) => (await nhi([...args, "--db", database, "--format", "json"])).stdout;
  const report = await ask("scan", "--bundle", bundle, "--fail-on", "none");
  return toSaid({ report, inventory: await ask("inventory"), paths: await ask("paths", "--to", "admin") });
}

const SPIRE = "kubernetes/shop-prod/apis/spire.spiffe.io/v1alpha1";
const EKS = "aws/111122223333/eu-west-1/eks";

test.each<[scene: string, file: string]>([
  ["eks-access", `${EKS}/list-clusters.json`],
  ["eks-access", "aws/111122223333/iam/get-account-authorization-details.json"],
  ["ai-services", "openai/works/v1/organization/projects/proj_SHOP/api_keys.json"],
  ["agents-of-a-machine", "aws/111122223333/iam/list-access-keys/release-bot.json"],
  ["own-cluster", "kubernetes/shop-prod/api/v1/secrets.json"],
  ["one-secret-for-all", "aws/111122223333/eu-west-1/lambda/list-functions.json"],
])("%s with the first page of %s alone", async (scene, file) => {
  const bundle = new RefusingBundle(resolve("fixtures/scenes", scene), join(freshFolder(), scene));
  const whole = await said(bundle.folder);
  const less = await bundle.cut(file, () => said(bundle.folder));
  expect(less && untold(whole, less)).toEqual([]);
});

test.each<[scene: string, file: string, rules: readonly string[]]>([
  ["own-spire", `${SPIRE}/clusterspiffeids.json`, ["K8S-009", "K8S-010"]],
  ["own-spire", `${SPIRE}/clusterstaticentries.json`, ["K8S-009", "K8S-010"]],
  ["own-cluster", "kubernetes/shop-prod/api/v1/namespaces.json", ["K8S-007"]],
  ["own-gitlab", "gitlab/gitlab.example.com/api/v4/projects/201/pipeline_schedules.json", ["CI-001"]],
  ["google-agents", "gcp/organizations/700000000001/iam/v1/roles/aiplatform.user.json", ["AGT-014"]],
  ["eks-access", `${EKS}/describe-cluster/batch.json`, ["AWS-010"]],
  ["eks-access", `${EKS}/list-clusters.json`, ["AWS-010"]],
  ["eks-access", "kubernetes/shop/api/v1/namespaces.json", ["AWS-010"]],
  ["eks-access", "kubernetes/shop/api/v1/serviceaccounts.json", ["AWS-010"]],
  ["eks-access", "kubernetes/shop/api/v1/namespaces/kube-system/configmaps.json", ["AWS-010"]],
  ["own-cluster", "kubernetes/shop-prod/api/v1/secrets.json", ["K8S-004"]],
  ["ai-services", "openai/works/v1/organization/projects/proj_SHOP/api_keys.json", ["AGT-020"]],
  ["ai-services", "openai/works/v1/organization/projects.json", ["AGT-020"]],
  ["agents-of-a-machine", "aws/111122223333/iam/list-access-keys/release-bot.json", ["AGT-004"]],
  ["agents-of-a-machine", "aws/111122223333/iam/list-access-keys/tom.reyes.json", ["AGT-007"]],
  ["identity-center", "aws/111122223333/eu-west-1/sso-admin/list-instances.json", ["AWS-010"]],
  ["identity-center", "aws/444455556666/iam/get-account-authorization-details.json", ["AWS-010"]],
  ["eks-access", "aws/111122223333/iam/get-account-authorization-details.json", ["AWS-010"]],
  ["open-directory", "workspace/open.example/admin/directory/v1/customers/my_customer.json", []],
])("%s without %s", async (scene, file, rules) => {
  const bundle = new RefusingBundle(resolve("fixtures/scenes", scene), join(freshFolder(), scene));
  const whole = await said(bundle.folder);
  const less = await bundle.refuse(file, () => said(bundle.folder));
  expect(untold(whole, less)).toEqual([]);
  const told = [...less.told].filter((where) => !whole.told.has(where)).map((where) => where.split(" ", 1)[0]);
  for (const rule of rules) expect(told).toContain(rule);
});
