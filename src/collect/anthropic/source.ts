// Anthropic live: people, workspaces and keys of the organisation that an Admin API key is of.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { AuthError, type NhiError, ProviderError, UsageError } from "../../model/errors.js";
import type { AnswerFault } from "../fault.js";
import type { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { Page } from "../page.js";
import type { SourceIdentity } from "../provider.js";
import { type ServerAddress, serverAddress } from "../shared/rest/address.js";
import { RestClient } from "../shared/rest/client.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { collectLive, type LiveSource, signIn } from "../shared/rest/source.js";
import { CALLS, GET_ORGANIZATION } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { scopeOf } from "./scope.js";

/** Variables as they are commonly named; what is meant for nhi alone comes first. */
const KEY_VARIABLES = ["NHI_ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_KEY"] as const;
const VERSION = "2023-06-01";

/** What calls are told of before the organisation is known. */
const SOURCE = "anthropic";

/** Throws UsageError for a source that names something: the key says which organisation it is of. */
function checkSource(source: string): void {
  if (source === SOURCE || source === `${SOURCE}:`) return;
  throw new UsageError(`source "${source}": write anthropic alone: the key says which organisation it is of`);
}

/** The collector of `anthropic`. Makes no call before it is asked to collect. */
export function anthropicSource(source: string, options: CollectOptions): Collector {
  checkSource(source);
  return {
    source,
    collect: (context) => collect(options, context),
    plan: async (): Promise<readonly PlannedCall[]> =>
      CALLS.map(({ route, dataSet, count }) => ({ scope: SOURCE, call: route, dataSet, count })),
  };
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyAnthropic(source: string): Promise<SourceIdentity> {
  checkSource(source);
  const address = serverOf();
  const { from, ...live } = liveOrganization(address);
  const { page } = await signIn(live);
  const { id, name } = organizationOf(page);
  return { message: `${from} at ${address.host}: organisation ${name}`, scope: id };
}

function serverOf(): ServerAddress {
  const own = process.env["NHI_ANTHROPIC_URL"];
  return own ? serverAddress(own, "NHI_ANTHROPIC_URL") : serverAddress("https://api.anthropic.com", "");
}

/** The organisation as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
function liveOrganization({ base, host }: ServerAddress): LiveSource<RestClient> & { readonly from: string } {
  const from = KEY_VARIABLES.find((variable) => process.env[variable]);
  const key = from === undefined ? undefined : process.env[from];
  if (from === undefined || key === undefined) {
    throw new AuthError(
      `anthropic: no sign-in for ${host} found: set ANTHROPIC_ADMIN_KEY to an Admin API key (nhi permissions anthropic says more)`,
    );
  }
  const headers = { "x-api-key": key, "anthropic-version": VERSION };
  return {
    scope: SOURCE,
    whose: "Anthropic's",
    from,
    open: (heard) => new RestClient({ base, headers, calls: CALLS, ...heard }),
    first: (client) => client.pages(GET_ORGANIZATION, {}),
    toSignInError: (fault) => toSignInError(fault, from),
  };
}

async function* collect(options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  yield* collectLive(liveOrganization(serverOf()), options, context, ({ client, page, answers }) =>
    crawlOne({ client, page, answers }, context),
  );
}

async function* crawlOne(
  { client, page, answers }: { client: RestClient; page: Page; answers: LiveAnswers },
  context: CollectContext,
): AsyncGenerator<GraphBatch> {
  const scope = organizationOf(page);
  const host = scope.id.slice(`${SOURCE}:`.length);
  const crawl = new RestCrawl({ folder: SOURCE, host, scope, answers, client, context });
  // So that a record says whose it is.
  await crawl.one(GET_ORGANIZATION, {});
  yield* crawlOrganization(crawl);
}

function organizationOf(page: Page): ScopeNode {
  const scope = scopeOf(page);
  if (scope === undefined) throw new ProviderError("anthropic: the answer names no organisation");
  return scope;
}

function toSignInError(fault: AnswerFault, from: string): NhiError {
  if (fault.status === 401) {
    const what = "is not valid, or no Admin API key (they begin with sk-ant-admin)";
    return new AuthError(`anthropic: the key (${from}) ${what}`, { cause: fault });
  }
  if (fault.status === 403) {
    return new AuthError(`anthropic: the key (${from}) may not read the organisation: ${fault.message}`, {
      cause: fault,
    });
  }
  return new ProviderError(`anthropic: ${fault.message}`, { cause: fault });
}
