// A scripted Azure Resource Manager on loopback: pages by nextLink, Resource Graph with skip tokens, faults on demand. It is ours;
// the shapes of the answers are those of Microsoft's reference.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Path without query, in lower case → what Azure answers: a list stands for its `value`. */
export type Answers = { readonly [path: string]: unknown };

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly body: { readonly [name: string]: unknown };
  readonly headers: IncomingMessage["headers"];
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

/** Looks at a request before the table does; undefined lets it through. */
export type Script = (asked: Asked) => Reply | undefined;

const NOT_FOUND: Reply = { status: 404, body: { error: { code: "ResourceNotFound", message: "not there" } } };
export const FORBIDDEN: Reply = {
  status: 403,
  body: { error: { code: "AuthorizationFailed", message: "The client does not have authorization to perform action" } },
};

export class ArmServer {
  readonly asked: Asked[] = [];
  script: Script = () => undefined;
  pageSize = 2;
  readonly #answers: Answers;
  readonly #server: Server;

  constructor(answers: Answers) {
    this.#answers = Object.fromEntries(Object.entries(answers).map(([path, answer]) => [path.toLowerCase(), answer]));
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const asked: Asked = {
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", this.url),
      body: text === "" ? {} : JSON.parse(text),
      headers: request.headers,
    };
    this.asked.push(asked);
    const reply = this.script(asked) ?? this.#answer(asked);
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status, { "content-type": isText ? "text/html" : "application/json", ...reply.headers });
    response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}));
  }

  #answer({ method, url, body }: Asked): Reply {
    const path = decodeURIComponent(url.pathname).toLowerCase();
    if (!url.searchParams.has("api-version")) {
      return { status: 400, body: { error: { code: "MissingApiVersionParameter", message: "no api-version" } } };
    }
    const answer = this.#answers[path];
    if (answer === undefined) return NOT_FOUND;
    if (!Array.isArray(answer)) return { status: 200, body: answer };
    if (method === "POST") return { status: 200, body: this.#rows(answer, body) };
    const from = Number(url.searchParams.get("$skiptoken") ?? 0);
    const next = from + this.pageSize;
    const value = answer.slice(from, next);
    if (next >= answer.length) return { status: 200, body: { value } };
    url.searchParams.set("$skiptoken", String(next));
    return { status: 200, body: { value, nextLink: url.href } };
  }

  #rows(rows: readonly unknown[], body: Asked["body"]): object {
    const from = Number((body["options"] as { $skipToken?: string }).$skipToken ?? 0);
    const next = from + this.pageSize;
    const more = next < rows.length ? { $skipToken: String(next) } : {};
    return { totalRecords: rows.length, resultTruncated: "false", data: rows.slice(from, next), ...more };
  }
}
