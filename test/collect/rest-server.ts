// A scripted server on loopback for small REST APIs: a table of answers by path and query, and faults on demand.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import type { Clock } from "../../src/collect/pause.js";
import { outside } from "./declared-calls.js";

export interface RestAsked {
  readonly method: string;
  /** Path and query, decoded. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

export interface RestReply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

export class RestServer {
  readonly asked: RestAsked[] = [];
  readonly answers: { [path: string]: unknown };
  /** Looks at a request before the table does; undefined lets it through. */
  script: (asked: RestAsked) => RestReply | undefined = () => undefined;
  readonly #server: Server;

  constructor(answers: { [path: string]: unknown }) {
    this.answers = answers;
    this.#server = createServer((request, response) => {
      const at = new URL(request.url ?? "", this.url);
      const path = decodeURIComponent(`${at.pathname}${at.search}`);
      const asked = { method: request.method ?? "", path, headers: request.headers };
      this.asked.push(asked);
      const found = Object.hasOwn(this.answers, path) ? { status: 200, body: this.answers[path] } : undefined;
      const none: RestReply = { status: 404, body: { message: "Not found" } };
      const { status, headers, body }: RestReply = this.script(asked) ?? found ?? none;
      const isText = typeof body === "string";
      response.writeHead(status, { "content-type": isText ? "text/html" : "application/json", ...headers });
      response.end(isText ? body : JSON.stringify(body));
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A server that ends with the test; given a list of calls, the test fails when something was asked that is not in it. */
export async function serveRest(
  answers: { [path: string]: unknown },
  calls?: readonly { readonly route: string }[],
): Promise<RestServer> {
  const server = new RestServer(answers);
  await server.start();
  onTestFinished(async () => {
    await server.stop();
    if (calls !== undefined) expect(outside(server.asked, calls)).toEqual([]);
  });
  return server;
}

/** A clock that stands until something sleeps. */
export class MovedClock implements Clock {
  slept = 0;
  #now = Date.parse("2026-06-01T00:00:00Z");

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept += milliseconds;
    this.#now += milliseconds;
  }
}

/** Sets variables of the environment for one test. */
export function withEnvironment(variables: { readonly [name: string]: string | undefined }): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}
