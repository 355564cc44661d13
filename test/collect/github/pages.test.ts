// Where a list ends: with its last page, or as a fault that says what was not read.
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/github/calls.js";
import { openClient } from "../../../src/collect/github/client.js";
import { organization } from "./organization.js";
import type { GitHubServer } from "./server.js";
import { serve } from "./support.js";

const MEMBERS = CALLS.find(({ route, query }) => route === "GET /orgs/{org}/members" && query?.["role"] === "member");

/** Pages of the members by a client that believes in five; what it threw at their end. */
async function members(server: GitHubServer): Promise<{ pages: number; fault: unknown }> {
  if (MEMBERS === undefined) throw new Error("no call");
  const client = openClient({
    addresses: { api: server.url, graphql: server.url.replace("/v3", "/graphql"), host: "127.0.0.1" },
    signIn: { kind: "token", token: "t", from: "test" },
    calls: CALLS,
    queries: [],
    permissions: [],
    signal: new AbortController().signal,
    joinKey: Buffer.alloc(32),
    mostPages: 5,
    onCall: () => undefined,
    onPause: () => undefined,
  });
  let pages = 0;
  try {
    const question = { path: [], call: MEMBERS.route };
    for await (const page of client.pages(MEMBERS, { org: "octo-org" }, question)) if (page !== undefined) pages += 1;
    return { pages, fault: undefined };
  } catch (fault) {
    return { pages, fault };
  }
}

async function organizationOf(count: number): Promise<GitHubServer> {
  const list = Array.from({ length: count }, (_, at) => ({ id: at + 1, login: `m${at}`, type: "User" }));
  const server = await serve({ ...organization(), "orgs/octo-org/members@role=member": list });
  server.pageSize = 1;
  return server;
}

test("a list whose next page is always another one ends as a fault, after the pages that were believed", async () => {
  const { pages, fault } = await members(await organizationOf(6));
  expect(pages).toBe(5);
  expect(fault).toMatchObject({ kind: "failed", code: "EndlessList" });
  expect(String(fault)).toContain("the list has no end: what comes after 5 pages was not read");
});

test("a list that is just as long is whole", async () => {
  expect(await members(await organizationOf(5))).toEqual({ pages: 5, fault: undefined });
});
