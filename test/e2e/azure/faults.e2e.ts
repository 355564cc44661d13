// What may happen to a crawl of Azure: every call refused once, limits, pages without end, links to elsewhere, HTML; and that no
// secret value that an answer holds is kept.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { callName } from "../../../src/collect/azure/call.js";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { LIST_SUBSCRIPTIONS } from "../../../src/collect/azure/resources/scopes.js";
import { estate, MARKER } from "../../collect/azure/estate.js";
import { noting } from "../../collect/support.js";
import { outside, type Script } from "./front.js";
import { type Scene, small, startScene, TOKEN, whySkipped } from "./scene.js";

const DENIED = { status: 403, body: { error: { code: "AuthorizationFailed", message: "no authorization" } } };
const SITES = "azure/web:sites";
const isSites = (url: string): boolean => /\/providers\/Microsoft\.Web\/sites\?/.test(url);

describe("what may happen to a crawl of Azure", { skip: whySkipped(), timeout: 240_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene("azure-faults", small(estate()));
  });
  after(() => scene?.stop());
  beforeEach(() => {
    scene.front.script = () => undefined;
    scene.front.passed.length = 0;
  });

  it("each call refused once: its data set is a gap that names the permission, and what does not need it stands", async () => {
    const silent: string[] = [];
    // without the list of subscriptions nothing else is known: that is an error of its own
    const calls = CALLS.filter((call) => call !== LIST_SUBSCRIPTIONS);
    for (const call of calls) {
      // the list of resources is only asked where Resource Graph refuses
      const isSpare = callName(call) === "GET /subscriptions/{subscription}/resources";
      scene.front.script = ({ call: asked }) =>
        asked === call || (isSpare && asked?.http === "POST") ? DENIED : undefined;
      const graph = await scene.crawl();
      const isAsked = scene.front.passed.some((one) => one.call === call);
      const stands = graph.coverage.filter(({ state }) => state === "complete").length;
      assert.ok(stands >= 14, `${callName(call)}: only ${stands} data sets are whole`);
      const faults = graph.coverage.filter(({ dataSet, state }) => dataSet === call.dataSet && state !== "complete");
      if (!isAsked) silent.push(callName(call));
      else if (call.http === "POST") assert.deepEqual(faults, [], callName(call));
      else {
        assert.ok(faults.length > 0, callName(call));
        for (const { state, permission } of faults) {
          assert.ok(state === "denied" || state === "partial", `${callName(call)} ${state}`);
          assert.equal(permission, call.permission, callName(call));
        }
      }
      scene.front.passed.length = 0;
    }
    assert.deepEqual(silent, []);
    console.log(`${calls.length} calls refused, one at a time: each a gap with its permission`);
  });

  it("a limit is waited out as long as Azure says", async () => {
    const noted = noting();
    let left = 1;
    scene.front.script = ({ url }) => {
      if (!isSites(url) || left === 0) return undefined;
      left -= 1;
      return { status: 429, headers: { "retry-after": "1" }, body: { error: { code: "TooManyRequests" } } };
    };
    const graph = await scene.crawl({ noted });
    assert.deepEqual(noted.lines, ["pause 1"]);
    assert.equal(graph.state(SITES), "complete");
  });

  for (const [name, script, code] of [
    ["a next page at another host is not asked", link("https://arm.evil.example/x?$skiptoken=1"), "ForeignLink"],
    ["what is no address is not asked", link("string"), "ForeignLink"],
    ["a page that comes again ends the list", again(), "RepeatedPage"],
  ] as const) {
    it(`${name}, and the list is a gap`, async () => {
      scene.front.script = script;
      const graph = await scene.crawl();
      const { state, code: said } = graph.coverageOf(SITES) ?? {};
      assert.equal(said, code);
      assert.ok(state === "partial" || state === "failed", state);
      assert.equal(graph.state("azure/storage:accounts"), "complete");
      assert.ok(scene.front.passed.filter(({ url }) => isSites(url)).length <= 5);
    });
  }

  /** An answer of web apps that leads on to `next`. */
  function link(next: string): Script {
    return ({ url }) => (isSites(url) ? { status: 200, body: { value: [], nextLink: next } } : undefined);
  }

  function again(): Script {
    return (asked) =>
      link(`${scene.front.url}/subscriptions/x/providers/Microsoft.Web/sites?api-version=1&$skiptoken=again`)(asked);
  }

  it("a page of HTML is a failure of that data set alone, never an empty list", async () => {
    scene.front.script = ({ url }) => (isSites(url) ? { status: 200, body: "<html>sign in</html>" } : undefined);
    const graph = await scene.crawl();
    assert.equal(graph.state(SITES), "failed");
    assert.equal(graph.state("azure/storage:accounts"), "complete");
  });

  it("no secret value is kept, and no token: not in the graph, not in the recording", async () => {
    const record = join(scene.folder, "record");
    const noted = noting();
    const graph = await scene.crawl({ record, noted });
    assert.deepEqual(outside(scene.front.passed), []);
    assert.ok(scene.front.passed.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
    const texts = filesBelow(record).map((file) => readFileSync(file, "utf8"));
    assert.ok(texts.length > 20, `${texts.length} files`);
    const kept = JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, noted.lines, texts]);
    for (const secret of [MARKER, "MARKER", TOKEN]) assert.ok(!kept.includes(secret), secret);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
