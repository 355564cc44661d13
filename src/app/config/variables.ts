// The NHI_* variables. A value that does not fit, or a name that looks like a typo, is an error: in CI nobody sees a setting
// that was silently ignored.
import { delimiter } from "node:path";
import { UsageError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import { SEVERITIES, type Severity } from "../../model/words.js";
import { AZURE_CLOUDS } from "./azure-clouds.js";
import { NOT_A_REGION, parseRegions } from "./region.js";

/** What the environment sets; absent means not set. An empty variable counts as not set. */
export interface Variables {
  readonly config?: string | undefined;
  readonly db?: string | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly severity?: Severity | undefined;
  readonly failOn?: Severity | "none" | undefined;
  readonly baseline?: string | undefined;
  readonly newOnly?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly now?: Date | undefined;
  readonly organization?: boolean | undefined;
  readonly role?: string | undefined;
  readonly services?: boolean | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly everyUser?: boolean | undefined;
  readonly githubUrl?: string | undefined;
  readonly gitlabUrl?: string | undefined;
  readonly azureCloud?: string | undefined;
}

/** Every variable with what it sets; the documentation lists the same. */
export const VARIABLES: { readonly [name: string]: string } = {
  NHI_CONFIG: "configuration file, as --config",
  NHI_DB: "database file, as --db",
  NHI_SOURCES: "sources, separated by spaces or commas",
  NHI_RULES: "folders with further rules, separated as in PATH",
  NHI_SEVERITY: "as --severity",
  NHI_FAIL_ON: "as --fail-on",
  NHI_BASELINE: "as --baseline",
  NHI_NEW_ONLY: "true or false, as --new-only",
  NHI_STRICT: "true or false, as --strict",
  NHI_NOW: "as --now",
  NHI_AWS_ORGANIZATION: "true or false, as --organization",
  NHI_AWS_ROLE: "as --role",
  NHI_AWS_SERVICES: "true or false, as --services and --no-services",
  NHI_AWS_REGIONS: "as --regions",
  NHI_AWS_EVERY_USER: "true or false, as --every-user",
  NHI_GITHUB_URL: "as --github-url",
  NHI_GITHUB_TOKEN: "token for GitHub; else GH_TOKEN, GITHUB_TOKEN, or what gh auth token gives",
  NHI_GITHUB_APP_ID: "GitHub App to sign in as; its installation is found by the owner",
  NHI_GITHUB_APP_PRIVATE_KEY: "private key of the App in PEM form",
  NHI_GITHUB_APP_PRIVATE_KEY_FILE: "file with that key",
  NHI_GITHUB_APP_INSTALLATION_ID: "installation of the App, when it is not to be looked for",
  NHI_GITLAB_URL: "as --gitlab-url",
  NHI_GITLAB_TOKEN: "token for GitLab; else GITLAB_TOKEN or GITLAB_ACCESS_TOKEN",
  NHI_CIRCLECI_URL: "address of an own CircleCI server; else CIRCLECI_CLI_HOST, else circleci.com",
  NHI_CIRCLECI_TOKEN: "token for CircleCI; else CIRCLECI_CLI_TOKEN or CIRCLE_TOKEN",
  NHI_JENKINS_USER: "user to sign in to Jenkins as; else JENKINS_USER_ID",
  NHI_JENKINS_TOKEN: "API token of that user; else JENKINS_API_TOKEN",
  NHI_OPENAI_ADMIN_KEY: "admin key of an organisation of OpenAI; else OPENAI_ADMIN_KEY",
  NHI_OPENAI_URL: "another address than https://api.openai.com",
  NHI_ANTHROPIC_ADMIN_KEY: "Admin API key of an organisation of Anthropic; else ANTHROPIC_ADMIN_KEY",
  NHI_ANTHROPIC_URL: "another address than https://api.anthropic.com",
  NHI_KUBERNETES_TOKEN: "token for the cluster, instead of what the kubeconfig says",
  NHI_AZURE_CLOUD: "as --azure-cloud",
  NHI_GRAPH_URL: "address of Microsoft Graph, where it is another one than that of the cloud",
  NHI_AZURE_MANAGER_URL: "address of Azure Resource Manager, where it is another one than that of the cloud",
  NHI_GOOGLE_ACCESS_TOKEN:
    "token for Google; else CLOUDSDK_AUTH_ACCESS_TOKEN or GOOGLE_OAUTH_ACCESS_TOKEN, else application default credentials",
  NHI_GOOGLE_IMPERSONATE_SERVICE_ACCOUNT: "service account to impersonate; several, with commas, are a chain",
  NHI_GOOGLE_API_URL: "one address for all of Google's APIs",
  NHI_WORKSPACE_ACCESS_TOKEN: "token for Workspace, instead of the one for Google",
  NHI_WORKSPACE_ADMIN: "administrator whom a service account with domain-wide delegation signs in for",
  NHI_WORKSPACE_DELEGATION: "file with the admin console's list of domain-wide delegation, which no API gives",
  NHI_JOIN_KEY: "key that joins equal secrets in several places without keeping them; 16 characters or more",
};

/** Reads the variables; UsageError for a mistyped name or a value that does not fit. Other names are somebody else's. */
export function readVariables(env: NodeJS.ProcessEnv): Variables {
  refuseTypos(env);
  return {
    config: text(env, "NHI_CONFIG"),
    db: text(env, "NHI_DB"),
    sources: list(env, "NHI_SOURCES", /[\s,]+/),
    rules: list(env, "NHI_RULES", delimiter),
    severity: oneOf(env, "NHI_SEVERITY", SEVERITIES),
    failOn: oneOf(env, "NHI_FAIL_ON", [...SEVERITIES, "none" as const]),
    baseline: text(env, "NHI_BASELINE"),
    newOnly: toggle(env, "NHI_NEW_ONLY"),
    strict: toggle(env, "NHI_STRICT"),
    now: time(env, "NHI_NOW"),
    organization: toggle(env, "NHI_AWS_ORGANIZATION"),
    role: text(env, "NHI_AWS_ROLE"),
    services: toggle(env, "NHI_AWS_SERVICES"),
    regions: regions(env),
    everyUser: toggle(env, "NHI_AWS_EVERY_USER"),
    githubUrl: text(env, "NHI_GITHUB_URL"),
    gitlabUrl: text(env, "NHI_GITLAB_URL"),
    azureCloud: oneOf(env, "NHI_AZURE_CLOUD", AZURE_CLOUDS),
  };
}

function refuseTypos(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith("NHI_") || Object.hasOwn(VARIABLES, name)) continue;
    const meant = didYouMean(name, Object.keys(VARIABLES));
    if (meant !== "") throw new UsageError(`the environment sets ${name}${meant}`);
  }
}

function text(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return env[name] || undefined;
}

function list(env: NodeJS.ProcessEnv, name: string, separator: string | RegExp): string[] | undefined {
  const parts = env[name]?.split(separator).filter((part) => part !== "") ?? [];
  return parts.length === 0 ? undefined : parts;
}

function oneOf<T extends string>(env: NodeJS.ProcessEnv, name: string, known: readonly T[]): T | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  const found = known.find((word) => word === value.toLowerCase());
  if (found === undefined) throw new UsageError(`${name}=${value}: not one of ${known.join(", ")}`);
  return found;
}

function toggle(env: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  if (/^(?:true|1|yes|on)$/i.test(value)) return true;
  if (/^(?:false|0|no|off)$/i.test(value)) return false;
  throw new UsageError(`${name}=${value}: write true or false`);
}

function regions(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const value = text(env, "NHI_AWS_REGIONS");
  if (value === undefined) return undefined;
  const { regions: named, fault } = parseRegions(value);
  if (fault !== undefined) throw new UsageError(`NHI_AWS_REGIONS=${value}: "${fault}": ${NOT_A_REGION}`);
  return named.length === 0 ? undefined : named;
}

function time(env: NodeJS.ProcessEnv, name: string): Date | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  const now = new Date(value);
  if (Number.isNaN(now.getTime())) throw new UsageError(`${name}=${value}: not a date; write 2026-11-01T00:00:00Z`);
  return now;
}
