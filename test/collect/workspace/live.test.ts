// The crawl over real HTTP from a server that pages and refuses as Google does: what comes out, how few calls it takes, what a
// refusal of each single call leaves standing, and that the record of it replays to the same.
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/workspace/calls.js";
import { RESOURCES } from "../../../src/collect/workspace/resources.js";
import { MovedClock } from "../rest-server.js";
import { gather, joined, noting } from "../support.js";
import { ACCOUNT, DOMAIN, domain, MARKER, policy, SCOPE, TOOL, VENDOR } from "./domain.js";
import { callFor } from "./named-call.js";
import { askedFor, crawlLive, FORBIDDEN, replay, serve } from "./support.js";

const AUTH = "https://www.googleapis.com/auth/";

test("every data set is read whole, delegation as far as the log tells, and only listed reading calls are made", async () => {
  const server = await serve(domain());
  const noted = noting();
  const graph = gather(await crawlLive(server, { noted }));
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([
    {
      dataSet: "workspace/admin:delegation",
      state: "partial",
      message: expect.stringContaining("the last half year only"),
    },
  ]);
  expect(graph.coverage.map(({ dataSet }) => dataSet)).toEqual(RESOURCES.map(({ dataSet }) => dataSet));
  expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(noted.calls.length).toBe(server.asked.length);
  // every call of the list was made, so none of it is there for nothing
  expect(new Set(noted.calls)).toEqual(new Set(CALLS.map(({ method }) => method)));
});

test("users have ids that never change and no more of a person than their address", async () => {
  const graph = gather(await crawlLive(await serve(domain())));
  expect(graph.node(`${SCOPE}/user/2`)).toEqual({
    id: `${SCOPE}/user/2`,
    kind: "principal",
    type: "workspace.user",
    name: `ben@${DOMAIN}`,
    incarnation: "2",
    aliases: ["2", `ben@${DOMAIN}`],
    properties: {
      login: `ben@${DOMAIN}`,
      user_id: "2",
      enabled: true,
      status: "active",
      is_suspended: false,
      is_archived: false,
      is_super_admin: false,
      is_delegated_admin: true,
      two_step_enrolled: false,
      two_step_enforced: true,
      created_at: "2023-01-01T00:00:00Z",
      last_used_known: true,
      last_used_at: "2026-05-30T08:00:00Z",
      org_unit: "/",
    },
  });
  // 1970 is never
  expect(graph.node(`${SCOPE}/user/4`)?.properties).toMatchObject({ status: "inactive", last_used_known: true });
  expect(graph.node(`${SCOPE}/user/4`)?.properties["last_used_at"]).toBeUndefined();
});

test("since when the log is kept is said in whole days, so that a scan an hour later says the same", async () => {
  const observedAt = async (time: string) => {
    const noted = noting();
    const later = { ...noted, context: { ...noted.context, now: new Date(time) } };
    const graph = gather(await crawlLive(await serve(domain()), { noted: later }));
    return graph.facts(`${SCOPE}/client/${TOOL}`)["observed_from"];
  };
  expect(await observedAt("2026-06-01T09:00:00Z")).toBe("2025-12-04T00:00:00Z");
  expect(await observedAt("2026-06-01T10:00:00Z")).toBe("2025-12-04T00:00:00Z");
  expect(await observedAt("2026-06-02T10:00:00Z")).toBe("2025-12-05T00:00:00Z");
});

test("consents of all users are one node an application and one for each set of scopes", async () => {
  const graph = gather(await crawlLive(await serve(domain())));
  expect(graph.ofType("workspace.oauth-client").map(({ id, name }) => [id, name])).toEqual([
    [`${SCOPE}/client/${VENDOR}`, "Mail Insights"],
    [`${SCOPE}/client/${TOOL}`, "Tool"],
  ]);
  const consents = graph.ofType("workspace.consent").map(({ parent, properties }) => {
    const { scopes, user_count, users, super_admins } = properties;
    return { client: parent?.split("/").at(-1), scopes, user_count, users, super_admins };
  });
  expect(consents).toHaveLength(3);
  expect(consents).toContainEqual({
    client: VENDOR,
    scopes: ["https://mail.google.com/"],
    user_count: 1,
    users: [`ada@${DOMAIN}`],
    super_admins: [`ada@${DOMAIN}`],
  });
  // in whatever order scopes are listed, and listed twice, it is one consent
  expect(consents).toContainEqual({
    client: TOOL,
    scopes: [`${AUTH}drive`, `${AUTH}userinfo.email`],
    user_count: 2,
    users: [`ada@${DOMAIN}`, `cleo@${DOMAIN}`],
    super_admins: [`ada@${DOMAIN}`],
  });
  expect(graph.facts(`${SCOPE}/user/3`)).toEqual({ token_count: 2, app_password_count: 0 });
  expect(graph.facts(`${SCOPE}/client/${VENDOR}`)).toEqual({
    last_used_known: true,
    last_used_at: "2026-05-29T10:00:00Z",
    observed_from: "2025-12-03T00:00:00Z",
  });
  expect(graph.facts(`${SCOPE}/client/${TOOL}`)).toEqual({
    last_used_known: true,
    observed_from: "2025-12-03T00:00:00Z",
  });
  // a suspended user's consents are that user's alone
  expect(graph.facts(`${SCOPE}/user/4`)).toEqual({ token_count: 1, left_apps: ["Tool"], app_password_count: 0 });
});

test("app passwords, roles, groups with roles, settings", async () => {
  const graph = gather(await crawlLive(await serve(domain())));
  expect(graph.ofType("workspace.app-password")).toEqual([
    {
      id: `${SCOPE}/user/2/app-password/7`,
      kind: "credential",
      type: "workspace.app-password",
      name: `app password printer of ben@${DOMAIN}`,
      parent: `${SCOPE}/user/2`,
      properties: {
        status: "active",
        static: true,
        never_expires: true,
        created_at: "2023-11-14T22:13:20Z",
        last_used_known: true,
      },
    },
  ]);
  expect(graph.ofType("workspace.role-assignment").map(({ name, parent }) => [name, parent])).toEqual([
    [`_SEED_ADMIN_ROLE of ada@${DOMAIN}`, `${SCOPE}/user/1`],
    ["_GROUPS_ADMIN_ROLE of g1", `${SCOPE}/group/g1`],
    [`_GROUPS_ADMIN_ROLE of ${ACCOUNT}`, `${SCOPE}/user/${ACCOUNT}`],
  ]);
  expect(graph.node(`${SCOPE}/group/g1`)).toMatchObject({ name: `helpers@${DOMAIN}`, properties: { member_count: 3 } });
  expect(graph.edges.filter(({ kind }) => kind === "member_of")).toEqual([
    { kind: "member_of", from: `${SCOPE}/user/2`, to: `${SCOPE}/group/g1` },
    { kind: "member_of", from: `${SCOPE}/user/4`, to: `${SCOPE}/group/g1`, state: "blocked" },
  ]);
  expect(graph.facts(SCOPE)).toEqual({
    unconfigured_apps: "sign-in",
    trusts_internal_apps: true,
    restricted_services: ["GMAIL_HIGH_RISK"],
  });
});

test("delegation by the log: the last change of each client counts", async () => {
  const graph = gather(await crawlLive(await serve(domain())));
  expect(graph.ofType("workspace.delegation").map(({ id, properties }) => [id, properties["scopes"]])).toEqual([
    [`${SCOPE}/delegation/${ACCOUNT}`, [`${AUTH}drive`, `${AUTH}gmail.readonly`]],
    // taken away, then given again
    [`${SCOPE}/delegation/110000000000000000003`, [`${AUTH}drive`]],
  ]);
});

test.each<[name: string, text: string | Buffer]>([
  ["delegation.csv", `\uFEFFName,Client ID,Scopes\nBackup,${ACCOUNT},"${AUTH}drive, ${AUTH}calendar"\n`],
  // as PowerShell writes it
  [
    "delegation.csv",
    Buffer.from(`\uFEFFName,Client ID,Scopes\r\nBackup,${ACCOUNT},"${AUTH}drive, ${AUTH}calendar"\r\n`, "utf16le"),
  ],
  [
    "delegation.json",
    JSON.stringify([{ clientId: ACCOUNT, name: "Backup", scopes: [`${AUTH}drive`, `${AUTH}calendar`] }]),
  ],
  [
    "delegation.json",
    JSON.stringify({ clients: [{ client_id: ACCOUNT, name: "Backup", scopes: `${AUTH}calendar ${AUTH}drive` }] }),
  ],
])("delegation by the list of an administrator (%s) is whole, and the log is not asked", async (name, text) => {
  const file = join(mkdtempSync(join(tmpdir(), "nhi-ws-")), name);
  writeFileSync(file, text);
  const server = await serve(domain());
  const record = mkdtempSync(join(tmpdir(), "nhi-ws-"));
  const batches = await crawlLive(server, { delegation: file, record });
  const graph = gather(batches);
  expect(graph.coverageOf("workspace/admin:delegation")).toEqual({
    dataSet: "workspace/admin:delegation",
    state: "complete",
  });
  expect(graph.ofType("workspace.delegation")).toMatchObject([
    {
      id: `${SCOPE}/delegation/${ACCOUNT}`,
      properties: { client_name: "Backup", scopes: [`${AUTH}calendar`, `${AUTH}drive`] },
    },
  ]);
  expect(server.asked.filter((asked) => askedFor(asked).key.includes("API_CLIENT"))).toEqual([]);
  expect(joined(await replay(record))).toEqual(joined(batches));
});

test.each([
  ["a file without the columns", "name,id2\nx,y\n", /no heading with the columns Client ID and Scopes/],
  ["a row without scopes", `Client ID,Scopes\n${ACCOUNT},\n`, /client 1 \(110000000000000000001\) has no scopes/],
  ["no CSV at all", `"`, /not a list of domain-wide delegation/],
])("%s is said before anything is asked of it", async (_, text, message) => {
  const file = join(mkdtempSync(join(tmpdir(), "nhi-ws-")), "list.csv");
  writeFileSync(file, text);
  await expect(crawlLive(await serve(domain()), { delegation: file })).rejects.toThrow(message);
  await expect(crawlLive(await serve(domain()), { delegation: "/nowhere/list.csv" })).rejects.toThrow(/cannot be read/);
});

test("the record of a crawl replays to the same graph and holds nothing that was not asked for", async () => {
  const record = mkdtempSync(join(tmpdir(), "nhi-ws-"));
  const live = await crawlLive(await serve(domain()), { record });
  expect(joined(await replay(record))).toEqual(joined(live));
  expect(JSON.stringify(live)).not.toContain(MARKER);
  const files = readdirSync(record, { recursive: true, encoding: "utf8" });
  expect(files).toContain(`workspace/${DOMAIN}/admin/directory/v1/users/ada%40${DOMAIN}/tokens.json`);
  expect(files.length).toBeGreaterThan(20);
});

/** Path, data set, what becomes of it, and the others that look at it. */
const REFUSED = [
  ["directory/v1/groups/g1", "workspace/admin:role-groups", "partial", []],
  ["directory/v1/customers/my_customer", "workspace/admin:customer", "partial", []],
  ["directory/v1/customer/my_customer/roles", "workspace/admin:role-assignments", "partial", []],
  [
    "directory/v1/customer/my_customer/roleassignments",
    "workspace/admin:role-assignments",
    "denied",
    ["workspace/admin:role-groups"],
  ],
  ["directory/v1/groups/g1/members", "workspace/admin:role-groups", "partial", []],
  [
    /\/tokens$/,
    "workspace/admin:tokens",
    "partial",
    ["workspace/admin:suspended-access", "workspace/reports:token-activity"],
  ],
  [/\/asps$/, "workspace/admin:app-passwords", "partial", ["workspace/admin:suspended-access"]],
  [/applications\/admin@eventName=AUTHORIZE/, "workspace/admin:delegation", "denied", []],
  [/applications\/admin@eventName=REMOVE/, "workspace/admin:delegation", "partial", []],
  ["policies", "workspace/cloudidentity:app-access", "denied", []],
  [/applications\/token@/, "workspace/reports:token-activity", "denied", []],
] as const;

test("every declared call is refused once: by the table, and users, without whom little is left, by a test of their own", () => {
  const isRefused = (key: string) =>
    key === "directory/v1/users" ||
    REFUSED.some(([path]) => (typeof path === "string" ? key === path : path.test(key)));
  const refused = Object.keys(domain()).filter(isRefused);
  expect(new Set(refused.map((key) => callFor(key)?.method))).toEqual(new Set(CALLS.map(({ method }) => method)));
});

test.each(REFUSED)(
  "refused %s: %s is %s with what would open it, and the rest stands",
  async (path, dataSet, state, also) => {
    const isIt = (key: string) => (typeof path === "string" ? key === path : path.test(key));
    const record = mkdtempSync(join(tmpdir(), "nhi-ws-"));
    const server = await serve(domain(), (key) => (isIt(key) ? FORBIDDEN : undefined));
    const batches = await crawlLive(server, { record });
    const graph = gather(batches);
    const coverage = graph.coverageOf(dataSet);
    expect(coverage).toMatchObject({
      state,
      permission: expect.stringMatching(/^privilege .+ \(and scope [a-z.-]+\)$/),
    });
    const others = graph.coverage.filter((one) => one.dataSet !== dataSet && one.state !== "complete");
    expect(others.map((one) => one.dataSet).filter((one) => one !== "workspace/admin:delegation")).toEqual(also);
    expect(joined(await replay(record))).toEqual(joined(batches));
  },
);

test("a token that was not made for a call: its scope is what opens it", async () => {
  const server = await serve(domain(), (key) =>
    key.endsWith("/asps")
      ? {
          status: 403,
          body: {
            error: {
              code: 403,
              status: "PERMISSION_DENIED",
              message: "insufficient scopes",
              details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }],
            },
          },
        }
      : undefined,
  );
  const graph = gather(await crawlLive(server));
  expect(graph.coverageOf("workspace/admin:app-passwords")?.permission).toBe("scope admin.directory.user.security");
});

test("without users nothing is taken for absent", async () => {
  const server = await serve(domain(), (key) => (key === "directory/v1/users" ? FORBIDDEN : undefined));
  const graph = gather(await crawlLive(server));
  expect(graph.state("workspace/admin:users")).toBe("denied");
  for (const dataSet of ["tokens", "app-passwords", "suspended-access"]) {
    expect(graph.coverageOf(`workspace/admin:${dataSet}`)).toMatchObject({
      state: "failed",
      message: /users were not read/,
    });
  }
  // the last looks at what the others found: nothing was found because nothing was read
  expect(graph.state("workspace/reports:token-activity")).not.toBe("complete");
});

test("one user who cannot be read is a gap about that user", async () => {
  const server = await serve(domain(), (key) =>
    key === `directory/v1/users/cleo@${DOMAIN}/tokens` ? FORBIDDEN : undefined,
  );
  const graph = gather(await crawlLive(server));
  expect(graph.coverageOf("workspace/admin:tokens")).toMatchObject({
    state: "partial",
    message: "directory.tokens.list: 1 of 4 could not be read",
  });
  expect(graph.gaps).toMatchObject([{ dataSet: "workspace/admin:tokens", subject: `${SCOPE}/user/3` }]);
  expect(graph.ofType("workspace.oauth-client")).toHaveLength(2);
});

test("limits are waited out: every call is told once to come later", async () => {
  const clock = new MovedClock();
  const limit = {
    status: 403,
    body: { error: { code: 403, message: "Quota exceeded", errors: [{ reason: "rateLimitExceeded" }] } },
  };
  const server = await serve(domain(), (_, times) => (times === 1 ? limit : undefined));
  const graph = gather(await crawlLive(server, { clock }));
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toHaveLength(1);
  expect(clock.slept).toBeGreaterThan(0);
});

test("a second page that fails leaves the first, and says so", async () => {
  const server = await serve(domain(), (key, times) =>
    key === "directory/v1/users" && times === 2 ? { status: 400, body: {} } : undefined,
  );
  const graph = gather(await crawlLive(server));
  expect(graph.state("workspace/admin:users")).toBe("partial");
  expect(graph.ofType("workspace.user")).toHaveLength(2);
  expect(graph.coverageOf("workspace/admin:tokens")).toMatchObject({
    state: "partial",
    message: "not every user was read",
  });
});

test("a page that comes again ends the list as a gap, and a page of HTML is a failure of that data set alone", async () => {
  const again = { status: 200, body: { items: [], nextPageToken: "again" } };
  const server = await serve(domain(), (key) => {
    if (key === "policies") return { status: 200, body: "<html>sign in</html>" };
    return key.endsWith("/roleassignments") ? again : undefined;
  });
  const graph = gather(await crawlLive(server));
  expect(graph.state("workspace/cloudidentity:app-access")).toBe("failed");
  expect(["partial", "failed"]).toContain(graph.state("workspace/admin:role-assignments"));
  expect(server.asked.filter((asked) => askedFor(asked).key.endsWith("/roleassignments")).length).toBeLessThanOrEqual(
    3,
  );
  expect(graph.state("workspace/admin:users")).toBe("complete");
});

test("without the customer its users say whose Workspace it is", async () => {
  const server = await serve(domain(), (key) => (key.endsWith("customers/my_customer") ? FORBIDDEN : undefined));
  const batches = await crawlLive(server);
  expect(new Set(batches.map(({ scope }) => scope.id))).toEqual(new Set([SCOPE]));
});

test.each([
  ["its settings say it without the users", /customers\/my_customer$|\/v1\/users$/],
  ["its users without the settings", /customers\/my_customer$|policies$/],
])("without the customer %s", async (_, refused) => {
  const server = await serve(domain(), (key) => (refused.test(key) ? FORBIDDEN : undefined));
  const batches = await crawlLive(server);
  expect(new Set(batches.map(({ scope }) => scope.id))).toEqual(new Set([SCOPE]));
});

test.each([
  ["blocked everywhere", [policy("unconfigured_third_party_apps", { accessLevel: "BLOCK_ALL" }, "ADMIN", 1)], "none"],
  [
    "open for one unit",
    [
      policy("unconfigured_third_party_apps", { accessLevel: "BLOCK_ALL" }, "ADMIN", 1),
      policy("unconfigured_third_party_apps", { accessLevel: "ALLOW_ALL" }, "ADMIN", 1, "orgUnits/sales"),
    ],
    "all",
  ],
  [
    "one unit of which Google does not say it",
    [
      policy("unconfigured_third_party_apps", { accessLevel: "BLOCK_ALL" }, "ADMIN", 1),
      policy(
        "unconfigured_third_party_apps",
        { accessLevel: "ACCESS_LEVEL_UNSPECIFIED" },
        "ADMIN",
        1,
        "orgUnits/sales",
      ),
    ],
    undefined,
  ],
  ["no setting at all", [], undefined],
  [
    "a word that nobody knows",
    [policy("unconfigured_third_party_apps", { accessLevel: "PURPLE" }, "ADMIN", 1)],
    undefined,
  ],
])("applications that nobody decided about: %s", async (_, policies, level) => {
  const graph = gather(await crawlLive(await serve({ ...domain(), policies: { policies } })));
  expect(graph.facts(SCOPE)["unconfigured_apps"]).toBe(level);
});

test("what an interrupted run has read is not yielded again", async () => {
  const noted = noting(RESOURCES.map(({ dataSet }) => `${SCOPE} ${dataSet}`).slice(0, -1));
  const batches = await crawlLive(await serve(domain()), { noted });
  expect(new Set(batches.map(({ dataSet }) => dataSet))).toEqual(new Set(["workspace/reports:token-activity"]));
});
