// Answers without an end, from a real server: each client leaves them off, ends the connection and says why; one that ends is read.
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OAuth2Client } from "google-auth-library";
import { expect, onTestFinished, test } from "vitest";
import { wholeOf } from "../../src/collect/answers.js";
import { openClient as openAws } from "../../src/collect/aws/client.js";
import { openClient as openAzure } from "../../src/collect/azure/client.js";
import { LONGEST_ANSWER } from "../../src/collect/bounded.js";
import { AnswerFault } from "../../src/collect/fault.js";
import { Guard } from "../../src/collect/github/guard.js";
import { senderWith } from "../../src/collect/kubernetes/send.js";
import { addressesOf } from "../../src/collect/shared/google/addresses.js";
import { openClient as openGoogle } from "../../src/collect/shared/google/client.js";
import { RestClient } from "../../src/collect/shared/rest/client.js";
import { withEnvironment } from "./rest-server.js";

const CHUNK = Buffer.alloc(1024 * 1024, " ");
const TOO_LONG = "the answer is longer than 128 MiB; the rest was not read";

interface Endless {
  readonly url: string;
  /** Bytes that left the server for each request. */
  readonly sent: number[];
}

/** A server whose answers begin like JSON and never end; `/short` is a whole one. */
async function endless(headers: { readonly [name: string]: string } = {}): Promise<Endless> {
  const sent: number[] = [];
  const server: Server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers });
    if (request.url?.includes("short")) response.end('{"value":[{"id":"1"}]}');
    else void pour(response, sent);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

async function pour(response: ServerResponse, sent: number[]): Promise<void> {
  const at = sent.push(0) - 1;
  const gone = once(response, "close");
  response.write('{"value":[');
  // four times what is read at most: a client that reads on is found out
  while (!response.destroyed && (sent[at] ?? 0) < LONGEST_ANSWER * 4) {
    sent[at] = (sent[at] ?? 0) + CHUNK.length;
    if (!response.write(CHUNK)) await Promise.race([once(response, "drain"), gone]);
  }
  response.destroy();
}

const quiet = { signal: new AbortController().signal, onCall: () => undefined, onPause: () => undefined };
const LONG = { route: "GET /long", dataSet: "x/y:z", access: "a", count: "1", list: "value" };
const SHORT = { ...LONG, route: "GET /short" };

function rest({ url }: Endless, more: object = {}): RestClient {
  return new RestClient({ base: url, headers: {}, calls: [LONG, SHORT], ...quiet, ...more });
}

/** The fault of an answer, or the answer. */
function outcome(pages: AsyncIterable<object>): Promise<unknown> {
  return wholeOf(pages as AsyncIterable<{ readonly [key: string]: unknown }>).catch((fault: unknown) => fault);
}

function expectLeftOff(fault: unknown, { sent }: Endless): void {
  expect(fault).toBeInstanceOf(AnswerFault);
  const { kind, message, code: said } = fault as AnswerFault;
  expect([kind, said, message]).toEqual(["failed", "TooLong", expect.stringContaining(TOO_LONG)]);
  // asked once, and no more than what was under way beyond what is read
  expect(sent).toHaveLength(1);
  expect(sent[0]).toBeLessThan(LONGEST_ANSWER * 2);
}

test("a small REST API", async () => {
  const server = await endless();
  expectLeftOff(await outcome(rest(server).pages(LONG, {})), server);
  expect(await outcome(rest(server).pages(SHORT, {}))).toEqual({ value: [{ id: "1" }] });
});

test("one that is packed is measured unpacked", async () => {
  const { gzipSync } = await import("node:zlib");
  const packed = gzipSync(Buffer.alloc(LONGEST_ANSWER + 1, " "));
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(packed);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await outcome(rest({ url, sent: [] }).pages(LONG, {}))).toMatchObject({ code: "TooLong" });
});

test("a cluster with certificates of its own", async () => {
  const server = await endless();
  const client = rest(server, { send: senderWith({}) });
  expectLeftOff(await outcome(client.pages(LONG, {})), server);
  expect(await outcome(client.pages(SHORT, {}))).toEqual({ value: [{ id: "1" }] });
});

test("GitHub: what stands for it is a refusal that is not asked about again", async () => {
  const server = await endless();
  const guard = new Guard({
    api: server.url,
    graphql: `${server.url}/graphql`,
    routes: ["GET /{x}"],
    queries: new Set(),
  });
  const send = guard.fetch(() => undefined);
  const response = await send(`${server.url}/long`);
  expect([response.status, await response.json()]).toEqual([413, { message: TOO_LONG }]);
  expect(server.sent[0]).toBeLessThan(LONGEST_ANSWER * 2);
  expect(await (await send(`${server.url}/short`)).json()).toEqual({ value: [{ id: "1" }] });
});

test.each([
  ["without a length", {}],
  ["with one", { "content-length": String(LONGEST_ANSWER * 3) }],
])("Google, an answer %s", async (_, headers) => {
  const server = await endless(headers);
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: "t" });
  const call = (path: string) => ({
    ...{ method: "x.list", api: "admin", version: "v1", path, dataSet: "x/y:z", count: "1", list: "value" },
    page: "none" as const,
    permission: "p",
  });
  const [long, short] = [call("long"), call("short")];
  const addresses = addressesOf({ NHI_GOOGLE_API_URL: server.url });
  const client = openGoogle({ auth, addresses, calls: [long, short], ...quiet });
  expectLeftOff(await outcome(client.pages(long, {})), server);
  if (Object.keys(headers).length === 0)
    expect(await outcome(client.pages(short, {}))).toEqual({ value: [{ id: "1" }] });
});

test("Microsoft", async () => {
  const server = await endless();
  const call = (path: string) => ({
    ...{ path: `/${path}`, apiVersion: "2024-01-01", dataSet: "x/y:z", permission: "p", count: "1", list: "value" },
  });
  const calls = [call("long"), call("short")];
  const [long, short] = calls;
  const client = openAzure({ manager: server.url, token: () => Promise.resolve("t"), calls: calls as never, ...quiet });
  expectLeftOff(await outcome(client.pages(long as never, {})), server);
  expect(await outcome(client.pages(short as never, {}))).toEqual({ value: [{ id: "1" }] });
});

test.each([
  ["without a length", {}],
  ["with one", { "content-length": String(LONGEST_ANSWER * 3) }],
])("AWS, an answer %s", async (_, headers) => {
  const server = await endless(headers);
  withEnvironment({
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
    AWS_REGION: "us-east-1",
  });
  const call = { call: "secretsmanager:ListSecrets", dataSet: "x/y:z", count: "1", lists: ["SecretList"] };
  const client = openAws({ region: "us-east-1", allowed: new Set([call.call]), ...quiet });
  onTestFinished(() => client.close());
  expectLeftOff(await outcome(client.pages(call as never, {}, "us-east-1")), server);
});
