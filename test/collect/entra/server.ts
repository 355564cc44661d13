// A scripted Microsoft Graph on loopback: pages, $batch and $expand over a table of answers, and faults on demand. It is ours;
// whether the answers are Microsoft's own shape is for the end-to-end tests, which ask its OpenAPI.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Path with version, without query → what Graph answers: a list stands for its `value`. */
export type Answers = { readonly [path: string]: unknown };

export interface Asked {
  readonly method: string;
  /** Path with version and query. */
  readonly url: string;
  readonly isBatched: boolean;
  readonly headers: IncomingMessage["headers"];
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

/** Looks at a request before the table does; undefined lets it through. */
export type Script = (asked: Asked) => Reply | undefined;

const NOT_FOUND: Reply = { status: 404, body: { error: { code: "Request_ResourceNotFound", message: "not there" } } };
/** Lists about single things that are empty unless the table says otherwise. */
const EMPTY =
  /\/(?:owners|members|appRoleAssignedTo|federatedIdentityCredentials|sponsors|eligibilityScheduleInstances|appliesTo|inheritablePermissions)$/;

export class GraphServer {
  readonly asked: Asked[] = [];
  /** Requests as they came over the wire: a batch is one. */
  sent = 0;
  script: Script = () => undefined;
  pageSize = 100;
  /** Whether lists tell relations when asked to. */
  expands = true;
  readonly #answers: Answers;
  readonly #server: Server;

  constructor(answers: Answers) {
    this.#answers = answers;
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
    this.sent += 1;
    const { method = "GET", url = "/", headers } = request;
    const [, version] = /^\/(v1\.0|beta)\/\$batch$/.exec(url) ?? [];
    const reply =
      version === undefined
        ? this.#answer({ method, url, headers, isBatched: false })
        : this.#batch(version, headers, JSON.parse(Buffer.concat(chunks).toString("utf8")));
    const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {});
    response.writeHead(reply.status, {
      "content-type": typeof reply.body === "string" ? "text/html" : "application/json",
      ...reply.headers,
    });
    response.end(text);
  }

  #batch(version: string, headers: IncomingMessage["headers"], body: unknown): Reply {
    const { requests } = body as { requests: { id: string; method: string; url: string }[] };
    const refused = this.script({ method: "POST", url: `/${version}/$batch`, headers, isBatched: false });
    if (refused !== undefined) return refused;
    const responses = requests.map(({ id, method, url }) => ({
      id,
      ...this.#answer({ method, url: `/${version}${url}`, headers, isBatched: true }),
    }));
    // Graph gives them in any order.
    return { status: 200, body: { responses: responses.reverse() } };
  }

  #answer(asked: Asked): Reply {
    this.asked.push(asked);
    const scripted = this.script(asked);
    if (scripted !== undefined) return scripted;
    const url = new URL(asked.url, this.url);
    const path = decodeURIComponent(url.pathname);
    const answer = this.#answers[path] ?? this.#answers[asked.url] ?? (EMPTY.test(path) ? [] : undefined);
    if (answer === undefined) return NOT_FOUND;
    if (!Array.isArray(answer)) return { status: 200, body: answer };
    return { status: 200, body: this.#page(ofFilter(answer, url), url, path) };
  }

  #page(list: readonly unknown[], url: URL, path: string): object {
    const from = Number(url.searchParams.get("$skiptoken") ?? 0);
    const relation = /^\w+/.exec(url.searchParams.get("$expand") ?? "")?.[0];
    const value = list.slice(from, from + this.pageSize).map((element) => this.#expand(element, path, relation));
    const next = from + this.pageSize;
    if (next >= list.length) return { value };
    url.searchParams.set("$skiptoken", String(next));
    return { value, "@odata.nextLink": url.href };
  }

  #expand(element: unknown, path: string, relation: string | undefined): unknown {
    const { id } = element as { id?: string };
    if (relation === undefined || !this.expands || id === undefined || relation in (element as object)) return element;
    const list = this.#answers[`${path}/${id}/${relation}`] ?? [];
    return { ...(element as object), [relation]: (list as unknown[]).slice(0, 20) };
  }
}

/** What a filter about one group or place leaves of a list. */
function ofFilter(list: readonly unknown[], url: URL): readonly unknown[] {
  const [, field = "", value] = /^(groupId|scopeId) eq '([^']*)'/.exec(url.searchParams.get("$filter") ?? "") ?? [];
  if (value === undefined) return list;
  return list.filter((one) => (one as { readonly [name: string]: unknown })[field] === value);
}
