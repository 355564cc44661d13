// Who nhi signs in as: a token of the environment, or Application Default Credentials; either may impersonate a service account.
import type { AuthClient } from "google-auth-library";
import { AuthError } from "../../model/errors.js";

export interface SignIn {
  readonly client: AuthClient;
  /** Where it came from, for messages. */
  readonly from: string;
}

/** Several of the APIs know no scope that only reads: what nhi may do is up to its roles and to its list of calls. */
const SCOPES = ["https://www.googleapis.com/auth/cloud-platform"];
const TOKENS = ["NHI_GOOGLE_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"];
const IMPERSONATED = [
  "NHI_GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
  "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
  "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
];
const LIFETIME_S = 3600;

/** The sign-in of the environment. Throws AuthError, in words for people, when there is none. */
export async function findSignIn(env: NodeJS.ProcessEnv): Promise<SignIn> {
  const source = await sourceOf(env);
  const target = IMPERSONATED.map((name) => env[name]).find((value) => value);
  if (!target) return source;
  const { Impersonated } = await import("google-auth-library");
  const [targetPrincipal = "", ...others] = target.split(",").reverse();
  const client = new Impersonated({
    sourceClient: source.client,
    targetPrincipal,
    delegates: others.reverse(),
    targetScopes: SCOPES,
    lifetime: LIFETIME_S,
  });
  return { client, from: `${source.from}, as ${targetPrincipal}` };
}

async function sourceOf(env: NodeJS.ProcessEnv): Promise<SignIn> {
  const { GoogleAuth, OAuth2Client } = await import("google-auth-library");
  const name = TOKENS.find((one) => env[one]);
  if (name !== undefined) {
    const client = new OAuth2Client();
    client.setCredentials({ access_token: env[name] ?? null });
    return { client, from: name };
  }
  try {
    const auth = new GoogleAuth({ scopes: SCOPES });
    return { client: await auth.getClient(), from: "application default credentials" };
  } catch (cause) {
    throw new AuthError(
      `gcp: no sign-in found: run gcloud auth application-default login, set GOOGLE_APPLICATION_CREDENTIALS, or set ${TOKENS[0]}`,
      { cause },
    );
  }
}
