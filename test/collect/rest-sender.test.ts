// What the client of the small REST APIs does when a connection breaks: it asks again, and not for ever.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Sender } from "../../src/collect/shared/rest/sender.js";

/** A server that resets so many connections, before the answer or in its middle, and what it was asked. */
async function breaking(times: number, isHalf: boolean): Promise<{ readonly server: Server; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const text = JSON.stringify({ name: "whole" });
    if (asked > times) response.writeHead(200, { "content-type": "application/json" }).end(text);
    else if (isHalf) {
      response.writeHead(200, { "content-type": "application/json", "content-length": text.length });
      response.write(text.slice(0, 5), () => request.socket.resetAndDestroy());
    } else request.socket.resetAndDestroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return { server, asked: () => asked };
}

function senderTo(server: Server) {
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sender = new Sender({
    api,
    routes: ["GET /thing"],
    signal: new AbortController().signal,
    onCall: () => undefined,
    onPause: () => undefined,
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
  });
  return () => sender.get(new URL(`${api}/thing`), {});
}

test.each([false, true])("a connection that breaks (after half an answer: %s) is asked again", async (isHalf) => {
  const { server, asked } = await breaking(2, isHalf);
  expect((await senderTo(server)()).body).toEqual({ name: "whole" });
  expect(asked()).toBe(3);
});

test("one that always breaks is a failure after the third time", async () => {
  const { server, asked } = await breaking(100, false);
  await expect(senderTo(server)()).rejects.toThrow("fetch failed");
  expect(asked()).toBe(3);
});
