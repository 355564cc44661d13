// A cluster from a bundle: what comes out of the lists that kubectl prints, and that nothing secret does.
import { expect, test } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, folderOf, gather, gatherBundle, noting } from "../support.js";
import { clusterAnswers, clusterFiles, ISSUER } from "./cluster.js";

const AT = "kubernetes:prod";

test("accounts, tokens, bindings and workloads, and nothing secret", async () => {
  const batches = await batchesOf(await collectorForBundle(folderOf(clusterFiles("prod"))));
  const graph = gather(batches);
  expect(new Set(graph.coverage.map(({ state }) => state))).toEqual(new Set(["complete"]));
  expect(batches.at(-1)?.scope).toEqual({
    id: AT,
    type: "kubernetes.cluster",
    name: "prod",
    properties: { cluster: "prod", version: "v1.33.2", issuer: ISSUER },
  });
  expect(graph.node(`${AT}/namespaces/shop/serviceaccounts/api`)).toMatchObject({
    kind: "principal",
    name: "shop/api",
    properties: { automount: true, is_default: false, role_arn: "arn:aws:iam::111122223333:role/shop-api" },
  });
  expect(
    graph.ofType("kubernetes.service-account-token").map(({ name, properties }) => [name, properties["status"]]),
  ).toEqual([
    ["ci/deployer-token", "active"],
    ["shop/web-token-abcde", "inactive"],
  ]);
  expect(graph.node(`${AT}/namespaces/ci/secrets/deployer-token`)?.properties).toMatchObject({
    last_used_at: "2025-04-01T00:00:00Z",
    last_used_known: true,
    static: true,
    never_expires: true,
  });
  // the user name of an account is the account
  expect(graph.node(`${AT}/clusterrolebindings/deployers/serviceaccount/ci/deployer`)?.parent).toBe(
    `${AT}/namespaces/ci/serviceaccounts/deployer`,
  );
  expect(JSON.stringify(batches)).not.toContain("MARKER");
});

test("what a pod comes from is what people made", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  const owners = graph.ofType("kubernetes.pod").map(({ name, properties }) => [name, properties["owner"]]);
  expect(owners).toEqual([
    ["shop/api-7d9f-x1", "Deployment/api"],
    ["shop/web-0", "StatefulSet/web"],
    ["ci/nightly-29000000-a", "CronJob/nightly"],
  ]);
  // a pod that names no account runs as the default one
  expect(
    graph.edges.filter(({ kind, from }) => kind === "runs_as" && typeof from === "string" && from.includes("/pods/")),
  ).toMatchObject([
    { to: `${AT}/namespaces/shop/serviceaccounts/api` },
    { to: `${AT}/namespaces/shop/serviceaccounts/web` },
    { to: `${AT}/namespaces/ci/serviceaccounts/default` },
  ]);
});

test("a token that the API server refuses is nobody's way in", async () => {
  const graph = await gatherBundle(clusterFiles("prod"));
  const ways = graph.edges.filter(({ kind }) => kind === "authenticates_as");
  expect(ways.map(({ from }) => from)).toEqual([`${AT}/namespaces/ci/secrets/deployer-token`]);
});

test.each(Object.keys(clusterAnswers()))(
  "%s missing or refused: its data set is a gap, the others are whole",
  async (path) => {
    const files = clusterFiles("prod");
    delete files[`kubernetes/prod${path}.json`];
    const missing = await gatherBundle(files);
    expect(missing.coverage.filter(({ state }) => state !== "complete")).toMatchObject([
      { state: "failed", code: "NotRecorded" },
    ]);
    files[`kubernetes/prod${path}.error.json`] = { status: 403, code: "Forbidden", message: "no" };
    const refused = await gatherBundle(files);
    const [gap, ...more] = refused.coverage.filter(({ state }) => state !== "complete");
    expect(more).toEqual([]);
    expect(gap?.state).toBe("denied");
    expect(gap?.permission).toMatch(
      path.startsWith("/api") ? /^verb list on \S+ in all namespaces/ : /^nonResourceURL/,
    );
  },
);

test("a list that breaks off keeps what came before, as a part", async () => {
  const files = clusterFiles("prod");
  const whole = JSON.stringify(files["kubernetes/prod/api/v1/serviceaccounts.json"]);
  files["kubernetes/prod/api/v1/serviceaccounts.json"] = whole.slice(0, whole.indexOf('"web"'));
  const graph = await gatherBundle(files, noting());
  expect(graph.state("kubernetes/core:service-accounts")).toBe("partial");
  expect(graph.ofType("kubernetes.service-account").map(({ name }) => name)).toEqual([
    "kube-system/namespace-controller",
    "shop/default",
    "shop/api",
  ]);
});
