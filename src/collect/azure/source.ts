// Azure live: one subscription, or every subscription and management group of a tenant.

import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { isGuid } from "../../model/guid.js";
import { wholeOf } from "../answers.js";
import { fieldsOf, textOf } from "../fields.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { elementsOf } from "../scope-crawl.js";
import { cloudOf } from "../shared/microsoft/clouds.js";
import { tokensFor } from "../shared/microsoft/sign-in.js";
import { callName } from "./call.js";
import { CALLS, callsFor } from "./calls.js";
import { type AzureClient, type ClientOptions, openClient } from "./client.js";
import { type Container, ContainerCrawl } from "./container-crawl.js";
import { crawlContainer, crawlTenant } from "./crawl.js";
import { toSignInError } from "./errors.js";
import { EstateFacts } from "./facts.js";
import { subscriptionId } from "./ids.js";
import { GET_SUBSCRIPTION, LIST_SUBSCRIPTIONS } from "./resources/scopes.js";
import { LIST_PERMISSIONS, lacksOf, lacksOfAll } from "./standing.js";

const ALL = "all";

/** What `azure:<subscription|all>` names. Throws UsageError. */
function parseTarget(source: string): string {
  const text = source.replace(/^azure:?/, "").replace(/^\/?subscriptions\//, "");
  if (text === ALL || isGuid(text)) return text.toLowerCase();
  throw new UsageError(
    `source "${source}": name a subscription by its id, or all that the sign-in may read: azure:0a0a0a0a-1111-4222-8333-444444444444, azure:all`,
  );
}

/** The collector of a source. Makes no call before it is asked to collect. */
export function azureSource(source: string, options: CollectOptions): Collector {
  const target = parseTarget(source);
  return {
    source,
    collect: (context) => collect(target, options, context),
    plan: async () => planAzure(target),
  };
}

/** Calls of a crawl, by what is known before the first one. */
function planAzure(target: string): readonly PlannedCall[] {
  const of = (kind: "tenant" | "group" | "subscription", scope: string): readonly PlannedCall[] =>
    callsFor(kind).map((call) => ({ scope, call: callName(call), dataSet: call.dataSet, count: call.count }));
  if (target !== ALL) return of("subscription", subscriptionId(target));
  return [
    ...of("tenant", "azure:all"),
    ...of("group", "azure:all, each management group"),
    ...of("subscription", "azure:all, each subscription"),
  ];
}

/** What the sign-in of a source may read, for people. Throws AuthError or ProviderError. */
export async function identifyAzure(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const target = parseTarget(source);
  const client = open(options, { signal: new AbortController().signal, calls: [...CALLS, LIST_PERMISSIONS] });
  const { message, tenant, subscriptions } = await probe(client, target);
  if (target !== ALL) return { message, scope: subscriptionId(target), lacks: await lacksOf(client, target) };
  return { message, scope: undefined, lacks: await lacksOfAll(client, tenant, subscriptions) };
}

/** The tenant that the sign-in names: subscriptions of others are seen because they are delegated. A domain is no id, and left out. */
function tenantIn(env: NodeJS.ProcessEnv): string | undefined {
  const named = env["AZURE_TENANT_ID"] ?? "";
  return isGuid(named) ? named : undefined;
}

function open(options: CollectOptions, more: Pick<ClientOptions, "signal"> & Partial<ClientOptions>): AzureClient {
  const cloud = cloudOf(options.azureCloud, process.env);
  return openClient({
    manager: cloud.manager,
    token: tokensFor(process.env["AZURE_TENANT_ID"] || undefined, cloud, cloud.managerApi, process.env),
    calls: CALLS,
    onCall: () => undefined,
    onPause: () => undefined,
    ...more,
  });
}

async function* collect(target: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const scope = target === ALL ? "azure:all" : subscriptionId(target);
  const client = open(options, {
    signal: context.signal,
    onCall: (call) => context.called(scope, call),
    onPause: (seconds, until) =>
      context.log("warn", `${scope}: Azure asks to wait; going on in ${seconds} s (${until.toISOString()})`),
  });
  await probe(client, target);
  const recorder = await recorderFor(options, context.now);
  const answers = new LiveAnswers(context.joinKey, recorder);
  const shared = new EstateFacts(target === ALL ? tenantIn(process.env) : undefined);
  const at = (container: Container): ContainerCrawl =>
    new ContainerCrawl({ container, answers, client, context, shared });
  if (target === ALL) yield* crawlTenant(at({ kind: "tenant", name: "tenant" }), at);
  else yield* crawlContainer(at({ kind: "subscription", name: target }));
  await recorder?.close();
}

interface Probed {
  /** For people: the subscription, or how many there are. */
  readonly message: string;
  readonly tenant: string | undefined;
  /** Ids of the subscriptions that the sign-in may see. */
  readonly subscriptions: readonly string[];
}

/** The first call: whether the sign-in works, and whether it may see anything at all. Throws AuthError or ProviderError. */
async function probe(client: AzureClient, target: string): Promise<Probed> {
  try {
    if (target !== ALL) {
      const raw = fieldsOf(await wholeOf(client.pages(GET_SUBSCRIPTION, { subscription: target })));
      const message = `subscription ${textOf(raw["displayName"]) ?? target} (${target})`;
      return { message, tenant: textOf(raw["tenantId"]), subscriptions: [target] };
    }
    const page = await wholeOf(client.pages(LIST_SUBSCRIPTIONS, {}));
    const list = elementsOf(LIST_SUBSCRIPTIONS, page).map(fieldsOf);
    const names = list.map((one) => textOf(one["displayName"]) ?? "?");
    const first = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
    const message = `${list.length} ${list.length === 1 ? "subscription" : "subscriptions"}`;
    return {
      message: list.length === 0 ? `${message}: the sign-in has a role on none` : `${message} (${first})`,
      tenant: textOf(list[0]?.["tenantId"]) ?? (process.env["AZURE_TENANT_ID"] || undefined),
      subscriptions: list.flatMap((one) => textOf(one["subscriptionId"]) ?? []),
    };
  } catch (error) {
    throw toSignInError(error, target);
  }
}
