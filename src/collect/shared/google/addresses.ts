// Where Google's APIs are: one host each; all below one address where the user names another (a proxy, a test server).
import { serverAddress } from "../rest/address.js";
import type { GoogleCall } from "./call.js";

/** APIs whose paths begin with their own name. */
const NAMED: ReadonlySet<string> = new Set(["admin", "compute", "deploymentmanager", "storage"]);

/** The place whose host has no prefix. */
const GLOBAL = "global";

export interface Addresses {
  /**
   * Address of an API without the path of the call: `https://iam.googleapis.com/v1`; at the host of a place where one is named:
   * `https://europe-west1-aiplatform.googleapis.com/v1`. https://cloud.google.com/vertex-ai/docs/reference/rest#service-endpoint
   */
  base(call: Pick<GoogleCall, "api" | "version">, place?: string): string;
  readonly name: string;
}

/** Google's own hosts, or everything below `NHI_GOOGLE_API_URL` as `<address>/<api>/<version>/…`. Throws UsageError. */
export function addressesOf(env: NodeJS.ProcessEnv): Addresses {
  const own = env["NHI_GOOGLE_API_URL"];
  const prefix = ({ api, version }: Pick<GoogleCall, "api" | "version">) =>
    `${NAMED.has(api) ? `${api}/` : ""}${version}`;
  if (!own) {
    const base: Addresses["base"] = (call, place = GLOBAL) =>
      `https://${place === GLOBAL ? "" : `${place}-`}${call.api}.googleapis.com/${prefix(call)}`;
    return { name: "googleapis.com", base };
  }
  const { base, host } = serverAddress(own, "NHI_GOOGLE_API_URL");
  return { name: host, base: (call) => `${base}/${call.api}/${prefix(call)}` };
}
