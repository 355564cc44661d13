// What a crawl does when GitHub stops answering, or no longer takes the sign-in: it ends soon, and every data set that was
// not read says so; a token of an App that is over is replaced.
import { createVerify, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/github/calls.js";
import { type ClientOptions, type GitHubClient, openClient } from "../../../src/collect/github/client.js";
import { organization } from "./organization.js";
import type { GitHubServer, Reply, Script } from "./server.js";
import { serve } from "./support.js";

const HOOKS = CALLS.find(({ route }) => route === "GET /orgs/{org}/hooks");
const KEYS = generateKeyPairSync("rsa", { modulusLength: 2048 });

function clientOf(
  server: GitHubServer,
  signIn: ClientOptions["signIn"],
  more: Partial<ClientOptions> = {},
): GitHubClient {
  return openClient({
    addresses: { api: server.url, graphql: server.url.replace("/v3", "/graphql"), host: "127.0.0.1" },
    signIn,
    calls: CALLS,
    queries: [],
    permissions: ["organization_hooks"],
    signal: new AbortController().signal,
    joinKey: Buffer.alloc(32),
    retryAfter: 1,
    onCall: () => undefined,
    onPause: () => undefined,
    ...more,
  });
}

const withToken = (server: GitHubServer): GitHubClient => clientOf(server, { kind: "token", token: "t", from: "test" });

/** Asks for the webhooks; what came, as `answered` or the code of the fault. */
async function ask(client: GitHubClient): Promise<string> {
  if (HOOKS === undefined) throw new Error("no call");
  try {
    for await (const _ of client.pages(HOOKS, { org: "octo-org" }, { path: [], call: HOOKS.route }));
    return "answered";
  } catch (fault) {
    return (fault as { code?: string }).code ?? String(fault);
  }
}

async function askTimes(client: GitHubClient, times: number): Promise<string[]> {
  const said: string[] = [];
  for (let at = 0; at < times; at += 1) said.push(await ask(client));
  return said;
}

test("a storm of 502: five are repeated, twenty are sent, then none", async () => {
  const server = await serve(organization());
  server.script = () => ({ status: 502, body: { message: "Bad gateway" } });
  const said = await askTimes(withToken(server), 30);
  expect(said.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "HTTP 502"));
  expect(said.slice(20)).toEqual(Array.from({ length: 10 }, () => "NotAsked"));
  // Each of the first five three times more.
  expect(server.asked).toHaveLength(20 + 5 * 3);
});

test("connections that are reset are a storm too", async () => {
  const server = await serve(organization());
  server.script = () => ({ status: 200, cut: "before" });
  const said = await askTimes(withToken(server), 22);
  expect(new Set(said.slice(0, 20))).toEqual(new Set(["NoAnswer"]));
  expect(said.slice(20)).toEqual(["NotAsked", "NotAsked"]);
});

test("one answer in between, a refusal too, and the count begins anew", async () => {
  const server = await serve(organization());
  const replies: Reply[] = [{ status: 403, body: { message: "Must be an owner" } }];
  let count = 0;
  server.script = () => {
    count += 1;
    // Every fifth request of the client, its repetitions counted, gets an answer.
    return count % 5 === 0 ? replies[0] : { status: 500, body: { message: "Server Error" } };
  };
  const said = await askTimes(withToken(server), 40);
  expect(said).toContain("HTTP 403");
  expect(said).not.toContain("NotAsked");
});

test("a token that is revoked on the way is noticed after three refusals", async () => {
  const server = await serve(organization());
  const client = withToken(server);
  expect(await ask(client)).toBe("answered");
  server.script = () => ({ status: 401, body: { message: "Bad credentials" } });
  expect(await askTimes(client, 6)).toEqual(["HTTP 401", "HTTP 401", "HTTP 401", "NotAsked", "NotAsked", "NotAsked"]);
  expect(server.asked).toHaveLength(4);
});

interface Installed {
  readonly client: GitHubClient;
  readonly server: GitHubServer;
  /** Tokens that were given, in order; only the last of them is good. */
  readonly tokens: string[];
  /** Answers requests for a token in place of giving one. */
  refusal: Reply | undefined;
  /** Milliseconds that the client waited; the refusal is over then. */
  readonly waits: number[];
}

/** An App whose installation gives tokens that end when the test says so. */
async function installed(): Promise<Installed> {
  const server = await serve(organization());
  const pem = KEYS.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const waits: number[] = [];
  const signIn = { kind: "app" as const, appId: "7", privateKey: pem, installationId: undefined, from: "app 7" };
  let now = Date.now();
  const client = clientOf(server, signIn, {
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
        out.refusal = undefined;
      },
    },
  });
  const out: Installed = { client, server, tokens: [], refusal: undefined, waits };
  const answer: Script = (asked) => {
    const { method, url, headers } = asked;
    if (url.endsWith("/installation"))
      return { status: 200, body: { id: 99, permissions: { organization_hooks: "read" } } };
    if (method === "POST" && url.includes("/access_tokens")) {
      const [head, claims, signature = ""] = (headers.authorization ?? "").replace(/^bearer /i, "").split(".");
      const isSigned = createVerify("RSA-SHA256")
        .update(`${head}.${claims}`)
        .verify(KEYS.publicKey, signature, "base64url");
      if (!isSigned) return { status: 401, body: { message: "Bad JWT" } };
      if (out.refusal !== undefined) return out.refusal;
      out.tokens.push(`ghs_${out.tokens.length}`);
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      return {
        status: 201,
        body: { token: out.tokens.at(-1), expires_at, permissions: { organization_hooks: "read" } },
      };
    }
    return headers.authorization === `token ${out.tokens.at(-1)}`
      ? undefined
      : { status: 401, body: { message: "Bad credentials" } };
  };
  server.script = answer;
  await client.enter("octo-org");
  return out;
}

test("an installation's token that is over is replaced by one new token, however many requests it signed", async () => {
  const app = await installed();
  expect(await ask(app.client)).toBe("answered");
  app.tokens.push("ended");
  const said = await Promise.all(Array.from({ length: 8 }, () => ask(app.client)));
  expect(said).toEqual(Array.from({ length: 8 }, () => "answered"));
  expect(app.tokens).toEqual(["ghs_0", "ended", "ghs_2"]);
});

test("an App that is removed on the way: no data set is taken for empty, and nothing is asked without end", async () => {
  const app = await installed();
  expect(await ask(app.client)).toBe("answered");
  app.tokens.push("ended");
  app.refusal = { status: 404, body: { message: "Not Found" } };
  expect(await askTimes(app.client, 5)).toEqual(["NoToken", "NoToken", "NoToken", "NotAsked", "NotAsked"]);
});

test("a limit on tokens is waited out", async () => {
  const app = await installed();
  expect(await ask(app.client)).toBe("answered");
  app.tokens.push("ended");
  const headers = { "retry-after": "60" };
  app.refusal = { status: 403, headers, body: { message: "You have exceeded a secondary rate limit" } };
  expect(await ask(app.client)).toBe("answered");
  expect(app.waits).toEqual([60_000]);
});
