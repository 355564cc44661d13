// What this machine can reach, told from the environment and config files alone: nothing is called.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { homeFolder } from "../collect/home-folder.js";
import { detectGoogle } from "./detect-google.js";
import type { DetectedSource } from "./detected-source.js";

export interface Detected {
  /** What a scan without a source reads. */
  readonly sources: readonly DetectedSource[];
  /** Further sign-ins that have to be named: often the same account in another role. */
  readonly others: readonly DetectedSource[];
}

/** Where the maker of the machine stands on Linux; asking the metadata service would be a call. */
const MAKER = "/sys/class/dmi/id/sys_vendor";

/** Sources for which this machine seems to hold a sign-in. */
export function detectSources(env: NodeJS.ProcessEnv, maker: string = MAKER): Detected {
  const profiles = awsProfiles(env);
  const main = mainAws(env, profiles) ?? instanceAws(env, maker);
  const others = profiles
    .filter(({ name }) => `aws:${name}` !== main?.source && name !== "default")
    .map(({ name, signIn }) => ({ source: `aws:${name}`, because: signIn }));
  return {
    sources: [
      ...(main === undefined ? [] : [main]),
      ...detectMicrosoft(env),
      ...detectGoogle(env),
      ...detectGitHub(env),
      ...detectGitLab(env),
      ...detectJenkins(env),
      ...detectCircleci(env),
      ...detectAnthropic(env),
    ],
    others,
  };
}

/**
 * An application in the environment of @azure/identity with something to prove it: its tenant, and the subscription that is named
 * beside it, else all that it may read. The Azure CLI has to be asked for by name.
 */
function detectMicrosoft(env: NodeJS.ProcessEnv): DetectedSource[] {
  const tenant = env["AZURE_TENANT_ID"];
  const proof = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"].find(
    (name) => env[name],
  );
  if (!tenant || !env["AZURE_CLIENT_ID"] || proof === undefined) return [];
  const because = `AZURE_CLIENT_ID and ${proof} are set`;
  const subscription = env["AZURE_SUBSCRIPTION_ID"];
  return [
    { source: `entra:${tenant}`, because },
    subscription
      ? { source: `azure:${subscription}`, because: `${because}, and AZURE_SUBSCRIPTION_ID` }
      : { source: "azure:all", because },
  ];
}

/** A user with a token, and the controller that runs the build we are in or that the command of Jenkins is set to. */
function detectJenkins(env: NodeJS.ProcessEnv): DetectedSource[] {
  const user = ["NHI_JENKINS_USER", "JENKINS_USER_ID"].find((name) => env[name]);
  const token = ["NHI_JENKINS_TOKEN", "JENKINS_API_TOKEN"].find((name) => env[name]);
  const address = env["JENKINS_URL"];
  if (user === undefined || token === undefined || !address) return [];
  return [{ source: `jenkins:${address.replace(/\/+$/, "")}`, because: `JENKINS_URL, ${user} and ${token} are set` }];
}

/** A key that says which organisation it is of. That of OpenAI does not, and has to be given a name. */
function detectAnthropic(env: NodeJS.ProcessEnv): DetectedSource[] {
  const key = ["NHI_ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_KEY"].find((name) => env[name]);
  return key === undefined ? [] : [{ source: "anthropic", because: `${key} is set` }];
}

/** A token, and the organisation of the job that we are in. */
function detectCircleci(env: NodeJS.ProcessEnv): DetectedSource[] {
  const token = ["NHI_CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN", "CIRCLE_TOKEN"].find((name) => env[name]);
  const [owner, url] = [env["CIRCLE_PROJECT_USERNAME"], env["CIRCLE_REPOSITORY_URL"] ?? ""];
  const host = /github\.com/.test(url) ? "gh" : /bitbucket\.org/.test(url) ? "bb" : undefined;
  if (token === undefined || env["CIRCLECI"] !== "true" || !owner || host === undefined) return [];
  return [{ source: `circleci:${host}/${owner}`, because: `${token} is set, in a job of ${owner}` }];
}

/** A token, and the group that the job or the checkout we stand in is of. */
function detectGitLab(env: NodeJS.ProcessEnv): DetectedSource[] {
  const token = ["NHI_GITLAB_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"].find((name) => env[name]);
  if (token === undefined) return [];
  const ofJob = env["GITLAB_CI"] === "true" ? env["CI_PROJECT_ROOT_NAMESPACE"] : undefined;
  if (ofJob) return [{ source: `gitlab:${ofJob}`, because: `${token} is set, in a job of ${ofJob}` }];
  const group = ownerOfCheckout(process.cwd(), "gitlab\\.com");
  return group === undefined
    ? []
    : [{ source: `gitlab:${group}`, because: `${token} is set, and origin is ${group}'s` }];
}

/** A token in the environment says that we may read, Actions or the checkout we stand in says what. */
function detectGitHub(env: NodeJS.ProcessEnv): DetectedSource[] {
  const token = ["NHI_GITHUB_TOKEN", "NHI_GITHUB_APP_ID", "GH_TOKEN", "GITHUB_TOKEN"].find((name) => env[name]);
  if (token === undefined) return [];
  // The token of a job reads its own repository only.
  const ofJob = env["GITHUB_ACTIONS"] === "true" ? env["GITHUB_REPOSITORY"] : undefined;
  if (ofJob) return [{ source: `github:${ofJob}`, because: `${token} is set, in a job of ${ofJob}` }];
  const owner = ownerOfCheckout(process.cwd(), "github\\.com");
  return owner === undefined
    ? []
    : [{ source: `github:${owner}`, because: `${token} is set, and origin is ${owner}'s` }];
}

/** Owner on a host (a pattern) of the remote `origin` of a checkout; undefined when there is none. */
function ownerOfCheckout(folder: string, host: string): string | undefined {
  try {
    const config = readFileSync(join(folder, ".git", "config"), "utf8");
    const [, section = ""] = /\[remote "origin"\]([^[]*)/.exec(config) ?? [];
    const remote = new RegExp(
      `^\\s*url\\s*=\\s*(?:https://(?:[^@/\\s]*@)?|ssh://git@|git@)${host}[:/]([A-Za-z0-9_.-]+)/`,
      "m",
    );
    return remote.exec(section)?.[1];
  } catch {
    return undefined;
  }
}

const AWS_SIGNS: readonly (readonly [variable: string, because: string])[] = [
  ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID is set"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE is set"],
  ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "container credentials are offered"],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "container credentials are offered"],
];

function mainAws(env: NodeJS.ProcessEnv, profiles: readonly Profile[]): DetectedSource | undefined {
  const profile = env["AWS_PROFILE"];
  if (profile) return { source: `aws:${profile}`, because: "AWS_PROFILE is set" };
  const sign = AWS_SIGNS.find(([variable]) => env[variable]);
  if (sign !== undefined) return { source: "aws", because: sign[1] };
  const [first, second] = profiles;
  if (profiles.some(({ name }) => name === "default")) {
    return { source: "aws", because: "the shared AWS files have a default profile" };
  }
  if (first === undefined || second !== undefined) return undefined;
  return { source: `aws:${first.name}`, because: "the only profile of the shared AWS files" };
}

/** An instance may have a role; whether it has, only the metadata service knows. */
function instanceAws(env: NodeJS.ProcessEnv, maker: string): DetectedSource | undefined {
  if (env["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true") return undefined;
  const isInstance = fileText(maker).startsWith("Amazon EC2");
  return isInstance ? { source: "aws", because: "this machine is an EC2 instance" } : undefined;
}

interface Profile {
  readonly name: string;
  readonly signIn: string;
}

/** Settings by which a profile signs in, best known first. */
const SIGN_INS: readonly (readonly [setting: RegExp, signIn: string])[] = [
  [/^sso_(session|start_url)$/, "signs in through IAM Identity Center"],
  [/^login_session$/, "signs in through the console"],
  [/^role_arn$/, "assumes a role"],
  [/^credential_process$/, "asks a program for credentials"],
  [/^web_identity_token_file$/, "has a token file"],
  [/^aws_access_key_id$/, "has an access key"],
];

/** Profiles of the shared files that can sign in, in their order; of several ways to sign in the first one is named. */
function awsProfiles(env: NodeJS.ProcessEnv): Profile[] {
  const config = env["AWS_CONFIG_FILE"] ?? join(homeFolder(), ".aws", "config");
  const credentials = env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(homeFolder(), ".aws", "credentials");
  const settings = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of `${fileText(config)}\n[]\n${fileText(credentials)}`.split(/\r?\n/)) {
    const section = sectionOf(line);
    if (section !== undefined) {
      current = settings.get(section) ?? [];
      settings.set(section, current);
    }
    const setting = /^([A-Za-z_]\w*)\s*=\s*\S/.exec(line)?.[1];
    if (setting !== undefined) current.push(setting.toLowerCase());
  }
  return [...settings].flatMap(([name, names]) => {
    const way = SIGN_INS.find(([setting]) => names.some((one) => setting.test(one)));
    return way === undefined || name === "" ? [] : [{ name, signIn: way[1] }];
  });
}

/** Name of the profile that a line begins; empty for other kinds of sections (`sso-session x`), undefined for none. */
function sectionOf(line: string): string | undefined {
  const match = /^\s*\[\s*(?:profile\s+)?(?:"([^"]+)"|'([^']+)'|([^\]\s"']+)|[^\]]*)\s*\]/.exec(line);
  return match === null ? undefined : (match[1] ?? match[2] ?? match[3] ?? "");
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
