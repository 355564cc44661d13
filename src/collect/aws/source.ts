// AWS live: one account, or all accounts of its organisation.
import type { GraphBatch } from "../../model/batch.js";
import type { Collector, PlannedCall } from "../../model/collector.js";
import { parseArn, partitionOf } from "../arn.js";
import { textOf } from "../fields.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { callsFor, plannedCalls } from "./calls.js";
import { firstCall, openClient, resolveRegion } from "./client.js";
import { endpointOf } from "./endpoint.js";
import { type Crawl, crawlFrom } from "./live-crawl.js";
import { GET_CALLER_IDENTITY } from "./resources/caller-identity.js";

/** The collector of `aws` or `aws:<profile>`. Makes no call before it is asked to collect. */
export function awsSource(source: string, options: CollectOptions): Collector {
  const profile = profileOf(source);
  return {
    source,
    collect: (context) => collect({ profile, options, context }),
    plan: async () => {
      // A wrong address is said before anything is called; that of the first call stands for those of the others.
      await endpointOf("STS", profile);
      return plan(source, options);
    },
  };
}

/** Who a source's credentials are: ARN and account. Throws AuthError or ProviderError. */
export async function identifyAws(source: string): Promise<SourceIdentity> {
  const profile = profileOf(source);
  const client = openClient({
    ...(profile === undefined ? {} : { profile }),
    region: await resolveRegion(profile),
    allowed: new Set([GET_CALLER_IDENTITY.call]),
    signal: new AbortController().signal,
    onCall: () => undefined,
  });
  try {
    const identity = await firstCall(client, GET_CALLER_IDENTITY, profile);
    const account = textOf(identity["Account"]);
    return {
      message: `${textOf(identity["Arn"]) ?? "unknown"} (account ${account ?? "unknown"})`,
      scope: account === undefined ? undefined : `aws:${account}`,
    };
  } finally {
    client.close();
  }
}

function profileOf(source: string): string | undefined {
  const profile = source.slice("aws:".length);
  return profile === "" ? undefined : profile;
}

async function* collect(crawl: Crawl): AsyncGenerator<GraphBatch> {
  const region = await resolveRegion(crawl.profile, crawl.options.region);
  const calls: string[] = [];
  let count = (call: string): void => void calls.push(call);
  const client = openClient({
    ...(crawl.profile === undefined ? {} : { profile: crawl.profile }),
    region,
    allowed: new Set(callsFor(crawl.options).map((call) => call.call)),
    signal: crawl.context.signal,
    onCall: (call) => count(call),
  });
  try {
    const identity = await firstCall(client, GET_CALLER_IDENTITY, crawl.profile);
    const account = textOf(identity["Account"]) ?? "";
    const partition = parseArn(textOf(identity["Arn"]) ?? "")?.partition ?? partitionOf(region);
    // Calls made before the account was known are its own.
    count = (call) => crawl.context.called(`aws:${account}`, call);
    for (const call of calls) count(call);
    const recorder = await recorderFor(crawl.options, crawl.context.now);
    const answers = new LiveAnswers(crawl.context.joinKey, recorder);
    yield* crawlFrom({ crawl, client, answers, account, partition, identity });
    await recorder?.close();
  } finally {
    client.close();
  }
}

function plan(source: string, options: CollectOptions): readonly PlannedCall[] {
  const scope = options.organization === true ? `${source} and each account of its organisation` : source;
  return plannedCalls(options).map((call) => ({ scope, call: call.call, dataSet: call.dataSet, count: call.count }));
}
