// What the tests of the Entra crawl share: a crawl from the scripted server with a token that is given, and its recording.
import { onTestFinished } from "vitest";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { openClient } from "../../../src/collect/entra/client.js";
import { crawlTenant } from "../../../src/collect/entra/crawl.js";
import { TenantCrawl } from "../../../src/collect/entra/tenant-crawl.js";
import { collectorForBundle } from "../../../src/collect/index.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import { batchesOf, type Gathered, gather, JOIN_KEY, NOW, type Noted, noting } from "../support.js";
import { type Answers, GraphServer } from "./server.js";
import { TENANT } from "./tenant.js";

/** A server that ends with the test. */
export async function serve(answers: Answers): Promise<GraphServer> {
  const server = new GraphServer(answers);
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

export interface LiveOptions {
  readonly record?: string;
  readonly noted?: Noted;
}

/** A crawl of a tenant from a server. */
export async function crawlLive(
  server: GraphServer,
  { record, noted = noting() }: LiveOptions = {},
): Promise<Gathered> {
  const client = openClient({
    graph: server.url,
    token: async () => "t",
    calls: CALLS,
    signal: noted.context.signal,
    onCall: (call) => noted.calls.push(call),
    onPause: (seconds) => noted.lines.push(`pause ${seconds}`),
  });
  const recorder =
    record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
  const answers = new LiveAnswers(JOIN_KEY, recorder);
  const crawl = new TenantCrawl({ tenant: TENANT, folder: TENANT, answers, client, context: noted.context });
  const batches = [];
  for await (const batch of crawlTenant(crawl)) batches.push(batch);
  await recorder?.close();
  return gather(batches);
}

export async function crawlBundle(folder: string, noted: Noted = noting()): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(folder), noted));
}
