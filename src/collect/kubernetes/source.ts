// Kubernetes live: one cluster, by a context or cluster of the kubeconfig.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { AuthError, type NhiError, ProviderError } from "../../model/errors.js";
import { wholeOrFault } from "../answers.js";
import type { AnswerFault } from "../fault.js";
import { textOf } from "../fields.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { RestClient } from "../shared/rest/client.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { collectLive, type LiveSource, signIn } from "../shared/rest/source.js";
import { CALLS, GET_VERSION, LIST_CALLS } from "./calls.js";
import { clusterScope, crawlCluster } from "./crawl.js";
import { scopeId } from "./ids.js";
import { senderWith } from "./send.js";

function nameIn(source: string): string {
  return source.replace(/^kubernetes:?/, "");
}

/** The collector of `kubernetes:<context or cluster>`. Makes no call before it is asked to collect. */
export function kubernetesSource(source: string, options: CollectOptions): Collector {
  const wanted = nameIn(source);
  return {
    source,
    collect: (context) => collect(wanted, options, context),
    plan: async () => planCalls((await findCluster(wanted)).cluster),
  };
}

/** client-node is loaded when a cluster is asked. */
async function findCluster(wanted: string) {
  return (await import("./kubeconfig.js")).findCluster(wanted, process.env);
}

/** Calls of a crawl, by what is known before the first one. */
function planCalls(cluster: string): readonly PlannedCall[] {
  const scope = scopeId(cluster);
  return CALLS.map(({ route, dataSet, count }) => ({ scope, call: route, dataSet, count }));
}

/** Who the sign-in of a source is, for people, and which lists it may not read. Throws AuthError or ProviderError. */
export async function identifyKubernetes(source: string, options: CollectOptions): Promise<SourceIdentity> {
  const { from, ...live } = await liveCluster(nameIn(source), options);
  const { client, page } = await signIn(live);
  const refused = await Promise.all(
    LIST_CALLS.map(async (call) => {
      const answer = await wholeOrFault(client.pages(onePage(call), {}));
      return "kind" in answer && answer.kind === "denied" ? [call] : [];
    }),
  );
  return {
    message: `${from}: ${textOf(page["gitVersion"]) ?? "a version that it does not say"}`,
    scope: live.scope,
    lacks: refused.flat().map(({ dataSet, group, resource, only }) => ({
      what: `verb list on ${group === "" ? resource : `${resource}.${group}`}${only === undefined ? "" : ` named ${only.name} in ${only.namespace}`}`,
      dataSets: [dataSet],
    })),
  };
}

/** The same list, of which one element says whether it may be read. */
function onePage<T extends { readonly query?: { readonly [name: string]: string }; readonly paging?: unknown }>(
  call: T,
) {
  const { paging: _, ...rest } = call;
  return { ...rest, query: { ...call.query, limit: "1" } };
}

/** The cluster as a source; the sign-in is looked for at once. Throws AuthError where there is none. */
async function liveCluster(
  wanted: string,
  { kubeconfigExec = false }: CollectOptions,
): Promise<LiveSource<RestClient> & { readonly from: string; readonly cluster: string }> {
  const { findCluster: find, signInOf } = await import("./kubeconfig.js");
  const found = find(wanted, process.env);
  const { headers, tls } = await signInOf(found, { runs: kubeconfigExec, env: process.env });
  const { base, from, cluster } = found;
  const send = senderWith(tls);
  return {
    scope: scopeId(cluster),
    whose: "the API server's",
    from,
    cluster,
    open: (heard) => new RestClient({ base, headers, calls: CALLS, send, ...heard }),
    first: (client) => client.pages(GET_VERSION, {}),
    toSignInError: (fault) => toSignInError(fault, cluster, from),
  };
}

async function* collect(wanted: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const live = await liveCluster(wanted, options);
  const { cluster } = live;
  yield* collectLive(live, options, context, ({ client, answers }) =>
    crawlCluster(
      new RestCrawl({ folder: "kubernetes", host: cluster, scope: clusterScope(cluster), answers, client, context }),
    ),
  );
}

function toSignInError(fault: AnswerFault, cluster: string, from: string): NhiError {
  const place = `kubernetes:${cluster} (${from})`;
  if (fault.status === 401) {
    return new AuthError(`${place}: the token or certificate is not valid here: it may have expired; sign in again`, {
      cause: fault,
    });
  }
  if (fault.status === 403) return new AuthError(`${place}: ${fault.message}`, { cause: fault });
  return new ProviderError(`${place}: ${fault.message}`, { cause: fault });
}
