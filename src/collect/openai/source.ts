// OpenAI live: people, projects, service accounts and keys of one organisation.
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
import { CALLS, LIST_PROJECTS } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { folderOf, scopeOf } from "./scope.js";

/** Variables as OpenAI's own libraries read them; what is meant for nhi alone comes first. */
const KEY_VARIABLES = ["NHI_OPENAI_ADMIN_KEY", "OPENAI_ADMIN_KEY"] as const;

/** Name of the organisation of `openai:<name>`. Throws UsageError. */
function parseName(source: string): string {
  const name = source.replace(/^openai:?/, "");
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return name;
  throw new UsageError(
    `source "${source}": give the organisation of the key a name of your choice, openai:acme: the answers of OpenAI do not say it`,
  );
}

/** The collector of `openai:<name>`. Makes no call before it is asked to collect. */
export function openaiSource(source: string, options: CollectOptions): Collector {
  const name = parseName(source);
  return {
    source,
    collect: (context) => collect(name, options, context),
    plan: async (): Promise<readonly PlannedCall[]> =>
      CALLS.map(({ route, dataSet, count }) => ({ scope: scopeOf(name).id, call: route, dataSet, count })),
  };
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyOpenai(source: string): Promise<SourceIdentity> {
  const name = parseName(source);
  const address = serverOf();
  const { from, ...live } = liveOrganization(name, address);
  await signIn(live);
  return { message: `${from} at ${address.host}: organisation ${name}`, scope: live.scope };
}

function serverOf(): ServerAddress {
  const own = process.env["NHI_OPENAI_URL"];
  return own ? serverAddress(own, "NHI_OPENAI_URL") : serverAddress("https://api.openai.com", "");
}

/** The organisation as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
function liveOrganization(
  name: string,
  { base, host }: ServerAddress,
): LiveSource<RestClient> & { readonly from: string } {
  const from = KEY_VARIABLES.find((variable) => process.env[variable]);
  const key = from === undefined ? undefined : process.env[from];
  if (from === undefined || key === undefined) {
    throw new AuthError(
      `openai: no sign-in for ${host} found: set OPENAI_ADMIN_KEY to an admin key of the organisation (nhi permissions openai says more)`,
    );
  }
  return {
    scope: scopeOf(name).id,
    whose: "OpenAI's",
    from,
    open: (heard) => new RestClient({ base, headers: { authorization: `Bearer ${key}` }, calls: CALLS, ...heard }),
    first: (client) => client.pages(LIST_PROJECTS, {}),
    toSignInError: (fault) => toSignInError(fault, name, from),
  };
}

async function* collect(name: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  yield* collectLive(liveOrganization(name, serverOf()), options, context, ({ client, answers }) =>
    crawlOrganization(
      new RestCrawl({ folder: "openai", host: folderOf(name), scope: scopeOf(name), answers, client, context }),
    ),
  );
}

function toSignInError(fault: AnswerFault, name: string, from: string): NhiError {
  if (fault.status === 401) {
    const what = "is not valid: it may have been deleted, or have ended; make a new one";
    return new AuthError(`openai:${name}: the key (${from}) ${what}`, { cause: fault });
  }
  if (fault.status === 403) {
    const what = "may not read the organisation: it has to be an admin key, not one of a project";
    return new AuthError(`openai:${name}: the key (${from}) ${what}: ${fault.message}`, { cause: fault });
  }
  return new ProviderError(`openai:${name}: ${fault.message}`, { cause: fault });
}
