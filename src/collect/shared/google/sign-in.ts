// Who nhi signs in as: a token of the environment, or Application Default Credentials; either may impersonate a service account.
import type { AuthClient } from "google-auth-library";
import { AuthError } from "../../../model/errors.js";
import { once } from "../../../model/once.js";

export interface SignIn {
  readonly client: AuthClient;
  /** Where it came from, for messages. */
  readonly from: string;
}

export interface SignInWish {
  /** Variable of the environment that a user may name a token in for this source alone. */
  readonly token?: string;
  readonly scopes: readonly string[];
  /** User whom a service account with domain-wide delegation stands in for. */
  readonly subject?: string | undefined;
  /** Beginning of messages: `gcp`. */
  readonly source: string;
}

const TOKENS = ["NHI_GOOGLE_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"];
const IMPERSONATED = [
  "NHI_GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
  "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
  "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
];
const LIFETIME_S = 3600;

/** The sign-in of the environment. Throws AuthError, in words for people, when there is none. */
export async function findSignIn(env: NodeJS.ProcessEnv, wish: SignInWish): Promise<SignIn> {
  const source = await sourceOf(env, wish);
  const target = IMPERSONATED.map((name) => env[name]).find((value) => value);
  if (!target) return source;
  const { Impersonated } = await import("./auth-library.js");
  const [targetPrincipal = "", ...others] = target.split(",").reverse();
  const client = new Impersonated({
    sourceClient: source.client,
    targetPrincipal,
    delegates: others.reverse(),
    targetScopes: [...wish.scopes],
    lifetime: LIFETIME_S,
  });
  return { client, from: `${source.from}, as ${targetPrincipal}` };
}

async function sourceOf(env: NodeJS.ProcessEnv, { token, scopes, subject, source }: SignInWish): Promise<SignIn> {
  const { GoogleAuth, OAuth2Client } = await import("./auth-library.js");
  const names = token === undefined ? TOKENS : [token, ...TOKENS];
  const name = names.find((one) => env[one]);
  if (name !== undefined) {
    const client = new OAuth2Client();
    client.setCredentials({ access_token: env[name] ?? null });
    return { client, from: name };
  }
  leaveOutLookups();
  try {
    const auth = new GoogleAuth({
      scopes: [...scopes],
      ...(subject === undefined ? {} : { clientOptions: { subject } }),
    });
    const from = `application default credentials${subject === undefined ? "" : `, for ${subject}`}`;
    return { client: await auth.getClient(), from };
  } catch (cause) {
    throw new AuthError(
      `${source}: no sign-in found: run gcloud auth application-default login, set GOOGLE_APPLICATION_CREDENTIALS, or set ${names[0]}`,
      { cause },
    );
  }
}

/**
 * Where there is no server of metadata, as on most machines, the library warns of it on stderr, with an advice about Node; the
 * error that follows says what to do.
 */
const leaveOutLookups = once(() => {
  const emit = process.emitWarning.bind(process) as (...all: readonly unknown[]) => void;
  process.emitWarning = (...all: readonly unknown[]): void => {
    if (all[1] !== "MetadataLookupWarning") emit(...all);
  };
});
