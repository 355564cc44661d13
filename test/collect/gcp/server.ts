// A scripted Google on loopback: every API below one address, pages, and faults on demand. It is ours; whether the answers are
// Google's own shape is for the end-to-end tests, which ask its discovery documents.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GcpCall } from "../../../src/collect/gcp/call.js";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import type { Answers } from "./estate.js";

export interface Asked {
  readonly method: string;
  /** Below the address: `iam/v1/projects/octo-prod/serviceAccounts`, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined when it is none of nhi's calls. */
  readonly call: GcpCall | undefined;
  readonly authorization: string;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  /** HTML when it is a text. */
  readonly body?: unknown;
}

/** Looks at a request before the answers do; undefined lets it through. */
export type Script = (asked: Asked) => Reply | undefined;
/** Where answers come from. */
export type Source = (asked: Asked) => Promise<Reply> | Reply;

/** A refusal as Google writes it. */
export const DENIED: Reply = {
  status: 403,
  body: { error: { code: 403, message: "The caller does not have permission", status: "PERMISSION_DENIED" } },
};
const NOT_FOUND: Reply = {
  status: 404,
  body: { error: { code: 404, message: "Requested entity was not found.", status: "NOT_FOUND" } },
};

const PATTERNS = CALLS.map((call) => ({ call, pattern: toPattern(`${call.api}/${call.version}/${call.path}`) }));

/** The call that a request makes, by its path as it was sent. */
function callOf(method: string, raw: string): GcpCall | undefined {
  const fitting = PATTERNS.filter(({ call, pattern }) => (call.http ?? "GET") === method && pattern.test(raw));
  const literal = ({ path }: GcpCall): number => path.replaceAll(/\{\+?\w+\}/g, "").length;
  // Policies of projects, folders and organisations are three methods of one path.
  const kind = raw.split("/")[2] ?? "";
  const isOfKind = ({ method: name }: GcpCall): number => (name.includes(`.${kind}.`) ? 1 : 0);
  return fitting.map(({ call }) => call).sort((a, b) => literal(b) - literal(a) || isOfKind(b) - isOfKind(a))[0];
}

function toPattern(path: string): RegExp {
  const parts = path
    .split(/(\{\+?\w+\})/)
    .map((part) =>
      part.startsWith("{+") ? ".+" : part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("")}$`);
}

/** The key of an answer in a table: with the query where that tells two answers of one path apart. */
export function keyOf({ path, query, call }: Asked): string {
  return call?.param === undefined ? path : `${path}?${call.param}=${query.get(call.param) ?? ""}`;
}

/** Answers out of a table. */
export function fromTable(answers: Answers): Source {
  return (asked) => {
    const body = answers[keyOf(asked)];
    return body === undefined ? NOT_FOUND : { status: 200, body };
  };
}

export class GoogleServer {
  readonly asked: Asked[] = [];
  script: Script = () => undefined;
  pageSize = 100;
  readonly #source: Source;
  readonly #server: Server;

  constructor(source: Source) {
    this.#source = source;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", this.url);
    // Some APIs say their own name again in their paths.
    const raw = url.pathname.slice(1).replace(/^([a-z]+)\/\1\//, "$1/");
    const method = request.method ?? "";
    const asked: Asked = {
      method,
      path: decodeURIComponent(raw),
      query: url.searchParams,
      call: callOf(method, raw),
      authorization: request.headers.authorization ?? "",
      body: Buffer.concat(chunks).toString("utf8"),
    };
    this.asked.push(asked);
    const reply = this.script(asked) ?? this.#paged(await this.#source(asked), asked);
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status, { "content-type": isText ? "text/html" : "application/json", ...reply.headers });
    response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}));
  }

  #paged(reply: Reply, { call, query }: Asked): Reply {
    const list = (reply.body as { [name: string]: unknown } | undefined)?.[call?.list ?? ""];
    if (reply.status !== 200 || !Array.isArray(list)) return reply;
    const from = Number(query.get("pageToken") ?? 0);
    const page = { ...(reply.body as object), [call?.list ?? ""]: list.slice(from, from + this.pageSize) };
    const isLast = from + this.pageSize >= list.length;
    return { ...reply, body: isLast ? page : { ...page, nextPageToken: String(from + this.pageSize) } };
  }
}

/** The call that an answer of a table is of. */
export function callFor(key: string): GcpCall {
  const path = key.replace(/\?.*$/, "");
  const isPost = path.endsWith(":getIamPolicy");
  // A name in a name is one segment of the path.
  const raw = path.replace(/(?<=\/policies\/)cloudresourcemanager\.googleapis\.com\/\w+\/[^/]+/, encodeURIComponent);
  const call = callOf(isPost ? "POST" : "GET", raw);
  if (call === undefined) throw new Error(`${key}: none of the calls that nhi makes`);
  return call;
}
