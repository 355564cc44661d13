// GitLab live: a group with the groups and projects below it.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { textOf } from "../fields.js";
import type { CollectOptions } from "../options.js";
import type { Page } from "../page.js";
import type { SourceIdentity } from "../provider.js";
import { collectLive, type LiveSource, signIn } from "../shared/rest/source.js";
import { type GitLabAddress, gitlabAddress } from "./address.js";
import type { GitLabCall } from "./call.js";
import { CALLS, resourcesFor } from "./calls.js";
import { type GitLabClient, openClient } from "./client.js";
import { crawlGroup } from "./crawl.js";
import { toSignInError } from "./errors.js";
import { GroupCrawl } from "./group-crawl.js";
import { scopeId } from "./ids.js";
import { GET_GROUP } from "./known.js";
import { findSignIn } from "./sign-in.js";
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
  const { signIn: from, ...live } = liveGroup(path, options, [...CALLS, ...STANDING_CALLS]);
  const { client, page } = await signIn(live);
  const { host } = gitlabAddress(options.gitlabUrl, process.env);
  const name = nameIn(page, path);
  const calls = resourcesFor(host).flatMap((resource) => resource.calls);
  const { message, lacks } = await standingOf(client, path, calls);
  return { message: `${from} at ${host}: group ${name}, as ${message}`, scope: scopeId(host, name), lacks };
}

/** The group as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
function liveGroup(
  path: string,
  { gitlabUrl }: CollectOptions,
  calls: readonly GitLabCall[] = CALLS,
): LiveSource<GitLabClient> & { readonly signIn: string } {
  const address = gitlabAddress(gitlabUrl, process.env);
  const { token, from } = findSignIn(address.host, process.env);
  return {
    scope: scopeId(address.host, path),
    whose: "GitLab's",
    signIn: from,
    open: (heard) => openClient({ address, token, calls, ...heard }),
    first: (client) => client.pages(GET_GROUP, { id: path }),
    toSignInError: (fault) => toSignInError(fault, path, from),
  };
}

async function* collect(path: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const { host } = gitlabAddress(options.gitlabUrl, process.env);
  yield* collectLive(liveGroup(path, options), options, context, ({ client, page, answers }) =>
    crawlGroup(new GroupCrawl({ host, path: nameIn(page, path), answers, client, context })),
  );
}

/** How the group writes its path. */
function nameIn(page: Page, path: string): string {
  return textOf(page["full_path"]) ?? path;
}
