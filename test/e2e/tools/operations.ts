// Which operation a request of a REST service is, by AWS's own service models, which Debian's botocore brings with moto.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const MODELS = "/usr/lib/python3/dist-packages/botocore/data";

/** Services that sign with a name that is not the one of their model. */
const MODEL_OF: { readonly [service: string]: string } = { bedrock: "bedrock-agent" };

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** Keys that the query must have: `policy` of `/{Bucket}?policy`. */
  readonly query: readonly string[];
  /** Characters that are not placeholders; the most specific route wins. */
  readonly weight: number;
}

const routes = new Map<string, readonly Route[]>();

/** `ListFunctions` for (lambda, GET, /2015-03-31/functions); undefined when no model knows it. */
export function restOperation(service: string, method: string, url: string): string | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const path = pathname.replace(/(?<=.)\/$/, "");
  const fits = ({ method: wanted, path: pattern, query }: Route) =>
    wanted === method && pattern.test(path) && query.every((key) => searchParams.has(key));
  const [best] = routesOf(service)
    .filter(fits)
    .sort((a, b) => b.weight - a.weight);
  return best?.operation;
}

function routesOf(service: string): readonly Route[] {
  const known = routes.get(service) ?? readRoutes(service);
  routes.set(service, known);
  return known;
}

interface ServiceModel {
  readonly operations: {
    readonly [name: string]: { readonly http: { readonly method: string; readonly requestUri: string } };
  };
}

function readRoutes(service: string): Route[] {
  const folder = join(MODELS, MODEL_OF[service] ?? service);
  const latest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (latest === undefined) return [];
  const model = JSON.parse(readFileSync(join(folder, latest, "service-2.json"), "utf8")) as ServiceModel;
  return Object.entries(model.operations).map(([operation, { http }]) =>
    toRoute(operation, http.method, http.requestUri),
  );
}

function toRoute(operation: string, method: string, requestUri: string): Route {
  const [path = "", query = ""] = requestUri.split("?");
  const literal = path.replace(/(?<=.)\/$/, "").replaceAll(/[.*$^()|[\]\\]/g, "\\$&");
  const pattern = literal.replaceAll(/\{[^}+]+\+\}/g, ".+").replaceAll(/\{[^}]+\}/g, "[^/]+");
  const keys = query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => part.split("=")[0] ?? "");
  const weight = requestUri.replaceAll(/\{[^}]+\}/g, "").length;
  return { operation, method, path: new RegExp(`^${pattern}$`), query: keys, weight };
}
