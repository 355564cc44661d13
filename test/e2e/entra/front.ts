// What stands between nhi and Prism: it records every request, opens a `$batch`, cuts lists into pages, answers the calls that
// Microsoft's description does not have, and finds what neither the description nor nhi's list of calls knows.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { callName, type EntraCall } from "../../../src/collect/entra/call.js";
import { askPrism } from "../tools/prism.js";
import { type Answer, callOf, published, templateOf } from "./description.js";
import type { Json } from "./schema.js";

export interface Passed {
  readonly method: string;
  /** Path with version and query. */
  readonly url: string;
  /** Undefined when it is none of nhi's calls. */
  readonly call: EntraCall | undefined;
  readonly status: number;
  readonly isBatched: boolean;
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
export type Script = (asked: { readonly url: string; readonly call: EntraCall | undefined }) => Reply | undefined;

export interface Front {
  readonly url: string;
  readonly passed: Passed[];
  /** Requests as they came over the wire: a batch is one. */
  sent: number;
  script: Script;
  pageSize: number;
  stop(): Promise<void>;
}

/** Starts it before a Prism that serves the same answers. */
export async function startFront(prism: string, answers: readonly Answer[]): Promise<Front> {
  const own = new Map(answers.map(({ path, value }) => [path, value]));
  const asked = new Map<string, Promise<Reply>>();
  const variants = new Map<string, Set<string>>();
  for (const { path, variant } of answers) {
    variants.set(path, (variants.get(path) ?? new Set()).add(variant || "default"));
  }
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const front: Front = {
    url,
    passed: [],
    sent: 0,
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
    front.sent += 1;
    const { method = "", url: address = "/", headers } = request;
    const asked = { method, url: address, authorization: headers.authorization ?? "", isBatched: false };
    const version = /^\/(v1\.0|beta)\/\$batch$/.exec(address)?.[1];
    const reply =
      method === "POST" && version !== undefined
        ? await batch(version, JSON.parse(Buffer.concat(chunks).toString("utf8")) as Batch, asked)
        : await answer(asked);
    const isText = typeof reply.body === "string";
    response.writeHead(reply.status, { "content-type": isText ? "text/html" : "application/json", ...reply.headers });
    response.end(isText ? reply.body : JSON.stringify(reply.body ?? {}));
  }

  async function batch(version: string, { requests }: Batch, asked: Asked): Promise<Reply> {
    const refused = front.script({ url: asked.url, call: undefined });
    if (refused !== undefined) return refused;
    const responses = await Promise.all(
      requests.map(async ({ id, method, url: address }) => {
        const reply = await answer({ ...asked, method, url: `/${version}${address}`, isBatched: true });
        return { id, status: reply.status, headers: reply.headers ?? {}, body: reply.body };
      }),
    );
    // Graph gives them in any order.
    return { status: 200, body: { responses: responses.reverse() } };
  }

  async function answer(asked: Asked): Promise<Reply> {
    const at = new URL(asked.url, url);
    const path = decodeURIComponent(at.pathname);
    const call = callOf(path, at.searchParams);
    const reply = front.script({ url: asked.url, call }) ?? (await fromPrism(path, at, call));
    const violations = [...unknownQuery(call, at), ...violationsIn(reply.body)];
    front.passed.push({ ...asked, call, status: reply.status, violations });
    return reply.status === 200 ? paged(reply, at) : reply;
  }

  async function fromPrism(path: string, at: URL, call: EntraCall | undefined): Promise<Reply> {
    if (call !== undefined && templateOf(call) === undefined) return undescribed(path, call);
    const known = variants.get(path);
    const select = `select=${at.searchParams.get("$select") ?? ""}`.replace("id,", "");
    const example = known?.has(select) === true ? select : "default";
    const clean = new URL(at);
    clean.searchParams.delete("$skiptoken");
    const address = `${prism}${at.pathname}${clean.search}`;
    // Prism says the same each time: later crawls are about what stands before it.
    const asking = asked.get(address) ?? ask(address, example);
    asked.set(address, asking);
    return asking;
  }

  async function ask(address: string, example: string): Promise<Reply> {
    const said = await askPrism(address, { headers: { accept: "application/json", prefer: `example=${example}` } });
    return { status: said.status, body: await said.json() };
  }

  /** Calls that are newer than the description: the tenant's own answers, under no schema. */
  function undescribed(path: string, call: EntraCall): Reply {
    if (path === "/v1.0/groups/delta") return { status: 200, body: { value: delta() } };
    const value = own.get(path) ?? (call.isList ? { value: [] } : undefined);
    return value === undefined ? NOT_FOUND : { status: 200, body: value };
  }

  /** Groups with their members, as a first delta gives them. */
  function delta(): unknown[] {
    const groups = (own.get("/v1.0/groups") as { value: { id: string }[] } | undefined)?.value ?? [];
    return groups.map(({ id }) => {
      const members = own.get(`/v1.0/groups/${id}/members`) as { value: unknown[] } | undefined;
      return { id, ...(members === undefined ? {} : { "members@delta": members.value }) };
    });
  }

  function paged(reply: Reply, at: URL): Reply {
    const { value, ...more } = reply.body as { value?: unknown };
    if (!Array.isArray(value)) return reply;
    const from = Number(at.searchParams.get("$skiptoken") ?? 0);
    const next = new URL(at);
    next.searchParams.set("$skiptoken", String(from + front.pageSize));
    const isLast = from + front.pageSize >= value.length;
    const page = { ...more, value: value.slice(from, from + front.pageSize) };
    return { ...reply, body: isLast ? page : { ...page, "@odata.nextLink": next.href } };
  }

  return front;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly isBatched: boolean;
}

interface Batch {
  readonly requests: readonly { readonly id: string; readonly method: string; readonly url: string }[];
}

const NOT_FOUND: Reply = { status: 404, body: { error: { code: "Request_ResourceNotFound", message: "not there" } } };

/** Parameters of the query that the description does not name: Prism lets them pass. */
function unknownQuery(call: EntraCall | undefined, at: URL): string[] {
  const template = call === undefined ? undefined : templateOf(call);
  if (call === undefined || template === undefined) return [];
  const { paths, components } = published();
  const parameters = (paths[template]?.get?.["parameters"] as Json[] | undefined) ?? [];
  const names = parameters.map((raw) => {
    const ref = String(raw["$ref"]).split("/").at(-1) ?? "";
    return (raw["$ref"] === undefined ? raw : components["parameters"]?.[ref])?.["name"];
  });
  return [...at.searchParams.keys()]
    .filter((name) => name !== "$skiptoken" && !names.includes(name))
    .map((name) => `${callName(call)}: unknown parameter ${name}`);
}

/** What Prism says of a request or an answer that breaks the description. */
function violationsIn(body: unknown): string[] {
  const { type, title, detail, validation } = (body ?? {}) as { [name: string]: unknown };
  if (typeof type !== "string" || !type.includes("prism/errors")) return [];
  return [`${String(title)}: ${String(detail)} ${JSON.stringify(validation ?? "")}`.slice(0, 600)];
}

/** Requests that nhi's list of calls does not have, and those that could change something. */
export function outside(passed: readonly Passed[]): string[] {
  return passed
    .filter(({ method, call }) => call === undefined || method !== "GET")
    .map(({ method, url }) => `${method} ${url}`);
}
