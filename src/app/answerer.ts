// Who answers a question about permissions: one evaluator a cloud, told by how the action is written. A cloud more is one
// file and one line here.
import { unanswered } from "../analyze/answer-line.js";
import { UsageError } from "../model/errors.js";
import type { Store } from "../store/index.js";
import type { Answerer } from "./access-answer.js";
import type { Settings } from "./settings.js";

export type CloudName = "AWS" | "Google Cloud" | "Azure";

interface Cloud {
  readonly name: CloudName;
  /** How the cloud writes an action. */
  readonly form: RegExp;
  readonly example: string;
  open(store: Store, settings: Settings, now: Date): Promise<Answerer>;
}

const CLOUDS: readonly Cloud[] = [
  {
    name: "AWS",
    form: /^[A-Za-z0-9-]+:[A-Za-z0-9]+$/,
    example: "s3:GetObject",
    open: async (...from) => (await import("./answerer-aws.js")).openAwsAnswerer(...from),
  },
  {
    name: "Google Cloud",
    form: /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+){2,3}$/,
    example: "storage.objects.get",
    open: async (...from) => (await import("./answerer-gcp.js")).openGoogleAnswerer(...from),
  },
  {
    name: "Azure",
    form: /^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+(?:\/[A-Za-z0-9._$-]+)+$/,
    example: "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    open: async (...from) => (await import("./answerer-azure.js")).openAzureAnswerer(...from),
  },
];

/** The answerer for an action. Throws UsageError when no cloud writes actions so. */
export function answererFor(action: string, store: Store, settings: Settings, now: Date): Promise<Answerer> {
  return answerers(store, settings, now)(action);
}

/** Answerers for many actions: each cloud's is opened at its first one. Throws as answererFor does. */
export function answerers(store: Store, settings: Settings, now: Date): (action: string) => Promise<Answerer> {
  const open = opener(store, settings, now);
  return (action) => {
    const cloud = CLOUDS.find(({ form }) => form.test(action));
    if (cloud !== undefined) return open(cloud);
    throw new UsageError(`"${action}" is no action; write it ${waysToWrite()}`);
  };
}

function opener(store: Store, settings: Settings, now: Date): (cloud: Cloud) => Promise<Answerer> {
  const opened = new Map<Cloud, Promise<Answerer>>();
  return (cloud) => {
    const answerer = opened.get(cloud) ?? cloud.open(store, settings, now);
    opened.set(cloud, answerer);
    return answerer;
  };
}

/** `as AWS does: s3:GetObject`. */
function waysToWrite(): string {
  return CLOUDS.map(({ name, example }) => `as ${name} does: ${example}`).join(", or ");
}

/** Throws UsageError when no cloud writes actions so, or not the one that is meant; before anything is opened. */
export function checkAction(action: string, meant?: CloudName): void {
  const one = CLOUDS.find(({ name }) => name === meant);
  if (one !== undefined && !one.form.test(action))
    throw new UsageError(`"${action}" is no action of ${one.name}; write it as ${one.example}`);
  if (!CLOUDS.some(({ form }) => form.test(action)))
    throw new UsageError(`"${action}" is no action; write it ${waysToWrite()}`);
}

/** Whether people wrote a resource as it is called in full; letters of ids of Azure are of either case. */
export function isNamed(of: string | undefined, resource: string | undefined): boolean {
  const plain = (text: string | undefined) => text?.toLowerCase().replace(/^\/+|\/+$/g, "");
  return of === undefined || plain(of) === plain(resource);
}

/** Answers lines of a file, each by the cloud of its action; a line without a known one is answered by the first cloud. */
export function lineAnswerer(store: Store, settings: Settings, now: Date): (line: string) => Promise<string> {
  const open = opener(store, settings, now);
  return async (line) => {
    const action = /"action"\s*:\s*"([^"\\]*)"/.exec(line)?.[1] ?? "";
    const cloud = CLOUDS.find(({ form }) => form.test(action)) ?? CLOUDS[0];
    if (cloud === undefined) throw new Error("no cloud");
    try {
      return await (await open(cloud)).answerLine(line);
    } catch (error) {
      // Nothing was read of that cloud: the other lines have their answers all the same.
      if (error instanceof UsageError) return unanswered(error);
      throw error;
    }
  };
}
