// Microsoft's own descriptions answer: acme's subscriptions come out as their recording does, every call of nhi is answered once,
// and no request and no answer breaks a description.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { collectAzureBundle } from "../../../src/collect/azure/bundle-source.js";
import { callName } from "../../../src/collect/azure/call.js";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { openBundle } from "../../../src/collect/bundle.js";
import { estate } from "../../collect/azure/estate.js";
import { type Gathered, gather, noting } from "../../collect/support.js";
import { DESCRIBED } from "./description.js";
import { outside, type Passed } from "./front.js";
import { acme, type Scene, small, startScene, whySkipped } from "./scene.js";

const FIXTURES = new URL("../../../fixtures/acme", import.meta.url).pathname;
const ANSWERED = new URL("answered.json", import.meta.url);
const answered = new Set<string>();

function clean(name: string, passed: readonly Passed[]): void {
  assert.deepEqual([...new Set(passed.flatMap(({ violations }) => violations))], []);
  assert.deepEqual(outside(passed), []);
  for (const { call, status } of passed) if (call !== undefined && status === 200) answered.add(callName(call));
  console.log(`${name}: ${passed.length} requests, 0 outside the list, 0 violations`);
}

const nodesOf = ({ nodes }: Gathered) => nodes.filter(({ id }) => id !== "").sort((a, b) => (a.id < b.id ? -1 : 1));
const edgesOf = ({ edges }: Gathered) => edges.map((edge) => JSON.stringify(edge)).sort();

async function recorded(): Promise<Gathered> {
  const batches = [];
  for await (const batch of collectAzureBundle(await openBundle(FIXTURES), noting().context)) batches.push(batch);
  return gather(batches);
}

describe("Azure, answered as Microsoft's descriptions say", { skip: whySkipped(), timeout: 240_000 }, () => {
  let scene: Scene;
  let other: Scene;
  before(async () => {
    [scene, other] = await Promise.all([
      startScene("azure-contract", acme()),
      startScene("azure-small", small(estate())),
    ]);
  });
  after(async () => {
    await scene?.stop();
    await other?.stop();
  });

  it("acme's subscriptions: nodes and edges of the recording, every data set complete", async () => {
    const live = await scene.crawl();
    clean("acme", scene.front.passed);
    assert.deepEqual(
      live.coverage.filter(({ state }) => state !== "complete"),
      [],
    );
    const kept = await recorded();
    assert.ok(kept.nodes.length > 40, `${kept.nodes.length} nodes`);
    assert.deepEqual(nodesOf(live), nodesOf(kept));
    assert.deepEqual(edgesOf(live), edgesOf(kept));
  });

  it("every answer of acme's recording is asked for: what is not is held against nothing", async () => {
    scene.front.script = ({ call }) => (call?.http === "POST" ? DENIED : undefined);
    await scene.crawl();
    scene.front.script = () => undefined;
    const asked = new Set(scene.front.passed.map(({ url }) => pathOf(url)));
    const left = acme().filter(({ path }) => !asked.has(path.toLowerCase()));
    assert.deepEqual(
      left.map(({ path }) => path),
      [],
    );
  });

  it("pages of one element each give the same", async () => {
    const whole = await scene.crawl();
    scene.front.passed.length = 0;
    scene.front.pageSize = 1;
    const paged = await scene.crawl();
    scene.front.pageSize = 100;
    clean("acme, one element a page", scene.front.passed);
    assert.ok(scene.front.passed.filter(({ url }) => url.includes("skiptoken")).length > 20);
    assert.deepEqual(nodesOf(paged), nodesOf(whole));
    assert.deepEqual(edgesOf(paged), edgesOf(whole));
  });

  it("the small tenant has an answer of every kind, and every call that nhi may make was answered", async () => {
    const graph = await other.crawl();
    // the list that stands in for Resource Graph where that refuses
    other.front.script = ({ call }) => (call?.http === "POST" ? DENIED : undefined);
    await other.crawl();
    other.front.script = () => undefined;
    clean("small tenant", other.front.passed);
    assert.deepEqual(
      graph.coverage.filter(({ state }) => state !== "complete"),
      [],
    );
    const names = [...new Set(CALLS.map(callName))];
    assert.deepEqual(
      names.filter((name) => !answered.has(name)),
      [],
    );
    const { calls } = JSON.parse(readFileSync(ANSWERED, "utf8")) as { calls: readonly string[] };
    const checked = [...new Set(DESCRIBED().map(callName))].filter((name) => answered.has(name)).sort();
    assert.deepEqual(calls, checked, "answered.json, which docs/coverage.md is made from, has to list these");
    console.log(
      `${answered.size} of ${names.length} calls answered, ${DESCRIBED().length} of them under Microsoft's schema`,
    );
  });

  it("the other way round: a field that Azure does not have, a text for a number, a call that nhi does not make are found", async () => {
    const path = /\/virtualMachines$/;
    const answers = small(estate()).map((one) =>
      path.test(one.path) ? { ...one, value: { value: [{ id: 1, locatoin: "x" }] } } : one,
    );
    const stage = await startScene("azure-wrong", answers);
    try {
      const graph = await stage.crawl();
      assert.equal(graph.coverageOf("azure/compute:virtual-machines")?.state, "failed");
      const [said = ""] = stage.front.passed.flatMap(({ violations }) => violations);
      assert.match(said, /value\.0\.id must be string/);
      assert.match(said, /locatoin/);
      stage.front.passed.length = 0;
      await fetch(`${stage.front.url}/subscriptions/x/providers/Microsoft.Web/serverFarms`);
      await fetch(`${stage.front.url}/subscriptions`, { method: "POST" });
      await fetch(`${stage.front.url}/subscriptions?api-version=2022-12-01&$tpo=1`);
      assert.deepEqual(outside(stage.front.passed), [
        "GET /subscriptions/x/providers/Microsoft.Web/serverFarms",
        "POST /subscriptions",
      ]);
      assert.match(stage.front.passed[2]?.violations.join() ?? "", /unknown parameter \$tpo/);
    } finally {
      await stage.stop();
    }
  });

  it("there is no call of which neither Microsoft's descriptions nor its libraries know", () => {
    const known = new Set(DESCRIBED().map(callName));
    assert.deepEqual(
      [...new Set(CALLS.map(callName))].filter((name) => !known.has(name)),
      [],
    );
  });

  it("what only the libraries know is held to what they say, in both ways", async () => {
    const wrong: { readonly [path: string]: object } = {
      sqlRoleAssignments: { properties: { principalId: 7 } },
      sqlRoleDefinitions: { properties: { roleNmae: "reader" } },
      federatedIdentityCredentials: { properties: { audiences: "api://AzureADTokenExchange" } },
    };
    const answers = small(estate()).map((one) => {
      const value = wrong[one.path.split("/").at(-1) ?? ""];
      return value === undefined ? one : { ...one, value: { value: [value] } };
    });
    const stage = await startScene("azure-libraries", answers);
    try {
      await stage.crawl();
      const said = stage.front.passed.flatMap(({ violations }) => violations).join("\n");
      assert.match(said, /principalId must be string/);
      assert.match(said, /roleNmae/);
      assert.match(said, /audiences must be array/);
    } finally {
      await stage.stop();
    }
  });
});

const DENIED = { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } };

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url, "https://localhost").pathname).toLowerCase();
}
