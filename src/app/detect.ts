// What this machine can reach, told from the environment and config files alone: nothing is called.
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface DetectedSource {
  readonly source: string;
  readonly because: string;
}

/** Sources for which this machine seems to hold a sign-in, most obvious first. */
export async function detectSources(env: NodeJS.ProcessEnv): Promise<DetectedSource[]> {
  return detectAws(env);
}

const AWS_SIGNS: readonly (readonly [variable: string, because: string])[] = [
  ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID is set"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE is set"],
  ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "container credentials are offered"],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "container credentials are offered"],
];

function detectAws(env: NodeJS.ProcessEnv): DetectedSource[] {
  const profile = env["AWS_PROFILE"];
  if (profile) return [{ source: `aws:${profile}`, because: "AWS_PROFILE is set" }];
  const sign = AWS_SIGNS.find(([variable]) => env[variable]);
  if (sign !== undefined) return [{ source: "aws", because: sign[1] }];
  const config = env["AWS_CONFIG_FILE"] ?? join(homedir(), ".aws", "config");
  const shared = env["AWS_SHARED_CREDENTIALS_FILE"] ?? join(homedir(), ".aws", "credentials");
  const file = [shared, config].find((path) => existsSync(path) && hasDefaultProfile(path));
  return file === undefined ? [] : [{ source: "aws", because: "the shared AWS files have a default profile" }];
}

function hasDefaultProfile(path: string): boolean {
  try {
    return /^\s*\[(profile\s+)?default\]/m.test(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
}
