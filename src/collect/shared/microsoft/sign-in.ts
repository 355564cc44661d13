// Who nhi signs in as: the default chain of @azure/identity for the tenant that was named (the own one where none is), and in a job of GitHub Actions
// the job's own token where an application trusts it. The SDK is loaded when a token is needed.
import type { TokenCredential } from "@azure/identity";
import { fieldsOf, textOf } from "../../fields.js";
import type { Cloud } from "./clouds.js";

/** A token for an API, made new when it ends. */
export type GetToken = (signal: AbortSignal) => Promise<string>;

const AUDIENCE = "api://AzureADTokenExchange";

/** Tokens of a tenant for an API of a cloud; asked for when the first one is needed. */
export function tokensFor(tenant: string | undefined, cloud: Cloud, api: string, env: NodeJS.ProcessEnv): GetToken {
  let credential: Promise<TokenCredential> | undefined;
  let known: { readonly token: string; readonly until: number } | undefined;
  let asked: Promise<string> | undefined;
  const ask = async (signal: AbortSignal): Promise<string> => {
    credential ??= openCredential(tenant, cloud, env);
    const answer = await (await credential).getToken(`${api}/.default`, { abortSignal: signal });
    if (answer === null) throw new Error("the sign-in gave no token");
    known = { token: answer.token, until: answer.expiresOnTimestamp - 5 * 60_000 };
    return answer.token;
  };
  return async (signal) => {
    if (known !== undefined && known.until > Date.now()) return known.token;
    asked ??= ask(signal).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

async function openCredential(
  tenant: string | undefined,
  cloud: Cloud,
  env: NodeJS.ProcessEnv,
): Promise<TokenCredential> {
  const { ClientAssertionCredential, DefaultAzureCredential } = await import("@azure/identity");
  const options = {
    authorityHost: cloud.authority,
    // An authority that is not Microsoft's own is asked itself, not Microsoft about it.
    disableInstanceDiscovery: !/^https:\/\/login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn)$/.test(
      cloud.authority,
    ),
    additionallyAllowedTenants: [],
  };
  const client = env["AZURE_CLIENT_ID"];
  const hasOther = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"].some(
    (name) => env[name],
  );
  const url = env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (tenant !== undefined && client && url && bearer && !hasOther) {
    return new ClientAssertionCredential(tenant, client, () => jobToken(url, bearer), options);
  }
  return new DefaultAzureCredential({ ...(tenant === undefined ? {} : { tenantId: tenant }), ...options });
}

/** The token that GitHub gives a job with `id-token: write`. */
async function jobToken(url: string, bearer: string): Promise<string> {
  const response = await fetch(`${url}&audience=${encodeURIComponent(AUDIENCE)}`, {
    headers: { authorization: `bearer ${bearer}` },
    redirect: "error",
  });
  const value = response.ok ? textOf(fieldsOf(await response.json())["value"]) : undefined;
  if (value === undefined) throw new Error(`GitHub gave no id-token for the job (HTTP ${response.status})`);
  return value;
}
