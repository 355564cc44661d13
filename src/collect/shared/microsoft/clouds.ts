// Where Microsoft Graph, Resource Manager and their sign-in answer: the public cloud and the national ones.
import { UsageError } from "../../../model/errors.js";
import { didYouMean } from "../../../model/nearest.js";

export interface Cloud {
  readonly name: string;
  /** Base of Microsoft Graph, without version and slash at its end. */
  readonly graph: string;
  /** Base of Azure Resource Manager. */
  readonly manager: string;
  /** Where tokens come from. */
  readonly authority: string;
  /** What tokens are asked for: the cloud's own API, also where another address stands for it. */
  readonly graphApi: string;
  readonly managerApi: string;
}

const CLOUDS: { readonly [name: string]: Pick<Cloud, "graph" | "manager" | "authority"> } = {
  public: {
    graph: "https://graph.microsoft.com",
    manager: "https://management.azure.com",
    authority: "https://login.microsoftonline.com",
  },
  usgov: {
    graph: "https://graph.microsoft.us",
    manager: "https://management.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
  },
  "usgov-dod": {
    graph: "https://dod-graph.microsoft.us",
    manager: "https://management.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
  },
  china: {
    graph: "https://microsoftgraph.chinacloudapi.cn",
    manager: "https://management.chinacloudapi.cn",
    authority: "https://login.partner.microsoftonline.cn",
  },
};

/**
 * The cloud of `--azure-cloud`; `AZURE_AUTHORITY_HOST` tells it too. `NHI_GRAPH_URL` and `NHI_AZURE_MANAGER_URL` name other
 * addresses of Graph and Resource Manager. Throws UsageError.
 */
export function cloudOf(named: string | undefined, env: NodeJS.ProcessEnv): Cloud {
  const authority = env["AZURE_AUTHORITY_HOST"]?.replace(/\/+$/, "");
  const name = named ?? byAuthority(authority) ?? "public";
  const known = Object.hasOwn(CLOUDS, name) ? CLOUDS[name] : undefined;
  if (known === undefined) {
    const names = Object.keys(CLOUDS);
    throw new UsageError(`unknown cloud "${name}"${didYouMean(name, names) || `; one of: ${names.join(", ")}`}`);
  }
  const graph = urlOf("NHI_GRAPH_URL", env) ?? known.graph;
  const manager = urlOf("NHI_AZURE_MANAGER_URL", env) ?? known.manager;
  const others = Object.values(CLOUDS);
  return {
    name,
    graph,
    manager,
    graphApi: others.some((one) => one.graph === graph) ? graph : known.graph,
    managerApi: others.some((one) => one.manager === manager) ? manager : known.manager,
    authority: named === undefined && authority ? authority : known.authority,
  };
}

function byAuthority(authority: string | undefined): string | undefined {
  const host = authority?.replace(/^https:\/\//, "");
  return Object.keys(CLOUDS).find((name) => CLOUDS[name]?.authority === `https://${host}`);
}

function urlOf(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new UsageError(`${name} ${text}: not an address; write it as https://graph.example.com`);
  }
  if (url.username !== "" || url.password !== "") throw new UsageError(`${name}: holds a password; leave it out`);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
