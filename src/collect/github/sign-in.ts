// Who nhi signs in as: a GitHub App, a token of the environment, or the one that the gh command keeps.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { AuthError } from "../../model/errors.js";

export type SignIn = TokenSignIn | AppSignIn;

export interface TokenSignIn {
  readonly kind: "token";
  readonly token: string;
  /** Where it came from, for messages: GITHUB_TOKEN. */
  readonly from: string;
}

export interface AppSignIn {
  readonly kind: "app";
  readonly appId: string;
  readonly privateKey: string;
  readonly installationId: number | undefined;
  readonly from: string;
}

const run = promisify(execFile);
/** Variables as the gh command reads them: those of an own server never go to github.com, and the other way round. */
const TOKENS = { cloud: ["GH_TOKEN", "GITHUB_TOKEN"], server: ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"] };
/** What is meant for nhi alone comes first, and goes to whatever host nhi was told to ask. */
const OWN_TOKEN = "NHI_GITHUB_TOKEN";

/** The sign-in for a host. Throws AuthError, in words for people, when there is none. */
export async function findSignIn(host: string, env: NodeJS.ProcessEnv): Promise<SignIn> {
  const app = await appOf(env);
  if (app !== undefined) return app;
  const own = env[OWN_TOKEN];
  if (own) return { kind: "token", token: own, from: OWN_TOKEN };
  const isCloud = host === "github.com" || host.endsWith(".ghe.com");
  // In Actions on an own server GITHUB_TOKEN is its token.
  const names = isCloud ? TOKENS.cloud : [...TOKENS.server, ...(isOwnActions(host, env) ? TOKENS.cloud : [])];
  for (const name of names) {
    const token = env[name];
    if (token) return { kind: "token", token, from: name };
  }
  const kept = await tokenOfGh(host);
  if (kept !== undefined) return { kind: "token", token: kept, from: "gh auth token" };
  throw new AuthError(
    `github: no sign-in for ${host} found: set ${names[0]}, set NHI_GITHUB_APP_ID and NHI_GITHUB_APP_PRIVATE_KEY_FILE, or run gh auth login`,
  );
}

function isOwnActions(host: string, env: NodeJS.ProcessEnv): boolean {
  const server = env["GITHUB_SERVER_URL"];
  return server?.endsWith(`//${host}`) === true;
}

/** The App of the environment: `NHI_GITHUB_APP_ID` and its siblings, or the same without NHI_. */
async function appOf(env: NodeJS.ProcessEnv): Promise<AppSignIn | undefined> {
  const prefix = env["NHI_GITHUB_APP_ID"] ? "NHI_GITHUB_APP" : "GITHUB_APP";
  const appId = env[`${prefix}_ID`];
  if (!appId) return undefined;
  const file = env[`${prefix}_PRIVATE_KEY_FILE`];
  const given = env[`${prefix}_PRIVATE_KEY`];
  if (!file && !given) {
    throw new AuthError(
      `github: ${prefix}_ID is set and no key: set ${prefix}_PRIVATE_KEY_FILE (or ${prefix}_PRIVATE_KEY), or unset ${prefix}_ID`,
    );
  }
  const text = given || (await keyIn(file ?? "", `${prefix}_PRIVATE_KEY_FILE`));
  // A key in one line of a variable has its line ends written out.
  const privateKey = text.includes("\\n") ? text.replaceAll("\\n", "\n") : text;
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(privateKey)) {
    throw new AuthError(`github: ${given ? `${prefix}_PRIVATE_KEY` : file} holds no private key in PEM form`);
  }
  const installation = env[`${prefix}_INSTALLATION_ID`];
  if (installation && !/^\d+$/.test(installation)) {
    throw new AuthError(`github: ${prefix}_INSTALLATION_ID is a number; it may be left out`);
  }
  const installationId = installation ? Number(installation) : undefined;
  return { kind: "app", appId, privateKey, installationId, from: `app ${appId}` };
}

async function keyIn(file: string, variable: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    throw new AuthError(`github: ${variable} ${file}: cannot be read (${code})`, { cause });
  }
}

/** The token of the gh command; undefined when it is not there or not signed in. */
async function tokenOfGh(host: string): Promise<string | undefined> {
  try {
    const { stdout } = await run("gh", ["auth", "token", "--hostname", host], { timeout: 10_000 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
