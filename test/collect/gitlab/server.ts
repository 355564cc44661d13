// A scripted GitLab on loopback: pages over a table of answers, and faults on demand. It is ours; that the paths are GitLab's
// own is checked against those that gitbeaker knows.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answers } from "./group.js";

export interface Asked {
  readonly method: string;
  /** Path below the API, decoded where it has no slash of its own. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
}

/** Looks at a request before the table does; undefined lets it through. */
export type Script = (asked: Asked, server: GitLabServer) => Reply | undefined;

const EMPTY_LIST =
  /\/(?:descendant_groups|projects|members(?:\/all)?|service_accounts|personal_access_tokens|variables|access_tokens|deploy_tokens|deploy_keys|runners|allowlist|groups_allowlist|protected_branches|protected_tags|protected_environments|approval_rules|environments|pipeline_schedules|triggers|hooks|integrations)$/;

export class GitLabServer {
  readonly asked: Asked[] = [];
  readonly answers: Answers;
  readonly files: { readonly [path: string]: string };
  script: Script = () => undefined;
  pageSize = 100;
  readonly #server: Server;

  constructor(answers: Answers, files: { readonly [path: string]: string } = {}) {
    this.answers = answers;
    this.files = files;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const at = new URL(request.url ?? "", this.url);
    const asked: Asked = {
      method: request.method ?? "",
      path: at.pathname.replace(/^\/api\/v4\//, ""),
      query: at.searchParams,
      headers: request.headers,
    };
    this.asked.push(asked);
    const reply = this.script(asked, this) ?? this.#answer(asked);
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status, { "content-type": isText ? "text/plain" : "application/json", ...reply.headers });
    response.end(reply.body === undefined ? "" : isText ? reply.body : JSON.stringify(reply.body));
  }

  /** Files below a folder; undefined where there is none. */
  #tree(project: string, query: URLSearchParams): readonly object[] | undefined {
    const folder = query.get("path") ?? "";
    const start = `${project}/${folder === "" ? "" : `${folder}/`}`;
    const below = Object.keys(this.files).filter((file) => file.startsWith(start));
    if (below.length === 0) return undefined;
    return [
      { type: "tree", mode: "040000", path: `${folder}/deep.yml` },
      ...below.map((file) => ({ type: "blob", mode: "100644", path: file.slice(project.length + 1) })),
    ];
  }

  #answer({ path, query }: Asked): Reply {
    const file = /^(projects\/\d+)\/repository\/files\/([^/]+)\/raw$/.exec(path);
    if (file !== null) {
      const text = this.files[`${file[1]}/${decodeURIComponent(file[2] ?? "")}`];
      return text === undefined ? notFound() : { status: 200, body: text };
    }
    const tree = /^(projects\/\d+)\/repository\/tree$/.exec(path);
    const files = tree === null ? undefined : this.#tree(tree[1] ?? "", query);
    if (tree !== null && files === undefined) return { status: 404, body: { message: "404 Tree Not Found" } };
    if (files !== undefined && query.get("pagination") === "none") return { status: 200, body: files };
    const found = files ?? this.answers[decodeURIComponent(path)] ?? (EMPTY_LIST.test(path) ? [] : undefined);
    if (found === undefined) return notFound();
    if (!Array.isArray(found)) return { status: 200, body: found };
    const size = Math.min(Number(query.get("per_page") ?? 20), this.pageSize);
    const page = Number(query.get("page") ?? 1);
    if (page * size >= found.length) return { status: 200, body: found.slice((page - 1) * size) };
    const next = new URLSearchParams(query);
    next.set("page", String(page + 1));
    const link = `<${this.url}/api/v4/${path}?${next.toString()}>; rel="next", <${this.url}/api/v4/x>; rel="first"`;
    return { status: 200, headers: { link }, body: found.slice((page - 1) * size, page * size) };
  }
}

function notFound(): Reply {
  return { status: 404, body: { message: "404 Not Found" } };
}
