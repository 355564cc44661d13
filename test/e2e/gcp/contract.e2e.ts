// Google's discovery documents answer: acme's organisation comes out as its recording does, every call of nhi is answered once,
// and no request and no answer breaks what Google publishes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import { organization } from "../../collect/gcp/estate.js";
import { crawlBundle } from "../../collect/gcp/replay.js";
import { DENIED, keyOf } from "../../collect/gcp/server.js";
import { crawlLive } from "../../collect/gcp/support.js";
import type { Gathered } from "../../collect/support.js";
import { checkAnswered } from "../tools/answered.js";
import { methodOf, undescribed } from "./discovery.js";
import { ACME, acme } from "./recorded.js";
import { outside, type Scene, startScene, whySkipped } from "./scene.js";

const answered = new Set<string>();

function clean(name: string, { server, violations }: Scene): void {
  assert.deepEqual(violations, []);
  assert.deepEqual(outside(server.asked), []);
  for (const { call } of server.asked) if (call !== undefined) answered.add(call.method);
  console.log(`${name}: ${server.asked.length} requests, 0 outside the list, 0 violations`);
}

const nodesOf = ({ nodes }: Gathered) => nodes.map((node) => JSON.stringify(node)).sort();
const edgesOf = ({ edges }: Gathered) => edges.map((edge) => JSON.stringify(edge)).sort();

describe("Google Cloud, answered as its discovery documents say", { skip: whySkipped(), timeout: 240_000 }, () => {
  let company: Scene;
  let small: Scene;
  const recorded = acme();
  before(async () => {
    [company, small] = await Promise.all([
      startScene("gcp-contract", recorded.answers),
      startScene("gcp-small", organization()),
    ]);
  });
  after(async () => {
    await company?.stop();
    await small?.stop();
  });

  it("acme's organisation: nodes and edges of the recording", async () => {
    const live = await crawlLive(company.server, { top: { kind: "organization", name: recorded.organization } });
    clean("acme", company);
    // what is not asked for is held against nothing
    const asked = new Set(company.server.asked.map(keyOf));
    assert.deepEqual(
      Object.keys(recorded.answers).filter((key) => !asked.has(key)),
      [],
    );
    const replayed = await crawlBundle(ACME);
    assert.ok(replayed.nodes.length > 100);
    assert.deepEqual(nodesOf(live), nodesOf(replayed));
    assert.deepEqual(edgesOf(live), edgesOf(replayed));
  });

  it("pages of one element each give the same", async () => {
    const whole = await crawlLive(small.server);
    small.server.pageSize = 1;
    const paged = await crawlLive(small.server);
    small.server.pageSize = 100;
    assert.ok(small.server.asked.some(({ query }) => query.has("pageToken")));
    assert.deepEqual(nodesOf(paged), nodesOf(whole));
    assert.deepEqual(edgesOf(paged), edgesOf(whole));
  });

  it("the small organisation has an answer of every kind: every data set is complete, every call was answered", async () => {
    const graph = await crawlLive(small.server);
    assert.deepEqual(
      graph.coverage.filter(({ state }) => state !== "complete"),
      [],
    );
    // Where one search is refused, policies are asked for one by one.
    small.server.script = ({ call }) => (call?.api === "cloudasset" ? DENIED : undefined);
    await crawlLive(small.server);
    await crawlLive(small.server, { top: { kind: "project", name: "octo-prod" } });
    small.server.script = () => undefined;
    clean("small organisation", small);
    const methods = [...new Set(CALLS.map(({ method }) => method))];
    assert.deepEqual(
      methods.filter((method) => !answered.has(method)),
      [],
    );
    const under = new Set(CALLS.filter((call) => methodOf(call) !== undefined).map(({ method }) => method));
    checkAnswered(new URL("answered.json", import.meta.url), answered, (method) => under.has(method));
    console.log(`${answered.size} of ${methods.length} methods answered, ${under.size} of them under Google's schema`);
  });

  it("the other way round: a field that Google does not have, a text for a number, a call that nhi does not make are found", async () => {
    const path = "secretmanager/v1/projects/octo-prod/secrets";
    const few = Object.entries(organization()).filter(([key]) => /^(?:cloudresourcemanager|serviceusage)\//.test(key));
    const wrong = { ...Object.fromEntries(few), [path]: { secrets: [{ nmae: "x", createTime: 5 }] } };
    const stage = await startScene("gcp-wrong", wrong);
    try {
      const graph = await crawlLive(stage.server, { top: { kind: "project", name: "octo-prod" } });
      assert.equal(graph.state("gcp/secretmanager:secrets"), "failed");
      const said = stage.violations.join("\n");
      assert.match(said, /createTime must be string/);
      assert.match(said, /nmae/);
      stage.server.asked.length = 0;
      await fetch(`${stage.server.url}/iam/v1/projects/octo-prod/serviceAccounts`, { method: "POST" });
      await fetch(`${stage.server.url}/storage/storage/v1/b/octo-data/o`);
      assert.equal(outside(stage.server.asked).length, 2);
    } finally {
      await stage.stop();
    }
  });

  it("what Google's documents do not have is known by name", () => {
    assert.deepEqual(undescribed(), NEWER_CALLS);
  });
});

/** Calls of an API whose document is newer than the package, or not in it. */
const NEWER_CALLS = [
  "discoveryengine.projects.locations.collections.engines.assistants.agents.list",
  "iam.organizations.locations.principalAccessBoundaryPolicies.list",
  "iam.policyBindings.list",
  "privilegedaccessmanager.folders.locations.entitlements.list",
  "privilegedaccessmanager.organizations.locations.entitlements.list",
  "privilegedaccessmanager.projects.locations.entitlements.list",
];
