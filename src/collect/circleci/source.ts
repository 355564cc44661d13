// CircleCI live: the contexts of one organisation.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { AuthError, type NhiError, ProviderError, UsageError } from "../../model/errors.js";
import type { AnswerFault } from "../fault.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { type ServerAddress, serverAddress } from "../shared/rest/address.js";
import { RestClient } from "../shared/rest/client.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { collectLive, type LiveSource, signIn } from "../shared/rest/source.js";
import { CALLS, LIST_CONTEXTS } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { scopeOf } from "./scope.js";

/** Variables as CircleCI's own command reads them; what is meant for nhi alone comes first. */
const TOKEN_VARIABLES = ["NHI_CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN", "CIRCLE_TOKEN"] as const;

/** Slug of the organisation of `circleci:<slug>`. Throws UsageError. */
function parseSlug(source: string): string {
  const slug = source.replace(/^circleci:?/, "").replace(/^\/+|\/+$/g, "");
  if (/^(?:gh|github|bb|bitbucket|circleci)\/[A-Za-z0-9_][\w.-]*$/.test(slug)) return slug;
  throw new UsageError(
    `source "${source}": name an organisation as CircleCI does: circleci:gh/acme, circleci:bb/acme, circleci:circleci/<id>` +
      " (Organization Settings, Overview); a server of your own goes into NHI_CIRCLECI_URL",
  );
}

/** The collector of `circleci:<slug>`. Makes no call before it is asked to collect. */
export function circleciSource(source: string, options: CollectOptions): Collector {
  const slug = parseSlug(source);
  return {
    source,
    collect: (context) => collect(slug, options, context),
    plan: async () => planCalls(slug, addressOf(options)),
  };
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyCircleci(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const slug = parseSlug(source);
  const address = addressOf(options);
  const { signIn: from, ...live } = liveOrganization(slug, address);
  await signIn(live);
  return { message: `${from} at ${address.host}: organisation ${slug}`, scope: live.scope };
}

function addressOf({ circleciUrl }: CollectOptions): ServerAddress {
  const { NHI_CIRCLECI_URL: own, CIRCLECI_CLI_HOST: host } = process.env;
  if (circleciUrl) return serverAddress(circleciUrl, "address of CircleCI");
  if (own) return serverAddress(own, "NHI_CIRCLECI_URL");
  return host ? serverAddress(host, "CIRCLECI_CLI_HOST") : serverAddress("https://circleci.com", "");
}

/** Calls of a crawl, by what is known before the first one. */
function planCalls(slug: string, { host }: ServerAddress): readonly PlannedCall[] {
  const { id: scope } = scopeOf(host, slug);
  return CALLS.map(({ route, dataSet, count }) => ({ scope, call: route, dataSet, count }));
}

/** The organisation as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
function liveOrganization(
  slug: string,
  { base, host }: ServerAddress,
): LiveSource<RestClient> & { readonly signIn: string } {
  const from = TOKEN_VARIABLES.find((name) => process.env[name]);
  const token = from === undefined ? undefined : process.env[from];
  if (from === undefined || token === undefined) {
    throw new AuthError(
      `circleci: no sign-in for ${host} found: set CIRCLECI_CLI_TOKEN to a personal API token (User Settings, Personal API Tokens)`,
    );
  }
  return {
    scope: scopeOf(host, slug).id,
    whose: "CircleCI's",
    signIn: from,
    open: (heard) => new RestClient({ base, headers: { "circle-token": token }, calls: CALLS, ...heard }),
    first: (client) => client.pages(LIST_CONTEXTS, { slug }),
    toSignInError: (fault) => toSignInError(fault, slug, from),
  };
}

async function* collect(slug: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const address = addressOf(options);
  const { host } = address;
  const scope = scopeOf(host, slug);
  yield* collectLive(liveOrganization(slug, address), options, context, ({ client, answers }) =>
    crawlOrganization(new RestCrawl({ folder: "circleci", host, scope, answers, client, context }), slug),
  );
}

function toSignInError(fault: AnswerFault, slug: string, from: string): NhiError {
  if (fault.status === 401) {
    return new AuthError(`circleci: the token (${from}) is not valid: it may have been deleted; make a new one`, {
      cause: fault,
    });
  }
  if (fault.status === 403 || fault.status === 404) {
    return new AuthError(
      `circleci:${slug}: no such organisation, or the token (${from}) is no member's: ${fault.message}`,
      { cause: fault },
    );
  }
  return new ProviderError(`circleci:${slug}: ${fault.message}`, { cause: fault });
}
