// Entra live: one tenant.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { wholeOf } from "../answers.js";
import { fieldsOf } from "../fields.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { cloudOf } from "../shared/microsoft/clouds.js";
import { type GetToken, tokensFor } from "../shared/microsoft/sign-in.js";
import { callName } from "./call.js";
import { CALLS } from "./calls.js";
import { type ClientOptions, type EntraClient, openClient } from "./client.js";
import { crawlTenant } from "./crawl.js";
import { toSignInError } from "./errors.js";
import { scopeId } from "./ids.js";
import { addTenant, GET_ORGANIZATION, type TenantName } from "./resources/organization.js";
import { lacksOf } from "./standing.js";
import { elementsOf, TenantCrawl } from "./tenant-crawl.js";

/** The others are only there for bundles that were made by hand. */
const LIVE_CALLS = CALLS.filter(({ count }) => !count.startsWith("none"));

const TENANT = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/;

/** Parses `entra:<tenant>`: an id or a domain. Throws UsageError. */
function parseTenant(source: string, env: NodeJS.ProcessEnv): string {
  const text = source.replace(/^entra:?/, "") || env["AZURE_TENANT_ID"] || "";
  if (TENANT.test(text)) return text.toLowerCase();
  throw new UsageError(
    `source "${source}": name a tenant by its id or domain: entra:contoso.onmicrosoft.com (or set AZURE_TENANT_ID)`,
  );
}

/** The collector of `entra:<tenant>`. Makes no call before it is asked to collect. */
export function entraSource(source: string, options: CollectOptions): Collector {
  const tenant = parseTenant(source, process.env);
  return {
    source,
    collect: (context) => collect(tenant, options, context),
    plan: async () => planEntra(tenant),
  };
}

/** Calls of a crawl, by what is known before the first one. */
function planEntra(tenant: string): readonly PlannedCall[] {
  return LIVE_CALLS.map((call) => ({
    scope: scopeId(tenant),
    call: callName(call),
    dataSet: call.dataSet,
    count: call.count,
  }));
}

/** Which tenant the sign-in of a source is of, for people. Throws AuthError or ProviderError. */
export async function identifyEntra(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const tenant = parseTenant(source, process.env);
  const { signal } = new AbortController();
  const token = tokenOf(tenant, options);
  const { id, name, domain } = await probe(open(tenant, options, { signal, token }), tenant);
  const lacks = lacksOf(await token(signal), LIVE_CALLS);
  return { message: `tenant ${name} (${domain ?? id})`, scope: scopeId(id), lacks };
}

function tokenOf(tenant: string, options: CollectOptions): GetToken {
  const cloud = cloudOf(options.azureCloud, process.env);
  return tokensFor(tenant, cloud, cloud.graphApi, process.env);
}

function open(
  tenant: string,
  options: CollectOptions,
  more: Pick<ClientOptions, "signal"> & Partial<ClientOptions>,
): EntraClient {
  const cloud = cloudOf(options.azureCloud, process.env);
  return openClient({
    graph: cloud.graph,
    token: tokenOf(tenant, options),
    calls: CALLS,
    onCall: () => undefined,
    onPause: () => undefined,
    ...more,
  });
}

async function* collect(tenant: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const scope = scopeId(tenant);
  const client = open(tenant, options, {
    signal: context.signal,
    onCall: (call) => context.called(scope, call),
    onPause: (seconds, until) =>
      context.log("warn", `${scope}: Microsoft Graph asks to wait; going on in ${seconds} s (${until.toISOString()})`),
  });
  const { id } = await probe(client, tenant);
  const recorder = await recorderFor(options, context.now);
  const answers = new LiveAnswers(context.joinKey, recorder);
  yield* crawlTenant(new TenantCrawl({ tenant: id, folder: id, answers, client, context }));
  await recorder?.close();
}

/** The first call: whether the sign-in works, and whose it is. Throws AuthError or ProviderError. */
async function probe(
  client: EntraClient,
  tenant: string,
): Promise<{ id: string; name: string; domain: string | undefined }> {
  try {
    const page = await wholeOf(client.pages(GET_ORGANIZATION, {}));
    const facts: TenantName = { tenant, name: tenant, scope: {} };
    addTenant(fieldsOf(elementsOf(page)[0]), facts);
    const { default_domain: domain } = facts.scope;
    return { id: facts.tenant, name: facts.name, domain: typeof domain === "string" ? domain : undefined };
  } catch (error) {
    throw toSignInError(error, tenant);
  }
}
