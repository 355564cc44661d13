// GitHub live: an organisation, a user, or one repository.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { AnswerFault } from "../fault.js";
import { textOf } from "../fields.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { Page } from "../page.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { addressesOf } from "./addresses.js";
import type { Extent } from "./call.js";
import { CALLS, callsFor, QUERIES } from "./calls.js";
import { type GitHubClient, openClient } from "./client.js";
import { crawlOwner } from "./crawl.js";
import { toAppError, toSignInError } from "./errors.js";
import { scopeId } from "./ids.js";
import { lacksOf } from "./lacks.js";
import { OwnerCrawl } from "./owner-crawl.js";
import { appPermissions } from "./permissions.js";
import { GET_REPOSITORY } from "./repositories.js";
import { GET_USER } from "./resources/owner.js";
import { findSignIn, type SignIn } from "./sign-in.js";

/** What a source names. */
export interface GitHubTarget {
  readonly owner: string;
  readonly repository: string | undefined;
}

/** The target of `github:<org | user | owner/repo>`. Throws UsageError. */
function parseTarget(source: string): GitHubTarget {
  const text = source.replace(/^github:?/, "");
  const [owner = "", repository, ...more] = text.split("/");
  const isSound = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$/.test(owner) && more.length === 0;
  if (isSound && (repository === undefined || /^(?!\.+$)[\w.-]{1,100}$/.test(repository))) return { owner, repository };
  throw new UsageError(
    `source "${source}": name an organisation, a user or a repository: github:octo-org, github:octo-org/api`,
  );
}

/** The collector of `github:<org | user | owner/repo>`. Makes no call before it is asked to collect. */
export function githubSource(source: string, options: CollectOptions): Collector {
  const target = parseTarget(source);
  return {
    source,
    collect: (context) => collect({ target, options, context }),
    plan: async () => {
      // A wrong address is said before anything is called.
      addressesOf(options.githubUrl, process.env);
      return planGitHub(target);
    },
  };
}

/** Calls of a crawl, by what is known before the first one. */
function planGitHub({ owner, repository }: GitHubTarget): readonly PlannedCall[] {
  const scope = scopeId(owner, repository);
  const extent: Extent = repository === undefined ? "organization" : "repository";
  return callsFor(extent).map(({ route, dataSet, count }) => ({ scope, call: route, dataSet, count }));
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyGitHub(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const { owner, repository } = parseTarget(source);
  const { client, signIn, host } = await open(options, new AbortController().signal, Buffer.alloc(32));
  await enter(client, { owner, repository }, signIn);
  const { extent } = await probe(client, { owner, repository }, signIn);
  const name = repository === undefined ? owner : `${owner}/${repository}`;
  const { rights } = client;
  const untold = rights.kind === "untold" ? "; GitHub does not tell what this token may read" : "";
  const message = `${signIn.from} at ${host}: ${extent} ${name}${untold}`;
  return { message, scope: scopeId(owner, repository), lacks: lacksOf(rights, callsFor(extent)) };
}

interface Crawl {
  readonly target: GitHubTarget;
  readonly options: CollectOptions;
  readonly context: CollectContext;
}

interface Opened {
  readonly client: GitHubClient;
  readonly signIn: SignIn;
  readonly host: string;
}

async function open(
  options: CollectOptions,
  signal: AbortSignal,
  joinKey: Buffer,
  more: Partial<Parameters<typeof openClient>[0]> = {},
): Promise<Opened> {
  const addresses = addressesOf(options.githubUrl, process.env);
  const signIn = await findSignIn(addresses.host, process.env);
  const client = openClient({
    addresses,
    signIn,
    calls: CALLS,
    queries: QUERIES,
    permissions: Object.keys(appPermissions()),
    signal,
    joinKey,
    onCall: () => undefined,
    onPause: () => undefined,
    // Where waits pass at once, those between retries do, too.
    ...(options.clock === undefined ? {} : { clock: options.clock, retryAfter: 1 }),
    ...more,
  });
  return { client, signIn, host: addresses.host };
}

async function* collect({ target, options, context }: Crawl): AsyncGenerator<GraphBatch> {
  const scope = scopeId(target.owner, target.repository);
  const { client, signIn } = await open(options, context.signal, context.joinKey, {
    cache: context.cache,
    onCall: (call) => context.called(scope, call),
    onPause: (seconds, until) =>
      context.log("warn", `${scope}: GitHub's limit is reached; going on in ${seconds} s (${until.toISOString()})`),
  });
  await enter(client, target, signIn);
  const { owner, extent } = await probe(client, target, signIn);
  const recorder = await recorderFor(options, context.now);
  const crawl = new OwnerCrawl({
    owner,
    extent,
    ...(target.repository === undefined ? {} : { repository: target.repository }),
    folder: owner,
    answers: new LiveAnswers(context.joinKey, recorder),
    client,
    context,
  });
  yield* crawlOwner(crawl);
  if (client.unchanged > 0) context.log("debug", `${scope}: ${client.unchanged} answers were unchanged`);
  await recorder?.close();
}

/** Signs in. Throws AuthError or ProviderError. */
async function enter(client: GitHubClient, { owner, repository }: GitHubTarget, signIn: SignIn): Promise<void> {
  try {
    await client.enter(owner, repository);
  } catch (fault) {
    throw fault instanceof AnswerFault ? toAppError(fault, owner, signIn.from) : fault;
  }
}

/** The first call: whether the sign-in works, and what the name is the name of. Throws AuthError or ProviderError. */
async function probe(
  client: GitHubClient,
  { owner, repository }: GitHubTarget,
  signIn: SignIn,
): Promise<{ owner: string; extent: Extent }> {
  const call = repository === undefined ? GET_USER : GET_REPOSITORY;
  const params = repository === undefined ? { username: owner } : { owner, repo: repository };
  const name = repository === undefined ? owner : `${owner}/${repository}`;
  let page: Page = {};
  try {
    for await (const answer of client.pages(call, params, { path: [], call: call.route })) page = answer;
  } catch (fault) {
    throw fault instanceof AnswerFault ? toSignInError(fault, name, signIn.from) : fault;
  }
  if (repository !== undefined)
    return { owner: textOf(page["full_name"])?.split("/")[0] ?? owner, extent: "repository" };
  return { owner: textOf(page["login"]) ?? owner, extent: page["type"] === "User" ? "user" : "organization" };
}
