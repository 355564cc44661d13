// Where GitHub answers: github.com, an own server (GHES), a host with data residency (*.ghe.com), or as Actions says.
import { UsageError } from "../../model/errors.js";
import { isLoopback } from "../loopback.js";

export interface Addresses {
  /** Base of the REST API, without a slash at its end. */
  readonly api: string;
  readonly graphql: string;
  /** Host that people see: github.com. */
  readonly host: string;
}

const GITHUB = "github.com";

/**
 * Addresses for `--github-url`, else GITHUB_API_URL (with GITHUB_GRAPHQL_URL and GITHUB_SERVER_URL, as Actions sets them),
 * else github.com. Throws UsageError for what is no address, or would send a token in the clear.
 */
export function addressesOf(url: string | undefined, env: NodeJS.ProcessEnv): Addresses {
  if (url !== undefined && url !== "") return ofWebAddress(parse(url, "--github-url"));
  const set = env["GITHUB_API_URL"];
  if (set === undefined || set === "") return ofWebAddress(new URL(`https://${GITHUB}`));
  const api = parse(set, "GITHUB_API_URL");
  const graphql = env["GITHUB_GRAPHQL_URL"];
  const server = env["GITHUB_SERVER_URL"];
  return {
    api: bare(api),
    graphql: graphql ? bare(parse(graphql, "GITHUB_GRAPHQL_URL")) : graphqlOf(api),
    host: server ? parse(server, "GITHUB_SERVER_URL").host : api.host.replace(/^api\./, ""),
  };
}

function ofWebAddress(url: URL): Addresses {
  const isApi = url.host.startsWith("api.") || url.pathname.replace(/\/+$/, "") !== "";
  if (isApi) return { api: bare(url), graphql: graphqlOf(url), host: url.host.replace(/^api\./, "") };
  if (url.host === GITHUB || url.host.endsWith(".ghe.com")) {
    const api = `${url.protocol}//api.${url.host}`;
    return { api, graphql: `${api}/graphql`, host: url.host };
  }
  return { api: `${url.origin}/api/v3`, graphql: `${url.origin}/api/graphql`, host: url.host };
}

function graphqlOf(api: URL): string {
  const base = bare(api);
  return base.endsWith("/api/v3") ? `${base.slice(0, -"/v3".length)}/graphql` : `${base}/graphql`;
}

function bare(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function parse(text: string, from: string): URL {
  let url: URL;
  try {
    url = new URL(text.includes("://") ? text : `https://${text}`);
  } catch (cause) {
    throw new UsageError(`${from} ${text}: not an address; write it as https://github.example.com`, { cause });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`${from}: holds a user name or password; leave it out, the token comes from GITHUB_TOKEN`);
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw new UsageError(`${from} ${text}: a token is only sent over https, or to a loopback address`);
}
