// What the tests of the Azure crawl share: a crawl from the scripted server with a token that is given, and its recording.
import { onTestFinished } from "vitest";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { openClient } from "../../../src/collect/azure/client.js";
import { type Container, ContainerCrawl } from "../../../src/collect/azure/container-crawl.js";
import { crawlContainer, crawlTenant } from "../../../src/collect/azure/crawl.js";
import { EstateFacts } from "../../../src/collect/azure/facts.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import type { GraphBatch } from "../../../src/model/batch.js";
import { JOIN_KEY, NOW, type Noted, noting } from "../support.js";
import { type Answers, ArmServer } from "./server.js";

/** A server that ends with the test. */
export async function serve(answers: Answers): Promise<ArmServer> {
  const server = new ArmServer(answers);
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

export interface LiveOptions {
  /** One subscription; all of the tenant when left out. */
  readonly subscription?: string;
  readonly record?: string;
  /** The tenant of the sign-in, where it is said. */
  readonly tenant?: string;
  readonly noted?: Noted;
}

/** A crawl from a server. */
export async function crawlLive(
  server: ArmServer,
  { subscription, record, tenant, noted = noting() }: LiveOptions = {},
): Promise<GraphBatch[]> {
  const { context } = noted;
  const client = openClient({
    manager: server.url,
    token: async () => "t",
    calls: CALLS,
    signal: context.signal,
    onCall: (call) => noted.calls.push(call),
    onPause: (seconds) => noted.lines.push(`pause ${seconds}`),
  });
  const recorder =
    record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
  const answers = new LiveAnswers(JOIN_KEY, recorder);
  const shared = new EstateFacts(tenant);
  const open = (container: Container) => new ContainerCrawl({ container, answers, client, context, shared });
  const crawl =
    subscription === undefined
      ? crawlTenant(open({ kind: "tenant", name: "tenant" }), open)
      : crawlContainer(open({ kind: "subscription", name: subscription }));
  const batches: GraphBatch[] = [];
  for await (const batch of crawl) batches.push(batch);
  await recorder?.close();
  return batches;
}
