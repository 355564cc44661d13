// Which operation a request is: by its own words, or by the paths of AWS's own models.
import type { IncomingMessage } from "node:http";
import { modelOf, type Operation } from "./aws-model.js";
import type { PassedCall } from "./recording-proxy.js";

/** What a request asks for, and who signed it. */
export async function readCall(incoming: IncomingMessage, body: string): Promise<PassedCall> {
  const credential = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(incoming.headers.authorization ?? "");
  const service = isOfControlPlane(incoming) ? "s3control" : versionOf(credential?.[3] ?? "?", incoming);
  const call = `${service}:${await nameOf(incoming, service, body)}`;
  return { call, key: credential?.[1] ?? "?", region: credential?.[2] ?? "?", body, status: 0 };
}

/** The control plane of S3 is signed for as S3 itself; its paths begin with the version of its API. */
function isOfControlPlane({ url = "" }: IncomingMessage): boolean {
  return url.startsWith("/v20180820/");
}

/** Both APIs of API Gateway are signed for alike; the paths of the newer one begin with its version. */
function versionOf(service: string, { url = "" }: IncomingMessage): string {
  return service === "apigateway" && url.startsWith("/v2/") ? "apigatewayv2" : service;
}

async function nameOf({ headers, method = "GET", url = "/" }: IncomingMessage, service: string, body: string) {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? "?";
  const action = new URLSearchParams(body).get("Action");
  return action ?? (await routeOf(service, method, url))?.operation.name ?? `${method} ${url}`;
}

export interface Routed {
  readonly operation: Operation;
  /** Parameters that stand in the path. */
  readonly labels: { readonly [name: string]: string };
}

interface Route {
  readonly operation: Operation;
  readonly path: RegExp;
  readonly labels: readonly string[];
  /** Keys that the query must have: `policy` of `/{Bucket}?policy`. */
  readonly query: readonly string[];
  /** Characters that are not placeholders; the most specific route wins. */
  readonly weight: number;
}

const routes = new Map<string, Promise<readonly Route[]>>();

/** The operation behind a path; undefined when no model knows it. */
export async function routeOf(service: string, method: string, url: string): Promise<Routed | undefined> {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const path = pathname.replace(/(?<=.)\/$/, "");
  const fits = ({ operation, path: pattern, query }: Route) =>
    operation.method === method && pattern.test(path) && query.every((key) => searchParams.has(key));
  const known = routes.get(service) ?? readRoutes(service);
  routes.set(service, known);
  const [best] = (await known).filter(fits).sort((a, b) => b.weight - a.weight);
  if (best === undefined) return undefined;
  const values = (best.path.exec(path) ?? []).slice(1).map(decodeURIComponent);
  const labels = Object.fromEntries(best.labels.map((name, at) => [name, values[at] ?? ""]));
  return { operation: best.operation, labels };
}

async function readRoutes(service: string): Promise<readonly Route[]> {
  const model = await modelOf(service).catch(() => undefined);
  return [...(model?.operations.values() ?? [])].map(toRoute);
}

function toRoute(operation: Operation): Route {
  const [path = "", query = ""] = operation.uri.split("?");
  const literal = path.replace(/(?<=.)\/$/, "").replaceAll(/[.*$^()|[\]\\]/g, "\\$&");
  const pattern = literal.replaceAll(/\{[^}+]+\+\}/g, "(.+)").replaceAll(/\{[^}]+\}/g, "([^/]+)");
  const labels = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
  const keys = query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => part.split("=")[0] ?? "");
  const weight = operation.uri.replaceAll(/\{[^}]+\}/g, "").length;
  return { operation, path: new RegExp(`^${pattern}$`), labels, query: keys, weight };
}
