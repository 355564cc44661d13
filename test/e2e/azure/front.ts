// What stands between nhi and Prism: it records every request, cuts lists into pages, answers the calls that are newer than
// Microsoft's descriptions, and finds what neither those nor nhi's list of calls know.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AzureCall, callName } from "../../../src/collect/azure/call.js";
import { askPrism } from "../tools/prism.js";
import { type Answer, callOf, knownOf, queryOf } from "./description.js";

export interface Passed {
  readonly method: string;
  readonly url: string;
  /** Undefined when it is none of nhi's calls. */
  readonly call: AzureCall | undefined;
  readonly status: number;
  readonly authorization: string;
  /** What the description does not allow, on either side. */
  readonly violations: readonly string[];
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** HTML when it is a text. */
  readonly body?: unknown;
}

/** Looks at a request before Prism does; undefined lets it through. */
export type Script = (asked: { readonly url: string; readonly call: AzureCall | undefined }) => Reply | undefined;

export interface Front {
  readonly url: string;
  readonly passed: Passed[];
  script: Script;
  pageSize: number;
  stop(): Promise<void>;
}

const NOT_FOUND: Reply = { status: 404, body: { error: { code: "ResourceNotFound", message: "not there" } } };

/** Starts it before a Prism that serves the same answers. */
export async function startFront(prism: string, answers: readonly Answer[]): Promise<Front> {
  const own = new Map(answers.map(({ path, value }) => [path.toLowerCase(), { path, value }]));
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const said = new Map<string, Promise<Reply>>();
  const front: Front = {
    url,
    passed: [],
    script: () => undefined,
    pageSize: 100,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const { method = "", url: address = "/", headers } = request;
    const at = new URL(address, url);
    const path = decodeURIComponent(at.pathname);
    const call = callOf(method, path);
    const scripted = front.script({ url: address, call });
    const reply = scripted ?? (await answer({ method, path, at, call, body }));
    const violations = [...unknownQuery(call, at), ...violationsIn(reply.body)];
    const authorization = headers.authorization ?? "";
    front.passed.push({ method, url: address, call, status: reply.status, authorization, violations });
    const paged = scripted === undefined && reply.status === 200 ? cut(reply, at, body) : reply;
    const isText = typeof paged.body === "string";
    response.writeHead(paged.status, { "content-type": isText ? "text/html" : "application/json", ...paged.headers });
    response.end(isText ? paged.body : JSON.stringify(paged.body ?? {}));
  }

  interface Asked {
    readonly method: string;
    readonly path: string;
    readonly at: URL;
    readonly call: AzureCall | undefined;
    readonly body: string;
  }

  async function answer({ method, path, at, call, body }: Asked): Promise<Reply> {
    const known = own.get(path.toLowerCase());
    if (call !== undefined && knownOf(call) === undefined)
      return known === undefined ? NOT_FOUND : { status: 200, body: known.value };
    const clean = new URL(at);
    clean.searchParams.delete("$skiptoken");
    // Prism tells letters apart, Azure does not
    const address = `${prism}${encodeURI(known?.path ?? path)}${clean.search}`;
    const key = `${method} ${address} ${body}`;
    // Prism says the same each time: later crawls are about what stands before it
    const asking = said.get(key) ?? ask(method, address, body);
    said.set(key, asking);
    return asking;
  }

  async function ask(method: string, address: string, body: string): Promise<Reply> {
    const headers = { accept: "application/json", ...(body === "" ? {} : { "content-type": "application/json" }) };
    const got = await askPrism(address, { method, headers, ...(body === "" ? {} : { body }) });
    return { status: got.status, body: await got.json() };
  }

  /** One page of a list: of Resource Graph by a token in the body, of others by a link. */
  function cut(reply: Reply, at: URL, body: string): Reply {
    const { value, data, ...more } = reply.body as { value?: unknown; data?: unknown };
    if (Array.isArray(data)) {
      const { subscriptions = [], options = {} } = JSON.parse(body) as {
        subscriptions?: string[];
        options?: { $skipToken?: string };
      };
      const mine = (data as { id: string }[]).filter(({ id }) =>
        subscriptions.some((one) => id.toLowerCase().startsWith(`/subscriptions/${one.toLowerCase()}/`)),
      );
      const from = Number(options.$skipToken ?? 0);
      const next = from + front.pageSize;
      const token = next < mine.length ? { $skipToken: String(next) } : {};
      return { ...reply, body: { ...more, data: mine.slice(from, next), ...token } };
    }
    if (!Array.isArray(value)) return reply;
    const from = Number(at.searchParams.get("$skiptoken") ?? 0);
    const link = new URL(at);
    link.searchParams.set("$skiptoken", String(from + front.pageSize));
    const isLast = from + front.pageSize >= value.length;
    const page = { value: value.slice(from, from + front.pageSize) };
    return { ...reply, body: isLast ? page : { ...page, nextLink: link.href } };
  }

  return front;
}

/** Parameters of the query that the description does not name: Prism lets them pass. */
function unknownQuery(call: AzureCall | undefined, at: URL): string[] {
  const names = call === undefined ? undefined : queryOf(call);
  if (call === undefined || names === undefined) return [];
  return [...at.searchParams.keys()]
    .filter((name) => name !== "$skiptoken" && !names.includes(name))
    .map((name) => `${callName(call)}: unknown parameter ${name}`);
}

/** What Prism says of a request or an answer that breaks the description. */
function violationsIn(body: unknown): string[] {
  const { type, title, detail, validation } = (body ?? {}) as { [name: string]: unknown };
  if (typeof type !== "string" || !type.includes("prism/errors")) return [];
  return [`${String(title)}: ${String(detail)} ${JSON.stringify(validation ?? "")}`.slice(0, 4000)];
}

/** Requests that nhi's list of calls does not have. */
export function outside(passed: readonly Passed[]): string[] {
  return passed.filter(({ call }) => call === undefined).map(({ method, url }) => `${method} ${url}`);
}
