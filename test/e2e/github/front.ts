// What stands between nhi and Prism: it records every request, finds those that the description or the list of calls does not
// know, picks the answer among several of one path, and serves what no OpenAPI describes: GraphQL and bytes of files.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CALLS } from "../../../src/collect/github/calls.js";
import { askPrism } from "../tools/prism.js";
import type { Recorded } from "./answers.js";
import { type Json, published, routeOf, textIn } from "./description.js";

export interface Passed {
  readonly method: string;
  /** Path with query, without /api/v3. */
  readonly url: string;
  /** Route of the description; undefined when it is none of nhi's calls. */
  readonly route: string | undefined;
  readonly status: number;
  /** What GitHub's description does not allow, on either side. */
  readonly violations: readonly string[];
}

/** Undefined: refused. */
export type GraphQL = (body: string) => Promise<Json> | Json | undefined;

export interface Front {
  /** For --github-url. */
  readonly url: string;
  readonly passed: Passed[];
  /** Answers GraphQL; refuses it when undefined. */
  graphql: GraphQL | undefined;
  stop(): Promise<void>;
}

/** Parameters of the query that GitHub knows for all lists. */
const LISTED: ReadonlySet<string> = new Set(CALLS.map(({ route }) => route));

/** Starts it before a Prism. */
export async function startFront(prism: string, { answers, files }: Recorded): Promise<Front> {
  const variants = new Map<string, Set<string>>();
  for (const { path, variant } of answers) {
    variants.set(`/${path}`, (variants.get(`/${path}`) ?? new Set()).add(variant || "default"));
  }
  const passed: Passed[] = [];
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const front: Front = {
    url,
    passed,
    graphql: undefined,
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
    const method = request.method ?? "";
    const at = new URL((request.url ?? "").replace(/^\/api(?:\/v3)?/, ""), url);
    const answer = await answerTo({ method, at, body, accept: request.headers.accept ?? "" });
    const { route, status, violations } = answer;
    passed.push({ method, url: `${at.pathname}${at.search}`, route, status, violations });
    response.writeHead(status, { "content-type": answer.type, date: new Date().toUTCString() }).end(answer.body);
  }

  async function answerTo(asked: Asked): Promise<Answered> {
    const { method, at, body, accept } = asked;
    if (method === "POST" && at.pathname === "/graphql") {
      const given = await front.graphql?.(body);
      const said = given ?? { message: "Resource not accessible", documentation_url: "https://docs.github.com" };
      const violations = (said["violations"] as string[] | undefined) ?? [];
      return {
        route: "POST /graphql",
        status: given === undefined ? 403 : 200,
        type: JSON_TYPE,
        violations,
        body: JSON.stringify(said),
      };
    }
    const path = decodeURIComponent(at.pathname);
    const route = routeOf(method, path);
    const file = /^\/repos\/[^/]+\/([^/]+)\/contents\/(.+)$/.exec(path);
    if (file !== null && accept.includes("raw+json")) {
      const text = files.get(`${file[1]}/${file[2]}`);
      const missing = JSON.stringify({ message: "Not Found" });
      return {
        route,
        status: text === undefined ? 404 : 200,
        type: text === undefined ? JSON_TYPE : RAW_TYPE,
        violations: [],
        body: text ?? missing,
      };
    }
    const said = await askPrism(`${prism}${at.pathname}${at.search}`, {
      method,
      headers: { accept: "application/json", ...preferred(path, at) },
      ...(body === "" ? {} : { body, headers: { accept: "application/json", "content-type": "application/json" } }),
    });
    const text = await said.text();
    const violations = [...unknownQuery(route, at), ...violationsIn(text)];
    return { route, status: said.status, type: said.headers.get("content-type") ?? JSON_TYPE, violations, body: text };
  }

  /** Which of several answers of one path is meant. */
  function preferred(path: string, at: URL): { readonly prefer?: string } {
    const known = variants.get(path);
    if (known === undefined) return {};
    const meant = [...at.searchParams].map(([name, value]) => `${name}=${value}`).find((one) => known.has(one));
    const example = meant ?? (known.has("default") ? "default" : undefined);
    return example === undefined ? {} : { prefer: `example=${example}` };
  }

  return front;
}

const JSON_TYPE = "application/json; charset=utf-8";
const RAW_TYPE = "application/vnd.github.raw+json; charset=utf-8";

interface Asked {
  readonly method: string;
  readonly at: URL;
  readonly body: string;
  readonly accept: string;
}

interface Answered {
  readonly route: string | undefined;
  readonly status: number;
  readonly type: string;
  readonly violations: readonly string[];
  readonly body: string;
}

/** Parameters of the query that the description does not name: Prism lets them pass. */
function unknownQuery(route: string | undefined, at: URL): string[] {
  if (route === undefined) return [];
  const [method = "", path = ""] = route.split(" ");
  const { paths, components } = published();
  const named = (paths[path]?.[method.toLowerCase()]?.parameters ?? []).map((parameter) => {
    const name = textIn(parameter, "$ref").split("/").at(-1) ?? "";
    return parameter["$ref"] === undefined ? parameter : ((components["parameters"]?.[name] ?? {}) as Json);
  });
  const known = new Set(named.filter((one) => one["in"] === "query").map((one) => one["name"]));
  return [...at.searchParams.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `${route}: unknown parameter ${name}`);
}

/** What Prism says of a request or an answer that breaks the description. */
function violationsIn(text: string): string[] {
  if (!text.includes("stoplight.io/prism/errors")) return [];
  const { title, detail, validation } = JSON.parse(text) as { title: string; detail: string; validation?: unknown };
  return [`${title}: ${detail} ${JSON.stringify(validation ?? "")}`.slice(0, 600)];
}

/** Requests that nhi's list of calls does not have, and those that could change something. */
export function outside(passed: readonly Passed[]): string[] {
  return passed
    .filter(
      ({ method, route }) =>
        route === undefined || !LISTED.has(route) || (method !== "GET" && route !== "POST /graphql"),
    )
    .map(({ method, url }) => `${method} ${url}`);
}
