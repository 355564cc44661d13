// Where Google's APIs are: one host each; all below one address where the user names another (a proxy, a test server).
import { UsageError } from "../../model/errors.js";
import type { GcpCall } from "./call.js";

/** APIs whose paths begin with their own name. */
const NAMED: ReadonlySet<string> = new Set(["compute", "storage"]);

export interface Addresses {
  /** Address of an API without the path of the call: `https://iam.googleapis.com/v1`. */
  base(call: Pick<GcpCall, "api" | "version">): string;
  readonly name: string;
}

/** Google's own hosts, or everything below `NHI_GOOGLE_API_URL` as `<address>/<api>/<version>/…`. Throws UsageError. */
export function addressesOf(env: NodeJS.ProcessEnv): Addresses {
  const own = env["NHI_GOOGLE_API_URL"];
  const prefix = ({ api, version }: Pick<GcpCall, "api" | "version">) => `${NAMED.has(api) ? `${api}/` : ""}${version}`;
  if (!own) return { name: "googleapis.com", base: (call) => `https://${call.api}.googleapis.com/${prefix(call)}` };
  const url = toUrl(own);
  if (url === undefined || (url.protocol !== "https:" && !isLoopback(url.hostname))) {
    throw new UsageError(`NHI_GOOGLE_API_URL "${own}": give an https address, or http to a loopback address`);
  }
  const root = url.href.replace(/\/+$/, "");
  return { name: url.host, base: (call) => `${root}/${call.api}/${prefix(call)}` };
}

function toUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
