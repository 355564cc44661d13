// Where Google's APIs are: one host each; all below one address where the user names another (a proxy, a test server).
import { serverAddress } from "../rest/address.js";
import type { GoogleCall } from "./call.js";

/** APIs whose paths begin with their own name. */
const NAMED: ReadonlySet<string> = new Set(["admin", "compute", "deploymentmanager", "storage"]);

export interface Addresses {
  /** Address of an API without the path of the call: `https://iam.googleapis.com/v1`. */
  base(call: Pick<GoogleCall, "api" | "version">): string;
  readonly name: string;
}

/** Google's own hosts, or everything below `NHI_GOOGLE_API_URL` as `<address>/<api>/<version>/…`. Throws UsageError. */
export function addressesOf(env: NodeJS.ProcessEnv): Addresses {
  const own = env["NHI_GOOGLE_API_URL"];
  const prefix = ({ api, version }: Pick<GoogleCall, "api" | "version">) =>
    `${NAMED.has(api) ? `${api}/` : ""}${version}`;
  if (!own) return { name: "googleapis.com", base: (call) => `https://${call.api}.googleapis.com/${prefix(call)}` };
  const { base, host } = serverAddress(own, "NHI_GOOGLE_API_URL");
  return { name: host, base: (call) => `${base}/${call.api}/${prefix(call)}` };
}
