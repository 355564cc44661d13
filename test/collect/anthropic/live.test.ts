// An organisation of Anthropic over real HTTP from a scripted server, and through its bundle.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/anthropic/calls.js";
import { collectorFor, collectorForBundle, whoAmI } from "../../../src/collect/index.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { AuthError, ProviderError, UsageError } from "../../../src/model/errors.js";
import { type RestServer, serveRest, withEnvironment } from "../rest-server.js";
import { batchesOf, type Gathered, gather, noting, sorted } from "../support.js";

const A = "/v1/organizations";
const ID = "6f1d2c3b-0000-4000-8000-00000000a11c";
const SCOPE = `anthropic:${ID}`;

function page(data: readonly { readonly id: string }[], more = false): object {
  return { data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: more };
}

/** As the reference of the Admin API documents the answers; keys in two pages, the second in the newer form. */
function answers(): { [path: string]: unknown } {
  const key = { type: "api_key", created_by: { id: "user_1", type: "user" }, status: "active", expires_at: null };
  return {
    [`${A}/me`]: { id: ID, type: "organization", name: "Acme" },
    [`${A}/workspaces?limit=100`]: page([
      { id: "wrkspc_1", name: "support", created_at: "2025-05-01T10:00:00.123Z", archived_at: null },
      { id: "wrkspc_2", name: "gone", created_at: "2025-05-01T10:00:00Z", archived_at: "2025-06-01T00:00:00Z" },
    ] as never),
    [`${A}/users?limit=100`]: page([
      { id: "user_1", name: "Dina Roth", email: "dina@acme.example", role: "admin", added_at: "2025-05-01T09:00:00Z" },
      {
        id: "user_2",
        name: "Eli Park",
        email: "eli@acme.example",
        role: "developer",
        added_at: "2025-05-01T09:00:00Z",
      },
    ] as never),
    [`${A}/api_keys?limit=100`]: page(
      [
        {
          ...key,
          id: "apikey_1",
          name: "first",
          partial_key_hint: "sk-ant-api03-R2D...igAA",
          created_at: "2024-10-30T23:58:27.427722Z",
          workspace_id: null,
        } as never,
      ],
      true,
    ),
    [`${A}/api_keys?limit=100&after_id=apikey_1`]: page([
      {
        ...key,
        id: "apikey_2",
        name: "bot",
        partial_key_hint: "sk-ant-api03-K9w...0zAB",
        created_at: "2026-01-01T00:00:00Z",
        expires_at: "2027-01-01T00:00:00Z",
        scope: { type: "workspace", workspace_id: "wrkspc_1" },
        principal: { id: "svac_1", type: "service_account" },
      },
      {
        ...key,
        id: "apikey_3",
        name: "notebook",
        created_at: "2026-01-01T00:00:00Z",
        workspace_id: "wrkspc_1",
        status: "inactive",
        principal: { id: "user_2", type: "user" },
      },
    ] as never),
  };
}

async function crawl(server: RestServer, more: CollectOptions & { done?: readonly string[] } = {}): Promise<Gathered> {
  withEnvironment({ NHI_ANTHROPIC_ADMIN_KEY: "k-1", NHI_ANTHROPIC_URL: server.url });
  const { done, ...options } = more;
  return gather(await batchesOf(await collectorFor("anthropic", options), noting(done)));
}

test("people, workspaces and keys, and who each key acts as; the record says the same", async () => {
  const server = await serveRest(answers(), CALLS);
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-anthropic-")), "record");
  const graph = await crawl(server, { record: folder });
  const keys = graph.ofType("anthropic.api-key");
  expect(keys.map(({ parent, properties }) => [parent, properties["status"], properties["project"]])).toEqual([
    [`${SCOPE}/workspaces/default#key-holder`, "active", "default"],
    [`${SCOPE}/service_accounts/svac_1`, "active", "wrkspc_1"],
    [`${SCOPE}/workspaces/wrkspc_1/users/user_2`, "inactive", "wrkspc_1"],
  ]);
  expect(
    keys.map(({ properties }) => [properties["last4"], properties["never_expires"], properties["key_owner"]]),
  ).toEqual([
    ["igAA", true, `${SCOPE}/users/user_1`],
    ["0zAB", false, `${SCOPE}/users/user_1`],
    [undefined, true, `${SCOPE}/users/user_2`],
  ]);
  // Anthropic does not say when a key was used: that is unknown, not never.
  for (const { properties } of keys) expect(properties).not.toHaveProperty("last_used_known");
  expect(graph.ofType("anthropic.workspace").map(({ name }) => name)).toEqual(["Default", "support"]);
  const permits = graph.edges.filter(({ kind }) => kind === "permits");
  expect(permits.filter(({ capability }) => capability === "admin").map(({ from, to }) => [from, to])).toEqual([
    [`${SCOPE}/users/user_1`, SCOPE],
  ]);
  const acting = graph.edges.filter(({ kind }) => kind === "authenticates_as").map(({ from }) => from);
  expect(acting).toEqual(keys.slice(0, 2).map(({ id }) => id));
  expect(graph.coverage.map(({ state }) => state)).toEqual(Array(3).fill("complete"));
  for (const { method, headers } of server.asked) {
    expect([method, headers["x-api-key"], headers["anthropic-version"]]).toEqual(["GET", "k-1", "2023-06-01"]);
  }
  const replayed = gather(await batchesOf(await collectorForBundle(folder)));
  const said = ({ nodes, edges, gaps }: Gathered) => [nodes, edges, gaps].map(sorted);
  expect(said(replayed)).toEqual(said(graph));
});

test.each([
  // the workspace that no list has is there all the same
  ["/workspaces", "anthropic/organization:workspaces", "partial"],
  ["/users", "anthropic/organization:users", "denied"],
  ["/api_keys", "anthropic/organization:api-keys", "denied"],
])("%s refused: its data set is not complete, the others are", async (part, dataSet, state) => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) =>
    path.startsWith(`${A}${part}?`) ? { status: 403, body: { error: { message: "no" } } } : undefined;
  const graph = await crawl(server);
  expect(graph.coverageOf(dataSet)).toMatchObject({ state, code: "HTTP 403" });
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toHaveLength(1);
});

test("a list that ends in the middle keeps what came, and is a gap", async () => {
  const server = await serveRest(answers(), CALLS);
  server.script = ({ path }) => (path.includes("after_id") ? { status: 403, body: {} } : undefined);
  const graph = await crawl(server);
  expect(graph.state("anthropic/organization:api-keys")).toBe("partial");
  expect(graph.ofType("anthropic.api-key")).toHaveLength(1);
});

test("what an interrupted run has read is not asked again", async () => {
  const server = await serveRest(answers(), CALLS);
  const graph = await crawl(server, { done: [`${SCOPE} anthropic/organization:api-keys`] });
  expect(server.asked.filter(({ path }) => path.includes("api_keys"))).toEqual([]);
  expect(graph.ofType("anthropic.user")).toHaveLength(2);
});

test("what is wrong with the source or the key is said in words", async () => {
  await expect(collectorFor("anthropic:acme")).rejects.toThrow(UsageError);
  const server = await serveRest(answers(), CALLS);
  const ask = () => whoAmI("anthropic");
  withEnvironment({
    NHI_ANTHROPIC_ADMIN_KEY: undefined,
    ANTHROPIC_ADMIN_KEY: undefined,
    NHI_ANTHROPIC_URL: server.url,
  });
  await expect(ask()).rejects.toThrow(/set ANTHROPIC_ADMIN_KEY/);
  withEnvironment({ ANTHROPIC_ADMIN_KEY: "k" });
  await expect(ask()).resolves.toMatchObject({
    message: `ANTHROPIC_ADMIN_KEY at ${server.host}: organisation Acme`,
    scope: SCOPE,
  });
  for (const [reply, error, words] of [
    [{ status: 401, body: { error: { message: "invalid x-api-key" } } }, AuthError, /no Admin API key/],
    [{ status: 403, body: { error: { message: "no" } } }, AuthError, /may not read the organisation/],
    [{ status: 200, body: { type: "error" } }, ProviderError, /names no organisation/],
  ] as const) {
    server.script = () => reply;
    await expect(ask()).rejects.toThrow(error);
    await expect(ask()).rejects.toThrow(words);
  }
});
