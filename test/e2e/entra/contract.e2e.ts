// Microsoft's own description answers: acme's tenant comes out as its recording does, every call of nhi is answered once, and
// no request and no answer breaks the description.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { callName } from "../../../src/collect/entra/call.js";
import { crawlBundle } from "../../collect/entra/replay.js";
import { TENANT, tenant } from "../../collect/entra/tenant.js";
import type { Gathered } from "../../collect/support.js";
import { checkAnswered } from "../tools/answered.js";
import { described, LIVE } from "./description.js";
import { outside, type Passed } from "./front.js";
import { acme, type Scene, small, startScene, whySkipped } from "./scene.js";

const FIXTURES = new URL("../../../fixtures/acme", import.meta.url).pathname;
const answered = new Set<string>();

function clean(name: string, passed: readonly Passed[]): void {
  assert.deepEqual(
    passed.flatMap(({ violations }) => violations),
    [],
  );
  assert.deepEqual(outside(passed), []);
  for (const { call, status } of passed) if (call !== undefined && status === 200) answered.add(callName(call));
  const batched = passed.filter(({ isBatched }) => isBatched).length;
  console.log(`${name}: ${passed.length} requests, ${batched} in batches, 0 outside the list, 0 violations`);
}

const nodesOf = ({ nodes }: Gathered) => nodes.filter(({ id }) => id !== "").sort((a, b) => (a.id < b.id ? -1 : 1));
const edgesOf = ({ edges }: Gathered) => edges.map((edge) => JSON.stringify(edge)).sort();

describe("Graph, answered as Microsoft's description says", { skip: whySkipped(), timeout: 240_000 }, () => {
  const company = whySkipped() === undefined ? acme() : { tenant: "", answers: [] };
  let scene: Scene;
  let other: Scene;
  before(async () => {
    [scene, other] = await Promise.all([
      startScene("entra-contract", company.answers),
      startScene("entra-small", small(tenant())),
    ]);
  });
  after(async () => {
    await scene?.stop();
    await other?.stop();
  });

  it("acme's tenant: nodes and edges of the recording, every data set complete", async () => {
    const live = await scene.crawl(company.tenant);
    clean("acme", scene.front.passed);
    const open = live.coverage.filter(({ state }) => state !== "complete");
    assert.deepEqual(open, []);
    const recorded = await crawlBundle(FIXTURES);
    assert.ok(recorded.nodes.length > 50);
    assert.deepEqual(nodesOf(live), nodesOf(recorded));
    assert.deepEqual(edgesOf(live), edgesOf(recorded));
  });

  it("pages of one element each give the same", async () => {
    const whole = await scene.crawl(company.tenant);
    scene.front.passed.length = 0;
    scene.front.pageSize = 1;
    const paged = await scene.crawl(company.tenant);
    scene.front.pageSize = 100;
    clean("acme, one element a page", scene.front.passed);
    assert.ok(scene.front.passed.filter(({ url }) => url.includes("skiptoken")).length > 50);
    assert.deepEqual(nodesOf(paged), nodesOf(whole));
    assert.deepEqual(edgesOf(paged), edgesOf(whole));
  });

  it("about single things is asked 20 at a time where lists do not tell", async () => {
    scene.front.passed.length = 0;
    scene.front.sent = 0;
    scene.front.script = ({ url }) => (url.startsWith("/v1.0/groups/delta") ? DENIED : undefined);
    await scene.crawl(company.tenant);
    scene.front.script = () => undefined;
    const batched = scene.front.passed.filter(({ isBatched }) => isBatched).length;
    assert.ok(batched > 20, `${batched} in batches`);
    assert.ok(scene.front.sent < scene.front.passed.length - batched / 2, `${scene.front.sent} sent`);
  });

  it("acme's answers that a live crawl has no need of, such as owners that lists tell, are held to the description too", async () => {
    const asked = new Set(scene.front.passed.map(({ url }) => pathOf(url)));
    const left = company.answers.filter(({ path }) => !asked.has(path));
    scene.front.passed.length = 0;
    for (const { path } of left) await fetch(`${scene.front.url}${path}`);
    assert.equal(scene.front.passed.length, left.length);
    clean("acme, what is left", scene.front.passed);
    assert.ok(scene.front.passed.every(({ status }) => status === 200));
  });

  it("the small tenant has an answer of every kind, and every call that nhi may make was answered", async () => {
    const graph = await other.crawl(TENANT);
    other.front.script = ({ url }) => (url.startsWith("/v1.0/groups/delta") ? DENIED : undefined);
    await other.crawl(TENANT);
    clean("small tenant", other.front.passed);
    assert.deepEqual(
      graph.coverage.filter(({ state }) => state !== "complete"),
      [],
    );
    const names = [...new Set(LIVE.map(callName))];
    assert.deepEqual(
      names.filter((name) => !answered.has(name)),
      [],
    );
    const under = new Set(described().map(callName));
    checkAnswered(new URL("answered.json", import.meta.url), answered, (name) => under.has(name));
    console.log(`${answered.size} of ${names.length} calls answered, ${under.size} of them under Microsoft's schema`);
  });

  it("the other way round: a field that Graph does not have, a text for a number, a call that nhi does not make are found", async () => {
    const wrong = { path: "/v1.0/users", variant: "", value: { value: [{ id: 1, displayNmae: "x" }] } };
    const stage = await startScene("entra-wrong", [
      ...small(tenant()).filter(({ path }) => path !== wrong.path),
      wrong,
    ]);
    try {
      const graph = await stage.crawl(TENANT);
      assert.equal(graph.state("entra/graph:users"), "failed");
      const [said = ""] = stage.front.passed.flatMap(({ violations }) => violations);
      assert.match(said, /value\.0\.id must be string/);
      assert.match(said, /displayNmae/);
      stage.front.passed.length = 0;
      await fetch(`${stage.front.url}/v1.0/me`);
      await fetch(`${stage.front.url}/v1.0/applications`, { method: "POST" });
      await fetch(`${stage.front.url}/v1.0/groups?$tpo=1`);
      assert.deepEqual(outside(stage.front.passed), ["GET /v1.0/me", "POST /v1.0/applications"]);
      assert.match(stage.front.passed[2]?.violations.join() ?? "", /unknown parameter \$tpo/);
    } finally {
      await stage.stop();
    }
  });

  it("what Microsoft's description does not have is known by name", () => {
    const known = new Set(described().map(callName));
    assert.deepEqual([...new Set(LIVE.map(callName))].filter((name) => !known.has(name)).sort(), NEWER_CALLS);
  });
});

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url, "https://localhost").pathname);
}

const DENIED = { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "no" } } };

/** Calls that are newer than the description, or delta: their answers are held against no schema. */
const NEWER_CALLS = [
  "GET /beta/reports/appCredentialSignInActivities",
  "GET /beta/reports/servicePrincipalSignInActivities",
  "GET /v1.0/applications/{id}/microsoft.graph.agentIdentityBlueprint/inheritablePermissions",
  "GET /v1.0/groups/delta",
  "GET /v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
  "GET /v1.0/policies/appManagementPolicies",
  "GET /v1.0/policies/appManagementPolicies/{id}/appliesTo",
  "GET /v1.0/policies/defaultAppManagementPolicy",
  "GET /v1.0/servicePrincipals/microsoft.graph.agentIdentity",
  "GET /v1.0/servicePrincipals/{id}/microsoft.graph.agentIdentity/sponsors",
  "GET /v1.0/users/microsoft.graph.agentUser",
];
