// A scripted GitHub on loopback: pages, conditional answers and GraphQL over a table of answers, and faults on demand. It is
// ours; whether the answers are GitHub's own shape is for the end-to-end tests, which ask GitHub's OpenAPI.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answers } from "./organization.js";

export interface Asked {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** The connection is reset before the answer, or after half of it. */
  readonly cut?: "before" | "half";
}

/** Looks at a request before the table does; undefined lets it through. */
export type Script = (asked: Asked, server: GitHubServer) => Reply | undefined;

const EMPTY: readonly (readonly [RegExp, unknown])[] = [
  [/\/secrets$/, { total_count: 0, secrets: [] }],
  [/\/variables$/, { total_count: 0, variables: [] }],
  [/\/environments$/, { total_count: 0, environments: [] }],
  [/\/installations$/, { total_count: 0, installations: [] }],
  [/\/actions\/runner-groups$/, { total_count: 0, runner_groups: [] }],
  [/\/actions\/runners$/, { total_count: 0, runners: [] }],
  [/\/custom-repository-roles$/, { total_count: 0, custom_roles: [] }],
  [/\/organization-roles$/, { total_count: 0, roles: [] }],
  [
    /\/actions\/permissions\/workflow$/,
    { default_workflow_permissions: "read", can_approve_pull_request_reviews: false },
  ],
  [/\/actions\/oidc\/customization\/sub$/, { use_default: true }],
  [/\/(?:keys|hooks|collaborators|rulesets|branches|teams|members|outside_collaborators|repos|alerts|users)$/, []],
  [/\/(?:personal-access-tokens|personal-access-token-requests|credential-authorizations)$/, []],
];

const NO_ENTERPRISE = {
  data: { organization: { viewerIsAMember: true, enterpriseOwners: { totalCount: 0, edges: [] } } },
};

export class GitHubServer {
  readonly asked: Asked[] = [];
  readonly answers: Answers;
  readonly files: { readonly [path: string]: string };
  script: Script = () => undefined;
  /** Largest page, whatever is asked for. */
  pageSize = 100;
  hasGraphQl = true;
  /** Answers that were 304. */
  unchanged = 0;
  readonly #server: Server;

  constructor(answers: Answers, files: { readonly [path: string]: string } = {}) {
    this.answers = answers;
    this.files = files;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Requests as `GET /orgs/octo-org`, without what changes from run to run. */
  get lines(): readonly string[] {
    return this.asked.map(({ method, url }) => `${method} ${url}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked: Asked = {
      method: request.method ?? "",
      url: (request.url ?? "").replace(/^\/api(?:\/v3)?/, ""),
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    this.asked.push(asked);
    const reply = this.script(asked, this) ?? this.#answer(asked);
    if (reply.cut === "before") {
      request.socket.resetAndDestroy();
      return;
    }
    const isText = typeof reply.body === "string";
    const body =
      reply.body === undefined ? "" : typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    const mark = `W/"${createHash("sha1").update(body).digest("hex")}"`;
    const isUnchanged = reply.status === 200 && asked.method === "GET" && asked.headers["if-none-match"] === mark;
    if (isUnchanged) this.unchanged += 1;
    response.writeHead(isUnchanged ? 304 : reply.status, {
      "content-type": isText ? "application/vnd.github.raw+json; charset=utf-8" : "application/json; charset=utf-8",
      ...(reply.status === 200 && asked.method === "GET" ? { etag: mark } : {}),
      date: new Date().toUTCString(),
      ...(reply.cut === "half" ? { "content-length": String(Buffer.byteLength(body)) } : {}),
      ...reply.headers,
    });
    if (reply.cut === "half") {
      response.write(body.slice(0, body.length / 2), () => request.socket.resetAndDestroy());
      return;
    }
    response.end(isUnchanged ? undefined : body);
  }

  /** What the table says to a request, with further headers. */
  withHeaders(asked: Asked, headers: { readonly [name: string]: string }): Reply {
    const reply = this.#answer(asked);
    return { ...reply, headers: { ...reply.headers, ...headers } };
  }

  #answer({ method, url, body }: Asked): Reply {
    if (method === "POST" && url === "/graphql") return this.hasGraphQl ? this.#graphql(body) : notFound();
    const at = new URL(url, "http://x");
    const path = decodeURIComponent(at.pathname).slice(1);
    const file = /^repos\/[^/]+\/([^/]+)\/contents\/(.+)$/.exec(path);
    if (file !== null) return this.#contents(file[1] ?? "", file[2] ?? "", at.searchParams.get("ref"));
    const tree = /^repos\/[^/]+\/([^/]+)\/git\/trees\/HEAD$/.exec(path);
    if (tree !== null) return this.#tree(tree[1] ?? "");
    const found = this.#find(path, at.searchParams);
    return found === undefined ? notFound() : this.#paged(found, at);
  }

  #find(path: string, query: URLSearchParams): unknown {
    for (const [name, value] of query) {
      const answer = this.answers[`${path}@${name}=${value}`];
      if (answer !== undefined) return answer;
    }
    return this.answers[path] ?? EMPTY.find(([pattern]) => pattern.test(path))?.[1];
  }

  #paged(answer: unknown, at: URL): Reply {
    const key = Array.isArray(answer)
      ? undefined
      : Object.keys(answer as object).find((name) => Array.isArray((answer as Answers)[name]));
    const isCounted = key !== undefined && Object.hasOwn(answer as object, "total_count");
    if (!Array.isArray(answer) && !isCounted) return { status: 200, body: answer };
    const list = (Array.isArray(answer) ? answer : (answer as Answers)[key as string]) as unknown[];
    const size = Math.min(Number(at.searchParams.get("per_page") ?? 30), this.pageSize);
    const page = Number(at.searchParams.get("page") ?? 1);
    const part = list.slice((page - 1) * size, page * size);
    const headers: Record<string, string> = {};
    if (page * size < list.length) {
      at.searchParams.set("page", String(page + 1));
      headers["link"] = `<${this.url}${at.pathname}${at.search}>; rel="next", <${this.url}/x>; rel="last"`;
    }
    return {
      status: 200,
      headers,
      body: Array.isArray(answer) ? part : { ...(answer as object), [key as string]: part },
    };
  }

  /** Files at a ref stand beside those of the default branch: `shared/action.yml@v1`. */
  #contents(repo: string, path: string, ref: string | null): Reply {
    const text = this.files[`${repo}/${path}${ref === null ? "" : `@${ref}`}`];
    if (text !== undefined) return { status: 200, body: text };
    const below = Object.keys(this.files).filter((name) => name.startsWith(`${repo}/${path}/`));
    if (below.length === 0) return notFound();
    const list = below.map((name) => ({
      name: name.split("/").at(-1),
      path: name.slice(repo.length + 1),
      type: "file",
    }));
    return { status: 200, body: list };
  }

  /** All files of a repository; one without any has no commit. */
  #tree(repo: string): Reply {
    const below = Object.keys(this.files).filter((name) => name.startsWith(`${repo}/`) && !name.includes("@"));
    if (below.length === 0) return { status: 409, body: { message: "Git Repository is empty." } };
    const tree = below.map((name) => ({
      path: name.slice(repo.length + 1),
      mode: "100644",
      type: "blob",
      size: this.files[name]?.length,
      sha: createHash("sha1").update(name).digest("hex"),
    }));
    return { status: 200, body: { sha: "a".repeat(40), tree, truncated: false } };
  }

  #graphql(body: string): Reply {
    const { query, variables } = JSON.parse(body) as { query: string; variables: { ids: string[] } };
    const [, asked = ""] = /^query Nhi(\w+)/.exec(query) ?? [];
    if (asked !== "Repositories") return { status: 200, body: this.answers[`graphql/${asked}`] ?? NO_ENTERPRISE };
    const all = Object.values(this.answers).flatMap((answer) => (Array.isArray(answer) ? answer : [answer]));
    const nodes = variables.ids.map((id) => {
      const found = all.find((one) => (one as Answers)?.["node_id"] === id) as { id: number; name: string } | undefined;
      return found === undefined ? null : this.#node(found.id, found.name);
    });
    return { status: 200, body: { data: { nodes } } };
  }

  #node(id: number, name: string): object {
    const list = (path: string): unknown[] => {
      const answer = this.answers[`repos/octo-org/${name}/${path}`] ?? [];
      return (Array.isArray(answer) ? answer : Object.values(answer).find(Array.isArray)) ?? [];
    };
    const blob = (text: string | undefined) =>
      text === undefined ? null : { text, byteSize: text.length, isBinary: false, isTruncated: false };
    const entriesIn = (folder: string) => {
      const prefix = `${name}/${folder}/`;
      const files = Object.keys(this.files).filter((path) => path.startsWith(prefix));
      const names = [...new Set(files.map((path) => path.slice(prefix.length).split("/")[0] ?? ""))];
      return names.map((entry): object => {
        const text = this.files[prefix + entry];
        return text === undefined
          ? { name: entry, type: "tree", object: { entries: entriesIn(`${folder}/${entry}`) } }
          : { name: entry, type: "blob", object: blob(text) };
      });
    };
    const tree = (folder: string) => {
      const entries = entriesIn(folder);
      return entries.length === 0 ? null : { entries };
    };
    const collaborators = list("collaborators@affiliation=direct") as {
      login: string;
      id: number;
      role_name: string;
    }[];
    const branches = list("branches@protected=true") as { name: string }[];
    return {
      databaseId: id,
      viewerCanAdminister: true,
      deployKeys: { totalCount: list("keys").length },
      environments: { totalCount: list("environments").length },
      rulesets: { totalCount: list("rulesets").length },
      branchProtectionRules: {
        totalCount: branches.length,
        nodes: branches.map((branch) => ({ pattern: branch.name, ...RULE })),
      },
      collaborators: {
        totalCount: collaborators.length,
        edges: collaborators.map((one) => ({
          permission: one.role_name.toUpperCase(),
          permissionSources: [{ roleName: one.role_name, source: { __typename: "Repository" } }],
          node: { login: one.login, databaseId: one.id },
        })),
      },
      workflows: tree(".github/workflows"),
      actions: tree(".github/actions"),
      ownersInGithub: blob(this.files[`${name}/.github/CODEOWNERS`]),
    };
  }
}

/** As the REST answer of the organisation's main branch says. */
const RULE = {
  isAdminEnforced: true,
  lockBranch: false,
  blocksCreations: false,
  restrictsPushes: true,
  requiresApprovingReviews: true,
  requiredApprovingReviewCount: 1,
  requiresCodeOwnerReviews: true,
  requireLastPushApproval: false,
  dismissesStaleReviews: false,
  requiresStatusChecks: false,
  allowsForcePushes: false,
  allowsDeletions: false,
  pushAllowances: { nodes: [{ actor: { __typename: "User", login: "ada", databaseId: 1 } }] },
  bypassPullRequestAllowances: { nodes: [] },
};

function notFound(): Reply {
  return { status: 404, body: { message: "Not Found", documentation_url: "https://docs.github.com/rest" } };
}
