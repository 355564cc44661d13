// The crawl over real HTTP from a scripted server: what comes out, how few calls it takes, what it does when Graph says no,
// wait, or something strange.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { noting } from "../support.js";
import type { Script } from "./server.js";
import { crawlBundle, crawlLive, serve } from "./support.js";
import { GRAPH_SP, nodeId, TENANT, tenant, uuid } from "./tenant.js";

const GLOBAL_ADMIN = "62e90394-69f5-4237-9190-012177145e10";

test("every data set of a tenant is complete, and only listed reading calls are made", async () => {
  const server = await serve(tenant());
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  expect(graph.coverage.length).toBe(32);
  expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(noted.calls.length).toBe(server.asked.length);
});

test("what a tenant holds becomes nodes with ids that never change", async () => {
  const graph = await crawlLive(await serve(tenant()));
  expect(graph.node(nodeId(2))).toMatchObject({
    kind: "principal",
    type: "entra.service-principal",
    name: "deployer",
    aliases: [uuid(2), uuid(1002)],
    properties: { owner_tenant: TENANT, is_third_party: false, tags: { owner: "platform" }, own_secrets: 0 },
  });
  expect(graph.node(nodeId(3))?.properties).toMatchObject({ is_third_party: true, is_verified: false, own_secrets: 1 });
  expect(graph.node(nodeId(4))).toMatchObject({
    type: "entra.managed-identity",
    properties: { is_user_assigned: true },
  });
  expect(graph.node(nodeId(100))).toMatchObject({
    kind: "resource",
    properties: {
      service_principal: nodeId(2),
      secret_count: 1,
      certificate_count: 1,
      expired_count: 1,
      redirects: ["https://octo.example/cb"],
      issues_id_tokens: true,
      is_public_client: false,
    },
  });
  expect(graph.node(`${nodeId(100)}/key/${uuid(903)}`)).toMatchObject({
    kind: "credential",
    type: "entra.client-secret",
    parent: nodeId(2),
    properties: {
      status: "active",
      hint: "b2~",
      created_at: "2025-01-01T00:00:00Z",
      expires_at: "2027-01-01T00:00:00Z",
    },
  });
  // Azure keeps the certificate of a managed identity
  expect(graph.ofType("entra.certificate").map(({ parent }) => parent)).toEqual([nodeId(2)]);
  expect(graph.node(`${nodeId(100)}/federated/${uuid(907)}`)?.properties).toEqual({
    application: nodeId(100),
    issuer: "https://token.actions.githubusercontent.com",
    audiences: ["api://AzureADTokenExchange"],
    claims_matching_expression: "claims['sub'] matches 'repo:octo/*'",
  });
  expect(graph.node(`${TENANT}/delegated/g1`)?.properties).toMatchObject({
    consent: "everybody",
    scopes: ["Mail.Read", "User.Read", "offline_access"],
    stays_signed_in: true,
  });
  // the user of an agent is told apart from people, and says which agent signs in as it
  expect(graph.node(nodeId(202))?.type).toBe("entra.agent-user");
  expect(graph.supplements).toContainEqual({ node: nodeId(202), properties: { is_agent: true, agent: nodeId(5) } });
});

test("edges say who can become whom, and in which state", async () => {
  const graph = await crawlLive(await serve(tenant()));
  const edges = graph.edges
    .filter(({ kind }) => kind !== "owned_by" && kind !== "issued_to")
    .map(({ kind, from, to, state }) => `${short(from)} ${kind} ${short(to)}${state ? ` [${state}]` : ""}`);
  expect(edges.sort()).toEqual(
    [
      `100/key/903 authenticates_as 2`,
      `100/key/904 authenticates_as 2 [blocked]`,
      `100/key/905 authenticates_as 2`,
      `3/key/901 authenticates_as 3`,
      `100/federated/906 yields 2`,
      `100/federated/907 yields 2`,
      `200 adds_credential 2`,
      `2 has_grant ${GRAPH_SP}/app-role/9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8`,
      `3 has_grant delegated/g1`,
      `3 has_grant delegated/g2`,
      `200 member_of 300`,
      // once as the owner of the group, once as a member
      `200 member_of 300`,
      `2 member_of 300`,
      `201 member_of 300 [blocked]`,
      `300 has_grant role/${GLOBAL_ADMIN}`,
      `200 has_grant role/${GLOBAL_ADMIN} [needs-actor]`,
      `2 has_grant role/fe930be7-5e62-47db-91af-98c3a49a38b1@${uuid(400)}`,
      `400 includes 201`,
      `2 impersonates 5`,
    ].sort(),
  );
});

function short(end: unknown): string {
  return String(end)
    .replace(`${TENANT}/`, "")
    .replace(/(?<![@\w])00000000-0000-4000-8000-0*(\d+)/g, "$1");
}

test("the graph of a crawl, of its recording, and without $expand is the same", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-entra-")), "record");
  const live = await crawlLive(await serve(tenant()), { record: folder });
  const replayed = await crawlBundle(folder);
  const server = await serve(tenant());
  server.expands = false;
  server.script = ({ url }) => (url.startsWith("/v1.0/groups/delta") ? DENIED : undefined);
  const asked = await crawlLive(server);
  const nodes = (graph: typeof live) => new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = (graph: typeof live) => graph.edges.map((edge) => JSON.stringify(edge)).sort();
  expect(nodes(replayed)).toEqual(nodes(live));
  expect(edges(replayed)).toEqual(edges(live));
  expect(replayed.coverage.map(({ state }) => state)).toEqual(live.coverage.map(({ state }) => state));
  expect(nodes(asked)).toEqual(nodes(live));
  expect(asked.edges.length).toBe(live.edges.length - 2);
});

test("no secret value is kept: not in the graph, not in the recording", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-entra-")), "record");
  const noted = noting();
  const graph = await crawlLive(await serve(tenant()), { record: folder, noted });
  const texts = filesBelow(folder).map((file) => readFileSync(file, "utf8"));
  expect(texts.length).toBeGreaterThan(25);
  const kept = JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, noted.lines, texts]);
  expect(kept).not.toContain("MARKER");
  expect(JSON.stringify(tenant()).split("MARKER").length).toBeGreaterThan(5);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

const DENIED = {
  status: 403,
  body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
};

test("a 403 on a single call leaves the rest standing and says what would open it", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-entra-")), "record");
  const server = await serve(tenant());
  server.script = ({ url }) => (url.startsWith("/v1.0/oauth2PermissionGrants") ? DENIED : undefined);
  const graph = await crawlLive(server, { record: folder });
  const open = graph.coverage.filter(({ state }) => state !== "complete");
  expect(open).toEqual([
    {
      dataSet: "entra/graph:delegated-grants",
      state: "denied",
      code: "Authorization_RequestDenied",
      message: "GET /v1.0/oauth2PermissionGrants: Authorization_RequestDenied: Insufficient privileges",
      permission: "DelegatedPermissionGrant.Read.All",
    },
  ]);
  expect((await crawlBundle(folder)).coverage).toEqual(graph.coverage);
});

test("a missing licence is not a missing permission", async () => {
  const server = await serve(tenant());
  server.script = ({ url }) => {
    const error = (code: string, status: number) => ({ status, body: { error: { code, message: "no" } } });
    if (url.startsWith("/beta/reports/")) return error("Authentication_RequestFromNonPremiumTenantOrB2CTenant", 403);
    if (url.includes("roleEligibilityScheduleInstances")) return error("AadPremiumLicenseRequired", 400);
    return undefined;
  };
  const graph = await crawlLive(server);
  expect(graph.coverageOf("entra/graph:role-eligibility")).toMatchObject({
    state: "unlicensed",
    message: expect.stringContaining("Microsoft Entra ID P2 has it"),
  });
  expect(graph.state("entra/graph:credential-sign-ins")).toBe("unlicensed");
  expect(graph.state("entra/graph:role-assignments")).toBe("complete");
});

test("a refusal about one of many is a gap about it", async () => {
  const server = await serve({
    ...tenant(),
    "/v1.0/groups": [
      ...(tenant()["/v1.0/groups"] as object[]),
      { id: uuid(302), displayName: "hidden", groupTypes: [] },
    ],
  });
  server.expands = false;
  server.script = ({ url }) => (url.startsWith(`/v1.0/groups/${uuid(302)}/owners`) ? DENIED : undefined);
  const graph = await crawlLive(server);
  expect(graph.coverageOf("entra/graph:group-owners")).toMatchObject({
    state: "partial",
    message: "GET /v1.0/groups/{id}/owners: 1 of 3 could not be read",
  });
  expect(graph.gaps.map(({ subject }) => subject)).toEqual([nodeId(302)]);
});

test("about many things is asked 20 at a time", async () => {
  const applications = Array.from({ length: 45 }, (_, at) => ({
    id: uuid(5000 + at),
    appId: uuid(6000 + at),
    displayName: `a${at}`,
  }));
  const server = await serve({ ...tenant(), "/v1.0/applications": applications, "/beta/applications": applications });
  server.expands = false;
  const before = server.sent;
  await crawlLive(server);
  const batches = server.asked.filter(({ isBatched }) => isBatched).length;
  expect(batches).toBeGreaterThan(90);
  // 45 owners and 45 federated credentials are 3 requests each
  expect(server.sent - before).toBeLessThan(50);
});

const next = (link: string): Script => {
  return ({ url }) =>
    url.startsWith("/v1.0/users?") && !url.includes("signInActivity")
      ? { status: 200, body: { value: [], "@odata.nextLink": link } }
      : undefined;
};

test("a next link of another origin is not followed, and one that comes twice ends the list", async () => {
  const server = await serve(tenant());
  server.script = next("https://graph.evil.example/v1.0/users?$skiptoken=1");
  const foreign = await crawlLive(server);
  expect(foreign.coverageOf("entra/graph:users")).toMatchObject({ state: "partial", code: "ForeignLink" });
  // nor is one of another cloud: the token is not for it
  server.script = next("https://graph.microsoft.us/v1.0/users?$skiptoken=1");
  expect((await crawlLive(server)).coverageOf("entra/graph:users")?.code).toBe("ForeignLink");
  server.script = next(`${server.url}.evil.example/v1.0/users`);
  expect((await crawlLive(server)).coverageOf("entra/graph:users")?.code).toBe("ForeignLink");
  server.script = next(`${server.url}/v1.0/users?$skiptoken=1`);
  expect((await crawlLive(server)).coverageOf("entra/graph:users")).toMatchObject({
    state: "partial",
    code: "RepeatedPage",
  });
  server.script = next("string");
  expect((await crawlLive(server)).coverageOf("entra/graph:users")?.code).toBe("ForeignLink");
});

test("what is no answer of the API is a fault of that call", async () => {
  const server = await serve(tenant());
  server.script = ({ url }) =>
    url.startsWith("/v1.0/groups?") ? { status: 200, body: "<html>sign in</html>" } : undefined;
  const graph = await crawlLive(server);
  expect(graph.coverageOf("entra/graph:groups")).toMatchObject({
    state: "failed",
    message: expect.stringContaining("not the API's"),
  });
  expect(graph.coverageOf("entra/graph:group-members")).toMatchObject({
    state: "failed",
    message: "groups could not be listed",
  });
  expect(graph.state("entra/graph:users")).toBe("complete");
});

test("a limit is waited out, of the whole batch and of one request in it", async () => {
  const server = await serve(tenant());
  server.expands = false;
  const times = new Map<string, number>();
  server.script = ({ url }) => {
    const seen = (times.get(url) ?? 0) + 1;
    times.set(url, seen);
    const isLimited =
      url.endsWith("/$batch") || url.includes(`/applications/${uuid(100)}/owners`) || url.startsWith("/v1.0/users?");
    return isLimited && seen === 1 ? { status: 429, headers: { "Retry-After": "0" } } : undefined;
  };
  const graph = await crawlLive(server);
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  expect([...times.values()].filter((count) => count > 1).length).toBeGreaterThan(2);
});

test("a sign-in of another tenant than the one asked for is refused", async () => {
  const server = await serve({ ...tenant(), "/v1.0/organization": [{ id: uuid(77), displayName: "Other" }] });
  await expect(crawlLive(server)).rejects.toThrow(/the sign-in is of tenant 00000000-0000-4000-8000-000000000077/);
});
