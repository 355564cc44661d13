// The crawl over real HTTP from a scripted server: what comes out, and what it does when Azure says no, wait, or something strange.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, gather, joined, noting } from "../support.js";
import { COSMOS, estate, GROUP, IDENTITY, MARKER, OWNER, PRINCIPAL, STORE, SUB, TENANT, VAULT } from "./estate.js";
import { FORBIDDEN, type Reply, type Script } from "./server.js";
import { crawlLive, serve } from "./support.js";

const SCOPE = `azure:${SUB}`;
const at = (end: unknown): string => (typeof end === "string" ? end : JSON.stringify(end));
const id = (resource: string) => `azure:${resource.toLowerCase()}`;

test("every data set of a tenant is complete, and only listed reading calls are made", async () => {
  const server = await serve(estate());
  const noted = noting();
  const graph = gather(await crawlLive(server, { noted }));
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  const posts = server.asked.filter(({ method }) => method !== "GET").map(({ url }) => url.pathname);
  expect([...new Set(posts)]).toEqual(["/providers/Microsoft.ResourceGraph/resources"]);
  expect(noted.calls.length).toBe(server.asked.length);
  expect(server.asked.every(({ headers }) => headers.authorization === "Bearer t")).toBe(true);
});

test("the tree of the tenant is what admin flows down", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  const contains = graph.edges
    .filter(({ kind, to }) => kind === "contains" && !at(to).includes("/providers/"))
    .map(({ from, to }) => `${at(from)} > ${at(to)}`);
  expect(new Set(contains)).toEqual(
    new Set([
      `azure:tenant/${TENANT} > azure:managementgroups/${TENANT}`,
      `azure:managementgroups/${TENANT} > azure:managementgroups/landing`,
      `azure:managementgroups/landing > ${SCOPE}`,
    ]),
  );
  expect(graph.node(SCOPE)).toMatchObject({
    kind: "scope",
    name: "Shop production",
    properties: { tags: { env: "production" } },
  });
});

test("with the hierarchy refused, subscriptions are below the root, and none of their own data sets says otherwise", async () => {
  const calm = gather(await crawlLive(await serve(estate())));
  const server = await serve(estate());
  server.script = refusing(/managementGroups\/[^/]*$/);
  const graph = gather(await crawlLive(server));
  expect(graph.coverageOf("azure/management:groups")?.state).toBe("denied");
  const above = (set: string, { batches }: typeof graph) =>
    batches
      .filter(({ dataSet }) => dataSet === set)
      .flatMap(({ edges = [] }) => edges.filter(({ kind, to }) => kind === "contains" && at(to) === SCOPE))
      .map(({ from }) => at(from));
  expect(above("azure/management:groups", graph)).toEqual([`azure:tenant/${TENANT}`]);
  expect(above("azure/management:groups", calm)).toEqual(["azure:managementgroups/landing"]);
  for (const one of [graph, calm]) expect(above("azure/resources:subscription", one)).toEqual([]);
});

test("assignments keep who, what, where and under which condition; what is inherited among them", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  const auth = "/providers/microsoft.authorization/roleassignments";
  expect(graph.node(id(`/subscriptions/${SUB}${auth}/a1`))).toMatchObject({
    kind: "grant",
    properties: {
      principal: PRINCIPAL,
      tenant: TENANT,
      role_definition: OWNER,
      role_scope: `/subscriptions/${SUB}`,
      held: "active",
    },
  });
  expect(graph.node(`azure:${auth}/a2`)?.properties).toMatchObject({ role_scope: "/", principal_type: "User" });
  expect(
    graph.node(id(`/providers/Microsoft.Management/managementGroups/landing${auth}/a3`))?.properties["condition"],
  ).toContain("@Resource");
  expect(graph.facts(SCOPE)).toEqual({
    inherits_from: ["/", "/providers/microsoft.management/managementgroups/landing"],
  });
  expect(graph.facts(id(`/subscriptions/${SUB}${auth}/a1`))).toEqual({
    ends_at: "2026-06-01T08:00:00Z",
    is_activated: true,
  });
  const held = graph.ofType("azure.eligible-role").map(({ properties }) => properties["held"]);
  expect(new Set(held)).toEqual(new Set(["eligible"]));
  expect(graph.ofType("azure.role").find(({ name }) => name === "Reader")?.properties).toMatchObject({
    custom_role: false,
    assignable_scopes: ["/"],
  });
  expect(graph.ofType("azure.delegation").map(({ properties }) => properties["tenant"])).toEqual([
    "0d0d0d0d-0000-4000-8000-000000000001",
  ]);
});

test("what runs as an identity has an edge to it, shared or its own", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  const runs = graph.edges
    .filter(({ kind }) => kind === "runs_as")
    .map(({ from, to }) => `${at(from).split("/").at(-1)} ${at(to).split("/").at(-1)}`);
  expect([...new Set(runs)].sort()).toEqual([
    "api 00000000-0000-4000-8000-000000000906",
    "cache 00000000-0000-4000-8000-000000000907",
    "deploys 00000000-0000-4000-8000-000000000908",
    "nightly deployer",
    "web-1 00000000-0000-4000-8000-000000000902",
    "web-1 deployer",
  ]);
  expect(graph.node(id(`${GROUP}/providers/Microsoft.Web/sites/api`))?.type).toBe("azure.function-app");
  expect(graph.node(id(IDENTITY))).toMatchObject({ kind: "principal", incarnation: PRINCIPAL });
  expect(graph.node(`${id(IDENTITY)}/federated/ci`)).toMatchObject({ kind: "trust", parent: id(IDENTITY) });
});

test("automation accounts run code, with an identity or before they have one", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  const accounts = graph.ofType("azure.automation-account").map(({ name, kind }) => `${name} ${kind}`);
  expect([...new Set(accounts)].sort()).toEqual(["idle workload", "nightly workload"]);
  const idle = id(`${GROUP}/providers/Microsoft.Automation/automationAccounts/idle`);
  expect(graph.edges.filter(({ from }) => from === idle)).toEqual([]);
});

test("vaults, accounts and their keys come with dates and models, never a value", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  expect(graph.node(id(VAULT))?.properties).toMatchObject({ uses_roles: false });
  expect(graph.ofType("azure.access-policy").map(({ properties }) => properties["secrets"])).toEqual([["get", "list"]]);
  expect(graph.node(id(`${VAULT}/secrets/db`))?.properties).toMatchObject({
    enabled: true,
    created_at: "2025-01-01T00:00:00Z",
  });
  expect(graph.node(id(`${VAULT}/secrets/old`))?.properties).toMatchObject({
    enabled: false,
    expires_at: "2026-01-01T00:00:00Z",
  });
  expect(graph.node(`${id(STORE)}#key1`)?.properties).toMatchObject({
    status: "active",
    created_at: "2024-01-01T00:00:00.500Z",
  });
  expect(graph.node(id(COSMOS))?.properties).toMatchObject({ takes_keys: false });
  expect(graph.ofType("azure.cosmos-role-assignment").map(({ properties }) => properties["role_scope"])).toEqual([
    `${COSMOS}/sqlDatabases/main`.toLowerCase(),
  ]);
});

test("settings of apps come with their names where Azure tells them without values, and with the secret that they refer to", async () => {
  const server = await serve(estate());
  const graph = gather(await crawlLive(server));
  const settings = graph.ofType("azure.app-setting").map(({ id: one, properties }) => [one.split("#")[1], properties]);
  expect(settings).toEqual([
    [
      "app-setting/DB_PASSWORD",
      expect.objectContaining({
        vault: "shop-keys",
        secret: "db",
        reference_status: "Resolved",
        stays_with_slot: true,
      }),
    ],
    ["app-setting/QUEUE", expect.not.objectContaining({ secret: expect.anything() })],
    ["connection-string/Orders", expect.objectContaining({ stays_with_slot: true })],
  ]);
  expect(graph.coverageOf("azure/web:app-settings")).toMatchObject({
    state: "complete",
    message: expect.stringContaining("Microsoft.Web/sites/config/list/action"),
  });
});

test.each([
  [/configreferences\/appsettings$/, "Microsoft.Web/sites/config/appsettings/read", ["QUEUE", "Orders"]],
  [
    /configreferences\/connectionstrings$/,
    "Microsoft.Web/sites/config/connectionstrings/read",
    ["DB_PASSWORD", "QUEUE"],
  ],
  [/slotConfigNames$/, "Microsoft.Web/sites/config/read", ["DB_PASSWORD"]],
])(
  "403 on %s leaves the names that the others tell, and the permission is named",
  async (pattern, permission, names) => {
    const server = await serve(estate());
    server.script = refusing(pattern);
    const graph = gather(await crawlLive(server, { subscription: SUB }));
    expect(graph.coverageOf("azure/web:app-settings")).toMatchObject({ state: "partial", permission });
    expect(graph.ofType("azure.app-setting").map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  },
);

test("a recording holds no secret and reads back the same", async () => {
  const record = mkdtempSync(join(tmpdir(), "nhi-azure-"));
  const live = await crawlLive(await serve(estate()), { record });
  const files = readdirSync(record, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  expect(texts.filter((text) => text.includes(MARKER))).toEqual([]);
  expect(files.map(({ name }) => name)).toContain("roleAssignments.json");
  const replayed = await batchesOf(await collectorForBundle(record));
  expect(joined(replayed)).toEqual(joined(live));
  expect(JSON.stringify(live)).not.toContain(MARKER);
});

test("a lone subscription is read without its tenant", async () => {
  const graph = gather(await crawlLive(await serve(estate()), { subscription: SUB }));
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  expect(graph.node(SCOPE)?.properties).toMatchObject({ tenant: TENANT });
});

/** Refuses what matches. */
function refusing(pattern: RegExp, reply: Reply = FORBIDDEN): Script {
  return ({ url }) => (pattern.test(url.pathname) ? reply : undefined);
}

test("where Resource Graph refuses, the list of resources tells who carries identities", async () => {
  const list = [
    {
      id: `${GROUP}/providers/Microsoft.Cache/redis/cache`,
      name: "cache",
      type: "Microsoft.Cache/Redis",
      identity: { type: "SystemAssigned", principalId: PRINCIPAL, tenantId: TENANT },
    },
  ];
  const server = await serve({
    ...estate(),
    [`/subscriptions/${SUB}/resources`]: [
      ...list,
      { id: `${GROUP}/providers/Microsoft.Network/publicIPAddresses/ip`, name: "ip" },
    ],
  });
  server.script = refusing(/ResourceGraph/);
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  expect(graph.state("azure/resources:identities")).toBe("complete");
  expect(graph.ofType("azure.workload").map(({ name }) => name)).toEqual(["cache"]);
});

test("of a cluster it is told where its machines are and whether it has an administrator of its own, and no more", async () => {
  const identity = { type: "SystemAssigned", principalId: "0A0A", tenantId: "0B" };
  const cluster = (name: string, properties: object): object => ({
    ...{ id: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/${name}`, name, identity },
    ...{ type: "Microsoft.ContainerService/ManagedClusters", location: "westeurope", properties },
  });
  const server = await serve({
    ...estate(),
    "/providers/Microsoft.ResourceGraph/resources": [
      cluster("told", {
        ...{ nodeResourceGroup: "Shop-Machines", disableLocalAccounts: true, other: MARKER, fqdn: "told.example" },
        oidcIssuerProfile: { enabled: true, issuerURL: "https://westeurope.oic.prod-aks.azure.com/T/C/" },
        identityProfile: { kubeletidentity: { resourceId: `${GROUP}/providers/Microsoft.ManagedIdentity/k` } },
        networkProfile: { podLinkLocalAccess: "None" },
        aadProfile: { enableAzureRBAC: true },
        apiServerAccessProfile: { disableRunCommand: true },
      }),
      cluster("plain", {
        ...{ nodeResourceGroup: "Plain-Machines", disableLocalAccounts: false, fqdn: "plain.example" },
        aadProfile: null,
      }),
      cluster("silent", {}),
    ],
  });
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  const clusters = graph.ofType("azure.kubernetes-cluster");
  expect(
    clusters.map(({ name, properties }) => [name, properties["node_resource_group"], properties["local_accounts"]]),
  ).toEqual([
    ["told", "shop-machines", false],
    ["plain", "plain-machines", true],
    ["silent", undefined, undefined],
  ]);
  expect(
    clusters.map(({ properties }) => [properties["asks_entra"], properties["azure_roles"], properties["run_command"]]),
  ).toEqual([
    [true, true, false],
    [false, false, undefined],
    [undefined, undefined, undefined],
  ]);
  expect(clusters.map(({ properties }) => [properties["issuer"], properties["pods_kept_from_metadata"]])).toEqual([
    ["westeurope.oic.prod-aks.azure.com/t/c", true],
    ["plain.example", undefined],
    [undefined, undefined],
  ]);
  const kubelets = graph.edges.filter(({ kind, from }) => kind === "runs_as" && clusters.some(({ id }) => id === from));
  expect(kubelets.map(({ from }) => from)).toEqual([clusters[0]?.id]);
  // those of the control plane are not on its machines
  const control = graph.edges.filter(
    ({ kind, properties }) => kind === "references" && properties?.["role"] === "control-plane",
  );
  expect(control.map(({ from }) => from)).toEqual(clusters.map(({ id }) => id));
  expect(JSON.stringify(graph)).not.toContain(MARKER);
});

test("of policy assignments those with an identity of their own are kept, where they are made, and no parameters", async () => {
  const made = (name: string, more: object, scope = `/subscriptions/${SUB}`): object => ({
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    ...{ name, properties: { parameters: { key: { value: MARKER } } }, ...more },
  });
  const own = { identity: { type: "SystemAssigned", principalId: "0A", tenantId: "0B" } };
  const above = "/providers/Microsoft.Management/managementGroups/all";
  const shared = { identity: { type: "UserAssigned", userAssignedIdentities: { [`${GROUP}/x`]: {} } } };
  const server = await serve({
    ...estate(),
    [`/subscriptions/${SUB}/providers/Microsoft.Authorization/policyAssignments`]: [
      made("deploys", own),
      made("audits", {}),
      made("inherited", own, above),
      made("shared", shared),
    ],
  });
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  const found = graph.ofType("azure.policy-assignment");
  expect(found.map(({ name, properties }) => [name, properties["system_identity"]])).toEqual([["deploys", "0a"]]);
  expect(graph.state("azure/authorization:policy-assignments")).toBe("complete");
  expect(JSON.stringify(graph)).not.toContain(MARKER);
});

test("a provider that was never used has nothing, and PIM without its licence is unlicensed", async () => {
  const server = await serve(estate());
  server.script = ({ url }) =>
    url.pathname.endsWith("DocumentDB/databaseAccounts")
      ? { status: 409, body: { error: { code: "MissingSubscriptionRegistration", message: "not registered" } } }
      : /roleEligibility/.test(url.pathname)
        ? {
            status: 400,
            body: { error: { code: "AadPremiumLicenseRequired", message: "The tenant needs a license." } },
          }
        : undefined;
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  expect(graph.state("azure/documentdb:accounts")).toBe("complete");
  expect(graph.coverageOf("azure/authorization:role-eligibility")).toMatchObject({ state: "unlicensed" });
});

test("limits are waited out as Azure asks", async () => {
  const server = await serve(estate());
  let refusals = 0;
  server.script = ({ url }) =>
    url.pathname.endsWith("vaults") && refusals++ < 2
      ? { status: 429, headers: { "retry-after": "0" }, body: { error: { code: "SubscriptionRequestsThrottled" } } }
      : undefined;
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  expect(graph.state("azure/keyvault:vaults")).toBe("complete");
  expect(refusals).toBe(3);
});

test("a limit without end, a link to elsewhere, a page that comes again and a page of HTML are gaps", async () => {
  const server = await serve(estate());
  const page = (nextLink: string): Reply => ({
    status: 200,
    body: { value: [{ id: VAULT, name: "Shop-Keys" }], nextLink },
  });
  server.script = ({ url }) => {
    const path = url.pathname;
    if (path.endsWith("virtualMachines")) return { status: 429, headers: { "retry-after": "0" } };
    if (path.endsWith("vaults")) return page("https://elsewhere.example/next");
    if (path.endsWith("storageAccounts")) return page(url.href);
    if (path.endsWith("Web/sites")) return { status: 200, body: "<html>sign in</html>" };
    return undefined;
  };
  const graph = gather(await crawlLive(server, { subscription: SUB }));
  const state = (dataSet: string) => [graph.coverageOf(dataSet)?.state, graph.coverageOf(dataSet)?.code];
  expect(state("azure/compute:virtual-machines")).toEqual(["failed", "HTTP 429"]);
  expect(state("azure/keyvault:vaults")).toEqual(["partial", "ForeignLink"]);
  expect(state("azure/storage:accounts")).toEqual(["partial", "RepeatedPage"]);
  expect(state("azure/web:sites")).toEqual(["failed", "HTTP 200"]);
  // What is inside the vaults and accounts that the lists left out was not asked for.
  for (const inside of ["azure/keyvault:secrets", "azure/keyvault:keys", "azure/storage:containers"]) {
    expect(graph.coverageOf(inside)).toMatchObject({
      state: "partial",
      message: expect.stringMatching(/^(?:key vaults|accounts) could only be listed in part$/),
    });
  }
  expect(server.asked.every(({ url }) => url.host === new URL(server.url).host)).toBe(true);
});

test("the tenant of the sign-in is the tenant, whichever subscription comes first; those of others are delegated and stay apart", async () => {
  const answers = estate();
  const elsewhere = {
    ...{ id: "/subscriptions/0b0b0b0b-1111-4222-8333-444444444444", displayName: "Of a customer", state: "Enabled" },
    subscriptionId: "0b0b0b0b-1111-4222-8333-444444444444",
    tenantId: "0c0c0c0c-0000-4000-8000-0000000000bb",
  };
  const own = answers["/subscriptions"] as readonly object[];
  const scopesOf = async (tenant?: string): Promise<readonly string[]> => {
    const server = await serve({ ...answers, "/subscriptions": [elsewhere, ...own] });
    const batches = await crawlLive(server, tenant === undefined ? {} : { tenant });
    return [...new Set(batches.map(({ scope }) => scope.id))];
  };
  expect(await scopesOf(TENANT)).toContain(SCOPE);
  expect(await scopesOf(TENANT)).not.toContain(`azure:${elsewhere.subscriptionId}`);
  // with nobody to say it, the first that answers is taken
  expect(await scopesOf()).toContain(`azure:${elsewhere.subscriptionId}`);
});

test("settings of logs: what is switched on and where it goes, of the subscription and of the directory", async () => {
  const graph = gather(await crawlLive(await serve(estate())));
  const found = graph.ofType("azure.diagnostic-setting").map(({ id, properties }) => [id, properties]);
  expect(Object.fromEntries(found)).toEqual({
    [`${SCOPE}/diagnosticsettings/activity`]: {
      categories: ["Administrative"],
      category_groups: [],
      destinations: ["workspace"],
    },
    [`azure:tenant/${TENANT}/diagnosticsettings/directory`]: {
      categories: ["AuditLogs", "ServicePrincipalSignInLogs"],
      category_groups: [],
      destinations: ["event hub"],
    },
  });
});
