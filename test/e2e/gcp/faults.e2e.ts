// What may happen to a crawl of Google Cloud: every call refused once, limits, pages without end, HTML; and that no secret value
// that an answer holds is kept.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import { MARKER, organization, PROJECT } from "../../collect/gcp/estate.js";
import { DENIED } from "../../collect/gcp/server.js";
import { crawlLive, TOKEN } from "../../collect/gcp/support.js";
import { noting } from "../../collect/support.js";
import { outside, type Scene, startScene, whySkipped } from "./scene.js";

const SEARCH = "cloudasset.searchAllIamPolicies";
/** Asked only where one search does not tell everything: it is refused, too, and what that costs is said first. */
const WITHOUT_SEARCH = /getIamPolicy$/;
const PLACES = "cloudasset.searchAllResources";
/** Asked only where that search is refused. */
const WITHOUT_PLACES = /^(?:aiplatform|dialogflow)\.projects\.locations\.list$/;
/** Asked only of a project without what holds it. */
const OF_PROJECT_ALONE = "cloudresourcemanager.folders.get";

describe("what may happen to a crawl of Google Cloud", { skip: whySkipped(), timeout: 240_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene("gcp-faults", organization());
  });
  after(() => scene?.stop());
  beforeEach(() => {
    scene.server.script = () => undefined;
    scene.server.asked.length = 0;
  });

  const methods = [...new Set(CALLS.map(({ method }) => method))];

  it("each call refused once: its data set is a gap that names the permission, and what does not need it stands", async () => {
    for (const method of methods) {
      scene.server.asked.length = 0;
      const isFallback = WITHOUT_SEARCH.test(method);
      scene.server.script = ({ call }) =>
        call?.method === method ||
        (isFallback && call?.method === SEARCH) ||
        (WITHOUT_PLACES.test(method) && call?.method === PLACES)
          ? DENIED
          : undefined;
      const isAlone = method === OF_PROJECT_ALONE || method === "iam.projects.serviceAccounts.getIamPolicy";
      const top = isAlone || method === "cloudresourcemanager.projects.getIamPolicy";
      const graph = await crawlLive(scene.server, top ? { top: { kind: "project", name: PROJECT } } : {});
      assert.ok(
        scene.server.asked.some(({ call }) => call?.method === method),
        `${method} was not asked`,
      );
      for (const { dataSet, permission } of CALLS.filter((call) => call.method === method)) {
        const open = graph.coverage.filter((one) => one.dataSet === dataSet && one.state !== "complete");
        const where = `${method}: ${dataSet}`;
        // The list of service accounts is asked again where there is no search, and is told by it otherwise.
        if (open.length === 0 && dataSet === "gcp/iam:policies" && !isFallback && method !== SEARCH) continue;
        // Places of agents are listed one project after the other where there is no search for them.
        if (open.length === 0 && method === PLACES) continue;
        assert.ok(open.length > 0, `${where} is whole`);
        for (const { state } of open) assert.ok(state === "denied" || state === "partial", `${where} ${state}`);
        const said = open.map(({ permission: named, message }) => `${named} ${message}`).join("\n");
        const gaps = graph.gaps.filter((gap) => gap.dataSet === dataSet).map(({ message }) => message);
        const wanted = permission ?? method;
        assert.ok(
          `${said}\n${gaps.join("\n")}`.includes(wanted) || isFallback,
          `${where}: ${said} does not name ${wanted}`,
        );
      }
      const whole = graph.coverage.filter(({ state }) => state === "complete").length;
      assert.ok(whole >= (method.endsWith("s.search") ? 4 : 20), `${method}: only ${whole} data sets are whole`);
    }
    console.log(`${methods.length} methods refused, one at a time: each a gap`);
  });

  it("a limit is waited out as long as Google says, and the list is whole", async () => {
    let left = 1;
    scene.server.script = ({ path }) => {
      if (!path.endsWith("/serviceAccounts") || left === 0) return undefined;
      left -= 1;
      return {
        status: 429,
        headers: { "retry-after": "1" },
        body: { error: { code: 429, status: "RESOURCE_EXHAUSTED" } },
      };
    };
    const graph = await crawlLive(scene.server);
    assert.equal(left, 0);
    assert.equal(graph.state("gcp/iam:service-accounts"), "complete");
  });

  it("a page that comes again ends the list as a gap: Prism itself names the same one for ever", async () => {
    scene.server.script = ({ path }) =>
      path.endsWith("/secrets") ? { status: 200, body: { secrets: [], nextPageToken: "string" } } : undefined;
    const graph = await crawlLive(scene.server);
    assert.notEqual(graph.state("gcp/secretmanager:secrets"), "complete");
    assert.equal(graph.state("gcp/storage:buckets"), "complete");
    assert.ok(scene.server.asked.filter(({ path }) => path.endsWith("/secrets")).length <= 3);
  });

  it("a page of HTML is a failure of that data set alone, never an empty list", async () => {
    scene.server.script = ({ path }) =>
      path.endsWith("/secrets") ? { status: 200, body: "<html>sign in</html>" } : undefined;
    const graph = await crawlLive(scene.server);
    assert.equal(graph.state("gcp/secretmanager:secrets"), "failed");
    assert.equal(graph.state("gcp/storage:buckets"), "complete");
  });

  it("an API that is off is not asked, and there is nothing of it", async () => {
    scene.server.script = ({ call }) =>
      call?.method === "serviceusage.services.list"
        ? { status: 200, body: { services: [{ name: "projects/1/services/iam.googleapis.com", state: "ENABLED" }] } }
        : undefined;
    const graph = await crawlLive(scene.server);
    assert.deepEqual(
      scene.server.asked.filter(({ path }) => /^(?:run|compute|dataproc)\//.test(path)).map(({ path }) => path),
      [],
    );
    assert.equal(graph.state("gcp/run:services"), "complete");
  });

  it("no secret value is kept, and no token: not in the graph, not in the recording", async () => {
    const record = join(scene.folder, "record");
    const noted = noting();
    const graph = await crawlLive(scene.server, { record, noted });
    assert.deepEqual(outside(scene.server.asked), []);
    assert.ok(scene.server.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`));
    const texts = filesBelow(record).map((file) => readFileSync(file, "utf8"));
    assert.ok(texts.length > 40);
    const kept = JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, noted.lines, texts]);
    for (const secret of [MARKER, "MARKER", Buffer.from(MARKER).toString("base64"), TOKEN])
      assert.ok(!kept.includes(secret), secret);
    assert.ok(JSON.stringify(organization()).split("MARKER").length > 15);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
