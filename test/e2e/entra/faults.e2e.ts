// What may happen to a crawl of Graph: every call refused once, limits, pages without end, links to elsewhere, HTML; and that
// no secret value that an answer holds is kept.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { accessText, callName } from "../../../src/collect/entra/call.js";
import { GET_ORGANIZATION } from "../../../src/collect/entra/resources/organization.js";
import { MARKER, TENANT, tenant } from "../../collect/entra/tenant.js";
import { noting } from "../../collect/support.js";
import { LIVE } from "./description.js";
import { outside, type Script } from "./front.js";
import { type Scene, small, startScene, TOKEN, whySkipped } from "./scene.js";

const DENIED = {
  status: 403,
  body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
};

describe("what may happen to a crawl of Graph", { skip: whySkipped(), timeout: 240_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene("entra-faults", small(tenant()));
  });
  after(() => scene?.stop());
  beforeEach(() => {
    scene.front.script = () => undefined;
    scene.front.passed.length = 0;
  });

  it("each call refused once: its data set is a gap that names the permission, and what does not need it stands", async () => {
    // The lists that other data sets are about: these cannot be whole without them, and say so themselves.
    const calls = LIVE.filter((call) => call !== GET_ORGANIZATION);
    const silent: string[] = [];
    for (const call of calls) {
      // A list that tells relations or members spares asking about each: without it each is asked.
      const isDelta = (url: string): boolean => url.startsWith("/v1.0/groups/delta");
      scene.front.script = ({ url, call: asked }) => {
        if (asked === call) return DENIED;
        return isDelta(url) && call.path === "/groups/{id}/members" ? DENIED : undefined;
      };
      const graph = await scene.crawl(TENANT);
      const coverage = graph.coverageOf(call.dataSet);
      const isAsked = scene.front.passed.some((one) => one.call === call);
      const stands = graph.coverage.filter(({ state }) => state === "complete").length;
      assert.ok(stands >= 14, `${callName(call)}: only ${stands} data sets are whole`);
      if (!isAsked) silent.push(callName(call));
      else if (SPARED.has(callName(call))) assert.equal(coverage?.state, "complete", callName(call));
      else {
        assert.ok(
          coverage?.state === "denied" || coverage?.state === "partial",
          `${callName(call)} ${coverage?.state}`,
        );
        assert.equal(coverage?.permission, accessText(call), callName(call));
      }
      scene.front.passed.length = 0;
    }
    assert.deepEqual(silent, []);
    console.log(`${calls.length} calls refused, one at a time: each a gap with its permission`);
  });

  it("a limit is waited out as long as Graph says", async () => {
    const noted = noting();
    let left = 1;
    scene.front.script = ({ url }) => {
      if (!url.startsWith("/v1.0/users?") || left === 0) return undefined;
      left -= 1;
      return { status: 429, headers: { "retry-after": "1" }, body: { error: { code: "TooManyRequests" } } };
    };
    const graph = await scene.crawl(TENANT, { noted });
    assert.deepEqual(noted.lines, ["pause 1"]);
    assert.equal(graph.state("entra/graph:users"), "complete");
  });

  for (const [name, script, code] of [
    [
      "a next page at another host is not asked",
      link("https://graph.evil.example/v1.0/users?$skiptoken=1"),
      "ForeignLink",
    ],
    ["what is no address is not asked", link("string"), "ForeignLink"],
    ["a page that comes again ends the list", again(), "RepeatedPage"],
  ] as const) {
    it(`${name}, and the list is a gap`, async () => {
      scene.front.script = script;
      const graph = await scene.crawl(TENANT);
      assert.deepEqual(
        [graph.coverageOf("entra/graph:users")?.state, graph.coverageOf("entra/graph:users")?.code],
        ["partial", code],
      );
      assert.equal(graph.state("entra/graph:groups"), "complete");
      assert.ok(scene.front.passed.filter(({ url }) => url.startsWith("/v1.0/users?")).length <= 5);
    });
  }

  /** An answer of users that leads on to `next`. */
  function link(next: string): Script {
    return ({ url }) =>
      /^\/v1\.0\/users\?(?!.*signInActivity)/.test(url)
        ? { status: 200, body: { value: [], "@odata.nextLink": next } }
        : undefined;
  }

  function again(): Script {
    return (asked) => link(`${scene.front.url}/v1.0/users?$skiptoken=again`)(asked);
  }

  it("a page of HTML is a failure of that data set alone, never an empty list", async () => {
    scene.front.script = ({ url }) =>
      url.startsWith("/v1.0/groups?") ? { status: 200, body: "<html>sign in</html>" } : undefined;
    const graph = await scene.crawl(TENANT);
    assert.equal(graph.state("entra/graph:groups"), "failed");
    assert.equal(graph.state("entra/graph:users"), "complete");
  });

  it("no secret value is kept, and no token: not in the graph, not in the recording", async () => {
    const record = join(scene.folder, "record");
    const noted = noting();
    const graph = await scene.crawl(TENANT, { record, noted });
    assert.deepEqual(outside(scene.front.passed), []);
    assert.ok(
      scene.front.passed.every(({ isBatched, authorization }) => isBatched || authorization === `Bearer ${TOKEN}`),
    );
    const texts = filesBelow(record).map((file) => readFileSync(file, "utf8"));
    assert.ok(texts.length > 25);
    const kept = JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, noted.lines, texts]);
    for (const secret of [MARKER, "MARKER", TOKEN]) assert.ok(!kept.includes(secret), secret);
  });
});

/** Calls that another one makes up for: a refusal of them alone costs nothing. */
const SPARED: ReadonlySet<string> = new Set(["GET /v1.0/groups/delta", "GET /beta/applications"]);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
