// An organisation of OpenAI over real HTTP from a scripted server, and through its bundle.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import { CALLS } from "../../../src/collect/openai/calls.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { AuthError, ProviderError, UsageError } from "../../../src/model/errors.js";
import { MovedClock, type RestServer, serveRest, withEnvironment } from "../rest-server.js";
import { batchesOf, folderOf, type Gathered, gather, noting, sorted } from "../support.js";

/** No fragment of this may be anywhere after a crawl: an answer to making a key holds one. */
const MARKER = ["sk", "admin", "MARKERmarkerMARKERmarkerMARKERmarkerMARKERmarkerMARKER"].join("-");
const O = "/v1/organization";
const ANA = { id: "user-1", name: "Ana Lima", email: "ana@acme.example", role: "owner", added_at: 1_735_689_600 };
const BEN = { id: "user-2", name: "Ben Okoro", email: "ben@acme.example", role: "reader", added_at: 1_735_689_600 };
const ACCOUNT = { id: "svc_acct_1", name: "cart", role: "member", created_at: 1_746_057_600 };

function page(data: readonly { readonly id: string }[], more = false): object {
  return { object: "list", data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: more };
}

/** As the reference of the administration API documents the answers; keys of a project in two pages. */
function answers(): { [path: string]: unknown } {
  const shop = `${O}/projects/proj_1`;
  const key = { object: "organization.project.api_key", created_at: 1_746_057_600, expires_at: null };
  return {
    [`${O}/users?limit=100`]: page([ANA, BEN]),
    [`${O}/projects?limit=100`]: page([
      { id: "proj_1", name: "shop", status: "active", created_at: 1_746_057_600 },
    ] as never),
    [`${O}/admin_api_keys?limit=100`]: page([
      {
        id: "key_a",
        name: "provisioning",
        redacted_value: "sk-admin-Xy...Q7Ra",
        created_at: 1_746_057_600,
        expires_at: 1_780_000_000,
        last_used_at: null,
        value: MARKER,
        owner: { type: "user", id: "user-1", name: "Ana Lima", role: "owner" },
      } as never,
    ]),
    [`${shop}/service_accounts?limit=100`]: page([ACCOUNT]),
    [`${shop}/api_keys?limit=100`]: page(
      [
        {
          ...key,
          id: "key_1",
          name: "cart production",
          redacted_value: "sk-svcac...9fKw",
          last_used_at: 1_779_000_000,
          owner: { type: "service_account", service_account: ACCOUNT },
        } as never,
      ],
      true,
    ),
    [`${shop}/api_keys?limit=100&after=key_1`]: page([
      {
        ...key,
        id: "key_2",
        name: "notebook",
        redacted_value: "sk-proj-...Lq2d",
        last_used_at: null,
        owner: { type: "user", user: BEN },
      } as never,
    ]),
  };
}

async function crawl(server: RestServer, more: CollectOptions & { done?: readonly string[] } = {}): Promise<Gathered> {
  withEnvironment({ NHI_OPENAI_ADMIN_KEY: "k-1", NHI_OPENAI_URL: server.url });
  const { done, ...options } = more;
  return gather(await batchesOf(await collectorFor("openai:acme", options), noting(done)));
}

test("people, projects, service accounts and keys; no value anywhere, and the record says the same", async () => {
  const server = await serveRest(answers(), CALLS);
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-openai-")), "record");
  const graph = await crawl(server, { record: folder });
  const [first, second] = graph.ofType("openai.api-key");
  expect(first).toMatchObject({
    id: "openai:acme/projects/proj_1/api_keys/key_1",
    parent: "openai:acme/projects/proj_1/service_accounts/svc_acct_1",
    properties: {
      status: "active",
      static: true,
      never_expires: true,
      last4: "9fKw",
      last_used_at: "2026-05-17T06:40:00Z",
      last_used_known: true,
      project: "proj_1",
    },
  });
  expect(first?.properties).not.toHaveProperty("key_owner");
  expect(second).toMatchObject({
    parent: "openai:acme/projects/proj_1/users/user-2",
    properties: { key_owner: "openai:acme/users/user-2", owner_login: "ben@acme.example", last_used_known: true },
  });
  expect(second?.properties).not.toHaveProperty("last_used_at");
  expect(graph.ofType("openai.admin-key")).toMatchObject([
    {
      parent: "openai:acme#admin-key-holder",
      properties: { expires_at: "2026-05-28T20:26:40Z", never_expires: false, status: "inactive" },
    },
  ]);
  const permits = graph.edges.filter(({ kind }) => kind === "permits");
  expect(permits.map(({ from, to, capability }) => [from, to, capability])).toEqual([
    ["openai:acme/users/user-1", "openai:acme", "admin"],
    ["openai:acme#admin-key-holder", "openai:acme", "admin"],
    ["openai:acme/projects/proj_1/service_accounts/svc_acct_1", "openai:acme/projects/proj_1", "use"],
    ["openai:acme/projects/proj_1/users/user-2", "openai:acme/projects/proj_1", "use"],
  ]);
  // The key of a person is not the person, and one that has ended opens nothing.
  expect(graph.edges.filter(({ kind }) => kind === "authenticates_as").map(({ from }) => from)).toEqual([
    first?.id,
    second?.id,
  ]);
  expect(graph.coverage.map(({ state }) => state)).toEqual(Array(5).fill("complete"));
  expect(server.asked.every(({ method, headers }) => method === "GET" && headers.authorization === "Bearer k-1")).toBe(
    true,
  );
  expect(JSON.stringify(graph.nodes)).not.toContain("MARKER");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  for (const file of files.filter((name) => statSync(name).isFile())) {
    expect(readFileSync(file, "utf8"), file).not.toContain("MARKER");
  }
  const replayed = gather(await batchesOf(await collectorForBundle(folder)));
  const said = ({ nodes, edges, supplements, gaps }: Gathered) => [nodes, edges, supplements, gaps].map(sorted);
  expect(said(replayed)).toEqual(said(graph));
});

test.each([
  ["/users", "openai/organization:users"],
  ["/admin_api_keys", "openai/organization:admin-keys"],
  ["/service_accounts", "openai/project:service-accounts"],
  ["/api_keys", "openai/project:api-keys"],
])("%s refused: its data set is not complete, the others are", async (part, dataSet) => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) =>
    path.includes(`${part}?`) ? { status: 403, body: { error: { message: "Forbidden" } } } : undefined;
  const graph = await crawl(server);
  expect(graph.coverageOf(dataSet)).toMatchObject({ state: "denied", code: "HTTP 403" });
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toHaveLength(1);
});

test("projects that end in the middle leave their keys in part", async () => {
  const table = answers();
  const list = table[`${O}/projects?limit=100`] as { data: readonly { id: string }[] };
  table[`${O}/projects?limit=100`] = page(list.data, true);
  const server = await serveRest(table, CALLS);
  server.script = ({ path }) => (path.includes("after=proj_1") ? { status: 500, body: {} } : undefined);
  const graph = await crawl(server, { clock: new MovedClock() });
  expect(graph.coverage.filter(({ state }) => state === "complete").map(({ dataSet }) => dataSet)).toEqual([
    "openai/organization:users",
    "openai/organization:admin-keys",
  ]);
  expect(graph.state("openai/project:api-keys")).toBe("partial");
  expect(graph.ofType("openai.api-key")).toHaveLength(2);
});

test("a limit is waited out, and a page that comes twice ends the list as a gap", async () => {
  const table = answers();
  const users = `${O}/users?limit=100`;
  table[users] = page([ANA], true);
  table[`${users}&after=user-1`] = page([ANA], true);
  const server = await serveRest(table, CALLS);
  let times = 0;
  server.script = ({ path }) => {
    if (!path.startsWith(`${O}/admin_api_keys`) || ++times > 1) return undefined;
    return { status: 429, headers: { "retry-after": "60" }, body: { error: { message: "Rate limit reached" } } };
  };
  const clock = new MovedClock();
  const graph = await crawl(server, { clock });
  expect(clock.slept).toBe(60_000);
  expect(graph.state("openai/organization:admin-keys")).toBe("complete");
  expect(graph.state("openai/organization:users")).toBe("partial");
});

test("what an interrupted run has read is not asked again", async () => {
  const server = await serveRest(answers(), CALLS);
  await crawl(server, { done: ["openai:acme openai/project:api-keys", "openai:acme openai/organization:users"] });
  expect(server.asked.filter(({ path }) => /\/(?:users|api_keys)\?/.test(path))).toEqual([]);
  expect(server.asked.some(({ path }) => path.includes("service_accounts"))).toBe(true);
});

test("what is wrong with the source or the key is said in words", async () => {
  await expect(collectorFor("openai")).rejects.toThrow(UsageError);
  await expect(collectorFor("openai:../x")).rejects.toThrow(/name of your choice/);
  const server = await serveRest(answers(), CALLS);
  const ask = () => whoAmI("openai:acme");
  withEnvironment({ NHI_OPENAI_ADMIN_KEY: undefined, OPENAI_ADMIN_KEY: undefined, NHI_OPENAI_URL: server.url });
  await expect(ask()).rejects.toThrow(/set OPENAI_ADMIN_KEY/);
  withEnvironment({ OPENAI_ADMIN_KEY: "k" });
  await expect(ask()).resolves.toMatchObject({ message: `OPENAI_ADMIN_KEY at ${server.host}: organisation acme` });
  for (const [status, error, words] of [
    [401, AuthError, /is not valid/],
    [403, AuthError, /has to be an admin key/],
    [404, ProviderError, /HTTP 404/],
  ] as const) {
    server.script = () => ({ status, body: { error: { message: "no" } } });
    await expect(ask()).rejects.toThrow(error);
    await expect(ask()).rejects.toThrow(words);
  }
});

test("an odd recording is a gap by name, never a crash", async () => {
  const folder = folderOf({
    "bundle.json": { version: 1, recordedAt: "2026-06-01T00:00:00Z" },
    "openai/acme/v1/organization/users.json": { object: "list", data: [null, 7, { id: 3 }, { id: "user-9" }] },
    "openai/acme/v1/organization/projects.json": { object: "list" },
  });
  const graph = gather(await batchesOf(await collectorForBundle(folder)));
  expect(graph.ofType("openai.user").map(({ name }) => name)).toEqual(["user-9"]);
  expect(graph.state("openai/organization:projects")).toBe("failed");
  expect(graph.state("openai/project:api-keys")).not.toBe("complete");
});
