// What one job of a pipeline does that matters for identities: tokens it asks for, how it signs in, which variables it reads,
// where it deploys, on which machines it runs. Pure.
import { scrubText } from "../../secrets.js";
import type { CompiledTables } from "../workflows/context.js";
import { isMapping, type Mapping, textsOf, type Value } from "./parse.js";
import type { ResolvedJob } from "./resolve.js";
import { type JobRun, runsOf } from "./runs.js";

export interface PipelineLogin {
  readonly cloud: string;
  readonly service: string;
  readonly mode: string;
  /** Command or variable that says so. */
  readonly action: string;
}

export interface PipelineJob {
  readonly name: string;
  /** Name of an id-token → audiences. */
  readonly idTokens: { readonly [name: string]: readonly string[] };
  readonly logins: readonly PipelineLogin[];
  /** ARNs of roles that its script or variables name. */
  readonly roles: readonly string[];
  /** Names of variables that its text reads. */
  readonly variables: readonly string[];
  /** Secrets that GitLab fetches for it: name → where from. */
  readonly secrets: { readonly [name: string]: string };
  readonly environment: string | undefined;
  readonly isEnvironmentDynamic: boolean | undefined;
  readonly tags: readonly string[];
  readonly image: string | undefined;
  readonly runs: readonly JobRun[];
  /** Starts a pipeline elsewhere. */
  readonly starts: string | undefined;
  readonly undecided: readonly string[];
}

const LONGEST = 300;
/** ARNs of roles. */
export const ROLE = /arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,200}/g;
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*))/g;
/** What GitLab itself sets; no secret, but for its own tokens. */
const PREDEFINED = /^(?:CI|GITLAB|FF|RUNNER)_|^CI$/;

/** A job as facts. In: the job with its includes and `extends` written out, and the tables of names and signs. */
export function toPipelineJob({ name, body, undecided }: ResolvedJob, tables: CompiledTables): PipelineJob {
  const script = scriptOf(body);
  const variables = isMapping(body["variables"]) ? body["variables"] : {};
  const texts = [
    script,
    JSON.stringify([variables, body["image"], body["services"], body["environment"], body["id_tokens"]]),
  ];
  const idTokens = idTokensOf(body["id_tokens"]);
  const { environment, isDynamic } = environmentOf(body["environment"]);
  const read = new Set(texts.flatMap(variablesIn));
  const starts = startsOf(body["trigger"]);
  return {
    name,
    idTokens,
    logins: loginsOf(script, variables, tables),
    roles: [...new Set(texts.flatMap((text) => text.match(ROLE) ?? []))].sort(),
    variables: [...read].sort(),
    secrets: secretsOf(body["secrets"]),
    environment,
    isEnvironmentDynamic: isDynamic,
    tags: textsOf(body["tags"]).map(short),
    image: imageOf(body["image"]),
    runs: runsOf(body),
    starts,
    undecided: [...undecided, ...(starts === undefined ? [] : [`starts ${starts}, which was not followed`])],
  };
}

function scriptOf(job: Mapping): string {
  const lines = ["before_script", "script", "after_script"].flatMap((key) => textsOf(job[key]));
  return lines.join("\n").replace(/\\\r?\n\s*/g, " ");
}

/** Names of variables that a text reads, but for those that GitLab sets. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)]
    .map(([, braced, plain]) => braced ?? plain ?? "")
    .filter((name) => name === "CI_JOB_TOKEN" || !PREDEFINED.test(name));
}

function idTokensOf(value: Value | undefined): { [name: string]: readonly string[] } {
  if (!isMapping(value)) return {};
  const tokens = Object.entries(value).flatMap(([name, token]): [string, readonly string[]][] =>
    isMapping(token) ? [[name, textsOf(token["aud"]).map(short)]] : [],
  );
  return Object.fromEntries(tokens);
}

/** Keywords by which GitLab fetches secrets of a store for a job. */
const STORES = [
  "vault",
  "gcp_secret_manager",
  "azure_key_vault",
  "aws_secrets_manager",
  "gitlab_secrets_manager",
  "akeyless",
];

function secretsOf(value: Value | undefined): { [name: string]: string } {
  if (!isMapping(value)) return {};
  const found = Object.entries(value).flatMap(([name, secret]): [string, string][] => {
    const store = isMapping(secret) ? STORES.find((key) => secret[key] !== undefined) : undefined;
    return store === undefined ? [] : [[name, store]];
  });
  return Object.fromEntries(found);
}

function environmentOf(value: Value | undefined): { environment: string | undefined; isDynamic: boolean | undefined } {
  const name = isMapping(value) ? value["name"] : value;
  if (typeof name !== "string") return { environment: undefined, isDynamic: undefined };
  const isDynamic = name.includes("$");
  return { environment: isDynamic ? undefined : short(name), isDynamic };
}

function imageOf(value: Value | undefined): string | undefined {
  const name = isMapping(value) ? value["name"] : value;
  return typeof name === "string" ? short(name) : undefined;
}

function startsOf(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return `a pipeline of ${short(value)}`;
  const { project } = isMapping(value) ? value : {};
  return typeof project === "string" ? `a pipeline of ${short(project)}` : "a child pipeline";
}

/** How a script and its variables sign in, by the reviewed table. */
export function loginsOf(script: string, variables: Mapping, tables: CompiledTables): readonly PipelineLogin[] {
  const commands = tables.commands
    .filter(({ pattern }) => pattern.matcher(script).find())
    .map(({ row: { cloud, service, mode } }) => ({ cloud, service, mode, action: "script" }));
  const named = Object.entries(variables).flatMap(([name, value]) => {
    const text = textsOf(isMapping(value) ? value["value"] : value).join(" ");
    const row = tables.variables.find(({ pattern }) => pattern.matcher(name).find())?.row;
    // Switched off, or nothing there.
    if (row === undefined || /^(?:|false|0)$/i.test(text)) return [];
    return [{ cloud: row.cloud, service: row.service, mode: row.mode, action: name }];
  });
  const distinct = new Map([...commands, ...named].map((login) => [`${login.service} ${login.mode}`, login]));
  return [...distinct.values()];
}

function short(text: string): string {
  return scrubText(text.slice(0, LONGEST));
}
