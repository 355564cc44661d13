// Jenkins live: the credentials of one controller.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { AuthError, type NhiError, ProviderError, UsageError } from "../../model/errors.js";
import type { AnswerFault } from "../fault.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { type ServerAddress, serverAddress } from "../shared/rest/address.js";
import { RestClient } from "../shared/rest/client.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { collectLive, type LiveSource, signIn } from "../shared/rest/source.js";
import { CALLS, LIST_DOMAINS } from "./calls.js";
import { crawlController } from "./crawl.js";

/** Scope of a controller: `jenkins:ci.example.com`. */
export function scopeOf(host: string): ScopeNode {
  return { id: `jenkins:${host}`, type: "jenkins.controller", name: host, properties: { host } };
}

/** Address of the controller of `jenkins:<address>`. Throws UsageError. */
function parseAddress(source: string): ServerAddress {
  const text = source.replace(/^jenkins:?/, "");
  if (text === "") {
    throw new UsageError(
      `source "${source}": name the controller: jenkins:ci.example.com, jenkins:https://example.com/ci`,
    );
  }
  return serverAddress(text, `source "${source}"`);
}

/** The collector of `jenkins:<address>`. Makes no call before it is asked to collect. */
export function jenkinsSource(source: string, options: CollectOptions): Collector {
  const address = parseAddress(source);
  return {
    source,
    collect: (context) => collect(source, address, options, context),
    plan: async (): Promise<readonly PlannedCall[]> =>
      CALLS.map(({ route, dataSet, count }) => ({ scope: scopeOf(address.host).id, call: route, dataSet, count })),
  };
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyJenkins(source: string): Promise<SourceIdentity> {
  const address = parseAddress(source);
  const { user, ...live } = liveController(source, address);
  await signIn(live);
  return { message: `user ${user} at ${address.host}`, scope: live.scope };
}

/** The controller as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
function liveController(
  source: string,
  { base, host }: ServerAddress,
): LiveSource<RestClient> & { readonly user: string } {
  // Names as Jenkins' own command reads them; what is meant for nhi alone comes first.
  const user = process.env["NHI_JENKINS_USER"] || process.env["JENKINS_USER_ID"];
  const token = process.env["NHI_JENKINS_TOKEN"] || process.env["JENKINS_API_TOKEN"];
  if (!user || !token) {
    throw new AuthError(
      `jenkins: no sign-in for ${host} found: set JENKINS_USER_ID and JENKINS_API_TOKEN (nhi permissions jenkins says more)`,
    );
  }
  const authorization = `Basic ${Buffer.from(`${user}:${token}`, "utf8").toString("base64")}`;
  return {
    scope: scopeOf(host).id,
    whose: "the server's",
    user,
    open: (heard) => new RestClient({ base, headers: { authorization }, calls: CALLS, ...heard }),
    first: (client) => client.pages(LIST_DOMAINS, {}),
    toSignInError: (fault) => toSignInError(fault, source, user),
  };
}

async function* collect(
  source: string,
  address: ServerAddress,
  options: CollectOptions,
  context: CollectContext,
): AsyncGenerator<GraphBatch> {
  const { host } = address;
  const scope = scopeOf(host);
  yield* collectLive(liveController(source, address), options, context, ({ client, answers }) =>
    crawlController(new RestCrawl({ folder: "jenkins", host, scope, answers, client, context })),
  );
}

function toSignInError(fault: AnswerFault, source: string, user: string): NhiError {
  if (fault.status === 401) {
    return new AuthError(
      `${source}: user ${user} and its API token are not accepted: make a token on the user's Security page`,
      { cause: fault },
    );
  }
  if (fault.status === 403) {
    return new AuthError(`${source}: user ${user} lacks ${LIST_DOMAINS.access}`, { cause: fault });
  }
  if (fault.status === 404) {
    return new ProviderError(
      `${source}: no Jenkins with the plugin Credentials answers there; a path goes into the address (jenkins:https://example.com/ci)`,
      { cause: fault },
    );
  }
  return new ProviderError(`${source}: ${fault.message}`, { cause: fault });
}
