// Google Workspace live: one customer, named by a domain of it.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { addressesOf } from "../shared/google/addresses.js";
import { type ClientOptions, type GoogleClient, openClient } from "../shared/google/client.js";
import { toSignInError } from "../shared/google/errors.js";
import { findSignIn } from "../shared/google/sign-in.js";
import { CALLS, SCOPES } from "./calls.js";
import { crawlDomain } from "./crawl.js";
import { type CustomerName, DomainCrawl } from "./domain-crawl.js";
import { customerId } from "./ids.js";
import { firstPage, identifyCustomer } from "./resources/customer.js";
import { lacksOf } from "./standing.js";

const DOMAIN = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** What `workspace:<domain>` names. Throws UsageError. */
function parseDomain(source: string): string {
  const domain = source.replace(/^workspace:?/, "").toLowerCase();
  if (DOMAIN.test(domain)) return domain;
  throw new UsageError(`source "${source}": name a domain of the customer: workspace:acme.example`);
}

/** The collector of a source. Makes no call before it is asked to collect. */
export function workspaceSource(source: string, options: CollectOptions): Collector {
  const domain = parseDomain(source);
  return {
    source,
    collect: (context) => collect(domain, options, context),
    plan: async () => planWorkspace(domain),
  };
}

function planWorkspace(domain: string): readonly PlannedCall[] {
  return CALLS.map(({ method, count }) => ({ scope: customerId(domain), call: method, count }));
}

/** Which customer the sign-in of a source is of, for people. Throws AuthError or ProviderError. */
export async function identifyWorkspace(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const domain = parseDomain(source);
  const { signal } = new AbortController();
  const { client, from, at } = await open(domain, { signal, clock: options.clock, onCall: () => undefined });
  const { customer, name } = await probe(client, domain, from);
  const id = customer ?? domain;
  const message = `${from} at ${at}: customer ${id} (${name ?? domain})`;
  return { message, scope: customerId(id), lacks: await lacksOf(client) };
}

/** A client with its sign-in. Makes no call of its own. */
async function open(domain: string, more: Pick<ClientOptions, "signal" | "clock" | "onCall">) {
  const { env } = process;
  const signIn = await findSignIn(env, {
    source: `workspace:${domain}`,
    token: "NHI_WORKSPACE_ACCESS_TOKEN",
    scopes: SCOPES,
    subject: env["NHI_WORKSPACE_ADMIN"] || undefined,
  });
  const addresses = addressesOf(env);
  const client = openClient({ auth: signIn.client, addresses, calls: CALLS, ...more });
  return { client, from: signIn.from, at: addresses.name };
}

async function* collect(domain: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const { client, from } = await open(domain, {
    signal: context.signal,
    clock: options.clock,
    onCall: (call) => context.called(customerId(domain), call),
  });
  const known = await probe(client, domain, from);
  const { name } = known;
  if (name !== undefined && name !== domain) {
    context.log("warn", `workspace:${domain}: the sign-in is of the customer whose primary domain is ${name}`);
  }
  const recorder = await recorderFor(options, context.now);
  const answers = new LiveAnswers(context.joinKey, recorder);
  const delegation = process.env["NHI_WORKSPACE_DELEGATION"] || undefined;
  yield* crawlDomain(new DomainCrawl({ domain, answers, client, context, known, delegation }));
  await recorder?.close();
}

/** The first call: whether the sign-in works, and whose customer it is. Throws AuthError or ProviderError. */
async function probe(client: GoogleClient, domain: string, how: string): Promise<CustomerName> {
  const found = await identifyCustomer((call) => firstPage(client.pages(call, {})));
  if (found.fault !== undefined) throw toSignInError(found.fault, `workspace:${domain}`, how);
  return found;
}
