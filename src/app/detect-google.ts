// Sign-ins to Google Cloud and Workspace that this machine seems to hold, told from the environment and one file.
import { readFileSync } from "node:fs";
import type { DetectedSource } from "./detected-source.js";

const TOKENS = ["NHI_GOOGLE_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"];
const CREDENTIALS = "GOOGLE_APPLICATION_CREDENTIALS";
/** As Google's own tools and libraries look for it. */
const PROJECTS = ["GOOGLE_CLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT", "GCLOUD_PROJECT"];
const ADMIN = "NHI_WORKSPACE_ADMIN";
const WORKSPACE_TOKEN = "NHI_WORKSPACE_ACCESS_TOKEN";

/**
 * A token or a credentials file, and the project that is named beside it or that the file is of; the domain of the administrator
 * who is named. Whoever signed in with gcloud has to name what to read, as with the Azure CLI.
 */
export function detectGoogle(env: NodeJS.ProcessEnv): DetectedSource[] {
  const proof = [...TOKENS, CREDENTIALS].find((name) => env[name]);
  return [...(proof === undefined ? [] : cloudOf(env, proof)), ...workspaceOf(env, proof)];
}

function cloudOf(env: NodeJS.ProcessEnv, proof: string): DetectedSource[] {
  const variable = PROJECTS.find((name) => env[name]);
  const because = variable === undefined ? `${proof} is set` : `${proof} and ${variable} are set`;
  const project = variable === undefined ? projectIn(proof === CREDENTIALS ? env[proof] : undefined) : env[variable];
  return project ? [{ source: `gcp:${project}`, because }] : [];
}

function workspaceOf(env: NodeJS.ProcessEnv, cloudProof: string | undefined): DetectedSource[] {
  const proof = env[WORKSPACE_TOKEN] ? WORKSPACE_TOKEN : cloudProof;
  const domain = /^[^@\s]+@([a-z0-9.-]+)$/i.exec(env[ADMIN] ?? "")?.[1];
  if (proof === undefined || domain === undefined) return [];
  return [{ source: `workspace:${domain.toLowerCase()}`, because: `${ADMIN} and ${proof} are set` }];
}

/** Project of a service account's key file; undefined for other files, and what is no file. */
function projectIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    const { project_id: project } = JSON.parse(readFileSync(file, "utf8")) as { readonly project_id?: unknown };
    return typeof project === "string" && project !== "" ? project : undefined;
  } catch {
    return undefined;
  }
}
