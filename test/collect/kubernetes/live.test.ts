// A cluster over real HTTP from a server of our own, with the sign-ins of a kubeconfig, and what it may not be asked.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import { CALLS, LIST_CALLS } from "../../../src/collect/kubernetes/calls.js";
import { permissionsText } from "../../../src/collect/kubernetes/permissions.js";
import { AuthError, UsageError } from "../../../src/model/errors.js";
import { serveRest, withEnvironment } from "../rest-server.js";
import { batchesOf, joined, noting } from "../support.js";
import { AWS_AUTH, clusterAnswers } from "./cluster.js";
import { crawlLive, kubeconfig } from "./live.js";

const ACCOUNTS = "/api/v1/serviceaccounts?limit=500";

/** Answers at the addresses that a crawl asks for. */
function liveAnswers(): { [path: string]: unknown } {
  return Object.fromEntries(
    Object.entries(clusterAnswers()).map(([path, answer]) => {
      const selector = {
        "/api/v1/secrets": "type=kubernetes.io/service-account-token",
        [AWS_AUTH]: "metadata.name=aws-auth",
      }[path];
      const more = selector === undefined ? "" : `&fieldSelector=${selector}`;
      return [path.startsWith("/api") ? `${path}?limit=500${more}` : path, answer];
    }),
  );
}

test("asks for every list once, signed in, and for the metadata of secrets alone", async () => {
  const server = await serveRest(liveAnswers(), CALLS);
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-kube-")), "record");
  const graph = await crawlLive(server, { record: folder });
  expect(new Set(graph.coverage.map(({ state }) => state))).toEqual(new Set(["complete"]));
  expect(graph.ofType("kubernetes.service-account")).toHaveLength(5);
  expect(server.asked.every(({ method, headers }) => method === "GET" && headers.authorization === "Bearer t-1")).toBe(
    true,
  );
  const secrets = server.asked.filter(({ path }) => path.startsWith("/api/v1/secrets"));
  expect(secrets.map(({ headers }) => headers.accept)).toEqual([
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  ]);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) expect(readFileSync(file, "utf8"), name).not.toContain("MARKER");
  }
  kubeconfig(server.url, { token: "t-1" });
  const live = await batchesOf(await collectorFor("kubernetes:shop"));
  expect(joined(await batchesOf(await collectorForBundle(folder)))).toEqual(joined(live));
});

test("follows the pages of a list; a page that comes again is a gap", async () => {
  const answers = liveAnswers();
  const { items, ...list } = answers[ACCOUNTS] as { readonly items: readonly unknown[] };
  answers[ACCOUNTS] = { ...list, metadata: { continue: "p2" }, items: items.slice(0, 2) };
  answers[`${ACCOUNTS}&continue=p2`] = { ...list, metadata: { continue: "" }, items: items.slice(2) };
  const server = await serveRest(answers, CALLS);
  expect((await crawlLive(server)).ofType("kubernetes.service-account")).toHaveLength(5);
  answers[`${ACCOUNTS}&continue=p2`] = { ...list, metadata: { continue: "p2" }, items: items.slice(2) };
  const endless = await crawlLive(server);
  expect(endless.coverageOf("kubernetes/core:service-accounts")).toMatchObject({
    state: "partial",
    code: "RepeatedPage",
  });
});

test.each(
  LIST_CALLS.map(({ route, dataSet, group, resource, only }) => [
    route,
    dataSet,
    `${group === "" ? resource : `${resource}.${group}`}${only === undefined ? "" : ` named ${only.name} in ${only.namespace}`}`,
  ]),
)(
  "%s refused: its data set says what opens it, the others are whole, and doctor says it before",
  async (route, dataSet, what) => {
    const server = await serveRest(liveAnswers(), CALLS);
    const path = route.slice("GET ".length);
    server.script = (asked) =>
      asked.path.split("?", 1)[0] === path
        ? { status: 403, body: { kind: "Status", message: "forbidden" } }
        : undefined;
    const graph = await crawlLive(server);
    const open = graph.coverage.filter(({ state }) => state !== "complete");
    expect(open).toMatchObject([{ dataSet, state: "denied", permission: expect.stringContaining(`list on ${what}`) }]);
    const { lacks } = await whoAmI("kubernetes:prod");
    expect(lacks).toEqual([{ what: `verb list on ${what}`, dataSets: [dataSet] }]);
  },
);

test("a token of the environment counts before the kubeconfig", async () => {
  const server = await serveRest(liveAnswers(), CALLS);
  kubeconfig(server.url, {
    exec: { apiVersion: "client.authentication.k8s.io/v1", command: "false", interactiveMode: "Never" },
  });
  withEnvironment({ NHI_KUBERNETES_TOKEN: "t-2" });
  await batchesOf(await collectorFor("kubernetes"));
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer t-2"]));
});

describe("a program that a kubeconfig names", () => {
  const marker = (): string => join(mkdtempSync(join(tmpdir(), "nhi-kube-")), "ran");
  const program = (file: string): object => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      command: process.execPath,
      args: [
        "-e",
        `require("fs").writeFileSync(${JSON.stringify(file)}, "");
         console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status: { token: "t-3" } }))`,
      ],
    },
  });

  test("is not run unless the user says so", async () => {
    const server = await serveRest(liveAnswers(), CALLS);
    const ran = marker();
    kubeconfig(server.url, program(ran));
    const collector = await collectorFor("kubernetes:prod");
    await expect(batchesOf(collector)).rejects.toThrow(
      /signs in by running a program.*NHI_KUBERNETES_TOKEN.*--kubeconfig-exec/s,
    );
    await expect(batchesOf(collector)).rejects.toThrow(AuthError);
    expect([server.asked, statSync(ran, { throwIfNoEntry: false })]).toEqual([[], undefined]);
  });

  test("signs in when the user does", async () => {
    const server = await serveRest(liveAnswers(), CALLS);
    const ran = marker();
    kubeconfig(server.url, program(ran));
    await batchesOf(await collectorFor("kubernetes:prod", { kubeconfigExec: true }));
    expect(server.asked[0]?.headers.authorization).toBe("Bearer t-3");
    expect(statSync(ran).isFile()).toBe(true);
  });
});

test.each<[string, string, object]>([
  ["a token in the clear", "http://cluster.example:6443", {}],
  ["whoever answers", "https://cluster.example:6443", { "insecure-skip-tls-verify": true }],
  ["no address", "cluster", {}],
])("refuses %s before anything is sent", async (_, url, cluster) => {
  kubeconfig(url, { token: "t-1" }, cluster);
  await expect(batchesOf(await collectorFor("kubernetes:prod"))).rejects.toThrow(UsageError);
});

test("a context that is not there, and a token that is not valid, are said", async () => {
  const server = await serveRest(liveAnswers(), CALLS);
  kubeconfig(server.url, { token: "t-1" });
  await expect(batchesOf(await collectorFor("kubernetes:prd"))).rejects.toThrow(
    /no context or cluster of that name.*prod/,
  );
  server.script = () => ({ status: 401, body: { kind: "Status", message: "Unauthorized" } });
  await expect(batchesOf(await collectorFor("kubernetes:prod"))).rejects.toThrow(/not valid here/);
});

test("a dry run names every call and makes none", async () => {
  const server = await serveRest(liveAnswers(), CALLS);
  kubeconfig(server.url, { token: "t-1" });
  const planned = (await (await collectorFor("kubernetes:prod")).plan()) ?? [];
  expect(planned.map(({ call }) => call)).toEqual(CALLS.map(({ route }) => route));
  expect(server.asked).toEqual([]);
});

test("what is resumed is not asked for again, but for what every batch says", async () => {
  const server = await serveRest(liveAnswers(), CALLS);
  kubeconfig(server.url, { token: "t-1" });
  const done = CALLS.map(({ dataSet }) => `kubernetes:shop ${dataSet}`);
  expect(await batchesOf(await collectorFor("kubernetes:prod"), noting(done))).toEqual([]);
  expect(new Set(server.asked.map(({ path }) => path))).toEqual(
    new Set(["/version", "/.well-known/openid-configuration"]),
  );
});

test("the permissions open exactly the lists", () => {
  const { items } = JSON.parse(permissionsText()) as {
    readonly items: readonly {
      kind: string;
      rules?: readonly { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
    }[];
  };
  const rules = items.flatMap((item) => item.rules ?? []);
  const opened = rules.flatMap(({ apiGroups = [], resources = [] }) =>
    resources.map((one) => `${apiGroups.join()} ${one}`),
  );
  expect(opened.sort()).toEqual(LIST_CALLS.map(({ group, resource }) => `${group} ${resource}`).sort());
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(["list", "get"]));
});
