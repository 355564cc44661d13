// The crawl over real HTTP from a scripted server: what comes out, and what it does when Google says no or something strange.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noting, sorted } from "../support.js";
import { type Answers, account, MARKER, organization, PROJECT } from "./estate.js";
import { crawlBundle } from "./replay.js";
import { DENIED, fromTable, GoogleServer } from "./server.js";
import { crawlLive, TOKEN } from "./support.js";

async function serve(answers: Answers = organization()): Promise<GoogleServer> {
  const server = new GoogleServer(fromTable(answers));
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

const SCOPE = `gcp:projects/${PROJECT}`;
const DEPLOY = "gcp:service-account/101";

test("every data set of an organisation and its project is complete, and only listed reading calls are made", async () => {
  const server = await serve();
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  expect(server.asked.filter(({ call }) => call === undefined)).toEqual([]);
  expect(server.asked.filter(({ method, call }) => method !== (call?.http ?? "GET"))).toEqual([]);
  expect(noted.calls.length).toBe(server.asked.length);
});

test("a key that Google found in public says so, disabled by Google or still in use; others do not", async () => {
  const answers = organization();
  const list = `iam/v1/projects/${PROJECT}/serviceAccounts/${account("deploy")}/keys`;
  const key = (name: string, more: object) => ({
    name: `projects/${PROJECT}/serviceAccounts/${account("deploy")}/keys/${name}`,
    validAfterTime: "2026-01-01T00:00:00Z",
    validBeforeTime: "9999-12-31T23:59:59Z",
    keyType: "USER_MANAGED",
    ...more,
  });
  expect(Object.keys(answers)).toContain(list);
  const told = { key: "SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED", value: "https://example.com/leak" };
  const graph = await crawlLive(
    await serve({
      ...answers,
      [list]: {
        keys: [
          key("off", { disabled: true, disableReason: "SERVICE_ACCOUNT_KEY_DISABLE_REASON_EXPOSED" }),
          key("on", { extendedStatus: [told] }),
          key("mine", { disabled: true, disableReason: "SERVICE_ACCOUNT_KEY_DISABLE_REASON_USER_INITIATED" }),
          key("plain", {}),
        ],
      },
    }),
  );
  const keys = graph.ofType("gcp.service-account-key").map(({ properties }) => properties);
  expect(keys.map(({ key_id, status, exposed }) => [key_id, status, exposed])).toEqual([
    ["off", "inactive", true],
    ["on", "active", true],
    ["mine", "inactive", undefined],
    ["plain", "active", undefined],
  ]);
});

test("what an organisation holds becomes nodes with ids that never change", async () => {
  const graph = await crawlLive(await serve());
  expect(graph.node(DEPLOY)).toMatchObject({
    kind: "principal",
    type: "gcp.service-account",
    name: account("deploy"),
    incarnation: "101",
    properties: { project: PROJECT, status: "active", account_kind: "user-managed" },
  });
  expect(graph.node("gcp:service-account/102")?.properties).toMatchObject({ account_kind: "compute-default" });
  expect(graph.node(`${DEPLOY}/key/abc123`)).toMatchObject({
    kind: "credential",
    parent: DEPLOY,
    properties: { status: "active", never_expires: true, key_type: "USER_MANAGED" },
  });
  expect(graph.ofType("gcp.workload-identity-provider")[0]?.properties).toMatchObject({
    issuer: "https://token.actions.githubusercontent.com",
    attribute_condition: "assertion.repository_owner == 'octo'",
  });
  expect(
    graph
      .ofType("gcp.role-binding")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    "roles/editor for serviceAccount:deploy@octo-prod.iam.gserviceaccount.com",
    "roles/iam.serviceAccountTokenCreator for group:admins@octo.example",
  ]);
  expect(
    graph
      .ofType("gcp.group-membership")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    "ada@octo.example in admins@octo.example",
    "deploy@octo-prod.iam.gserviceaccount.com in admins@octo.example",
  ]);
  expect(graph.ofType("gcp.deny-policy").length).toBe(1);
});

test("everything that runs says as whom", async () => {
  const graph = await crawlLive(await serve());
  const runs = graph.nodes.filter(({ kind }) => kind === "workload").map(({ type }) => type);
  expect(runs.sort()).toEqual(
    [
      ...[
        "gcp.app-engine",
        "gcp.build-trigger",
        "gcp.composer-environment",
        "gcp.dataflow-job",
        "gcp.dataproc-cluster",
      ],
      ...["gcp.function", "gcp.instance", "gcp.kubernetes-cluster", "gcp.notebook-instance", "gcp.run-job"],
      ...["gcp.reasoning-engine", "gcp.dialogflow-agent", "gcp.gemini-app"],
      ...["gcp.node-pool", "gcp.node-pool"],
      ...["gcp.run-service", "gcp.scheduler-job", "gcp.workflow", "gcp.eventarc-trigger", "gcp.deployment"],
    ].sort(),
  );
  // Machines that access scopes narrow are a session of their account, which analysis works out; a deployment is Google's own, and a
  // cluster runs as its pools do.
  expect(graph.edges.filter(({ kind }) => kind === "runs_as").length).toBe(runs.length - 4);
  expect(graph.ofType("gcp.node-pool").map(({ name, properties }) => [name, properties["cluster"]])).toEqual([
    ["cluster/default", "projects/octo-prod/locations/europe-west1/clusters/cluster"],
    ["cluster/narrow", "projects/octo-prod/locations/europe-west1/clusters/cluster"],
  ]);
  expect(graph.ofType("gcp.instance")[0]?.properties).toMatchObject({ metadata_keys: ["startup-script"] });
});

test("the graph of a crawl and of its recording is the same, and neither holds a secret value or the token", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-gcp-")), "record");
  const noted = noting();
  const live = await crawlLive(await serve(), { record: folder, noted });
  const replayed = await crawlBundle(folder);
  expect(sorted(replayed.nodes)).toEqual(sorted(live.nodes));
  expect(sorted(replayed.edges)).toEqual(sorted(live.edges));
  const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(texts.length).toBeGreaterThan(40);
  const kept = JSON.stringify([live.nodes, live.supplements, live.edges, live.gaps, noted.lines, texts]);
  for (const secret of [MARKER, "MARKER", Buffer.from(MARKER).toString("base64"), TOKEN])
    expect(kept).not.toContain(secret);
  expect(JSON.stringify(organization()).split("MARKER").length).toBeGreaterThan(15);
});

test("a 403 on a single call leaves the rest standing and says what would open it", async () => {
  const server = await serve();
  server.script = ({ call }) => (call?.method === "secretmanager.projects.secrets.list" ? DENIED : undefined);
  const graph = await crawlLive(server);
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([
    expect.objectContaining({
      dataSet: "gcp/secretmanager:secrets",
      state: "denied",
      permission: expect.stringContaining("secretmanager.secrets.list"),
    }),
  ]);
});

test("where the search of policies is refused they are asked for one by one, without a body that Google does not take", async () => {
  const server = await serve();
  server.script = ({ call }) => (call?.method === "cloudasset.searchAllIamPolicies" ? DENIED : undefined);
  const graph = await crawlLive(server);
  expect(graph.state("gcp/iam:policies")).not.toBe("complete");
  expect(
    graph
      .ofType("gcp.role-binding")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    "roles/editor for serviceAccount:deploy@octo-prod.iam.gserviceaccount.com",
    "roles/iam.serviceAccountTokenCreator for group:admins@octo.example",
    "roles/owner for user:ada@octo.example",
    "roles/viewer for domain:octo.example",
  ]);
  const asked = server.asked.filter(({ call }) => call?.method === "iam.projects.serviceAccounts.getIamPolicy");
  expect(asked.map(({ body, query }) => [body, query.get("options.requestedPolicyVersion")])).toEqual([
    ["", "3"],
    ["", "3"],
  ]);
});

test("which calls are written to the audit logs is asked of each container once, whether the search for policies is let in or not", async () => {
  const path = `cloudresourcemanager/v3/projects/${PROJECT}:getIamPolicy`;
  const logs = {
    service: "allServices",
    auditLogConfigs: [{ logType: "ADMIN_READ" }, { logType: "DATA_READ", exemptedMembers: ["user:a@b.example"] }],
  };
  const answers = organization();
  const server = await serve({ ...answers, [path]: { ...answers[path], auditConfigs: [logs] } });
  const toldOf = async () => {
    server.asked.length = 0;
    const { supplements } = await crawlLive(server);
    const asked = server.asked.filter(({ call }) => /^cloudresourcemanager.*getIamPolicy$/.test(call?.method ?? ""));
    expect(new Set(asked.map(({ path }) => path)).size).toBe(asked.length);
    return supplements.filter(({ properties }) => properties["audit_logs"] !== undefined);
  };
  for (const isSearchDenied of [false, true]) {
    server.script = ({ call }) =>
      isSearchDenied && call?.method === "cloudasset.searchAllIamPolicies" ? DENIED : undefined;
    const told = await toldOf();
    expect(told.find(({ node }) => node === SCOPE)?.properties).toEqual({
      audit_logs: [
        { service: "allServices", type: "ADMIN_READ", exempts: false, exempted: [] },
        { service: "allServices", type: "DATA_READ", exempts: true, exempted: ["user:a@b.example"] },
      ],
    });
    expect(told.find(({ node }) => node.startsWith("gcp:organizations/"))?.properties).toEqual({ audit_logs: [] });
  }
});

test("a page that comes again ends the list as a gap, and HTML is a failure of that data set alone", async () => {
  const server = await serve();
  const secrets = /\/secrets$/;
  server.script = ({ path }) =>
    secrets.test(path) ? { status: 200, body: { secrets: [], nextPageToken: "string" } } : undefined;
  const again = await crawlLive(server);
  expect(again.state("gcp/secretmanager:secrets")).not.toBe("complete");
  server.script = ({ path }) => (secrets.test(path) ? { status: 200, body: "<html>sign in</html>" } : undefined);
  const html = await crawlLive(server);
  expect(html.state("gcp/secretmanager:secrets")).toBe("failed");
  expect(html.state("gcp/storage:buckets", SCOPE)).toBe("complete");
});

test("pages of one element each give the same", async () => {
  const server = await serve();
  const whole = await crawlLive(server);
  server.pageSize = 1;
  const paged = await crawlLive(server);
  const ids = ({ nodes }: typeof whole) => nodes.map(({ id }) => id).sort();
  expect(ids(paged)).toEqual(ids(whole));
  expect(server.asked.some(({ query }) => query.has("pageToken"))).toBe(true);
});

test("an API that is off is not asked, and nothing of it is there", async () => {
  const server = await serve();
  server.script = ({ call }) =>
    call?.method === "serviceusage.services.list" ? { status: 200, body: { services: [] } } : undefined;
  const graph = await crawlLive(server);
  expect(server.asked.filter(({ path }) => /^(?:run|compute|dataproc|secretmanager)\//.test(path))).toEqual([]);
  expect(graph.state("gcp/run:services")).toBe("complete");
});

test("an answer of nothing is an empty list, which Google leaves out; an answer of something else is none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nhi-gcp-empty-"));
  await crawlLive(await serve(), { record: folder });
  const inProject = join(folder, "gcp", PROJECT);
  const lists = readdirSync(inProject, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith("s.json"));
  const write = (content: object) => {
    for (const name of lists) writeFileSync(join(inProject, name), JSON.stringify(content));
  };
  const open = async () =>
    (await crawlBundle(folder)).coverage.filter(({ state }) => state !== "complete").map(({ dataSet }) => dataSet);

  expect(lists.length).toBeGreaterThan(15);
  write({});
  expect(await open()).toEqual([]);
  write({ kind: "list", etag: "x" });
  expect(await open()).toEqual([]);
  write({ things: [] });
  expect((await open()).length).toBeGreaterThan(15);
});

test("agents are found by one search, and are the same where every place has to be asked for them", async () => {
  const server = await serve();
  const found = await crawlLive(server);
  const asked = (part: string) => server.asked.filter(({ path }) => path.includes(part)).length;
  expect([asked("searchAllResources"), asked("v1/projects/octo-prod/locations/europe-west1/reasoningEngines")]).toEqual(
    [3, 1],
  );
  expect(asked("aiplatform/v1/projects/octo-prod/locations") - asked("/reasoningEngines")).toBe(0);
  server.script = ({ call }) => (call?.method === "cloudasset.searchAllResources" ? DENIED : undefined);
  const listed = await crawlLive(server);
  const agents = (graph: typeof found) =>
    sorted(
      graph.nodes.filter(({ type }) => /reasoning-engine|dialogflow-agent|gemini-app|plaintext-secret/.test(type)),
    );
  expect(agents(found).length).toBe(3 + 5);
  expect(agents(listed)).toEqual(agents(found));
  for (const dataSet of ["gcp/aiplatform:reasoning-engines", "gcp/dialogflow:agents", "gcp/discoveryengine:engines"])
    expect(listed.state(dataSet)).toBe("complete");
  // and where neither is allowed, it is not known
  server.script = ({ call }) =>
    call?.method === "cloudasset.searchAllResources" || call?.method === "aiplatform.projects.locations.list"
      ? DENIED
      : undefined;
  expect((await crawlLive(server)).state("gcp/aiplatform:reasoning-engines")).toBe("denied");
});

test("an agent runs as the agent of Google's where it names nobody, and an app hands over to it", async () => {
  const graph = await crawlLive(await serve());
  const [engine] = graph.ofType("gcp.reasoning-engine");
  expect(engine?.properties).toMatchObject({
    service_account: "service-200000000002@gcp-sa-aiplatform-re.iam.gserviceaccount.com",
    uses_default_account: true,
    secret_names: ["CRM_TOKEN"],
  });
  const [app] = graph.ofType("gcp.gemini-app");
  expect(graph.edges.filter(({ kind }) => kind === "steers")).toEqual([
    expect.objectContaining({ from: app?.id, to: engine?.id, capability: "use" }),
  ]);
});
