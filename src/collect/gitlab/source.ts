// GitLab live: a group with the groups and projects below it.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { AnswerFault, type Page } from "../answers.js";
import { textOf } from "../fields.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { type GitLabAddress, gitlabAddress } from "./address.js";
import { CALLS, resourcesFor } from "./calls.js";
import { type GitLabClient, openClient } from "./client.js";
import { crawlGroup } from "./crawl.js";
import { toSignInError } from "./errors.js";
import { GroupCrawl } from "./group-crawl.js";
import { scopeId } from "./ids.js";
import { GET_GROUP } from "./known.js";
import { findSignIn, type GitLabSignIn } from "./sign-in.js";
import { STANDING_CALLS, standingOf } from "./standing.js";

/** Path of the group of `gitlab:<group>`. Throws UsageError. */
function parseGroup(source: string): string {
  const path = source.replace(/^gitlab:?/, "").replace(/^\/+|\/+$/g, "");
  const isSound = path.split("/").every((name) => /^[A-Za-z0-9_](?:[\w.-]{0,254})$/.test(name) && !/^\.+$/.test(name));
  if (isSound) return path;
  throw new UsageError(
    `source "${source}": name a group: gitlab:acme, gitlab:acme/platform; a server of your own goes into --gitlab-url`,
  );
}

/** The collector of `gitlab:<group>`. Makes no call before it is asked to collect. */
export function gitlabSource(source: string, options: CollectOptions): Collector {
  const path = parseGroup(source);
  return {
    source,
    collect: (context) => collect(path, options, context),
    plan: async () => planGitLab(path, gitlabAddress(options.gitlabUrl, process.env)),
  };
}

/** Calls of a crawl, by what is known before the first one. */
function planGitLab(path: string, { host }: GitLabAddress): readonly PlannedCall[] {
  const scope = scopeId(host, path);
  return resourcesFor(host).flatMap(({ calls }) =>
    calls.map(({ route, dataSet, count }) => ({ scope, call: route, dataSet, count })),
  );
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyGitLab(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const path = parseGroup(source);
  const { client, signIn, address } = open(options, new AbortController().signal, {
    calls: [...CALLS, ...STANDING_CALLS],
  });
  const name = await probe(client, path, signIn);
  const calls = resourcesFor(address.host).flatMap((resource) => resource.calls);
  const { message, lacks } = await standingOf(client, path, calls);
  return {
    message: `${signIn.from} at ${address.host}: group ${name}, as ${message}`,
    scope: scopeId(address.host, name),
    lacks,
  };
}

interface Opened {
  readonly client: GitLabClient;
  readonly signIn: GitLabSignIn;
  readonly address: GitLabAddress;
}

function open(
  { gitlabUrl }: CollectOptions,
  signal: AbortSignal,
  more: Partial<Parameters<typeof openClient>[0]> = {},
): Opened {
  const address = gitlabAddress(gitlabUrl, process.env);
  const signIn = findSignIn(address.host, process.env);
  const client = openClient({
    address,
    token: signIn.token,
    calls: CALLS,
    signal,
    onCall: () => undefined,
    onPause: () => undefined,
    ...more,
  });
  return { client, signIn, address };
}

async function* collect(path: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const { host } = gitlabAddress(options.gitlabUrl, process.env);
  const scope = scopeId(host, path);
  const { client, signIn } = open(options, context.signal, {
    onCall: (call) => context.called(scope, call),
    onPause: (seconds, until) =>
      context.log("warn", `${scope}: GitLab's limit is reached; going on in ${seconds} s (${until.toISOString()})`),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const name = await probe(client, path, signIn);
  const recorder = await recorderFor(options, context.now);
  const answers = new LiveAnswers(context.joinKey, recorder);
  yield* crawlGroup(new GroupCrawl({ host, path: name, answers, client, context }));
  await recorder?.close();
}

/** The first call: whether the sign-in works, and how the group writes its path. Throws AuthError or ProviderError. */
async function probe(client: GitLabClient, path: string, { from }: GitLabSignIn): Promise<string> {
  let page: Page = {};
  try {
    for await (const answer of client.pages(GET_GROUP, { id: path })) page = answer;
  } catch (fault) {
    throw fault instanceof AnswerFault ? toSignInError(fault, path, from) : fault;
  }
  return textOf(page["full_path"]) ?? path;
}
